"""Words that somebody may act on in danger: whom to call, how far to stay away, what cannot be promised."""

from typing import Any

import pytest
import yaml

from bot.words import CONTENT, LOCALES


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
