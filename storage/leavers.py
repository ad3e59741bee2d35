"""What goes from somebody when another human has their address."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, String, cast, delete, literal, update
from sqlmodel import Session, col

from storage.directory import parts
from storage.tables.directory import ChatAddress, Person
from storage.tables.sessions import StaffSession


def clear_emails(session: Session, person_ids: Sequence[int]) -> None:
    """Takes e-mail addresses from people who get another one in the same unit of work."""
    for some in parts(person_ids):
        session.exec(update(Person).where(col(Person.id).in_(some)).values(email=""))


def release(session: Session, person_ids: Sequence[int]) -> None:
    """What leads to somebody who left leads to them no more, because another human has it now: address, name
    in Entra, chat accounts, sessions. Who they were stays, by their id in the directory and their name."""
    for some in parts(person_ids):
        gone = update(Person).where(col(Person.id).in_(some))
        session.exec(gone.values(email="", user_name=None, active=False, scim_id=_fresh()))
        for table in (ChatAddress, StaffSession):
            session.exec(delete(table).where(col(table.person_id).in_(some)))
    session.expire_all()


def drop_accounts(session: Session, platform: str, workspace: str, users: Iterable[str]) -> None:
    """Chat accounts that are closed lead to nobody. An address of the settings stays: nothing would give it
    back once the account is opened again."""
    for some in parts(list(users)):
        here = col(ChatAddress.workspace) == workspace, col(ChatAddress.user).in_(some)
        session.exec(delete(ChatAddress).where(col(ChatAddress.platform) == platform, *here))
    session.expire_all()


def _fresh() -> ColumnElement[str]:
    """What Entra calls a row that it no longer knows: something of the row itself, so that it is unique."""
    return literal("gone-").concat(cast(Person.id, String))
