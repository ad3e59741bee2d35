"""Closing a half-year: from then on its figures stay, whatever happens to the reports behind them.

What workbooks may show is kept as it is told. The counts behind it are sealed under a key of that half-year:
a small number in them could point at a person. They are only opened to see what a correction changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.account import counting, safely
from bot.account import tables as account_tables
from bot.account.attack.reader import Version
from bot.account.disclosure import half_year
from bot.account.disclosure.disclosed import ALL, Disclosed, dump, load
from bot.account.disclosure.figures import account
from bot.account.periods import READY_AFTER, days_of, half_of, halves, last_over
from bot.foundation.context import ZONE
from bot.foundation.mistakes import Mistake
from storage import audit, closings, organisations, purpose_keys, sealing
from storage.closings import ClosingRow
from storage.db import one_at_a_time, reading, unit
from storage.organisations import OrganisationRow
from storage.vault import Destroyed, Vault

LOCK = 0x62616B656E63  # replicas close one half-year at a time


class Closed(NamedTuple):
    """A half-year that has just been closed or corrected."""

    half: str
    version: int
    checksum: str


def close(
    session: Session,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    now: datetime,
    actor: str = "system",
) -> list[Closed]:
    """Closes a half-year, and those before it that are still open; nothing when that was done already.

    Raises Mistake when it is not over."""
    if days_of(half)[1] >= now.astimezone(ZONE).date():
        raise Mistake("half_not_over", half=half)
    one_at_a_time(session.connection(), LOCK)
    wanted = still_open(session, organisation.id, half)
    return [_close_one(session, vault, organisation, one, now, actor) for one in wanted]


def close_due(engine: Engine, vault: Vault, now: datetime) -> int:
    """Closes what ended a week ago or longer, for every organisation; gives how many half-years."""
    due = last_over((now - READY_AFTER).astimezone(ZONE).date())
    with reading(engine) as session:
        every = organisations.everyone(session)
        waiting = [one for one in every if _is_due(session, one.id, due)]
    number = 0
    for one in waiting:
        rehearse(engine, vault, one, due)
        with unit(engine) as session:
            number += len(close(session, vault, one, due, now))
    return number


def rehearse(engine: Engine, vault: Vault, organisation: OrganisationRow, until: str) -> None:
    """Tries what is to be told of the half-years up to this one, before anything is written: on SQLite that
    holds nobody up. What came of it is at hand when they are closed, if nothing changed in between."""
    with reading(engine) as session:
        told: list[Version] = []
        for half in still_open(session, organisation.id, until):
            before = [one.told for one in told]
            protected, _ = _protected(session, organisation.id, half, before)
            safe = safely.published(session, organisation.id, half, 1, protected, told)
            told.append(Version(half, 1, safe))


def correct(
    session: Session,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    now: datetime,
    actor: str = "system",
) -> Closed | None:
    """Counts a closed half-year again and keeps what changed as its next version; nothing if nothing did.

    When reports of it, or the counts behind it, are destroyed, a new count would lose them: then the reports
    stay as they were told, and only the activities outside the bot are counted again. So it is with what an
    older version closed with all reports: counting it anew would tell how many were kept from somebody.
    Raises Mistake when it was never closed, and when that leaves nothing to correct."""
    one_at_a_time(session.connection(), LOCK)
    first, last = days_of(half)
    versions = closings.versions(session, organisation.id, half)
    if not versions:
        raise Mistake("half_not_closed", half=half)
    newest, version = versions[-1], versions[-1].version + 1
    sealed = closings.sealed(session, organisation.id, half, newest.version)
    tables = account_tables.tables(session, organisation.id, first, last)
    was = load(newest.told)
    told, is_lost = half_year.late(was, tables), was.form == ALL
    try:
        key = purpose_keys.get(vault, organisation.id, half)
    except Destroyed:
        is_lost = True
    else:
        old = counting.read(sealing.unseal(key, sealed, "closing", organisation.id, half, newest.version))
        new = counting.by_month(session, organisation.id, first, last)
        is_lost = is_lost or half_year.lost(counting.total(old), counting.total(new))
        if not is_lost:
            told = half_year.corrected(was, counting.total(old), counting.total(new), tables)
        sealed = _sealed(key, old if is_lost else new, organisation.id, half, version)
    if not told.changed:
        if was.form == ALL:
            raise Mistake("half_of_before", half=half)
        if is_lost:
            raise Mistake("half_lost", half=half)
        return None
    names = {**account_tables.names_of(session, organisation.id, first, last), **was.names}
    told = safely.published(session, organisation.id, half, version, told._replace(names=names))
    text = dump(told)
    done = Closed(half, version, closings.checksum(text))
    return _keep(session, vault, organisation.id, done, text, sealed, now, actor)


def kept(session: Session, organisation_id: int, first: date, last: date) -> dict[str, ClosingRow]:
    """The newest version of each closed half-year that a period touches."""
    return closings.newest(session, organisation_id, halves(first, last))


def _close_one(
    session: Session, vault: Vault, organisation: OrganisationRow, half: str, now: datetime, actor: str
) -> Closed:
    protected, months = _protected(session, organisation.id, half)
    told = safely.published(session, organisation.id, half, 1, protected)
    key = purpose_keys.make(vault, organisation.id, half)  # commits first, as with reports
    text = dump(told)
    done = Closed(half, 1, closings.checksum(text))
    sealed = _sealed(key, months, organisation.id, half, done.version)
    return _keep(session, vault, organisation.id, done, text, sealed, now, actor)


def _protected(
    session: Session, organisation_id: int, half: str, more: Sequence[Disclosed] = ()
) -> tuple[Disclosed, counting.ByMonth]:
    """What the rules would tell of a half-year after what was told before, and `more`; and its counts."""
    first, last = days_of(half)
    months = counting.by_month(session, organisation_id, first, last)
    places = [place.id for place in organisations.departments(session, organisation_id)]
    before, counts = [*earlier(session, organisation_id, half), *more], counting.total(months)
    if any(one.form == ALL for one in before):
        decided = half_year.without_open(account(counts, first, last, places), before)
    else:
        decided = half_year.decided(counts, first, last, places, [one.account for one in before])
    protected = Disclosed(
        decided,
        account_tables.tables(session, organisation_id, first, last),
        account_tables.names_of(session, organisation_id, first, last),
    )
    return protected, months


def earlier(session: Session, organisation_id: int, half: str) -> Sequence[Disclosed]:
    """What is told of every half-year before this one."""
    closed = [one for one in closings.closed(session, organisation_id) if one < half]
    return [load(row.told) for row in closings.newest(session, organisation_id, closed).values()]


def still_open(session: Session, organisation_id: int, until: str) -> list[str]:
    """The half-years up to this one that are not closed, from the first with something to count."""
    closed = closings.closed(session, organisation_id)
    first = closings.first_day(session, organisation_id)
    start = min(half_of(first), until) if first else until
    return [one for one in halves(days_of(start)[0], days_of(until)[1]) if one not in closed]


def _sealed(key: bytes, months: counting.ByMonth, organisation_id: int, half: str, version: int) -> bytes:
    return sealing.seal(key, counting.plain(months), "closing", organisation_id, half, version)


def _keep(
    session: Session,
    vault: Vault,
    organisation_id: int,
    done: Closed,
    told: str,
    sealed: bytes,
    now: datetime,
    actor: str,
) -> Closed:
    closings.add(session, organisation_id, done.half, now.astimezone(ZONE).date(), told, sealed)
    audit.append(
        session,
        vault.audit_secret,
        at=now.isoformat(timespec="seconds"),
        actor=actor,
        action="account.closed" if done.version == 1 else "account.corrected",
        organisation_id=organisation_id,
        subject=done.half,
        detail=f"v{done.version} {done.checksum}",
    )
    return done


def _is_due(session: Session, organisation_id: int, due: str) -> bool:
    first = closings.first_day(session, organisation_id)
    return bool(first and half_of(first) <= due and still_open(session, organisation_id, due))
