"""Somebody in Slack: presses, types and sends, and Slack's own part of that: payloads, signatures, modals.

Payloads are built from what Baken rendered, so that a test never says twice what a screen looks like.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tests.support.slack_api import Json, SlackServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    """What Baken answered to a request."""

    status: int
    body: bytes

    @property
    def json(self) -> Json:
        return dict(json.loads(self.body)) if self.body else {}


Post = Callable[[bytes, dict[str, str]], Answer]


def signed(body: bytes, kind: str = FORM, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers with which Slack sends a body."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:%s:%s" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


class Somebody:
    """One person in a workspace, with the modals they have open."""

    def __init__(self, post: Post, slack: SlackServer, user: str) -> None:
        self.post, self._slack, self.user = post, slack, user
        self._typed: dict[str, Any] = {}
        self.errors: dict[str, str] = {}
        self._event = 0

    # What they see

    @property
    def open(self) -> bool:
        """Whether a modal is open."""
        return bool(self._slack.stacks.get(self.user))

    @property
    def modal(self) -> Json:
        """The modal that is on top."""
        assert self.open, "no modal is open"
        return self._slack.views[self._slack.stacks[self.user][-1]]

    @property
    def step(self) -> str:
        """Which screen it is, such as "report.story"."""
        dialogue, step, *_ = json.loads(self.modal["private_metadata"])
        return f"{dialogue}.{step}"

    @property
    def token(self) -> str:
        return str(json.loads(self.modal["private_metadata"])[2])

    def seen(self) -> str:
        """Everything on the modal that can be read, also what is typed in its fields."""
        return "\n".join(_texts(self.modal))

    def fields(self, name: str = "") -> list[Json]:
        """The input blocks, or those of one question."""
        blocks = [block for block in self.modal["blocks"] if block["type"] == "input"]
        return [block for block in blocks if not name or block["element"]["action_id"] == name]

    def typed(self, name: str) -> list[str]:
        """What is in the text fields of a question now, field by field."""
        return [self._value(block)["value"] or "" for block in self.fields(name)]

    # What they do outside a modal

    def command(self, text: str = "", trigger: str = "", **more: str) -> Answer:
        """/melden"""
        body = {
            "command": "/melden",
            "text": text,
            "user_id": self.user,
            "user_name": "somebody",
            "team_id": self._slack.team,
            "channel_id": "C1",
            "trigger_id": trigger or self._slack.trigger(self.user),
            "response_url": f"{self._slack.url}/response",
            **more,
        }
        return self._send(urlencode(body).encode())

    def shortcut(self, trigger: str = "") -> Answer:
        """The global shortcut."""
        return self.interact(
            {"type": "shortcut", "callback_id": "melden", "action_ts": "1.0"}, trigger=trigger
        )

    def write(self, text: str = "hallo", event_id: str = "", **more: Any) -> Answer:
        """A direct message to Baken."""
        return self.event(
            {"type": "message", "channel_type": "im", "channel": f"D{self.user}", "text": text, **more},
            event_id,
        )

    def mention(self, **more: Any) -> Answer:
        """A mention of Baken in a channel."""
        return self.event({"type": "app_mention", "channel": "C1", "text": "<@U0BAKEN> hoi", **more})

    def open_home(self, tab: str = "home") -> Answer:
        return self.event({"type": "app_home_opened", "tab": tab, "channel": f"D{self.user}"})

    def press_in(self, shown: Json, action: str, trigger: str = "") -> Answer:
        """A button of a message or of App Home; `action` is how its code begins."""
        block, button = _button(shown["blocks"], action)
        where = (
            {"view": shown} if shown.get("type") == "home" else {"message": shown, "channel": {"id": "D1"}}
        )
        return self._press(block, button, where, trigger)

    # What they do in a modal

    def fill(self, **values: Any) -> "Somebody":
        """Types or chooses. A text of several fields is given as a list, the text of each field."""
        for name, value in values.items():
            blocks = self.fields(name)
            assert blocks, f"{self.step} does not ask for {name}"
            if blocks[0]["element"]["type"] == "plain_text_input":
                texts = [value] if isinstance(value, str) else list(value)
                assert len(texts) <= len(blocks), f"there are {len(blocks)} fields for {name}"
                for block, text in zip(blocks, texts, strict=False):
                    assert _length(text) <= block["element"]["max_length"], "Slack does not take more"
                    self._typed[block["block_id"]] = text
            else:
                self._typed[blocks[0]["block_id"]] = value
        return self

    def submit(self, **values: Any) -> Answer:
        """Sends the modal in; what Slack itself demands is looked at first."""
        self.fill(**values)
        assert "submit" in self.modal, f"{self.step} has no button to send"
        for block in self.fields():
            empty = not any(
                self._value(block).get(k) for k in ("value", "selected_option", "selected_options", "files")
            )
            assert block["optional"] or not empty, f"Slack asks to fill in {block['block_id']}"
        return self.sent(self.interact({"type": "view_submission", "view": self._view()}))

    def sent(self, answer: Answer) -> Answer:
        """Does with the modal what the answer to a submission says."""
        self.errors = {}
        said = answer.json if answer.status == 200 else {}
        match said.get("response_action"):
            case "errors":
                names = {block["block_id"]: block["element"]["action_id"] for block in self.fields()}
                self.errors = {names[block]: error for block, error in said["errors"].items()}
            case "update":
                self._slack.keep(self.user, said["view"], self.modal["id"])
            case "push":
                self._slack.keep(self.user, said["view"], push=True)
            case None if answer.status == 200:
                self._slack.stacks[self.user].pop()
        return answer

    def press(self, action: str, trigger: str = "") -> Answer:
        """A button of the modal; `action` is how its code begins, such as "report/back"."""
        block, button = _button(self.modal["blocks"], action)
        return self._press(block, button, {"view": self._view()}, trigger)

    def close(self) -> Answer | None:
        """Closes the modal; Slack tells Baken only when it asked for that."""
        view = self._view()
        self._slack.stacks[self.user].pop()
        if not view.get("notify_on_close"):
            return None
        return self.interact({"type": "view_closed", "view": view, "is_cleared": False})

    # What Slack sends

    def interact(self, payload: Json, trigger: str = "", **headers: str) -> Answer:
        """An interaction as Slack sends it."""
        whole = {
            "user": {"id": self.user, "name": "somebody", "team_id": self._slack.team},
            "team": {"id": self._slack.team, "domain": "hall"},
            "api_app_id": "A0BAKEN",
            "trigger_id": trigger or self._slack.trigger(self.user),
            **payload,
        }
        return self._send(urlencode({"payload": json.dumps(whole)}).encode(), **headers)

    def event(self, event: Json, event_id: str = "", **headers: str) -> Answer:
        """An event as Slack sends it."""
        self._event += 1
        whole = {
            "type": "event_callback",
            "team_id": self._slack.team,
            "event_id": event_id or f"Ev{self.user}{self._event}",
            "event": {"user": self.user, "ts": "1.0", **event},
        }
        return self._send(json.dumps(whole).encode(), "application/json", **headers)

    def submission(self) -> Json:
        """What sending the modal in would send, to send it twice or later."""
        return {"type": "view_submission", "view": self._view()}

    def _press(self, block: Json, button: Json, where: Json, trigger: str) -> Answer:
        action = {**button, "block_id": block["block_id"], "action_ts": "1.0"}
        return self.interact({"type": "block_actions", "actions": [action], **where}, trigger)

    def _send(self, body: bytes, kind: str = FORM, **headers: str) -> Answer:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post(body, signed(body, kind) | more)

    def _view(self) -> Json:
        """The modal as Slack sends it: with what is filled in."""
        values: Json = {}
        for block in self.fields():
            values[block["block_id"]] = {block["element"]["action_id"]: self._value(block)}
        return {**self.modal, "state": {"values": values}}

    def _value(self, block: Json) -> Json:
        """What is in a field: what was typed while it had this id, else what Baken put in it."""
        element, typed = block["element"], self._typed.get(block["block_id"])
        kind = element["type"]
        if kind == "plain_text_input":
            value = typed if typed is not None else element.get("initial_value")
            return {"type": kind, "value": value or None}
        if kind == "file_input":
            return {"type": kind, "files": [typed] if typed else []}
        options = element.get("options") or [o for g in element["option_groups"] for o in g["options"]]
        if kind in ("checkboxes", "multi_static_select"):
            wanted = typed if typed is not None else [o["value"] for o in element.get("initial_options", ())]
            chosen = [option for option in options if option["value"] in wanted]
            assert len(chosen) == len(wanted), f"{wanted} is not offered"
            return {"type": kind, "selected_options": chosen}
        wanted = typed if typed is not None else element.get("initial_option", {}).get("value")
        found = next((option for option in options if option["value"] == wanted), None)
        assert found or not wanted, f"{wanted} is not offered"
        return {"type": kind, "selected_option": found}


def _button(blocks: list[Json], action: str) -> tuple[Json, Json]:
    every = []
    for block in blocks:
        elements = block.get("elements", []) if block["type"] == "actions" else [block.get("accessory", {})]
        for element in elements:
            if element.get("type") == "button":
                every.append(element["action_id"])
                if element["action_id"].startswith(action):
                    return block, element
    raise AssertionError(f"there is no button {action}, only {every}")


def _texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, dict):
        for name, value in shown.items():
            if name in ("text", "initial_value", "alt_text") and isinstance(value, str):
                yield value
            elif name not in ("private_metadata", "callback_id"):
                yield from _texts(value)
    elif isinstance(shown, list):
        for one in shown:
            yield from _texts(one)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
