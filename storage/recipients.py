"""Whom something is brought to: the active people of an organisation or of some target groups."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.tables.directory import Person, Team
from storage.tables.gatherings import NOWHERE
from storage.tables.groups import GroupMember, TargetGroup

AT_ONCE = 1_000


def page(
    session: Session, organisation_id: int, groups: Sequence[str], today: date, after: int = 0
) -> list[int]:
    """The next ids of those who have begun; `groups` are keys of target groups, none for everybody."""
    wanted = select(Person.id).where(*_begun(organisation_id, today), col(Person.id) > after)
    if groups:
        wanted = wanted.where(col(Person.id).in_(_members(organisation_id, groups)))
    return [id or 0 for id in session.exec(wanted.order_by(col(Person.id)).limit(AT_ONCE))]


def count(session: Session, organisation_id: int, today: date, groups: Sequence[str] = ()) -> int:
    """How many people something for everybody, or for these target groups, is brought to."""
    wanted = select(func.count()).where(*_begun(organisation_id, today))
    if groups:
        wanted = wanted.where(col(Person.id).in_(_members(organisation_id, groups)))
    return session.exec(wanted).one()


def among(session: Session, organisation_id: int, groups: Sequence[str], person_id: int) -> bool:
    """Whether somebody is in one of these target groups; without groups, everybody is."""
    if not groups:
        return True
    member = _members(organisation_id, groups).where(GroupMember.person_id == person_id)
    return session.exec(member).first() is not None


def department_of(session: Session, person_id: int) -> int:
    """Where somebody works, by themselves or through their team; NOWHERE when that is not known."""
    wanted = (
        select(func.coalesce(Person.department_id, Team.department_id, NOWHERE))
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .where(Person.id == person_id)
    )
    return int(session.exec(wanted).first() or NOWHERE)


def _begun(organisation_id: int, today: date) -> tuple[Any, ...]:
    begun = or_(col(Person.started_on).is_(None), col(Person.started_on) <= today)
    return col(Person.organisation_id) == organisation_id, col(Person.active), begun


def _members(organisation_id: int, groups: Sequence[str]) -> SelectOfScalar[int]:
    return (
        select(GroupMember.person_id)
        .join(TargetGroup, col(TargetGroup.id) == col(GroupMember.group_id))
        .where(TargetGroup.organisation_id == organisation_id, col(TargetGroup.key).in_(groups))
    )
