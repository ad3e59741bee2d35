"""Packs for team meetings, the integrity week, campaigns and the calendar: complete, in both languages."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.campaigns import check
from bot.foundation.words import CONTENT, LOCALES
from bot.reports.dialogue import THEMES

PACKS = (
    "aggression",
    "care-fraud",
    "drugs",
    "human-trafficking",
    "information",
    "integrity",
    "money-laundering",
    "vulnerable-positions",
)
VARIANTS = [
    "front-desk",
    "permits",
    "social-domain",
    "property",
    "outdoor",
    "finance",
    "hr",
    "ict",
    "procurement",
    "customer-contact",
    "communication",
    "facility",
    "work-income",
    "council-office",
    "management",
]
WEEKS = ("week", "week/second", "week/third", "week/fourth")
KINDS = {"talk", "game", "film", "visit", "quiz", "walk-in"}
CAMPAIGNS = sorted(file.parent.name for file in (CONTENT / "campaigns").glob("*/campaign.yml"))
PLACES = (
    *WEEKS,
    "campaigns",
    *(f"meetings/{name}" for name in PACKS),
    *(f"campaigns/{n}" for n in CAMPAIGNS),
)


def load(place: str) -> Any:
    return yaml.safe_load((CONTENT / place).read_text(encoding="utf-8"))


def outline(part: Any) -> Any:
    """The keys of words without the words; of a list its length, of the glossary only that it is there."""
    if isinstance(part, dict):
        return {key: key if key == "glossary" else outline(value) for key, value in part.items()}
    return len(part) if isinstance(part, list) else type(part).__name__


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from texts(one)
    else:
        yield part


@pytest.mark.parametrize("place", PLACES)
def test_both_languages_say_the_same_things(place: str) -> None:
    dutch, english = (load(f"{place}/{locale}.yml") for locale in ("nl", "en"))
    assert outline(dutch) == outline(english)
    assert len(dutch.get("glossary", {})) == len(english.get("glossary", {}))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("locale", LOCALES)
def test_words_are_text_of_the_kind_that_every_platform_shows(place: str, locale: str) -> None:
    for text in texts(load(f"{place}/{locale}.yml")):
        assert text == text.strip() + ("\n" if text.endswith("\n") else "")
        assert not re.search(r"<\w|^#|^\||\xad|%\{", text, re.MULTILINE), text
        assert text.count("**") % 2 == 0 and "*" not in text.replace("**", ""), text


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_fills_its_minutes_and_is_about_something_that_can_be_reported(pack: str) -> None:
    shape = load(f"meetings/{pack}/pack.yml")
    assert shape["theme"] in THEMES
    assert sum(step["minutes"] for step in shape["guide"]) == shape["minutes"] == 20
    assert sum(step["long"] for step in shape["guide"]) == 40


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_pack_has_every_step_variant_and_question(pack: str, locale: str) -> None:
    shape, words = load(f"meetings/{pack}/pack.yml"), load(f"meetings/{pack}/{locale}.yml")
    assert list(words["guide"]) == [step["step"] for step in shape["guide"]]
    assert list(words["variants"]) == shape["variants"] == VARIANTS
    assert list(words["questions"]) == shape["questions"]
    assert 4 <= len(shape["questions"]) <= 6
    for variant in words["variants"].values():
        assert 220 <= len(variant["text"]) <= 1200 and 2 <= len(variant["ask"]) <= 4


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_handout_fits_one_page_and_the_log_sends_signals_elsewhere(pack: str, locale: str) -> None:
    words = load(f"meetings/{pack}/{locale}.yml")
    handout = words["handout"]
    assert set(handout) == {"title", "signals", "do", "dont", "numbers"}
    assert sum(map(len, texts(handout))) < 2000
    assert "112" in " ".join(texts(handout))
    assert {"nl": "meldpunt", "en": "reporting point"}[locale] in words["log"]["intro"]


def test_no_two_packs_tell_the_same_case() -> None:
    cases = [variant["title"] for p in PACKS for variant in load(f"meetings/{p}/nl.yml")["variants"].values()]
    assert len(set(cases)) == len(PACKS) * len(VARIANTS)


@pytest.mark.parametrize("place", WEEKS)
def test_a_week_has_five_days_with_something_for_everybody(place: str) -> None:
    week = load(f"{place}/week.yml")
    activities = [activity for day in week["days"] for activity in day["activities"]]
    names = [activity["name"] for activity in activities]
    assert [d["name"] for d in week["days"]] == ["monday", "tuesday", "wednesday", "thursday", "friday"]
    assert all(day["activities"] for day in week["days"])
    assert {activity["kind"] for activity in activities} == KINDS
    assert all(activity["minutes"] > 0 and activity["capacity"] > 0 for activity in activities)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("place", WEEKS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_day_activity_and_dilemma_of_a_week_has_its_words(place: str, locale: str) -> None:
    week, words = load(f"{place}/week.yml"), load(f"{place}/{locale}.yml")
    first = load(f"week/{locale}.yml")["activities"] if place != "week" else {}
    new = [one["name"] for day in week["days"] for one in day["activities"] if one["name"] not in first]
    assert list(words["days"]) == [day["name"] for day in week["days"]]
    assert list(words["activities"]) == new
    assert list(words["dilemmas"]) == [day["dilemma"] for day in week["days"]]
    for dilemma in week["dilemmas"]:
        said = words["dilemmas"][dilemma["name"]]
        assert list(said["answers"]) == dilemma["answers"]
        assert len(set(said["answers"].values())) == 3
        assert max(map(len, said["answers"].values())) <= 140
        assert said["title"] and said["text"] and said["afterwards"]


def test_no_dilemma_comes_in_two_weeks_and_an_activity_of_two_is_the_same_in_both() -> None:
    weeks = [load(f"{place}/week.yml") for place in WEEKS]
    dilemmas = [one["name"] for week in weeks for one in week["dilemmas"]]
    assert len(set(dilemmas)) == len(dilemmas) == 20
    activities = [one for week in weeks for day in week["days"] for one in day["activities"]]
    assert len({str(sorted(one.items())) for one in activities}) == len({one["name"] for one in activities})


@pytest.mark.parametrize("campaign", CAMPAIGNS)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_campaign_is_short_and_every_answer_says_why(campaign: str, locale: str) -> None:
    shape, words = load(f"campaigns/{campaign}/campaign.yml"), load(f"campaigns/{campaign}/{locale}.yml")
    assert list(words["steps"]) == [step.get("page") or step["question"] for step in shape["steps"]]
    assert len(words["message"]["text"]) <= 600 and len(words["message"]["title"]) <= 70
    questions = [step for step in shape["steps"] if "question" in step]
    assert 1 <= len(questions) <= 2
    for step in questions:
        answers = words["steps"][step["question"]]["answers"]
        assert set(answers) == set(step["answers"]) > set(step["right"]) > set()
        assert all(len(one["label"]) <= 140 and 0 < len(one["why"]) <= 400 for one in answers.values())
    for step in words["steps"].values():
        assert step["text"] and len(step["text"]) <= 1200 and len(step["title"]) <= 70
    minutes = sum(len(text.split()) for text in texts(words["steps"])) / 200
    assert minutes <= 2.5  # every why is read only when its answer is chosen


def test_the_right_answer_is_as_often_first_as_last() -> None:
    places = [
        step["answers"].index(step["right"][0])
        for name in CAMPAIGNS
        for step in load(f"campaigns/{name}/campaign.yml")["steps"]
        if "question" in step
    ]
    assert all(len(places) / 4 <= places.count(place) <= len(places) / 2 for place in range(3))


def test_the_calendar_names_campaigns_that_are_there_and_all_of_them() -> None:
    year = load("campaigns/calendar.yml")["year"]
    assert sorted(row["campaign"] for row in year if "campaign" in row) == CAMPAIGNS
    assert all(1 <= row["month"] <= 12 and 1 <= row["week"] <= 4 for row in year if "every_weeks" not in row)
    about = [row["month"] for row in year if row.get("campaign", "").startswith("human-trafficking")]
    assert len(about) == 2 and about[1] - about[0] == 6


@pytest.mark.parametrize("locale", LOCALES)
def test_every_moment_of_the_calendar_is_explained(locale: str) -> None:
    year, words = load("campaigns/calendar.yml")["year"], load(f"campaigns/{locale}.yml")
    assert {row["moment"] for row in year if "moment" in row} == set(words["moments"])


@pytest.mark.parametrize("campaign", CAMPAIGNS)
def test_nothing_is_wrong_with_a_campaign(campaign: str) -> None:
    assert [str(one) for one in check.problems(CONTENT / "campaigns" / campaign)] == []


@pytest.mark.parametrize(
    ("file", "before", "after", "line", "said"),
    [
        ("campaign.yml", "groups: []", "groups: Balie", 2, "groups must be target groups in small letters"),
        ("campaign.yml", "page: paper-care", "practice: report", 4, "a step must be one of page, question"),
        ("campaign.yml", "right: [complaint-and-report]", "right: [no-such]", 5, "is not among its answers"),
        ("nl.yml", "  title: \"‘Er komt nooit iemand’\"\n", "", 3, "title is missing"),
        ("nl.yml", "        label: Ik bel", "        lable: Ik bel", 26, "lable is not known here"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_campaign_is_named_with_its_line(
    tmp_path: Path, file: str, before: str, after: str, line: int, said: str
) -> None:
    folder = shutil.copytree(CONTENT / "campaigns" / "care-fraud", tmp_path / "care-fraud")
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    found = check.problems(folder)
    assert any(one.file.name == file and said in one.text for one in found), found
    assert line in [one.line for one in found if said in one.text]


def test_what_the_docs_say_is_there_is_there_and_all_of_it() -> None:
    told = set(
        re.findall(
            r"`((?:modules|meetings|campaigns|week)[\w./-]*)`",
            (CONTENT.parent / "docs" / "content.md").read_text(),
        )
    )
    assert [one for one in sorted(told) if not (CONTENT / one).exists()] == []
    every = {f"meetings/{name}" for name in PACKS} | {f"campaigns/{name}" for name in CAMPAIGNS}
    every |= {
        f"modules/onboarding/{one.parent.name}" for one in CONTENT.glob("modules/onboarding/*/module.yml")
    }
    assert every - told == set()
