"""What is counted of closed reports by the department that the reporter named: those kept from nobody.

Report by report, from an index alone: for when a half-year is closed, and not for each look at a page."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from storage import reopenings
from storage.counts import days_open
from storage.reports import known_to_all
from storage.tables.reports import Report


class Closed(NamedTuple):
    """Closings of reports of a department (none: not named), with an outcome, so many days after they came in
    or were opened again."""

    department_id: int | None
    outcome: str | None
    days: int
    number: int


def closed(session: Session, organisation_id: int, first: date, last: date) -> list[Closed]:
    """Those that were closed between the first day and the last."""
    counted, place = known_to_all(organisation_id), col(Report.department_id)
    split = place, col(Report.outcome), days_open(session)
    wanted = select(*split, func.count()).where(*counted, col(Report.closed_on).between(first, last))
    again = reopenings.closed(session, counted, first, last, place)
    rows = [*session.exec(wanted.group_by(*split)), *again]
    return [Closed(place, outcome, int(days), number) for place, outcome, days, number in rows]
