"""Numbers as they are told: exact, as a range, or not at all. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.account.disclosure.suppression import THRESHOLD, safe


class Below(NamedTuple):
    """A number that is not shown: at least 1, and less than the limit."""

    limit: int


class Between(NamedTuple):
    """A number that is not shown exactly: these two, or anything between them."""

    least: int
    most: int


Figure = int | Below | Between | None  # None: not told at all, because it would give another number away


def safe_figure(number: Figure) -> Figure:
    """A number as it may be told by itself; what is not a plain number stays what it is."""
    return number if not isinstance(number, int) or safe(number) else Below(THRESHOLD)


def bounds(figure: Figure) -> tuple[int, int | None]:
    """The smallest and the largest that a figure can be; no largest when nothing is told."""
    if figure is None:
        return 0, None
    if isinstance(figure, int):
        return figure, figure
    return (1, figure.limit - 1) if isinstance(figure, Below) else (figure.least, figure.most)


def added(figures: Iterable[Figure]) -> Figure:
    """The sum, as far as it can be told from its parts."""
    least, most = 0, 0
    for figure in figures:
        low, high = bounds(figure)
        if high is None:
            return None
        least, most = least + low, most + high
    if least == most:
        return least
    return Below(most + 1) if least == 1 else Between(least, most)
