"""The ready integrity weeks, from content/week: days with activities and a dilemma. They come in turn."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from bot.foundation import content_files
from bot.foundation.words import CONTENT

FOLDER = CONTENT / "week"
TURNS = (
    FOLDER,
    FOLDER / "second",
    FOLDER / "third",
    FOLDER / "fourth",
)  # one after another, then the first again


class Planned(NamedTuple):
    """An activity as it comes with Baken; `prepare` is for whoever organises it."""

    name: str
    kind: str
    minutes: int
    capacity: int | None
    title: str
    text: str
    prepare: str


class Dilemma(NamedTuple):
    """A question without right or wrong; `afterwards` is said with the result."""

    name: str
    title: str
    text: str
    answers: Mapping[str, str]
    afterwards: str


class Day(NamedTuple):
    name: str
    title: str
    message: str
    activities: tuple[Planned, ...]
    dilemma: str


class Programme(NamedTuple):
    """The week in one language."""

    title: str
    announcement: str
    days: tuple[Day, ...]
    activities: Mapping[str, Planned]
    dilemmas: Mapping[str, Dilemma]


def next_turn(before: int | None) -> int:
    """The turn of a new ready week, after that of the ready week before it; 1 when it is the first."""
    return 1 if before is None else before % len(TURNS) + 1


@cache
def activities(locale: str) -> Mapping[str, Planned]:
    """The activities of all ready weeks, by name: one that comes in several is the same in each."""
    return {name: one for turn in _turns() for name, one in programme(locale, turn).activities.items()}


@cache
def dilemmas(locale: str) -> Mapping[str, Dilemma]:
    """The dilemmas of all ready weeks, by name. None comes in two weeks."""
    return {name: one for turn in _turns() for name, one in programme(locale, turn).dilemmas.items()}


@cache
def programme(locale: str, turn: int = 1) -> Programme:
    """The ready week of a turn. What a later one takes over from the first has its words there."""
    folder = TURNS[turn - 1]
    shape, said = content_files.load(folder / "week.yml"), content_files.said(folder, locale)
    words = content_files.said(FOLDER, locale)["activities"] | said["activities"]
    planned = {
        one["name"]: Planned(
            one["name"],
            one["kind"],
            one["minutes"],
            one.get("capacity"),
            words[one["name"]]["title"],
            words[one["name"]]["text"],
            words[one["name"]].get("prepare", ""),
        )
        for day in shape["days"]
        for one in day["activities"]
    }
    asked = {
        one["name"]: Dilemma(
            one["name"],
            said["dilemmas"][one["name"]]["title"],
            said["dilemmas"][one["name"]]["text"],
            {answer: said["dilemmas"][one["name"]]["answers"][answer] for answer in one["answers"]},
            said["dilemmas"][one["name"]]["afterwards"],
        )
        for one in shape["dilemmas"]
    }
    days = tuple(
        Day(
            one["name"],
            said["days"][one["name"]]["title"],
            said["days"][one["name"]]["message"],
            tuple(planned[activity["name"]] for activity in one["activities"]),
            one.get("dilemma", ""),
        )
        for one in shape["days"]
    )
    return Programme(said["title"], said["announcement"], days, planned, asked)


def _turns() -> range:
    return range(1, len(TURNS) + 1)
