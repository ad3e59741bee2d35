"""Nobody can work out what the account hides, and all that it shows is true."""

import math
import random
from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest

from bot.account.disclosure.figures import NORM, NOT_GIVEN, Account, account
from bot.account.disclosure.months import blocks
from bot.account.disclosure.numbers import Below, Figure
from bot.account.disclosure.suppression import THRESHOLD
from bot.reports.dialogue import IDENTITIES, ORIGINS, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Answered, Counts
from tests.bot.account.attack import Attacker
from tests.bot.account.equations import Unknown
from tests.bot.account.making import Made, counted, some_redirects, some_reports
from tests.support.examples import HealthCheck, given, settings, st

DEPARTMENTS = (1, 2, 3, 4, 5, 6)
KNOWN: dict[str, Iterable[object]] = {
    "theme": THEMES,
    "identity": IDENTITIES,
    "origin": ("reporter", *ORIGINS),
    "department": (*DEPARTMENTS, NOT_GIVEN),
    "outcome": OUTCOMES,
    "redirect": REDIRECTS,
}

periods = st.tuples(st.integers(1, 12), st.integers(1, 13)).map(
    lambda p: (date(2025, p[0], 1), blocks(date(2025, p[0], 1), date(2027, 1, 31), 1)[p[1] - 1].last)
)
cases = st.builds(
    lambda period, number, seed, skew: (
        some_reports(number, period[0], period[1], seed, DEPARTMENTS, skew),
        some_redirects(number // 3, seed),
        *period,
    ),
    periods,
    st.one_of(st.integers(0, 60), st.integers(0, 1200)),
    st.integers(0, 10_000),
    st.sampled_from([0.0, 1.0, 3.0]),
)
Case = tuple[list[Made], dict[str, int], date, date]
thresholds = st.sampled_from([THRESHOLD, 1, 10])


def made(case: Case, threshold: int = THRESHOLD) -> tuple[Account, Counts]:
    """The account of a case, and the counts that it was made of."""
    _, _, first, last = case
    counts = counted(*case)
    return account(counts, first, last, DEPARTMENTS, threshold), counts


def small_numbers(shown: Account, counts: Counts, attacker: Attacker) -> dict[tuple[Unknown, ...], int]:
    """Every small number in the counts that the account could give away, and what it stands for."""
    found: Counter[tuple[Unknown, ...]] = Counter()
    for row in counts.received:
        places: set[tuple[Unknown, ...]] = {  # a set: in a period of one month some of these are the same
            tuple(attacker.theme(row.theme)),
            tuple(attacker.month(row.month)),
            (("cell", row.theme, row.month),),
            (("identity", row.identity),),
            (("origin", row.origin or "reporter"),),
            (("department", row.department_id or NOT_GIVEN),),
        }
        if shown.cross:
            line = next(line for line in shown.cross.themes if row.theme in line.themes)
            block = next(block for block in shown.cross.months if block.first <= row.month <= block.last)
            places.add(tuple(attacker.cell(line.themes, block)))
        found.update(dict.fromkeys(places, row.number))
    for closed in counts.closed:
        found[(("outcome", closed.outcome),)] += closed.number
    for kind, number in counts.redirected:
        found[(("redirect", kind),)] += number
    return {what: number for what, number in found.items() if 0 < number < shown.threshold}


def total_of(what: tuple[Unknown, ...], shown: Account) -> Figure:
    """The total that a number is part of."""
    totals = {"outcome": shown.closed.reports, "redirect": shown.redirected}
    return totals.get(str(what[0][0]), shown.received)


def everything(shown: Account) -> Iterable[int]:
    """Every number of reports or redirects that the account shows."""
    lists = shown.themes, shown.months, shown.identities, shown.departments, shown.outcomes, shown.redirects
    yield from (line.number for lines in (*lists, shown.origins or ()) for line in lines)
    if shown.cross:
        yield from (number for row in shown.cross.cells for number in row if number is not None)
    totals = shown.received, shown.answered.reports, shown.closed.reports, shown.open_at_end, shown.redirected
    yield from (number for number in totals if isinstance(number, int))
    yield from (number for number in (shown.answered.in_time, shown.answered.late) if number is not None)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(cases, thresholds)
def test_no_number_below_the_threshold_is_shown(case: Case, threshold: int) -> None:
    shown, _ = made(case, threshold)
    assert not [number for number in everything(shown) if 0 < number < threshold]


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(cases, st.integers(0, 1000), thresholds)
def test_a_small_number_cannot_be_worked_out_from_all_that_is_shown(
    case: Case, seed: int, threshold: int
) -> None:
    shown, counts = made(case, threshold)
    attacker = Attacker(shown, KNOWN)
    hidden = small_numbers(shown, counts, attacker)
    for what in random.Random(seed).sample(sorted(hidden, key=str), min(12, len(hidden))):
        least, most = attacker.range(what)
        whole = total_of(what, shown)
        if isinstance(whole, Below):  # of so few, no part can be told from any other
            assert (min(least, 1), most) == (least, whole.limit - 1), what
        else:
            assert most - least >= threshold, (what, hidden[what], least, most)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(cases, thresholds)
def test_a_total_that_is_hidden_can_still_be_anything_below_its_limit(case: Case, threshold: int) -> None:
    shown, counts = made(case, threshold)
    attacker = Attacker(shown, KNOWN)
    totals = {"received": shown.received, "closed": shown.closed.reports, "redirected": shown.redirected}
    for name, total in totals.items():
        if isinstance(total, Below):
            assert attacker.range([(name,)]) == (1, total.limit - 1)
    if 0 < counts.open_at_end < threshold:
        least, most = attacker.range([("open",)])
        assert most - least >= threshold


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(cases, thresholds)
def test_every_sum_that_is_shown_is_true(case: Case, threshold: int) -> None:
    shown, counts = made(case, threshold)
    received = sum(row.number for row in counts.received)
    by_place = [(row.theme, row.month, row.number) for row in counts.received]
    for line in shown.themes:
        assert line.number == sum(n for theme, _, n in by_place if theme in line.themes)
    for block in shown.months:
        assert block.number == sum(n for _, month, n in by_place if block.first <= month <= block.last)
    for parts in (shown.themes, shown.months, shown.identities, shown.origins or (), shown.departments):
        assert not parts or sum(part.number for part in parts) == received
    if shown.cross:
        for line, row in zip(shown.cross.themes, shown.cross.cells, strict=True):
            for block, number in zip(shown.cross.months, row, strict=True):
                within = [n for t, m, n in by_place if t in line.themes and block.first <= m <= block.last]
                assert number in (sum(within), None)
    closed = sum(row.number for row in counts.closed)
    assert not shown.outcomes or sum(part.number for part in shown.outcomes) == closed
    assert shown.received in (received, Below(threshold))
    assert shown.closed.reports in (closed, Below(threshold))
    assert shown.open_at_end in (counts.open_at_end, Below(2 * threshold), None)


@given(st.dictionaries(st.integers(0, 30), st.integers(1, 12), min_size=1))
def test_how_many_were_in_time_cannot_be_worked_out_from_the_days(waited: dict[int, int]) -> None:
    counts = Counts([], [Answered(days, number) for days, number in waited.items()], [], 0, [])
    days = account(counts, date(2026, 1, 1), date(2026, 6, 30), (), THRESHOLD).answered
    reports, in_time = sum(waited.values()), sum(n for day, n in waited.items() if day <= NORM)
    late = reports - in_time
    if days.in_time is not None:
        assert (days.in_time, days.late) == (in_time, late)
        return
    assert reports < THRESHOLD or 0 < min(in_time, late) < THRESHOLD
    least, most = 0, reports
    for quarters, value in ((1, days.quarter), (2, days.half), (3, days.three_quarters)):
        done = math.ceil(quarters * reports / 4)
        if value is not None and value <= NORM:
            least = max(least, done)
        if value is not None and value > NORM:
            most = min(most, done - 1)
    assert most - least >= min(THRESHOLD, reports)


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 40), min_size=1))
def test_a_quarter_half_and_three_quarters_are_true_when_they_are_told(waited: dict[int, int]) -> None:
    counts = Counts([], [Answered(days, number) for days, number in waited.items()], [], 0, [])
    days = account(counts, date(2026, 1, 1), date(2026, 6, 30), (), THRESHOLD).answered
    every = sorted(day for day, number in waited.items() for _ in range(number))
    told = {1: days.quarter, 2: days.half, 3: days.three_quarters}
    assert [quarters for quarters, value in told.items() if value is not None] == (
        [1, 2, 3] if len(every) >= 24 else [2] if len(every) >= 11 else []
    )
    for quarters, value in told.items():
        if value is not None:
            assert sum(1 for day in every if day <= value) * 4 >= quarters * len(every)
            assert sum(1 for day in every if day < value) * 4 < quarters * len(every)
