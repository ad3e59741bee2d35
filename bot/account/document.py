"""The account as a document to read: what the workbook says, on a few pages of A4. Pure, until it is written.

It is made of the same book of words and numbers as the workbook, and of nothing else: so it tells no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bot.account.workbook.layout import Book, Column, Front, Sheet, Value
from bot.documents.rendering import render
from bot.foundation import style, words

LINES = 8  # of one table; the workbook has them all
MOST_BARS = 16
BULLET = "• "  # before an item of a list, as the sheet of stories has it
SECTIONS: Mapping[str, tuple[str, ...]] = {  # chapter → the sheets in it, in this order
    "reports": (
        *("themes", "groups", "months", "outcomes", "days"),
        *("departments", "identities", "origins", "redirects"),
    ),
    "done": (
        "activities",
        "campaigns_sent",
        "meetings_reached",
        "meetings_held",
        "meetings_present",
        "meetings_not_reached",
    ),
    "learned": (
        "onboarding_departments",
        "onboarding",
        "onboarding_days",
        "onboarding_groups",
        "modules",
        "week_participants",
        "week_participations",
        "week_activities",
        "week_votes",
        "campaigns",
    ),
    "organisations": ("organisations", "progress"),
}
ELSEWHERE = (  # first pages, theme, workbook
    "promised",
    "summary",
    "stories",
    "cross",
    "outcomes_departments",
    "satisfaction",
    "days_departments",
    "modules_departments",
    "campaigns_departments",
)


class Story(NamedTuple):
    """What was written about something, and of which half-year where there are several."""

    half: str
    about: str
    text: tuple[str, ...]


def write_pdf(book: Book, path: Path, made: datetime) -> None:
    """Writes the document as an accessible PDF (PDF/UA-1)."""
    path.write_bytes(render("account", data_of(book, made), style.current(book.about.code)))


def data_of(book: Book, made: datetime) -> dict[str, Any]:
    """Everything that stands in the document, as its template takes it."""
    say = words.speaker(book.language, book.about.code)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    front, stories = book.front, list(_stories(sheets.get("stories")))
    whole = say("workbook.sheets.stories.whole")
    about = [_told(one) for one in stories if one.about != whole]
    chapters = list(_chapters(sheets, book, about))
    return {
        "lang": book.language,
        "title": book.title,
        "heading": front.title,
        "organisation": front.subtitles[0],
        "period": front.subtitles[-1],
        "footer": book.footer,
        "mark": book.mark,
        "page": say("documents.account.page"),
        "words": {
            key: say(f"documents.account.{key}")
            for key in ("kind", "short", "story", "by_theme", "reading", "workbook")
        },
        "facts": [list(line) for line in _facts(front, say("workbook.front.about"))],
        "figures": [
            {"name": name, "means": means, "number": _written(number, None, book.language)}
            for name, means, number in front.figures
        ],
        "summary": _table(sheets["summary"], book, most=40) if "summary" in sheets else None,
        "promised": _words(sheets["promised"]) if "promised" in sheets else None,
        "whole": [_told(one) for one in stories if one.about == whole],
        "chapters": [one for one in chapters if one["parts"]],
        "reading": _in_two([one for one in front.sections if one[0] != say("workbook.front.about")]),
    }


def _facts(front: Front, about: str) -> Iterator[tuple[str, str]]:
    """When and for whom this was made."""
    return (line for title, lines in front.sections if title == about for line in lines)


def _in_two(
    sections: Sequence[tuple[str, tuple[tuple[str, str], ...]]],
) -> list[list[dict[str, Any]]]:
    """The sections in two columns that are about as long."""
    size = [sum(len(term) + len(text) + 20 for term, text in lines) for _, lines in sections]
    cut = min(range(len(size) + 1), key=lambda at: abs(sum(size[:at]) - sum(size[at:])))
    made = [{"title": title, "lines": [list(line) for line in lines]} for title, lines in sections]
    return [made[:cut], made[cut:]]


def _chapters(
    sheets: Mapping[str, Sheet], book: Book, stories: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The chapters with their parts; the stories stand with the themes, and no note stands there twice."""
    say, noted = words.speaker(book.language, book.about.code), set[str]()
    for name, every in SECTIONS.items():
        parts = [_part(sheets[one], book) for one in every if one in sheets]
        for part in parts:
            part["notes"] = [note for note in part["notes"] if note not in noted]
            noted |= set(part["notes"])
        if name == "reports" and stories:
            parts.insert(1 if "themes" in sheets else 0, {"stories": stories})
        yield {"title": say(f"documents.account.chapters.{name}"), "parts": parts}


