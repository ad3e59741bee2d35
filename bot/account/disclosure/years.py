"""What is told of a year where its half-years are too thin: lists that tell more lines of it. Pure.

It is decided when the second half-year is closed, is kept with it, and is tried with all that is told of both
(decision 33)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from bot.account.disclosure import lists
from bot.account.disclosure.disclosed import Disclosed, Year
from bot.account.disclosure.figures import NOT_GIVEN, WAYS, Account, Days, account
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.tables import WHOLE, Table
from bot.account.disclosure.themes import ThemeLine
from bot.reports.dialogue import IDENTITIES, REDIRECTS
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Counts

Line = TypeVar("Line", Part[Any], ThemeLine)

LISTS = ("themes", "identities", "departments", "outcomes", "redirects", "origins")
DAYS = ("answered", "decided", "closed")
TABLES = (
    "meetings_present",
    "week_participations",
)  # what happened, by lines that are there in every half-year


def proposed(
    earlier: Disclosed,
    version: int,
    later: Disclosed,
    counts: Counts,
    departments: Sequence[int],
    tables: Sequence[Table],
) -> Year:
    """What could be told of a year, with what is small hidden already. `earlier` is what that `version` of
    its first half-year tells, `later` what its second one does; `counts` and `tables` are of the year."""
    two = earlier.account, later.account
    threshold = max(one.threshold for one in two)
    whole = account(counts, two[0].first, two[1].last, departments, threshold)
    told = _nothing(two[0].first, two[1].last, threshold)
    for name, sums in _sums(two, departments).items():
        if lists.worth(getattr(whole, name)) > lists.worth(sums):
            told = told._replace(**{name: getattr(whole, name)})
    told = told._replace(answered=_days(whole.answered), closed=_days(whole.closed))
    if whole.decided is not None:
        told = told._replace(decided=_days(whole.decided))
    each = [{table.name: table for table in one.tables} for one in (earlier, later)]
    split = (table for table in tables if table.name in TABLES and table.rows)
    thin = (one for one in split if not any(_lines(tables.get(one.name)) for tables in each))
    return Year(version, told, tuple(table._replace(total=()) for table in thin))


def _sums(two: Sequence[Account], departments: Sequence[int]) -> dict[str, Sequence[Any]]:
    """What both half-years tell together of each list."""
    places = (*departments, NOT_GIVEN)
    every = {"identities": IDENTITIES, "departments": places, "outcomes": OUTCOMES, "redirects": REDIRECTS}
    if all(one.origins is not None for one in two):
        every["origins"] = WAYS
    totals = {"outcomes": [one.closed.reports for one in two], "redirects": [one.redirected for one in two]}
    received = [one.received for one in two]
    found: dict[str, Sequence[Any]] = {"themes": lists.themes_of(two)}
    for name, kinds in every.items():
        parts = [getattr(one, name) for one in two]
        found[name] = lists.parts_of(list(zip(parts, totals.get(name, received), strict=True)), kinds)
    return found


def choices(year: Year) -> Iterator[Iterator[Year]]:
    """For each thing that it tells: that alone, and then ever coarser."""
    account, bare = year.account, _nothing(year.account.first, year.account.last, year.account.threshold)
    for name in (*LISTS, *DAYS):
        if _tells(year, name):
            told = getattr(account, name)
            ways: Iterable[Any] = coarser(told) if name in LISTS else (told,)
            yield (Year(year.before, bare._replace(**{name: way})) for way in ways)
    for table in year.tables:
        yield iter((Year(year.before, bare, (table,)),))


def coarser(parts: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """A list, and the same with the smallest two lines put together, again and again, until two are left."""
    lines = sorted(parts, key=lambda part: -part.number)
    while len(lines) > 1:
        yield tuple(lines)
        one, other = lines[-2:]
        lines[-2:] = [one.joined(other)]
        lines.sort(key=lambda part: -part.number)


def together(one: Year | None, other: Year) -> Year:
    """What both tell, of different things."""
    if one is None:
        return other
    names = (*LISTS, *DAYS)
    found = {name: getattr(of.account, name) for of in (one, other) for name in names if _tells(of, name)}
    return Year(one.before, one.account._replace(**found), (*one.tables, *other.tables))


def _tells(year: Year, name: str) -> bool:
    return bool(getattr(year.account, name) not in ((), None, Days(None)))


def _days(days: Days) -> Days:
    """Days without how many reports there were: that is a sum of what the half-years tell."""
    return days._replace(reports=None)


def _lines(table: Table | None) -> bool:
    """Whether a table tells anything by line."""
    return table is not None and any(row.keys != WHOLE for row in table.rows)


def _nothing(first: date, last: date, threshold: int) -> Account:
    days = Days(None)
    return Account(
        first, last, None, (), (), 0, None, (), (), days, days, (), None, None, (), threshold, None, days, ()
    )
