"""What stands on a screen, as blocks. What people typed is always plain text."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.foundation.screen import (
    Action,
    Answer,
    Bullets,
    Code,
    Fact,
    Facts,
    Heading,
    Link,
    Note,
    Paragraph,
    Part,
    Photo,
    Picture,
    Rich,
    Row,
    Said,
    Span,
)
from bot.screens import pictures
from handlers.slack import codes
from handlers.slack.codes import Json
from handlers.slack.text import (
    FIELD,
    HEADER,
    SECTION,
    escaped,
    marked,
    plain,
    readable,
    shortened,
    units,
)

BUTTON = 75  # characters
ALT = 2_000  # characters
FACTS = 5  # in one section: two fields each, of at most ten


class CannotShow(Exception):
    """Slack has no room for this."""


def blocks(part: Part) -> list[Json]:
    """One part of a screen, top to bottom."""
    return list(_MAKERS[type(part)](part))


def button(action: Action, about: str = "") -> Json:
    """A button; `about` says to a screen reader what it is for. Raises CannotShow."""
    if units(action.label) > BUTTON:
        raise CannotShow(f"the label of {action.dialogue}/{action.name} is too long for a button")
    made: Json = {"type": "button", "text": plain(action.label), "action_id": codes.write(action)}
    if action.style != "plain":
        made["style"] = action.style
    if about:
        made["accessibility_label"] = shortened(f"{action.label}: {about}", BUTTON)
    return made


def heading(text: str) -> Json:
    """A line above what follows."""
    if units(text) > HEADER:
        return section(text)
    return {"type": "header", "text": plain(text)}


def section(text: str, accessory: Json | None = None) -> Json:
    """Plain text, at most 3,000 long."""
    return _with({"type": "section", "text": plain(text)}, accessory)


def context(text: str) -> Json:
    """A small line."""
    return {"type": "context", "elements": [plain(text)]}


def note(text: str, urgent: bool = False, limit: int = SECTION) -> Iterator[Json]:
    """Something to notice, with a line beside it; in bold when it is urgent."""
    mark = "*" if urgent else ""
    for piece in readable(text, limit):
        lines = (line.strip() for line in piece.splitlines())
        quoted = "\n".join(f"> {mark}{escaped(line)}{mark}" if line else ">" for line in lines)
        if units(quoted) <= SECTION:
            yield _section_marked(quoted)
        else:  # the marks and escapes need room too
            yield from note(piece, urgent, limit // 2)


def _paragraph(part: Paragraph) -> Iterator[Json]:
    return (section(piece) for piece in readable(part.text))


def _heading(part: Heading) -> Iterator[Json]:
    yield heading(part.text)


def _note(part: Note) -> Iterator[Json]:
    return note(part.text, part.urgent)


def _bullets(part: Bullets) -> Iterator[Json]:
    return (section(piece) for piece in readable("\n".join(f"• {item}" for item in part.items)))


def _rich(part: Rich) -> Iterator[Json]:
    rows: list[Json] = [
        {"type": "rich_text_section", "elements": [_span(s) for s in row]} for row in part.rows
    ]
    if part.bullets or part.numbered:
        style = "ordered" if part.numbered else "bullet"
        rows = [{"type": "rich_text_list", "style": style, "elements": rows}]
    yield {"type": "rich_text", "elements": rows}


def _span(span: Span) -> Json:
    made: Json = {"type": "link", "url": span.link} if span.link else {"type": "text"}
    return made | {"text": span.text} | ({"style": {"bold": True}} if span.bold else {})


def _facts(part: Facts) -> Iterator[Json]:
    rows = [row for row in part.rows if max(units(_bold(row.label)), units(_value(row)["text"])) <= FIELD]
    for start in range(0, len(rows), FACTS):
        fields = [field for row in rows[start : start + FACTS] for field in (_label(row.label), _value(row))]
        yield {"type": "section", "fields": fields}
    for row in part.rows:
        if row not in rows:
            yield from (section(piece) for piece in readable(f"{row.label}\n{row.value}"))


def _code(part: Code) -> Iterator[Json]:
    yield _section_marked(f"{escaped(part.label)}\n```{escaped(part.text)}```")


def _answer(part: Answer) -> Iterator[Json]:
    edit = button(part.edit, about=part.label) if part.edit else None
    yield _section_marked(_bold(part.label), edit)
    yield from (section(piece) for piece in readable(part.text))


def _said(part: Said) -> Iterator[Json]:
    yield context(f"{part.who} · {part.when}")
    yield from (section(piece) for piece in readable(part.text))


def _row(part: Row) -> Iterator[Json]:
    opener = button(part.open, about=part.title) if part.open else None
    yield _section_marked(f"{_bold(part.title)}\n{escaped(part.detail)}", opener)


def _link(part: Link) -> Iterator[Json]:
    leads = {"action_id": f"{codes.OURS}/{codes.LINK}/", "url": part.url, "style": "primary"}
    yield {"type": "actions", "elements": [{"type": "button", "text": plain(part.label), **leads}]}


def _picture(part: Picture) -> Iterator[Json]:
    if address := pictures.url(part.source):
        yield {"type": "image", "image_url": address, "alt_text": shortened(part.alt, ALT)}
    if not address or units(part.alt) > ALT:
        yield from (section(piece) for piece in readable(part.alt))


def _photo(part: Photo) -> Iterator[Json]:
    yield from (section(piece) for piece in readable(part.alt))  # Slack would keep the picture


def _label(text: str) -> Json:
    return marked(_bold(text)) if text.strip() else plain("–")


def _value(row: Fact) -> Json:
    if row.link:
        return marked(f"<{escaped(row.link)}|{escaped(row.value)}>")
    # A number to call stands there as it is too: a client that does not know `tel:` would show the marks.
    return plain(row.value if row.value.strip() else "–")


def _bold(text: str) -> str:
    return f"*{escaped(text)}*"


def _section_marked(text: str, accessory: Json | None = None) -> Json:
    if units(text) > SECTION:
        raise CannotShow("a label is too long for a section")
    return _with({"type": "section", "text": marked(text)}, accessory)


def _with(block: Json, accessory: Json | None) -> Json:
    return {**block, "accessory": accessory} if accessory else block


_MAKERS: dict[type, Callable[[Any], Iterator[Json]]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Note: _note,
    Bullets: _bullets,
    Rich: _rich,
    Facts: _facts,
    Code: _code,
    Answer: _answer,
    Said: _said,
    Row: _row,
    Link: _link,
    Picture: _picture,
    Photo: _photo,
}
