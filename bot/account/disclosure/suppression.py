"""Hides what could point at a person: pure, no words, no I/O.

A count below the threshold, usually 1 to 4, is sensitive (the threshold rule, or minimum frequency rule, of
statistical disclosure control). Hiding it alone does not help where a reader can subtract: so whatever gives
it away goes with it (complementary suppression). The method is that of Hundepool, Domingo-Ferrer, Franconi,
Giessing, Nordholt, Spicer and De Wolf, "Statistical Disclosure Control" (Wiley, 2012), chapter 4; the range
of a hidden cell is found with flows in a network (Cox, "Network models for complementary cell suppression",
JASA 90, 1995).

Two rules, used from the top down, with every total above a split shown:

- a list is made coarser (`split`): small counts are put together until they make at least the threshold;
- a table keeps its cells, and hides some (`protect`) until every hidden one could be many numbers.

So each split is a problem of its own, and what is shown elsewhere adds nothing to it. No number is rounded:
everything shown is true.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

THRESHOLD = 5  # the usual one; an organisation may choose a higher one (bot/account/hiding.py)
MOST_HIDDEN = 1 / 3  # of the cells that are not zero: a table with more holes is better made coarser

Key = TypeVar("Key")
Cell = tuple[int, int]  # row, column
Cells = Sequence[Sequence[int]]


class Part(NamedTuple, Generic[Key]):
    """One line of a list: what is counted together, and how many there are; at least so many, when more of
    it is counted in other lines (`partly`)."""

    keys: tuple[Key, ...]
    number: int
    partly: bool = False

    def joined(self, other: "Part[Key]") -> "Part[Key]":
        """Both as one line."""
        return Part((*self.keys, *other.keys), self.number + other.number, self.partly or other.partly)


def safe(number: int, threshold: int) -> bool:
    """Whether a count points at nobody: nobody at all, or enough people."""
    return number == 0 or number >= threshold


def split(counts: Mapping[Key, int], threshold: int) -> tuple[Part[Key], ...]:
    """The parts of a shown total: as many as can be told, small ones put together; empty when that is less
    than two.

    A number that is safe is a part of its own. Small ones are put together to as many parts as they make.
    When anything is put together, zeros go with it, in the last part: then each of the kinds in that part may
    be anything from nothing to the whole part. In the others none is zero, so these have more than they need.
    """
    if all(safe(number, threshold) for number in counts.values()):
        return tuple(Part((key,), number) for key, number in counts.items())
    small = [key for key, number in counts.items() if not safe(number, threshold)]
    large = sorted(
        (key for key, number in counts.items() if number >= threshold), key=lambda key: counts[key]
    )
    if large and _sum_of(counts, small) < threshold:
        small.append(large.pop(0))
    together = [set(some) for some in covered({key: counts[key] for key in small}, threshold)]
    if len(large) + len(together) < 2 or _sum_of(counts, small) < threshold:
        return ()
    together[-1] |= {key for key, number in counts.items() if not number}
    apart = (Part((key,), number) for key, number in counts.items() if key in large)
    rest = (tuple(key for key in counts if key in some) for some in together)
    return (*apart, *(Part(keys, _sum_of(counts, keys)) for keys in rest))


def covered(counts: Mapping[Key, int], threshold: int) -> list[list[Key]]:
    """Kinds put together to as many parts as they make, the last one with what is left over.

    The largest first, each with the smallest that makes it enough; or, where none does, with the largest."""
    left = sorted(counts, key=lambda key: (counts[key], str(key)))
    found: list[list[Key]] = []
    while left:
        some = [left.pop()]
        while left and not _is_enough(counts, some, threshold):
            fits = (key for key in left if _is_enough(counts, [*some, key], threshold))
            some.append(next(fits, left[-1]))
            left.remove(some[-1])
        if found and (len(some) < 2 or _sum_of(counts, some) < threshold):
            found[-1] += some
        else:
            found.append(some)
    return found


def _is_enough(counts: Mapping[Key, int], some: Sequence[Key], threshold: int) -> bool:
    """Whether these can be told together: each may be any small number, also when none is zero."""
    return len(some) > 1 and _sum_of(counts, some) >= threshold + len(some) - 2


def _sum_of(counts: Mapping[Key, int], some: Iterable[Key]) -> int:
    return sum(counts[key] for key in some)


def protect(cells: Cells, threshold: int) -> set[Cell] | None:
    """Which cells of a table to hide when its row and column totals are shown; none if too many would go.

    All totals must be safe. A reader knows that a hidden cell is not zero (zeros are always shown), and can
    then still not tell it nearer than `threshold` numbers up or down.
    """
    filled = sum(1 for row in cells for number in row if number)
    hidden = {
        (r, c) for r, row in enumerate(cells) for c, number in enumerate(row) if not safe(number, threshold)
    }
    unsure = sorted(hidden)
    while unsure and len(hidden) <= filled * MOST_HIDDEN:
        if _range(cells, hidden, unsure[-1], threshold) >= threshold:
            unsure.pop()  # and so it stays: hiding more only leaves more possible
            continue
        more = _cheapest_rectangle(cells, hidden, unsure[-1])
        if not more:
            return None
        hidden |= more
        unsure = [*more, *unsure]
    return None if unsure else hidden


def _cheapest_rectangle(cells: Cells, hidden: set[Cell], cell: Cell) -> set[Cell]:
    """What to hide too, so that the cell has a counterpart in its row, in its column, and across.

    The rectangle without a zero that hides the smallest numbers; empty when there is none.
    """
    row, column = cell
    choices = (
        {(row, c), (r, column), (r, c)} - hidden
        for r in range(len(cells))
        for c in range(len(cells[0]))
        if r != row and c != column and cells[r][c] and cells[row][c] and cells[r][column]
    )
    return min(filter(None, choices), key=lambda more: _sum(cells, more), default=set())


def _range(cells: Cells, hidden: set[Cell], cell: Cell, most: int) -> int:
    """How far apart the smallest and largest possible values of a hidden cell are, at most so far."""
    up = _steps(cells, hidden, cell, +1, most)
    return up + _steps(cells, hidden, cell, -1, min(most - up, cells[cell[0]][cell[1]] - 1))


def _steps(cells: Cells, hidden: set[Cell], cell: Cell, step: int, most: int) -> int:
    """How many times the cell can move by `step` while other hidden cells make up for it.

    Each time, a path leads from the cell's row to its column: along rows through cells that move against
    it, along columns through cells that move with it. No cell gets below 1.
    """
    values = {(r, c): cells[r][c] for r, c in hidden if (r, c) != cell}
    for done in range(most):
        path = _path(values, cell, step)
        if not path:
            return done
        for index, (r, c) in enumerate(path):
            values[r, c] += -step if index % 2 == 0 else step
    return max(most, 0)


def _path(values: Mapping[Cell, int], cell: Cell, step: int) -> list[Cell]:
    """The shortest way to make up for one step of the cell; empty when there is none."""
    came: dict[tuple[str, int], Cell | None] = {("row", cell[0]): None}
    queue = deque(came)
    while queue and ("column", cell[1]) not in came:
        kind, place = queue.popleft()
        change = -step if kind == "row" else step
        for one, number in values.items():
            here, there = (one[0], ("column", one[1])) if kind == "row" else (one[1], ("row", one[0]))
            if here == place and there not in came and number + change >= 1:
                came[there] = one
                queue.append(there)
    path: list[Cell] = []
    node = ("column", cell[1])
    while last := came.get(node):
        path.append(last)
        node = ("row", last[0]) if node[0] == "column" else ("column", last[1])
    return path[::-1]


def _sum(cells: Cells, some: Iterable[Cell]) -> int:
    return sum(cells[r][c] for r, c in some)
