"""Campaigns: what is planned when, and how many it was brought to, opened and completed it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import sqlalchemy as sql
from sqlmodel import Session, col, func, select, update

from storage.db import insert
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import Person, Team
from storage.tables.gatherings import NOWHERE, Campaign, CampaignCount


class CampaignRow(NamedTuple):
    """`name` is that of a campaign that comes with Baken, or empty."""

    id: int
    organisation_id: int
    name: str
    title: str
    text: str
    planned_on: date
    groups: tuple[str, ...]
    state: str


class Reach(NamedTuple):
    """How many people a campaign was brought to, and how many of them opened and completed it."""

    sent: int = 0
    opened: int = 0
    completed: int = 0


def add(
    session: Session,
    organisation_id: int,
    planned_on: date,
    name: str = "",
    title: str = "",
    text: str = "",
    groups: Sequence[str] = (),
) -> int:
    """A new campaign; gives the id."""
    row = Campaign(
        organisation_id=organisation_id,
        name=name,
        title=title,
        text=text,
        planned_on=planned_on,
        groups="\n".join(groups),
    )
    session.add(row)
    session.flush()
    return row.id or 0


def between(session: Session, organisation_id: int, first: date, last: date) -> list[CampaignRow]:
    """The campaigns from the first day to the last that were not cancelled, by day."""
    wanted = select(Campaign).where(
        Campaign.organisation_id == organisation_id, Campaign.state != "cancelled"
    )
    of = wanted.where(col(Campaign.planned_on).between(first, last))
    return [_row(row) for row in session.exec(of.order_by(col(Campaign.planned_on), col(Campaign.id)))]


def by_id(session: Session, organisation_id: int, campaign_id: int) -> CampaignRow | None:
    wanted = select(Campaign).where(Campaign.organisation_id == organisation_id, Campaign.id == campaign_id)
    found = session.exec(wanted).first()
    return _row(found) if found else None


def change(session: Session, campaign_id: int, **values: Any) -> None:
    session.exec(update(Campaign).where(col(Campaign.id) == campaign_id).values(**values))


def count(
    session: Session, campaign_id: int, department_id: int, what: Literal["opened", "completed"]
) -> None:
    """One more of a department opened or completed a campaign."""
    _put(session, campaign_id, department_id, {what: getattr(CampaignCount, what) + 1})


def sent_by_department(session: Session, organisation_id: int, push_key: str) -> dict[int, int]:
    """How many of each department a push was brought to."""
    department = func.coalesce(Person.department_id, Team.department_id, NOWHERE)
    wanted = (
        select(department, func.count())
        .select_from(Delivery)
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .where(Push.organisation_id == organisation_id, Push.key == push_key, Delivery.state == "sent")
        .group_by(department)
    )
    return {int(id): int(number) for id, number in session.exec(wanted)}


def is_for(session: Session, organisation_id: int, push_key: str, person_id: int) -> bool:
    """Whether a push is for somebody."""
    wanted = select(Delivery.id).join(Push, col(Push.id) == col(Delivery.push_id))
    of = (Push.organisation_id == organisation_id, Push.key == push_key, Delivery.person_id == person_id)
    return session.exec(wanted.where(*of)).first() is not None


def noted(session: Session, campaign_id: int) -> dict[int, int]:
    """How many of each department a campaign was brought to, as was kept."""
    wanted = select(CampaignCount.department_id, CampaignCount.sent)
    rows = session.exec(wanted.where(CampaignCount.campaign_id == campaign_id)).all()
    return {department_id: sent for department_id, sent in rows if sent}


def note_sent(session: Session, campaign_id: int, sent: Mapping[int, int]) -> None:
    """Keeps how many of each department a campaign was brought to."""
    for department_id, number in sent.items():
        _put(session, campaign_id, department_id, {"sent": number})


def note(session: Session, campaign_id: int, department_id: int, reach: Reach) -> None:
    """Keeps how far a campaign came in a department."""
    _put(session, campaign_id, department_id, reach._asdict())


def reach(session: Session, campaign_ids: Sequence[int]) -> dict[int, Reach]:
    """How far each of these campaigns came, all departments together."""
    numbers = (func.sum(getattr(CampaignCount, name)) for name in Reach._fields)
    of = col(CampaignCount.campaign_id)
    rows = session.execute(sql.select(of, *numbers).where(of.in_(campaign_ids)).group_by(of))
    return dict.fromkeys(campaign_ids, Reach()) | {id: Reach(*map(int, counted)) for id, *counted in rows}


def _put(session: Session, campaign_id: int, department_id: int, values: dict[str, Any]) -> None:
    key = {"campaign_id": campaign_id, "department_id": department_id}
    new = insert(session, CampaignCount).values(**key, sent=0, opened=0, completed=0)
    session.connection().execute(new.on_conflict_do_nothing())
    session.exec(
        update(CampaignCount).filter_by(**key).values(**values).execution_options(synchronize_session=False)
    )


def _row(row: Campaign) -> CampaignRow:
    values = {name: getattr(row, name) for name in CampaignRow._fields}
    return CampaignRow(**values | {"groups": tuple(filter(None, row.groups.split("\n")))})
