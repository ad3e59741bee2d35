"""The account of reports that its reader may know of, one by one: every number as it is. Pure.

For the internal edition alone. Whoever reads it sees each of these reports in the list; it is made of nothing
else, so it tells nothing of a report that was kept from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import TypeVar

from bot.account.disclosure import themes
from bot.account.disclosure.figures import NORM, NOT_GIVEN, Account, Days, by_way
from bot.account.disclosure.months import MOST_COLUMNS, MOST_LINES, SIZES, Cross, Months, blocks
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.themes import GROUPS, ThemeLine
from bot.reports.dialogue import IDENTITIES, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Counts, Received

Key = TypeVar("Key")


def account(counts: Counts, first: date, last: date, departments: Sequence[int]) -> Account:
    """All that was counted of reports from the first day to the last; `departments` are the ids of all."""
    size, in_time = _shortest(first, last, MOST_LINES), _months(counts.received, first, last, MOST_LINES)
    by_theme = _tally(((themes.known(row.theme), row.number) for row in counts.received), THEMES)
    lines = tuple(
        ThemeLine((group,), (theme,), by_theme[theme]) for group, some in GROUPS.items() for theme in some
    )
    places = _tally(
        ((row.department_id or NOT_GIVEN, row.number) for row in counts.received), (*departments, NOT_GIVEN)
    )
    outcomes = _tally(((row.outcome or "", row.number) for row in counts.closed), OUTCOMES)
    ways = by_way(counts.received)
    return Account(
        first,
        last,
        sum(by_theme.values()),
        lines,
        in_time,
        size,
        _cross(counts.received, lines, first, last),
        _parts(_tally(((row.identity, row.number) for row in counts.received), IDENTITIES)),
        _parts(places),
        _days(_tally((row.days, row.number) for row in counts.answered), NORM),
        _days(_tally((row.days, row.number) for row in counts.closed)),
        _parts(outcomes),
        counts.open_at_end,
        None,
        (),
        reopened=counts.reopened,
        decided=None
        if counts.decided is None
        else _days(_tally((row.days, row.number) for row in counts.decided)),
        origins=None if ways is None else _parts(ways),
    )


def _shortest(first: date, last: date, most: int) -> int:
    """The shortest time (in months) by which no more than so many lines are needed; 0 for all in one."""
    return next((size for size in SIZES if len(blocks(first, last, size)) <= most), 0)


def _months(received: Sequence[Received], first: date, last: date, most: int) -> tuple[Months, ...]:
    size = _shortest(first, last, most)
    empty = blocks(first, last, size) if size else (Months(first, last),)
    return tuple(
        block._replace(number=sum(row.number for row in received if block.first <= row.month <= block.last))
        for block in empty
    )


def _cross(received: Sequence[Received], lines: Sequence[ThemeLine], first: date, last: date) -> Cross | None:
    """Themes of which there is any by months, where there is more than one month."""
    size, months = _shortest(first, last, MOST_COLUMNS), _months(received, first, last, MOST_COLUMNS)
    some = tuple(line for line in lines if line.number)
    if len(months) < 2 or not size or not some:
        return None
    cells = tuple(
        tuple(
            sum(
                row.number
                for row in received
                if themes.known(row.theme) in line.themes and block.first <= row.month <= block.last
            )
            for block in months
        )
        for line in some
    )
    return Cross(some, months, size, cells)


def _days(waited: Mapping[int, int], norm: int | None = None) -> Days:
    reports = sum(waited.values())
    if not reports:
        return Days(0)
    within = [_within(waited, reports, quarters) for quarters in (1, 2, 3)]
    in_time = sum(number for days, number in waited.items() if norm is not None and days <= norm)
    return Days(reports, *within, *((in_time, reports - in_time) if norm is not None else ()))


def _within(waited: Mapping[int, int], reports: int, quarters: int) -> int:
    """The fewest days within which so many quarters of the reports were done."""
    days = sorted(waited)
    done = accumulate(waited[day] for day in days)
    return next(day for day, so_far in zip(days, done, strict=True) if 4 * so_far >= quarters * reports)


def _parts(counts: Mapping[Key, int]) -> tuple[Part[Key], ...]:
    return tuple(Part((key,), number) for key, number in counts.items())


def _tally(counted: Iterable[tuple[Key, int]], known: Iterable[Key] = ()) -> dict[Key, int]:
    """Adds up by key; what is known comes first, also when there is none of it."""
    found = dict.fromkeys(known, 0)
    for key, number in counted:
        found[key] = found.get(key, 0) + number
    return found
