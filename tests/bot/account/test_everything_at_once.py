"""Corrections, several organisations, and who was left out: an outsider with another solver has it all."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

import pytest

from bot.account import counting
from bot.account.attack import apart
from bot.account.attack.people import PEOPLE, Public
from bot.account.attack.reader import Version
from bot.account.disclosure import half_year, known, years
from bot.account.disclosure.adding import beside
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.months import Months, blocks
from bot.account.disclosure.numbers import Figure, bounds
from bot.account.disclosure.publishing import publish
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import WHOLE, Table
from bot.reports.dialogue import THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Counts
from tests.bot.account.equations import UNTOLD, Equations, Unknown
from tests.bot.account.making import Made, counted, some_redirects, some_reports
from tests.bot.account.many import HalfYear, Reader
from tests.bot.account.outsider import Outsider, Town, measures_of, some_town, with_gatherings
from tests.bot.account.test_outsider import Tell, nothing_hidden, protected, told_of
from tests.bot.account.test_suppression import KNOWN, small_numbers, total_of
from tests.bot.account.test_years import parts_of
from tests.bot.account.test_years import told_of as told_of_a_year
from tests.support.examples import HealthCheck, given, settings, st

pytestmark = pytest.mark.slow
Correction = Callable[[Disclosed, Counts, Counts], Disclosed]
few = settings(max_examples=5, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
HALVES = [(date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))]
PLACES = (1, 2, 3)
PUBLIC = Public({f"department/{place}": 40 for place in PLACES})
DONE = ("department", "check", "riec", "authority")  # outcomes by which something is done
EVERYTHING = {**KNOWN, "department": (*PLACES, 0)}


def published(shown: Disclosed, versions: Sequence[Version], half: str, version: int) -> Disclosed:
    """What is told of it beside all the others."""
    with apart.attacker(versions, half, version, PUBLIC) as attack:
        return publish(shown, attack, PEOPLE)


def is_open(least: int, most: int) -> bool:
    return most - least >= THRESHOLD or (least <= 1 and most >= THRESHOLD - 1)


def corrected_town(
    size: int, seed: int, moved: int, correction: Correction, is_tried: bool = True
) -> tuple[list[Counts], list[Disclosed]]:
    """Two half-years, and the first one corrected after the second was closed: some reports have another
    theme or department."""
    rng, counts, told, versions = random.Random(seed), list[Counts](), list[Disclosed](), list[Version]()
    again = (0.0, 0.1, 0.4)[seed % 3]
    reports = [
        one
        for at, days in enumerate(HALVES)
        for one in some_reports(size, *days, seed + at, PLACES, again=again)
    ]
    for at, days in enumerate(HALVES):
        counts.append(counted(reports, some_redirects(size // 4, seed + at), *days))
        shown = half_year.decided(counts[at], *days, PLACES, [one.account for one in told], THRESHOLD)
        told.append(published(Disclosed(shown), versions, f"2025-H{at + 1}", 1))
        versions.append(Version(f"2025-H{at + 1}", 1, told[at]))
    other = [
        one._replace(theme=rng.choice(THEMES), department=rng.choice(PLACES)) if at < moved else one
        for at, one in enumerate(reports)
    ]
    counts.append(counted(other, some_redirects(size // 4, seed), *HALVES[0]))
    now = correction(told[0], counts[0], counts[2])
    told.append(published(now, versions, "2025-H1", 2) if is_tried else now)
    return counts, told


def as_it_is_done(was: Disclosed, old: Counts, new: Counts) -> Disclosed:
    return half_year.corrected(was, old, new, ())


def as_if_it_were_the_first(was: Disclosed, old: Counts, new: Counts) -> Disclosed:
    """A mistake: what was told before is forgotten."""
    return Disclosed(half_year.decided(new, *HALVES[0], PLACES, [], THRESHOLD))


def found_of_corrections(counts: list[Counts], told: list[Disclosed], seed: int) -> list[object]:
    """Small numbers, and small changes, that an outsider with all three knows too well."""
    # The correction stands by itself: the chain of what is open does not go from one version to the next.
    halves = [HalfYear(int(at == 2), counts[at], told[at].account) for at in range(3)]
    reader, found = Reader(halves, EVERYTHING), list[object]()
    for name in ("received", "closed", "open", "redirected"):  # none is lost by a correction
        reader.say([(name, 0), (name, 2)], [1, -1], 0, 0)
    rng = random.Random(seed)
    for at, half in enumerate(halves):
        small = small_numbers(half.told, half.counts, reader.one[at])
        for what in rng.sample(sorted(small, key=str), min(4, len(small))):
            least, most = reader.range(reader.of(at, what))
            assert least <= small[what] <= most
            if not is_open(least, most) and isinstance(total_of(what, half.told), int):
                found.append((at, what, least, most))
    before, after = half_year.tally(counts[0]), half_year.tally(counts[2])
    for name in ("themes", "departments"):
        for key in {*before[name], *after[name]}:
            change = after[name].get(key, 0) - before[name].get(key, 0)
            if 0 < abs(change) < THRESHOLD:
                mine = reader.one[0].theme(key) if name == "themes" else [("department", key)]
                least, most = reader.range(reader.of(2, mine), minus=reader.of(0, mine))
                assert least <= change <= most
                if most - least < THRESHOLD:
                    found.append((name, key, change, least, most))
    return found


@few
@given(st.integers(5, 60), st.integers(0, 1000), st.integers(1, 12))
def test_an_outsider_with_both_versions_finds_no_small_number_and_no_small_change(
    size: int, seed: int, moved: int
) -> None:
    assert found_of_corrections(*corrected_town(size, seed, moved, as_it_is_done), seed) == []


def test_what_a_mistake_in_correcting_gives_away_is_not_published() -> None:
    town = 60, 5, 6, as_if_it_were_the_first
    assert found_of_corrections(*corrected_town(*town, is_tried=False), 5)
    assert found_of_corrections(*corrected_town(*town), 5) == []


class Both(Equations):
    """An outsider with all tables of two organisations, and with those over both."""

    def __init__(
        self, towns: Sequence[Town], told: Sequence[list[tuple[Table, ...]]], over: Sequence[Table]
    ) -> None:
        super().__init__()
        for place, (town, tables) in enumerate(zip(towns, told, strict=True)):
            for unknowns, signs, least, most in Outsider(town, tables).rows:
                self.say([(place, *one) for one in unknowns], signs, least, most)
        self.towns = towns
        for table in over:
            for row in table.rows if not table.name.startswith("campaigns") else ():
                if row.keys != WHOLE:
                    for at, figure in enumerate(row.numbers):
                        self.figure(self.lines(table.name, row.keys, at), figure)
            for at, figure in enumerate(table.total):
                every = {key for town in towns for key in town.halves[0].get(table.name, {})}
                self.figure(self.lines(table.name, tuple(every), at), figure)

    def lines(self, name: str, keys: tuple[str, ...], at: int) -> list[Unknown]:
        return [
            (place, 0, name, key, measures_of(numbers)[at])
            for place, town in enumerate(self.towns)
            for key, numbers in town.halves[0].get(name, {}).items()
            if key in keys
        ]

    def figure(self, unknowns: list[Unknown], figure: Figure) -> None:
        least, most = bounds(figure)
        if unknowns and figure is not None:
            self.say(unknowns, [1] * len(unknowns), least, UNTOLD if most is None else most)


@few
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_an_outsider_with_the_files_of_two_organisations_and_that_over_both_finds_nothing(
    seed: int, one: int, other: int
) -> None:
    towns = [
        with_gatherings(some_town(seed + at, size, 1), seed + at) for at, size in enumerate((one, other))
    ]
    told = [told_of(town, protected) for town in towns]
    names = {table.name for tables in told for table in tables[0]}
    found = [{table.name: table for table in tables[0]} for tables in told]
    reader = Both(towns, told, [beside([some.get(name) for some in found]) for name in sorted(names)])
    small = [
        (place, name, key, at, numbers[at], town.sizes(0))
        for place, town in enumerate(towns)
        for name, lines in town.halves[0].items()
        for key, numbers in lines.items()
        for at in range(len(numbers))
        if 0 < numbers[at] < THRESHOLD
    ]
    for place, name, key, at, number, sizes in random.Random(seed).sample(small, min(10, len(small))):
        measure = measures_of(towns[place].halves[0][name][key])[at]
        least, most = reader.range([(place, 0, name, key, measure)])
        assert least <= number <= most
        all_there_are = sizes.get(key, sum(towns[place].departments.values()))
        assert is_open(least, most) or (least == 0 and most >= all_there_are), (
            name,
            key,
            number,
            least,
            most,
        )


def own_editions(mine: list[Made], at: int) -> Iterator[tuple[Months, dict[str, int]]]:
    """What the internal editions of every day tell somebody, month by month: reports by theme. That of each
    day counts those of the month so far, so the last one of a month tells all of it."""
    first, last = HALVES[at]
    for month in blocks(first, last, 1):
        before: dict[str, int] = {}
        for day in range((month.last - month.first).days + 1):
            until = month.first + timedelta(days=day)
            edition = known.account(counted(mine, {}, month.first, until), month.first, month.last, PLACES)
            now = {line.themes[0]: line.number for line in edition.themes}
            assert all(now[theme] >= before.get(theme, 0) for theme in now)  # none goes away again
            before = now
        yield month, before


def left_out(mine: list[Made], told: Sequence[Disclosed], counts: Sequence[Counts]) -> Reader:
    """What somebody knows who was left out of some reports: all that is told, and internal editions. They
    know that what is told counts no report that they do not know, and look whether that can be true."""
    halves = [HalfYear(0, *one) for one in zip(counts, (half.account for half in told), strict=True)]
    reader = Reader(halves, EVERYTHING)
    if year := told[1].year:
        for unknowns, number in told_of_a_year(year.account, reader):
            reader.say(unknowns, [1] * len(unknowns), number, number)
    for at, (first, last) in enumerate(HALVES):
        for month, themes in own_editions(mine, at):
            for theme, number in themes.items():
                reader.say(reader.of(at, reader.one[at].cell([theme], month)), [1], 0, number)
        own = known.account(counted(mine, {}, first, last), first, last, PLACES)
        for name, parts in parts_of(own)[:3]:
            for part in parts:
                reader.say(reader.of(at, [(name, part.keys[0])]), [1], 0, part.number)
    return reader


def closed(reports: list[Made], seed: int) -> tuple[list[Counts], list[Disclosed]]:
    """Two half-years in which these are counted, as they are published."""
    counts, told, versions = list[Counts](), list[Disclosed](), list[Version]()
    for at, days in enumerate(HALVES):
        counts.append(counted(reports, some_redirects(4, seed + at), *days))
        shown = half_year.decided(counts[at], *days, PLACES, [one.account for one in told], THRESHOLD)
        protected = Disclosed(shown)
        if at:
            whole = counting.added(*counts)
            protected = protected._replace(year=years.proposed(told[0], 1, protected, whole, PLACES, ()))
        told.append(published(protected, versions, f"2025-H{at + 1}", 1))
        versions.append(Version(f"2025-H{at + 1}", 1, told[at]))
    return counts, told


def suspects(mine: list[Made], counted_too: list[Made], seed: int) -> bool:
    """Whether somebody who knows `mine` sees that something is counted which they do not know."""
    counts, told = closed(counted_too, seed)
    reader = left_out(mine, told, counts)
    everything: list[Unknown] = [("received", 0)]
    try:
        reader.range(everything)
    except AssertionError as impossible:
        assert "what is shown cannot be true" in str(impossible)
        return True
    return False


def of_a_town(size: int, seed: int) -> tuple[list[Made], list[Made], list[Made]]:
    """Reports that everybody knows; some kept from somebody else; and some kept from who looks."""
    every = [one for at, days in enumerate(HALVES) for one in some_reports(size, *days, seed + at, PLACES)]
    random.Random(seed).shuffle(every)
    return every[6:], every[3:6], every[:3]


@few
@given(st.integers(8, 50), st.integers(0, 1000))
def test_nobody_learns_of_a_report_that_was_kept_from_them(size: int, seed: int) -> None:
    to_all, from_others, _ = of_a_town(size, seed)
    assert not suspects([*to_all, *from_others], to_all, seed)


def test_they_would_if_what_is_kept_from_somebody_were_counted() -> None:
    """As it was before: so the test above can fail."""
    found = 0
    for seed in range(6):
        to_all, from_others, from_them = of_a_town(30, seed)
        found += suspects([*to_all, *from_others], [*to_all, *from_others, *from_them], seed)
    assert found >= 4


def ended(reports: list[Made], at: int) -> dict[str, list[int]]:
    """Closed reports of a half-year by department: something was done with them, or not."""
    first, last = HALVES[at]
    found = {f"department/{place}": [0, 0] for place in (*PLACES, 0)}
    for one in reports:
        if one.closed_on and first <= one.closed_on <= last:
            found[f"department/{one.department or 0}"][one.outcome not in DONE] += 1
    return found


def closed_by_department(reports: list[Made], seed: int, tell: Tell) -> tuple[list[Counts], list[Disclosed]]:
    """Two half-years with outcomes by department, as they are published."""
    counts, told, versions = list[Counts](), list[Disclosed](), list[Version]()
    for at, days in enumerate(HALVES):
        counts.append(counted(reports, some_redirects(4, seed + at), *days))
        shown = half_year.decided(counts[at], *days, PLACES, [one.account for one in told], THRESHOLD)
        protected = Disclosed(shown, (tell("outcomes_departments", ended(reports, at)),))
        told.append(published(protected, versions, f"2025-H{at + 1}", 1))
        versions.append(Version(f"2025-H{at + 1}", 1, told[at]))
    return counts, told


def found_by_department(reports: list[Made], counts: list[Counts], told: list[Disclosed]) -> list[object]:
    """Small numbers of closed reports by department, and by outcome, that an outsider knows too well."""
    halves = zip(counts, (half.account for half in told), strict=True)
    reader, found = Reader([HalfYear(0, *one) for one in halves], EVERYTHING), list[object]()
    lines = [f"department/{place}" for place in (*PLACES, 0)]
    for at, half in enumerate(told):
        (table,) = half.tables
        for column in (0, 1):
            ones: dict[str, Unknown] = {line: ("ended", at, line, column) for line in lines}
            kinds = [(key,) for key in OUTCOMES if (key in DONE) is (column == 0)]
            parts = reader.of(at, [("outcome", *key) for key in kinds])
            reader.say([*ones.values(), *parts], [1] * len(ones) + [-1] * len(parts), 0, 0)
            rows = [row for row in table.rows if row.keys != WHOLE]
            for row in rows:
                reader.told(row.numbers[column], [ones[key] for key in row.keys])
            for line in {*lines} - {key for row in rows for key in row.keys} if rows else ():
                reader.say([ones[line]], [1], 0, 0)
            if table.total and table.total[column] is not None:
                reader.told(table.total[column], list(ones.values()))
        for line in lines:  # no more are closed than came in until then
            place = int(line.partition("/")[2])
            ended_so_far: list[Unknown] = [
                ("ended", n, line, column) for n in range(at + 1) for column in (0, 1)
            ]
            came_in = [one for n in range(at + 1) for one in reader.of(n, [("department", place)])]
            reader.say([*ended_so_far, *came_in], [1] * len(ended_so_far) + [-1] * len(came_in), -UNTOLD, 0)
    for at, half in enumerate(told):
        for line, numbers in ended(reports, at).items():
            for column, number in enumerate(numbers):
                if 0 < number < THRESHOLD:
                    least, most = reader.range([("ended", at, line, column)])
                    assert least <= number <= most
                    if not is_open(least, most):
                        found.append((at, line, column, number, least, most))
        small = small_numbers(half.account, counts[at], reader.one[at])
        for what in [one for one in small if one[0][0] == "outcome"]:
            least, most = reader.range(reader.of(at, what))
            if not is_open(least, most) and isinstance(half.account.closed.reports, int):
                found.append((at, what, least, most))
    return found


@few
@given(st.integers(5, 150), st.integers(0, 1000))
def test_an_outsider_finds_no_small_number_of_outcomes_by_department(size: int, seed: int) -> None:
    reports = [one for at, days in enumerate(HALVES) for one in some_reports(size, *days, seed + at, PLACES)]
    counts, told = closed_by_department(reports, seed, protected)
    assert found_by_department(reports, counts, told) == []


def test_what_a_mistake_in_protecting_outcomes_by_department_gives_away_is_not_published() -> None:
    reports = [one for at, days in enumerate(HALVES) for one in some_reports(40, *days, at, PLACES)]
    counts, told = closed_by_department(reports, 1, nothing_hidden)
    assert found_by_department(reports, counts, told) == []
    bare = [
        half._replace(tables=(nothing_hidden("outcomes_departments", ended(reports, at)),))
        for at, half in enumerate(told)
    ]
    assert found_by_department(reports, counts, bare)
