"""What is told of a half-year: of its first version, and of a correction. Pure.

A correction may not give away which single report moved. So what was told apart before is told again only
where it changed by nothing, or by enough; other lines are put together, and their sum is told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.account.disclosure import themes
from bot.account.disclosure.acts import ACTS
from bot.account.disclosure.disclosed import ALL, Disclosed
from bot.account.disclosure.figures import NOT_GIVEN, Account, Days, account
from bot.account.disclosure.flow import Flow, told
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import Figure, blurred
from bot.account.disclosure.suppression import Part, safe
from bot.account.disclosure.tables import Row, Table, untold
from bot.account.disclosure.themes import ThemeLine
from bot.reports.dialogue import IDENTITIES, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Counts


def decided(
    counts: Counts,
    first: date,
    last: date,
    departments: Sequence[int],
    before: Sequence[Account],
    threshold: int,
) -> Account:
    """What to tell of a half-year, after what was told of those `before` it, from the very first one on."""
    shown = account(counts, first, last, departments, threshold)
    closed = sum(row.number for row in counts.closed)
    flow = told(
        Flow(sum(row.number for row in counts.received), closed, counts.open_at_end, counts.reopened),
        [Flow(one.received, one.closed.reports, one.open_at_end, one.reopened) for one in before],
        known_start=0,
        threshold=threshold,
        strictest=max((one.threshold for one in before), default=threshold),
    )
    if flow.closed is None:
        shown = shown._replace(closed=Days(None), outcomes=())
    return shown._replace(open_at_end=flow.open, reopened=flow.reopened)


def without_open(shown: Account, before: Iterable[Disclosed]) -> Account:
    """The account; without what is open when a half-year before it counts all reports, as older versions did.

    Open before, plus received, minus closed would differ from it by how many reports were kept from somebody.
    What came in and what was closed say nothing of the half-years before."""
    return shown._replace(open_at_end=None) if any(one.form == ALL for one in before) else shown


def lost(old: Counts, new: Counts) -> bool:
    """Whether reports are gone since: a correction moves them between lines, and loses none."""
    return old.reopened != new.reopened or any(
        sum(row.number for row in before) != sum(row.number for row in after)
        for before, after in (
            (old.received, new.received),
            (old.answered, new.answered),
            (old.closed, new.closed),
            *(((old.decided, new.decided or ()),) if old.decided is not None else ()),
        )
    )


def late(was: Disclosed, tables: Sequence[Table]) -> Disclosed:
    """What to tell when activities outside the bot were logged late, and the reports stay as they were."""
    found = {table.name: table for table in tables if KINDS[table.name].known}  # acts, and no people
    threshold = was.account.threshold
    kept = [_table(table, found.pop(table.name, None), threshold) for table in was.tables]
    changed = [new.name for new, old in zip(kept, was.tables, strict=True) if new != old]
    return was._replace(tables=(*kept, *found.values()), changed=(*changed, *found), year=None)


def corrected(was: Disclosed, old: Counts, new: Counts, tables: Sequence[Table]) -> Disclosed:
    """What to tell after a correction; `was` was told of the `old` counts, `tables` are of the new ones, and
    hide what is below the threshold of then."""
    before, threshold = was.account, was.account.threshold
    lists = _lists(before)
    moved = {
        name: _moved(lines, tally(old)[name], tally(new)[name], threshold) for name, lines in lists.items()
    }
    changed = [name for name, parts in moved.items() if parts != lists[name] or _differ(name, old, new)]
    same_cells = cells(old) == cells(new)
    now = before._replace(
        themes=_theme_lines(moved["themes"], before.themes),
        identities=moved["identities"],
        departments=moved["departments"],
        outcomes=moved["outcomes"],
        cross=before.cross if same_cells else None,
    )
    if not same_cells and before.cross:
        changed.append("cross")
    beside = late(was, tables)
    if {"outcomes", "departments"} & {*changed}:
        beside = _without_departments(beside)
    return beside._replace(account=now, changed=(*changed, *beside.changed))


OF_REPORTS = ("outcomes_departments", "days_departments")


def _without_departments(told: Disclosed) -> Disclosed:
    """Without the tables of closed reports by department: told anew, they would say which report moved."""
    gone = [one.name for one in told.tables if one.name in OF_REPORTS]
    tables = tuple(untold(one) if one.name in OF_REPORTS else one for one in told.tables)
    return told._replace(tables=tables, changed=(*told.changed, *gone))


def tally(counts: Counts) -> dict[str, dict[Any, int]]:
    """The numbers behind the lists of an account: list → kind → number."""
    found: dict[str, dict[Any, int]] = {
        "themes": dict.fromkeys(THEMES, 0),
        "identities": dict.fromkeys(IDENTITIES, 0),
        "departments": {},
        "outcomes": dict.fromkeys(OUTCOMES, 0),
    }

    def add(name: str, key: object, number: int) -> None:
        found[name][key] = found[name].get(key, 0) + number

    for row in counts.received:
        add("themes", themes.known(row.theme), row.number)
        add("identities", row.identity, row.number)
        add("departments", row.department_id or NOT_GIVEN, row.number)
    for closed in counts.closed:
        add("outcomes", closed.outcome or "", closed.number)
    return found


def _lists(shown: Account) -> dict[str, tuple[Part[Any], ...]]:
    lines = tuple(Part[Any](line.themes, line.number) for line in shown.themes)
    others = {name: getattr(shown, name) for name in ("identities", "departments", "outcomes")}
    return {"themes": lines, **others}


def _moved(
    parts: tuple[Part[Any], ...], old: Mapping[Any, int], new: Mapping[Any, int], threshold: int
) -> tuple[Part[Any], ...]:
    """The same parts with their new numbers; those that changed a little are put together."""
    if not parts:
        return ()
    extra = [key for key in new if new[key] and not any(key in part.keys for part in parts)]

    def change(some: Iterable[Part[Any]]) -> tuple[int, int]:
        keys = [key for part in some for key in part.keys]
        number = sum(new.get(key, 0) for key in keys)
        return number - sum(old.get(key, 0) for key in keys), number

    def fits(some: Sequence[Part[Any]]) -> bool:
        difference, number = change(some)
        return safe(abs(difference), threshold) and safe(number, threshold)

    together = [part for part in parts if not fits([part])]
    if extra:
        together.append(Part(tuple(extra), 0))
    others = sorted((part for part in parts if part not in together), key=lambda part: part.number)
    while others and together and (len(together) == 1 or not fits(together)):
        together.append(others.pop(0))
    if together and not others:
        return ()
    apart = tuple(Part(part.keys, change([part])[1]) for part in parts if part in others)
    if not together:
        return apart
    return (*apart, Part(tuple(key for part in together for key in part.keys), change(together)[1]))


def _theme_lines(parts: tuple[Part[Any], ...], old: tuple[ThemeLine, ...]) -> tuple[ThemeLine, ...]:
    groups = {theme: line.groups for line in old for theme in line.themes}
    return tuple(
        ThemeLine(
            tuple(dict.fromkeys(group for theme in part.keys for group in groups[str(theme)])),
            tuple(map(str, part.keys)),
            part.number,
        )
        for part in parts
    )


def _differ(name: str, old: Counts, new: Counts) -> bool:
    before, after = tally(old)[name], tally(new)[name]
    return any(before.get(key, 0) != after.get(key, 0) for key in {*before, *after})


def cells(counts: Counts) -> dict[tuple[date, str], int]:
    """The reports of each month and theme."""
    found: dict[tuple[date, str], int] = {}
    for row in counts.received:
        key = row.month, themes.known(row.theme)
        found[key] = found.get(key, 0) + row.number
    return found


def _table(was: Table, now: Table | None, threshold: int) -> Table:
    """Activities outside the bot may be logged late, or taken away; all other tables stay as they were."""
    if was.name != "activities":
        return was
    old = {row.keys: row.numbers for row in was.rows}
    new = {row.keys: row.numbers for row in now.rows} if now else {}
    none: tuple[Figure, ...] = (0,) * len(was.measures)
    rows = []
    for keys in {**new, **old}:
        told = new.get(keys, none)
        if keys[0] not in ACTS:
            pairs = zip(old.get(keys, none), told, strict=True)
            told = tuple(blurred(*pair, threshold) for pair in pairs)
        rows.append(Row(keys, told))
    return Table(was.name, was.measures, tuple(rows), was.total)
