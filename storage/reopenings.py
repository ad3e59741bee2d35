"""Closed reports that were opened again: each closing before stays as it was, and is counted where it was."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col, func

from storage import reports
from storage.tables.reports import Report, ReportReopening


class Reopening(NamedTuple):
    """A report was closed with an outcome, so many `days` after it came in (or was opened again before), and
    then opened again."""

    closed_on: date
    outcome: str | None
    days: int
    reopened_on: date


def add(session: Session, report_id: str, today: date) -> date | None:
    """Opens a closed report again on a day: its closing is kept, and it has none any more. Gives that day,
    or that of the closing where it comes later; nothing when the report is not closed (any more)."""
    was = reports.lock(session, report_id)
    if was.closed_on is None or was.status != "closed":
        return None
    position = len(of(session, report_id)) + 1
    row = ReportReopening(
        report_id=report_id,
        position=position,
        closed_on=was.closed_on,
        outcome=was.outcome,
        days=(was.closed_on - (was.reopened_on or was.received_on)).days,
        reopened_on=max(today, was.closed_on),
    )
    session.add(row)
    session.flush()
    reports.change(session, report_id, closed_on=None, outcome=None, reopened_on=row.reopened_on)
    return row.reopened_on


def of(session: Session, report_id: str) -> list[Reopening]:
    """Every time that a report was opened again, the first one first."""
    wanted = select(*_columns()).where(col(ReportReopening.report_id) == report_id)
    rows = session.execute(wanted.order_by(col(ReportReopening.position)))
    return [Reopening(*row) for row in rows]


def closed(
    session: Session, counted: list[ColumnElement[bool]], first: date, last: date, *split: Any
) -> list[Any]:
    """What was closed from the first day to the last and opened again since: outcome, days and number, after
    `split`, columns of the report. `counted`: conditions of the reports that are counted."""
    by = *split, col(ReportReopening.outcome), col(ReportReopening.days)
    return _grouped(session, [*counted, col(ReportReopening.closed_on).between(first, last)], by)


def number(session: Session, counted: list[ColumnElement[bool]], first: date, last: date) -> int:
    """How often a report was opened again from the first day to the last."""
    rows = _grouped(session, [*counted, col(ReportReopening.reopened_on).between(first, last)], ())
    return int(rows[0][0]) if rows else 0


def open_between(session: Session, counted: list[ColumnElement[bool]], last: date) -> int:
    """How many closings of before were not over on a day: closed by then, and opened again later."""
    over = col(ReportReopening.closed_on) <= last, col(ReportReopening.reopened_on) > last
    rows = _grouped(session, [*counted, *over], ())
    return int(rows[0][0]) if rows else 0


def of_reports(session: Session, report_ids: list[str]) -> list[Reopening]:
    """Every time that one of these reports was opened again."""
    wanted = select(*_columns()).where(col(ReportReopening.report_id).in_(report_ids))
    return [Reopening(*row) for row in session.execute(wanted)]


def _columns() -> list[Any]:
    return [getattr(ReportReopening, name) for name in Reopening._fields]


def _grouped(session: Session, where: list[ColumnElement[bool]], split: tuple[Any, ...]) -> list[Any]:
    joined = select(*split, func.count()).join_from(
        ReportReopening, Report, col(Report.id) == col(ReportReopening.report_id)
    )
    return list(session.execute(joined.where(*where).group_by(*split)))
