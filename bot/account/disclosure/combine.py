"""An account of any period, made of what half-years tell, and of nothing else. Pure.

Lines are added up where each half-year (or organisation) tells them apart. Where one does not, what it has
put together is in a last line. So no sum says more than its parts do."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.account.disclosure import adding, lists, over_years, rounds
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.figures import NOT_GIVEN, WAYS, Account, Days, by_month_only
from bot.account.disclosure.kinds import ALL, Adds
from bot.account.disclosure.months import Cross, Months
from bot.account.disclosure.numbers import Between, Figure, added
from bot.account.disclosure.over_years import Piece as Piece
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.tables import Table, tells
from bot.account.disclosure.themes import ThemeLine
from bot.reports.dialogue import IDENTITIES, REDIRECTS
from bot.reports.handling_screens import OUTCOMES

# Months that still run have the first of these not yet, and half-years that were closed with an older version
# have none. Added up they would say of a part what is asked of the whole.
NOT_EVERYWHERE = ("outcomes_departments", "modules_departments", "campaigns_departments", "satisfaction")
Names = tuple[tuple[str, ...], tuple[str, ...]]  # the groups and the themes of a line


def cut(told: Disclosed, first: date, last: date) -> Disclosed:
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
        known = least if least == most else Between(least, most)
    lines, cross = _cut_cross(account, first, last)
    nothing = Days(None)
    shown = tuple(inside) if inside == touched else ()
    return Disclosed(
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
            account.threshold,
            None,
            nothing,
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
    wide = over_years.of(pieces)
    first, last = min(one.first for one in accounts), max(one.last for one in accounts)
    in_time = [(one.answered.in_time, one.answered.late) for one in accounts]
    told = all(number is not None for pair in in_time for number in pair)
    answered = Days(
        added(one.answered.reports for one in accounts),
        in_time=sum(pair[0] or 0 for pair in in_time) if told else None,
        late=sum(pair[1] or 0 for pair in in_time) if told else None,
    )
    closed = Days(added(one.closed.reports for one in accounts))
    decisions = [one.decided for one in accounts if one.decided is not None]
    decided = Days(added(one.reports for one in decisions)) if len(decisions) == len(accounts) else None

    def parts(name: str, total: str, every: Collection[Any]) -> tuple[Part[Any], ...]:
        ways = (
            lists.parts_of([(getattr(one, name), _number(getattr(one, total))) for one in some], every)
            for some in (accounts, over_years.accounts(accounts, wide, name))
        )
        return max(ways, key=lists.worth)

    account = Account(
        first,
        last,
        added(one.received for one in accounts),
        max(map(lists.themes_of, (accounts, over_years.accounts(accounts, wide, "themes"))), key=lists.worth),
        _months(accounts),
        max(one.size for one in accounts),
        _by_half(accounts),
        parts("identities", "received", IDENTITIES),
        parts("departments", "received", _places(pieces)),
        over_years.days(answered, accounts, wide, "answered"),
        over_years.days(closed, accounts, wide, "closed"),
        parts("outcomes", "closed", OUTCOMES),
        _open(accounts),
        added(one.redirected for one in accounts),
        parts("redirects", "redirected", REDIRECTS),
        min(one.threshold for one in accounts),
        added(one.reopened for one in accounts),
        decided and over_years.days(decided, accounts, wide, "decided"),
        None if any(one.origins is None for one in accounts) else parts("origins", "received", WAYS),
    )
    return account if all(piece.whole for piece in pieces) else by_month_only(account)


def tables(pieces: Sequence[Piece]) -> tuple[Table, ...]:
    """The other tables of these half-years or organisations, each number added up as its kind says; nothing
    when some half-year is here in part."""
    if not all(piece.whole for piece in pieces):
        return ()
    if len(pieces) == 1:
        return tuple(filter(tells, pieces[0].told.tables))
    ordered = sorted(pieces, key=lambda piece: piece.told.account.first)
    is_in_time = len({piece.told.account.first for piece in pieces}) == len(pieces)
    found = [{table.name: table for table in piece.told.tables} for piece in ordered]
    years = [piece.told.account.last.year for piece in ordered]
    wide = over_years.of(ordered)
    last = rounds.told_last([one.get("meetings_reached") for one in found], years)
    made = []
    for kind in ALL:
        every = [one.get(kind.name) for one in found]
        if not any(every) or Adds.ALONE in kind.measures.values():
            continue
        if kind.name in NOT_EVERYWHERE and not all(every):
            continue
        if not is_in_time:
            made.append(adding.beside(every))
        elif Adds.ROUND in kind.measures.values():
            made.append(adding.of_rounds(every, last, years))
        else:
            made.append(adding.over_time(kind, over_years.tables(kind, every, wide)))
    return tuple(filter(tells, made))


def names(pieces: Iterable[Piece]) -> Mapping[str, str]:
    """What departments, groups and kinds are called; the newest name counts."""
    return {key: name for piece in pieces for key, name in piece.told.names.items()}


def _number(total: Figure | Days) -> Figure:
    return total.reports if isinstance(total, Days) else total


def _places(pieces: Iterable[Piece]) -> list[int]:
    """The departments that there were in these half-years."""
    codes = [code.partition("/") for piece in pieces for code in piece.told.names]
    return [*(int(id) for kind, _, id in codes if kind == "department"), NOT_GIVEN]


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
