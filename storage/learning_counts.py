"""How far people are with each module in a period, for the account; no person is loaded."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from storage.presence import here_on
from storage.tables.directory import Person, Team
from storage.tables.learning import Learning


class Learned(NamedTuple):
    """One module, every edition of it: how often it was begun and finished in the period, and how many people
    had not finished it on the last day while it was due before. Nobody who left is overdue, nor
    is anybody with what a later edition took the place of."""

    programme: str
    module: str
    begun: int
    finished: int
    overdue: int


def by_module(session: Session, organisation_id: int, first: date, last: date) -> list[Learned]:
    """Each module that was somebody's between the first day and the last."""
    finished_on = col(Learning.finished_on)
    still_open = or_(finished_on.is_(None), finished_on > last)
    people: Any = Learning.__table__.join(Person.__table__, col(Person.id) == col(Learning.person_id))  # type: ignore[attr-defined]
    later = aliased(Learning)
    lapsed = exists().where(
        col(later.person_id) == col(Learning.person_id),
        col(later.programme) == col(Learning.programme),
        col(later.edition) > col(Learning.edition),
        col(later.assigned_on) <= last,
    )
    wanted = (
        select(
            col(Learning.programme),
            col(Learning.module),
            _times(col(Learning.begun_on).between(first, last)),
            _times(finished_on.between(first, last)),
            _times(and_(still_open, col(Learning.due_on) < last, here_on(last), ~lapsed)),
        )
        .select_from(people)
        .where(
            col(Learning.organisation_id) == organisation_id,
            col(Learning.assigned_on) <= last,
            or_(finished_on.is_(None), finished_on >= first),
        )
        .group_by(col(Learning.programme), col(Learning.module))
    )
    return [Learned(*row) for row in session.execute(wanted)]


class Finished(NamedTuple):
    """How many people of a department (0: none) finished a module in the period."""

    programme: str
    module: str
    department_id: int
    finished: int


def finished_by_department(session: Session, organisation_id: int, first: date, last: date) -> list[Finished]:
    """Each module that somebody finished between the first day and the last, by where they work now."""
    place = func.coalesce(col(Person.department_id), col(Team.department_id), 0).label("place")
    people: Any = Person.__table__.outerjoin(Team, col(Team.id) == col(Person.team_id))  # type: ignore[attr-defined]
    learned: Any = Learning.__table__  # type: ignore[attr-defined]
    split = col(Learning.programme), col(Learning.module), place
    wanted = (
        select(*split, func.count())
        .select_from(people.join(learned, col(Learning.person_id) == col(Person.id)))
        .where(col(Learning.organisation_id) == organisation_id)
        .where(col(Learning.finished_on).between(first, last))
        .group_by(*split)
    )
    return [Finished(*row) for row in session.execute(wanted)]


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
