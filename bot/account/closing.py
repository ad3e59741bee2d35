"""Closing a half-year: from then on its figures stay, whatever happens to the reports behind them.

What workbooks may show is kept as it is told. The counts behind it are sealed under a key of that half-year:
a small number in them could point at a person. They are only opened to see what a correction changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.account import counting, deciding, others
from bot.account.figures import Account
from bot.account.halves import READY_AFTER, days_of, half_of, halves, last_over
from bot.account.told import Told, dump, load
from bot.context import ZONE
from bot.mistakes import Mistake
from storage import account_keys, audit, closings, organisations, sealing
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
    engine: Engine,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    now: datetime,
    actor: str = "system",
) -> list[Closed]:
    """Closes a half-year, and those before it that are still open; nothing when that was done already.

    Raises Mistake when it is not over."""
    today = now.astimezone(ZONE).date()
    if days_of(half)[1] >= today:
        raise Mistake("half_not_over", half=half)
    with reading(engine) as session:
        wanted = _still_open(session, organisation.id, half)
    return [_close_one(engine, vault, organisation, one, today, now, actor) for one in wanted]


def close_due(engine: Engine, vault: Vault, now: datetime) -> int:
    """Closes what ended a week ago or longer, for every organisation; gives how many half-years."""
    due = last_over((now - READY_AFTER).astimezone(ZONE).date())
    with reading(engine) as session:
        every = organisations.everyone(session)
        waiting = [one for one in every if _is_due(session, one.id, due)]
    return sum(len(close(engine, vault, one, due, now)) for one in waiting)


def correct(
    engine: Engine,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    now: datetime,
    actor: str = "system",
) -> Closed | None:
    """Counts a closed half-year again and keeps what changed as its next version; nothing if nothing did.

    Raises Mistake when it was never closed, and when reports of it, or the counts behind it, are destroyed:
    then a new count would lose them."""
    first, last = days_of(half)
    with reading(engine) as session:
        versions = closings.versions(session, organisation.id, half)
        if not versions:
            raise Mistake("half_not_closed", half=half)
        newest = versions[-1]
        kept = closings.sealed(session, organisation.id, half, newest.version)
        months = counting.by_month(session, organisation.id, first, last)
        tables = others.tables(session, organisation.id, first, last)
        names = others.names_of(session, organisation.id, first, last)
    try:
        key = account_keys.get(vault, organisation.id, half)
    except Destroyed:
        raise Mistake("half_lost", half=half) from None
    was = load(newest.told)
    old = counting.read(sealing.unseal(key, kept, "closing", organisation.id, half, newest.version))
    new = counting.total(months)
    if deciding.lost(counting.total(old), new):
        raise Mistake("half_lost", half=half)
    told = deciding.corrected(was, counting.total(old), new, tables)
    if not told.changed:
        return None
    text = dump(told._replace(names={**names, **was.names}))
    return _keep(engine, vault, organisation, half, newest.version + 1, text, months, now, actor)


def kept(session: Session, organisation_id: int, first: date, last: date) -> dict[str, ClosingRow]:
    """The newest version of each closed half-year that a period touches."""
    return closings.newest(session, organisation_id, halves(first, last))


def _close_one(
    engine: Engine,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    today: date,
    now: datetime,
    actor: str,
) -> Closed:
    first, last = days_of(half)
    with reading(engine) as session:
        months = counting.by_month(session, organisation.id, first, last)
        places = [place.id for place in organisations.departments(session, organisation.id)]
        shown = deciding.decided(
            counting.total(months), first, last, places, earlier(session, organisation.id, half)
        )
        told = Told(
            shown,
            others.tables(session, organisation.id, first, last),
            others.names_of(session, organisation.id, first, last),
        )
    return _keep(engine, vault, organisation, half, 1, dump(told), months, now, actor)


def earlier(session: Session, organisation_id: int, half: str) -> Sequence[Account]:
    """What is told of every half-year before this one."""
    closed = [one for one in closings.closed(session, organisation_id) if one < half]
    return [load(row.told).account for row in closings.newest(session, organisation_id, closed).values()]


def _keep(
    engine: Engine,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    version: int,
    told: str,
    months: counting.ByMonth,
    now: datetime,
    actor: str,
) -> Closed:
    key = account_keys.make(vault, organisation.id, half)  # commits first, as with reports
    sealed = sealing.seal(key, counting.plain(months), "closing", organisation.id, half, version)
    with unit(engine) as session:
        one_at_a_time(session.connection(), LOCK)
        there = closings.versions(session, organisation.id, half)
        if len(there) >= version:  # another replica was first
            return Closed(half, version, there[version - 1].checksum)
        day = now.astimezone(ZONE).date()
        closings.add(session, organisation.id, half, day, told, sealed)
        checksum = closings.checksum(told)
        audit.append(
            session,
            vault.audit_secret,
            at=now.isoformat(timespec="seconds"),
            actor=actor,
            action="account.closed" if version == 1 else "account.corrected",
            organisation_id=organisation.id,
            subject=half,
            detail=f"v{version} {checksum}",
        )
    return Closed(half, version, checksum)


def _is_due(session: Session, organisation_id: int, due: str) -> bool:
    first = closings.first_day(session, organisation_id)
    return bool(first and half_of(first) <= due and _still_open(session, organisation_id, due))


def _still_open(session: Session, organisation_id: int, until: str) -> list[str]:
    """The half-years up to this one that are not closed, from the first with something to count."""
    closed = closings.closed(session, organisation_id)
    first = closings.first_day(session, organisation_id)
    start = min(half_of(first), until) if first else until
    return [one for one in halves(days_of(start)[0], days_of(until)[1]) if one not in closed]
