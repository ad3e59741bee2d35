"""Which replicas are alive."""

import time

from sqlalchemy import Float, cast, delete, func, select
from sqlmodel import Session, col

from storage.db import insert
from storage.tables.delivery import Replica


def beat(session: Session, id: str) -> None:
    """Says that a replica is alive."""
    now = _now(session)
    new = insert(session, Replica).values(id=id, seen_at=now)
    session.connection().execute(new.on_conflict_do_update(index_elements=["id"], set_={"seen_at": now}))


def bury(session: Session, silent_for: float) -> list[str]:
    """Takes out the replicas that were silent for so many seconds; gives them, to one caller alone."""
    dead = delete(Replica).where(col(Replica.seen_at) < _now(session) - silent_for).returning(col(Replica.id))
    return list(session.connection().execute(dead).scalars())


def leave(session: Session, id: str) -> None:
    """A replica that ended well."""
    session.connection().execute(delete(Replica).where(col(Replica.id) == id))


def _now(session: Session) -> float:
    """The moment by the one clock that all replicas share."""
    if session.get_bind().dialect.name != "postgresql":
        return time.time()
    clock = select(cast(func.extract("epoch", func.clock_timestamp()), Float))
    return float(session.connection().execute(clock).scalar_one())
