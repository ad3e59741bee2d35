"""Whom the settings name and who that was found to be; and who had which role when it was last looked at."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from storage.tables.directory import ChatAddress, Organisation, Person, PersonRole
from storage.tables.roles import NamedInSettings, RoleHolder


class Named(NamedTuple):
    """An entry of the settings, such as an address: who it is, and who has it by now, if another human."""

    entry: str
    person_id: int
    candidate_id: int | None
    told: bool = False


class Holder(NamedTuple):
    """Somebody with a role, as the others know them: roles and chat addresses in order, as text."""

    person_id: int
    name: str
    roles: str
    addresses: str


def named(session: Session, organisation_id: int) -> list[Named]:
    """Every entry of the settings of an organisation, by entry."""
    wanted = select(NamedInSettings).where(NamedInSettings.organisation_id == organisation_id)
    rows = session.exec(wanted.order_by(col(NamedInSettings.entry))).all()
    return [Named(row.entry, row.person_id, row.candidate_id, row.told) for row in rows]


def name(session: Session, organisation_id: int, found: Named) -> None:
    """Keeps who an entry is."""
    session.merge(NamedInSettings(organisation_id=organisation_id, **found._asdict()))
    session.flush()


def of_user(session: Session, organisation_id: int, platform: str, user: str) -> int | None:
    """The person of an organisation with this user id in any workspace, active or not; whom the settings name
    goes first, and none is meant when it is several."""
    rows = session.exec(
        select(ChatAddress.person_id, ChatAddress.workspace)
        .join(Person, col(Person.id) == col(ChatAddress.person_id))
        .where(Person.organisation_id == organisation_id)
        .where(ChatAddress.platform == platform, ChatAddress.user == user)
        .order_by(ChatAddress.workspace)
    ).all()
    first = [person_id for person_id, workspace in rows if not workspace]
    found = first[:1] or [person_id for person_id, _ in rows]
    return found[0] if len(set(found)) == 1 else None


def forget_others(session: Session, organisation_id: int, entries: Collection[str]) -> None:
    """Forgets entries that are no longer in the settings."""
    gone = col(NamedInSettings.entry).not_in(entries)
    session.exec(delete(NamedInSettings).where(col(NamedInSettings.organisation_id) == organisation_id, gone))


def holders_now(session: Session, organisation_id: int) -> list[Holder]:
    """Everybody active who has a role, by person."""
    found: dict[int, tuple[str, set[str]]] = {}
    rows = session.exec(
        select(Person.id, Person.name, PersonRole.role)
        .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(Person.organisation_id == organisation_id, col(Person.active))
        .order_by(col(Person.id))
    )
    for person_id, called, role in rows:
        found.setdefault(person_id or 0, (called, set()))[1].add(role)
    addresses: dict[int, set[str]] = {}
    for row in session.exec(select(ChatAddress).where(col(ChatAddress.person_id).in_(found))):
        addresses.setdefault(row.person_id, set()).add(f"{row.platform}:{row.user}")
    return [
        Holder(one, called, _text(roles), _text(addresses.get(one, ())))
        for one, (called, roles) in found.items()
    ]


def holders_before(session: Session, organisation_id: int) -> list[Holder] | None:
    """The same when it was last kept, which may be nobody; None when it never was."""
    watched = select(Organisation.roles_watched).where(Organisation.id == organisation_id)
    if not session.exec(watched).one():
        return None
    kept = select(RoleHolder.person_id, RoleHolder.name, RoleHolder.roles, RoleHolder.addresses)
    mine = kept.where(RoleHolder.organisation_id == organisation_id)
    return [Holder(*row) for row in session.exec(mine.order_by(col(RoleHolder.person_id)))]


def keep_holders(session: Session, organisation_id: int, holders: Iterable[Holder]) -> None:
    """Keeps who has which role now, and that it was looked at."""
    session.get_one(Organisation, organisation_id).roles_watched = True
    session.exec(delete(RoleHolder).where(col(RoleHolder.organisation_id) == organisation_id))
    session.add_all(RoleHolder(organisation_id=organisation_id, **one._asdict()) for one in holders)
    session.flush()


def _text(parts: Iterable[str]) -> str:
    return " ".join(sorted(parts))
