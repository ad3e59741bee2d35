"""Accounts of several periods and organisations together give no small number away, and are true."""

import random
from datetime import date

import pytest

from bot.account.assembly import AccountView, over_all
from bot.account.disclosure import combine, half_year
from bot.account.disclosure.adding import beside
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.figures import Account
from bot.account.disclosure.flow import Flow, ranges, told
from bot.account.disclosure.months import blocks
from bot.account.disclosure.numbers import Below, bounds
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Table, of_people
from bot.account.periods import half_of
from bot.reports.dialogue import THEMES
from storage.counts import Counts
from tests.bot.account.making import counted, some_redirects, some_reports
from tests.bot.account.many import HalfYear, Reader, half_years
from tests.bot.account.test_suppression import DEPARTMENTS, KNOWN, small_numbers, total_of
from tests.support.examples import HealthCheck, example, given, settings, st

HALVES = half_years(2025, 3)
Case = tuple[list[int], int, float, tuple[int, ...]]  # the last one: the threshold of each half-year
cases = st.tuples(
    st.lists(st.one_of(st.integers(0, 60), st.integers(40, 400)), min_size=1, max_size=2),
    st.integers(0, 10_000),
    st.sampled_from([0.0, 1.0, 3.0]),
    st.sampled_from([(THRESHOLD,) * 3, (1, 1, 1), (10, 10, 10), (5, 10, 5)]),
)
slow = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])


