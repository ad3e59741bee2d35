"""A year is told where its half-years are too thin, and nobody finds a small number with it."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.account import counting
from bot.account.attack import apart, reader
from bot.account.attack.knowledge import Knowledge
from bot.account.attack.people import PEOPLE, Public
from bot.account.attack.reader import Version, everything
from bot.account.attack.trial import found_out
from bot.account.disclosure import combine, half_year, lists, years
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed, Year, dump, load
from bot.account.disclosure.figures import Account, Days
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import AtLeast
from bot.account.disclosure.publishing import publish
from bot.account.disclosure.suppression import THRESHOLD, Part
from storage import closings
from storage.counts import Counts
from tests.bot.account import test_closing
from tests.bot.account.equations import Unknown
from tests.bot.account.making import Made, counted, keep, some_redirects, some_reports
from tests.bot.account.many import HalfYear, Reader
from tests.bot.account.test_attack import half
from tests.bot.account.test_closing import LATER, change, close, correct, made
from tests.bot.account.test_suppression import KNOWN, small_numbers, total_of
from tests.support.examples import HealthCheck, example, given, settings, st
from tests.support.world import World

our_words = test_closing.our_words
HALVES = [(date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))]
PLACES = (1, 2, 3)
PUBLIC = Public({f"department/{place}": 40 for place in PLACES}, {})


class Town(NamedTuple):
    """What was counted in two half-years, and what is told of them."""

    reports: list[Made]
    counts: list[Counts]
    told: list[Disclosed]

    def pieces(self, with_year: bool = True) -> list[Piece]:
        shown = self.told if with_year else [one._replace(year=None) for one in self.told]
        return [Piece(f"2025-H{n}", one, whole=True, version=1) for n, one in enumerate(shown, 1)]


def town(numbers: tuple[int, int], seed: int, threshold: int = THRESHOLD) -> Town:
    """A town with so many reports in each half-year, closed one after the other."""
    some = [some_reports(numbers[at], *days, seed + 7 * at, PLACES) for at, days in enumerate(HALVES)]
    reports = [one for part in some for one in part]
    counts, told, versions = list[Counts](), list[Disclosed](), list[Version]()
    for at, days in enumerate(HALVES):
        counts.append(counted(reports, some_redirects(numbers[at] // 2, seed + at), *days))
        before = [one.account for one in told]
        account = half_year.decided(counts[at], *days, PLACES, before, threshold)
        shown = Disclosed(account, names={f"department/{place}": "" for place in PLACES})
        if told:
            whole = counting.added(*counts)
            shown = shown._replace(year=years.proposed(told[0], 1, shown, whole, PLACES, ()))
        with apart.attacker(versions, f"2025-H{at + 1}", 1, PUBLIC) as attack:
            told.append(publish(shown, attack, PEOPLE))
        versions.append(Version(f"2025-H{at + 1}", 1, told[-1]))
    return Town(reports, counts, told)


def outsider(of: Town) -> Reader:
    """Somebody with another solver, who has the half-years and what is told of the year."""
    halves = zip(of.counts, of.told, strict=True)
    found = Reader([HalfYear(0, counts, told.account) for counts, told in halves], KNOWN)
    if year := of.told[1].year:
        for unknowns, number in told_of(year.account, found):
            found.say(unknowns, [1] * len(unknowns), number, number)
    return found


def told_of(account: Account, found: Reader) -> Iterator[tuple[list[Unknown], int]]:
    """Every number that is told of the year, as a sum of what is in both half-years."""
    for line in account.themes:
        both = (found.of(at, found.one[at].theme(theme)) for at in (0, 1) for theme in line.themes)
        yield [one for some in both for one in some], line.number
    for name, parts in parts_of(account):
        for part in parts:
            yield found.everywhere([(name, key) for key in part.keys], (0, 1)), part.number


def parts_of(account: Account) -> list[tuple[str, tuple[Part[Any], ...]]]:
    return [
        ("identity", account.identities),
        ("origin", account.origins or ()),
        ("department", account.departments),
        ("outcome", account.outcomes),
        ("redirect", account.redirects),
    ]


def given_away(of: Town, seed: int, most: int = 6) -> list[object]:
    """Small numbers of a half-year, and of the year, that the outsider knows too well."""
    found, few = outsider(of), of.told[1].account.threshold
    known: list[object] = []
    rng = random.Random(seed)
    for at, told in enumerate(of.told):
        small = small_numbers(told.account, of.counts[at], found.one[at])
        for what in rng.sample(sorted(small, key=str), min(most, len(small))):
            least, largest = found.range(found.of(at, what))
            assert least <= small[what] <= largest
            is_open = largest - least >= few or (least <= 1 and largest >= few - 1)
            if not is_open and isinstance(total_of(what, told.account), int):
                known.append((at, what, least, largest))
    for name, numbers in by_kind(counting.added(*of.counts)).items():
        for key, number in numbers.items():
            if 0 < number < few:
                both = [("theme", key)] if name == "theme" else [(name, key)]
                unknowns = [
                    one
                    for at in (0, 1)
                    for one in found.of(at, found.one[at].theme(key) if name == "theme" else both)
                ]
                least, largest = found.range(unknowns)
                if not (largest - least >= few or (least <= 1 and largest >= few - 1)):
                    known.append((name, key, least, largest))
    return known


def by_kind(counts: Counts) -> dict[str, Counter[Any]]:
    """The numbers of a year, by theme, identity and so on."""
    found: dict[str, Counter[Any]] = {}
    rows: list[tuple[str, Any, int]] = [("theme", row.theme, row.number) for row in counts.received]
    rows += [("identity", row.identity, row.number) for row in counts.received]
    rows += [("origin", row.origin or "reporter", row.number) for row in counts.received]
    rows += [("department", row.department_id or 0, row.number) for row in counts.received]
    rows += [("outcome", row.outcome, row.number) for row in counts.closed]
    rows += [("redirect", kind, number) for kind, number in counts.redirected]
    for name, key, number in rows:
        found.setdefault(name, Counter())[key] += number
    return found


numbers = st.tuples(st.integers(0, 40), st.integers(0, 40))


@pytest.mark.slow
@settings(max_examples=6, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(numbers, st.integers(0, 10_000), st.sampled_from([THRESHOLD, 1, 10]))
@example((12, 12), 3, THRESHOLD)
@example((24, 24), 5, THRESHOLD)
@example((4, 3), 1, THRESHOLD)
def test_nobody_finds_a_small_number_with_the_year(numbers: tuple[int, int], seed: int, few: int) -> None:
    assert given_away(town(numbers, seed, few), seed) == []


@pytest.mark.slow
@settings(max_examples=6, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(numbers, st.integers(0, 10_000))
def test_what_is_told_of_a_year_is_true_and_is_more(numbers: tuple[int, int], seed: int) -> None:
    of = town(numbers, seed)
    whole, sums = combine.whole(of.pieces()), combine.whole(of.pieces(with_year=False))
    true = by_kind(counting.added(*of.counts))
    assert whole.received == sums.received and whole.open_at_end == sums.open_at_end
    for name, parts in (("theme", as_parts(whole)), *parts_of(whole)):
        for part in parts:
            number = sum(true.get(name, Counter())[key] for key in part.keys)
            assert number == part.number or (part.partly and number >= part.number)
    for name in years.LISTS:
        assert lists.worth(getattr(whole, name)) >= lists.worth(getattr(sums, name))
    answered = [r for r in of.reports if r.first_answer_on and r.first_answer_on <= HALVES[1][1]]
    waited = [(r.first_answer_on - r.received_on).days for r in answered if r.first_answer_on]
    if whole.answered.half is not None:
        assert 2 * sum(days <= whole.answered.half for days in waited) >= len(waited) >= 2 * THRESHOLD + 1
        assert 2 * sum(days < whole.answered.half for days in waited) < len(waited)
    assert load(dump(of.told[1])) == of.told[1]


def as_parts(account: Account) -> tuple[Part[Any], ...]:
    return tuple(Part(line.themes, line.number, line.partly) for line in account.themes)


def test_a_thin_town_reads_more_of_its_year_than_of_its_half_years() -> None:
    of = [town((12, 12), seed) for seed in range(6)]

    def told(one: Town, with_year: bool) -> float:
        shown = combine.whole(one.pieces(with_year))
        return sum(lists.worth(getattr(shown, name)) for name in years.LISTS)

    with_year, without = ([told(one, said) for one in of] for said in (True, False))
    assert all(more >= less for more, less in zip(with_year, without, strict=True))
    assert sum(with_year) >= 1.5 * sum(without)
    assert sum(combine.whole(one.pieces()).answered.half is not None for one in of) >= 2


def thin(**year: Any) -> tuple[Disclosed, Disclosed]:
    """Two half-years of 12 that are not divided, and something that is told of their year."""
    first = half(received=12, closed=Days(12), first=HALVES[0][0], last=HALVES[0][1])
    shown = first.account._replace(received=None, closed=Days(None), last=HALVES[1][1], **year)
    later = half(received=12, closed=Days(12), first=HALVES[1][0], last=HALVES[1][1])
    return first, later._replace(year=Year(1, shown, ()))


def found(first: Disclosed, later: Disclosed) -> set[str]:
    versions = [Version("2025-H1", 1, first), Version("2025-H2", 1, later)]
    return {secret.where[1] for secret in found_out(everything(versions, PUBLIC), 60.0).secrets}


def test_a_year_that_gives_a_small_number_away_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    three = (Part(("named",), 3), Part(("confidential", "anonymous"), 21))
    fine = (Part(("named",), 9), Part(("confidential", "anonymous"), 15))
    assert found(*thin(identities=three)) == {"identities"}
    assert found(*thin(identities=fine)) == set()
    # the first half-year told that 9 gave their name: so 3 did in the second
    first, later = thin(identities=(Part(("named",), 12), Part(("confidential", "anonymous"), 12)))
    told = first.account._replace(identities=(Part(("named",), 9), Part(("confidential", "anonymous"), 3)))
    assert "identities" in found(first._replace(account=told), later)
    monkeypatch.setattr(reader, "OverYear", lambda *_: None)
    assert found(*thin(identities=three)) == set()  # who is blind to the year lets it through


def test_that_days_are_told_says_how_many_there_are_at_least() -> None:
    few = half(answered=Days(AtLeast(1)), first=HALVES[0][0], last=HALVES[0][1])
    first = few._replace(account=few.account._replace(answered=half(received=0).account.answered))
    knowledge: Knowledge = everything(
        [Version("2025-H1", 1, first), Version("2025-H2", 1, thin(answered=Days(None, half=3))[1])], PUBLIC
    )
    totals = {knowledge.unknown(at, "answered") for at in (0, 1)}
    assert any({one for one, _ in some.terms} == totals and some.least == 11 for some in knowledge.sums)


def test_a_table_of_people_is_told_of_a_year_by_line() -> None:
    there = {f"department/{n}": (4, 3) for n in PLACES}
    twice = dict.fromkeys(there, (8, 6))
    each = KINDS["meetings_present"].of(there, THRESHOLD)
    assert not each.rows and each.total == (12, 9)
    first, later = (one._replace(tables=(each,)) for one in thin())
    year = years.proposed(
        first, 1, later, Counts([], [], [], 0, []), PLACES, (KINDS["meetings_present"].of(twice, THRESHOLD),)
    )
    with apart.attacker([Version("2025-H1", 1, first)], "2025-H2", 1, PUBLIC) as attack:
        told = publish(later._replace(year=year), attack, PEOPLE)
    pieces = [Piece("2025-H1", first, True, 1), Piece("2025-H2", told, True, 1)]
    (table,) = combine.tables(pieces)
    assert {row.keys[0]: row.numbers for row in table.rows} == twice and table.total == (24, 18)
    assert not any(row.keys != ("whole",) for row in combine.tables(pieces[:1])[0].rows)
    more = (*pieces, Piece("2026-H1", first._replace(account=later_account(first)), True, 1))
    (longer,) = combine.tables(more)
    assert longer.total == (36, 27) and {row.keys for row in longer.rows} >= {("department/1",)}


def later_account(of: Disclosed) -> Account:
    return of.account._replace(first=date(2026, 1, 1), last=date(2026, 6, 30))


def fill(world: World) -> None:
    """Two half-years with few reports each."""
    places = sorted(world.departments.values())
    with world.unit() as session:
        for at, days in enumerate(HALVES):
            keep(session, world.organisation.id, some_reports(14, *days, 40 + at, places))


def year_of(world: World) -> Year | None:
    with world.reading() as session:
        return load(closings.versions(session, world.organisation.id, "2025-H2")[-1].told).year


def sheets(world: World, folder: Path, first: date, last: date) -> dict[str, list[list[Any]]]:
    return made(world, folder / "a.xlsx", edition="council", first=first, last=last)


@pytest.mark.both
def test_the_account_of_a_year_shows_it_until_a_half_year_is_corrected(world: World, tmp_path: Path) -> None:
    fill(world)
    close(world, "2025-H2", LATER)
    told = year_of(world)
    assert told is not None and told.before == 1
    year = sheets(world, tmp_path, HALVES[0][0], HALVES[1][1])
    assert told.account.answered.half is not None
    halfway = [row[1] for row in year["Dagen"] if row and "helft" in str(row[0]).lower()]
    assert halfway[0] == told.account.answered.half
    change(world, 8, theme="influence")
    assert correct(world, "2025-H1")
    assert year_of(world) == told  # it stays; but a year with a corrected half-year is made of sums
    again = sheets(world, tmp_path, HALVES[0][0], HALVES[1][1])
    assert again["Dagen"] != year["Dagen"]


def test_no_year_is_told_when_the_counts_behind_its_first_half_are_destroyed(sqlite_world: World) -> None:
    fill(sqlite_world)
    close(sqlite_world, "2025-H1", LATER)
    with sqlite_world.vault.engine.begin() as keys:
        keys.exec_driver_sql("DELETE FROM secret WHERE name LIKE 'account/%/2025-H1'")
    close(sqlite_world, "2025-H2", LATER)
    assert year_of(sqlite_world) is None
