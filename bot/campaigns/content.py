"""The campaigns that come with Baken, and the rhythm of a year, from content/campaigns."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from bot.foundation import content_files
from bot.foundation.words import CONTENT
from bot.messages import working_time

FOLDER = CONTENT / "campaigns"


class Answer(NamedTuple):
    """One answer; `why` is said after choosing it."""

    label: str
    why: str


class Step(NamedTuple):
    """A page, or a question with the names of its right answers."""

    name: str
    title: str
    text: str
    question: str
    answers: Mapping[str, Answer]
    right: tuple[str, ...]


class Ready(NamedTuple):
    """A campaign in one language; `message` is its title and text in chat."""

    name: str
    title: str
    summary: str
    message: tuple[str, str]
    groups: tuple[str, ...]
    steps: tuple[Step, ...]


class Beat(NamedTuple):
    """Something of the year's rhythm: a campaign, or a moment for the coordinator. `week` is of the month."""

    name: str
    campaign: bool
    month: int
    week: int
    every_weeks: int


def names() -> tuple[str, ...]:
    """The campaigns there are, by name."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/campaign.yml")))


@cache
def campaign(name: str, locale: str) -> Ready:
    """One campaign. The name must be one of `names`."""
    shape = content_files.load(FOLDER / name / "campaign.yml")
    said = content_files.said(FOLDER / name, locale)
    steps = []
    for one in shape["steps"]:
        key = one.get("page") or one["question"]
        words = said["steps"][key]
        answers = {answer: Answer(**words["answers"][answer]) for answer in one.get("answers", ())}
        question, right = words.get("question", ""), tuple(one.get("right", ()))
        steps.append(Step(key, words["title"], words["text"], question, answers, right))
    message = said["message"]["title"], said["message"]["text"]
    groups = tuple(shape.get("groups") or ())
    return Ready(name, said["title"], said["summary"], message, groups, tuple(steps))


@cache
def rhythm() -> tuple[Beat, ...]:
    """The year as it comes with Baken."""
    year = content_files.load(FOLDER / "calendar.yml")["year"]
    return tuple(
        Beat(
            one.get("campaign") or one["moment"],
            "campaign" in one,
            one.get("month", 0),
            one.get("week", 0),
            one.get("every_weeks", 0),
        )
        for one in year
    )


@cache
def moments(locale: str) -> Mapping[str, tuple[str, str]]:
    """The moments without a message: each with a title and a text."""
    said = content_files.said(FOLDER, locale)["moments"]
    return {name: (words["title"], words["text"]) for name, words in said.items()}


def day_of(beat: Beat, year: int, organisation: str = "") -> date:
    """The first working day of the week of the month in which a beat falls."""
    return working_time.working_days_after(date(year, beat.month, 7 * beat.week - 6), 0, organisation)
