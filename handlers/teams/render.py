"""A screen as Teams shows it: a card in a dialog, or a card in the conversation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.foundation import words
from bot.foundation.screen import Action, Note, Paragraph, Part, Screen, Value
from handlers.desk import OutOfOrder
from handlers.teams import codes, fields, parts
from handlers.teams.codes import CARD, Json
from handlers.teams.parts import STYLES

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
IN_A_ROW = 3  # buttons; Teams folds away what goes over six
PAGE = 32_000  # characters of a body on one page: in UTF-16 under the 80 KB that Teams advises
MESSAGE = 12_000  # characters of a whole card in the conversation
IN_PLACE = {("menu", "open"), ("menu", "about")}  # what may take the place of a card in the conversation


class Confidential(Exception):
    """A confidential screen was about to become part of a conversation."""


class CannotShow(Exception):
    """Teams has no room for this."""


def dialog(screen: Screen, page: int = 0, link: str = "") -> Json:
    """The answer to a task/fetch or task/submit: the screen in the dialog. `link` leads to its file."""

    def button(action: Action, about: str = "") -> Json:
        return _submit(action, codes.data(codes.write(action), screen), about)

    pages = _pages(screen.body, lambda part: parts.elements(part, button))
    page = min(max(page, 0), len(pages) - 1)
    body = [parts.heading(screen.title, "Large"), *_top(screen), *pages[page]]
    turns = [(page - 1, "teams.earlier"), (page + 1, "teams.later")]
    turn = [
        button(Action("teams", "page", words.text(key, screen.locale), str(to)))
        for to, key in turns
        if 0 <= to < len(pages)
    ]
    body += [parts.buttons(turn)] if turn else []
    body += [element for field in screen.inputs for element in fields.elements(field, screen.locale)]
    if link:
        body.append(parts.buttons([_open(words.text("teams.download", screen.locale), link)]))
    every = [screen.submit, *screen.actions, screen.close]
    body += _rows([button(action) for action in every if action])
    return _task(_card(screen, body), words.text("teams.title", screen.locale))


def try_again(pressed: codes.Pressed, locale: str, key: str = OutOfOrder.key) -> Json:
    """What a dialog shows when the bot is out of order: it keeps everything, and can send it again."""
    carried = Screen(pressed.dialogue, pressed.step, "", token=pressed.token)
    again = Action("", "", words.text("teams.again", locale), style="primary")
    typed = [value for value in pressed.values.values() if isinstance(value, str) and value.strip()]
    screen = Screen(
        "teams",
        "try_again",
        words.text("mistakes.title", locale),
        (Note(words.text(key, locale), urgent=True), *kept(typed, locale)),
        locale=locale,
    )
    body = [parts.heading(screen.title, "Large")]
    body += [element for part in screen.body for element in parts.elements(part, lambda *_: {})]
    body.append(parts.buttons([_submit(again, codes.data(pressed.do, carried, pressed.values))]))
    return _task(_card(screen, body), words.text("teams.title", locale))


def kept(typed: list[str], locale: str) -> tuple[Part, ...]:
    """What somebody had typed, to be copied."""
    return (Paragraph(words.text("teams.kept", locale)), *map(Paragraph, typed)) if typed else ()


def message(screen: Screen) -> Json:
    """The screen as a card in the conversation. Raises Confidential, or CannotShow."""
    if screen.confidential or screen.inputs or screen.token:
        raise Confidential(f"{screen.dialogue}.{screen.step}")
    if screen.file:
        raise CannotShow(f"{screen.dialogue}.{screen.step} has a file; give a message a button for it")
    body = [parts.heading(screen.title, "Large")]
    body += [element for part in screen.body for element in parts.elements(part, lambda *_: {})]
    body += [parts.buttons([_in_conversation(action)]) for action in screen.actions]
    card = _card(screen, body)
    if len(str(card)) > MESSAGE:
        raise CannotShow(f"{screen.dialogue}.{screen.step} is too long for a message")
    return card


def attachment(card: Json) -> Json:
    """A card as something that is sent."""
    return {"contentType": CARD, "content": card}


def spoken(screen: Screen) -> str:
    """The screen in plain text, for notifications and wherever cards are not shown."""
    read_out = (part.text for part in screen.body if isinstance(part, Paragraph | Note))
    return "\n".join([screen.title, *read_out])


def filled(screen: Screen, values: Mapping[str, Value]) -> Screen:
    """The screen with what was filled in on the one that it takes the place of."""
    inputs = (replace(one, value=values.get(one.name, one.value)) for one in screen.inputs)
    return replace(screen, inputs=tuple(inputs))


def _top(screen: Screen) -> list[Json]:
    made = []
    if screen.progress:
        place, of = screen.progress
        made.append(parts.small(words.text("teams.progress", screen.locale, place=place, of=of)))
    if screen.error:
        made.append(parts.note(screen.error, urgent=True))
    wrong = [f"• {one.label}" for one in screen.inputs if one.error]
    if wrong:
        made.append(
            parts.note("\n".join([words.text("teams.look_again", screen.locale), *wrong]), urgent=True)
        )
    return made


def _pages(body: tuple[Part, ...], make: Any) -> list[list[Json]]:
    """The body in pages that Teams has room for; a part is never divided over two."""
    pages: list[list[Json]] = [[]]
    length = 0
    for part in body:
        made = make(part)
        size = len(str(made))
        if pages[-1] and length + size > PAGE:
            pages.append([])
            length = 0
        pages[-1] += made
        length += size
    return pages


def _rows(made: list[Json]) -> list[Json]:
    starts = range(0, len(made), IN_A_ROW)
    return [
        parts.buttons(made[at : at + IN_A_ROW]) | {"separator": at == 0, "spacing": "Medium"} for at in starts
    ]


def _submit(action: Action, data: Json, about: str = "") -> Json:
    made: Json = {"type": "Action.Submit", "title": action.label, "data": data}
    if action.style in STYLES:
        made["style"] = STYLES[action.style]
    if about:
        made["tooltip"] = f"{action.label}: {about}"
    return made


def _in_conversation(action: Action) -> Json:
    if (action.dialogue, action.name) not in IN_PLACE:
        return _submit(action, codes.opening(action))
    verb = codes.write(action)
    return {"type": "Action.Execute", "title": action.label, "verb": verb, "data": {codes.OURS: {"do": verb}}}


def _open(title: str, url: str) -> Json:
    return {"type": "Action.OpenUrl", "title": title, "url": url, "style": "positive"}


def _card(screen: Screen, body: list[Json]) -> Json:
    return {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": screen.locale,
        "fallbackText": screen.title if screen.confidential else spoken(screen),
        "speak": screen.title if screen.confidential else spoken(screen),
        "body": body,
    }


def _task(card: Json, title: str) -> Json:
    value = {"title": title, "height": "large", "width": "medium", "card": attachment(card)}
    return {"task": {"type": "continue", "value": value}}
