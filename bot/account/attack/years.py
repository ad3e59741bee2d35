"""What a reader knows of a year besides its half-years, and what they may not find out. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.account.attack.knowledge import MANY, Knowledge
from bot.account.attack.people import People
from bot.account.attack.reports import Reports
from bot.account.disclosure.disclosed import Year
from bot.account.disclosure.figures import NORM, NOT_GIVEN, WAYS, Days, half_from, quarters_from
from bot.account.disclosure.suppression import Part
from bot.reports.dialogue import IDENTITIES, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES

Half = tuple[Reports, People]


class OverYear:
    """A year, as the second of its half-years (number `place`) tells it; each number of it is one of the
    first half-year and one of the second together."""

    def __init__(
        self, knowledge: Knowledge, place: int, two: tuple[Half, Half], year: Year, departments: Sequence[int]
    ) -> None:
        self.knowledge, self.place, self.year = knowledge, place, year
        self.reports = [reports for reports, _ in two]
        self.people = [people for _, people in two]
        self._themes()
        places = (*departments, NOT_GIVEN)
        for name, every in (
            ("identities", IDENTITIES),
            ("origins", WAYS),
            ("departments", places),
            ("outcomes", OUTCOMES),
            ("redirects", REDIRECTS),
        ):
            self._list(name, every, getattr(year.account, name) or ())
        self._days("answered", year.account.answered)
        self._days("closed", year.account.closed)
        self._days("decided", year.account.decided or Days(None))
        self._in_time(year.account.answered)
        self._tables()

    def _themes(self) -> None:
        lines = self.year.account.themes
        for line in lines:
            of = (one for theme in line.themes for half in self.reports for one in half.theme(theme))
            self.knowledge.told(of, line.number)
        for theme in THEMES if lines else ():
            self._hide("themes", "line", [one for half in self.reports for one in half.theme(theme)])

    def _list(self, name: str, every: Iterable[Any], parts: Sequence[Part[Any]]) -> None:
        listed = {key for part in parts for key in part.keys}
        kinds = {key: [half.part(name, key) for half in self.reports] for key in (*every, *listed)}
        for part in parts:
            self.knowledge.told((one for key in part.keys for one in kinds[key]), part.number)
        for key, both in kinds.items() if parts else ():
            if key not in listed:
                self.knowledge.told(both, 0)
            self._hide(name, "line", both)

    def _days(self, name: str, days: Days) -> None:
        """That they are told says that there are as many reports as that takes."""
        few = self.year.account.threshold
        wanted = quarters_from(few) if days.quarter is not None else half_from(few)
        if days.half is not None:
            self.knowledge.between((half.total[name] for half in self.reports), wanted, MANY)

    def _in_time(self, days: Days) -> None:
        """How many were answered in time, and what the quarters say of that."""
        both = {name: [half.part("answered", name) for half in self.reports] for name in ("in_time", "late")}
        for name, number in (("in_time", days.in_time), ("late", days.late)):
            self.knowledge.told(both[name], number)
            self._hide("answered", "days", both[name])
        four = 4 * both["in_time"]
        for quarters, value in enumerate((days.quarter, days.half, days.three_quarters), 1):
            reports = [half.total["answered"] for half in self.reports] * quarters
            if value is not None and value <= NORM:
                self.knowledge.between(four, 0, MANY, reports)
            elif value is not None:
                self.knowledge.between(reports, 1, MANY, four)

    def _tables(self) -> None:
        for table in self.year.tables:
            listed = [key for row in table.rows for key in row.keys]
            for place, measure in enumerate(table.measures):
                keys = dict.fromkeys((*listed, *self.people[0].public.departments))
                ones = {key: [half.of(table.name, key, measure) for half in self.people] for key in keys}
                for row in table.rows:
                    self.knowledge.told((one for key in row.keys for one in ones[key]), row.numbers[place])
                for key, both in ones.items():
                    if key not in listed and any(row.numbers[place] is not None for row in table.rows):
                        self.knowledge.told(both, 0)
                    self._hide(table.name, measure, both)

    def _hide(self, name: str, measure: str, unknowns: Iterable[int]) -> None:
        self.knowledge.hide(
            self.place, name, f"{measure} of the year", unknowns, threshold=self.year.account.threshold
        )
