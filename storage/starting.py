"""What somebody started and no planner has looked at yet: kept until one does, so that no process loses it.

Each start is a row of its own under a random name, in the unit of work of what was started: whoever takes the
row away sees what it is about. It tells which organisation, and nothing of who or what."""

import secrets

from sqlmodel import Session, col, delete, select

from storage import counted_once
from storage.tables.gatherings import Once

SCOPE = "started"


def soon(session: Session, organisation_id: int) -> None:
    """The planners look at this organisation within seconds of the end of this unit of work."""
    counted_once.take(session, SCOPE, f"{organisation_id}/{secrets.token_hex(8)}")


def waiting(session: Session) -> str:
    """The name of something that was started and that no planner has looked at; empty when there is none."""
    first = select(Once.who).where(Once.scope == SCOPE).order_by(col(Once.who)).limit(1)
    return session.exec(first).first() or ""


def take(session: Session) -> list[int]:
    """The organisations in which something was started; from now on they are looked at."""
    gone = delete(Once).where(col(Once.scope) == SCOPE).returning(col(Once.who))
    rows = session.connection().execute(gone).scalars().all()
    return sorted({int(who.partition("/")[0]) for who in rows})
