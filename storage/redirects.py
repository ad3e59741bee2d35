"""How often somebody was sent to another address. Counts by month, nothing else."""

from datetime import date

from sqlmodel import Session, select

from storage.tables import Redirect


def count(session: Session, organisation_id: int, kind: str, day: date, step: int = 1) -> None:
    """Adds to (or, with step -1, takes from) the count of the day's month."""
    month = day.replace(day=1)
    wanted = select(Redirect).where(
        Redirect.organisation_id == organisation_id, Redirect.kind == kind, Redirect.month == month
    )
    row = session.exec(wanted.with_for_update()).first()
    if row is None:
        row = Redirect(organisation_id=organisation_id, kind=kind, month=month, count=0)
        session.add(row)
    row.count = max(0, row.count + step)
    session.flush()
