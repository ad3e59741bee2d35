"""The workbook as a file: text stays text, it opens elsewhere, prints on A4, and says what it is."""

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.account.disclosure.figures import account
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.workbook import excel
from bot.account.workbook.book import book
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.foundation import words
from tests.bot.account.making import Made, counted, some_reports
from tests.bot.account.reading import (
    DANGEROUS,
    FIRST,
    LAST,
    MADE,
    NAME,
    PLACES,
    YEAR,
    every_cell,
    opened,
    read,
    say,
    tabs,
    written,
)


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def test_names_stay_text_whatever_they_start_with(tmp_path: Path) -> None:
    path = written(tmp_path, YEAR)
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in parts.read(name) and b"<f " not in parts.read(name)
    sheet = opened(path)["Meldingen"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    for name in (DANGEROUS, "+31", "@home"):
        found = next(cell for value, cell in cells.items() if name in value)
        assert found.data_type == "s"
        assert found.quotePrefix or found.value[0] not in "=+-@"
    assert not cells["Toezicht"].quotePrefix


def test_control_characters_in_a_name_do_not_break_the_file(tmp_path: Path) -> None:
    shown = account(counted(YEAR, {}, FIRST, LAST), FIRST, LAST, list(PLACES), THRESHOLD)
    places = {**PLACES, 1: "Burger\x00zaken\x0b\ud800", 2: "\u202egnp.exe"}
    labels = Labels("nl", "voorbeeldstad", places)
    excel.write(book(shown, Edition("Stad\x07", MADE.date(), False), labels), tmp_path / "a.xlsx", MADE)
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
    tables = [(sheet, listed) for sheet in found.worksheets[1:] for listed in sheet.tables.values()]
    assert len(tables) == 9
    for sheet, listed in tables:
        header = sheet[listed.ref][0]
        assert [column.name for column in listed.tableColumns] == [cell.value for cell in header]
        total = sheet.cell(sheet[listed.ref][-1][0].row + 1, 1)
        assert total.value == "Totaal" or listed.name == "Baken_days"


def test_a_table_that_is_alone_on_its_sheet_keeps_its_headings_in_sight(tmp_path: Path) -> None:
    shown = account(counted(YEAR, {}, FIRST, LAST), FIRST, LAST, [], THRESHOLD)
    made = book(shown, Edition(NAME, MADE.date(), False), Labels("nl", "voorbeeldstad", {}))
    alone = [one for one in made.sheets if one.name in ("themes", "days")]
    excel.write(replace(made, sheets=tuple(alone)), tmp_path / "a.xlsx", MADE)
    for sheet in opened(tmp_path / "a.xlsx").worksheets[1:]:
        (listed,) = sheet.tables.values()
        header = sheet[listed.ref][0][0].row
        assert sheet.freeze_panes == f"B{header + 1}"
        assert sheet.print_title_rows == f"${header}:${header}"


def test_numbers_are_numbers_and_shares_are_percentages(tmp_path: Path) -> None:
    sheet = opened(written(tmp_path, YEAR))["Meldingen"]
    first = next(row for row in sheet.iter_rows() if row[0].value == "Op naam")
    assert [cell.number_format for cell in first[1:3]] == ["#,##0", "0%"]
    assert first[2].value == pytest.approx(first[1].value / 150)


def test_every_chart_is_said_in_words_above_it_and_to_a_screen_reader(tmp_path: Path) -> None:
    path = written(tmp_path, YEAR)
    sheets = read(path)
    with zipfile.ZipFile(path) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawn = [name for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
        drawings = [parts.read(name).decode() for name in drawn]
    said = [match for drawing in drawings for match in re.findall(r' descr="([^"]+)"', drawing)]
    assert len(charts) == len(said) == 9
    for name in ("Thema", "Maand", "Thema en maand", "Afdeling", "Uitkomst", "Doorverwezen", "Dagen"):
        shown = " ".join(str(cell) for row in sheets[name] for cell in row if "grafiek" in str(cell))
        assert any(shown and shown in description for description in said), name


def test_every_chart_has_room_of_its_own_below_its_table_or_beside_it(tmp_path: Path) -> None:
    for sheet in opened(written(tmp_path, YEAR)).worksheets[1:]:
        headers = {sheet[one.ref][0][0].row: len(sheet[one.ref][0]) for one in sheet.tables.values()}
        rows = [*headers, 10_000]
        assert len(sheet._charts) > 1
        for chart in sheet._charts:
            at, high = chart.anchor._from, chart.anchor.ext.height / 360_000 / 0.53
            above = max(row for row in headers if row <= at.row + 1)
            below = min(row for row in rows if row > above)
            assert at.col in (0, headers[above]), sheet.title
            assert at.row + high <= below, "it would lie over the next table"
            beside = at.col > 0
            assert beside == (at.row + 1 == above)


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
        tabs:
          themes: Thema
          reports: Thema
        sheets:
          themes: {title: "Wat [er] mee: is/gedaan? En nog veel meer"}
        """
    )
    words.load(tmp_path / "content")
    assert list(tabs(written(tmp_path, YEAR)))[1:3] == ["Thema", "Thema 2"]


def test_a_period_that_is_not_over_says_so(tmp_path: Path) -> None:
    shown = account(counted(YEAR, {}, FIRST, LAST), FIRST, LAST, [], THRESHOLD)
    labels = Labels("nl", "voorbeeldstad", {})
    over = book(shown, Edition(NAME, date(2026, 7, 1), False), labels).front
    running = book(shown, Edition(NAME, LAST, False), labels).front
    assert say("front.not_over") not in str(over.sections)
    assert say("front.not_over") in str(running.sections)


def test_an_own_edition_says_the_same_whether_or_not_something_was_left_out(tmp_path: Path) -> None:
    def words_of(reports: list[Made]) -> str:
        shown = account(counted(reports, {}, FIRST, LAST), FIRST, LAST, [], THRESHOLD)
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
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) == len(tabs(path)) == 3
