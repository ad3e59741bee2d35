"""Everything an account of a period shows: closed half-years as they were told, and what still runs, live.

The internal edition of somebody counts the reports that they may know of, and what the municipality did,
afresh and exactly; of people it tells what everybody is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from bot.account import hiding
from bot.account import tables as account_tables
from bot.account.disclosure import combine, half_year, known
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed, load
from bot.account.disclosure.figures import Account, account
from bot.account.disclosure.kinds import COUNCIL, INTERNAL, KINDS, Adds
from bot.account.disclosure.tables import Table, untold
from bot.account.periods import check_period, days_of, end_of, half_of, halves, period_before
from bot.foundation.mistakes import Mistake
from storage import closings, counts, organisations
from storage.closings import ClosingRow
from storage.reports import Viewer


class Before(NamedTuple):
    """The period of the same length before an account, with its tables; `whole`: all its months are told.
    `untold` as in AccountView."""

    account: Account
    tables: tuple[Table, ...]
    whole: bool
    untold: tuple[Table, ...] = ()


class AccountView(NamedTuple):
    """An account with what it is made of. `before` is the period of the same length before it, if that can be
    told. `corrections` are the later versions of these half-years, each with the lists that it changed.
    `afresh`: reports are those that its reader may know of, counted now. `untold` are tables of which
    there is something and nothing may be told: something else than a table that is not there."""

    account: Account
    pieces: tuple[Piece, ...]
    tables: tuple[Table, ...]
    names: Mapping[str, str]
    before: Before | None = None
    corrections: tuple[tuple[ClosingRow, tuple[str, ...]], ...] = ()
    afresh: bool = False
    untold: tuple[Table, ...] = ()


def assemble(
    session: Session,
    organisation_id: int,
    first: date,
    last: date,
    today: date,
    edition: str = INTERNAL,
    viewer: Viewer | None = None,
) -> AccountView:
    """The account of a period. One that is not over is told until today: how things stand now, and no months
    that have yet to begin. The internal edition of a viewer counts afresh what they may know of; all else is
    made of what was never kept from anybody.

    The council's edition is made of closed half-years alone. Raises Mistake for a period that is not whole
    months or lies in the future, and when the council's is not closed."""
    check_period(first, last)
    if first > today:
        raise Mistake("period_future")
    if edition == INTERNAL and viewer:
        return _afresh(session, organisation_id, first, last, today, viewer)
    before = _before(session, organisation_id, first, last, edition)
    last = min(last, today)
    pieces = tuple(_pieces(session, organisation_id, first, last, edition))
    versions = {
        piece.half: closings.versions(session, organisation_id, piece.half)
        for piece in pieces
        if piece.version > 1
    }
    return AccountView(
        combine.whole(pieces)._replace(first=first, last=last),
        pieces,
        _for(edition, _tables(pieces)),
        {**account_tables.names(session, organisation_id), **combine.names(pieces)},
        before,
        tuple((row, load(row.told).changed) for rows in versions.values() for row in rows[1:]),
        untold=_for(edition, _untold(pieces)),
    )


def over_all(every: Mapping[str, AccountView]) -> AccountView:
    """One account over organisations (by name), made of what each of them tells, and of nothing else."""
    pieces = tuple(
        Piece(name, Disclosed(one.account, _all_of(one), one.names), all(piece.whole for piece in one.pieces))
        for name, one in every.items()
    )
    those = [one.before for one in every.values() if one.before]
    before = None
    if len(those) == len(every):
        pieces_before = [Piece("", Disclosed(one.account, _all_of(one)), whole=True) for one in those]
        is_whole = all(one.whole for one in those)
        before = Before(combine.whole(pieces_before), _tables(pieces_before), is_whole)
    return AccountView(
        combine.whole(pieces),
        tuple(
            piece._replace(half=f"{piece.half}, {name}")
            for name, one in every.items()
            for piece in one.pieces
        ),
        _tables(pieces),
        combine.names(pieces),
        before,
    )


def _afresh(
    session: Session, organisation_id: int, first: date, last: date, today: date, viewer: Viewer
) -> AccountView:
    """The internal edition: a function of what this viewer may know of, and of what everybody may. Who was
    sent to another address they do not know: of that it tells what everybody is told, as of people."""

    def counted(first: date, last: date, told: Account) -> Account:
        every = counts.count(session, organisation_id, first, end_of(last), viewer)
        elsewhere = {name: getattr(told, name) for name in ("redirected", "redirects", "threshold")}
        return known.account(every, first, last, places)._replace(**elsewhere)

    places = [place.id for place in organisations.departments(session, organisation_id)]
    period, then = period_before(first, last), _before(session, organisation_id, first, last, INTERNAL)
    if period and then:
        acts_before = account_tables.afresh(session, organisation_id, *period)
        then = then._replace(
            account=counted(*period, then.account), tables=_with_acts(then.tables, acts_before)
        )
    last = min(last, today)
    pieces = tuple(_pieces(session, organisation_id, first, last, INTERNAL))
    acts = account_tables.afresh(session, organisation_id, first, last)
    names = {**combine.names(pieces), **account_tables.names_of(session, organisation_id, first, last)}
    return AccountView(
        counted(first, last, combine.whole(pieces)),
        pieces,
        _with_acts(_tables(pieces), acts),
        names,
        then,
        afresh=True,
        untold=tuple(one for one in _untold(pieces) if KINDS[one.name].known is None),
    )


