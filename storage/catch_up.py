"""What did not reach people because they were in no chat: who came to one since, and what they get still."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, literal_column, select, update
from sqlmodel import Session, col

from storage.deliveries import PENDING
from storage.directory import NOWHERE, parts
from storage.tables.delivery import Delivery, Push
from storage.tables.directory import ChatAddress
from storage.tables.learning import Learning

WAITS = "nowhere"  # why a message is pending: whether its person is in a chat is not known yet
ONCE = 50  # tries that a message counts as having had once its person was found: it is found again only once


class Missed(NamedTuple):
    """A message that its person did not get, who is in a chat now; the oldest of one kind first."""

    id: str
    person_id: int
    kind: str
    about: str
    planned_on: date


def missed(session: Session, organisation_id: int, limit: int) -> list[Missed]:
    """Some messages whose person was in no chat when they came, and is in one now."""
    failed: tuple[Any, ...] = (
        literal_column("delivery.state IN ('failed', 'unknown')"),  # as the index over these rows has it
        col(Delivery.state) == "failed",
        col(Delivery.why).in_(NOWHERE),
    )
    waiting: tuple[Any, ...] = (
        literal_column("delivery.state = 'pending' AND delivery.batch IS NULL"),  # and over these
        col(Delivery.queue) == "pushes",
        col(Delivery.why) == WAITS,
    )
    found = [*_missed(session, organisation_id, limit, failed)]
    found += _missed(session, organisation_id, limit - len(found), waiting)
    return found


def _missed(session: Session, organisation_id: int, limit: int, which: tuple[Any, ...]) -> list[Missed]:
    rows = (
        select(
            col(Delivery.id), col(Delivery.person_id), col(Push.kind), col(Push.about), col(Push.planned_on)
        )
        .join(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            *which,
            col(Delivery.organisation_id) == organisation_id,
            col(Push.state) == "running",
            col(Delivery.attempts) < ONCE,
            col(Delivery.person_id).in_(select(col(ChatAddress.person_id))),
        )
        .order_by(col(Push.id))
        .limit(limit)
    )
    return [Missed._make(row) for row in session.connection().execute(rows)]


def bring(session: Session, ids: Sequence[str], now: datetime) -> None:
    """These go out now."""
    fresh = {"state": "pending", "why": "", "batch": None, "run": None, "settled_on": None, "attempts": ONCE}
    for some in parts(ids):
        again = update(Delivery).where(col(Delivery.id).in_(some)).values(**fresh, not_before=now)
        session.connection().execute(again)


def leave(session: Session, ids: Sequence[str]) -> None:
    """These are too old to be of use, or another one says the same: they stay as they ended."""
    for some in parts(ids):
        over = update(Delivery).where(col(Delivery.id).in_(some)).values(attempts=ONCE)
        session.connection().execute(over)


def give_back(session: Session, modules: Sequence[Missed], today: date) -> None:
    """Modules that nobody got are brought as if they were new, and of them no message is kept."""
    for some in parts([one.id for one in modules]):
        session.connection().execute(delete(Delivery).where(col(Delivery.id).in_(some)))
    for person_id, about in {(one.person_id, one.about) for one in modules}:
        programme, _, module = about.partition("/")
        theirs = update(Learning).where(
            col(Learning.person_id) == person_id,
            col(Learning.programme) == programme,
            col(Learning.module) == module,
            col(Learning.finished_on).is_(None),
            col(Learning.due_on).is_not(None),
        )
        session.connection().execute(theirs.values(brought=0, bring_on=today))


def nobody(session: Session, person_id: int, midnight: datetime) -> None:
    """The chat was asked for somebody and does not know them: what waits for them has failed. Not of who is
    in another chat."""
    waiting = update(Delivery).where(
        col(Delivery.person_id) == person_id,
        col(Delivery.state) == PENDING,
        col(Delivery.why) == WAITS,
        col(Delivery.batch).is_(None),
        ~select(col(ChatAddress.person_id)).where(col(ChatAddress.person_id) == person_id).exists(),
    )
    ended = {"state": "failed", "why": "not_found", "settled_on": midnight.date(), "not_before": midnight}
    session.connection().execute(waiting.values(**ended))
