"""What is counted of team meetings in a period. All small, without persons.

A round may run over New Year: it is counted as a whole, in each period that it touches. `department_id` is
NOWHERE (0) for whoever has none."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlmodel import Session, col

from storage.tables.directory import Person, Team
from storage.tables.gatherings import MeetingRound, TeamMeeting


class TeamsReached(NamedTuple):
    """Teams of a department that are to meet in a round (`year`: the one it began in), and how many did by
    the period's last day."""

    year: int
    pack: str
    department_id: int
    teams: int
    reached: int


class MeetingsHeld(NamedTuple):
    """Meetings held on a day of the period; `size`: how many people those teams had together."""

    on_day: date
    pack: str
    department_id: int
    meetings: int
    present: int
    size: int


class NotReached(NamedTuple):
    """A team that has not met in a round. For the coordinator's own edition alone."""

    year: int
    department_id: int
    team_id: int
    team: str


def teams_reached(session: Session, organisation_id: int, first: date, last: date) -> list[TeamsReached]:
    """By round and department: the rounds that were on in the period, or in which some team met then."""
    met = func.sum(case((col(TeamMeeting.held_on) <= last, 1), else_=0))
    rows = session.execute(
        select(
            col(TeamMeeting.year), col(MeetingRound.pack), col(TeamMeeting.department_id), func.count(), met
        )
        .join(MeetingRound, _of_round())
        .where(col(TeamMeeting.organisation_id) == organisation_id)
        .where(col(TeamMeeting.year).in_(_rounds(organisation_id, first, last)))
        .group_by(col(TeamMeeting.year), col(MeetingRound.pack), col(TeamMeeting.department_id))
    )
    return [
        TeamsReached(year, pack, place, teams, int(reached)) for year, pack, place, teams, reached in rows
    ]


def meetings_held(session: Session, organisation_id: int, first: date, last: date) -> list[MeetingsHeld]:
    """By day, theme and department."""
    numbers = func.count(), func.sum(col(TeamMeeting.present)), func.sum(col(TeamMeeting.size))
    rows = session.execute(
        select(col(TeamMeeting.held_on), col(MeetingRound.pack), col(TeamMeeting.department_id), *numbers)
        .join(MeetingRound, _of_round())
        .where(col(TeamMeeting.organisation_id) == organisation_id)
        .where(col(TeamMeeting.held_on).between(first, last))
        .group_by(col(TeamMeeting.held_on), col(MeetingRound.pack), col(TeamMeeting.department_id))
    )
    return [MeetingsHeld(*row[:3], *(int(number or 0) for number in row[3:])) for row in rows]


def teams_not_reached(session: Session, organisation_id: int, first: date, last: date) -> list[NotReached]:
    """The teams that have not met by the last day, in the rounds of `teams_reached`; by name."""
    late = col(TeamMeeting.held_on).is_(None) | (col(TeamMeeting.held_on) > last)
    rows = session.execute(
        select(
            col(TeamMeeting.year), col(TeamMeeting.department_id), col(TeamMeeting.team_id), col(Team.name)
        )
        .join(Team, col(Team.id) == col(TeamMeeting.team_id))
        .where(col(TeamMeeting.organisation_id) == organisation_id, late)
        .where(col(TeamMeeting.year).in_(_rounds(organisation_id, first, last)))
        .order_by(col(TeamMeeting.year), col(Team.name), col(Team.id))
    )
    return [NotReached(*row) for row in rows]


def department_sizes(session: Session, organisation_id: int) -> dict[int, int]:
    """How many people each department has now; 0 is of who has none."""
    place = func.coalesce(col(Person.department_id), col(Team.department_id), 0)
    rows = session.execute(
        select(place, func.count())
        .select_from(Person)
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .where(col(Person.organisation_id) == organisation_id, col(Person.active).is_(True))
        .group_by(place)
    )
    return {int(id): int(number) for id, number in rows}


def _rounds(organisation_id: int, first: date, last: date) -> Any:
    """The rounds that had begun by the last day, and were on in the period or had a meeting then."""
    met = exists().where(
        col(TeamMeeting.organisation_id) == organisation_id,
        col(TeamMeeting.year) == col(MeetingRound.year),
        col(TeamMeeting.held_on).between(first, last),
    )
    begun = col(MeetingRound.started_on) <= last
    own = col(MeetingRound.organisation_id) == organisation_id
    return select(col(MeetingRound.year)).where(own, begun, (col(MeetingRound.until) >= first) | met)


def _of_round() -> ColumnElement[bool]:
    return and_(
        col(MeetingRound.organisation_id) == col(TeamMeeting.organisation_id),
        col(MeetingRound.year) == col(TeamMeeting.year),
    )
