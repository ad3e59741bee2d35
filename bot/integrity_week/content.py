"""The ready integrity week, from content/week: days with activities and a dilemma."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from bot.foundation import content_files
from bot.foundation.words import CONTENT

FOLDER = CONTENT / "week"


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


@cache
def programme(locale: str) -> Programme:
    """The ready week."""
    shape = content_files.load(FOLDER / "week.yml")
    said = content_files.said(FOLDER, locale)
    activities = {
        one["name"]: Planned(
            one["name"],
            one["kind"],
            one["minutes"],
            one.get("capacity"),
            said["activities"][one["name"]]["title"],
            said["activities"][one["name"]]["text"],
            said["activities"][one["name"]].get("prepare", ""),
        )
        for day in shape["days"]
        for one in day["activities"]
    }
    dilemmas = {
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
            tuple(activities[activity["name"]] for activity in one["activities"]),
            one.get("dilemma", ""),
        )
        for one in shape["days"]
    )
    return Programme(said["title"], said["announcement"], days, activities, dilemmas)
