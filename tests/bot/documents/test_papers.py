"""What is printed: one page of real text, in which nothing that was filled in is code."""

import io
from datetime import date
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from bot.documents import rendering
from bot.documents.certificate import certificate
from bot.documents.handout import handout
from bot.foundation import words
from bot.foundation.contacts import FIRST
from bot.foundation.contacts import NUMBERS as ALL
from storage.organisations import OrganisationRow

TOWN = OrganisationRow(1, "voorbeeldstad", "Gemeente Voorbeeldstad", True)
DAY = date(2026, 3, 1)
NASTY = '#panic("x") *b* _i_ $x^2$ \\ `raw` @ref <label> =1+1 // "'
NUMBERS = tuple((name, ALL[name]) for name in FIRST)


@pytest.fixture(autouse=True)
def loaded() -> None:
    words.load()


def read(pdf: bytes) -> Any:
    """The document, by a reader that is not ours."""
    return PdfReader(io.BytesIO(pdf), strict=True)


def text(pdf: bytes) -> str:
    (page,) = read(pdf).pages
    return " ".join(page.extract_text().split())


def paper(kind: str, what: str, locale: str = "nl", many: int = 3) -> bytes:
    """One of the papers, with the same words everywhere."""
    if kind == "certificate":
        return certificate(TOWN, what, what, DAY, "K7QM-2XRD-9F4T", locale, what)
    lines = [what] * many
    return handout(TOWN, what, lines, lines, lines, NUMBERS, [(what, what)], locale, what)


@pytest.mark.parametrize("locale", ["nl", "en"])
@pytest.mark.parametrize("kind", ["certificate", "handout"])
def test_a_paper_is_one_page_that_keeps_to_pdf_ua(
    kind: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "NO_GLYPH", "nothing is like this")  # no way around PDF/UA
    pdf = paper(kind, "Café Yılmaz & Łoś", locale)
    document = read(pdf)
    assert len(document.pages) == 1
    root = document.trailer["/Root"]
    assert root["/Lang"] == locale and root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]
    assert "Café Yılmaz & Łoś" in document.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert "Gemeente Voorbeeldstad" in text(pdf) and "Café Yılmaz & Łoś" in text(pdf)


@pytest.mark.parametrize("kind", ["certificate", "handout"])
def test_what_is_filled_in_is_never_read_as_typst(kind: str) -> None:
    said = text(paper(kind, NASTY)).replace(" ", "")
    assert said.count(NASTY.replace(" ", "")) >= 3


def test_a_certificate_says_who_what_when_and_how_to_check_it() -> None:
    said = text(certificate(TOWN, "Persoon Een", "Signalen", DAY, "K7QM-2XRD", "nl", "Zes modules"))
    for part in ("Persoon Een", "Signalen", "1 maart 2026", "K7QM-2XRD", "Zes modules"):
        assert part in said
    assert "1 March 2026" in text(certificate(TOWN, "P", "S", DAY, "K", "en"))


@pytest.mark.parametrize("kind", ["certificate", "handout"])
@pytest.mark.parametrize(("what", "many"), [("-", 0), ("Burgemeester " * 12, 12), ("x" * 90, 3)])
def test_little_and_much_are_one_page_too(kind: str, what: str, many: int) -> None:
    pdf = paper(kind, what, many=many)
    assert len(read(pdf).pages) == 1
    assert kind == "certificate" or all(number in text(pdf) for _, number in NUMBERS)


def test_a_name_that_the_font_has_no_letters_for_still_gets_a_paper() -> None:
    pdf = certificate(TOWN, "أمينة 😀", "Signalen", DAY, "K7QM", "nl")
    assert "Signalen" in text(pdf) and read(pdf).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_fonts_of_this_machine_make_no_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    compile = typst.compile

    def listening(*files: Any, **options: Any) -> Any:
        asked.append(options["ignore_system_fonts"])
        return compile(*files, **options)

    monkeypatch.setattr(typst, "compile", listening)
    assert paper("handout", "Wat je ziet") == paper("handout", "Wat je ziet")
    assert all(asked)


@pytest.mark.parametrize(("format", "begin"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_the_same_page_is_there_as_a_picture(format: Any, begin: bytes) -> None:
    assert certificate(TOWN, "P", "S", DAY, "K", "nl", format=format).startswith(begin)
