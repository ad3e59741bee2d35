"""Words that somebody may act on in danger: whom to call, how far to stay away, what cannot be promised."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.foundation.words import CONTENT, LOCALES


def values(part: Any) -> Iterator[Any]:
    """Every text within, without its keys."""
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from values(one)
    else:
        yield part


def form(locale: str, *path: str) -> str:
    """What the form of a report says at a place."""
    part: Any = yaml.safe_load((CONTENT / "locale" / locale / "report.yml").read_text(encoding="utf-8"))
    for key in path:
        part = part[key]
    return str(part)


@pytest.mark.parametrize("locale", LOCALES)
def test_who_may_be_in_danger_reads_112_before_the_form(locale: str) -> None:
    for theme in ("drugs", "exploitation", "weapons"):
        assert "112" in form(locale, "examples", theme)
    assert "112" in form(locale, "steps", "nuisance", "text")


@pytest.mark.parametrize(
    ("locale", "first"), [("nl", "Bel eerst je helpdesk"), ("en", "Call your help desk first")]
)
def test_a_running_attack_goes_to_the_help_desk_first(locale: str, first: str) -> None:
    assert first in form(locale, "examples", "cyber")


@pytest.mark.parametrize("place", ["locale", "campaigns/summer-outdoors", "modules/onboarding/outdoor"])
@pytest.mark.parametrize(("locale", "smell"), [("nl", "niet meer ruikt"), ("en", "no longer smell")])
def test_the_distance_from_drug_waste_is_in_metres(place: str, locale: str, smell: str) -> None:
    file = f"locale/{locale}/report.yml" if place == "locale" else f"{place}/{locale}.yml"
    text = (CONTENT / file).read_text(encoding="utf-8")
    assert "25 met" in text
    assert smell not in text


@pytest.mark.parametrize(("locale", "judge"), [("nl", "rechter"), ("en", "judge")])
def test_confidential_says_where_it_ends(locale: str, judge: str) -> None:
    assert judge in form(locale, "steps", "identity", "text")


@pytest.mark.parametrize(("locale", "title"), [("nl", "Komt hij te weten"), ("en", "Will he find out")])
def test_who_asks_whether_it_comes_out_gets_an_answer_without_a_promise(locale: str, title: str) -> None:
    file = CONTENT / "modules" / "onboarding" / "reporting" / f"{locale}.yml"
    page = yaml.safe_load(file.read_text(encoding="utf-8"))["steps"]["found-out"]
    assert page["title"].startswith(title)
    assert "Baken" not in page["text"]
    for word in ("getuige", "rechter") if locale == "nl" else ("witness", "judge"):
        assert word in page["text"]


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_who_reads_reports_is_called_a_behandelaar(locale: str) -> None:
    """In care that is a doctor; in English a handler has dogs or spies."""
    word = {"nl": "behandelaar", "en": "handler"}[locale]
    files = [*(CONTENT / "locale" / locale).glob("*.yml"), *CONTENT.glob(f"[!l]*/**/{locale}.yml")]
    said = [(file, str(one)) for file in files for one in values(yaml.safe_load(file.read_text("utf-8")))]
    assert [(file.name, text) for file, text in said if word in text.lower()] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_mayor_reads_how_to_hide_an_address(locale: str) -> None:
    file = CONTENT / "modules" / "onboarding" / "administrators" / f"{locale}.yml"
    text = yaml.safe_load(file.read_text(encoding="utf-8"))["steps"]["at-home"]["text"]
    assert all(place in text for place in ("BRP", "KvK", "Kadaster", "CCV"))


def test_the_lesson_for_mayor_and_council_goes_to_them_in_the_demo() -> None:
    town = yaml.safe_load((CONTENT / "demo" / "voorbeeldstad.yml").read_text(encoding="utf-8"))
    assert town["target_groups"]["bestuur"] == ["College en raad"]
    assert "College en raad" in town["departments"]["Bestuur"]
