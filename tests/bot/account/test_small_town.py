"""A small town reads something: as much is told as can be, and no small number follows from it."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from bot.account.disclosure.figures import Account, account
from bot.account.disclosure.months import UNEVEN, in_months
from bot.account.disclosure.suppression import THRESHOLD, Part, safe, split
from bot.account.disclosure.themes import ENOUGH, across, most
from bot.reports.dialogue import THEMES
from bot.reports.handling_screens import OUTCOMES
from tests.bot.account.making import counted, some_redirects, some_reports
from tests.support.examples import HealthCheck, given, settings, st

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
few = st.lists(st.integers(0, 12), min_size=2, max_size=7)


def test_twelve_can_be_six_and_six() -> None:
    assert split({"a": 3, "b": 3, "c": 2, "d": 4}, THRESHOLD) == (Part(("c", "d"), 6), Part(("a", "b"), 6))


def ways(keys: list[int]) -> Iterator[list[list[int]]]:
    """Every way to put things together."""
    if not keys:
        yield []
        return
    for way in ways(keys[1:]):
        yield [[keys[0]], *way]
        for place in range(len(way)):
            yield [*way[:place], [keys[0], *way[place]], *way[place + 1 :]]


def may_be_told(counts: Mapping[int, int], way: list[list[int]]) -> bool:
    """Each number that is not zero is in a part that is safe; all but one of those that are put together are
    so large that each number in it may be anything from 1 to 4, also for who knows that none is zero."""
    sums = [(len(some), sum(counts[key] for key in some)) for some in way]
    if not all(safe(number, THRESHOLD) for _, number in sums):
        return False
    tight = [1 for size, number in sums if size > 1 and number < THRESHOLD + size - 2]
    return len(tight) <= 1


@settings(max_examples=150, deadline=None)
@given(few)
def test_as_many_lines_are_told_as_there_can_be(numbers: list[int]) -> None:
    counts = dict(enumerate(numbers))
    parts = split(counts, THRESHOLD)
    best = (
        max(len(way) for way in ways([key for key in counts if counts[key]]) if may_be_told(counts, way))
        if sum(numbers) >= THRESHOLD
        else 0
    )
    told = sum(1 for part in parts if part.number)
    assert told == best or (not parts and best < 2), (counts, parts, best)
    assert not parts or sum(part.number for part in parts) == sum(numbers)
    if not all(safe(number, THRESHOLD) for number in numbers) and parts:
        zeros = {key for key in counts if not counts[key]}
        assert zeros <= {*parts[-1].keys} and len(parts[-1].keys) > 1


def town(number: int, seed: int, skew: float) -> Account:
    reports = some_reports(number, FIRST, LAST, seed, (1, 2, 3), skew)
    return account(counted(reports, some_redirects(2, seed), FIRST, LAST), FIRST, LAST, (1, 2, 3), THRESHOLD)


def lines(parts: tuple[object, ...]) -> int:
    return sum(1 for part in parts if getattr(part, "number", 0))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(THEMES), st.integers(0, 9), min_size=3))
def test_groups_of_themes_stay_whole_unless_that_tells_few_lines(found: dict[str, int]) -> None:
    counts = {**dict.fromkeys(THEMES, 0), **found}
    told, groups = most(counts, THRESHOLD)
    assert lines(told) >= min(ENOUGH, lines(across(counts, THRESHOLD)))
    if lines(groups) >= ENOUGH:
        assert all(len(line.groups) == 1 or line.themes in {one.themes for one in groups} for line in told)


@pytest.mark.parametrize("skew", [0.0, 1.0])
def test_most_towns_with_twelve_reports_read_themes_months_and_days(skew: float) -> None:
    every = [town(12, seed, skew) for seed in range(40)]
    assert sum(lines(one.themes) >= 2 for one in every) >= 34  # of the others, no two lines are safe
    assert sum(lines(one.months) >= 2 for one in every) >= 34  # of the others, no two lines are safe
    answered = [one.answered for one in every if isinstance(one.answered.reports, int)]
    assert all((one.half is not None) == (int(one.reports or 0) >= 11) for one in answered)  # type: ignore[arg-type]


def test_twelve_closed_reports_have_outcomes_and_days() -> None:
    rows = dict(zip(OUTCOMES, (4, 3, 3, 2), strict=False))
    assert [part.number for part in split({**dict.fromkeys(OUTCOMES, 0), **rows}, THRESHOLD)] == [6, 6]


def test_months_are_put_together_as_they_come_where_quarters_are_too_small() -> None:
    numbers = {
        (date(2026, month, 1), "drugs"): n for month, n in zip(range(1, 7), (3, 3, 2, 1, 1, 2), strict=True)
    }
    told, size = in_months(numbers, FIRST, LAST, THRESHOLD)
    assert size == UNEVEN and [(one.first.month, one.last.month, one.number) for one in told] == [
        (1, 2, 6),
        (3, 6, 6),
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_months_together_are_true_and_none_is_small(numbers: list[int]) -> None:
    counts = {(date(2026, month, 1), "drugs"): n for month, n in enumerate(numbers, 1)}
    told, size = in_months(counts, FIRST, LAST, THRESHOLD)
    assert sum(one.number for one in told) == sum(numbers)
    assert size == 0 or all(safe(one.number, THRESHOLD) for one in told)
    if size == UNEVEN:
        assert len(told) > 1 and all(one.number >= THRESHOLD for one in told)
        assert all(one.number == sum(numbers[one.first.month - 1 : one.last.month]) for one in told)
