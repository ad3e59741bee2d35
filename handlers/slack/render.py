"""A screen as Slack shows it: a modal, a message, or App Home."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace

from bot.foundation import words
from bot.foundation.screen import (
    Action,
    Bullets,
    Facts,
    Heading,
    Link,
    Note,
    Paragraph,
    Picture,
    Rich,
    Screen,
    Values,
)
from handlers.slack import codes, fields, parts
from handlers.slack.codes import Json
from handlers.slack.parts import CannotShow
from handlers.slack.text import escaped, plain, units

TITLE = 24  # also what the two buttons at the bottom hold
VIEW = 100  # blocks
MESSAGE = 50
ROW = 25  # buttons
BODY = 150_000  # bytes as JSON; Slack takes 250 kB for a whole view


class Confidential(Exception):
    """A confidential screen was about to become part of a conversation."""


def modal(screen: Screen, page: int = 0, room: Mapping[str, int] | None = None) -> Json:
    """The screen as a modal; what one modal cannot hold goes over several pages.

    `room` says how many text fields a question gets at least. Raises CannotShow."""
    if screen.inputs and not screen.submit:
        raise CannotShow(f"{screen.dialogue}.{screen.step} asks something and cannot be submitted")
    top, below = _top(screen), _below(screen, room or {})
    pages = _pages(screen, VIEW - len(top) - len(below) - 1)
    page = min(max(page, 0), len(pages) - 1)
    title = screen.title if units(screen.title) <= TITLE else words.text("slack.title", screen.locale)
    blocks = [*top, *pages[page], *_turn(screen, page, len(pages)), *below]
    view: Json = {
        "type": "modal",
        "title": plain(title),
        "blocks": blocks or [parts.section(screen.title)],
        "callback_id": codes.write(screen.submit),
        "private_metadata": codes.carry(screen),
        "notify_on_close": screen.close is not None,
    }
    if screen.submit:
        view["submit"] = plain(_short(screen.submit, "slack.submit", screen.locale))
    if screen.close:
        view["close"] = plain(_short(screen.close, "slack.close", screen.locale))
    return view


def shortly(view: Json) -> Json:
    """A small modal that stands in for a large one until that comes, with a button that asks for it."""
    locale = codes.carried(view).locale
    show = Action(codes.OURS, codes.PAGE, words.text("slack.show", locale), "0", "primary")
    small = {name: value for name, value in view.items() if name != "submit"}
    return {**small, "blocks": [parts.section(words.text("slack.moment", locale)), *_buttons((show,))]}


def message(screen: Screen) -> Json:
    """The screen as a message: `blocks`, and `text` for notifications and screen readers.

    Raises Confidential, or CannotShow."""
    return {"blocks": _public(screen, MESSAGE), "text": _spoken(screen)}


def home(screen: Screen) -> Json:
    """The screen as App Home, which Slack keeps: so never a confidential one.

    Raises Confidential, or CannotShow."""
    return {"type": "home", "blocks": _public(screen, VIEW)}


def filled(screen: Screen, typed: Values) -> Screen:
    """The screen with what was filled in on the modal that it takes the place of."""
    inputs = (replace(one, value=typed.get(one.name, one.value)) for one in screen.inputs)
    return replace(screen, inputs=tuple(inputs))


def _public(screen: Screen, most: int) -> list[Json]:
    if screen.confidential or screen.inputs or screen.token:
        raise Confidential(f"{screen.dialogue}.{screen.step}")
    if screen.file:
        raise CannotShow(f"{screen.dialogue}.{screen.step} has a file; give a message a button for it")
    body = (block for part in screen.body for block in parts.blocks(part))
    made = [parts.heading(screen.title), *body, *_buttons(screen.actions)]
    if len(made) > most:
        raise CannotShow(f"{screen.dialogue}.{screen.step} has more than {most} blocks")
    return made


def _spoken(screen: Screen) -> str:
    """All of it as lines: a screen reader reads this, and none of the blocks."""
    said = [screen.title]
    for part in screen.body:
        match part:
            case Paragraph() | Heading() | Note():
                said.append(part.text)
            case Bullets():
                said += part.items
            case Rich():
                said += part.lines
            case Picture():
                said.append(part.alt)
            case Link():
                said.append(f"{part.label}: {part.url}")
            case Facts():
                said += [f"{row.label}: {row.value}" for row in part.rows]
            case _:
                raise CannotShow(f"a {type(part).__name__} in a message")
    return escaped("\n".join(said))


def _top(screen: Screen) -> list[Json]:
    made = []
    if screen.progress:
        place, of = screen.progress
        made.append(parts.context(words.text("slack.progress", screen.locale, place=place, of=of)))
    if units(screen.title) > TITLE:
        made.append(parts.heading(screen.title))
    if screen.error:
        made += parts.note(screen.error, urgent=True)
    return made


def _below(screen: Screen, room: Mapping[str, int]) -> list[Json]:
    nonce, made = secrets.token_hex(4), []
    for field in screen.inputs:
        given = fields.blocks(field, nonce, screen.locale, room.get(field.name, 1))
        made += given
        texts = sum(block["type"] == "input" for block in given)
        if texts < fields.most_room(field):
            label = words.text("slack.more_room", screen.locale)
            made += _buttons((Action(codes.OURS, codes.MORE, label, field.name),))
    return [*made, *_buttons(screen.actions)]


def _buttons(actions: tuple[Action, ...]) -> list[Json]:
    rows = [actions[start : start + ROW] for start in range(0, len(actions), ROW)]
    return [{"type": "actions", "elements": [parts.button(action) for action in row]} for row in rows]


def _pages(screen: Screen, most: int) -> list[list[Json]]:
    """The body in pages that each fit beside the rest; a part is never divided over two."""
    every = [parts.blocks(part) for part in screen.body]
    if sum(map(len, every)) <= most and _size(every) <= BODY:
        return [[block for made in every for block in made]]
    pages: list[list[Json]] = [[]]
    for made in every:
        if pages[-1] and (len(pages[-1]) + len(made) > most or _size([pages[-1], made]) > BODY):
            pages.append([])
        pages[-1] += made
    return pages


def _turn(screen: Screen, page: int, pages: int) -> list[Json]:
    to = [(page - 1, "earlier"), (page + 1, "later")]
    return _buttons(
        tuple(
            Action(codes.OURS, codes.PAGE, words.text(f"slack.{label}", screen.locale), str(number))
            for number, label in to
            if 0 <= number < pages
        )
    )


def _size(blocks: list[list[Json]]) -> int:
    return len(json.dumps(blocks))


def _short(action: Action, instead: str, locale: str) -> str:
    return action.label if units(action.label) <= TITLE else words.text(instead, locale)
