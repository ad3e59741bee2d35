"""Open dialogues. A row knows neither person nor dialogue: only its token opens it.

The statements are built once and go round the ORM: they are part of every answered step.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, delete, select

from storage.tables.reports import Draft

_TOKEN = col(Draft.token_hash) == bindparam("token")
_READ = select(Draft.sealed).where(_TOKEN, col(Draft.expires_at) > bindparam("now")).with_for_update()
_CHANGE = update(Draft).where(_TOKEN)
_ADD = insert(Draft)


def put(session: Session, token_hash: str, sealed: bytes, expires_at: datetime) -> None:
    """Keeps the state of a dialogue, new or changed."""
    row = {"sealed": sealed, "expires_at": expires_at}
    if not session.connection().execute(_CHANGE, {"token": token_hash, **row}).rowcount:
        session.connection().execute(_ADD, {"token_hash": token_hash, **row})


def get(session: Session, token_hash: str, now: datetime) -> bytes | None:
    """The sealed state, locked until the unit of work ends; nothing when unknown or expired."""
    return session.connection().execute(_READ, {"token": token_hash, "now": now}).scalar()


def drop(session: Session, token_hash: str) -> None:
    session.exec(delete(Draft).where(col(Draft.token_hash) == token_hash))


def drop_expired(session: Session, now: datetime) -> int:
    """Removes what expired; gives how many."""
    result: Any = session.exec(delete(Draft).where(col(Draft.expires_at) <= now))
    return int(result.rowcount)
