"""What a correction tells of meetings, modules, activities and campaigns that were logged late. Pure.

What the municipality did is told as it is counted now. Of people nobody may see who was added or left out: a
number that changed by a few is told as a range, or together with others, as it is with reports."""

from collections.abc import Mapping, Sequence

from bot.account.disclosure import rounds
from bot.account.disclosure.disclosed import ALL, Disclosed
from bot.account.disclosure.kinds import KINDS, Adds
from bot.account.disclosure.numbers import Figure, blurred, bounds, safe_figure
from bot.account.disclosure.suppression import safe
from bot.account.disclosure.tables import Numbers, Row, Table, tells

ACTS = ("meetings_reached", "meetings_held", "meetings_not_reached", "week_activities", "campaigns_sent")
ALONE = ("modules", "week_votes")  # each number by itself
PARTS = ("meetings_present", "week_participations", "week_participants", "campaigns")  # of a total
KEPT = (
    *("onboarding", "onboarding_departments", "onboarding_days", "onboarding_groups"),
    *("outcomes_departments", "days_departments", "modules_departments", "campaigns_departments"),
    "satisfaction",
)
"""They are counted by where people work now: a new count would give a half-year what came after it."""
NEVER_LESS = {"modules": (0, 1)}  # measures; less of it is what was destroyed since


def recounted(was: Disclosed, told: Disclosed, counts: Mapping[str, Numbers]) -> Disclosed:
    """The correction `told`, with what was logged late: `was` is the version before it, `counts` are of now.

    What an older version closed with all reports keeps its numbers of people."""
    names = ACTS if was.form == ALL else (*ACTS, *ALONE, *PARTS)
    before = {table.name: table for table in was.tables}
    few = was.account.threshold
    made = {name: _table(name, before.get(name), counts[name], few) for name in names if name in counts}
    now = {table.name: table for table in told.tables} | {name: new for name, new in made.items() if new}
    changed = [name for name, new in made.items() if new != before.get(name)]
    rest = [name for name in changed if name not in told.changed]
    return told._replace(tables=tuple(now.values()), changed=(*told.changed, *rest))


def _table(name: str, was: Table | None, counts: Numbers, few: int) -> Table | None:
    """A table as it is told after a correction, with the threshold; None where there is nothing, and never
    was."""
    kind, measures = KINDS[name], tuple(KINDS[name].measures)
    if was is None or name in ACTS:
        made = kind.of(counts, few)
        made = rounds.in_rounds(made) if Adds.ROUND in kind.measures.values() else made
        is_empty = not any(map(any, counts.values()))
        return (was and made) if is_empty else made
    if not tells(was) or _is_less(was, counts, NEVER_LESS.get(name, ())):
        return was
    if name in ALONE:
        return _each_alone(was, counts, len(measures), few)
    return _parts(was, counts, len(measures), few)


def _is_less(was: Table, counts: Numbers, places: Sequence[int]) -> bool:
    """Whether some of what was told is gone."""
    return any(
        _sums(row.keys, counts, len(was.measures))[place] < bounds(row.numbers[place])[0]
        for row in was.rows
        for place in places
    )


def _each_alone(was: Table, counts: Numbers, measures: int, few: int) -> Table:
    """Lines that are no parts of a whole: each number for itself."""
    old = {row.keys: row.numbers for row in was.rows}
    rows = []
    for keys in dict.fromkeys((*old, *((key,) for key, numbers in counts.items() if any(numbers)))):
        now = [safe_figure(number, few) for number in _sums(keys, counts, measures)]
        none: tuple[Figure, ...] = (0,) * measures
        rows.append(Row(keys, _blurred_all(old.get(keys, none), now, few)))
    return was._replace(rows=tuple(rows))


def _parts(was: Table, counts: Numbers, measures: int, few: int) -> Table:
    """Lines that together are all people: those that changed by a few are put together until it is enough, or
    nobody; where even all of them changed by a few, that is a range, and nothing is told by line."""
    totals = _sums(list(counts), counts, measures)
    total = _blurred_all(was.total, [safe_figure(number, few) for number in totals], few)
    told = [
        place
        for place in range(measures)
        if isinstance(total[place], int) and all(isinstance(row.numbers[place], int) for row in was.rows)
    ]
    known = {key for row in was.rows for key in row.keys}
    late = tuple(key for key, numbers in counts.items() if any(numbers) and key not in known)
    rows = _split(was.rows, late, counts, told, measures, few) if was.rows and told else []
    spread = [
        Row(keys, tuple(number if place in told else None for place, number in enumerate(numbers)))
        for keys, numbers in rows
    ]
    return was._replace(rows=tuple(spread), total=total)


def _split(
    old: Sequence[Row], late: tuple[str, ...], counts: Numbers, told: Sequence[int], measures: int, few: int
) -> list[tuple[tuple[str, ...], list[int]]]:
    """The lines as they were, those that changed by a few together; none when that leaves less than two."""

    def fits(some: Sequence[Row]) -> bool:
        keys = [key for row in some for key in row.keys]
        now = _sums(keys, counts, measures)
        before = {place: sum(bounds(row.numbers[place])[0] for row in some) for place in told}
        return all(safe(now[place], few) and safe(abs(now[place] - before[place]), few) for place in told)

    together = [row for row in old if not fits([row])]
    if late:
        together.append(Row(late, (0,) * measures))
    others = sorted(
        (row for row in old if row not in together), key=lambda row: sum(_sums(row.keys, counts, measures))
    )
    while others and together and (len(together) == 1 or not fits(together)):
        together.append(others.pop(0))
    apart = [row.keys for row in old if row in others]
    rest = tuple(key for row in together for key in row.keys)
    lines = [*apart, *([rest] if rest else [])]
    return [(keys, _sums(keys, counts, measures)) for keys in lines] if len(lines) > 1 else []


def _blurred_all(was: Sequence[Figure], now: Sequence[Figure], few: int) -> tuple[Figure, ...]:
    return tuple(blurred(old, new, few) for old, new in zip(was, now, strict=True))


def _sums(keys: Sequence[str], counts: Numbers, measures: int) -> list[int]:
    return [sum(counts.get(key, (0,) * measures)[place] for key in keys) for place in range(measures)]
