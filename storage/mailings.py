"""What was planned for many people, how far it is, and what became of it."""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, literal_column, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage import deliveries
from storage.db import insert
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import Person

AGAIN = {"state": "pending", "why": "", "batch": None, "run": None, "settled_on": None, "attempts": 0}
STATES = ("pending", "sending", "sent", "failed", "unknown", "cancelled")


class PushRow(NamedTuple):
    """A push, and how many of its deliveries are in each state that any is in."""

    id: int
    key: str
    kind: str
    about: str
    planned_on: date
    state: str
    counts: dict[str, int]


class TroubleRow(NamedTuple):
    """A delivery that did not go well: whose, and why."""

    person_id: int
    name: str
    email: str
    state: str
    why: str


class BroughtRow(NamedTuple):
    """A message that somebody got."""

    id: str
    kind: str
    about: str
    day: date


def plan(
    session: Session,
    organisation_id: int,
    kind: str,
    key: str,
    about: str,
    person_ids: Iterable[int],
    not_before: datetime,
    today: date,
) -> int:
    """One delivery for each person, unless this push has one for them already. Gives how many are new."""
    named = {"organisation_id": organisation_id, "key": key}
    new = insert(session, Push).values(**named, kind=kind, about=about, planned_on=today, state="running")
    session.connection().execute(new.on_conflict_do_nothing())
    push_id = session.connection().execute(select(col(Push.id)).filter_by(**named)).scalar_one()
    rows = (fresh(organisation_id, push_id or 0, person_id, not_before) for person_id in person_ids)
    return deliveries.add(session, rows)


def fresh(organisation_id: int, push_id: int, person_id: int, not_before: datetime) -> dict[str, Any]:
    """One message that waits for its moment, as a row."""
    return {
        "id": secrets.token_hex(16),
        "organisation_id": organisation_id,
        "queue": "pushes",
        "push_id": push_id,
        "person_id": person_id,
        "sealed": b"",
        "state": "pending",
        "why": "",
        "attempts": 0,
        "not_before": not_before,
    }


def listed(
    session: Session, organisation_id: int, limit: int = 50, skip: int = 0, open_since: date | None = None
) -> list[PushRow]:
    """The newest pushes first; with a day, only those in which something waits, or became unknown since."""
    wanted = select(Push).where(col(Push.organisation_id) == organisation_id).order_by(col(Push.id).desc())
    if open_since:
        of = select(col(Delivery.id)).where(col(Delivery.push_id) == col(Push.id))
        waits = of.where(col(Delivery.state).in_(("pending", "sending")))
        lost = of.where(col(Delivery.state) == "unknown", col(Delivery.settled_on) >= open_since)
        wanted = wanted.where(((col(Push.state) != "cancelled") & waits.exists()) | lost.exists())
    return _rows(session, session.execute(wanted.limit(limit).offset(skip)).scalars())


def found(session: Session, organisation_id: int, push_id: int) -> PushRow | None:
    wanted = select(Push).where(col(Push.organisation_id) == organisation_id, col(Push.id) == push_id)
    return next(iter(_rows(session, session.execute(wanted).scalars())), None)


def by_key(session: Session, organisation_id: int, key: str) -> PushRow | None:
    wanted = select(Push).where(col(Push.organisation_id) == organisation_id, col(Push.key) == key)
    return next(iter(_rows(session, session.execute(wanted).scalars())), None)


def set_state(session: Session, push_id: int, state: str) -> None:
    """Lets a push run, pauses it or cancels it; what is under way at this moment still arrives."""
    session.connection().execute(update(Push).where(col(Push.id) == push_id).values(state=state))


def cancel_pending(session: Session, push_id: int, today: date) -> int:
    """What did not go out will not; gives how many."""
    waiting = update(Delivery).where(col(Delivery.push_id) == push_id, col(Delivery.state) == "pending")
    return session.connection().execute(waiting.values(state="cancelled", settled_on=today)).rowcount


def trouble(session: Session, push_id: int, limit: int, skip: int = 0) -> list[TroubleRow]:
    """Who did not get it, or perhaps did not; by name."""
    wanted = (
        select(col(Person.id), col(Person.name), col(Person.email), col(Delivery.state), col(Delivery.why))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(col(Delivery.push_id) == push_id, col(Delivery.state).in_(("failed", "unknown")))
        .order_by(col(Person.name), col(Person.id))
    )
    rows = session.connection().execute(wanted.limit(limit).offset(skip))
    return [TroubleRow._make(row) for row in rows]


