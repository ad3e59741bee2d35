"""What we take of a body of Slack's, by name and kind. The rest is left out before bolt sees it, which breaks
on what is of another kind than it expects."""

from typing import Any, NamedTuple

from handlers.slack.codes import Json


class Unfit(ValueError):
    """Something that we cannot do without is missing, or of another kind."""


class Each(NamedTuple):
    """An object with any names, and things of one kind under them."""

    shape: Any


# A name with an exclamation mark must be there; what else does not fit is left out. Of several one will do.
PLACE = {"id": str, "team_id": str, "enterprise_id": str}
PROFILE = {"email": str}
NEWCOMER = {"id!": str, "name": str, "real_name": str, "locale": str, "is_bot": bool, "profile": PROFILE}
CHOICE = {"value!": str}
FILE = {"id": str, "size": int, "url_private_download": str, "file_access": str}
ELEMENT = {
    "type!": str,
    "value": str,
    "selected_option": CHOICE,
    "selected_options": [CHOICE],
    "files": [FILE],
}
VIEW = {
    "id!": str,
    "type!": str,
    "hash!": str,
    "callback_id!": str,
    "private_metadata": str,
    "team_id": str,
    "app_installed_team_id": str,
    "blocks": [{"type!": str, "block_id!": str}],
    "state": {"values": Each(Each(ELEMENT))},
}
EVENT = {
    "type!": str,
    "user": (str, NEWCOMER),
    "bot_id": str,
    "channel": str,
    "channel_type": str,
    "subtype": str,
    "tab": str,
    "thread_ts": str,
}
BODY = {
    "type": str,
    "challenge": str,
    "team": PLACE,
    "team_id": str,
    "enterprise": PLACE,
    "enterprise_id": str,
    "authorizations": [{"team_id": str, "enterprise_id": str}],
    "event_id": str,
    "event": EVENT,
    "user": PLACE,
    "user_id": str,
    "trigger_id": str,
    "callback_id": str,
    "action_id": str,
    "command": str,
    "actions": [{"action_id!": str, "block_id": str, "type": str}],
    "view": VIEW,
}
NEEDED = {
    "event_callback": ("event",),
    "block_actions": ("actions", "trigger_id"),
    "view_submission": ("view",),
    "view_closed": ("view",),
    "shortcut": ("callback_id", "trigger_id"),
    "message_action": ("callback_id", "trigger_id"),
    "url_verification": ("challenge",),
}


def taken(said: object) -> Json:
    """What we take of a body. Raises Unfit when that is not enough to do anything."""
    body: Json = _taken(said, BODY)
    needed = NEEDED.get(body.get("type", ""), ("trigger_id",) if "command" in body else ())
    if not all(body.get(name) for name in needed):
        raise Unfit
    return body


def _taken(value: Any, shape: Any) -> Any:
    if isinstance(shape, dict) and isinstance(value, dict):
        found = {}
        for key, one in shape.items():
            name = key.removesuffix("!")
            try:
                found[name] = _taken(value.get(name), one)
            except Unfit:
                if name != key:
                    raise
        return found
    if isinstance(shape, list) and isinstance(value, list):
        return _those_that_fit(value, shape[0])
    if isinstance(shape, Each) and isinstance(value, dict):
        fit = _those_that_fit(list(value.items()), shape)
        return dict(fit)
    if isinstance(shape, tuple) and not isinstance(shape, Each):
        fit = [made for one in shape for made in _those_that_fit([value], one)]
        if fit:
            return fit[0]
    if shape is str and isinstance(value, str):
        return _clean(value)
    if shape in (int, bool) and isinstance(value, shape):
        return value
    raise Unfit


def _those_that_fit(values: list[Any], shape: Any) -> list[Any]:
    found = []
    for value in values:
        try:
            if isinstance(shape, Each):
                found.append((_clean(value[0]), _taken(value[1], shape.shape)))
            else:
                found.append(_taken(value, shape))
        except Unfit:
            continue
    return found


def _clean(text: str) -> str:
    """Without what no database takes: half a character, and none."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode(errors="replace").decode()
