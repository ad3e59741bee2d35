"""Numbers as they are told: exact, as a range, or not at all. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from bot.account.disclosure.suppression import safe


class Below(NamedTuple):
    """A number that is not shown: at least 1, and less than the limit."""

    limit: int


class Between(NamedTuple):
    """A number that is not shown exactly: these two, or anything between them."""

    least: int
    most: int


class AtLeast(NamedTuple):
    """Not the whole number: more of it is counted together with other things. Never zero."""

    least: int


Figure = (
    int | Below | Between | AtLeast | None
)  # None: not told at all, because it would give another number away


def safe_figure(number: Figure, threshold: int) -> Figure:
    """A number as it may be told by itself; what is not a plain number stays what it is."""
    return number if not isinstance(number, int) or safe(number, threshold) else Below(threshold)


def bounds(figure: Figure) -> tuple[int, int | None]:
    """The smallest and the largest that a figure can be; no largest where that is not told."""
    if figure is None:
        return 0, None
    if isinstance(figure, AtLeast):
        return figure.least, None
    if isinstance(figure, int):
        return figure, figure
    return (1, figure.limit - 1) if isinstance(figure, Below) else (figure.least, figure.most)


def blurred(was: Figure, now: Figure, threshold: int) -> Figure:
    """A number that changed by less than the threshold is told as a range; it stays that range as long as the
    number is in it, and is exact again when it is far enough from all of it."""
    if not isinstance(now, int) or not isinstance(was, int | Between):
        return now
    least, most = bounds(was)
    high = least if most is None else most
    if least <= now <= high:
        return was
    away = now - high if now > high else least - now
    if safe(away, threshold):
        return now
    if now > high:
        return Between(high + 1, high + threshold - 1)
    return Between(max(least - threshold + 1, 0), least - 1)


def added(figures: Iterable[Figure]) -> Figure:
    """The sum, as far as it can be told from its parts."""
    least, most, minimum = 0, 0, False
    for figure in figures:
        if figure is None:
            return None
        low, high = bounds(figure)
        least, most, minimum = least + low, most + (high or 0), minimum or high is None
    if minimum:
        return AtLeast(least)
    if least == most:
        return least
    return Below(most + 1) if least == 1 else Between(least, most)


def at_least(figure: Figure) -> Figure:
    """A number of which more is counted elsewhere; nothing where that is all that is known."""
    least, _ = bounds(figure)
    return AtLeast(least) if least else None


def different(figures: Iterable[Figure]) -> Figure:
    """How many different people there are in several numbers of people: the same ones may be in each."""
    every = [bounds(figure) for figure in figures]
    least = max((low for low, _ in every), default=0)
    if any(high is None for _, high in every):
        return AtLeast(least) if least else None
    most = sum(high or 0 for _, high in every)
    return least if least == most else Between(least, most)
