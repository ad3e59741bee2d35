"""The campaigns that come with Baken, and the rhythm of a year, from content/campaigns.

What is read here was checked before, by `bot.campaigns.check`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from bot.foundation import content_files
from bot.foundation.words import CONTENT, LOCALES
from bot.lessons.content import Lesson, steps, words
from bot.messages import working_time

FOLDER = CONTENT / "campaigns"
FIRST, TURNS = 2027, 2  # the year in which turns begin at 1, and how many years there are


@dataclass(frozen=True, kw_only=True)
class Campaign(Lesson):
    """A campaign; `messages` are its title and text in chat, by language."""

    groups: tuple[str, ...]
    messages: Mapping[str, tuple[str, str]]


class Beat(NamedTuple):
    """Something of the year's rhythm: a campaign, or a moment for the coordinator. `week` is of the month;
    `turn`: in which of the two years of the rhythm (0: in both)."""

    name: str
    campaign: bool
    month: int
    week: int
    every_weeks: int
    turn: int


def names() -> tuple[str, ...]:
    """The campaigns there are, by name."""
    return tuple(sorted(file.parent.name for file in FOLDER.glob("*/campaign.yml")))


@cache
def campaign(name: str) -> Campaign:
    """One campaign. The name must be one of `names`."""
    folder = FOLDER / name
    shape = content_files.load(folder / "campaign.yml")
    said = {locale: content_files.load(folder / f"{locale}.yml") for locale in LOCALES}
    return Campaign(
        name=name,
        steps=steps(shape["steps"]),
        words={locale: words(one) for locale, one in said.items()},
        folder=folder,
        groups=tuple(shape.get("groups") or ()),
        messages={locale: (one["message"]["title"], one["message"]["text"]) for locale, one in said.items()},
    )


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
            one.get("turn", 0),
        )
        for one in year
    )


@cache
def moments(locale: str) -> Mapping[str, tuple[str, str]]:
    """The moments without a message: each with a title and a text."""
    said = content_files.said(FOLDER, locale)["moments"]
    return {name: (one["title"], one["text"]) for name, one in said.items()}


def comes(beat: Beat, year: int) -> bool:
    """Whether something of the rhythm comes in a year: turn 1 in 2027, turn 2 in 2028, and so on."""
    return not beat.turn or beat.turn == (year - FIRST) % TURNS + 1


def day_of(beat: Beat, year: int, organisation: str = "") -> date:
    """The first working day of the week of the month in which a beat falls."""
    return working_time.working_days_after(date(year, beat.month, 7 * beat.week - 6), 0, organisation)
