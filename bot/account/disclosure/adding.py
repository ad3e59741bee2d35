"""The same table of several half-years or organisations, as one: each number adds up as its kind says. Pure.

Lines are what all of them tell apart. What one of them has put together is a line of its own, and what one
does not split at all is in a line "whole": so no number stands under a name that it is not of. A line of
which more is counted in another one says "at least"."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.account.disclosure import tables as tables_of
from bot.account.disclosure.kinds import Adds, TableKind
from bot.account.disclosure.numbers import Figure, added, at_least, bounds, different
from bot.account.disclosure.rounds import round_of
from bot.account.disclosure.tables import Row, Table

WHOLE = frozenset(tables_of.WHOLE)

Lines = Mapping[frozenset[str], tuple[Figure, ...]]
Way = Callable[[Sequence[Figure]], Figure]


def beside(tables: Sequence[Table | None]) -> Table:
    """The table of organisations beside each other."""
    measures = next(table.measures for table in tables if table)
    return _together(tables, [Adds.FLOW] * len(measures))


def over_time(kind: TableKind, tables: Sequence[Table | None]) -> Table:
    """The table of half-years one after another; None where a half-year has nothing of it."""
    return _together(tables, list(kind.measures.values()))


def of_rounds(tables: Sequence[Table | None], told_last: Mapping[str, int], years: Sequence[int]) -> Table:
    """A table of rounds: each as it was told last, in the table of `told_last`. `years`: those in which the
    half-years end; a line without a round is of that year's."""
    first = next(table for table in tables if table)
    rows = [
        row
        for place, table in enumerate(tables)
        for row in (table.rows if table else ())
        if told_last.get(round_of(row, years[place]), place) == place
    ]
    one = len({round_of(row, 0) for row in rows}) == 1
    total = tuple(added(column) for column in zip(*(row.numbers for row in rows), strict=True)) if one else ()
    return Table(first.name, first.measures, tuple(rows), total if first.total else ())


def _together(tables: Sequence[Table | None], adds: Sequence[Adds]) -> Table:
    first = next(table for table in tables if table)
    each = [_lines(table) for table in tables]
    names: dict[frozenset[str], tuple[str, ...]] = {}
    for table in filter(None, tables):
        for row in table.rows:
            names.setdefault(frozenset(row.keys), row.keys)
    names.pop(WHOLE, None)
    split = sorted(names, key=lambda line: len(line) > 1)
    whole = any(WHOLE in lines for lines in each)
    rows = []
    for line in split:
        shared = whole or any(line & other for other in names if other != line)
        numbers = [_figure(line, place, how, each, shared) for place, how in enumerate(adds)]
        if not shared or any(bounds(number)[0] for number in numbers):
            rows.append(Row(names[line], tuple(numbers)))
    if whole and rows:
        numbers = [_figure(WHOLE, place, how, each, False) for place, how in enumerate(adds)]
        rows.append(Row(tuple(WHOLE), tuple(numbers)))
    totals = [table.total if table else (0,) * len(adds) for table in tables]
    columns = zip(adds, zip(*totals, strict=True), strict=True) if all(totals) else ()
    return Table(first.name, first.measures, tuple(rows), tuple(_over(how, some) for how, some in columns))


def _lines(table: Table | None) -> Lines:
    """The numbers of each line, by what is counted in it."""
    if table is None:
        return {}
    if not table.rows and any(table.total):
        return {WHOLE: table.total}
    return {frozenset(row.keys): row.numbers for row in table.rows}


def _figure(line: frozenset[str], place: int, how: Adds, each: Sequence[Lines], shared: bool) -> Figure:
    """One number of a line; `shared` when more of it is, or may be, in another line."""
    if how is Adds.STATE:
        last = each[-1]
        if line in last:
            return last[line][place]
        return None if line is not WHOLE and _elsewhere(line, last) else 0
    told = [lines[line][place] for lines in each if line in lines]
    figure = _over(how, [one for one in told if one is not None])
    return at_least(figure) if shared or None in told else figure


def _elsewhere(line: frozenset[str], lines: Iterable[frozenset[str]]) -> bool:
    return any(other == WHOLE or line & other for other in lines)


def _over(how: Adds, figures: Sequence[Figure]) -> Figure:
    if how is Adds.STATE:
        return figures[-1]
    return different(figures) if how is Adds.PEOPLE else added(figures)
