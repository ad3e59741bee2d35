"""What stands on a screen, as elements of an Adaptive Card.

Text stands in runs, which are never read as Markdown: what people typed can be no link and no layout.
"""

from collections.abc import Callable
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
from handlers.teams.codes import Json

Button = Callable[[Action, str], Json]
STYLES = {"primary": "positive", "danger": "destructive"}


def elements(part: Part, button: Button) -> list[Json]:
    """One part of a screen, top to bottom; `button` makes a button of an action and what it is about."""
    make: Callable[[Any, Button], list[Json]] = _MAKERS[type(part)]
    return make(part, button)


def run(text: str, **style: object) -> Json:
    """A piece of text in a line."""
    return {"type": "TextRun", "text": text, **style}


def line(*runs: Json, **style: object) -> Json:
    """One line, which wraps."""
    return {"type": "RichTextBlock", "inlines": [*runs], **style}


def text(passage: str, **style: object) -> list[Json]:
    """A passage, line by line as it was typed; an empty line is white space."""
    lines = [one.strip() for one in passage.splitlines()] or [""]
    made: list[Json] = []
    for position, one in enumerate(lines):
        if not one:
            continue
        gap = "Default" if position == 0 or not lines[position - 1] else "None"
        made.append(line(run(one, **style), spacing=gap))
    return made or [line(run("–", **style))]


def heading(words: str, level: str = "Medium") -> Json:
    """A heading, also for a screen reader."""
    return {
        "type": "TextBlock",
        "text": escaped(words),
        "style": "heading",
        "size": level,
        "weight": "Bolder",
        "wrap": True,
    }


def note(words: str, urgent: bool = False) -> Json:
    """Something to notice, in a box of its own."""
    style = "attention" if urgent else "accent"
    return {
        "type": "Container",
        "style": style,
        "items": text(words, **({"weight": "Bolder"} if urgent else {})),
    }


def small(words: str) -> Json:
    """A line that is less important."""
    return line(run(words, isSubtle=True, size="Small"))


def buttons(made: list[Json]) -> Json:
    """Buttons beside each other; a narrow window puts them below each other."""
    return {"type": "ActionSet", "actions": made}


def escaped(words: str) -> str:
    """Text for the one element that reads Markdown."""
    return "".join(f"\\{one}" if one in "\\`*_[]#" else one for one in words)


def _paragraph(part: Paragraph, _: Button) -> list[Json]:
    return text(part.text)


def _heading(part: Heading, _: Button) -> list[Json]:
    return [heading(part.text)]


def _note(part: Note, _: Button) -> list[Json]:
    return [note(part.text, part.urgent)]


def _rich(part: Rich, _: Button) -> list[Json]:
    made = []
    for number, row in enumerate(part.rows, 1):
        mark = f"{number}.  " if part.numbered else "•  " * part.bullets
        before = [run(mark)] if mark else []
        made.append(line(*before, *map(_span, row), spacing="Small" if mark else "Default"))
    return made


def _span(span: Span) -> Json:
    bold = {"weight": "Bolder"} if span.bold else {}
    leads = {"selectAction": {"type": "Action.OpenUrl", "url": span.link}} if span.link else {}
    return run(span.text, **bold, **leads)


def _bullets(part: Bullets, _: Button) -> list[Json]:
    return [line(run(f"•  {item}"), spacing="Small") for item in part.items]


def _facts(part: Facts, _: Button) -> list[Json]:
    return [_fact(row, first=position == 0) for position, row in enumerate(part.rows)]


def _fact(row: Fact, first: bool) -> Json:
    value = run(row.value or "–")
    if row.tel:
        number = "".join(one for one in row.value if one.isdigit() or one == "+")
        calls = {"type": "Action.OpenUrl", "url": f"tel:{number}", "title": f"{row.label}: {row.value}"}
        value |= {"selectAction": calls, "weight": "Bolder"}
    if row.link:
        value |= {"selectAction": {"type": "Action.OpenUrl", "url": row.link}}
    return line(run(f"{row.label}: ", isSubtle=True), value, spacing="Default" if first else "Small")


def _code(part: Code, _: Button) -> list[Json]:
    label = line(run(part.label, isSubtle=True))
    code = line(run(part.text, fontType="Monospace", size="Large", weight="Bolder"), spacing="Small")
    return [{"type": "Container", "style": "emphasis", "items": [label, code]}]


def _answer(part: Answer, button: Button) -> list[Json]:
    items = [line(run(part.label, weight="Bolder")), *text(part.text)]
    return [_beside(items, button(part.edit, part.label) if part.edit else None)]


def _said(part: Said, _: Button) -> list[Json]:
    items = [small(f"{part.who} · {part.when}"), *text(part.text)]
    return [
        {
            "type": "Container",
            "style": "emphasis" if part.mine else "default",
            "items": items,
            "separator": True,
        }
    ]


def _row(part: Row, button: Button) -> list[Json]:
    items = [line(run(part.title, weight="Bolder")), line(run(part.detail, isSubtle=True), spacing="None")]
    return [_beside(items, button(part.open, part.title) if part.open else None)]


def _link(part: Link, _: Button) -> list[Json]:
    return [buttons([{"type": "Action.OpenUrl", "title": part.label, "url": part.url, "style": "positive"}])]


def _picture(part: Picture, _: Button) -> list[Json]:
    if address := pictures.url(part.source):
        return [{"type": "Image", "url": address, "altText": part.alt}]
    return text(part.alt)


def _photo(part: Photo, _: Button) -> list[Json]:
    return text(part.alt)  # Teams would keep the picture


def _beside(items: list[Json], made: Json | None) -> Json:
    """A block under a line, with a button at its right."""
    block: Json = {"type": "Container", "items": items, "separator": True, "spacing": "Medium"}
    if made:
        column = {"type": "Column", "width": "auto", "verticalContentAlignment": "center"}
        columns = [
            {"type": "Column", "width": "stretch", "items": items},
            column | {"items": [buttons([made])]},
        ]
        block["items"] = [{"type": "ColumnSet", "columns": columns}]
    return block


_MAKERS: dict[type, Callable[[Any, Button], list[Json]]] = {
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
