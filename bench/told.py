"""How much an account tells of towns of several sizes, and how long it takes to try to find out the rest."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bench.measure import Chapter
from bot.account import counting
from bot.account.attack import apart
from bot.account.attack.people import PEOPLE, Public
from bot.account.attack.reader import Version
from bot.account.disclosure import combine, half_year, lists, years
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.figures import Account
from bot.account.disclosure.kinds import HOW_FAR, KINDS
from bot.account.disclosure.publishing import Attack, Findings, publish
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Table
from storage.counts import Counts
from tests.bot.account.making import counted, some_redirects, some_reports

TOWNS = {
    "3 reports": (3, 3),
    "12 reports": (12, 3),
    "24 reports": (24, 3),
    "60 reports": (60, 6),
    "400 reports": (400, 12),
}
LISTS = ("themes", "months", "identities", "origins", "departments", "outcomes", "redirects")
PROVINCE = 20  # organisations
HALVES = [
    (date(year, month, 1), date(year, month + 5, 30 if month == 1 else 31))
    for year in range(2021, 2026)
    for month in (1, 7)
]
DEPARTMENTS = 40
THIN, MANY = (12, 24), 40  # reports in a half-year, and how many towns


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """What five municipalities read of a half-year and of a year; and the attack on a large one."""
    chapter = Chapter("What is told: lines, and reports in a line of their own")
    for name, (number, departments) in TOWNS.items():
        halves = list(_told(number, departments, 7))
        _say(chapter, f"{name} in a half-year", halves[-1].account, number)
        pieces = _pieces(halves)
        _say(chapter, f"{name}, twice: their year", combine.whole(pieces), 2 * number)
    towns = [next(iter(_told(20, 3, seed))) for seed in range(PROVINCE)]
    pieces = [Piece(str(place), told, whole=True) for place, told in enumerate(towns)]
    _say(chapter, f"a province of {PROVINCE} with 20 reports each", combine.whole(pieces), 20 * PROVINCE)
    return [chapter, _years(5 if quick else MANY), _attacked(4 if quick else len(HALVES))]


def _pieces(halves: Sequence[Disclosed]) -> list[Piece]:
    return [Piece(f"2025-H{n}", told, whole=True, version=1) for n, told in enumerate(halves, 1)]


def _years(towns: int) -> Chapter:
    """What towns with few reports read of a year: made of its half-years, and with what is told besides."""
    chapter = Chapter(f"A year of two thin half-years: what {towns} towns read on average")
    for number in THIN:
        every = [list(_told(number, 3, seed)) for seed in range(towns)]
        bare = [[told._replace(year=None) for told in halves] for halves in every]
        for name, some in (("made of its half-years", bare), ("with what is told of it besides", every)):
            whole = [combine.whole(_pieces(halves)) for halves in some]
            exact = [sum(lists.exact(getattr(one, of)) for of in years.LISTS) for one in whole]
            chapter.add(
                f"{number} reports, {name}: lines that are all there is", sum(exact) / towns, " lines"
            )
            themes = sum(lists.exact(one.themes) for one in whole)
            chapter.add(f"{number} reports, {name}: those of themes", themes / towns, " lines")
            days = sum((one.answered.half is not None) + (one.closed.half is not None) for one in whole)
            chapter.add(f"{number} reports, {name}: half of the days", days / towns, " of 2")
    return chapter


def _told(number: int, departments: int, seed: int) -> Iterator[Disclosed]:
    """Two half-years of one town, as they are published."""
    places, before, halves = range(1, departments + 1), list[Account](), HALVES[-2:]
    public = Public({f"department/{place}": 40 for place in places}, {})
    versions, counted_before = list[Version](), list[Counts]()
    every = [some_reports(number, *days, seed + place, places, 1.0) for place, days in enumerate(halves)]
    reports = [one for some in every for one in some]
    for first, last in halves:
        counts = counted(reports, some_redirects(number // 3, seed), first, last)
        protected = Disclosed(half_year.decided(counts, first, last, places, before, THRESHOLD))
        if versions:
            both = counting.added(counted_before[-1], counts)
            year = years.proposed(versions[0].told, 1, protected, both, places, ())
            protected = protected._replace(year=year)
        half = f"{first.year}-H{1 + len(versions)}"
        with apart.attacker(versions, half, 1, public) as attack:
            told = publish(protected, attack, PEOPLE)
        before.append(told.account)
        counted_before.append(counts)
        versions.append(Version(half, 1, told))
        yield told


def _say(chapter: Chapter, name: str, shown: Account, number: int) -> None:
    found = {one: sum(1 for part in getattr(shown, one) if part.number) for one in LISTS}
    own = sum(line.number for line in shown.themes if len(line.themes) == 1)
    chapter.add(f"{name}: lines of all sheets together", sum(found.values()), " lines")
    chapter.add(f"{name}: lines of themes", found["themes"], " lines")
    chapter.add(f"{name}: reports in a theme of its own", 100 * own / number, "%")
    days = (shown.answered.half is not None) + (shown.closed.half is not None)
    sheets = sum(1 for one in found.values() if one > 1) + bool(shown.cross) + bool(days)
    chapter.add(f"{name}: sheets of reports", sheets, " of 8")


def _attacked(halves: int) -> Chapter:
    """One half-year after another is closed; of the last one, how long the attack takes."""
    rng, versions = random.Random(5), list[Version]()
    public = Public({f"department/{n}": rng.randint(3, 60) for n in range(1, DEPARTMENTS + 1)}, {})
    before: list[Account] = []
    waiting = Counter[str]()
    chapter = Chapter(f"Finding out what is hidden: {DEPARTMENTS} departments, {halves} half-years")
    took, alone, tries = 0.0, 0.0, 0
    for place, (first, last) in enumerate(HALVES[:halves]):
        counts: Counts = counted(
            some_reports(240, first, last, place, range(1, DEPARTMENTS + 1), 1.0),
            some_redirects(60, place),
            first,
            last,
        )
        before.append(half_year.decided(counts, first, last, range(1, DEPARTMENTS + 1), before, THRESHOLD))
        protected = Disclosed(before[-1], _tables(rng, public, waiting))
        name, began = f"{first.year}-H{1 + (first.month > 6)}", time.perf_counter()
        with apart.attacker(versions, name, 1, public) as attack:
            times: list[float] = []

            def timed(told: Disclosed, attack: Attack = attack, times: list[float] = times) -> Findings:
                start = time.perf_counter()
                found = attack(told)
                times.append(time.perf_counter() - start)
                return found

            told = publish(protected, timed, PEOPLE)
        took, alone, tries = time.perf_counter() - began, times[0], len(times)
        versions.append(Version(name, 1, told))
    chapter.add("the attack on the last half-year, once", alone, " s", 20)
    chapter.add("until nothing is found", took, " s", 20)
    chapter.add("tries it took", tries, "")
    return chapter


def _tables(rng: random.Random, public: Public, waiting: Counter[str]) -> tuple[Table, ...]:
    """How far people of each department are: some begin, some finish."""
    grid: dict[str, Sequence[int]] = {}
    assigned = begun = 0
    for code, size in public.departments.items():
        new = rng.randint(0, size // 10)
        open_now = min(waiting[code] + new, size)
        done = rng.randint(0, open_now)
        late = rng.randint(0, open_now - done)
        grid[code] = (done, 0, open_now - done - late, late)
        waiting[code] = open_now - done
        assigned, begun = assigned + new, begun + done
    assert all(len(numbers) == len(HOW_FAR) for numbers in grid.values())
    return (
        KINDS["onboarding"].of({"assigned": [assigned], "begun": [begun]}, THRESHOLD),
        KINDS["onboarding_departments"].of(grid, THRESHOLD),
        KINDS["week_participants"].of(
            {code: [rng.randint(0, size)] for code, size in public.departments.items()}, THRESHOLD
        ),
    )
