"""What is counted of the integrity week and campaigns in a period. All small, without persons.

`department_id` is NOWHERE (0) for whoever has none, and for a headcount beyond those who said they came."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from storage.tables.gatherings import (
    NOWHERE,
    Activity,
    Campaign,
    CampaignCount,
    Participation,
    Poll,
    Week,
    WeekParticipants,
)


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


def _activities(organisation_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    own = col(Activity.organisation_id) == organisation_id
    return own, ~col(Activity.cancelled), col(Activity.on_day).between(first, last)
