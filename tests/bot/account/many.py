"""Somebody who has all accounts, of every half-year, period and organisation, and lays them side by side."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from bot.account.disclosure.figures import Account
from bot.account.disclosure.numbers import Figure, bounds
from storage.counts import Counts
from tests.bot.account.attack import Attacker
from tests.bot.account.equations import UNTOLD, Equations, Unknown


class HalfYear(NamedTuple):
    """One half-year of one organisation: what was counted, and what is told."""

    organisation: int
    counts: Counts
    told: Account


class Reader(Equations):
    """All half-years in one system of equations; whatever else is shown can be added to it."""

    def __init__(self, halves: Sequence[HalfYear], known: dict[str, Iterable[object]]) -> None:
        super().__init__()
        self.halves = halves
        self.one: list[Attacker] = []
        for place, half in enumerate(halves):
            attacker = Attacker(half.told, known)
            self.one.append(attacker)
            for unknowns, signs, least, most in attacker.rows:
                self.say(self.of(place, unknowns), signs, least, most)
            before = self._before(place)
            start: list[Unknown] = [("open before", place)]
            if before is None:  # nothing was there before the first report
                self.say(start, [1], 0, 0)
            else:
                self.say([*start, ("open", before)], [1, -1], 0, 0)
            so_far = self._until(place)  # nothing is opened again that was not closed
            ended, opened = ([(name, one) for one in so_far] for name in ("closed", "reopened"))
            self.say([*ended, *opened], [1] * len(ended) + [-1] * len(opened), 0, UNTOLD)
            # each closing was decided on, when the report was closed for the first time or before
            decided, came = ([(name, one) for one in so_far] for name in ("decided", "received"))
            signs = [1] * len(decided) + [1] * len(opened) + [-1] * len(ended)
            self.say([*decided, *opened, *ended], signs, 0, UNTOLD)
            self.say([*came, *decided], [1] * len(came) + [-1] * len(decided), 0, UNTOLD)

    def of(self, place: int, unknowns: Iterable[Unknown]) -> list[Unknown]:
        """Unknowns of one half-year."""
        return [(*unknown, place) for unknown in unknowns]

    def everywhere(self, unknowns: Iterable[Unknown], places: Iterable[int]) -> list[Unknown]:
        some = list(unknowns)
        return [one for place in places for one in self.of(place, some)]

    def told(self, figure: Figure, unknowns: list[Unknown]) -> None:
        """The sum of these is shown as a figure."""
        least, most = bounds(figure)
        self.say(unknowns, [1] * len(unknowns), least, UNTOLD if most is None else most)

    def account(self, shown: Account, places: Sequence[int], whole: bool) -> None:
        """An account over these half-years; if not `whole`, of some of their months."""
        months = [
            (place, month)
            for place in places
            for month in self.one[place].months
            if shown.first <= month <= shown.last
        ]
        cells = [("cell", theme, month, place) for place, month in months for theme in self.one[place].themes]
        self.told(shown.received, list(cells))
        for line in shown.themes:
            some: list[Unknown] = [
                ("cell", theme, month, place) for place, month in months for theme in line.themes
            ]
            self.say(some, [1] * len(some), line.number, UNTOLD)  # "at least", where others are put together
        for block in shown.months:
            inside: list[Unknown] = [
                ("cell", theme, month, place)
                for place, month in months
                if block.first <= month <= block.last
                for theme in self.one[place].themes
            ]
            self.told(block.number, inside)
        if not whole:
            return
        self.told(shown.closed.reports, self.everywhere([("closed",)], places))
        self.told(shown.reopened, self.everywhere([("reopened",)], places))
        if shown.decided:
            self.told(shown.decided.reports, self.everywhere([("decided",)], places))
        self.told(shown.redirected, self.everywhere([("redirected",)], places))
        ends = [place for place in places if self.halves[place].told.last == shown.last]
        self.told(shown.open_at_end, self.everywhere([("open",)], ends))
        lists = ("identity", shown.identities), ("origin", shown.origins), ("outcome", shown.outcomes)
        for name, parts in lists:
            for part in parts or ():
                kinds = self.everywhere([(name, key) for key in part.keys], places)
                self.say(kinds, [1] * len(kinds), part.number, UNTOLD)

    def _until(self, place: int) -> list[int]:
        """A half-year and those of the same organisation before it."""
        before = self._before(place)
        return [place] if before is None else [*self._until(before), place]

    def _before(self, place: int) -> int | None:
        half = self.halves[place]
        earlier = [
            other
            for other, one in enumerate(self.halves)
            if one.organisation == half.organisation and one.told.last < half.told.first
        ]
        return max(earlier, default=None)


def half_years(start: int, number: int) -> list[tuple[date, date]]:
    """So many half-years from January of a year."""
    found = []
    for place in range(number):
        year = start + place // 2
        found.append(
            (date(year, 1, 1), date(year, 6, 30))
            if place % 2 == 0
            else (date(year, 7, 1), date(year, 12, 31))
        )
    return found
