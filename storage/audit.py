"""The append-only audit trail. Each entry's keyed hash covers the entry and the hash before it (RFC 2104)."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from storage.db import one_at_a_time
from storage.locks import Lock
from storage.tables.audit import AuditEntry
from storage.tables.keys import AuditAnchor
from storage.tables.pending import PendingTotal

START = "0" * 64
FIRST = 50  # entries that are looked at to tell whose trail it is: one that was changed tells nothing
WENT_BACK = 2**31 - 1  # more than there will ever be: it stays seen when the total grows again


class Entry(NamedTuple):
    """`at` is a moment, or only a day where a moment would tell when a reporter was there."""

    seq: int
    organisation_id: int | None
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    hash: str


class Broken(NamedTuple):
    """Where the trail is broken, and how: "changed", "missing", "cut" or "replaced" (cut and written on).

    `seq` is 0 when that is among the entries without a place (see storage/pending.py)."""

    seq: int
    reason: str


def append(
    session: Session,
    secret: bytes,
    at: str,
    actor: str,
    action: str,
    organisation_id: int | None = None,
    subject: str = "",
    detail: str = "",
) -> None:
    """Adds one entry in the unit of work that does what it tells. Codes only: never what a person typed."""
    one_at_a_time(session.connection(), Lock.TRAIL)
    seq, previous = head(session)
    entry = Entry(seq + 1, organisation_id, at, actor, action, subject, detail, "")
    session.add(AuditEntry(**entry._replace(hash=_hash(secret, entry, previous))._asdict()))
    session.flush()


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry."""
    wanted = select(AuditEntry.seq, AuditEntry.hash).order_by(col(AuditEntry.seq).desc()).limit(1)
    return session.exec(wanted).first() or (0, START)


def latest(session: Session) -> datetime | None:
    """The moment of the newest of the last entries; nothing when none of them has one."""
    wanted = select(AuditEntry.at).order_by(col(AuditEntry.seq).desc()).limit(100)
    moments = [datetime.fromisoformat(at) for at in session.exec(wanted) if "T" in at]
    return max(moments, default=None)


def entries(session: Session, organisation_id: int, limit: int, skip: int = 0) -> list[Entry]:
    """The entries of an organisation and those that are about no organisation, newest first."""
    mine = (col(AuditEntry.organisation_id) == organisation_id) | col(AuditEntry.organisation_id).is_(None)
    wanted = select(AuditEntry).where(mine).order_by(col(AuditEntry.seq).desc()).offset(skip).limit(limit)
    return [_entry(row) for row in session.exec(wanted)]


def of_action(session: Session, organisation_id: int, action: str, limit: int) -> list[Entry]:
    """The entries of an organisation about one kind of event, newest first."""
    wanted = select(AuditEntry).where(
        AuditEntry.organisation_id == organisation_id, AuditEntry.action == action
    )
    return [_entry(row) for row in session.exec(wanted.order_by(col(AuditEntry.seq).desc()).limit(limit))]


def verify(session: Session, keys: Session, secret: bytes) -> tuple[int, Broken | None]:
    """Walks the whole trail; gives how many entries are good and the first broken one, if any."""
    anchor = _anchor(keys)  # before the walk, during which the trail may grow
    previous, good = START, 0
    for entry in _every(session):
        if entry.seq != good + 1:
            return good, Broken(good + 1, "missing")
        if not hmac.compare_digest(entry.hash, _hash(secret, entry, previous)):
            return good, Broken(entry.seq, "changed")
        if anchor and entry.seq == anchor.seq and entry.hash != anchor.hash:
            return good, Broken(entry.seq, "replaced")
        previous, good = entry.hash, entry.seq
    if anchor and anchor.seq > good:
        return good, Broken(good + 1, "cut")
    if anchor and anchor.changes > _changes(session):
        return good, Broken(0, "cut")
    return good, None


def is_anchored(session: Session, keys: Session) -> bool:
    """Whether the head that the key database last saw is in this trail.

    It is not when the tail was cut, an older backup was put back, or the two databases are not a pair."""
    anchor = _anchor(keys)
    if anchor is None:
        return True
    if anchor.changes > _changes(session):
        return False
    entry = session.get(AuditEntry, anchor.seq)
    return anchor.seq == 0 or (entry is not None and entry.hash == anchor.hash)


def is_foreign(session: Session, secret: bytes) -> bool:
    """Whether the trail was begun under another secret: then this is another deployment's database."""
    previous, ours = START, []
    for row in session.exec(select(AuditEntry).order_by(col(AuditEntry.seq)).limit(FIRST)):
        ours.append(hmac.compare_digest(row.hash, _hash(secret, _entry(row), previous)))
        previous = row.hash
    return bool(ours) and not any(ours)


def anchor_head(session: Session, keys: Session) -> None:
    """Notes the head in the key database, so that a cut tail shows. Stays where it is once that happened."""
    one_at_a_time(keys.connection(), Lock.TRAIL)
    (seq, hash), changes = head(session), _changes(session)
    anchor = _anchor(keys)
    if anchor is None:
        keys.add(AuditAnchor(id=1, seq=seq, hash=hash, changes=changes))
    elif changes < anchor.changes:
        anchor.changes = WENT_BACK
    elif (seq > anchor.seq or changes > anchor.changes) and is_anchored(session, keys):
        anchor.seq, anchor.hash, anchor.changes = seq, hash, changes


def accept(session: Session, keys: Session, secret: bytes, at: str) -> None:
    """Goes on from this trail, although its tail is not what the key database last saw; tells so in it."""
    anchor = _anchor(keys)
    append(
        session,
        secret,
        at,
        "system",
        "trail.accepted",
        detail=f"{head(session)[0]} of {anchor.seq if anchor else 0}",
    )
    if anchor:
        (anchor.seq, anchor.hash), anchor.changes = head(session), _changes(session)


def _changes(session: Session) -> int:
    """How often the total of the entries without a place changed."""
    return session.exec(select(PendingTotal.changes)).first() or 0


def _anchor(keys: Session) -> AuditAnchor | None:
    return keys.get(AuditAnchor, 1)


def _every(session: Session) -> Iterator[Entry]:
    after = 0
    while rows := session.exec(
        select(AuditEntry).where(AuditEntry.seq > after).order_by(col(AuditEntry.seq)).limit(1000)
    ).all():
        yield from (_entry(row) for row in rows)
        after = rows[-1].seq
        session.expunge_all()


def _entry(row: AuditEntry) -> Entry:
    return Entry(*(getattr(row, name) for name in Entry._fields))


def _hash(secret: bytes, entry: Entry, previous: str) -> str:
    text = json.dumps([*entry[:-1], previous], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
