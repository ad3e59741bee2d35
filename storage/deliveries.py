"""What goes out, row by row: planned, handed out in batches, claimed before it is sent, and settled after.

A run (one attempt at a batch) claims a row, waits for its turn, and begins: pending → sending, committed
before anything is sent. Whoever finds a row that a run before began writes `unknown`: it may have arrived,
and is never sent again by itself. What was claimed and not begun is free for the next run.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlmodel import Session, col

from storage.columns import Moment
from storage.db import insert
from storage.tables.delivery import Delivery, Push

AT_ONCE = 500  # rows in one statement
PENDING: ColumnElement[str] = literal_column(
    "'pending'"
)  # written out, so that SQLite uses the indexes over these rows alone
SENDING: ColumnElement[str] = literal_column("'sending'")
UNKNOWN: ColumnElement[str] = literal_column("'unknown'")


class Claimed(NamedTuple):
    """A row that is this run's to send. `key`, `kind` and `about` are of its push; empty for a notice."""

    id: str
    organisation_id: int
    person_id: int | None
    sealed: bytes
    attempts: int
    kind: str
    about: str


class Settled(NamedTuple):
    """How it ended, or (`pending`) that it waits until `not_before`; `tried` when that was in vain. What
    `stays` is still its batch's, to be claimed again at once."""

    id: str
    state: str
    not_before: datetime
    why: str = ""
    tried: int = 1
    stays: bool = False


def add(session: Session, rows: Iterable[dict[str, Any]]) -> int:
    """Plans deliveries; who has one of this push already gets no second. Gives how many were new."""
    new, left = 0, iter(rows)
    wanted = insert(session, Delivery).on_conflict_do_nothing().returning(col(Delivery.id))
    while some := list(islice(left, AT_ONCE)):
        # Counted by what comes back: for several rows at once PostgreSQL's driver does not say how many.
        new += len(session.connection().execute(wanted, some).all())
    return new


def add_notice(
    session: Session, id: str, organisation_id: int, queue: str, sealed: bytes, not_before: datetime
) -> None:
    """Something sealed to bring: a notice, or a file that somebody asked for."""
    session.add(
        Delivery(id=id, organisation_id=organisation_id, queue=queue, sealed=sealed, not_before=not_before)
    )
    session.flush()


def claim(session: Session, batch: str, run: str, most: int) -> list[Claimed]:
    """The next rows of a batch, from now on this run's; none of a push that is paused or cancelled."""
    free = (
        select(col(Delivery.id))
        .outerjoin(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.batch) == batch, col(Delivery.state) == PENDING, runs())
        .where(or_(col(Delivery.run).is_(None), col(Delivery.run) == run))
        .limit(most)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    ids = list(session.connection().execute(free).scalars())
    if not ids:
        return []
    mine = update(Delivery).where(col(Delivery.id).in_(ids), col(Delivery.state) == PENDING)
    session.connection().execute(mine.values(run=run))
    rows = (
        select(
            *(col(getattr(Delivery, name)) for name in Claimed._fields[:5]),
            func.coalesce(col(Push.kind), ""),
            func.coalesce(col(Push.about), ""),
        )
        .outerjoin(Push, col(Push.id) == col(Delivery.push_id))
        .where(col(Delivery.id).in_(ids), col(Delivery.run) == run)
    )
    return [Claimed._make(row) for row in session.connection().execute(rows)]


def begin(session: Session, run: str, ids: Sequence[str]) -> set[str]:
    """Rows that this run claimed are in hand from now on. Gives those that are: not what another run took
    over, or a coordinator paused or cancelled in the meantime."""
    runs = or_(
        col(Delivery.push_id).is_(None),
        col(Delivery.push_id).in_(select(col(Push.id)).where(col(Push.state) == "running")),
    )
    claimed = col(Delivery.id).in_(ids), col(Delivery.run) == run, col(Delivery.state) == PENDING
    begun = update(Delivery).where(*claimed, runs).values(state="sending").returning(col(Delivery.id))
    return set(session.connection().execute(begun).scalars())


def settle(session: Session, run: str, done: Sequence[Settled], today: date) -> None:
    """Writes how a run's rows ended; also of those that another took for unknown meanwhile: this run knows.

    What waits leaves its batch, to be handed out anew when its time has come; of a push that was cancelled
    meanwhile it is over."""
    rows = [
        {
            "its_id": one.id,
            "its_run": run,
            "to": one.state,
            "because": one.why,
            "day": None if one.state == "pending" else today,
            "until": one.not_before,
            "tries": one.tried,
            "leaves": not one.stays,  # a batch is named after the moment at which it was handed out
        }
        for one in done
    ]
    if not rows:
        return
    waiting = [one.id for one in done if one.state == "pending"]
    if waiting:  # who cancels their push now waits for us, so that none of them is overlooked
        theirs = select(col(Delivery.push_id)).where(col(Delivery.id).in_(waiting))
        pushes = select(col(Push.id)).where(col(Push.id).in_(theirs)).order_by(col(Push.id))
        session.connection().execute(pushes.with_for_update(read=True)).all()
    session.connection().execute(_SETTLE, rows)
    if waiting:
        stopped = select(col(Push.id)).where(col(Push.state) == "cancelled")
        again = update(Delivery).where(col(Delivery.id).in_(waiting), col(Delivery.state) == PENDING)
        over = again.where(col(Delivery.push_id).in_(stopped))
        session.connection().execute(over.values(state="cancelled", settled_on=today))


def drop(session: Session, run: str, ids: Sequence[str]) -> None:
    """Notices of this run that arrived: nothing of them is kept."""
    if ids:
        arrived = delete(Delivery).where(col(Delivery.id).in_(ids), col(Delivery.run) == run)
        session.connection().execute(arrived)


_SETTLE = (
    update(Delivery)
    .where(
        col(Delivery.id) == bindparam("its_id"),
        col(Delivery.run) == bindparam("its_run"),
        or_(*(col(Delivery.state) == state for state in (PENDING, SENDING, UNKNOWN))),
    )
    .values(
        state=bindparam("to"),
        why=bindparam("because"),
        settled_on=bindparam("day", type_=Date),
        not_before=bindparam("until", type_=Moment),
        attempts=col(Delivery.attempts) + bindparam("tries"),
        batch=case((bindparam("leaves", type_=Boolean), null()), else_=col(Delivery.batch)),
        run=case((bindparam("to") == "pending", null()), else_=col(Delivery.run)),
        sealed=case((bindparam("to") == "failed", b""), else_=col(Delivery.sealed)),
    )
)


def runs() -> Any:
    """That a delivery is a notice, or its push is neither paused nor cancelled."""
    return or_(col(Push.id).is_(None), col(Push.state) == "running")