def _with_acts(told: Iterable[Table], acts: Iterable[Table]) -> tuple[Table, ...]:
    """What everybody is told of people, with acts as the coordinator may know them."""
    people = (table for table in told if KINDS[table.name].known is None)
    return account_tables.in_order((*people, *acts))


def _all_of(one: AccountView | Before) -> tuple[Table, ...]:
    """The tables of an account, also those of which nothing may be told."""
    return (*one.tables, *one.untold)


def _tables(pieces: Sequence[Piece]) -> tuple[Table, ...]:
    """The tables of these half-years or organisations that have something on them."""
    return tuple(table for table in combine.tables(pieces) if table.rows or table.total)


def _untold(pieces: Sequence[Piece]) -> tuple[Table, ...]:
    """The tables of which these half-years have something, and tell nothing."""
    if not all(piece.whole for piece in pieces):
        return ()
    told = {table.name for table in _tables(pieces)}
    silent = [table for piece in pieces for table in piece.told.tables if table.name not in told]
    silent = [table for table in silent if Adds.ALONE not in KINDS[table.name].measures.values()]
    return tuple({table.name: untold(table) for table in silent}.values())


def _for(edition: str, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables that an edition may have."""
    return tuple(one for one in tables if edition in KINDS[one.name].editions)


def _pieces(session: Session, organisation_id: int, first: date, last: date, edition: str) -> Iterator[Piece]:
    """The period in half-years; what is not closed and lies together is one piece."""
    closed = closings.closed(session, organisation_id)
    start = closings.first_day(session, organisation_id)
    run: list[tuple[date, date]] = []
    newest = closings.newest(session, organisation_id, [one for one in closed if _touches(one, first, last)])
    for half, begin, end in _in_halves(first, last, sorted(newest)):
        if half in newest:
            if run:
                yield _live(session, organisation_id, run[0][0], run[-1][1])
                run = []
            told, row = load(newest[half].told), newest[half]
            whole = (begin, end) == days_of(half)
            yield Piece(half, combine.cut(told, begin, end), whole, row.version, row.checksum)
            continue
        if edition == COUNCIL and start and end >= days_of(half_of(start))[0]:
            raise Mistake("half_not_closed", half=half)
        run.append((begin, end))
    if run:
        yield _live(session, organisation_id, run[0][0], run[-1][1])


def _in_halves(first: date, last: date, closed: list[str]) -> Iterator[tuple[str, date, date]]:
    """The half-years of a period, as far as they are in it; all before or after the closed ones is one."""
    if not closed:
        yield half_of(last), first, last
        return
    begin, end = days_of(closed[0])[0], days_of(closed[-1])[1]
    if first < begin:
        yield half_of(first), first, date.fromordinal(begin.toordinal() - 1)
    for half in halves(max(first, begin), min(last, end)):
        days = days_of(half)
        yield half, max(first, days[0]), min(last, days[1])
    if last > end:
        yield half_of(last), date.fromordinal(end.toordinal() + 1), last


def _live(session: Session, organisation_id: int, first: date, last: date) -> Piece:
    """What can be told of months that are not closed, as they are now; the last one may be running."""
    places = [place.id for place in organisations.departments(session, organisation_id)]
    counted = counts.count(session, organisation_id, first, end_of(last))
    closed = closings.closed(session, organisation_id)
    earlier = [load(row.told) for row in closings.newest(session, organisation_id, closed).values()]
    threshold = hiding.threshold(session, organisation_id)
    told = Disclosed(
        half_year.without_open(account(counted, first, last, places, threshold), earlier),
        account_tables.tables(session, organisation_id, first, last, threshold),
        account_tables.names_of(session, organisation_id, first, last),
    )
    return Piece(half_of(last), told, whole=True)


def _before(session: Session, organisation_id: int, first: date, last: date, edition: str) -> Before | None:
    """The period before, as far as an edition may have it."""
    period = period_before(first, last)
    start = closings.first_day(session, organisation_id)
    if period is None or start is None or period[1] < start:
        return None
    try:
        pieces = tuple(_pieces(session, organisation_id, *period, edition))
    except Mistake:
        return None
    whole = all(piece.whole for piece in pieces)
    silent = _for(edition, _untold(pieces))
    return Before(combine.whole(pieces), _for(edition, _tables(pieces)), whole, silent)


def _touches(half: str, first: date, last: date) -> bool:
    begin, end = days_of(half)
    return begin <= last and end >= first
