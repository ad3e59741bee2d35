"""The integrity week: weeks, and the activities in them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select, update

from storage.tables.gatherings import Activity, Week


class WeekRow(NamedTuple):
    id: int
    organisation_id: int
    title: str
    first_on: date
    last_on: date
    ready: bool
    announced: bool
    cancelled: bool
    over: bool
    turn: int  # which of the ready weeks, when `ready`


class ActivityRow(NamedTuple):
    """`name` is that of the ready programme, or empty; no capacity means that everybody fits."""

    id: int
    week_id: int
    name: str
    kind: str
    title: str
    text: str
    on_day: date
    starts_at: datetime
    minutes: int
    place: str
    link: str
    capacity: int | None
    groups: tuple[str, ...]
    code: str
    headcount: int | None
    cancelled: bool
    sequence: int  # how often what stands in a calendar has changed


def add(
    session: Session,
    organisation_id: int,
    title: str,
    first_on: date,
    last_on: date,
    ready: bool,
    turn: int = 1,
) -> WeekRow:
    """A new week; whether it overlaps another is for the caller to know. `turn`: which ready week it is."""
    row = Week(
        organisation_id=organisation_id,
        title=title,
        first_on=first_on,
        last_on=last_on,
        ready=ready,
        turn=turn,
    )
    session.add(row)
    session.flush()
    return _week(row)


def every(session: Session, organisation_id: int) -> list[WeekRow]:
    """The weeks that were not cancelled, newest first."""
    wanted = select(Week).where(Week.organisation_id == organisation_id, ~col(Week.cancelled))
    return [_week(row) for row in session.exec(wanted.order_by(col(Week.first_on).desc()))]


def last_turn(session: Session, organisation_id: int) -> int | None:
    """Which ready week the latest one was that was not called off; nothing when there was none."""
    wanted = select(Week.turn).where(
        Week.organisation_id == organisation_id, ~col(Week.cancelled), col(Week.ready)
    )
    return session.exec(wanted.order_by(col(Week.first_on).desc()).limit(1)).first()


def by_id(session: Session, organisation_id: int, week_id: int) -> WeekRow | None:
    wanted = select(Week).where(Week.organisation_id == organisation_id, Week.id == week_id)
    found = session.exec(wanted).first()
    return _week(found) if found else None


def now_or_next(session: Session, organisation_id: int, today: date) -> WeekRow | None:
    """The announced week that is on, or else the next one."""
    wanted = select(Week).where(
        Week.organisation_id == organisation_id, col(Week.announced), ~col(Week.cancelled)
    )
    found = session.exec(wanted.where(Week.last_on >= today).order_by(col(Week.first_on)).limit(1)).first()
    return _week(found) if found else None


def overlapping(
    session: Session, organisation_id: int, first_on: date, last_on: date, but: int = 0
) -> WeekRow | None:
    """Another week with a day in common."""
    wanted = select(Week).where(Week.organisation_id == organisation_id, ~col(Week.cancelled), Week.id != but)
    found = session.exec(wanted.where(Week.first_on <= last_on, Week.last_on >= first_on)).first()
    return _week(found) if found else None


def change(session: Session, week_id: int, **values: Any) -> None:
    session.exec(update(Week).where(col(Week.id) == week_id).values(**values))


def add_activity(
    session: Session, organisation_id: int, week_id: int, code: str, groups: Sequence[str] = (), **values: Any
) -> int:
    """A new activity; the code must be new in the organisation. Gives the id."""
    row = Activity(
        organisation_id=organisation_id, week_id=week_id, code=code, groups="\n".join(groups), **values
    )
    session.add(row)
    session.flush()
    return row.id or 0


def activities(session: Session, organisation_id: int, week_id: int) -> list[ActivityRow]:
    """The activities of a week that were not cancelled, by time."""
    wanted = select(Activity).where(
        Activity.organisation_id == organisation_id, Activity.week_id == week_id, ~col(Activity.cancelled)
    )
    return [
        _activity(row) for row in session.exec(wanted.order_by(col(Activity.starts_at), col(Activity.id)))
    ]


def activity(
    session: Session, organisation_id: int, activity_id: int, lock: bool = False
) -> ActivityRow | None:
    """One activity; locked until the unit of work ends, when its places are about to change."""
    wanted = select(Activity).where(Activity.organisation_id == organisation_id, Activity.id == activity_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.exec(wanted).first()
    return _activity(found) if found else None


def by_code(session: Session, organisation_id: int, code: str) -> ActivityRow | None:
    wanted = select(Activity).where(Activity.organisation_id == organisation_id, Activity.code == code)
    found = session.exec(wanted).first()
    return _activity(found) if found else None


def change_activity(session: Session, activity_id: int, **values: Any) -> None:
    session.exec(update(Activity).where(col(Activity.id) == activity_id).values(**values))


def _week(row: Week) -> WeekRow:
    return WeekRow(*(getattr(row, name) for name in WeekRow._fields))


def _activity(row: Activity) -> ActivityRow:
    values = {name: getattr(row, name) for name in ActivityRow._fields}
    return ActivityRow(**values | {"groups": tuple(filter(None, row.groups.split("\n")))})
