"""What still has to be sent. A row is claimed by moving its time on, sent, and then deleted."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from storage.tables import Notice


class NoticeRow(NamedTuple):
    id: str
    sealed: bytes
    attempts: int


def add(session: Session, id: str, sealed: bytes, not_before: datetime) -> None:
    session.add(Notice(id=id, sealed=sealed, not_before=not_before))
    session.flush()


def claim(session: Session, now: datetime, lease: timedelta) -> NoticeRow | None:
    """What is due longest, put off by `lease` so that no other replica takes it meanwhile."""
    due = (
        select(Notice)
        .where(col(Notice.not_before) <= now)
        .order_by(col(Notice.not_before))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.exec(due).first()
    if row is None:
        return None
    row.not_before, row.attempts = now + lease, row.attempts + 1
    return NoticeRow(row.id, row.sealed, row.attempts)


def put_off(session: Session, id: str, until: datetime) -> None:
    row = session.get(Notice, id)
    if row is not None:
        row.not_before = until


def drop(session: Session, id: str) -> None:
    session.exec(delete(Notice).where(col(Notice.id) == id))


def due_now(session: Session, now: datetime) -> bool:
    return session.exec(select(Notice.id).where(col(Notice.not_before) <= now).limit(1)).first() is not None
