"""How much an account tells of towns of several sizes, and how long it takes to try to find out the rest."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bench.measure import Chapter
from bot.account.attack import apart
from bot.account.attack.people import PEOPLE, Public
from bot.account.attack.reader import Version
from bot.account.disclosure import combine, half_year
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.figures import Account
from bot.account.disclosure.kinds import HOW_FAR, KINDS
from bot.account.disclosure.publishing import Attack, Findings, publish
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Table
from storage.counts import Counts
from tests.bot.account.making import counted, some_redirects, some_reports

TOWNS = {"3 reports": (3, 3), "12 reports": (12, 3), "60 reports": (60, 6), "400 reports": (400, 12)}
LISTS = ("themes", "months", "identities", "departments", "outcomes", "redirects")
PROVINCE = 20  # organisations
HALVES = [
    (date(year, month, 1), date(year, month + 5, 30 if month == 1 else 31))
    for year in range(2021, 2026)
    for month in (1, 7)
]
DEPARTMENTS = 40


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """What five municipalities read of a half-year and of a year; and the attack on a large one."""
    chapter = Chapter("What is told: lines, and reports in a line of their own")
    for name, (number, departments) in TOWNS.items():
        halves = list(_told(number, departments, 7))
        _say(chapter, f"{name} in a half-year", halves[-1].account, number)
        pieces = [Piece(str(place), told, whole=True) for place, told in enumerate(halves)]
        _say(chapter, f"{name}, twice: their year", combine.whole(pieces), 2 * number)
    towns = [next(iter(_told(20, 3, seed))) for seed in range(PROVINCE)]
    pieces = [Piece(str(place), told, whole=True) for place, told in enumerate(towns)]
    _say(chapter, f"a province of {PROVINCE} with 20 reports each", combine.whole(pieces), 20 * PROVINCE)
    return [chapter, _attacked(4 if quick else len(HALVES))]


def _told(number: int, departments: int, seed: int) -> Iterator[Disclosed]:
    """Two half-years of one town."""
    places, before, halves = range(1, departments + 1), list[Account](), HALVES[-2:]
    every = [some_reports(number, *days, seed + place, places, 1.0) for place, days in enumerate(halves)]
    reports = [one for some in every for one in some]
    for first, last in halves:
        counts = counted(reports, some_redirects(number // 3, seed), first, last)
        before.append(half_year.decided(counts, first, last, places, before, THRESHOLD))
        yield Disclosed(before[-1])


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
