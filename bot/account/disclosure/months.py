"""Months, and themes by months, counted together where there are too few to tell them apart. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from bot.account.disclosure.suppression import protect, safe
from bot.account.disclosure.themes import ThemeLine

SIZES = (1, 3, 6, 12)  # months that may be counted together: month, quarter, half-year, year
UNEVEN = 2  # instead of a size: months together as they come
UNEVEN_MONTHS = 12
MOST_LINES = 36
MOST_COLUMNS = 13  # what fits across a page

ByMonth = Mapping[tuple[date, str], int]  # first day of a month, theme → reports


class Months(NamedTuple):
    """Whole months, from the first day to the last, and what came in in them."""

    first: date
    last: date
    number: int = 0


class Cross(NamedTuple):
    """Themes by months. A cell that is None is hidden; all totals are in the lines themselves, or, when not
    `added_up`, those of lines with a hidden cell are not told."""

    themes: tuple[ThemeLine, ...]
    months: tuple[Months, ...]
    size: int
    cells: tuple[tuple[int | None, ...], ...]
    added_up: bool = True


def blocks(first: date, last: date, size: int) -> tuple[Months, ...]:
    """The months of a period one by one, or by calendar quarter, half-year or year, without numbers."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    starts = (date(number // 12, number % 12 + 1, 1) for number in numbers)
    whole = [next(block) for _, block in groupby(starts, key=lambda m: (m.year, (m.month - 1) // size))]
    ends = [*(start - timedelta(days=1) for start in whole[1:]), last]
    return tuple(Months(start, end) for start, end in zip(whole, ends, strict=True))


def in_months(counts: ByMonth, first: date, last: date, threshold: int) -> tuple[tuple[Months, ...], int]:
    """The shortest of SIZES in which no number is too small, and that size. Else, in a year or less, as many
    lines of months together as can be told, and UNEVEN; else the whole period and 0."""
    for size in SIZES:
        empty = blocks(first, last, size)
        if len(empty) <= MOST_LINES:
            lines = _counted(counts, empty)
            if len(lines) == 1 and (uneven := _uneven(_counted(counts, blocks(first, last, 1)), threshold)):
                return uneven, UNEVEN
            if all(safe(line.number, threshold) for line in lines):
                return lines, size
    lines = _uneven(_counted(counts, blocks(first, last, 1)), threshold)
    return (lines, UNEVEN) if lines else ((Months(first, last, sum(counts.values())),), 0)


def _uneven(months: Sequence[Months], threshold: int) -> tuple[Months, ...]:
    """As many lines as can be told, of months that follow each other; nothing when there are many months. Of
    as many lines, those whose smallest is the largest."""
    if len(months) > UNEVEN_MONTHS:
        return ()
    best: list[tuple[int, int, tuple[Months, ...]] | None] = [(0, 1 << 30, ())]
    for end in range(1, len(months) + 1):
        found = None
        for start in range(end):
            before, number = best[start], sum(month.number for month in months[start:end])
            if before is None or number < threshold or (end - start == 1 and not safe(number, threshold)):
                continue
            line = Months(months[start].first, months[end - 1].last, number)
            here = before[0] + 1, min(before[1], number), (*before[2], line)
            found = max(found, here, key=lambda one: one[:2]) if found else here
        best.append(found)
    last = best[-1]
    return last[2] if last and last[0] > 1 else ()


def cross(
    counts: ByMonth,
    choices: Sequence[tuple[ThemeLine, ...]],
    first: date,
    last: date,
    shortest: int,
    threshold: int,
) -> Cross | None:
    """Of the tables of these lines by months, quarters …: the best of those that can be shown, if any.

    Best is many themes with many numbers; a hole in the table takes one number away.

    `shortest` is the size that `in_months` gave, so that all totals of the table are safe.
    """
    best, most = None, 0
    for size in (size for size in SIZES if size >= shortest > 0):
        empty = blocks(first, last, size)
        if not 1 < len(empty) <= MOST_COLUMNS:
            continue
        months = _counted(counts, empty)
        for lines in (lines for lines in choices if len(lines) > 1):
            cells = [[_in(counts, line, block) for block in months] for line in lines]
            hidden = protect(cells, threshold)
            if hidden is None:
                continue
            told = sum(1 for row in cells for number in row if number) - 2 * len(hidden)
            if told * len(lines) > most:
                best, most = Cross(lines, months, size, _without(cells, hidden)), told * len(lines)
    return best


def _counted(counts: ByMonth, empty: Iterable[Months]) -> tuple[Months, ...]:
    by_month: dict[date, int] = {}
    for (month, _), number in counts.items():
        by_month[month] = by_month.get(month, 0) + number
    return tuple(
        block._replace(number=sum(n for month, n in by_month.items() if block.first <= month <= block.last))
        for block in empty
    )


def _in(counts: ByMonth, line: ThemeLine, block: Months) -> int:
    return sum(
        number
        for (month, theme), number in counts.items()
        if theme in line.themes and block.first <= month <= block.last
    )


def _without(
    cells: Sequence[Sequence[int]], hidden: set[tuple[int, int]]
) -> tuple[tuple[int | None, ...], ...]:
    return tuple(
        tuple(None if (r, c) in hidden else number for c, number in enumerate(row))
        for r, row in enumerate(cells)
    )
