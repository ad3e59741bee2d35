"""Keeps the directory as Entra says it is: one person or target group at a time. Deleting means inactive."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from bot.directory import identity, newcomers
from bot.directory.groups import free_key, key_of, names_of
from bot.directory.identity import Claim
from bot.directory.places import Places, Where
from bot.directory.staff_file import FLAGS
from bot.foundation.words import LOCALES
from storage import directory, groups, leavers
from storage.db import one_at_a_time
from storage.directory import Known
from storage.groups import Group
from storage.locks import Lock


class Taken(Exception):
    """Somebody else, or another group, has this already; the argument says what. `holder` is whose it is."""

    def __init__(self, what: str, holder: int | None = None) -> None:
        super().__init__(what)
        self.holder = holder


class Circle(Exception):
    """This lead would make a circle of leads."""


class Wanted(NamedTuple):
    """What Entra says of one person. An empty `email` or `department` is none."""

    user_name: str
    name: str
    email: str
    active: bool
    directory_id: str | None
    department: str
    lead_id: int | None
    locale: str | None = None  # None: as it was


def is_there(person: Known) -> bool:
    """Whether Entra is shown somebody. Whoever it deleted, or left before it came, is not."""
    return person.active or person.user_name is not None


def begin(session: Session) -> None:
    """From here to the end of the unit of work nobody else changes the directory."""
    one_at_a_time(session.connection(), Lock.DIRECTORY)


def create(session: Session, organisation_id: int, wanted: Wanted, today: date) -> int:
    """A new person, or one who was gone and comes back; gives the id. Raises Taken, Circle."""
    claim = Claim(wanted.email, wanted.name, wanted.directory_id or "")
    known = _same(session, organisation_id, wanted)
    found = identity.recognise(claim, known, today)
    if found.refused or (found.person and is_there(found.person)):
        raise Taken("userName, externalId or e-mail address", known[0].id)
    if found.leaver:
        leavers.release(session, [found.leaver.id])
    if found.person:
        change(session, organisation_id, found.person, wanted, today)
        return found.person.id
    return _add(session, organisation_id, wanted, today)


def change(session: Session, organisation_id: int, person: Known, wanted: Wanted, today: date) -> bool:
    """Makes a person what is wanted; gives whether anything was different. Raises Taken, Circle.

    When Entra means another human by the same row (with a user name or address that was used again), the one
    who was there stays who they were, and the row is a new person's from now on."""
    if _is_another(person, wanted, today):
        leavers.release(session, [person.id])
        _add(session, organisation_id, wanted, today, scim_id=person.scim_id)
        return True
    _check(session, organisation_id, wanted, today, own_id=person.id)
    _no_circle(session, organisation_id, person.id, wanted.lead_id)
    place = _place(session, organisation_id, wanted, Where(person.department_id, person.team_id))
    values = {**_values(wanted, person, today), **place._asdict()}
    if all(getattr(person, name) == value for name, value in values.items()):
        return False
    directory.update_people(session, [{"id": person.id, **values}])
    newcomers.match_all(session, organisation_id)
    return True


def remove(session: Session, person: Known) -> None:
    """Somebody is deleted in Entra: inactive here. By their id there they are known when they come back."""
    gone = {"id": person.id, "active": False, "user_name": None}
    directory.update_people(session, [gone])


def create_group(session: Session, organisation_id: int, name: str, directory_id: str | None) -> Group:
    """A new target group. Raises Taken."""
    _check_group(session, organisation_id, name, own_id=None)
    key = free_key(name, groups.every(session, organisation_id))
    return groups.add(session, organisation_id, key, name, directory_id, source="scim")


