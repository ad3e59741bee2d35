"""The directory: who works here, what they may do, where they are in chat."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import bindparam, func
from sqlalchemy import select as sqlalchemy_select
from sqlmodel import Session, col, delete, select

from storage import openings
from storage.tables.addresses import Conversation
from storage.tables.directory import ChatAddress, Person, PersonRole


class PersonRow(NamedTuple):
    id: int
    organisation_id: int
    name: str
    email: str
    roles: frozenset[str]


class AddressRow(NamedTuple):
    platform: str
    workspace: str
    user: str


# Built once: part of several steps of every report.
_STAFF = (
    select(PersonRole.person_id, Person.name, Person.email, PersonRole.role)
    .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
    .where(col(Person.organisation_id) == bindparam("organisation"), col(Person.active))
    .order_by(col(Person.name), col(PersonRole.person_id))
)
_IN_ROLES = _STAFF.where(col(PersonRole.role).in_(bindparam("roles", expanding=True)))

# So is this, and of every other step too.
_AT = (
    sqlalchemy_select(
        col(Person.id), col(Person.organisation_id), col(Person.name), col(Person.email), col(PersonRole.role)
    )
    .join(ChatAddress, col(ChatAddress.person_id) == col(Person.id))
    .outerjoin(PersonRole, col(PersonRole.person_id) == col(Person.id))
    .where(
        col(ChatAddress.platform) == bindparam("platform"),
        col(ChatAddress.workspace).in_((bindparam("workspace"), "")),
        col(ChatAddress.user) == bindparam("user"),
        col(Person.active),
    )
    .order_by(col(ChatAddress.workspace))  # whom the settings name goes first, and always the same
)


def by_address(session: Session, platform: str, workspace: str, user: str) -> PersonRow | None:
    """The active person behind a chat address. An address without workspace counts in every workspace."""
    where = {"platform": platform, "workspace": workspace, "user": user}
    rows = session.connection().execute(_AT, where).all()
    if not rows:
        return None
    person_id, organisation_id, name, email, _ = rows[0]
    roles = frozenset(role for id, _, _, _, role in rows if id == person_id and role)
    return PersonRow(person_id or 0, organisation_id, name, email, roles)


def by_user(session: Session, organisation_id: int, platform: str, user: str) -> PersonRow | None:
    """The active person of an organisation with this user id in any workspace; none when it is several."""
    found = session.exec(
        select(Person)
        .join(ChatAddress, col(ChatAddress.person_id) == col(Person.id))
        .where(Person.organisation_id == organisation_id, col(Person.active))
        .where(ChatAddress.platform == platform, ChatAddress.user == user)
        .distinct()
    ).all()
    return _row(session, found[0]) if len(found) == 1 else None


def by_email(session: Session, organisation_id: int, email: str) -> PersonRow | None:
    """The person with this e-mail address, in any case of letters, active or not."""
    wanted = select(Person).where(Person.organisation_id == organisation_id, Person.email == email.lower())
    found = session.exec(wanted).first()
    return _row(session, found) if found else None


def by_id(session: Session, person_id: int) -> PersonRow | None:
    found = session.get(Person, person_id)
    return _row(session, found) if found else None


def still_here(session: Session, person_id: int) -> PersonRow | None:
    """The person, unless they left."""
    found = session.get(Person, person_id)
    return _row(session, found) if found and found.active else None


def staff(session: Session, organisation_id: int, roles: Collection[str] = ()) -> tuple[PersonRow, ...]:
    """The active people of an organisation who have a role, or one of `roles` (then those alone), by name."""
    held, found = dict[int, set[str]](), dict[int, PersonRow]()
    given = {"organisation": organisation_id, "roles": tuple(roles)}
    for person_id, name, email, role in session.connection().execute(_IN_ROLES if roles else _STAFF, given):
        held.setdefault(person_id, set()).add(role)
        found[person_id] = PersonRow(person_id, organisation_id, name, email, frozenset(held[person_id]))
    return tuple(found.values())


def add(
    session: Session, organisation_id: int, name: str, email: str = "", team_id: int | None = None
) -> int:
    """A new person in the directory; gives the id."""
    person = Person(organisation_id=organisation_id, name=name, email=email.lower(), team_id=team_id)
    session.add(person)
    session.flush()
    assert person.id is not None
    return person.id


def give_role(session: Session, person_id: int, role: str, source: str = "directory") -> None:
    session.merge(PersonRole(person_id=person_id, role=role, source=source))


def take_roles(session: Session, source: str) -> None:
    """Takes away every role that this source gave."""
    session.exec(delete(PersonRole).where(col(PersonRole.source) == source))


def move_roles(session: Session, person_id: int, to: int, source: str) -> None:
    """The roles that a source gave go from one person to another."""
    held = select(PersonRole.role).where(PersonRole.person_id == person_id, PersonRole.source == source)
    for role in session.exec(held).all():
        give_role(session, to, role, source)
    mine = col(PersonRole.person_id) == person_id
    session.exec(delete(PersonRole).where(mine, col(PersonRole.source) == source))


def give_address(session: Session, person_id: int, platform: str, workspace: str, user: str) -> None:
    """From now on the person is found there; it is their newest, unless they had it. Opens nothing."""
    openings.held_by(session, person_id, platform, workspace, user)
    kept = session.get(ChatAddress, (platform, workspace, user))
    if kept is None or kept.person_id != person_id:
        mine = select(func.max(ChatAddress.position)).where(ChatAddress.person_id == person_id)
        where = {"platform": platform, "workspace": workspace, "user": user}
        newest = (session.exec(mine).one() or 0) + 1
        session.merge(ChatAddress(**where, person_id=person_id, position=newest))


def addresses(session: Session, person_id: int) -> tuple[AddressRow, ...]:
    """Where a person can be reached in chat, by platform."""
    ordered = select(ChatAddress).order_by(col(ChatAddress.platform), col(ChatAddress.workspace))
    rows = session.exec(ordered.where(ChatAddress.person_id == person_id)).all()
    return tuple(AddressRow(row.platform, row.workspace, row.user) for row in rows)


def at(session: Session, platform: str, workspace: str) -> tuple[tuple[str, PersonRow], ...]:
    """Everybody active who is found in this workspace: the user there, and the person."""
    rows = session.exec(
        select(ChatAddress.user, Person)
        .join(Person, col(Person.id) == col(ChatAddress.person_id))
        .where(ChatAddress.platform == platform, ChatAddress.workspace == workspace, col(Person.active))
    ).all()
    return tuple((user, _row(session, person)) for user, person in rows)


def without_address(
    session: Session, organisation_ids: Collection[int], platform: str, workspace: str
) -> list[PersonRow]:
    """The active people with an e-mail address who are not found in this workspace yet."""
    found = select(ChatAddress.person_id).where(
        ChatAddress.platform == platform, col(ChatAddress.workspace).in_((workspace, ""))
    )
    rows = session.exec(
        select(Person)
        .where(col(Person.organisation_id).in_(organisation_ids), Person.email != "", col(Person.active))
        .where(col(Person.id).not_in(found))
        .order_by(col(Person.id))
    ).all()
    return [_row(session, person) for person in rows]


def named_by_address(session: Session, platform: str) -> list[tuple[int, str]]:
    """Who has no name yet but their user id on this platform: the person, and the user."""
    rows = session.exec(
        select(ChatAddress.person_id, ChatAddress.user)
        .join(Person, col(Person.id) == col(ChatAddress.person_id))
        .where(ChatAddress.platform == platform, Person.name == ChatAddress.user, col(Person.active))
    ).all()
    return [(person_id, user) for person_id, user in rows]


def rename(session: Session, person_id: int, name: str) -> None:
    """Gives a person another name; does nothing when they are gone."""
    person = session.get(Person, person_id)
    if person is not None:
        person.name = name


def _row(session: Session, person: Person) -> PersonRow:
    assert person.id is not None
    roles = session.exec(select(PersonRole.role).where(PersonRole.person_id == person.id)).all()
    return PersonRow(person.id, person.organisation_id, person.name, person.email, frozenset(roles))


class Reach(NamedTuple):
    """A person, and where a message reaches them, if anywhere."""

    id: int
    name: str
    email: str
    locale: str
    active: bool
    address: AddressRow | None


def reach(session: Session, person_ids: Collection[int], platforms: Collection[str]) -> dict[int, Reach]:
    """Where on these platforms messages to people go: one place, so that nobody is told twice. Where they
    have talked to Baken, else any chat; of several, the one they were given last."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Person.id,
            Person.name,
            Person.email,
            Person.locale,
            Person.active,
            ChatAddress.platform,
            ChatAddress.workspace,
            ChatAddress.user,
            Conversation.user,
        )
        .outerjoin(
            ChatAddress,
            (col(ChatAddress.person_id) == col(Person.id)) & col(ChatAddress.platform).in_(platforms),
        )
        .outerjoin(
            Conversation,
            (col(Conversation.platform) == col(ChatAddress.platform))
            & (col(Conversation.user) == col(ChatAddress.user))
            & ((col(ChatAddress.workspace) == "") | (Conversation.workspace == ChatAddress.workspace)),
        )
        .where(col(Person.id).in_(person_ids))
        .order_by(
            col(Conversation.user).is_(None),
            col(ChatAddress.position).desc(),
            ChatAddress.platform,
            ChatAddress.workspace,
        )
    )
    found: dict[int, Reach] = {}
    for id, name, email, locale, active, platform, workspace, user, _ in rows:
        address = AddressRow(platform, workspace, user) if platform else None
        found.setdefault(id, Reach(id, name, email, locale, active, address))
    return found
