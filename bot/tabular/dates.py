"""How a file writes its dates with slashes: 03/01/2026 is in January or in March, and one file means one of
the two. Pure."""

from collections.abc import Iterator

from bot.foundation.mistakes import Mistake
from bot.tabular import cells, reader
from bot.tabular.headers import Columns, plain

FIELDS = ("started_on", "left_on")
LAST_MONTH = 12
ENGLISH = frozenset({"startdate", "hiredate", "leavedate", "enddate", "lastday"})


def month_first(table: reader.Table, found: Columns, longest: int) -> bool:
    """Whether the month comes first: what a day above the twelfth says, for all of the file. Where nothing
    says it, a header in Dutch is of a Dutch file, in which the day comes first.

    Raises Mistake when the dates of a file say both, or when nothing says it."""
    day, month, unsure = False, False, ""
    for header, cell in _cells(table, found, longest):
        written = cells.SLASHED.fullmatch(cell)
        first, second = (int(written[1]), int(written[2])) if written else (0, 0)
        day, month = day or first > LAST_MONTH, month or second > LAST_MONTH
        unsure = unsure or (header if first != second and plain(header) in ENGLISH else "")
    if (day and month) or (unsure and not day and not month):
        raise Mistake("people_dates_unclear")
    return month


def _cells(table: reader.Table, found: Columns, longest: int) -> Iterator[tuple[str, str]]:
    """The dates that are text, each with the name of its column."""
    named: dict[int, str] = {}
    for row in reader.rows(table, found.separator, longest):
        for field in FIELDS:
            position = found.at.get(field, len(row.cells))
            cell = row.cells[position] if position < len(row.cells) else None
            if row.number == found.header:
                named[position] = str(cell)
            elif row.number > found.header and isinstance(cell, str):
                yield named.get(position, ""), cell
