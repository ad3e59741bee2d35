"""Rounds of team meetings in tables: a round is no half-year and no year, and may run over New Year. Pure.

A line of a round has the code "round/2025/department/3"; before there were such codes it was
"department/3", of the round of the year in which the half-year ended."""

from collections.abc import Mapping, Sequence

from bot.account.disclosure.numbers import Figure, added
from bot.account.disclosure.tables import Row, Table


def coded(year: int, code: str) -> str:
    """The code of a line of a round."""
    return f"round/{year}/{code}"


def split(code: str) -> tuple[str, str]:
    """The round of a line ("" where it does not say), and what it is in that round."""
    kind, _, rest = code.partition("/")
    year, _, what = rest.partition("/")
    return (year, what) if kind == "round" and what else ("", code)


def round_of(row: Row, year: int) -> str:
    """The round that a line is of; that of this year where it does not say."""
    return split(row.keys[0])[0] or str(year)


def told_last(tables: Sequence[Table | None], years: Sequence[int]) -> dict[str, int]:
    """Which of these tables (of half-years that end in these years) is the last one to tell of each round."""
    return {
        round_of(row, years[place]): place
        for place, table in enumerate(tables)
        for row in (table.rows if table else ())
    }


def by_round(table: Table, year: int) -> Mapping[str, tuple[Figure, ...]]:
    """What the lines of each round are together."""
    found: dict[str, list[tuple[Figure, ...]]] = {}
    for row in table.rows:
        found.setdefault(round_of(row, year), []).append(row.numbers)
    return {name: tuple(map(added, zip(*numbers, strict=True))) for name, numbers in sorted(found.items())}


def in_rounds(table: Table) -> Table:
    """The table without its total where it is of several rounds: who met twice is not two teams."""
    return table if len(by_round(table, 0)) == 1 else table._replace(total=())