def _part(sheet: Sheet, book: Book) -> dict[str, Any]:
    """A sheet: what can be compared as bars, and the other lines as a table."""
    drawn = _drawn(sheet)
    rest = replace(sheet, lines=sheet.lines[drawn:], total=sheet.total if drawn < len(sheet.lines) else ())
    return {
        "title": sheet.title,
        "intro": sheet.intro,
        "bars": _bars(sheet, drawn, book),
        "words": sheet.chart.words if sheet.chart and drawn else "",
        "table": _table(rest, book, LINES) if rest.lines else None,
        "notes": list(sheet.notes),
    }


def _drawn(sheet: Sheet) -> int:
    """How many lines, from the first on, are bars: those of a chart of the one number that there is."""
    chart = sheet.chart
    if chart is None or chart.kind not in ("bars", "columns") or len(_shown(sheet)) > 1 or chart.first:
        return 0
    return chart.lines if 1 < chart.lines <= MOST_BARS else 0


def _bars(sheet: Sheet, drawn: int, book: Book) -> list[list[Any]]:
    """Label, number as written, and length (1 is the longest)."""
    if not drawn:
        return []
    at = _shown(sheet)[0]
    numbers = [line[at] for line in sheet.lines[:drawn]]
    most = max((one for one in numbers if isinstance(one, int)), default=0) or 1
    return [
        [
            _label(sheet, line),
            _written(number, sheet.columns[at], book.language),
            number / most if isinstance(number, int) else 0,
        ]
        for line, number in zip(sheet.lines, numbers, strict=False)
    ]


def _table(sheet: Sheet, book: Book, most: int) -> dict[str, Any]:
    """The first column and those with numbers; the longest lists are cut, and say so."""
    places = [0, *_shown(sheet, shares=True)]
    say = words.speaker(book.language, book.about.code)

    def row(line: Sequence[Value]) -> list[str]:
        cells = [_written(line[at], sheet.columns[at], book.language) for at in places]
        return [_label(sheet, line), *cells[1:]]

    left = len(sheet.lines) - most
    return {
        "head": [sheet.columns[at].heading for at in places],
        "rows": [row(line) for line in sheet.lines[:most]],
        "total": row(sheet.total) if sheet.total else [],
        "more": say("documents.account.more", count=left) if left > 0 else "",
    }


def _words(sheet: Sheet) -> dict[str, Any]:
    """A sheet of words alone, whole."""
    return {
        "title": sheet.title,
        "intro": sheet.intro,
        "head": [column.heading for column in sheet.columns],
        "rows": [[str(value or "") for value in line] for line in sheet.lines],
    }


def _shown(sheet: Sheet, shares: bool = False) -> list[int]:
    """The columns with numbers; with `shares` also those of shares, where some line has one."""
    has_share = shares and any(
        isinstance(line[at], float)
        for line in sheet.lines
        for at, one in enumerate(sheet.columns)
        if one.share
    )
    return [at for at, one in enumerate(sheet.columns) if at and one.number and (has_share or not one.share)]


def _label(sheet: Sheet, line: Sequence[Value]) -> str:
    """What a line is called; of what is counted together, all names, when these are not too many to read."""
    last = line[-1] if not sheet.columns[-1].number else ""
    together = last if isinstance(last, str) and ";" in last and len(sheet.columns) > 2 else ""
    return f"{line[0]} ({together})" if together and len(together) < 120 else str(line[0])


def _stories(sheet: Sheet | None) -> Iterator[Story]:
    """The paragraphs of the sheet of stories, put together by half-year and theme."""
    found: dict[tuple[str, str], list[str]] = {}
    for half, about, text, *_ in sheet.lines if sheet else ():
        found.setdefault((str(half), str(about)), []).append(str(text))
    several = len({half for half, _ in found}) > 1
    return (Story(half if several else "", about, tuple(text)) for (half, about), text in found.items())


def _told(story: Story) -> dict[str, Any]:
    """Its title, and its paragraphs; the items of a list stand together."""
    blocks: list[dict[str, Any]] = []
    for line in story.text:
        item = line.startswith(BULLET)
        if not (blocks and item and blocks[-1]["list"]):
            blocks.append({"list": item, "lines": []})
        blocks[-1]["lines"].append(line.removeprefix(BULLET))
    return {"title": ", ".join(filter(None, (story.about, story.half))), "blocks": blocks}


def _written(value: Value, column: Column | None, locale: str) -> str:
    if column is not None and column.share and isinstance(value, int | float):
        return f"{value:.0%}"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "." if locale == "nl" else ",")
    return "" if value is None else str(value)
