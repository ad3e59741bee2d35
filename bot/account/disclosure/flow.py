"""What came in, was closed, opened again and stayed open over the half-years: told so that no small number
follows. Pure.

Open at the end is open before, plus received and opened again, minus closed. So when all but one are told,
the last is too, and what one half-year tells can give away a number of another. Here a reader has all of
them at once.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.account.disclosure.numbers import Below, Between, Figure, bounds, safe_figure
from bot.account.disclosure.suppression import safe

Range = tuple[int, int]  # the smallest and the largest
FAR = 1_000_000_000  # more than any number of reports


class Flow(NamedTuple):
    """One half-year: four numbers that are known, or four figures as they are told."""

    received: Figure
    closed: Figure
    open: Figure
    reopened: Figure = 0


def told(
    true: Flow, before: Sequence[Flow], known_start: int | None, threshold: int, strictest: int = 0
) -> Flow:
    """What to tell of a half-year whose numbers are `true`, after what was told of those before it.

    Of all ways to tell it, the one that tells most and pins no small number down, here or in any half-year
    before. `known_start` is what was open before the first of them, when a reader may know that (0).
    `strictest` is the highest threshold of all of them, where that is another one."""
    limits = threshold, max(threshold, strictest)
    received, closed, still_open, again = (safe_figure(one, threshold) for one in true)
    for attempt in (
        Flow(received, closed, still_open, again),
        Flow(received, closed, None, again),
        Flow(received, None, still_open, again),
    ):
        if _keeps(true, attempt, before, known_start, *limits):
            return _as_follows(attempt, before, known_start)
    return Flow(received, None, None, None)  # which says nothing of any other number


def _as_follows(attempt: Flow, before: Sequence[Flow], known_start: int | None) -> Flow:
    """With the range in which what is open lies by all that is told, where it is not told because few were
    opened again: a reader can work it out."""
    every = [*before, attempt]
    if attempt.open is not None or not any(is_few(flow.reopened) for flow in every):
        return attempt
    least, most = ranges(every, known_start)[-1][2]
    return attempt._replace(open=Between(least, most)) if least < most < FAR else attempt


def is_few(reopened: Figure) -> bool:
    """Whether it is told that few were opened again, and not how many."""
    return isinstance(reopened, Below)


def _keeps(
    true: Flow,
    attempt: Flow,
    before: Sequence[Flow],
    known_start: int | None,
    threshold: int,
    strictest: int,
) -> bool:
    """Whether every range that is told stays whole, and every number that is not told stays unsure."""
    old, new = ranges(before, known_start), ranges([*before, attempt], known_start)
    earlier = (
        _still_unsure(figure, found, was, strictest)
        for flow, *both in zip(before, new, old, strict=False)
        for figure, found, was in zip(flow, *both, strict=True)
    )
    here = (
        _still_unsure(figure, found, found, threshold)
        and (figure is not None or safe(number, threshold) or _any_small(found, threshold))
        for figure, found, number in zip(attempt, new[-1], _numbers(true), strict=True)
    )
    return all(earlier) and all(here)


def _still_unsure(figure: Figure, found: Range, was: Range, threshold: int) -> bool:
    if isinstance(figure, int):
        return True
    if figure is None:
        return found == was or found[1] - found[0] >= threshold
    least, most = _bounds(figure)
    return found[0] <= least and found[1] >= most


def _any_small(found: Range, threshold: int) -> bool:
    return found[0] <= 1 and found[1] >= threshold - 1


def _numbers(true: Flow) -> list[int]:
    return [number for number in true if isinstance(number, int)]


def ranges(flows: Sequence[Flow], known_start: int | None) -> list[tuple[Range, Range, Range, Range]]:
    """For each half-year, how small and how large each of its numbers can be, given all that is told.

    The half-years are a chain, so going along it once in each direction finds the exact answer."""
    start = (0, FAR) if known_start is None else (known_start, known_start)
    opens = [start, *(_bounds(flow.open) for flow in flows)]
    for forward in (True, False):
        places = range(len(flows)) if forward else range(len(flows) - 1, -1, -1)
        for place in places:
            came, closed = _came(flows[place]), _bounds(flows[place].closed)
            least, most = came[0] - closed[1], came[1] - closed[0]
            (here, there) = (place, place + 1) if forward else (place + 1, place)
            low, high = (least, most) if forward else (-most, -least)
            opens[there] = (
                max(opens[there][0], opens[here][0] + low, 0),
                min(opens[there][1], opens[here][1] + high),
            )
    found = []
    for place, flow in enumerate(flows):
        received, closed, again = map(_bounds, (flow.received, flow.closed, flow.reopened))
        less, more = opens[place + 1][0] - opens[place][1], opens[place + 1][1] - opens[place][0]
        came = max(received[0], closed[0] + less - again[1]), min(received[1], closed[1] + more - again[0])
        back = max(again[0], closed[0] + less - received[1]), min(again[1], closed[1] + more - received[0])
        both = _came(flow)
        went = max(closed[0], both[0] - more), min(closed[1], both[1] - less)
        found.append((came, went, opens[place + 1], back))
    return found


def _came(flow: Flow) -> Range:
    """How many came to what is open: received, or opened again."""
    received, again = _bounds(flow.received), _bounds(flow.reopened)
    return received[0] + again[0], received[1] + again[1]


def _bounds(figure: Figure) -> Range:
    least, most = bounds(figure)
    return least, FAR if most is None else most
