"""Open dialogues. A row knows neither person nor dialogue: only its token opens it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from storage.tables import Draft


def put(session: Session, token_hash: str, sealed: bytes, expires_at: datetime) -> None:
    """Keeps the state of a dialogue, new or changed."""
    row = session.get(Draft, token_hash)
    if row is None:
        session.add(Draft(token_hash=token_hash, sealed=sealed, expires_at=expires_at))
    else:
        row.sealed, row.expires_at = sealed, expires_at
    session.flush()


def get(session: Session, token_hash: str, now: datetime) -> bytes | None:
    """The sealed state, locked until the unit of work ends; nothing when unknown or expired."""
    wanted = select(Draft.sealed).where(Draft.token_hash == token_hash, col(Draft.expires_at) > now)
    return session.exec(wanted.with_for_update()).first()


def drop(session: Session, token_hash: str) -> None:
    session.exec(delete(Draft).where(col(Draft.token_hash) == token_hash))


def drop_expired(session: Session, now: datetime) -> int:
    """Removes what expired; gives how many."""
    result: Any = session.exec(delete(Draft).where(col(Draft.expires_at) <= now))
    return int(result.rowcount)
