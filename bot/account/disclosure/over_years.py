"""Half-years in which more is told of their year: what a longer period takes of that. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.account.disclosure import adding
from bot.account.disclosure.disclosed import Disclosed, Year
from bot.account.disclosure.figures import Account, Days
from bot.account.disclosure.kinds import TableKind
from bot.account.disclosure.numbers import added
from bot.account.disclosure.tables import Table


class Piece(NamedTuple):
    """A half-year as far as it is in the period. `whole`: all its months are. `version` is 0 for figures
    that are not closed, and so may still change."""

    half: str
    told: Disclosed
    whole: bool
    version: int = 0
    checksum: str = ""


class Wide(NamedTuple):
    """Two half-years, by their places among the pieces, and what is told of their year besides."""

    first: int
    second: int
    year: Year


def of(pieces: Sequence[Piece]) -> list[Wide]:
    """The years of which both half-years are here as a whole, in the versions of which that was decided."""
    places = {(one.half, one.version): place for place, one in enumerate(pieces) if one.whole}
    found = []
    for place, one in enumerate(pieces):
        year = one.told.year
        first = places.get((one.half.replace("H2", "H1"), year.before)) if year and one.whole else None
        if year and first is not None:
            found.append(Wide(first, place, year))
    return found


def accounts(every: Sequence[Account], wide: Sequence[Wide], name: str) -> list[Account]:
    """The accounts of half-years, with one instead of two where a list of their year is told."""
    found = dict(enumerate(every))
    for first, second, year in wide:
        told = getattr(year.account, name)
        if told:
            two = found[first], found.pop(second)
            found[first] = two[0]._replace(
                last=two[1].last,
                received=added(one.received for one in two),
                closed=Days(added(one.closed.reports for one in two)),
                redirected=added(one.redirected for one in two),
                **{name: told},
            )
    return list(found.values())


def days(sums: Days, every: Sequence[Account], wide: Sequence[Wide], name: str) -> Days:
    """How long it took in a year, where that is told; of longer periods, sums alone."""
    if not wide or len(every) > 2:
        return sums
    told: Days = getattr(wide[0].year.account, name)
    pairs = zip(told[1:], sums[1:], strict=True)
    return Days(sums.reports, *(one if one is not None else other for one, other in pairs))


def tables(kind: TableKind, every: Sequence[Table | None], wide: Sequence[Wide]) -> list[Table | None]:
    """A table of half-years, with one instead of two where it is told by line of their year."""
    found = dict(enumerate(every))
    for first, second, year in wide:
        told = next((table for table in year.tables if table.name == kind.name), None)
        if told:
            base = adding.over_time(kind, [found[first], found.pop(second)])
            found[first] = base._replace(rows=told.rows)
    return list(found.values())
