"""How far people are with a programme in a period: people, not modules. All small after GROUP BY."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, case, not_, or_, select
from sqlmodel import Session, col, func

from storage.presence import here_on
from storage.tables.directory import Person, Team
from storage.tables.groups import GroupMember
from storage.tables.learning import Learning


class Onboarded(NamedTuple):
    """People in the same place with the same standing; `number` is how many they are.

    `place` is the id of a department (0: none) or target group. `assigned`, `begun`: whether that was in the
    period. `standing` on its last day: "completed" (in the period), "late", "busy", "waiting" or "left" (who
    left by then is in what they did until then, and never late). `days` are
    from the first module assigned to the last one finished, for who completed."""

    programme: str
    place: int
    assigned: bool
    begun: bool
    standing: str
    days: int | None
    number: int


def by_department(session: Session, organisation_id: int, first: date, last: date) -> list[Onboarded]:
    """Everybody who was in a programme in the period; who completed it or left before is left out."""
    place = func.coalesce(col(Person.department_id), col(Team.department_id), 0)
    people: Any = Person.__table__.outerjoin(Team, col(Team.id) == col(Person.team_id))  # type: ignore[attr-defined]
    return _count(session, people, place, organisation_id, first, last)


def by_group(session: Session, organisation_id: int, first: date, last: date) -> list[Onboarded]:
    """The same for each target group; somebody in two of them is counted in both."""
    people: Any = Person.__table__.join(GroupMember, col(GroupMember.person_id) == col(Person.id))  # type: ignore[attr-defined]
    return _count(session, people, col(GroupMember.group_id), organisation_id, first, last)


def _count(
    session: Session, people: Any, place: Any, organisation_id: int, first: date, last: date
) -> list[Onboarded]:
    finished_on, begun_on = col(Learning.finished_on), col(Learning.begun_on)
    unfinished = or_(finished_on.is_(None), finished_on > last)
    each = (
        select(
            col(Learning.person_id).label("person_id"),
            col(Learning.programme).label("programme"),
            func.min(col(Learning.assigned_on)).label("assigned_on"),
            func.min(case((begun_on <= last, begun_on))).label("begun_on"),
            func.max(finished_on).label("finished_on"),
            func.sum(case((unfinished, 1), else_=0)).label("unfinished"),
            func.sum(case((and_(unfinished, col(Learning.due_on) < last), 1), else_=0)).label("late"),
        )
        .where(col(Learning.organisation_id) == organisation_id, col(Learning.assigned_on) <= last)
        .where(col(Learning.due_on).is_not(None))  # what somebody does of their own accord has no end
        .group_by(col(Learning.person_id), col(Learning.programme))
        .subquery()
    )
    completed = and_(each.c.unfinished == 0, each.c.finished_on >= first)
    standing = case(
        (completed, "completed"),
        (not_(here_on(last)), "left"),
        (each.c.late > 0, "late"),
        (each.c.begun_on.is_not(None), "busy"),
        else_="waiting",
    )
    split = (
        each.c.programme,
        place.label("place"),
        case((each.c.assigned_on >= first, 1), else_=0).label("assigned"),
        case((each.c.begun_on >= first, 1), else_=0).label("begun"),
        standing.label("standing"),
        case((completed, _days(session, each.c.assigned_on, each.c.finished_on))).label("days"),
    )
    moved = (each.c.assigned_on >= first, each.c.begun_on >= first)
    wanted = (
        select(*split, func.count())
        .select_from(people.join(each, each.c.person_id == col(Person.id)))
        .where(or_(completed, and_(each.c.unfinished > 0, or_(here_on(last), *moved))))
        .group_by(*split)
    )
    return [
        Onboarded(
            programme, place, bool(assigned), bool(begun), where, None if days is None else int(days), n
        )
        for programme, place, assigned, begun, where, days, n in session.execute(wanted)
    ]


def _days(session: Session, assigned: Any, finished: Any) -> Any:
    if session.get_bind().dialect.name == "sqlite":
        return func.julianday(finished) - func.julianday(assigned)
    return finished - assigned
