"""The same sheets as CSV and JSON, for dashboards of an organisation: what is hidden is hidden here too."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.account.workbook.layout import Book, Value

RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


def write_csv(book: Book, path: Path, made: datetime) -> None:
    """One line for each cell: sheet, line, column, value; with semicolons, in the UTF-8 that Excel reads."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["sheet", "line", "column", "value"])
        for label, _, value in book.front.figures:
            writer.writerow(["front", _text(label), "", _text(value)])
        for sheet in book.sheets:
            for line in (*sheet.lines, *((sheet.total,) if sheet.total else ())):
                for column, value in list(zip(sheet.columns, line, strict=True))[1:]:
                    writer.writerow([sheet.name, _text(line[0]), _text(column.heading), _text(value)])


def write_json(book: Book, path: Path, made: datetime) -> None:
    """Every sheet with its columns and lines; a number is a number, and what is not told is in words."""
    front = book.front
    kept: dict[str, Any] = {
        "title": book.title,
        "language": book.language,
        "made": made.isoformat(timespec="seconds"),
        "figures": [{"name": label, "means": means, "value": value} for label, means, value in front.figures],
        "about": {title: dict(lines) for title, lines in front.sections},
        "sheets": [
            {
                "name": sheet.name,
                "title": sheet.title,
                "columns": [column.heading for column in sheet.columns],
                "lines": [list(line) for line in sheet.lines],
                "total": list(sheet.total),
                "notes": list(sheet.notes),
            }
            for sheet in book.sheets
        ],
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _text(value: Value) -> Value:
    if isinstance(value, float):
        return round(value, 4)
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
