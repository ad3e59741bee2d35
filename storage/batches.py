"""Batches: what is due is put into them, and what an interrupted run left in one is seen to."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from storage.deliveries import PENDING, SENDING, runs
from storage.tables.delivery import Delivery, Push


def is_due(session: Session, queue: str, now: datetime) -> bool:
    """Whether anything of this queue can be handed out."""
    return session.connection().execute(_due(queue, now).limit(1)).first() is not None


def hand_out(session: Session, queue: str, now: datetime, name: str, size: int, most: int) -> list[str]:
    """Puts what is due longest into batches of `size`, as long as no more than `most` rows are under way.

    Gives the batches. `name` is of this handing out: asked again, it gives what it gave and more, so that a
    batch whose maker died before it could tell is not lost."""
    running = session.connection()
    made = select(col(Delivery.batch)).where(
        col(Delivery.batch).startswith(f"{name}/", autoescape=True),
        or_(col(Delivery.state) == PENDING, col(Delivery.state) == SENDING),
    )
    batches = sorted({batch for batch in running.execute(made).scalars() if batch})
    under_way = select(func.count()).where(
        col(Delivery.batch).is_not(None), col(Delivery.state) == PENDING, col(Delivery.queue) == queue
    )
    room = most - (running.execute(under_way).scalar() or 0)
    if room <= 0:
        return batches
    wanted = _due(queue, now).order_by(col(Delivery.not_before)).limit(room)
    ids = list(running.execute(wanted.with_for_update(of=Delivery, skip_locked=True)).scalars())
    for start in range(0, len(ids), size):
        batch = f"{name}/{secrets.token_hex(4)}"
        running.execute(
            update(Delivery).where(col(Delivery.id).in_(ids[start : start + size])).values(batch=batch)
        )
        batches.append(batch)
    return batches


def interrupted(session: Session, batch: str, midnight: datetime) -> int:
    """What an earlier run of this batch had begun is unknown from now on, and what it had claimed is free.
    Gives how many are unknown; of their moment the day (that began at `midnight`) is all that is kept."""
    begun = update(Delivery).where(col(Delivery.batch) == batch, col(Delivery.state) == SENDING)
    over = {"state": "unknown", "settled_on": midnight.date(), "not_before": midnight, "batch": None}
    lost = session.connection().execute(begun.values(**over)).rowcount
    claimed = update(Delivery).where(col(Delivery.batch) == batch, col(Delivery.state) == PENDING)
    session.connection().execute(claimed.values(run=None))
    return lost


def release(session: Session, batch: str, run: str) -> None:
    """What is left of a batch and in no other run's hand leaves it: its push was paused or cancelled."""
    left = update(Delivery).where(
        col(Delivery.batch) == batch,
        col(Delivery.state) == PENDING,
        or_(col(Delivery.run).is_(None), col(Delivery.run) == run),
    )
    session.connection().execute(left.values(batch=None, run=None))


def under_way(session: Session) -> list[str]:
    """The batches that hold anything that has not ended."""
    alive = or_(col(Delivery.state) == PENDING, col(Delivery.state) == SENDING)
    held = alive, col(Delivery.batch).is_not(None)
    rows = session.connection().execute(select(col(Delivery.batch)).where(*held).distinct()).scalars()
    return [batch for batch in rows if batch]


def _due(queue: str, now: datetime) -> Any:
    return (
        select(col(Delivery.id))
        .outerjoin(Push, col(Push.id) == col(Delivery.push_id))
        .where(
            col(Delivery.state) == PENDING,
            col(Delivery.batch).is_(None),
            col(Delivery.queue) == queue,
            col(Delivery.not_before) <= now,
            runs(),
        )
    )
