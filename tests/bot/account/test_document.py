"""The account as a document: a few tagged pages, in which every number is one of the workbook."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.account import document
from bot.account.disclosure.kinds import KINDS
from bot.account.export import count_account, write_account
from bot.account.workbook.layout import Book
from bot.account.workbook.tabs import TABS
from bot.documents import rendering
from bot.foundation import words
from storage import organisations
from tests.bot.account.filling import FIRST, LAST, fill
from tests.bot.account.making import keep, some_reports
from tests.bot.account.test_closing import close
from tests.support.world import World

OF_REPORTS = {
    "themes",
    "groups",
    "months",
    "cross",
    "identities",
    "origins",
    "departments",
    "outcomes",
    "redirects",
}
MADE = datetime(2026, 7, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    words.load()
    monkeypatch.setattr(rendering, "NO_GLYPH", "nothing is like this")  # no way around PDF/UA


def town(world: World, reports: int) -> World:
    """A municipality with all that a half-year can have, and so many reports; its figures are final."""
    with world.unit() as session:
        places = tuple(place.id for place in organisations.departments(session, world.organisation.id))
        keep(session, world.organisation.id, some_reports(reports, FIRST, LAST, 5, places))
    fill(world)
    close(world)
    return world


def book(world: World, edition: str = "council", locale: str = "nl") -> Book:
    of = (world.engine, world.vault, world.organisation, FIRST, LAST, world.clock(), locale, None, edition)
    return count_account(*of).book


def read(world: World, out: Path, **more: Any) -> PdfReader:
    asked: dict[str, Any] = {"organisation": None, "first": FIRST, "last": LAST, "now": world.clock(), **more}
    write_account(world.engine, world.vault, out=out, force=True, form="pdf", **asked)
    return PdfReader(io.BytesIO(out.read_bytes()), strict=True)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*", text))


def everything(book: Book) -> str:
    """All words and numbers of the workbook."""
    cells = [value for sheet in book.sheets for line in (*sheet.lines, sheet.total) for value in line]
    shares = [f"{value:.0%}" for value in cells if isinstance(value, float)]
    front = book.front
    about = [*front.subtitles, *front.figures, *front.sections, book.title]
    told = [(s.title, s.intro, s.notes, s.chart.words if s.chart else "") for s in book.sheets]
    heads = [column.heading for sheet in book.sheets for column in sheet.columns]
    whole = [f"{value:,}".replace(",", sign) for value in cells if isinstance(value, int) for sign in ".,"]
    return repr([about, told, heads, cells, shares, whole])


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.parametrize("reports", [12, 400])
def test_a_small_and_a_large_town_read_a_few_tagged_pages(
    sqlite_world: World, tmp_path: Path, reports: int, locale: str
) -> None:
    pdf = read(town(sqlite_world, reports), tmp_path / "account.pdf", edition="council", locale=locale)
    assert 4 <= len(pdf.pages) <= 7
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == locale and root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert pdf.metadata and "Voorbeeldstad" in str(pdf.metadata.title)
    said = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert words.text("documents.account.reading", locale) in said
    assert words.text("workbook.front.figures.received", locale) in said and str(reports) in said
    assert len(pdf.outline) >= 4


@pytest.mark.parametrize("edition", ["council", "internal"])
@pytest.mark.parametrize("reports", [0, 3, 12, 60, 400])
def test_it_has_no_number_that_the_workbook_has_not(sqlite_world: World, reports: int, edition: str) -> None:
    made = book(town(sqlite_world, reports), edition)
    data = document.data_of(made, MADE)
    for part in (part for chapter in data["chapters"] for part in chapter["parts"]):
        assert all(0 <= bar[2] <= 1 for bar in part.get("bars", ()))
        part["bars"] = [bar[:2] for bar in part.get("bars", ())]
        (part.get("table") or {}).pop("more", "")  # how many lines are left to the workbook
    data["summary"].pop("more")
    data.pop("page"), data["words"].clear()
    assert numbers(json.dumps(data, ensure_ascii=False)) <= numbers(everything(made))


def test_every_table_has_its_place_in_the_document_and_the_workbook() -> None:
    placed = [name for every in document.SECTIONS.values() for name in every]
    assert len(placed) == len(set(placed))
    joined = [name for every in TABS.values() for name in every]
    assert len(joined) == len(set(joined)) and {*joined} == {*placed, *document.ELSEWHERE}
    assert {*placed, *document.ELSEWHERE} == {
        *OF_REPORTS,
        "days",
        *KINDS,
        "summary",
        "stories",
        "promised",
        "organisations",
        "progress",
    }


def test_a_long_list_is_cut_and_says_so(sqlite_world: World) -> None:
    made = book(town(sqlite_world, 400))
    long = next(sheet for sheet in made.sheets if sheet.name == "modules")
    rows = tuple((f"Module {n}", *long.lines[0][1:]) for n in range(document.LINES + 3))
    longer = replace(long, lines=rows, chart=None)
    sheets = tuple(longer if sheet is long else sheet for sheet in made.sheets)
    chapters = document.data_of(replace(made, sheets=sheets), MADE)["chapters"]
    (part,) = [one for chapter in chapters for one in chapter["parts"] if one.get("title") == long.title]
    assert len(part["table"]["rows"]) == document.LINES
    assert part["table"]["more"] == words.text("documents.account.more", "nl", count=3)
