"""The workbook, read back by others: its figures are right, its text is text, and it prints on A4."""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bot import words
from bot.account import workbook
from bot.account.export import book
from bot.account.figures import account
from bot.account.front import Edition
from bot.account.labels import Labels
from tests.account.making import Made, counted, some_redirects, some_reports

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
MADE = datetime(2026, 7, 3, 10, 0, tzinfo=UTC)
NAME = "Gemeente Voorbeeldstad & Omstreken"
DANGEROUS = "=cmd|' /C calc'!A1"
PLACES = dict(enumerate(["Burgerzaken", "Toezicht", "Wmo", DANGEROUS, "+31", "@home", "Belastingen"], 1))
YEAR = some_reports(150, FIRST, LAST, 3, list(PLACES))
Grid = list[list[Any]]


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def written(
    folder: Path, reports: list[Made], redirects: int = 60, locale: str = "nl", own: bool = False
) -> Path:
    """A workbook of these reports."""
    shown = account(counted(reports, some_redirects(redirects, 3), FIRST, LAST), FIRST, LAST, list(PLACES))
    path = folder / f"account-{locale}.xlsx"
    edition = Edition(NAME, MADE.date(), own)
    workbook.write(book(shown, edition, Labels(locale, "voorbeeldstad", PLACES)), path, MADE)
    return path


def read(path: Path) -> dict[str, Grid]:
    """Every sheet by name, as another program reads it."""
    found = CalamineWorkbook.from_path(str(path))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


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

    themes = Counter(say(f"themes.{report.theme}", locale) for report in YEAR)
    check_list(lines("themes"), themes, 1, locale)
    identities = Counter(say(f"identities.{report.identity}", locale) for report in YEAR)
    check_list(lines("identities"), identities, 0, locale)
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
    closed = sum(1 for r in YEAR if r.closed_on and r.closed_on <= LAST)
    half = answered[(len(answered) + 1) // 2 - 1]
    assert front[say("front.figures.received", locale)] == 150
    assert front[say("front.figures.answered", locale)] == len(answered)
    assert front[say("front.figures.closed", locale)] == closed
    assert front[say("front.figures.open", locale)] == 150 - closed
    assert front[say("front.figures.redirected", locale)] == sum(some_redirects(60, 3).values())
    assert front[say("front.figures.half", locale)].split()[0] == str(half)
    days = {str(row[0]): row[1:] for row in sheets[say("sheets.days.tab", locale)]}
    assert days[say("sheets.days.reports", locale)][:2] == [len(answered), closed]
    assert days[say("sheets.days.half", locale)][0] == half
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
    assert list(figures(sheets).values()) == [0, 0, 0, 0, 0]


def opened(path: Path) -> Any:
    """The workbook as openpyxl reads it, without the types that know of every kind of cell."""
    return openpyxl.load_workbook(path)


def test_names_stay_text_whatever_they_start_with(tmp_path: Path) -> None:
    path = written(tmp_path, YEAR)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name) and b"<f " not in parts.read(name)
    sheet = opened(path)["Afdeling"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    for name in (DANGEROUS, "+31", "@home"):
        found = next(cell for value, cell in cells.items() if name in value)
        assert found.data_type == "s"
        assert found.quotePrefix or found.value[0] not in "=+-@"
    assert not cells["Toezicht"].quotePrefix


def test_control_characters_in_a_name_do_not_break_the_file(tmp_path: Path) -> None:
    shown = account(counted(YEAR, {}, FIRST, LAST), FIRST, LAST, list(PLACES))
    places = {**PLACES, 1: "Burger\x00zaken\x0b\ud800", 2: "\u202egnp.exe"}
    labels = Labels("nl", "voorbeeldstad", places)
    workbook.write(book(shown, Edition("Stad\x07", MADE.date(), False), labels), tmp_path / "a.xlsx", MADE)
    cells = set(map(str, every_cell(read(tmp_path / "a.xlsx"))))
    assert {"Burgerzaken", "gnp.exe", "Stad"} <= cells


def test_every_table_is_frozen_printable_and_whole(tmp_path: Path) -> None:
    found = opened(written(tmp_path, YEAR))
    for sheet in found:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.left.text == f"{NAME.replace('&', '&&')}, 1 juli 2025 tot en met 30 juni 2026"
        assert sheet.oddFooter.right.text == "Pagina &P van &N"
        assert not sheet.merged_cells.ranges
        assert sheet.column_dimensions["A"].width > 20
    for sheet in found.worksheets[1:]:
        (listed,) = sheet.tables.values()
        header = sheet[listed.ref][0]
        assert [column.name for column in listed.tableColumns] == [cell.value for cell in header]
        assert sheet.freeze_panes == f"B{header[0].row + 1}"
        assert sheet.print_title_rows == f"${header[0].row}:${header[0].row}"
        total = sheet.cell(sheet[listed.ref][-1][0].row + 1, 1)
        assert total.value == "Totaal" or sheet.title == "Dagen"


def test_numbers_are_numbers_and_shares_are_percentages(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path, YEAR))["Op naam of anoniem"]
    first = next(row for row in sheet.iter_rows() if row[0].value == "Op naam")
    assert [cell.number_format for cell in first[1:3]] == ["#,##0", "0%"]
    assert first[2].value == pytest.approx(first[1].value / 150)