def half_years_of(case: Case) -> list[HalfYear]:
    """Half-years of each organisation, decided one after the other as they are closed."""
    sizes, seed, skew, thresholds = case
    found = []
    for organisation, size in enumerate(sizes):
        days, again = (HALVES[0][0], HALVES[-1][1]), (0.0, 0.1, 0.4)[seed % 3]
        reports = some_reports(size, *days, seed + organisation, DEPARTMENTS, skew, again)
        before: list[Account] = []
        for place, (first, last) in enumerate(HALVES):
            counts = counted(reports, some_redirects(size // 6, seed + place), first, last)
            told = half_year.decided(counts, first, last, DEPARTMENTS, before, thresholds[place])
            before.append(told)
            found.append(HalfYear(organisation, counts, before[-1]))
    return found


def period(rng: random.Random) -> tuple[date, date]:
    """Some whole months."""
    months = blocks(HALVES[0][0], HALVES[-1][1], 1)
    one, other = sorted(rng.choices(range(len(months)), k=2))
    return months[one].first, months[other].last


def shown_of(
    halves: list[HalfYear], organisation: int, first: date, last: date
) -> tuple[Account, list[int], bool]:
    """The account of any period, the half-years it is made of, and whether those are whole."""
    places = [
        place
        for place, half in enumerate(halves)
        if half.organisation == organisation and half.told.first <= last and half.told.last >= first
    ]
    pieces = []
    for place in places:
        account = halves[place].told
        cut = combine.cut(Disclosed(account), max(first, account.first), min(last, account.last))
        pieces.append(Piece(half_of(account.first), cut, first <= account.first and account.last <= last))
    return combine.whole(pieces), places, all(piece.whole for piece in pieces)


@pytest.mark.slow
@slow
@given(cases)
def test_no_small_number_follows_from_all_accounts_together(case: Case) -> None:
    sizes, seed, *_ = case
    halves, rng = half_years_of(case), random.Random(seed)
    reader = Reader(halves, KNOWN)
    for organisation in range(len(sizes)):
        for first, last in [period(rng) for _ in range(4)] + [(HALVES[0][0], HALVES[1][1])]:
            shown, places, whole = shown_of(halves, organisation, first, last)
            reader.account(shown, places, whole)
    first, last = HALVES[0][0], HALVES[-1][1]
    every = [shown_of(halves, organisation, first, last) for organisation in range(len(sizes))]
    over = over_all({str(n): AccountView(one[0], (), (), {}) for n, one in enumerate(every)}).account
    reader.account(over, list(range(len(halves))), whole=True)
    place = rng.randrange(len(halves))
    few = halves[place].told.threshold
    hidden = small_numbers(halves[place].told, halves[place].counts, reader.one[place])
    for what in rng.sample(sorted(hidden, key=str), min(4, len(hidden))):
        least, most = reader.range(reader.of(place, what))
        total = total_of(what, halves[place].told)
        if not isinstance(total, int):  # of so few, or of so many nobody knows, no part can be told apart
            assert least <= 1 and most >= few - 1, (what, hidden[what], least, most)
        else:
            assert most - least >= few, (what, hidden[what], least, most)
    totals = {
        "received": sum(row.number for row in halves[place].counts.received),
        "closed": sum(row.number for row in halves[place].counts.closed),
        "open": halves[place].counts.open_at_end,
        "reopened": halves[place].counts.reopened,
        "decided": sum(row.number for row in halves[place].counts.decided or ()),
    }
    for name, number in totals.items():
        if 0 < number < few:
            least, most = reader.range([(name, place)])
            assert least <= 1 and most >= few - 1, (name, number, least, most)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(cases, st.integers(0, 1000))
@example(([27], 381, 0.0, (5, 5, 5)), 381)  # it cuts a quarter in which there was none
def test_every_account_of_any_period_is_true(case: Case, seed: int) -> None:
    halves = half_years_of(case)
    first, last = period(random.Random(seed))
    shown, places, whole = shown_of(halves, 0, first, last)
    came_in = [row for place in places for row in halves[place].counts.received if first <= row.month <= last]
    received = sum(row.number for row in came_in)
    least, most = bounds(shown.received)
    assert least <= received <= (received if most is None else most)
    for line in shown.themes:
        assert (
            line.number <= sum(row.number for row in came_in if row.theme in line.themes)
            or len(line.themes) > 1
        )
    if shown.themes and isinstance(shown.received, int):
        assert sum(line.number for line in shown.themes) in (received, received - _too_small(halves, places))
    for block in shown.months:
        assert block.number == sum(row.number for row in came_in if block.first <= row.month <= block.last)
    if whole:
        closed = sum(row.number for place in places for row in halves[place].counts.closed)
        least, most = bounds(shown.closed.reports)
        assert least <= closed <= (closed if most is None else most)
        assert shown.identities == () or sum(part.number for part in shown.identities) <= received
    else:
        assert (shown.identities, shown.outcomes, shown.open_at_end) == ((), (), None)


def _too_small(halves: list[HalfYear], places: list[int]) -> int:
    """The reports of half-years with so few that they are in no list."""
    return sum(
        row.number
        for place in places
        if not isinstance(halves[place].told.received, int)
        for row in halves[place].counts.received
    )


@settings(max_examples=60)
@given(cases)
def test_what_is_told_is_the_same_after_it_was_kept(case: Case) -> None:
    for half in half_years_of(case):
        kept = Disclosed(
            half.told,
            (of_people("campaigns", ("number",), {"campaign/1": [7], "campaign/2": [2]}, THRESHOLD),),
        )
        assert load(dump(kept)) == kept
        assert dump(load(dump(kept))) == dump(kept)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1), st.floats(0, 0.4)), min_size=1, max_size=8),
    st.sampled_from([THRESHOLD, 1, 10]),
)
def test_what_came_in_closed_and_stayed_open_gives_no_small_number_away(
    halves: list[tuple[int, float, float]], few: int
) -> None:
    open_before, ended, true = 0, 0, []
    known: list[Flow] = []
    for received, share, back in halves:
        again = round(back * ended)
        closed = round(share * (open_before + received + again))
        open_before, ended = open_before + received + again - closed, ended + closed - again
        true.append(Flow(received, closed, open_before, again))
        known.append(told(true[-1], known, known_start=0, threshold=few))
    for numbers, figures, found in zip(true, known, ranges(known, known_start=0), strict=True):
        for number, figure, (least, most) in zip(numbers, figures, found, strict=True):
            assert isinstance(number, int) and least <= number <= most
            assert figure is None or bounds(figure)[0] <= number <= (bounds(figure)[1] or 0)
            if 0 < number < few:
                assert (least <= 1 and most >= few - 1) or most - least >= few


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from([f"department/{n}" for n in range(9)]),
        st.tuples(st.integers(0, 12), st.integers(0, 6), st.integers(0, 40)),
        min_size=1,
    ),
    st.sampled_from([THRESHOLD, 1, 10]),
)
def test_a_table_of_people_shows_no_small_number_and_adds_up(
    counts: dict[str, tuple[int, int, int]], few: int
) -> None:
    table = of_people("onboarding_departments", ("completed", "busy", "late"), counts, few)
    for place, total in enumerate(table.total):
        whole = sum(numbers[place] for numbers in counts.values())
        assert total == (whole if whole == 0 or whole >= few else Below(few))
        shown = [row.numbers[place] for row in table.rows]
        assert not [number for number in shown if isinstance(number, int) and 0 < number < few]
        if table.rows and isinstance(total, int):
            assert sum(number for number in shown if isinstance(number, int)) == whole
    told = [place for place, total in enumerate(table.total) if isinstance(total, int)]
    some = sorted(key for key, numbers in counts.items() if any(numbers[place] for place in told))  # no zeros
    assert sorted(key for row in table.rows for key in row.keys) in ([], sorted(counts), some)
    hidden = [row for row in table.rows if len(row.keys) > 1]
    for row in hidden:
        assert all(number is None or number == 0 or bounds(number)[0] >= few for number in row.numbers)


