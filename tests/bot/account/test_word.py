"""The account for word processors: what the PDF says, in a file that can be read aloud and changed."""

import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from bot.account import document
from bot.account.word import write_docx
from bot.account.workbook.layout import Book
from bot.foundation import words
from bot.foundation.style import Style
from tests.bot.account.test_document import MADE, book, everything, numbers, town
from tests.support.world import World


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def written(made: Book, folder: Path) -> Any:
    write_docx(made, folder / "account.docx", MADE)
    return docx.Document(str(folder / "account.docx"))


def said(read: Any) -> list[str]:
    """Every text that it holds, in tables too, and what its pictures say."""
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    above = [read.sections[0].header.paragraphs[0].text]
    return [*(one.text for one in read.paragraphs), *cells, *above, *pictures(read)]


def pictures(read: Any) -> list[str]:
    return [str(one._inline.docPr.get("descr") or "") for one in read.inline_shapes]


def texts(data: Any) -> list[str]:
    """Every text in what the PDF is made of."""
    if isinstance(data, str):
        return [data]
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for one in inside for text in texts(one)]


@pytest.mark.parametrize("edition", ["council", "internal"])
@pytest.mark.parametrize(("reports", "locale"), [(0, "nl"), (12, "nl"), (400, "en")])
def test_it_says_all_that_the_pdf_says_and_no_other_number(
    sqlite_world: World, tmp_path: Path, reports: int, locale: str, edition: str
) -> None:
    made = book(town(sqlite_world, reports), edition, locale)
    data = document.data_of(made, MADE)
    read = written(made, tmp_path)
    whole = "\n".join(said(read))
    for name in ("lang", "title", "footer", "page"):
        data.pop(name)
    if not data["whole"]:
        data["words"].pop("story")
    if not any("stories" in part for chapter in data["chapters"] for part in chapter["parts"]):
        data["words"].pop("by_theme")
    for chapter in data["chapters"]:
        for part in chapter["parts"]:
            part["words"] = part.get("words", "") if part.get("bars") else ""
    assert [text for text in texts(data) if text not in whole] == []
    more = " ".join(
        part["table"]["more"]
        for chapter in data["chapters"]
        for part in chapter["parts"]
        if part.get("table")
    )
    told = numbers(everything(made)) | numbers(more) | numbers(data["words"]["workbook"])
    assert {one.strip(".,") for one in numbers(whole)} <= {one.strip(".,") for one in told}


@pytest.mark.parametrize("locale", words.LOCALES)
def test_it_can_be_read_aloud(sqlite_world: World, tmp_path: Path, locale: str) -> None:
    read = written(book(town(sqlite_world, 60), "internal", locale), tmp_path)
    levels = [int(one.style.name[-1]) for one in read.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1 and levels.count(1) >= 4
    assert all(later - before <= 1 for before, later in pairwise(levels))
    assert len([one for one in read.paragraphs if one.style.name == "Title"]) == 1
    assert read.tables
    for table in read.tables:
        header, *rows = (row._tr.xpath("./w:trPr/w:tblHeader") for row in table.rows)
        assert header and not any(rows)
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge"), "a table is plain"
    assert pictures(read) and all(re.search(r"\w+: \d", one) for one in pictures(read))
    languages = set(read.styles.element.xpath("//w:lang/@w:val"))
    assert languages == {{"nl": "nl-NL", "en": "en-GB"}[locale]} and read.core_properties.language == locale
    assert "Voorbeeldstad" in read.core_properties.title
    assert read.sections[0].header.paragraphs[0].text == words.text("workbook.front.confidential", locale)


def test_it_holds_nothing_of_whoever_made_it(sqlite_world: World, tmp_path: Path) -> None:
    written(book(town(sqlite_world, 12)), tmp_path)
    with zipfile.ZipFile(tmp_path / "account.docx") as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels")))
    assert b"python-docx" not in whole and b"2013" not in whole
    assert not re.search(rb'Target="(https?|file):', whole)


def test_a_logo_is_on_its_first_page_and_says_whose_it_is(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><rect width="4" height="2"/></svg>'
    monkeypatch.setattr("bot.foundation.style.current", lambda _: Style("#4a1f5c", logo))
    read = written(book(town(sqlite_world, 12)), tmp_path)
    assert pictures(read)[0] == "Voorbeeldstad"
    assert "4A1F5C" in {str(one.font.color.rgb) for one in read.styles if one.name == "Heading 1"}


@pytest.mark.slow
@pytest.mark.parametrize(("reports", "locale"), [(12, "nl"), (400, "en")])
def test_libreoffice_opens_it_as_a_few_pages(
    sqlite_world: World,
    tmp_path: Path,
    libreoffice: Callable[[Path, str, Path], Path],
    reports: int,
    locale: str,
) -> None:
    made = book(town(sqlite_world, reports), "internal", locale)
    written(made, tmp_path)
    pages = PdfReader(libreoffice(tmp_path / "account.docx", "pdf", tmp_path)).pages
    assert 6 <= len(pages) <= 14
    last = words.text("documents.account.page", locale).replace("#1", "2").replace("#2", str(len(pages)))
    assert last in " ".join(pages[1].extract_text().split())
