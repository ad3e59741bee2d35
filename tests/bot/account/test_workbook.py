"""The workbook, read back by another program: its figures are right, and every word is there."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.foundation import words
from tests.bot.account.making import some_redirects, some_reports
from tests.bot.account.reading import (
    FIRST,
    LAST,
    PLACES,
    YEAR,
    every_cell,
    figures,
    read,
    say,
    table,
    written,
)


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def check_list(lines: dict[str, list[Any]], counts: Counter[str], number: int, locale: str) -> None:
    """A table splits these counts: each line its own number, or that of all that it counts together."""
    together = lines[next(iter(lines))]
    last = together.index(say("together", locale)) if say("together", locale) in together else None
    for label, cells in list(lines.items())[1:-1]:
        members = cells[last].split("; ") if last is not None and cells[last] else [label]
        assert cells[number] == sum(counts[member] for member in members), label
    assert list(lines.values())[-1][number] == counts.total()


@pytest.mark.parametrize("locale", words.LOCALES)
def test_the_figures_are_those_that_counting_one_by_one_gives(tmp_path: Path, locale: str) -> None:
    sheets = read(written(tmp_path, YEAR, locale=locale))

    def lines(name: str) -> dict[str, list[Any]]:
        return table(sheets[say(f"sheets.{name}.tab", locale)])

    themes = Counter(words.text(f"report.themes.{report.theme}", locale) for report in YEAR)
    check_list(lines("themes"), themes, 1, locale)
    identities = Counter(say(f"identities.{report.identity}", locale) for report in YEAR)
    check_list(lines("identities"), identities, 0, locale)
    asked = "entering.questions.origin.options"
    ways = Counter(
        words.text(f"{asked}.{report.origin}", locale) if report.origin else say("origins.reporter", locale)
        for report in YEAR
    )
    check_list(lines("origins"), ways, 0, locale)
    places = Counter(PLACES[r.department] if r.department else say("not_given", locale) for r in YEAR)
    check_list(lines("departments"), places, 0, locale)
    closed = [report for report in YEAR if report.closed_on and report.closed_on <= LAST]
    outcomes = Counter(say(f"outcomes.{report.outcome}", locale) for report in closed)
    check_list(lines("outcomes"), outcomes, 0, locale)
    redirects = Counter(
        {say(f"redirects.{kind}", locale): number for kind, number in some_redirects(60, 3).items()}
    )
    check_list(lines("redirects"), redirects, 0, locale)
    months = Counter(
        f"{words.text(f'months.m{report.received_on.month}', locale)} {report.received_on.year}"
        for report in YEAR
    )
    check_list(lines("months"), months, 0, locale)


def test_a_table_of_themes_by_months_adds_up_both_ways(tmp_path: Path) -> None:
    reports = some_reports(1200, FIRST, LAST, 3, list(PLACES))
    lines = table(read(written(tmp_path, reports))["Thema en maand"])
    header, rest, total = (lines[name] for name in ("Thema", say("sheets.cross.rest"), "Totaal"))
    rows = {
        name: cells
        for name, cells in lines.items()
        if name not in ("Thema", "Totaal", say("sheets.cross.rest"))
    }
    assert any("x" in cells for cells in rows.values())
    for column in range(len(header) - 1):
        shown = sum(cells[column] for cells in rows.values() if cells[column] != "x")
        assert shown + rest[column] == total[column]
    assert sum(cells[-1] for cells in rows.values()) == total[-1] == 1200
    for cells in rows.values():
        if "x" not in cells:
            assert sum(cells[:-1]) == cells[-1]


@pytest.mark.parametrize("locale", words.LOCALES)
def test_the_days_and_the_figures_in_short_are_right(tmp_path: Path, locale: str) -> None:
    sheets = read(written(tmp_path, YEAR, locale=locale))
    front = figures(sheets)
    answered = sorted(
        (r.first_answer_on - r.received_on).days
        for r in YEAR
        if r.first_answer_on and r.first_answer_on <= LAST
    )
    decided = [(r.decided_on - r.received_on).days for r in YEAR if r.decided_on and r.decided_on <= LAST]
    closed = sum(1 for r in YEAR if r.closed_on and r.closed_on <= LAST)
    half = answered[(len(answered) + 1) // 2 - 1]
    assert front[say("front.figures.received", locale)] == 150
    assert front[say("front.figures.answered", locale)] == len(answered)
    assert front[say("front.figures.decided", locale)] == len(decided)
    assert front[say("front.figures.closed", locale)] == closed
    assert front[say("front.figures.open", locale)] == 150 - closed
    assert front[say("front.figures.redirected", locale)] == sum(some_redirects(60, 3).values())
    assert front[say("front.figures.half", locale)].split()[0] == str(half)
    days = {str(row[0]): row[1:] for row in sheets[say("sheets.days.tab", locale)]}
    assert days[say("sheets.days.reports", locale)][:3] == [len(answered), len(decided), closed]
    assert days[say("sheets.days.half", locale)][0] == half
    assert days[say("sheets.days.half", locale)][1] == sorted(decided)[(len(decided) + 1) // 2 - 1]
    in_time = words.text("workbook.sheets.days.in_time", locale, days=7)
    assert days[in_time][0] == sum(1 for waited in answered if waited <= 7)


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.parametrize("number", [0, 3, 7, 40, 150, 1200])
def test_every_word_is_there_and_filled_in(tmp_path: Path, locale: str, number: int) -> None:
    reports = some_reports(number, FIRST, LAST, 3, list(PLACES))
    path = written(tmp_path, reports, redirects=number // 3, locale=locale, own=number > 7)
    for cell in every_cell(read(path)):
        assert "%{" not in str(cell)
        assert not re.search(r"\b(workbook|months)\.\w", str(cell))


@pytest.mark.parametrize("number", [0, 3, 7, 12, 40, 150])
def test_no_cell_holds_a_number_from_one_to_four_of_reports(tmp_path: Path, number: int) -> None:
    reports = some_reports(number, FIRST, LAST, 5, list(PLACES))
    sheets = read(written(tmp_path, reports, redirects=number // 3))
    sheets.pop("Dagen", None)  # holds days too; its counts are tested with the suppression
    for grid in sheets.values():
        share = next((row.index("Aandeel") for row in grid if "Aandeel" in row), None)
        cells = [cell for row in grid for column, cell in enumerate(row) if column != share]
        assert not [cell for cell in cells if re.fullmatch(r"[1-4](\.0)?", str(cell))]


def test_a_small_town_reads_its_totals_on_one_page(tmp_path: Path) -> None:
    seven = [report._replace(closed_on=None, outcome=None) for report in YEAR[:7]]
    sheets = read(written(tmp_path, seven, redirects=4))
    assert list(sheets) == ["Toelichting"]
    assert figures(sheets)["Meldingen ontvangen"] == 7
    assert figures(sheets)["Nog open"] == "minder dan 10"
    assert "te weinig" in str(sheets["Toelichting"])


def test_no_reports_give_zeros_and_no_tables(tmp_path: Path) -> None:
    sheets = read(written(tmp_path, [], redirects=0))
    assert list(sheets) == ["Toelichting"]
    assert list(figures(sheets).values()) == [0, 0, 0, 0, 0, 0, 0]