def test_two_hundred_departments_with_one_person_each_are_one_total() -> None:
    counts = {f"department/{number}": (number % 2, 1 - number % 2) for number in range(200)}
    table = of_people("onboarding_departments", ("completed", "busy"), counts, THRESHOLD)
    assert table == Table("onboarding_departments", ("completed", "busy"), (), (100, 100))
    assert beside([table, table]).total == (200, 200)


corrections = st.tuples(
    st.integers(0, 300), st.integers(0, 10_000), st.sampled_from([0.0, 1.0, 3.0]), st.integers(1, 30)
)


def a_correction(case: tuple[int, int, float, int]) -> tuple[Counts, Counts, Account, Account]:
    """What was counted before and after some reports moved, and what is told of each."""
    size, seed, skew, moved = case
    first, last = HALVES[0]
    reports, rng = some_reports(size, first, last, seed, DEPARTMENTS, skew), random.Random(seed)
    others = [
        report._replace(theme=rng.choice(THEMES), department=rng.choice(DEPARTMENTS))
        if place < moved
        else report
        for place, report in enumerate(reports)
    ]
    old, new = (counted(some, {}, first, last) for some in (reports, others))
    was = Disclosed(half_year.decided(old, first, last, DEPARTMENTS, [], THRESHOLD))
    return old, new, was.account, half_year.corrected(was, old, new, ()).account


@slow
@given(corrections)
def test_a_solver_cannot_tell_which_line_a_correction_changed_by_a_few(
    case: tuple[int, int, float, int],
) -> None:
    old, new, was, now = a_correction(case)
    reader = Reader([HalfYear(0, old, was), HalfYear(1, new, now)], KNOWN)
    before, after = half_year.tally(old), half_year.tally(new)
    changed = [
        (name, key)
        for name in ("themes", "departments")
        for key in {*before[name], *after[name]}
        if 0 < abs(after[name].get(key, 0) - before[name].get(key, 0)) < THRESHOLD
    ]
    for name, key in random.Random(case[1]).sample(sorted(changed, key=str), min(3, len(changed))):
        theirs = reader.one[0].theme(key) if name == "themes" else [("department", key)]
        least, most = reader.range(reader.of(1, theirs), minus=reader.of(0, theirs))
        change = after[name].get(key, 0) - before[name].get(key, 0)
        assert least <= change <= most and most - least >= THRESHOLD, (name, key, change, least, most)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(corrections)
def test_a_correction_is_true_and_tells_no_change_of_a_few_reports(case: tuple[int, int, float, int]) -> None:
    old, new, _, now = a_correction(case)
    before, after = half_year.tally(old), half_year.tally(new)
    lists: dict[str, list[tuple[tuple[object, ...], int]]] = {
        "themes": [(line.themes, line.number) for line in now.themes],
        "departments": [(part.keys, part.number) for part in now.departments],
        "outcomes": [(part.keys, part.number) for part in now.outcomes],
    }
    for name, parts in lists.items():
        for keys, number in parts:
            change = number - sum(before[name].get(key, 0) for key in keys)
            assert number == sum(after[name].get(key, 0) for key in keys)
            assert (number == 0 or number >= THRESHOLD) and (change == 0 or abs(change) >= THRESHOLD)
    assert now.cross is None or half_year.cells(old) == half_year.cells(new)
