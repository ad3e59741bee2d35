"""Who came to a workspace and is not matched to a person yet."""

from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select

from storage.people import AddressRow
from storage.tables.directory import ChatAddress
from storage.tables.groups import Newcomer


class NewcomerRow(NamedTuple):
    id: int
    name: str
    email: str
    address: AddressRow


def put(session: Session, organisation_id: int, address: AddressRow, name: str, email: str) -> None:
    """Puts somebody on the list; a second time only name and e-mail address may change."""
    found = session.exec(_at(address).where(Newcomer.organisation_id == organisation_id)).first()
    if found is None:
        where = address._asdict()
        session.add(Newcomer(organisation_id=organisation_id, **where, name=name, email=email))
        session.flush()
    elif not found.dismissed:
        found.name, found.email = name, email


def waiting(session: Session, organisation_id: int) -> list[NewcomerRow]:
    """Those on the list of an organisation who have no person yet, by name."""
    known = select(ChatAddress.user).where(
        ChatAddress.platform == Newcomer.platform,
        ChatAddress.workspace == Newcomer.workspace,
        ChatAddress.user == Newcomer.user,
    )
    wanted = select(Newcomer).where(
        Newcomer.organisation_id == organisation_id, ~col(Newcomer.dismissed), ~known.exists()
    )
    return [_row(one) for one in session.exec(wanted.order_by(col(Newcomer.name), col(Newcomer.id)))]


def dismiss(session: Session, organisation_id: int, newcomer_id: int) -> None:
    """Takes somebody off the list for good; only their user id stays, so that they do not come back."""
    found = session.get(Newcomer, newcomer_id)
    if found is not None and found.organisation_id == organisation_id:
        found.dismissed, found.name, found.email = True, "", ""


def forget(session: Session, address: AddressRow) -> None:
    """Takes somebody off every list: they are a person now."""
    session.exec(delete(Newcomer).filter_by(**address._asdict()))


def _at(address: AddressRow):  # type: ignore[no-untyped-def]
    return select(Newcomer).where(
        Newcomer.platform == address.platform,
        Newcomer.workspace == address.workspace,
        Newcomer.user == address.user,
    )


def _row(one: Newcomer) -> NewcomerRow:
    return NewcomerRow(one.id or 0, one.name, one.email, AddressRow(one.platform, one.workspace, one.user))
