"""Who worked here on a day: the same answer for every count, also when somebody left since."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from storage.tables.directory import Person, Team
from storage.tables.groups import GroupMember


def here_on(day: date) -> ColumnElement[bool]:
    """Whether a person had not left by a day. Of who is inactive without a last day nobody knows when that
    began: they are not here."""
    left_on = col(Person.left_on)
    return or_(left_on >= day, and_(left_on.is_(None), col(Person.active)))


def by_department(session: Session, organisation_id: int, day: date) -> dict[int, int]:
    """How many people worked in each department (0: none) on a day."""
    place = func.coalesce(col(Person.department_id), col(Team.department_id), 0)
    here = (
        select(place, func.count()).select_from(Person).outerjoin(Team, col(Team.id) == col(Person.team_id))
    )
    return _counted(session, here.group_by(place), organisation_id, day)


def by_group(session: Session, organisation_id: int, day: date) -> dict[int, int]:
    """How many people who worked here on a day are in each target group."""
    group = col(GroupMember.group_id)
    members = col(GroupMember.person_id) == col(Person.id)
    here = select(group, func.count()).select_from(Person).join(GroupMember, members)
    return _counted(session, here.group_by(group), organisation_id, day)


def _counted(session: Session, wanted: Any, organisation_id: int, day: date) -> dict[int, int]:
    own = col(Person.organisation_id) == organisation_id
    return {int(place): int(number) for place, number in session.execute(wanted.where(own, here_on(day)))}
