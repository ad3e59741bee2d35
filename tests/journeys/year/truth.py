"""What is true of a period, worked out from a diary alone, under the names that a reader sees."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.bot.account.diary import Diary
from tests.bot.account.making import Made, closings, is_open
from tests.bot.account.opinion import TABLES, Lines, redirects, within

NORM = 7  # days


@dataclass(frozen=True)
class Truth:
    """Of the days from `first` to `last`, by a diary in which what things are called is `codes`."""

    diary: Diary
    codes: dict[str, str]
    first: date
    last: date
    people: Diary | None = None  # of what is told to all alike, by what was known when it was told

    def halves(self) -> tuple["Truth", "Truth"]:
        """The two half-years of a year."""
        year = self.first.year
        days = ((date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31)))
        first, second = (replace(self, first=begin, last=end) for begin, end in days)
        return first, second

    def lines(self, table: str) -> Lines:
        """line → its numbers; of the second opinion."""
        if table == "onboarding_days":
            return {"completed": tuple(self._took())}
        people = self.people or self.diary
        return TABLES[table](people if table in TO_ALL else self.diary, self.first, self.last)

    def total(self, table: str, place: int) -> int:
        """A number of a table, all lines together; of the last round of team meetings alone."""
        lines = self.lines(table)
        last = max((code.split("/")[1] for code in lines if code.startswith("round/")), default="")
        mine = (numbers for code, numbers in lines.items() if not last or code.startswith(f"round/{last}/"))
        return sum(numbers[place] for numbers in mine)

    def reports(self, what: str) -> list[Made]:
        """Those that came in, were first answered or decided on in these days, or were open on the last."""
        return [one for one in self.diary.reports if self._is(one, what)]

    def figure(self, name: str) -> int:
        """One of the key figures."""
        if name == "redirected":
            return sum(number for (number,) in redirects(self.diary, self.first, self.last).values())
        if name == "closed":
            return len(self.closings())
        return self.reopened() if name == "reopened" else len(self.reports(name))

    def closings(self) -> list[tuple[date, str | None, int]]:
        """Each time that a report was closed in these days: when, how it ended, and how long it was open."""
        every = (each for one in self.diary.reports for each in closings(one))
        return [one for one in every if self.first <= one[0] <= self.last]

    def reopened(self) -> int:
        """How often a closed report was opened again in these days."""
        again = (each.reopened_on for one in self.diary.reports for each in one.again)
        return sum(self.first <= day <= self.last for day in again)

    def split(self, name: str) -> Counter[str]:
        """The numbers of a list of reports, by code."""
        if name == "redirects":
            return Counter({kind: n for kind, (n,) in redirects(self.diary, self.first, self.last).items()})
        if name == "outcomes":
            return Counter(str(outcome) for _, outcome, _ in self.closings())
        of: Callable[[Made], object] = {
            "themes": lambda one: one.theme,
            "identities": lambda one: one.identity,
            "origins": lambda one: one.origin or "reporter",
            "departments": lambda one: f"department/{one.department or 0}",
        }[name]
        return Counter(str(of(one)) for one in self.reports("received"))

    def waited(self, what: str) -> list[int]:
        """Days until the first answer, the first decision, or until a report was closed."""
        if what == "closed":
            return [days for _, _, days in self.closings()]
        days = [(one.received_on, self._day(one, what)) for one in self.reports(what)]
        return [(until - since).days for since, until in days if until]

    def months(self, months: Iterable[date], themes: Sequence[str] = ()) -> int:
        """Reports that came in during some months (their first days), of some themes or of all."""
        wanted = set(months)
        return sum(
            one.received_on.replace(day=1) in wanted and (not themes or one.theme in themes)
            for one in self.reports("received")
        )

    def _is(self, one: Made, what: str) -> bool:
        if what == "open":
            return is_open(one, self.last)
        day = self._day(one, what)
        return day is not None and self.first <= day <= self.last

    def _day(self, one: Made, what: str) -> date | None:
        days = {"received": one.received_on, "answered": one.first_answer_on, "decided": one.decided_on}
        return days[what]

    def _took(self) -> list[int]:
        """A quarter, half and three quarters of who came to the end did so within so many days."""
        found = []
        courses = (self.people or self.diary).courses
        for person in {one.person for one in courses}:
            mine = [one for one in courses if one.person == person and one.assigned_on <= self.last]
            ends = [one.finished_on for one in mine]
            done = [day for day in ends if day and day <= self.last]
            if mine and len(done) == len(mine) and max(done) >= self.first:
                found.append((max(done) - min(one.assigned_on for one in mine)).days)
        return [within(found, quarters) for quarters in (1, 2, 3)] if found else [0, 0, 0]


@dataclass(frozen=True)
class Together(Truth):
    """What is true of several municipalities together."""

    parts: tuple[Truth, ...] = ()

    def halves(self) -> tuple[Truth, Truth]:
        first, second = (together([one.halves()[place] for one in self.parts]) for place in (0, 1))
        return first, second

    def lines(self, table: str) -> Lines:
        found: dict[str, tuple[int, ...]] = {}
        for one in self.parts:
            for code, numbers in one.lines(table).items():
                before = found.get(code, (0,) * len(numbers))
                found[code] = tuple(map(sum, zip(before, numbers, strict=True)))
        return found

    def reports(self, what: str) -> list[Made]:
        return [one for part in self.parts for one in part.reports(what)]

    def closings(self) -> list[tuple[date, str | None, int]]:
        return [one for part in self.parts for one in part.closings()]

    def figure(self, name: str) -> int:
        return sum(one.figure(name) for one in self.parts)

    def split(self, name: str) -> Counter[str]:
        return sum((one.split(name) for one in self.parts), Counter())


def together(parts: Sequence[Truth]) -> Together:
    """All of these municipalities."""
    return Together(parts[0].diary, {}, parts[0].first, parts[0].last, None, tuple(parts))


TO_ALL = frozenset(
    (
        *("onboarding", "onboarding_departments", "onboarding_groups", "modules", "modules_departments"),
        *("outcomes_departments", "days_departments"),
    )
)