def test_every_chart_is_said_in_words_above_it_and_to_a_screen_reader(tmp_path: Path) -> None:
    path = written(tmp_path, YEAR)
    sheets = read(path)
    with zipfile.ZipFile(path) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawings = [parts.read(f"xl/drawings/drawing{n}.xml").decode() for n in range(1, len(charts) + 1)]
    said = [match for drawing in drawings for match in re.findall(r' descr="([^"]+)"', drawing)]
    assert len(charts) == len(said) == 8
    for name in ("Thema", "Maand", "Thema en maand", "Afdeling", "Uitkomst", "Doorverwezen", "Dagen"):
        shown = " ".join(str(cell) for row in sheets[name] for cell in row if "grafiek" in str(cell))
        assert any(shown and shown in description for description in said), name


def test_the_words_name_the_longest_bar(tmp_path: Path) -> None:
    top, number = Counter(report.identity for report in YEAR).most_common(1)[0]
    said = [str(cell) for cell in every_cell(read(written(tmp_path, YEAR))) if "grafiek" in str(cell)]
    assert any(f"De langste staaf is {say(f'identities.{top}')}, met {number}." in words for words in said)


def test_the_file_says_what_it_is_and_not_who_made_it(tmp_path: Path) -> None:
    properties = opened(written(tmp_path, YEAR)).properties
    assert properties.title == f"{say('title')}, {NAME}, 1 juli 2025 tot en met 30 juni 2026"
    assert (properties.creator, properties.lastModifiedBy) == ("Baken", None)
    assert (properties.language, properties.created) == ("nl", MADE.replace(tzinfo=None))


def test_words_of_an_organisation_that_excel_would_refuse_still_give_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "voorbeeldstad" / "locale" / "nl"
    folder.mkdir(parents=True)
    folder.joinpath("workbook.yml").write_text(
        """
        share: Thema
        sheets:
          months: {tab: Thema}
          outcomes: {tab: "Wat [er] mee: is/gedaan? En nog veel meer"}
        """
    )
    words.load(tmp_path / "content")
    assert list(read(written(tmp_path, YEAR)))[1:3] == ["Thema", "Thema 2"]


def test_a_period_that_is_not_over_says_so(tmp_path: Path) -> None:
    shown = account(counted(YEAR, {}, FIRST, LAST), FIRST, LAST, [])
    labels = Labels("nl", "voorbeeldstad", {})
    over = book(shown, Edition(NAME, date(2026, 7, 1), False), labels).front
    running = book(shown, Edition(NAME, LAST, False), labels).front
    assert say("front.not_over") not in str(over.sections)
    assert say("front.not_over") in str(running.sections)


def test_an_own_edition_says_the_same_whether_or_not_something_was_left_out(tmp_path: Path) -> None:
    def words_of(reports: list[Made]) -> str:
        shown = account(counted(reports, {}, FIRST, LAST), FIRST, LAST, [])
        front = book(shown, Edition(NAME, MADE.date(), True), Labels("nl", "voorbeeldstad", {})).front
        return str(front.sections)

    assert words_of(YEAR) == words_of(YEAR[:-10])
    assert say("front.own") in words_of(YEAR)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "locale"), [(150, "nl"), (1200, "en")])
def test_libreoffice_reads_the_same_and_prints_it(
    tmp_path: Path, libreoffice: Callable[[Path, str, Path], Path], number: int, locale: str
) -> None:
    path = written(tmp_path, some_reports(number, FIRST, LAST, 3, list(PLACES)), number // 3, locale)
    there = tmp_path / "converted"
    there.mkdir()
    again = read(libreoffice(path, "xlsx", there))
    ours = read(path)
    assert list(again) == list(ours)
    for name, grid in ours.items():
        theirs = [cell for row in again[name] for cell in row if cell != ""]
        for one, other in zip(theirs, [cell for row in grid for cell in row if cell != ""], strict=True):
            assert one == (other if isinstance(other, str) else pytest.approx(other)), name
    pages = libreoffice(path, "pdf", there).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) == len(ours)
