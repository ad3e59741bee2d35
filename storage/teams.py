"""Teams with whoever leads them: the active person whom most of the team have as their lead."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storage.tables.directory import Department, Person, Team


class TeamRow(NamedTuple):
    """A team with people in it. `size` counts the lead too; no lead: nobody active leads it."""

    id: int
    name: str
    department_id: int
    department: str
    size: int
    lead_id: int | None
    lead: str


def every(
    session: Session, organisation_id: int, today: date, *, lead_id: int | None = None, team_id: int = 0
) -> list[TeamRow]:
    """The teams that have somebody in them, by department and name; or those of one lead, or one team."""
    lead = aliased(Person)
    wanted = (
        select(Person.team_id, lead.id, lead.name, lead.team_id, func.count())  # type: ignore[call-overload]
        .outerjoin(lead, (lead.id == Person.lead_id) & lead.active)
        .where(
            Person.organisation_id == organisation_id, col(Person.active), col(Person.team_id).is_not(None)
        )
        .where(or_(col(Person.started_on).is_(None), col(Person.started_on) <= today))
        .group_by(Person.team_id, lead.id, lead.name, lead.team_id)
    )
    if team_id:
        wanted = wanted.where(Person.team_id == team_id)
    if lead_id is not None:
        led = select(Person.team_id).where(Person.lead_id == lead_id, col(Person.active))
        wanted = wanted.where(col(Person.team_id).in_(led))
    sizes: Counter[int] = Counter()
    led_by: dict[int, list[tuple[int, bool, int | None, str]]] = {}
    for id, leader, name, department_id, number in session.exec(wanted).all():
        sizes[id] += number
        if leader is not None:  # of as many votes, the lead who is in the team goes first
            led_by.setdefault(id, []).append((-number, department_id != id, leader, name))
    found = []
    for id, team, department_id, department in _places(session, organisation_id):
        if id in sizes:
            _, elsewhere, leader, name = min(led_by.get(id, [(0, False, None, "")]))
            found.append(TeamRow(id, team, department_id, department, sizes[id] + elsewhere, leader, name))
    return [one for one in found if lead_id is None or one.lead_id == lead_id]


def one(session: Session, organisation_id: int, team_id: int, today: date) -> TeamRow | None:
    """The team, when there is somebody in it."""
    return next((row for row in every(session, organisation_id, today, team_id=team_id)), None)


def names(session: Session, organisation_id: int) -> dict[int, str]:
    """What each team is called, also one without people."""
    return {id: name for id, name, _, _ in _places(session, organisation_id)}


def members(session: Session, organisation_id: int, team_id: int, today: date) -> list[int]:
    """The ids of the active people of a team."""
    wanted = select(Person.id).where(
        Person.organisation_id == organisation_id, Person.team_id == team_id, col(Person.active)
    )
    begun = or_(col(Person.started_on).is_(None), col(Person.started_on) <= today)
    return [id or 0 for id in session.exec(wanted.where(begun).order_by(col(Person.id)))]


def _places(session: Session, organisation_id: int) -> list[tuple[int, str, int, str]]:
    wanted = (
        select(Team.id, Team.name, Department.id, Department.name)
        .join(Department, col(Department.id) == col(Team.department_id))
        .where(Team.organisation_id == organisation_id)
        .order_by(col(Department.name), col(Team.name), col(Team.id))
    )
    return [
        (id or 0, name, department_id or 0, department)
        for id, name, department_id, department in session.exec(wanted)
    ]
