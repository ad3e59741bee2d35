"""Tables with several numbers on a line, such as people by department: begun, finished, late. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.account.disclosure.numbers import Figure, safe_figure
from bot.account.disclosure.suppression import safe


class Row(NamedTuple):
    """One line: what is counted together, by code, and its numbers."""

    keys: tuple[str, ...]
    numbers: tuple[Figure, ...]


class Table(NamedTuple):
    """`name` and `measures` are codes. `total` is below all lines; empty where lines do not add up."""

    name: str
    measures: tuple[str, ...]
    rows: tuple[Row, ...]
    total: tuple[Figure, ...] = ()


Numbers = Mapping[str, Sequence[int]]  # code → a number for each measure


WHOLE = ("whole",)  # the line of what is not told by line
TEN = 10  # answers from which a question tells something


def untold(table: Table) -> Table:
    """The table when nothing of it is told; which is something else than that there is nothing."""
    nothing: tuple[Figure, ...] = (None,) * len(table.measures)
    return table._replace(rows=(Row(WHOLE, nothing),), total=nothing if table.total else ())


def tells(table: Table) -> bool:
    """Whether anything of a table is told; nothing on no lines is something."""
    figures = [figure for one in (table.total, *(row.numbers for row in table.rows)) for figure in one]
    return not figures or any(figure is not None for figure in figures)


def of_people(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Lines that together are all people: small lines are put together until no number in them is small.
    `counts` has a line for everything that there could be, also where there is nobody.

    A measure with a small total is told as "fewer than" that, and not by line. The measures of somebody
    must exclude each other, so that none follows from the others."""
    totals = _sums(counts.values(), len(measures))
    told = [place for place, total in enumerate(totals) if safe(total, threshold)]
    rows = _split({key: [numbers[place] for place in told] for key, numbers in counts.items()}, threshold)
    spread = [_spread(row, told, len(measures)) for row in rows] if len(rows) > 1 else []
    return Table(
        name, tuple(measures), tuple(spread), tuple(safe_figure(total, threshold) for total in totals)
    )


def from_ten(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """As `of_people`, of ten people or more (and as many as the threshold); of fewer, nothing is told."""
    table = of_people(name, measures, counts, threshold)
    enough = all(total >= max(TEN, threshold) for total in _sums(counts.values(), len(measures)))
    return table if enough else untold(table)


def within(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Lines of several kinds, each by department ("campaign/3@department/1"): as `of_people` for each kind,
    whose total is told elsewhere; nothing of a kind that cannot be told in two lines."""
    kinds: dict[str, dict[str, Sequence[int]]] = {}
    for key, numbers in counts.items():
        kinds.setdefault(within_of(key)[0], {})[key] = numbers
    split = (_split(lines, threshold) for lines in kinds.values())
    rows = tuple(row for some in split if len(some) > 1 for row in some)
    return Table(name, tuple(measures), rows)


def within_of(key: str) -> tuple[str, str]:
    """The kind and the department of such a line; no kind where it is no such line."""
    kind, _, place = key.rpartition("@")
    return kind, place


def each_alone(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Lines that are no parts of a whole: each number by itself, "fewer than 5" where it is small."""
    rows = (
        Row((key,), tuple(safe_figure(number, threshold) for number in numbers))
        for key, numbers in counts.items()
        if any(numbers)
    )
    return Table(name, tuple(measures), tuple(rows))


def exact(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Lines of things that are no people, such as teams: told as they are, whatever the threshold."""
    totals = _sums(counts.values(), len(measures))
    rows = tuple(Row((key,), tuple(numbers)) for key, numbers in counts.items())
    return Table(name, tuple(measures), rows, tuple(totals))


def as_told(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Lines of which it was decided before what may be told, such as days."""
    return Table(name, tuple(measures), tuple(Row((key,), tuple(numbers)) for key, numbers in counts.items()))


def _split(counts: Numbers, threshold: int) -> list[Row]:
    """As `split` does for one number: small lines together, and lines of zeros with them. Where nothing is
    small, lines of zeros are left out: they are zeros."""
    if all(safe(number, threshold) for numbers in counts.values() for number in numbers):
        return [Row((key,), tuple(numbers)) for key, numbers in counts.items() if any(numbers)]
    small = [key for key, numbers in counts.items() if not _all_safe(numbers, threshold)]
    zeros = [key for key, numbers in counts.items() if not any(numbers)]
    others = sorted((key for key in counts if key not in (*small, *zeros)), key=lambda key: sum(counts[key]))
    while others and not _enough([counts[key] for key in small], threshold):
        small.append(others.pop(0))
    together = _covered(counts, small, threshold)
    if len(others) + len(together) < 2 or not _enough([counts[key] for key in small], threshold):
        return []
    together[-1] += zeros
    apart = [Row((key,), tuple(counts[key])) for key in counts if key in others]
    rest = [tuple(key for key in counts if key in some) for some in together]
    sums = (tuple(_sums((counts[key] for key in keys), len(counts[keys[0]]))) for keys in rest)
    return [*apart, *(Row(keys, numbers) for keys, numbers in zip(rest, sums, strict=True))]


def _covered(counts: Numbers, small: Sequence[str], threshold: int) -> list[list[str]]:
    """Lines put together to as many as they make, the last one with what is left over. In all but that one,
    no number follows from it that no line in it is zero."""
    found: list[list[str]] = []
    some: list[str] = []
    for key in sorted(small, key=lambda key: -sum(counts[key])):
        some.append(key)
        columns = list(zip(*(counts[one] for one in some), strict=True))
        roomy = all(
            sum(column) >= threshold - 1 + sum(map(bool, column)) - 1 for column in columns if any(column)
        )
        if roomy and _enough([counts[one] for one in some], threshold):
            found.append(some)
            some = []
    if some and _enough([counts[one] for one in some], threshold):
        return [*found, some]
    while some and found:
        some = [*found.pop(), *some]
        if _enough([counts[one] for one in some], threshold):
            return [*found, some]
    return found or [some]


def _enough(lines: Sequence[Sequence[int]], threshold: int) -> bool:
    """Whether these lines can be told together: at least two, with no small number in their sums."""
    return len(lines) > 1 and _all_safe(_sums(lines, len(lines[0])), threshold)


def _all_safe(numbers: Iterable[int], threshold: int) -> bool:
    return all(safe(number, threshold) for number in numbers)


def _spread(row: Row, told: Sequence[int], measures: int) -> Row:
    numbers: list[Figure] = [None] * measures
    for place, number in zip(told, row.numbers, strict=True):
        numbers[place] = number
    return Row(row.keys, tuple(numbers))


def _sums(lines: Iterable[Sequence[int]], measures: int) -> list[int]:
    totals = [0] * measures
    for line in lines:
        totals = [total + number for total, number in zip(totals, line, strict=True)]
    return totals
