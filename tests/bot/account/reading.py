"""A year of made-up reports as a workbook, and how other programs read it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from bot.account.disclosure.figures import account
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.workbook import excel
from bot.account.workbook.book import book
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.tabs import TABS
from bot.foundation import words
from bot.foundation.words import LOCALES
from tests.bot.account.making import Made, counted, some_redirects, some_reports

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
MADE = datetime(2026, 7, 3, 10, 0, tzinfo=UTC)
NAME = "Gemeente Voorbeeldstad & Omstreken"
DANGEROUS = "=cmd|' /C calc'!A1"
PLACES = dict(enumerate(["Burgerzaken", "Toezicht", "Wmo", DANGEROUS, "+31", "@home", "Belastingen"], 1))
YEAR = some_reports(150, FIRST, LAST, 3, list(PLACES))
Grid = list[list[Any]]


def written(
    folder: Path, reports: list[Made], redirects: int = 60, locale: str = "nl", own: bool = False
) -> Path:
    """A workbook of these reports."""
    shown = account(
        counted(reports, some_redirects(redirects, 3), FIRST, LAST), FIRST, LAST, list(PLACES), THRESHOLD
    )
    path = folder / f"account-{locale}.xlsx"
    edition = Edition(NAME, MADE.date(), own)
    excel.write(book(shown, edition, Labels(locale, "voorbeeldstad", PLACES)), path, MADE)
    return path


def read(path: Path) -> dict[str, Grid]:
    """The first sheet and every table by name, as another program reads it."""
    first, *others = tabs(path).items()
    found, titles = dict([first]), _titles()
    for _, grid in others:
        starts = [row for row, cells in enumerate(grid) if str(cells[0]) in titles and not any(cells[1:])]
        for start, end in zip(starts, [*starts[1:], len(grid)], strict=True):
            found[titles[str(grid[start][0])]] = _narrow(grid[start:end])
    return found


def tabs(path: Path) -> dict[str, Grid]:
    """Every sheet by name, with all the tables on it."""
    found = CalamineWorkbook.from_path(str(path))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def _titles() -> dict[str, str]:
    """What stands above each table, and the table's name."""
    both = [(f"sheets.{name}", locale) for some in TABS.values() for name in some for locale in LOCALES]
    return {say(f"{key}.title", locale): say(f"{key}.tab", locale) for key, locale in both}


def _narrow(grid: Grid) -> Grid:
    """A table without the columns that only others on its sheet have."""
    width = max(at for row in grid for at, cell in enumerate(row, 1) if cell != "")
    return [row[:width] for row in grid]


def table(grid: Grid) -> dict[str, list[Any]]:
    """The lines of a sheet's table by their first cell, from the header up to and with the total."""
    header = next(index for index, row in enumerate(grid) if sum(cell != "" for cell in row) > 1)
    end = next(index for index, row in enumerate(grid) if row[0] in ("Totaal", "Total"))
    return {str(row[0]): row[1:] for row in grid[header : end + 1]}


def say(key: str, locale: str = "nl") -> str:
    return words.text(f"workbook.{key}", locale)


def figures(sheets: dict[str, Grid]) -> dict[str, Any]:
    """The figures in short, on the first sheet."""
    front = next(iter(sheets.values()))
    start = next(index for index, row in enumerate(front) if row[2] != "") + 1
    end = next(index for index, row in enumerate(front) if index > start and row[0] == "")
    return {str(row[0]): row[2] for row in front[start:end]}


def every_cell(sheets: dict[str, Grid]) -> Iterable[Any]:
    return (cell for grid in sheets.values() for row in grid for cell in row if cell != "")


def opened(path: Path) -> Any:
    """The workbook as openpyxl reads it, without the types that know of every kind of cell."""
    return openpyxl.load_workbook(path)
