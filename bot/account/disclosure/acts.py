"""What the municipality itself did: acts and not people, so that their numbers are told as they are. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.account.disclosure import rounds
from bot.account.disclosure.numbers import Figure
from bot.account.disclosure.tables import Numbers, Row, Table, each_alone, exact

ACTED = ("department", "check", "riec", "authority")  # outcomes by which something is done with a report
ACTS = frozenset({"checks", "closures", "bibob", "refusals", "visits", "briefings"})


def logged(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Lines of the field log, which are no parts of a whole: acts as they are. All else is told like people:
    reports that came through others, and kinds of the organisation's own, which may count anything."""
    rows = each_alone(name, measures, counts, threshold).rows
    told = (Row(row.keys, tuple(counts[row.keys[0]])) if row.keys[0] in ACTS else row for row in rows)
    return Table(name, tuple(measures), tuple(told))


def of_units(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """Acts of units, told by unit where that has enough people; small ones are put together until they have.

    Each line has one number more than there are measures: how many people are in it. The total is exact."""
    by_round: dict[str, dict[str, Sequence[int]]] = {}
    for key, numbers in counts.items():
        by_round.setdefault(rounds.split(key)[0], {})[key] = numbers
    rows = tuple(row for lines in by_round.values() for row in _large_enough(lines, len(measures), threshold))
    total = [sum(numbers[place] for numbers in counts.values()) for place in range(len(measures))]
    return Table(name, tuple(measures), rows, tuple(total))


def every_line(name: str, measures: Sequence[str], counts: Numbers, threshold: int) -> Table:
    """The same for who may know each line, whatever its unit has."""
    lines = {key: numbers[: len(measures)] for key, numbers in counts.items()}
    return exact(name, measures, lines, threshold)


def _large_enough(lines: Mapping[str, Sequence[int]], measures: int, threshold: int) -> Iterator[Row]:
    """One line for each unit that is large enough, and one for the rest together."""
    ranked = sorted(lines, key=lambda key: lines[key][measures])
    small = [key for key in ranked if lines[key][measures] < threshold]
    others = ranked[len(small) :]
    while small and others and not _enough([lines[key][measures] for key in small], threshold):
        small.append(others.pop(0))
    for key, numbers in lines.items():
        if key in others:
            yield Row((key,), tuple(numbers[:measures]))
    if small:
        rest = tuple(key for key in lines if key in small)
        together: tuple[Figure, ...] = tuple(
            sum(lines[key][place] for key in rest) for place in range(measures)
        )
        yield Row(rest, together)


def _enough(people: Sequence[int], threshold: int) -> bool:
    """Whether units of so many people can be told together."""
    return len(people) > 1 and sum(people) >= threshold
