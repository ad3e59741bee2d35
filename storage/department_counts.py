"""What is counted of closed reports by the department that the reporter named: those kept from nobody.

Report by report, from an index alone: for when a half-year is closed, and not for each look at a page."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from storage.counts import days_until
from storage.reports import known_to_all
from storage.tables.reports import Report


class Closed(NamedTuple):
    """Reports of a department (none: not named), closed with an outcome, so many days after they came in."""

    department_id: int | None
    outcome: str | None
    days: int
    number: int


def closed(session: Session, organisation_id: int, first: date, last: date) -> list[Closed]:
    """Those that were closed between the first day and the last."""
    split = col(Report.department_id), col(Report.outcome), days_until(session, col(Report.closed_on))
    wanted = (
        select(*split, func.count())
        .where(*known_to_all(organisation_id), col(Report.closed_on).between(first, last))
        .group_by(*split)
    )
    rows = session.exec(wanted)
    return [Closed(place, outcome, int(days), number) for place, outcome, days, number in rows]