def send_again(
    session: Session, organisation_id: int, push_id: int | None, now: datetime, state: str = "unknown"
) -> int:
    """What is unknown (or failed) may go out once more, because somebody decided so; without a push, the
    notices.

    Gives how many. A run that comes back to one of these finds that it is not its own any more."""
    unknown = update(Delivery).where(
        col(Delivery.organisation_id) == organisation_id,
        col(Delivery.push_id) == push_id if push_id else col(Delivery.push_id).is_(None),
        col(Delivery.state) == state,
    )
    return session.connection().execute(unknown.values(**AGAIN, not_before=now)).rowcount


def notices(session: Session, organisation_id: int) -> dict[str, int]:
    """How many notices are in each state. A notice that was sent is gone."""
    return _count(session, organisation_id, None)


def was_sent(
    session: Session, organisation_id: int, kind: str, about: str, *, person_id: int = 0, before: int = 0
) -> bool:
    """Whether anything of this kind about this arrived: at one person, or in a push before another."""
    wanted = (
        select(col(Delivery.id))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Push.organisation_id) == organisation_id, col(Push.kind) == kind, col(Push.about) == about)
        .where(col(Delivery.state) == "sent")
    )
    if person_id:
        wanted = wanted.where(col(Delivery.person_id) == person_id)
    if before:
        wanted = wanted.where(col(Push.id) < before)
    return session.connection().execute(wanted.limit(1)).first() is not None


def unreached(
    session: Session, organisation_id: int, person_ids: Collection[int] | None = None
) -> dict[int, str]:
    """People whose latest message failed, and why; of everybody, or of some. A later success clears it."""
    wanted = unreached_people(organisation_id).add_columns(col(Delivery.why))
    if person_ids is not None:
        wanted = wanted.where(col(Delivery.person_id).in_(person_ids))
    rows = session.connection().execute(wanted.order_by(col(Delivery.settled_on)))
    return {person_id or 0: why for person_id, why in rows}


def unreached_people(organisation_id: int) -> Select[Any]:
    """The same people as part of another question."""
    later = aliased(Delivery)
    reached = select(col(later.id)).where(
        col(later.person_id) == col(Delivery.person_id),
        col(later.state) == "sent",
        col(later.settled_on) >= col(Delivery.settled_on),
    )
    return select(col(Delivery.person_id)).where(
        col(Delivery.organisation_id) == organisation_id,
        literal_column("delivery.state IN ('failed', 'unknown')"),  # as the index over these rows has it
        col(Delivery.state) == "failed",
        col(Delivery.person_id).is_not(None),
        ~reached.exists(),
    )


def brought(
    session: Session, organisation_id: int, person_id: int, since: date, limit: int
) -> list[BroughtRow]:
    """What was brought to somebody since a day, newest first."""
    wanted = (
        select(col(Delivery.id), col(Push.kind), col(Push.about), col(Delivery.settled_on))
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.organisation_id) == organisation_id,
            col(Delivery.person_id) == person_id,
            col(Delivery.state) == "sent",
            col(Delivery.settled_on) >= since,
        )
        .order_by(col(Delivery.settled_on).desc(), col(Push.id).desc())
    )
    return [BroughtRow._make(row) for row in session.connection().execute(wanted.limit(limit))]


def forget_failed_notices(session: Session, before: date) -> None:
    """Drops notices that failed before a day; of what failed nothing is kept but the count."""
    old = delete(Delivery).where(
        col(Delivery.push_id).is_(None), col(Delivery.state) == "failed", col(Delivery.settled_on) < before
    )
    session.connection().execute(old)


def _rows(session: Session, pushes: Iterable[Push]) -> list[PushRow]:
    return [
        PushRow(
            push.id or 0,
            push.key,
            push.kind,
            push.about,
            push.planned_on,
            push.state,
            _count(session, push.organisation_id, push.id),
        )
        for push in list(pushes)
    ]


def _count(session: Session, organisation_id: int, push_id: int | None) -> dict[str, int]:
    of = col(Delivery.push_id) == push_id if push_id else col(Delivery.push_id).is_(None)
    wanted = select(col(Delivery.state), func.count().label("number")).where(
        of, col(Delivery.organisation_id) == organisation_id
    )
    rows = session.connection().execute(wanted.group_by(col(Delivery.state)))
    return {row.state: row.number for row in rows}
