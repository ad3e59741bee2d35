"""Short sessions of staff on the web: who came in, from where in chat, until when."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select

from storage.people import AddressRow
from storage.tables.sessions import StaffSession


class SessionRow(NamedTuple):
    organisation_id: int
    person_id: int
    address: AddressRow
    expires_at: datetime


def begin(session: Session, token_hash: str, row: SessionRow) -> None:
    """A new session; one that this person had before is over."""
    session.exec(delete(StaffSession).where(col(StaffSession.person_id) == row.person_id))
    platform, workspace, user = row.address
    session.add(
        StaffSession(
            token_hash=token_hash,
            organisation_id=row.organisation_id,
            person_id=row.person_id,
            platform=platform,
            workspace=workspace,
            user=user,
            expires_at=row.expires_at,
        )
    )
    session.flush()


def get(session: Session, token_hash: str, now: datetime) -> SessionRow | None:
    """The session behind a token, while it lasts."""
    wanted = select(StaffSession).where(StaffSession.token_hash == token_hash, StaffSession.expires_at > now)
    found = session.exec(wanted).first()
    if found is None:
        return None
    address = AddressRow(found.platform, found.workspace, found.user)
    return SessionRow(found.organisation_id, found.person_id, address, found.expires_at)


def end(session: Session, token_hash: str) -> None:
    """Ends a session; does nothing when it is over already."""
    session.exec(delete(StaffSession).where(col(StaffSession.token_hash) == token_hash))


def drop_expired(session: Session, now: datetime) -> int:
    """Removes what is over; gives how many."""
    result: Any = session.exec(delete(StaffSession).where(col(StaffSession.expires_at) <= now))
    return int(result.rowcount)
