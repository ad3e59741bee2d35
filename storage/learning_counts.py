"""What is counted of modules in a period, for the account: small after GROUP BY; no person is loaded.

`by_department` and `by_group` give one row for each combination of programme, module, edition and place that
occurs, with how many people were assigned it, began, finished (also by the days it took) and were late. What
people did who left since is counted, but nobody who left is overdue. A department is the person's, or else
that of their team. Somebody in two target groups is counted in both, so groups do not add up.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlmodel import Session, col, func

from storage.directory_tables import GroupMember
from storage.learning_tables import Learning
from storage.tables import Person, Team


class Learned(NamedTuple):
    """Modules of people with the same of everything before `number`; `number` is how many there are.

    `place` is a department's id (or none), or a target group's. `assigned`, `begun`, `finished`: whether that
    was in the period. `overdue`: not finished on the period's last day, and due before it was over.
    `days`: calendar days from assigned to finished, when finished in the period."""

    programme: str
    module: str
    edition: str
    place: int | None
    assigned: bool
    begun: bool
    finished: bool
    overdue: bool
    days: int | None
    number: int


def by_department(session: Session, organisation_id: int, first: date, last: date) -> list[Learned]:
    """Everything that was assigned, begun, finished or late from the first day to the last."""
    place = func.coalesce(col(Person.department_id), col(Team.department_id))
    join: Any = _people().outerjoin(Team, col(Team.id) == col(Person.team_id))
    return _count(session, join, place, organisation_id, first, last)


def by_group(session: Session, organisation_id: int, first: date, last: date) -> list[Learned]:
    """The same for the people of each target group; who is in none is not here."""
    join: Any = _people().join(GroupMember, col(GroupMember.person_id) == col(Person.id))
    return _count(session, join, col(GroupMember.group_id), organisation_id, first, last)


def _people() -> Any:
    """Modules with the people whose they are."""
    return Learning.__table__.join(Person.__table__, col(Person.id) == col(Learning.person_id))  # type: ignore[attr-defined]


def _count(
    session: Session, source: Any, place: Any, organisation_id: int, first: date, last: date
) -> list[Learned]:
    finished_on = col(Learning.finished_on)
    finished = finished_on.between(first, last)
    still_open = or_(finished_on.is_(None), finished_on > last)
    here = or_(col(Person.left_on).is_(None), col(Person.left_on) >= last)
    overdue = and_(still_open, col(Learning.due_on) < last, here, col(Person.active))
    split: Sequence[Any] = (
        col(Learning.programme),
        col(Learning.module),
        col(Learning.edition),
        place.label("place"),
        _flag(col(Learning.assigned_on).between(first, last)).label("assigned"),
        _flag(col(Learning.begun_on).between(first, last)).label("begun"),
        _flag(finished).label("finished"),
        _flag(overdue).label("overdue"),
        case((finished, _days(session)), else_=None).label("days"),
    )
    wanted = (
        select(*split, func.count())
        .select_from(source)
        .where(
            col(Learning.organisation_id) == organisation_id,
            col(Learning.assigned_on) <= last,
            or_(finished_on.is_(None), finished_on >= first),
        )
        .group_by(*split)
    )
    return [_learned(*row) for row in session.execute(wanted)]


def _learned(programme: str, module: str, edition: str, place: int | None, *rest: Any) -> Learned:
    *flags, days, number = rest
    assigned, begun, finished, overdue = map(bool, flags)
    took = None if days is None else int(days)
    return Learned(programme, module, edition, place, assigned, begun, finished, overdue, took, number)


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _days(session: Session) -> Any:
    """Whole days from assigned to finished, in the words of this database."""
    assigned, finished = col(Learning.assigned_on), col(Learning.finished_on)
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(finished) - func.julianday(assigned)
    return finished - assigned
