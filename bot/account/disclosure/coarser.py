"""Ways to tell less of a half-year, each a little, with what it costs. Pure.

Whoever reads the coarser figures knows nothing but sums of the finer ones, or less of them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.figures import Days, by_month_only
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import Figure, safe_figure
from bot.account.disclosure.tables import Row, Table, tells, untold

# What is worked out of one of these may be mended by telling less of another.
RELATED = (
    {"onboarding", "onboarding_departments", "onboarding_groups"},
    {"received", "closed", "open", "reopened", "decided", "outcomes", "outcomes_departments"},
    {"campaigns", "campaigns_departments"},
    {"modules", "modules_departments"},
    {"themes", "months", "cross"},
)

DETAILS = (
    "outcomes_departments",
    "modules_departments",
    "campaigns_departments",
)  # by department, of a whole


class Step(NamedTuple):
    """What is told when a little less is told, and how many figures are lost by it; `less` is of what."""

    cost: float
    told: Disclosed
    less: str


def steps(told: Disclosed, names: Iterable[str]) -> list[Step]:
    """Every small step away from what is told of these lists and tables, the cheapest first."""
    wanted = related(names)
    found = [*_of_reports(told, wanted)]
    for table in told.tables:
        if table.name in wanted and tells(table):
            for less in _of_table(table):
                lost = _worth(table) - (_worth(less) if less else 0)
                found.append(Step(lost, _with_table(told, table, less), table.name))
    return sorted(found, key=lambda step: step.cost)


def gone(told: Disclosed, names: Iterable[str]) -> list[Step]:
    """The steps that take one table away as a whole, the cheapest first."""
    wanted = related(names)
    here = [table for table in told.tables if table.name in wanted and tells(table)]
    found = [Step(_worth(table), _with_table(told, table, None), table.name) for table in here]
    return sorted(found, key=lambda step: step.cost)


def without(told: Disclosed, names: Iterable[str]) -> Disclosed:
    """What is told without all of these tables and lists."""
    wanted = related(names)
    for table in told.tables:
        if table.name in wanted:
            told = _with_table(told, table, None)
    while some := [*_of_reports(told, wanted)]:
        told = some[-1].told
    return told


def least(told: Disclosed, people: Iterable[str]) -> Disclosed:
    """What can be told whatever is found out: how many reports came in, and what is no number of people."""
    account, names = told.account, {*people}
    received = safe_figure(account.received, account.threshold)
    shown = by_month_only(account)._replace(received=received, themes=(), months=(), cross=None)
    gone = [table.name for table in told.tables if table.name in names]
    lists = [
        name for name, value in zip(account._fields, shown, strict=True) if value != getattr(account, name)
    ]
    kept = tuple(untold(table) if table.name in names else table for table in told.tables)
    return told._replace(account=shown, tables=without_days(kept), withheld=_more(told, (*lists, *gone)))


def related(names: Iterable[str]) -> set[str]:
    """These, and what they hang together with."""
    wanted = {*names}
    for some in RELATED:
        wanted |= some if some & wanted else set()
    return wanted


def _of_reports(told: Disclosed, wanted: set[str]) -> Iterator[Step]:
    account = told.account
    lists: dict[str, dict[str, Any]] = {"months": {"months": (), "cross": None}, "cross": {"cross": None}}
    for name in ("identities", "origins", "departments", "outcomes", "redirects", "months", "cross"):
        if name in wanted and getattr(account, name):
            less = account._replace(**lists.get(name, {name: ()}))
            cost = len(getattr(account, name)) if name != "cross" else 3
            yield Step(cost, told._replace(account=less, withheld=_more(told, (name,))), name)
    if "themes" in wanted and account.themes:
        less = account._replace(themes=(), cross=None)
        yield Step(9, told._replace(account=less, withheld=_more(told, ("themes",))), "themes")
    for name in ("answered", "decided"):
        days: Days | None = getattr(account, name)
        if name in wanted and days is not None and days[1:] != Days(None)[1:]:
            bare: dict[str, Any] = {name: Days(days.reports)}
            yield Step(3, told._replace(account=account._replace(**bare)), name)
            none: dict[str, Any] = {name: Days(None)}
            less = account._replace(**none)
            yield Step(4, told._replace(account=less, withheld=_more(told, (name,))), name)
    if "open" in wanted and account.open_at_end is not None:
        yield Step(2, told._replace(account=account._replace(open_at_end=None)), "open")
    if "reopened" in wanted and account.reopened not in (None, 0):
        less = account._replace(reopened=None, open_at_end=None)
        yield Step(3, told._replace(account=less), "reopened")
    if "closed" in wanted and account.closed.reports is not None:
        less = account._replace(closed=Days(None), outcomes=())
        yield Step(8, told._replace(account=less, withheld=_more(told, ("outcomes",))), "closed")


def _of_table(table: Table) -> Iterator[Table | None]:
    yield None
    if table.total:
        yield table._replace(rows=())
        for place, figure in enumerate(table.total):
            if figure is not None and figure != 0:
                yield table._replace(total=_unless(table.total, place), rows=())
    for place in range(len(table.measures)):
        if any(not isinstance(row.numbers[place], int | None) for row in table.rows):
            yield table._replace(rows=tuple(_without_small(row, place) for row in table.rows))
        if len(table.rows) > 1 and any(row.numbers[place] for row in table.rows):
            bare = [row._replace(numbers=_unless(row.numbers, place)) for row in table.rows]
            yield table._replace(rows=tuple(bare))
    for number, row in enumerate(table.rows if not table.total else ()):
        for place, figure in enumerate(row.numbers):
            if figure is not None and figure != 0:
                less = row._replace(numbers=_unless(row.numbers, place))
                yield table._replace(rows=(*table.rows[:number], less, *table.rows[number + 1 :]))


def _without_small(row: Row, place: int) -> Row:
    return (
        row
        if isinstance(row.numbers[place], int) and row.numbers[place]
        else row._replace(numbers=_unless(row.numbers, place))
    )


def _unless(numbers: tuple[Figure, ...], place: int) -> tuple[Figure, ...]:
    return (*numbers[:place], None, *numbers[place + 1 :])


def _worth(table: Table) -> float:
    """How much a table tells: each number that is exact, and a fifth of it where it is small or a range. What
    is in a total is a key figure, and counts three times. Details of a whole count a fifth."""

    def of(figures: Iterable[Figure]) -> float:
        told = [figure for figure in figures if figure is not None and figure != 0]
        return sum(1 if isinstance(figure, int) else 0.2 for figure in told)

    worth = 3 * of(table.total) + sum(of(row.numbers) for row in table.rows)
    return worth / 5 if table.name in DETAILS else worth


def _with_table(told: Disclosed, table: Table, less: Table | None) -> Disclosed:
    gone = () if less and tells(less) else (table.name,)
    other = less if less and tells(less) else untold(table)
    tables = tuple(other if one.name == table.name else one for one in told.tables)
    return told._replace(tables=without_days(tables), withheld=_more(told, gone))


def without_days(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Without the days of departments of which it is not told (any more) how many of their reports were
    closed: that there are days says that there are enough."""
    ended = next((table for table in tables if table.name == "outcomes_departments"), None)
    rows = ended.rows if ended else ()
    told = {row.keys for row in rows if len(row.keys) == 1 and None not in row.numbers}
    found = (
        table._replace(rows=tuple(row for row in table.rows if row.keys in told))
        if table.name == "days_departments"
        else table
        for table in tables
    )
    return tuple(table for table in found if table.rows or table.name != "days_departments")


def _more(told: Disclosed, names: Iterable[str]) -> tuple[str, ...]:
    order = (*told.account._fields, *KINDS)
    return tuple(sorted({*told.withheld, *names}, key=order.index))
