"""Closing a half-year: from then on its figures stay, whatever happens to the reports behind them.

What workbooks may show is kept as it is told. The counts behind it are sealed under a key of that half-year:
a small number in them could point at a person. They are only opened to see what a correction changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.account import counting, drafting, safely
from bot.account.disclosure.disclosed import Disclosed, dump
from bot.account.drafting import Draft
from bot.account.periods import READY_AFTER, days_of, half_of, halves, last_over
from bot.foundation.context import ZONE
from bot.foundation.mistakes import Mistake
from storage import audit, closings, organisations, purpose_keys, sealing
from storage.closings import ClosingRow
from storage.db import one_at_a_time, reading, unit
from storage.locks import Lock
from storage.organisations import OrganisationRow
from storage.vault import Vault

TRIES = 3  # when something changed meanwhile; the last one is kept as it was counted before

Open = Callable[[], AbstractContextManager[Session]]


class Closed(NamedTuple):
    """A half-year that has just been closed or corrected."""

    half: str
    version: int
    checksum: str


class Units(NamedTuple):
    """How to look at the database, and how to open a unit of work, which is the one writer on SQLite."""

    reading: Open
    unit: Open


def on(engine: Engine) -> Units:
    """Units of work of an engine."""
    return Units(partial(reading, engine), partial(unit, engine))


def close(
    units: Units,
    vault: Vault,
    organisation: OrganisationRow,
    half: str,
    now: datetime,
    actor: str = "system",
) -> list[Closed]:
    """Closes a half-year, and those before it that are still open; nothing when that was done already.

    Somebody tries what is hidden while nobody waits for it: no unit of work is open meanwhile. What was
    counted is then counted once more, and kept when it is still the same. Raises Mistake when the half-year
    is not over."""
    if days_of(half)[1] >= now.astimezone(ZONE).date():
        raise Mistake("half_not_over", half=half)
    done: list[Closed] = []
    with units.reading() as session:
        wanted = still_open(session, organisation.id, half)
    for one in wanted:
        made = _close_one(units, vault, organisation, one, now, actor)
        done += [made] if made else []
    return done


def close_due(engine: Engine, vault: Vault, now: datetime) -> int:
    """Closes what ended a week ago or longer, for every organisation; gives how many half-years."""
    due = last_over((now - READY_AFTER).astimezone(ZONE).date())
    with reading(engine) as session:
        every = organisations.everyone(session)
        waiting = [one for one in every if _is_due(session, one.id, due)]
    return sum(len(close(on(engine), vault, one, due, now)) for one in waiting)


def correct(
    units: Units,
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
    As in `close`, no unit of work is open while somebody tries what is hidden. Raises Mistake when it was
    never closed, and when that leaves nothing to correct."""
    for attempt in range(TRIES):
        with units.reading() as session:
            draft = drafting.correction(session, vault, organisation.id, half)
            if draft is None:
                return None
            attack = safely.prepared(session, organisation.id, half, draft.version)
        told = attack(draft.told)
        with units.unit() as session:
            one_at_a_time(session.connection(), Lock.CLOSING)
            now_there = drafting.correction(session, vault, organisation.id, half)
            if now_there is None or now_there.version != draft.version:
                continue  # somebody else corrected it meanwhile
            if attempt < TRIES - 1 and not draft.is_like(now_there):
                continue  # something changed meanwhile
            more = [one for one in told.withheld if one not in (*draft.told.withheld, *told.changed)]
            told = told._replace(changed=(*told.changed, *more))  # it is told less of these than it was
            sealed = closings.sealed(session, organisation.id, half, draft.version - 1)
            return _keep(session, vault, organisation.id, half, draft, told, sealed, now, actor)
    return None


def _close_one(
    units: Units, vault: Vault, organisation: OrganisationRow, half: str, now: datetime, actor: str
) -> Closed | None:
    for attempt in range(TRIES):
        with units.reading() as session:
            draft = drafting.closing(session, vault, organisation.id, half)
            attack = safely.prepared(session, organisation.id, half, draft.version)
        told = attack(draft.told)
        with units.unit() as session:
            one_at_a_time(session.connection(), Lock.CLOSING)
            if half in closings.closed(session, organisation.id):
                return None  # somebody else closed it meanwhile
            now_there = drafting.closing(session, vault, organisation.id, half)
            if attempt < TRIES - 1 and not draft.is_like(now_there):
                continue  # something changed meanwhile
            return _keep(session, vault, organisation.id, half, draft, told, b"", now, actor)
    return None


def kept(session: Session, organisation_id: int, first: date, last: date) -> dict[str, ClosingRow]:
    """The newest version of each closed half-year that a period touches."""
    return closings.newest(session, organisation_id, halves(first, last))


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
    half: str,
    draft: Draft,
    told: Disclosed,
    sealed: bytes,
    now: datetime,
    actor: str,
) -> Closed:
    """Keeps a version with the counts behind it; `sealed` are those of the version before."""
    if draft.months is not None:
        key = purpose_keys.make(vault, organisation_id, half)  # commits first, as with reports
        sealed = _sealed(key, draft.months, organisation_id, half, draft.version)
    text = dump(told)
    done = Closed(half, draft.version, closings.checksum(text))
    closings.add(session, organisation_id, done.half, now.astimezone(ZONE).date(), text, sealed)
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
