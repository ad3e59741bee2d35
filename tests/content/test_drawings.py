"""What Baken draws itself: in both languages, with words for who cannot see it, readable on a phone."""

import struct
from typing import Any

import pytest
import yaml

from bot.documents.drawing import drawn
from bot.foundation import drawings
from bot.foundation.contacts import NUMBERS
from bot.foundation.words import CONTENT, LOCALES
from bot.learning import content
from bot.screens import pictures
from tests.content.test_packs import outline, texts
from tests.support.world import World

EVERY = [(name, locale) for name in drawings.names() for locale in LOCALES]


def said(name: str, locale: str) -> Any:
    return yaml.safe_load((CONTENT / "drawings" / name / f"{locale}.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "locale"), EVERY)
def test_a_drawing_can_be_seen_and_read_aloud(name: str, locale: str) -> None:
    made = drawn(name, locale, "png")
    assert made is not None and made.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", made[16:24])
    assert width == 1200 and 600 < height < 1800
    assert (drawn(name, locale, "svg") or b"").startswith(b"<svg")
    assert 60 <= len(drawings.said(name, locale)["alt"]) <= 300


@pytest.mark.parametrize("name", drawings.names())
def test_both_languages_show_the_same_and_nothing_is_left_empty_by_mistake(name: str) -> None:
    dutch, english = (said(name, locale) for locale in LOCALES)
    assert outline(dutch) == outline(english)
    assert all(isinstance(text, str) for words in (dutch, english) for text in texts(words))
    assert {row_key for row in dutch["rows"] for row_key in row} <= {"head", "text", "when", "lines"}


def test_a_number_on_a_drawing_is_the_one_of_the_contacts() -> None:
    assert NUMBERS["emergency"] in str(said("keep-your-distance", "nl"))


def test_what_is_no_drawing_is_not_drawn() -> None:
    assert drawn("../demo", "nl", "svg") is None and drawn("who-knows-what", "xx", "svg") is None
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
