"""What we take of a body of Slack's, by name and kind. The rest is left out before bolt sees it, which breaks
on what is of another kind than it expects."""

from collections.abc import Callable
from typing import Any, NamedTuple

from handlers.slack.codes import Json


class Unfit(ValueError):
    """Something that we cannot do without is missing, or of another kind."""


Take = Callable[[Any], Any]


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
    body: Json = _BODY(said)
    needed = NEEDED.get(body.get("type", ""), ("trigger_id",) if "command" in body else ())
    if not all(body.get(name) for name in needed):
        raise Unfit
    return body


def _taker(shape: Any) -> Take:
    """What takes of a value what fits a shape, and raises Unfit when it is of another kind.

    Made once, as it is part of every request."""
    if isinstance(shape, dict):
        return _of_object(shape)
    if isinstance(shape, list):
        return _of_list(_taker(shape[0]))
    if isinstance(shape, Each):
        return _of_each(_taker(shape.shape))
    if isinstance(shape, tuple):
        return _of_several([_taker(one) for one in shape])
    if shape is str:
        return _text

    def of_kind(value: Any) -> Any:
        if isinstance(value, shape):
            return value
        raise Unfit

    return of_kind


def _of_object(shape: dict[str, Any]) -> Take:
    fields = [(key.removesuffix("!"), key.endswith("!"), _taker(one)) for key, one in shape.items()]

    def take(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Unfit
        found = {}
        for name, is_needed, take_one in fields:
            given = value.get(name)
            if given is not None:
                try:
                    found[name] = take_one(given)
                    continue
                except Unfit:
                    pass
            if is_needed:
                raise Unfit
        return found

    return take


def _of_list(take_one: Take) -> Take:
    def take(value: Any) -> Any:
        if not isinstance(value, list):
            raise Unfit
        return [made for one in value if (made := _or_none(take_one, one)) is not None]

    return take


def _of_each(take_one: Take) -> Take:
    def take(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Unfit
        made = ((_clean(name), _or_none(take_one, one)) for name, one in value.items())
        return {name: one for name, one in made if one is not None}

    return take


def _of_several(takers: list[Take]) -> Take:
    def take(value: Any) -> Any:
        for one in takers:
            if (made := _or_none(one, value)) is not None:
                return made
        raise Unfit

    return take


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _clean(value)
    raise Unfit


def _or_none(take_one: Take, value: Any) -> Any:
    try:
        return take_one(value)
    except Unfit:
        return None


def _clean(text: str) -> str:
    """Without what no database takes: half a character, and none."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode(errors="replace").decode()


_BODY = _taker(BODY)
