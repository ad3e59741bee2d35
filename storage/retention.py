"""How long reports are kept, and what stays of one that was destroyed: what is counted, and nothing else."""

import secrets
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, or_
from sqlmodel import Session, col, select

from storage import padding, reports
from storage.reports import DESTROYED, ReportRow
from storage.tables.reports import Message, Receipt, Report, ReportEntry, ReportIndex, ReportMark, ReportPage

# What nobody has to know of a report that was destroyed.
NOTHING = ("assignee_id", "turn_on", "due_on", "keep_until", "extended_until", "warned_on", "step_on")


class Kept(NamedTuple):
    """A closed report that is kept until a day, for who oversees that: no content, and nobody."""

    number: str
    outcome: str | None
    closed_on: date | None
    keep_until: date
    extended: bool
    warned_on: date | None


def ending(
    session: Session, organisation_id: int, until: date, limit: int | None = None, skip: int = 0
) -> list[Kept]:
    """The reports that are kept no longer than this day, the first to go first."""
    rows = session.exec(
        select(Report)
        .where(*_kept_until(organisation_id, until))
        .order_by(col(Report.keep_until), col(Report.number))
        .offset(skip)
        .limit(limit)
    )
    return [
        Kept(
            one.number,
            one.outcome,
            one.closed_on,
            one.keep_until,
            one.extended_until is not None,
            one.warned_on,
        )
        for one in rows
        if one.keep_until
    ]


def to_warn(
    session: Session, organisation_id: int, today: date, until: date, limit: int | None = None
) -> list[ReportRow]:
    """Reports that end by this day, of which nobody was warned (or in a future that never was). With a limit
    nobody else changes them meanwhile."""
    warned = or_(col(Report.warned_on).is_(None), col(Report.warned_on) > today)
    found = select(Report).where(*_kept_until(organisation_id, until), warned)
    rows = session.exec(found.limit(limit).with_for_update() if limit else found)
    return [reports.row(one) for one in rows]


def to_destroy(
    session: Session, organisation_id: int, today: date, warned: date, limit: int | None = None
) -> list[str]:
    """Ids of reports whose time is over, of which somebody was warned on that day or before, and with which
    nothing has to happen. With a limit nobody else changes them meanwhile."""
    waits = exists().where(col(Message.report_id) == col(Report.id), col(Message.waits_until).is_not(None))
    found = select(Report.id).where(
        *_kept_until(organisation_id, today),
        col(Report.warned_on) <= warned,
        col(Report.due_on).is_(None),
        ~waits,
    )
    ids = list(session.exec(found.limit(limit)))
    if limit and ids:  # once they are ours, somebody may have written or decided while we waited for them
        session.exec(select(Report.id).where(col(Report.id).in_(ids)).with_for_update()).all()
        ids = list(session.exec(found.where(col(Report.id).in_(ids))))
    return ids


def bury(session: Session, report_id: str) -> None:
    """Takes away all that is kept of a report but what is counted, for whom it was, and the keyed hashes of
    whom it was kept from: so every figure stays what it is, for everybody who looks."""
    for table in (Message, Receipt, ReportMark, ReportEntry, ReportIndex, ReportPage):
        session.connection().execute(delete(table).where(col(table.report_id) == report_id))
    reports.change(
        session,
        report_id,
        number=secrets.token_hex(16),
        status=DESTROYED,
        sealed=padding.nothing(),
        **dict.fromkeys(NOTHING),
        turn="",
        step="",
        reminded=0,
    )


def _kept_until(organisation_id: int, day: date) -> list[ColumnElement[bool]]:
    return [col(Report.organisation_id) == organisation_id, col(Report.keep_until) <= day]
