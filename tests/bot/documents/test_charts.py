"""Pictures of counts: one page, true bars, and the same in words for who cannot see it."""

import io
import struct
from typing import Any

import pytest
from pypdf import PdfReader

from bot.documents import poll, rendering, year
from bot.documents.poll import poll_picture, poll_words
from bot.documents.year import Bar, Count, Year, year_picture, year_words
from bot.foundation import words
from storage.organisations import OrganisationRow

TOWN = OrganisationRow(1, "voorbeeldstad", "Gemeente Voorbeeldstad", True)
ANSWERS = (("Ik ga.", 41), ("Ik ga niet.", 23), ("Ik vraag raad.", 18))
YEAR = Year(
    TOWN,
    "2026",
    [Count("received", "128"), Count("closed", "96"), Count("teams", "1"), Count("closures", "< 5")],
    [Bar("Drugs", "41", 1.0), Bar("Vastgoed", "< 5", 0.0)],
)


@pytest.fixture(autouse=True)
def loaded() -> None:
    words.load()


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the templates are given."""
    seen: list[dict[str, Any]] = []

    def keep(_: str, data: dict[str, Any], *__: Any, **___: Any) -> bytes:
        seen.append(data)
        return b""

    monkeypatch.setattr(poll, "render", keep)
    monkeypatch.setattr(year, "render", keep)
    return seen


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_pictures_are_as_large_as_chat_and_phones_want(locale: str) -> None:
    assert size(poll_picture(TOWN, "Het feest", ANSWERS, locale)) == (1280, 720)
    assert size(year_picture(YEAR, locale)) == (1080, 1920)


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_the_picture_of_the_year_is_one_page_of_real_text(
    locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "NO_GLYPH", "nothing is like this")  # no way around PDF/UA
    document = PdfReader(io.BytesIO(year_picture(YEAR, locale, "pdf")), strict=True)
    (page,) = document.pages
    said = page.extract_text()
    assert all(part in said for part in ("2026", "128", "96", "< 5", "Drugs", "41", "0800-7000"))
    root: Any = document.trailer["/Root"]
    assert root["/Lang"] == locale and b"pdfuaid" in root["/Metadata"].get_data()
    assert year_picture(YEAR, locale, "svg").startswith(b"<svg")


def test_bars_are_as_long_as_their_share(given: list[dict[str, Any]]) -> None:
    poll_picture(TOWN, "Het feest", ANSWERS, "nl")
    poll_picture(TOWN, "Niemand", (("Ja", 0), ("Nee", 0)), "nl")
    votes, none = given
    assert [(a["share"], round(a["length"], 2), a["most"]) for a in votes["answers"]] == [
        ("50%", 0.5, True),
        ("28%", 0.28, False),
        ("22%", 0.22, False),
    ]
    assert votes["votes"] == "82 antwoorden"
    assert [(a["share"], a["length"]) for a in none["answers"]] == [("0%", 0), ("0%", 0)]


def test_what_is_hidden_is_explained_only_where_something_is(given: list[dict[str, Any]]) -> None:
    year_picture(YEAR, "nl")
    year_picture(YEAR._replace(counts=[Count("received", "128")], bars=[]), "nl")
    assert [bool(data["hidden"]) for data in given] == [True, False]


def test_the_pictures_are_there_in_words() -> None:
    assert poll_words(TOWN, "Het feest", ANSWERS, "nl") == (
        "Het feest. Ik ga. 41 (50%). Ik ga niet. 23 (28%). Ik vraag raad. 18 (22%). 82 antwoorden."
    )
    said = year_words(YEAR, "nl")
    assert said.startswith("Gemeente Voorbeeldstad. In cijfers: 2026. 128 meldingen.")
    assert "1 team sprak erover." in said and "Minder dan 5 panden gesloten." in said
    assert said.endswith("Waar meldingen over gingen: Drugs 41, Vastgoed minder dan 5.")
    assert "<" not in said


@pytest.mark.parametrize("many", [1, 2, 6, 12])
def test_much_and_little_stay_one_picture(many: int) -> None:
    answers = [
        (f"{n} Een heel lang antwoord waar lang over is nagedacht, met een komma. " * 2, n)
        for n in range(many)
    ]
    assert size(poll_picture(TOWN, "Waarom? " * 20, answers, "nl")) == (1280, 720)
    counts = [Count("participations", "1.234.567")] * many
    bars = [Bar("Een onderwerp met een lange naam", "1.234", 1.0)] * many
    full = Year(TOWN, "januari tot en met december 2026", counts, bars)
    assert len(PdfReader(io.BytesIO(year_picture(full, "nl", "pdf"))).pages) == 1


def test_every_figure_that_can_be_told_has_its_words() -> None:
    every = [key.split(".")[3] for key in words.keys("nl") if key.startswith("documents.year.figures.")]
    assert set(every) >= {"received", "closed", "days", "trained", "teams", "participations", "checks"}
    for locale in words.LOCALES:
        for number in ("1", "2"):
            said = year_words(Year(TOWN, "2026", [Count(name, number) for name in every[:7]]), locale)
            assert "documents." not in said and said.count(number + " ") >= 7
