"""What Baken draws itself: in both languages, with words for who cannot see it, readable on a phone."""

import struct
from io import BytesIO
from typing import Any

import pytest
import yaml
from PIL import Image
from pypdf import PdfReader

from bot.documents.drawing import drawn
from bot.documents.handout import handout
from bot.foundation import drawings
from bot.foundation.contacts import NUMBERS
from bot.foundation.screen import Picture
from bot.foundation.words import CONTENT, LOCALES
from bot.learning import content
from bot.screens import pictures
from bot.team_meetings import content as packs
from handlers.web.intranet import body
from handlers.web.render import Around, intranet
from storage.organisations import OrganisationRow
from tests.content.test_packs import outline, texts
from tests.support.world import World

EVERY = [(name, locale) for name in drawings.names() for locale in LOCALES]


def said(name: str, locale: str) -> Any:
    return yaml.safe_load((CONTENT / "drawings" / name / f"{locale}.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "locale"), EVERY)
def test_a_drawing_can_be_seen_and_read_aloud(name: str, locale: str) -> None:
    made = drawn(name, locale, "png", False)
    assert made is not None and made.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", made[16:24])
    assert width == 1200 and 600 < height < 1800
    svg = drawn(name, locale, "svg", False) or b""
    assert svg.startswith(b"<svg") and b"oklab" not in svg  # which a PDF shows black
    assert 60 <= len(drawings.said(name, locale)["alt"]) <= 300


@pytest.mark.parametrize("name", drawings.names())
def test_by_night_a_drawing_is_light_on_dark(name: str) -> None:
    made = drawn(name, "nl", "png", True)
    assert made is not None
    with Image.open(BytesIO(made)) as image:
        grey = image.convert("L")
        counted = grey.histogram()
        assert max(grey.crop((0, 0, 20, 20)).tobytes()) < 50
    pixels = sum(counted)
    assert sum(counted[:80]) > 0.5 * pixels and sum(counted[150:]) > 0.01 * pixels
    assert sum(counted[245:]) < 0.005 * pixels  # nothing is left white


def test_a_page_has_the_drawing_for_the_colours_of_its_reader() -> None:
    source = pictures.of_drawing("who-knows-what", "nl")
    assert pictures.drawing(pictures.by_night(source)) == ("who-knows-what", "nl", "svg", True)
    assert pictures.by_night("content/campaigns/x.svg") == ""
    page = str(intranet(body(Around("nl"), ()), Around("nl")))
    night = 'srcset="/pictures/drawing/road-of-a-report/nl-night.svg"'
    assert f'<source media="(prefers-color-scheme: dark)" {night}>' in page
    assert 'src="/pictures/drawing/road-of-a-report/nl.svg"' in page


@pytest.mark.parametrize("name", drawings.names())
def test_both_languages_show_the_same_and_nothing_is_left_empty_by_mistake(name: str) -> None:
    dutch, english = (said(name, locale) for locale in LOCALES)
    assert outline(dutch) == outline(english)
    assert all(isinstance(text, str) for words in (dutch, english) for text in texts(words))
    assert {row_key for row in dutch["rows"] for row_key in row} <= {"head", "text", "when", "lines"}


@pytest.mark.parametrize("name", drawings.names())
def test_a_drawing_is_of_a_kind_that_can_be_drawn_with_a_number_for_each_row(name: str) -> None:
    shape, words = drawings.shape(name), said(name, "nl")
    assert shape["kind"] in drawings.KINDS and shape.get("scene", "shed") in drawings.SCENES
    assert (shape["kind"] == "place") == ("scene" in shape) and shape.get("last", "unknown") == "unknown"
    marks = [line["mark"] for line in words.get("letter", ()) if line["mark"]]
    assert not marks or marks == [str(number + 1) for number in range(len(words["rows"]))]
    rows = {"hall": 6, "home": 6, "shed": 6, "shop": 6, "phone": 5}.get(
        shape.get("scene", ""), len(words["rows"])
    )
    assert len(words["rows"]) == rows


def used() -> dict[str, set[str]]:
    """Which drawings each module, campaign and pack shows."""
    shapes = [*CONTENT.glob("modules/*/*/module.yml"), *CONTENT.glob("campaigns/*/campaign.yml")]
    shown = {
        str(file.parent.relative_to(CONTENT)): {
            step["drawing"]
            for step in yaml.safe_load(file.read_text(encoding="utf-8"))["steps"]
            if "drawing" in step
        }
        for file in shapes
    }
    return shown | {f"meetings/{name}": {packs.pack(name, "nl").drawing} - {""} for name in packs.names()}


def test_every_module_and_every_pack_has_a_drawing_and_every_drawing_is_used() -> None:
    without = {place for place, shown in used().items() if not shown and not place.startswith("campaigns/")}
    assert without == set()
    assert set().union(*used().values()) == set(drawings.names())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_help_and_the_intranet_page_show_the_road_of_a_report(locale: str, sqlite_world: World) -> None:
    help = sqlite_world.walk(locale=locale).do("menu", "about").body
    for parts in (help, body(Around(locale), ())):
        (picture,) = [part for part in parts if isinstance(part, Picture)]
        assert picture.source == f"drawing/road-of-a-report/{locale}.svg"
        assert picture.alt == drawings.said("road-of-a-report", locale)["alt"]


@pytest.mark.parametrize("name", packs.names())
def test_the_handout_of_a_pack_has_its_drawing_on_the_back(name: str) -> None:
    pack = packs.pack(name, "nl")
    said, many = pack.handout, (pack.handout["signals"], pack.handout["do"], pack.handout["dont"])
    town = OrganisationRow(1, "voorbeeldstad", "Voorbeeldstad", demo=False)
    made = handout(town, said["title"], *many, [("Gevaar", "112")], [], "nl", drawing=pack.drawing)
    pages = PdfReader(BytesIO(made)).pages
    assert len(pages) == 2 and "112" in pages[0].extract_text()


def test_a_number_on_a_drawing_is_the_one_of_the_contacts() -> None:
    assert NUMBERS["emergency"] in str(said("keep-your-distance", "nl"))


def test_what_is_no_drawing_is_not_drawn() -> None:
    assert drawn("../demo", "nl", "svg", False) is None
    assert drawn("who-knows-what", "xx", "svg", True) is None
    for source in ("drawing/x", "drawing/x/nl.pdf", "content/x/nl.svg", "drawing"):
        assert pictures.drawing(source) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_of_a_module_shows_its_drawing(locale: str, sqlite_world: World) -> None:
    walk = sqlite_world.walk(locale=locale)
    walk.do("learn", "open", "onboarding/reporting")
    screen = walk.submit()
    module = content.find("", "onboarding/reporting")
    assert module is not None and module.steps[1].drawing == "who-knows-what"
    (picture,) = [part for part in screen.body if type(part).__name__ == "Picture"]
    assert picture.source == f"drawing/who-knows-what/{locale}.svg"  # type: ignore[union-attr]
    assert picture.alt == drawings.said("who-knows-what", locale)["alt"]  # type: ignore[union-attr]
