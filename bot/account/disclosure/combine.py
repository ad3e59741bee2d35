"""An account of any period, made of what half-years tell, and of nothing else. Pure.

Lines are added up where each half-year (or organisation) tells them apart. Where one does not, what it has
put together is in a last line. So no sum says more than its parts do."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from bot.account.disclosure.disclosed import Told
from bot.account.disclosure.figures import Account, Days
from bot.account.disclosure.months import Cross, Months
from bot.account.disclosure.numbers import Between, Figure, added
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.tables import Table, together
from bot.account.disclosure.themes import GROUPS, ThemeLine
from bot.reports.dialogue import THEMES

Key = TypeVar("Key")
Names = tuple[tuple[str, ...], tuple[str, ...]]  # the groups and the themes of a line


class Piece(NamedTuple):
    """A half-year as far as it is in the period. `whole`: all its months are. `version` is 0 for figures
    that are not closed, and so may still change."""

    half: str
    told: Told
    whole: bool
    version: int = 0
    checksum: str = ""


def cut(told: Told, first: date, last: date) -> Told:
    """What a half-year tells of some of its months: only what it tells by month."""
    account = told.account
    first, last = max(first, account.first), min(last, account.last)
    if (first, last) == (account.first, account.last):
        return told
    blocks = account.months or (Months(account.first, account.last),)
    inside = [block for block in blocks if first <= block.first and block.last <= last]
    touched = [block for block in blocks if block.first <= last and block.last >= first]
    least, most = (sum(block.number for block in some) for some in (inside, touched))
    known: Figure = None
    if account.months:
        known = least if inside == touched else Between(least, most)
    lines, cross = _cut_cross(account, first, last)
    nothing = Days(None)
    shown = tuple(inside) if inside == touched else ()
    return Told(
        Account(
            first,
            last,
            known,
            lines,
            shown,
            account.size,
            cross,
            (),
            (),
            nothing,
            nothing,
            (),
            None,
            None,
            (),
        ),
        (),
        told.names,
        tuple(name for name in told.changed if name in ("themes", "months", "cross")),
    )


def whole(pieces: Sequence[Piece]) -> Account:
    """The account of half-years that follow each other, or of organisations beside each other."""
    accounts = [piece.told.account for piece in pieces]
    if len(accounts) == 1:
        return accounts[0]
    first, last = min(one.first for one in accounts), max(one.last for one in accounts)
    in_time = [(one.answered.in_time, one.answered.late) for one in accounts]
    told = all(number is not None for pair in in_time for number in pair)
    account = Account(
        first,
        last,
        added(one.received for one in accounts),
        _themes(accounts),
        _months(accounts),
        max(one.size for one in accounts),
        _by_half(accounts),
        _parts([(one.identities, one.received) for one in accounts]),
        _parts([(one.departments, one.received) for one in accounts]),
        Days(
            added(one.answered.reports for one in accounts),
            in_time=sum(pair[0] or 0 for pair in in_time) if told else None,
            late=sum(pair[1] or 0 for pair in in_time) if told else None,
        ),
        Days(added(one.closed.reports for one in accounts)),
        _parts([(one.outcomes, one.closed.reports) for one in accounts]),
        _open(accounts),
        added(one.redirected for one in accounts),
        _parts([(one.redirects, one.redirected) for one in accounts]),
    )
    return account if all(piece.whole for piece in pieces) else _by_month_only(account)


def tables(pieces: Sequence[Piece], as_they_stand: Collection[str] = ()) -> tuple[Table, ...]:
    """The other tables of these half-years, added up; nothing when some half-year is here in part.

    Of half-years that follow each other, the last one counts for tables that are `as_they_stand`."""
    if not all(piece.whole for piece in pieces):
        return ()
    found: dict[str, list[Table]] = {}
    for piece in sorted(pieces, key=lambda piece: piece.told.account.first):
        for table in piece.told.tables:
            found.setdefault(table.name, []).append(table)
    in_time = len({piece.told.account.first for piece in pieces}) == len(pieces)
    return tuple(
        some[-1] if in_time and name in as_they_stand else together(some) for name, some in found.items()
    )


def names(pieces: Iterable[Piece]) -> Mapping[str, str]:
    """What departments, groups and kinds are called; the newest name counts."""
    return {key: name for piece in pieces for key, name in piece.told.names.items()}


def _by_month_only(account: Account) -> Account:
    """Without all that is told by half-year: some half-year is here in part."""
    nothing = Days(None)
    return account._replace(
        identities=(),
        departments=(),
        answered=nothing,
        closed=nothing,
        outcomes=(),
        open_at_end=None,
        redirected=None,
        redirects=(),
    )


def _cut_cross(account: Account, first: date, last: date) -> tuple[tuple[ThemeLine, ...], Cross | None]:
    """Themes in these months, when the table of themes by months tells all of their cells."""
    table = account.cross
    if table is None:
        return (), None
    places = [n for n, block in enumerate(table.months) if first <= block.first and block.last <= last]
    chosen = [table.months[place] for place in places]
    if not chosen or (chosen[0].first, chosen[-1].last) != (first, last):
        return (), None
    cells = [tuple(row[place] for place in places) for row in table.cells]
    if any(number is None for row in cells for number in row):
        return (), None
    lines = tuple(
        line._replace(number=sum(number or 0 for number in row))
        for line, row in zip(table.themes, cells, strict=True)
    )
    return lines, Cross(lines, tuple(chosen), table.size, tuple(cells)) if len(chosen) > 1 else None


def _parts(lists: Sequence[tuple[tuple[Part[Key], ...], Figure]]) -> tuple[Part[Key], ...]:
    """Lists of parts of a total, added up; a list that tells nothing apart is in the last line as a whole."""
    apart: dict[Key, int] = {}
    everywhere: dict[Key, int] = {}
    rest_keys: dict[Key, None] = {}
    rest, used, unsplit = 0, 0, False
    for parts, total in lists:
        used += bool(parts)
        for part in parts:
            if len(part.keys) == 1:
                apart[part.keys[0]] = apart.get(part.keys[0], 0) + part.number
                everywhere[part.keys[0]] = everywhere.get(part.keys[0], 0) + 1
            else:
                rest, rest_keys = rest + part.number, {**rest_keys, **dict.fromkeys(part.keys)}
        if not parts and isinstance(total, int) and total:
            rest, unsplit = rest + total, True
    if not used:
        return ()
    shown = [Part((key,), n) for key, n in apart.items() if n or everywhere[key] == used or not rest]
    if not rest:
        return tuple(shown)
    hidden = {key: None for key in apart if unsplit or key not in {part.keys[0] for part in shown}}
    return (*shown, Part(tuple({**rest_keys, **hidden}), rest))


def _themes(accounts: Sequence[Account]) -> tuple[ThemeLine, ...]:
    """As `_parts`, with one last line for each group of themes and one for all that is in several groups."""
    apart: dict[Names, int] = {}
    in_group: dict[str, tuple[dict[str, None], int]] = {}
    groups: dict[str, None] = {}
    several: dict[str, None] = {}
    rest = 0
    for account in accounts:
        for line in account.themes:
            if len(line.themes) == 1:
                apart[line.groups, line.themes] = apart.get((line.groups, line.themes), 0) + line.number
            elif len(line.groups) == 1:
                known, number = in_group.get(line.groups[0], ({}, 0))
                in_group[line.groups[0]] = ({**known, **dict.fromkeys(line.themes)}, number + line.number)
            else:
                groups, several = groups | dict.fromkeys(line.groups), several | dict.fromkeys(line.themes)
                rest += line.number
        if not account.themes and isinstance(account.received, int) and account.received:
            groups, several, rest = dict.fromkeys(GROUPS), dict.fromkeys(THEMES), rest + account.received
    if not any(account.themes for account in accounts):
        return ()
    found = [ThemeLine(*key, number) for key, number in apart.items()]
    found += [ThemeLine((group,), tuple(known), number) for group, (known, number) in in_group.items()]
    return (*found, ThemeLine(tuple(groups), tuple(several), rest)) if rest else tuple(found)


def _months(accounts: Sequence[Account]) -> tuple[Months, ...]:
    """The months of half-years one after another; of organisations, only the half-years themselves."""
    blocks: dict[tuple[date, date], list[Figure]] = {}
    periods = {(one.first, one.last) for one in accounts}
    if len(periods) == len(accounts):
        return tuple(block for one in accounts for block in one.months)
    for one in accounts:
        blocks.setdefault((one.first, one.last), []).append(one.received)
    sums = {block: added(figures) for block, figures in sorted(blocks.items())}
    return tuple(Months(*block, number) for block, number in sums.items() if isinstance(number, int))


def _by_half(accounts: Sequence[Account]) -> Cross | None:
    """Themes by half-year: each theme where that half-year tells it apart."""
    periods = [(one.first, one.last) for one in accounts]
    if len(set(periods)) != len(periods) or not all(isinstance(one.received, int) for one in accounts):
        return None
    if not 1 < len(accounts) <= 12:
        return None
    found: dict[Names, list[int | None]] = {}
    for place, account in enumerate(accounts):
        for line in account.themes:
            if len(line.themes) == 1:
                row = found.setdefault((line.groups, line.themes), [None] * len(accounts))
                row[place] = line.number
    if len(found) < 2:
        return None
    months = tuple(
        Months(one.first, one.last, one.received) for one in accounts if isinstance(one.received, int)
    )
    lines = tuple(ThemeLine(*key, sum(n or 0 for n in row)) for key, row in found.items())
    return Cross(lines, months, 6, tuple(map(tuple, found.values())), added_up=False)


def _open(accounts: Sequence[Account]) -> Figure:
    """What was open on the last day: of the last half-year; of organisations, of all of them."""
    last = max(one.last for one in accounts)
    return added(one.open_at_end for one in accounts if one.last == last)
