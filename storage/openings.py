"""By which names a chat account finds reports under "My reports", and whose the account is.

A report is found by the account from which it was handed in, never by the directory's person: who gives
somebody an account gives it nothing. An account of another human than before has another name.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_, tuple_
from sqlmodel import Session, col, delete, select

from storage.tables.addresses import AddressHolder, OpenedName
from storage.tables.directory import ChatAddress, Person, Workspace


def own_name(session: Session, platform: str, workspace: str, user: str) -> str:
    """What an account is called where its reports are found; after another human it is called otherwise."""
    there = _there(AddressHolder, platform, workspace, user)
    epoch = sum(session.exec(select(AddressHolder.epoch).where(there)).all())
    return f"{platform}:{workspace}:{user}" + (f"#{epoch}" if epoch else "")


def names(session: Session, platform: str, workspace: str, user: str) -> tuple[str, ...]:
    """All that an account opens: its own name first."""
    there = _there(OpenedName, platform, workspace, user)
    opened = select(OpenedName.name).where(there).order_by(col(OpenedName.name))
    own = own_name(session, platform, workspace, user)
    return tuple(dict.fromkeys((own, *session.exec(opened).all())))


def newest_that_opens(session: Session, name: str) -> tuple[str, str, str] | None:
    """Of the accounts in chat that open this name, the one that was given last; none when there is none."""
    own = tuple(name.partition("#")[0].split(":", 2))
    here = (
        tuple_(col(ChatAddress.platform), col(ChatAddress.workspace), col(ChatAddress.user)) == own,
        select(OpenedName.name)
        .where(
            OpenedName.name == name,
            OpenedName.platform == ChatAddress.platform,
            OpenedName.workspace == ChatAddress.workspace,
            OpenedName.user == ChatAddress.user,
        )
        .exists(),
    )
    found = select(ChatAddress).where(or_(*here)).order_by(col(ChatAddress.position).desc())
    newest = session.exec(found).first()
    return (newest.platform, newest.workspace, newest.user) if newest else None


def open_for(session: Session, platform: str, workspace: str, user: str, found: Iterable[str]) -> None:
    """From now on an account opens these names as well. Safe to do twice."""
    own = own_name(session, platform, workspace, user)
    for name in set(found) - {own}:
        session.merge(OpenedName(platform=platform, workspace=workspace, user=user, name=name))
    session.flush()


def held_by(session: Session, person_id: int, platform: str, workspace: str, user: str) -> None:
    """An account is this person's. If it was another human's, it has a new name and opens nothing of before.

    Writes nothing when it is theirs already."""
    there = _there(AddressHolder, platform, workspace, user)
    holders = session.exec(select(AddressHolder).where(there)).all()
    mine = next((one for one in holders if one.workspace == workspace), None)
    if mine is not None and mine.person_id == person_id:
        return
    another = mine is not None or any(one.person_id != person_id for one in holders)
    if mine is None:
        mine = AddressHolder(platform=platform, workspace=workspace, user=user, person_id=person_id)
        session.add(mine)
    if another:
        mine.epoch += 1
        session.exec(delete(OpenedName).where(_there(OpenedName, platform, workspace, user)))
    for one in holders if not workspace else ():
        one.person_id = person_id
    mine.person_id = person_id
    session.flush()


def _there(
    table: type[AddressHolder] | type[OpenedName], platform: str, workspace: str, user: str
) -> ColumnElement[bool]:
    """The rows of an account. Whom the settings name is there in every workspace."""
    here = and_(col(table.platform) == platform, col(table.user) == user)
    return and_(here, col(table.workspace).in_((workspace, ""))) if workspace else here


def workspaces(session: Session, organisation_id: int, platform: str) -> list[str]:
    """Where on a platform people of an organisation are: for an address that counts in every workspace."""
    linked = select(Workspace.workspace).where(
        Workspace.organisation_id == organisation_id, Workspace.platform == platform
    )
    found = (
        select(ChatAddress.workspace)
        .join(Person, col(Person.id) == col(ChatAddress.person_id))
        .where(Person.organisation_id == organisation_id)
        .where(ChatAddress.platform == platform, ChatAddress.workspace != "")
        .distinct()
    )
    return sorted({*session.exec(linked), *session.exec(found)})
