"""Who was counted already, without saying who: keyed hashes, apart from what was counted."""

from sqlmodel import Session, col, delete, func, select

from storage.db import insert
from storage.tables.gatherings import Once


def take(session: Session, scope: str, who: str) -> bool:
    """Whether `who` (a keyed hash) is new in this scope; from now on they are not."""
    # Somebody may press twice at the same moment, so no look before the insert.
    new = insert(session, Once).values(scope=scope, who=who).on_conflict_do_nothing().returning(col(Once.who))
    return session.connection().execute(new).first() is not None


def taken(session: Session, scope: str, who: str) -> bool:
    """Whether `who` was counted in this scope."""
    return session.get(Once, (scope, who)) is not None


def number(session: Session, scope: str) -> int:
    """How many were counted in this scope."""
    return int(session.exec(select(func.count()).select_from(Once).where(Once.scope == scope)).one())


def forget(session: Session, scope: str) -> None:
    """Nobody can be counted in this scope any more."""
    session.exec(delete(Once).where(col(Once.scope) == scope))
