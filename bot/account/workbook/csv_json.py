"""The same sheets as CSV and JSON, for dashboards of an organisation: what is hidden is hidden here too.

Both hold one row for each figure, with codes beside the words, and whose it is: organisation, period, edition
and version. A number that is hidden or told as a range has no value, but the `text` that the workbook has.
"""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.account.workbook.layout import Book, Sheet, Value
from bot.tabular.harmless import harmless

ABOUT = ("organisation", "organisation_code", "first", "last", "edition", "version")
FIGURE = ("sheet", "sheet_code", "line", "line_code", "measure", "measure_code", "value", "text")
TOTAL = "total"  # the code of the line below all others


def write_csv(book: Book, path: Path, made: datetime) -> None:
    """With semicolons, in the UTF-8 that Excel reads, and numbers as they are written in its language."""
    about = _about(book)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, (*ABOUT, *FIGURE), delimiter=";")
        writer.writeheader()
        for figure in _figures(book):
            row = {**about, **figure}
            writer.writerow({name: _cell(value, book.language) for name, value in row.items()})


def write_json(book: Book, path: Path, made: datetime) -> None:
    """Every figure; a number is a number, and what is not told is in words; and the first sheet."""
    kept: dict[str, Any] = {
        "title": book.title,
        "language": book.language,
        "made": made.isoformat(timespec="seconds"),
        "confidential": book.mark,
        **_about(book),
        "about": {title: dict(lines) for title, lines in book.front.sections},
        "figures": list(_figures(book)),
        **{sheet.name: [list(line) for line in sheet.lines] for sheet in book.sheets if not _measures(sheet)},
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _about(book: Book) -> dict[str, str]:
    of = book.about
    days = of.first.isoformat(), of.last.isoformat()
    return dict(zip(ABOUT, (of.organisation, of.code, *days, of.edition, of.version), strict=True))


def _figures(book: Book) -> Iterator[dict[str, Value]]:
    for sheet in filter(_measures, book.sheets):
        totals = ((TOTAL, sheet.total),) if sheet.total else ()
        for code, line in (*zip(sheet.codes, sheet.lines, strict=True), *totals):
            for place in _measures(sheet):
                column, value = sheet.columns[place], line[place]
                is_told = not isinstance(value, str)
                said = (sheet.tab, sheet.name, line[0], code, column.heading, column.code)
                last = (value, None) if is_told else (None, value)
                if value not in ("", None):
                    yield dict(zip(FIGURE, (*said, *last), strict=True))


def _measures(sheet: Sheet) -> list[int]:
    """The columns with numbers."""
    return [place for place, column in enumerate(sheet.columns) if column.number]


def _cell(value: Value, language: str) -> Value:
    if isinstance(value, float):
        written = f"{round(value, 4):g}"
        return written.replace(".", ",") if language == "nl" else written
    return harmless(value) if isinstance(value, str) else value
