"""What can be true of an activity: when, how often, and of which kind. The same in a form and in a file."""

import re
from datetime import date

from bot.field_log.kinds import LONGEST
from bot.foundation.context import Context
from bot.tabular import cells
from bot.tabular.cells import Unclear
from bot.tabular.headers import plain
from bot.tabular.reader import Cell
from storage import closings

MOST = 9_999  # times in one line
FURTHEST = date(9999, 12, 31)


def earliest(ctx: Context) -> date:
    """The first day of the first year of which Baken counts anything for this organisation."""
    first = closings.first_day(ctx.session, ctx.organisation.id)
    return date(min(first.year if first else ctx.today.year, ctx.today.year), 1, 1)


def day(cell: Cell, first: date, today: date) -> date:
    """A day from the first one to today. Raises Unclear, with a key under activities.errors."""
    try:
        found = cells.day(cell, FURTHEST)
    except Unclear as unclear:
        raise Unclear("early" if unclear.why == "date_impossible" else "no_day") from None
    if found is None:
        raise Unclear("no_day")
    if found > today:
        raise Unclear("future")
    if found < first:
        raise Unclear("early")
    return found


def number(cell: Cell) -> int:
    """How often, 1 at least. Raises Unclear, with a key under activities.errors."""
    if isinstance(cell, bool):
        raise Unclear("number")
    said = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", said) or not int(said):
        raise Unclear("number")
    if int(said) > MOST:
        raise Unclear("many")
    return int(said)


def name(cell: Cell, longest: int = LONGEST) -> str:
    """What an own kind is called. Raises Unclear, with a key under activities.errors."""
    try:
        said = cells.text(cell)
    except Unclear as unclear:
        long = unclear.why in ("several_lines", "too_long")
        raise Unclear("name_long" if long else "name_missing") from None
    if not plain(said):
        raise Unclear("name_missing")
    if len(said) > longest:
        raise Unclear("name_long")
    return said
