"""How often somebody was sent to another address. Counts by month, nothing else."""

from datetime import date

from sqlmodel import Session, col, update

from storage.db import insert
from storage.tables.reports import Redirect


def count(session: Session, organisation_id: int, kind: str, day: date, step: int = 1) -> None:
    """Adds to (or, with step -1, takes from) the count of the day's month."""
    row = {"organisation_id": organisation_id, "kind": kind, "month": day.replace(day=1)}
    # Two people may be the month's first at the same moment, so no look before the insert.
    session.exec(insert(session, Redirect).values(**row, count=0).on_conflict_do_nothing())
    counted = col(Redirect.count) + step
    session.exec(update(Redirect).filter_by(**row).where(counted >= 0).values(count=counted))