def change_group(
    session: Session,
    organisation_id: int,
    group: Group,
    name: str,
    directory_id: str | None,
    members: Collection[int],
) -> bool:
    """Makes a target group what is wanted; from now on Entra decides who is in it. Gives whether anything was
    different. With another name it stays the group that something was planned for. Raises Taken."""
    _check_group(session, organisation_id, name, own_id=group.id)
    key = key_of(name) if key_of(name) in FLAGS else group.key
    wanted = Group(group.id, key, name, directory_id, "scim")
    if key != group.key:
        groups.rekey(session, organisation_id, group, key)
    groups.change(session, group.id, name=name, directory_id=directory_id, source="scim")
    now = set(groups.members(session, group.id))
    known = {one.id for one in directory.by_ids(session, organisation_id, list(set(members) - now))}
    groups.change_members(
        session,
        add=[(group.id, person) for person in known],
        take=[(group.id, person) for person in now - set(members)],
    )
    return wanted != group or bool(known or now - set(members))


def _is_another(person: Known, wanted: Wanted, today: date) -> bool:
    """Whether the id in Entra became that of somebody else. An id that people may change, such as a nickname,
    tells so only after a gap."""
    other = identity.differ(person.directory_id, wanted.directory_id)
    lasting = bool(identity.LASTING.fullmatch(wanted.directory_id or ""))
    return other and (lasting or identity.gone(person, today))


def _add(
    session: Session, organisation_id: int, wanted: Wanted, today: date, scim_id: str | None = None
) -> int:
    _check(session, organisation_id, wanted, today, own_id=None)
    place = _place(session, organisation_id, wanted, Where(None, None))
    row = {**_values(wanted, None, today), **place._asdict(), "organisation_id": organisation_id}
    directory.insert_people(session, [row | ({"scim_id": scim_id} if scim_id else {})])
    (made,) = directory.by_user_name(session, organisation_id, wanted.user_name)
    newcomers.match_all(session, organisation_id)
    return made.id


def _same(session: Session, organisation_id: int, wanted: Wanted) -> list[Known]:
    """Everybody with this name in Entra, this e-mail address or this id."""
    found = directory.by_user_name(session, organisation_id, wanted.user_name)
    if wanted.email:
        found += directory.by_emails(session, organisation_id, [wanted.email])
    if wanted.directory_id:
        found += directory.by_directory_ids(session, organisation_id, [wanted.directory_id])
    return found


def _check(session: Session, organisation_id: int, wanted: Wanted, today: date, own_id: int | None) -> None:
    """Raises Taken when somebody else has what is wanted. Whoever left leaves their address to who comes."""
    others = [one for one in _same(session, organisation_id, wanted) if one.id != own_id]
    same_id = [one for one in others if wanted.directory_id and one.directory_id == wanted.directory_id]
    if same_id or not all(identity.gone(one, today) and not is_there(one) for one in others):
        raise Taken("userName, externalId or e-mail address", others[0].id)
    leavers.release(session, [one.id for one in others])


def _check_group(session: Session, organisation_id: int, name: str, own_id: int | None) -> None:
    others = [one for one in groups.every(session, organisation_id) if one.id != own_id]
    if any(key_of(name) in names_of(one) for one in others):
        raise Taken("displayName")


def _no_circle(session: Session, organisation_id: int, person_id: int, lead_id: int | None) -> None:
    seen = {person_id}
    while lead_id is not None:
        if lead_id in seen:
            raise Circle
        seen.add(lead_id)
        found = directory.by_ids(session, organisation_id, [lead_id])
        lead_id = found[0].lead_id if found else None


def _place(session: Session, organisation_id: int, wanted: Wanted, now: Where) -> Where:
    places = Places(organisation_id, dry=False)
    places.look(session)
    return places.department_only(session, wanted.department, now)


def _values(wanted: Wanted, person: Known | None, today: date) -> dict[str, object]:
    """The columns; whoever is active again has no last day in the past."""
    left_on = person.left_on if person else None
    return {
        "user_name": wanted.user_name,
        "name": wanted.name,
        "email": wanted.email,
        "active": wanted.active,
        "directory_id": wanted.directory_id,
        "lead_id": wanted.lead_id,
        "locale": wanted.locale or (person.locale if person else LOCALES[0]),
        "left_on": None if wanted.active and left_on and left_on < today else left_on,
    }
