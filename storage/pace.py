"""How fast messages may follow each other, for all replicas together."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import case, delete, select
from sqlmodel import Session, col

from storage.db import insert
from storage.tables.delivery import Pace


class Wanted(NamedTuple):
    """So many messages, so many seconds apart; so many seconds in which there were none are made up for."""

    messages: int
    apart: float
    catch_up: float = 0.0


def free_at(session: Session, lanes: Collection[str]) -> dict[str, float]:
    """When each lane is free, in seconds since 1970; a lane that was never used is left out."""
    wanted = select(col(Pace.lane), col(Pace.next_at)).where(col(Pace.lane).in_(lanes))
    return {row.lane: row.next_at for row in session.connection().execute(wanted)}


def reserve(session: Session, wanted: Mapping[str, Wanted], now: float) -> dict[str, float]:
    """Takes room in each lane; gives when the first message of each may go. Nobody else gets that room."""
    turns = {}
    for lane, one in sorted(wanted.items()):
        taken, earliest = one.messages * one.apart, now - one.catch_up
        new = insert(session, Pace).values(lane=lane, next_at=now + taken)
        free = case((col(Pace.next_at) > earliest, col(Pace.next_at)), else_=earliest)
        changed = new.on_conflict_do_update(index_elements=["lane"], set_={"next_at": free + taken})
        row = session.connection().execute(changed.returning(col(Pace.next_at)))
        turns[lane] = row.scalar_one() - taken
    return turns


def hold(session: Session, until: Mapping[str, float]) -> None:
    """Nothing more goes to these lanes before these moments."""
    if not until:
        return
    rows = [{"lane": lane, "next_at": moment} for lane, moment in sorted(until.items())]
    new = insert(session, Pace)
    asked = new.excluded.next_at
    later = case((col(Pace.next_at) > asked, col(Pace.next_at)), else_=asked)
    # Row by row in one go: a statement for so many rows at once would be made anew each time.
    hold_one = new.on_conflict_do_update(index_elements=["lane"], set_={"next_at": later})
    session.connection().execute(hold_one, rows)


def free(session: Session, lanes: Collection[str]) -> None:
    """These lanes were kept for something that did not go, and may be used at once."""
    if lanes:
        session.connection().execute(delete(Pace).where(col(Pace.lane).in_(lanes)))


def forget(session: Session, before: float) -> None:
    """Drops lanes that have long been free."""
    session.connection().execute(delete(Pace).where(col(Pace.next_at) < before))
