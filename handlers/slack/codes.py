"""What Slack carries for us: which button, which field, which step, and the random token. Nothing else."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.foundation.screen import Action, Screen

Json = dict[str, Any]

OURS = "slack"  # a "dialogue" that the bot does not know: buttons that only rearrange a modal
MORE, PAGE = "more", "page"
LINK = "link"  # a button that the browser follows; Slack tells us too


class Code(NamedTuple):
    """A use case as it stands in an action_id or a callback_id; empty when it is not one of ours."""

    dialogue: str = ""
    action: str = ""
    argument: str = ""


class Carried(NamedTuple):
    """What a modal holds in its private_metadata."""

    dialogue: str = ""
    step: str = ""
    token: str = ""
    of: str = ""
    locale: str = "nl"
    close: Code = Code()


def write(action: Action | None) -> str:
    """An action as Slack carries it: three codes, of which the last may hold anything."""
    return f"{action.dialogue}/{action.name}/{action.argument}" if action else "//"


def read(code: object) -> Code:
    """The reverse of `write`; an empty code for whatever else it is given."""
    parts = code.split("/", 2) if isinstance(code, str) else []
    return Code(*parts) if len(parts) == 3 else Code()


def carry(screen: Screen) -> str:
    """The private_metadata of a screen."""
    close = write(screen.close) if screen.close else ""
    return json.dumps([screen.dialogue, screen.step, screen.token, screen.of, screen.locale, close])


def carried(view: Mapping[str, Any]) -> Carried:
    """What `carry` wrote; empty for a modal from before an upgrade."""
    try:
        dialogue, step, token, of, locale, close = json.loads(view.get("private_metadata") or "")
    except (ValueError, TypeError):
        return Carried()
    if not all(isinstance(one, str) for one in (dialogue, step, token, of, locale, close)):
        return Carried()
    return Carried(dialogue, step, token, of, locale, read(close))


def block_id(field: str, part: int, nonce: str) -> str:
    """The id of a field's block. With another nonce Slack does not carry over what was typed before."""
    return f"{field}.{part}.{nonce}"


def field_of(block: str) -> tuple[str, int]:
    """The field behind a block id, and which part of it; nothing for a block that is no field."""
    name, _, rest = block.partition(".")
    part = rest.partition(".")[0]
    return (name, number(part)) if part.isdecimal() else ("", 0)


def number(text: str) -> int:
    """A number as a code carries it; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 5 else 0
