"""Campaigns: what is planned when, and how many it was brought to, opened and completed it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import sqlalchemy as sql
from sqlalchemy import ColumnElement
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


def came_to_more(session: Session, organisation_id: int, push_key: str) -> bool:
    """Whether a push came to people of whom it is not kept yet where they worked then."""
    return session.exec(_came(organisation_id, push_key).limit(1)).first() is not None


def note_sent(session: Session, organisation_id: int, campaign_id: int, push_key: str) -> None:
    """Keeps of whoever a campaign came to since where they work, and counts them there."""
    _note(session, campaign_id, col(Delivery.id).in_(_came(organisation_id, push_key)))


def place_of(
    session: Session, organisation_id: int, campaign_id: int, push_key: str, person_id: int
) -> int | None:
    """Where somebody worked when a campaign came to them, or NOWHERE; none when it is not for them.

    Who opens it has it: of them that is kept, and they are counted, if they were not yet."""
    wanted = select(Delivery.id, Delivery.place).join(Push, col(Push.id) == col(Delivery.push_id))
    of = (Push.organisation_id == organisation_id, Push.key == push_key, Delivery.person_id == person_id)
    row = session.exec(wanted.where(*of)).first()
    if row is None:
        return None
    id, place = row
    if place is None:
        _note(session, campaign_id, col(Delivery.id) == id)
        place = session.exec(select(Delivery.place).where(Delivery.id == id)).one()
    return place


def forget_places(session: Session, organisation_id: int, push_key: str) -> None:
    """Where people worked when a push came to them is not kept any more."""
    of = select(Push.id).where(Push.organisation_id == organisation_id, Push.key == push_key)
    forget = update(Delivery).where(col(Delivery.push_id).in_(of)).values(place=None)
    session.exec(forget.execution_options(synchronize_session=False))


def note(session: Session, campaign_id: int, department_id: int, reach: Reach) -> None:
    """Keeps how far a campaign came in a department."""
    _put(session, campaign_id, department_id, reach._asdict())


def reach(session: Session, campaign_ids: Sequence[int]) -> dict[int, Reach]:
    """How far each of these campaigns came, all departments together."""
    numbers = (func.sum(getattr(CampaignCount, name)) for name in Reach._fields)
    of = col(CampaignCount.campaign_id)
    rows = session.execute(sql.select(of, *numbers).where(of.in_(campaign_ids)).group_by(of))
    return dict.fromkeys(campaign_ids, Reach()) | {id: Reach(*map(int, counted)) for id, *counted in rows}


def _came(organisation_id: int, push_key: str) -> Any:
    """The deliveries of a push that came and of which no place is kept."""
    wanted = select(Delivery.id).join(Push, col(Push.id) == col(Delivery.push_id))
    of = Push.organisation_id == organisation_id, Push.key == push_key
    return wanted.where(*of, Delivery.state == "sent", col(Delivery.place).is_(None))


def _note(session: Session, campaign_id: int, which: ColumnElement[bool]) -> None:
    """Keeps of deliveries where their people work now, of each once, and counts them there."""
    department = (
        sql.select(func.coalesce(col(Person.department_id), col(Team.department_id), NOWHERE))
        .select_from(sql.outerjoin(Person, Team, col(Team.id) == col(Person.team_id)))
        .where(col(Person.id) == col(Delivery.person_id))
        .scalar_subquery()
    )
    keep = sql.update(Delivery).where(which, col(Delivery.place).is_(None)).values(place=department)
    rows = session.connection().execute(keep.returning(col(Delivery.place))).scalars()
    placed = Counter(int(place or NOWHERE) for place in rows)
    for place, number in sorted(placed.items()):
        _put(session, campaign_id, place, {"sent": CampaignCount.sent + number})


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
