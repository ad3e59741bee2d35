"""What reporters did today: in the audit trail by now, but without a place in it.

A place between the entries of others, which have a moment, would be a moment too. So these entries wait, in
no order, until their day is over, and are then put into the trail in a random one. Meanwhile each has a keyed
hash, and the keyed total of all of them (their hashes, XORed) shows when one was taken out or put in.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from storage import audit
from storage.audit import Broken
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.tables.audit import AuditEntry
from storage.tables.pending import PendingEntry, PendingTotal
from storage.tables.reports import Report

NOTHING = "0" * 64
RECEIVED = "report.received"


def add(
    session: Session,
    secret: bytes,
    organisation_id: int,
    day: date,
    known_from: datetime,
    action: str,
    subject: str,
) -> None:
    """Adds what a reporter did, in the unit of work that does it. It belongs to a day and to nobody."""
    one_at_a_time(session.connection(), Lock.TRAIL)
    entry = PendingEntry(
        id=secrets.token_hex(16),
        organisation_id=organisation_id,
        day=day,
        known_from=known_from,
        action=action,
        subject=subject,
        hash="",
    )
    entry.hash = _hash(secret, entry)
    session.add(entry)
    _change_total(session, secret, [entry])


def is_due(session: Session, today: date) -> bool:
    """Whether the day of any entry is over."""
    return session.exec(select(PendingEntry.id).where(PendingEntry.day < today).limit(1)).first() is not None


def fold(session: Session, secret: bytes, today: date) -> set[str]:
    """Gives the entries of days that are over a place in the trail: day by day, within a day in random order.

    Gives what they are about. An entry that was changed stays where it is, for `verify` to find."""
    one_at_a_time(session.connection(), Lock.TRAIL)
    every = session.exec(select(PendingEntry).where(PendingEntry.day < today)).all()
    over = [entry for entry in every if hmac.compare_digest(entry.hash, _hash(secret, entry))]
    secrets.SystemRandom().shuffle(over)
    for entry in sorted(over, key=lambda one: one.day):
        place = entry.organisation_id, entry.subject
        audit.append(session, secret, entry.day.isoformat(), "reporter", entry.action, *place)
    if over:
        gone = delete(PendingEntry).where(col(PendingEntry.id) == bindparam("its_id"))
        session.connection().execute(gone, [{"its_id": entry.id} for entry in over])
        _change_total(session, secret, over)
    return {entry.subject for entry in over}


def known(session: Session, now: datetime, organisation_id: int | None = None) -> int:
    """How many entries wait of which others may know, of one organisation or of all."""
    wanted = select(PendingEntry.id).where(PendingEntry.known_from <= now)
    if organisation_id is not None:
        wanted = wanted.where(PendingEntry.organisation_id == organisation_id)
    return len(session.exec(wanted).all())


def verify(session: Session, secret: bytes) -> Broken | None:
    """What is wrong with the pending entries, or with the reports that must have one or have had one.

    They have no number in the trail yet, so it is 0. Nobody adds one meanwhile."""
    one_at_a_time(session.connection(), Lock.TRAIL)
    found = session.exec(select(PendingEntry)).all()
    if any(not hmac.compare_digest(entry.hash, _hash(secret, entry)) for entry in found):
        return Broken(0, "changed")
    kept = session.get(PendingTotal, 1)
    total, changes = (kept.total, kept.changes) if kept else (NOTHING, 0)
    if _added(NOTHING, found) != total:
        return Broken(0, "missing")
    if kept and not hmac.compare_digest(kept.hash, _hash_total(secret, changes, total)):
        return Broken(0, "changed")
    return Broken(0, "missing") if _untold(session) else None


def accept(session: Session, secret: bytes) -> None:
    """Goes on from the entries that are there."""
    kept = session.get(PendingTotal, 1)
    if kept:
        kept.total = _added(NOTHING, session.exec(select(PendingEntry)).all())
        kept.hash = _hash_total(secret, kept.changes, kept.total)


def _untold(session: Session) -> bool:
    """Whether there is a report of which neither the trail nor a pending entry tells that it came in."""
    told = select(AuditEntry.subject).where(AuditEntry.action == RECEIVED)
    waits = select(PendingEntry.subject).where(PendingEntry.action == RECEIVED)
    untold = select(Report.id).except_(told, waits).limit(1)
    return session.connection().execute(untold).first() is not None


def _change_total(session: Session, secret: bytes, entries: Iterable[PendingEntry]) -> None:
    """Puts entries in, or takes them out. A total that somebody else wrote does not become good by that."""
    kept = session.get(PendingTotal, 1)
    if kept is None:
        kept = PendingTotal(id=1, changes=0, total=NOTHING, hash="")
        session.add(kept)
    is_ours = not kept.changes or kept.hash == _hash_total(secret, kept.changes, kept.total)
    kept.changes += 1
    kept.total = _added(kept.total, entries)
    kept.hash = _hash_total(secret, kept.changes, kept.total) if is_ours else NOTHING
    session.flush()


def _added(total: str, entries: Iterable[PendingEntry]) -> str:
    """The total with these entries put in, or taken out: it is the same."""
    number = int(total, 16)
    for entry in entries:
        number ^= int(entry.hash, 16)
    return f"{number:064x}"


def _hash(secret: bytes, entry: PendingEntry) -> str:
    known_from = entry.known_from.astimezone(UTC).isoformat()
    told = entry.organisation_id, entry.day.isoformat(), known_from, entry.action, entry.subject
    return _keyed(secret, "entry", entry.id, *told)


def _hash_total(secret: bytes, changes: int, total: str) -> str:
    return _keyed(secret, "total", changes, total)


def _keyed(secret: bytes, *parts: str | int) -> str:
    text = json.dumps(["pending", *parts], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
