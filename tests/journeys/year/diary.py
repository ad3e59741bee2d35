"""What happened in a municipality in a year, as somebody who lived there would write it down: with names, and
on the day on which it became known. Knows nothing of the product; tests/bot/account/opinion.py counts it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.bot.account.diary import Course, Diary
from tests.bot.account.making import Ended, Made

HALF = date(2026, 6, 30)  # the last day of the first half-year
Known = Callable[[date], date]  # the day of what happened → until which day it could become known


@dataclass
class Colleague:
    """Somebody who works there, or did. `ends`: when it became known that they leave on a day, or stay."""

    key: str
    name: str
    place: str
    team: str
    group: str = ""
    began: date | None = None
    back: date | None = None
    ends: list[tuple[date, date | None]] = field(default_factory=list)

    def left(self, known: date) -> date | None:
        """The last day of who left, as far as that was known on a day."""
        return next((day for since, day in reversed(self.ends) if since <= known), None)

    def is_here(self, day: date) -> bool:
        left = self.left(day)
        return (self.began is None or self.began <= day) and (left is None or left >= day)


@dataclass
class Report:
    received: date
    identity: str
    place: str
    themes: list[tuple[date, str]]
    unknown_to: frozenset[str] = frozenset()
    answered: date | None = None
    closed: date | None = None
    outcome: str = ""
    decided: date | None = None
    again: list[Ended] = field(default_factory=list)
    origin: str = ""

    def theme(self, known: date) -> str:
        return [theme for since, theme in self.themes if since <= known][-1]


@dataclass
class Lesson:
    """A module that came to somebody."""

    came: date
    due: date
    begun: date | None = None
    finished: date | None = None


@dataclass
class Meeting:
    team: str
    held: date
    known: date
    present: int
    size: int


@dataclass
class Activity:
    kind: str
    day: date
    heads: int = 0
    came: set[str] = field(default_factory=set)


@dataclass
class Message:
    """A campaign, with who got it and what they did with it. `sent`: who → where they worked when it came;
    for that department it counts, also when they move later."""

    day: date
    sent: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)

    def reach(self, place: str) -> tuple[int, int, int]:
        """How many of a department got it, opened it and finished it."""
        mine = {who for who, of in self.sent.items() if of == place}
        return len(mine), len(mine & self.opened), len(mine & self.finished)


@dataclass
class Logged:
    kind: str
    day: date
    number: int
    known: date
    gone: date | None = None


@dataclass
class TownDiary:
    """A year in one municipality. What things are called is what they are known by."""

    places: tuple[str, ...]
    people: dict[str, Colleague] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    redirects: list[tuple[str, date]] = field(default_factory=list)
    lessons: dict[tuple[str, str], Lesson] = field(default_factory=dict)
    rounds: dict[int, tuple[date, date]] = field(default_factory=dict)
    meetings: dict[int, list[Meeting]] = field(default_factory=dict)
    week: dict[str, Activity] = field(default_factory=dict)
    votes: dict[date, set[str]] = field(default_factory=dict)
    campaigns: dict[str, Message] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)

    @property
    def teams(self) -> dict[str, str]:
        """Every team with its department."""
        return {one.team: one.place for one in self.people.values() if one.team}

    @property
    def groups(self) -> list[str]:
        return sorted({one.group for one in self.people.values() if one.group})

    def codes(self) -> dict[str, str]:
        """What the lines of the tables are called in `counted`, by the name that a reader sees."""
        return {
            "Niet genoemd": "department/0",
            **{name: f"department/{self._place(name)}" for name in self.places},
            **{name: f"group/{at}" for at, name in enumerate(self.groups)},
            **{name: f"team/{at}" for at, name in enumerate(self.teams)},
            **{title: f"campaign/{at}" for at, title in enumerate(self.campaigns)},
        }

    def known_reports(self, known: Known, who: str | None = None) -> list[Made]:
        """The reports that nobody was kept out of; or those that somebody may know of."""
        kept = [
            one
            for one in self.reports
            if one.received <= known(one.received)
            and (who not in one.unknown_to if who else not one.unknown_to)
        ]
        return [
            Made(
                one.theme(known(one.received)),
                one.identity,
                self._place(one.place) or None,
                one.received,
                one.answered,
                one.closed,
                one.outcome or None,
                tuple(one.again),
                one.decided,
                one.origin,
            )
            for one in kept
        ]

    def counted(self, known: Known, people: Known, who: str | None = None) -> Diary:
        """The same with numbers for names, as it was known (and, of how far people are, told) by then."""
        made = Diary(reports=self.known_reports(known, who), rounds=dict(self.rounds))
        made.redirects = [(kind, day.replace(day=1), 1) for kind, day in self.redirects]
        made.courses = [self._course(key, one, people) for key, one in self.lessons.items()]
        for year in self.rounds:
            held = {one.team: one for one in self.meetings.get(year, ()) if one.known <= known(one.held)}
            for at, (team, place) in enumerate(self.teams.items()):
                met = held.get(team)
                told: Any = (met.held, met.present, met.size) if met else (None, 0, 0)
                made.meetings.append((year, at, self._place(place), *told))
        made.activities = [(one.kind, one.day, max(one.heads, len(one.came))) for one in self.week.values()]
        made.weeks = [(min(one.day for one in self.week.values()), self._came())] if self.week else []
        made.polls = [("dilemma", day, len(who)) for day, who in self.votes.items()]
        made.campaigns = [
            (at, one.day, {self._place(place): one.reach(place) for place in {*one.sent.values()}})
            for at, one in enumerate(self.campaigns.values())
        ]
        made.logged = [
            (one.kind, one.day, one.number)
            for one in self.log
            if one.known <= known(one.day) and not (one.gone and one.gone <= known(one.day))
        ]
        return made

    def _place(self, name: str) -> int:
        return self.places.index(name) + 1 if name else 0

    def _course(self, key: tuple[str, str], one: Lesson, known: Known) -> Course:
        person, module = self.people[key[0]], key[1]
        left = person.left(known(one.came))
        groups = (self.groups.index(person.group),) if person.group else ()
        return Course(
            list(self.people).index(person.key),
            self._place(person.place),
            groups,
            left,
            left is None,
            module,
            one.came,
            one.due,
            one.begun,
            one.finished,
        )

    def _came(self) -> dict[int, set[int]]:
        keys = list(self.people)
        found: dict[int, set[int]] = {}
        for one in self.week.values():
            for who in one.came:
                found.setdefault(self._place(self.people[who].place), set()).add(keys.index(who))
        return found


def until(last: date) -> Known:
    """All that was known on a day."""
    return lambda day: last


def by_half(first: date, second: date) -> Known:
    """What is told of a year: of each half-year what was known when it was told."""
    return lambda day: first if day <= HALF else second
