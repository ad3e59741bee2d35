"""What is counted of team meetings, the integrity week and campaigns in a period. All small, without persons.

`department_id` is NOWHERE (0) for whoever has none, and for a headcount beyond those who said they came."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session, col

from storage.tables.directory import Team
from storage.tables.gatherings import (
    NOWHERE,
    Activity,
    Campaign,
    CampaignCount,
    MeetingRound,
    Participation,
    Poll,
    TeamMeeting,
    Week,
    WeekParticipants,
)


class TeamsReached(NamedTuple):
    """Teams of a department that are to meet in a year, and how many did by the period's last day."""

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
    """A team that has not met. For the coordinator's own edition alone."""

    year: int
    department_id: int
    team_id: int
    team: str


class Activities(NamedTuple):
    """Activities on a day of the period."""

    on_day: date
    kind: str
    number: int


class Participations(NamedTuple):
    """How often people of a department took part."""

    on_day: date
    kind: str
    department_id: int
    number: int


class Participants(NamedTuple):
    """How many different people of a department took part in a week that began in the period."""

    week_id: int
    first_on: date
    department_id: int
    number: int


class Votes(NamedTuple):
    """A poll that closed in the period. `kind` is "dilemma" or "after_meeting"; `result`: a number for each
    answer, or empty when there were too few votes."""

    kind: str
    about: str
    closes_on: date
    votes: int
    answers: tuple[str, ...]
    result: tuple[int, ...]


class Campaigns(NamedTuple):
    """A campaign and how far it came in a department. `name` is empty for the organisation's own."""

    campaign_id: int
    name: str
    title: str
    planned_on: date
    department_id: int
    sent: int
    opened: int
    completed: int


def teams_reached(session: Session, organisation_id: int, first: date, last: date) -> list[TeamsReached]:
    """By year and department: the years that lie, in part or whole, in the period."""
    met = func.sum(case((col(TeamMeeting.held_on) <= last, 1), else_=0))
    rows = session.execute(
        select(
            col(TeamMeeting.year), col(MeetingRound.pack), col(TeamMeeting.department_id), func.count(), met
        )
        .join(MeetingRound, _of_round())
        .where(col(TeamMeeting.organisation_id) == organisation_id)
        .where(col(TeamMeeting.year).between(first.year, last.year), col(MeetingRound.started_on) <= last)
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
    """The teams that have not met by the last day, in the years of the period; by name."""
    late = col(TeamMeeting.held_on).is_(None) | (col(TeamMeeting.held_on) > last)
    rows = session.execute(
        select(
            col(TeamMeeting.year), col(TeamMeeting.department_id), col(TeamMeeting.team_id), col(Team.name)
        )
        .join(Team, col(Team.id) == col(TeamMeeting.team_id))
        .where(col(TeamMeeting.organisation_id) == organisation_id, late)
        .where(col(TeamMeeting.year).between(first.year, last.year))
        .order_by(col(TeamMeeting.year), col(Team.name), col(Team.id))
    )
    return [NotReached(*row) for row in rows]


def activities(session: Session, organisation_id: int, first: date, last: date) -> list[Activities]:
    """By day and kind; what was cancelled is left out."""
    rows = session.execute(
        select(col(Activity.on_day), col(Activity.kind), func.count())
        .where(*_activities(organisation_id, first, last))
        .group_by(col(Activity.on_day), col(Activity.kind))
    )
    return [Activities(*row) for row in rows]


def participations(session: Session, organisation_id: int, first: date, last: date) -> list[Participations]:
    """By day, kind and department. Where the organiser counted more heads, the rest has no department."""
    rows = session.execute(
        select(
            col(Activity.id),
            col(Activity.on_day),
            col(Activity.kind),
            col(Activity.headcount),
            col(Participation.department_id),
            func.coalesce(col(Participation.number), 0),
        )
        .outerjoin(Participation, col(Participation.activity_id) == col(Activity.id))
        .where(*_activities(organisation_id, first, last))
    )
    counted: Counter[tuple[date, str, int]] = Counter()
    rest: dict[int, tuple[date, str, int]] = {}
    for activity_id, day, kind, headcount, department_id, number in rows:
        counted[day, kind, department_id or NOWHERE] += number
        left = rest.get(activity_id, (day, kind, headcount or 0))[2]
        rest[activity_id] = (day, kind, left - number)
    for day, kind, left in rest.values():
        counted[day, kind, NOWHERE] += max(left, 0)
    return [Participations(*split, number) for split, number in counted.items() if number]


def participants(session: Session, organisation_id: int, first: date, last: date) -> list[Participants]:
    """By week and department."""
    rows = session.execute(
        select(
            col(Week.id),
            col(Week.first_on),
            col(WeekParticipants.department_id),
            col(WeekParticipants.number),
        )
        .join(WeekParticipants, col(WeekParticipants.week_id) == col(Week.id))
        .where(col(Week.organisation_id) == organisation_id, col(Week.first_on).between(first, last))
    )
    return [Participants(id or 0, *others) for id, *others in rows]


def votes(session: Session, organisation_id: int, first: date, last: date) -> list[Votes]:
    """The polls that closed, by day."""
    rows = session.scalars(
        select(Poll)
        .where(col(Poll.organisation_id) == organisation_id, col(Poll.closes_on).between(first, last))
        .where(col(Poll.votes).is_not(None))
        .order_by(col(Poll.closes_on), col(Poll.id))
    )
    return [
        Votes(
            row.kind,
            row.about,
            row.closes_on,
            row.votes or 0,
            tuple(row.answers.split("\n")),
            tuple(map(int, (row.result or "").split())),
        )
        for row in rows
    ]


def campaigns(session: Session, organisation_id: int, first: date, last: date) -> list[Campaigns]:
    """By campaign and department; what was cancelled before it went out is left out."""
    what = col(Campaign.id), col(Campaign.name), col(Campaign.title), col(Campaign.planned_on)
    numbers = col(CampaignCount.sent), col(CampaignCount.opened), col(CampaignCount.completed)
    rows = session.execute(
        select(*what, col(CampaignCount.department_id), *numbers)
        .join(CampaignCount, col(CampaignCount.campaign_id) == col(Campaign.id))
        .where(
            col(Campaign.organisation_id) == organisation_id, col(Campaign.planned_on).between(first, last)
        )
        .order_by(col(Campaign.planned_on), col(Campaign.id), col(CampaignCount.department_id))
    )
    return [Campaigns(*row) for row in rows]


def _of_round() -> ColumnElement[bool]:
    return and_(
        col(MeetingRound.organisation_id) == col(TeamMeeting.organisation_id),
        col(MeetingRound.year) == col(TeamMeeting.year),
    )


def _activities(organisation_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    own = col(Activity.organisation_id) == organisation_id
    return own, ~col(Activity.cancelled), col(Activity.on_day).between(first, last)
