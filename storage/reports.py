"""Reports, who may know of them, their receipts and their messages."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, select

from storage.tables import Message, Receipt, Report, ReportExclusion


class Viewer(NamedTuple):
    """A handler as far as reports are concerned: whose keyed hash, and for which audiences they read."""

    organisation_id: int
    key: str
    audiences: tuple[str, ...]


class ReportRow(NamedTuple):
    id: str
    organisation_id: int
    number: str
    theme: str
    identity: str
    department_id: int | None
    audience: str
    status: str
    outcome: str | None
    received_on: date
    first_answer_on: date | None
    closed_on: date | None
    sealed: bytes


class MessageRow(NamedTuple):
    position: int
    kind: str
    sent_on: date
    sealed: bytes


def visible_to(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The conditions under which a viewer may know that a report exists. Part of every query for handlers."""
    excluded = exists().where(
        col(ReportExclusion.report_id) == col(Report.id), col(ReportExclusion.handler_key) == viewer.key
    )
    return [
        col(Report.organisation_id) == viewer.organisation_id,
        col(Report.audience).in_(viewer.audiences),
        ~excluded,
    ]


def add(session: Session, report: Report, excluded: Collection[str], lookup: str) -> None:
    """Keeps a new report with its receipt and its exclusions (keyed hashes of handlers)."""
    session.add(report)
    session.flush()
    session.add(Receipt(lookup=lookup, organisation_id=report.organisation_id, report_id=report.id))
    exclude(session, report.id, excluded)


def exclude(session: Session, report_id: str, handler_keys: Collection[str]) -> None:
    """From now on these handlers may not know of the report."""
    for key in sorted(handler_keys):
        session.merge(ReportExclusion(report_id=report_id, handler_key=key))
    session.flush()


def exclude_as(session: Session, handler_key: str, other: str) -> None:
    """From now on the other may not know of any report that the first may not know of: they are one."""
    known = select(ReportExclusion.report_id).where(ReportExclusion.handler_key == handler_key)
    for report_id in session.exec(known).all():
        exclude(session, report_id, [other])


def is_excluded(session: Session, report_id: str, handler_key: str) -> bool:
    return session.get(ReportExclusion, (report_id, handler_key)) is not None


def number_taken(session: Session, organisation_id: int, number: str) -> bool:
    wanted = select(Report.id).where(Report.organisation_id == organisation_id, Report.number == number)
    return session.exec(wanted).first() is not None


def get(session: Session, report_id: str) -> ReportRow | None:
    """A report by id, for its reporter. Handlers use `get_for`."""
    found = session.get(Report, report_id)
    return _row(found) if found else None


def get_for(session: Session, viewer: Viewer, report_id: str, change: bool = False) -> ReportRow | None:
    """A report by id, if the viewer may know of it. To `change` it keeps others from doing so meanwhile."""
    wanted = select(Report).where(Report.id == report_id, *visible_to(viewer))
    found = session.exec(wanted.with_for_update() if change else wanted).first()
    return _row(found) if found else None


def page_for(
    session: Session, viewer: Viewer, statuses: Sequence[str], limit: int, skip: int = 0
) -> list[ReportRow]:
    """The reports with these statuses that the viewer may know of, newest day first."""
    wanted = (
        select(Report)
        .where(col(Report.status).in_(statuses), *visible_to(viewer))
        .order_by(col(Report.received_on).desc(), col(Report.number))
        .offset(skip)
        .limit(limit)
    )
    return [_row(report) for report in session.exec(wanted)]


def count_for(session: Session, viewer: Viewer, statuses: Sequence[str]) -> int:
    wanted = select(func.count()).where(col(Report.status).in_(statuses), *visible_to(viewer))
    return session.exec(wanted).one()


def lock(session: Session, report_id: str) -> None:
    """Keeps others from adding to or changing this report until the unit of work ends."""
    session.exec(select(Report.id).where(Report.id == report_id).with_for_update()).one()


def change(session: Session, report_id: str, **values: Any) -> None:
    """Sets columns of a report."""
    report = session.get_one(Report, report_id)
    for name, value in values.items():
        setattr(report, name, value)
    session.flush()


def by_receipt(session: Session, lookup: str) -> ReportRow | None:
    """The report that a receipt leads to."""
    wanted = (
        select(Report).join(Receipt, col(Receipt.report_id) == col(Report.id)).where(Receipt.lookup == lookup)
    )
    found = session.exec(wanted).first()
    return _row(found) if found else None


def by_ids(session: Session, organisation_id: int, ids: Collection[str]) -> list[ReportRow]:
    """Those reports, newest day first."""
    wanted = (
        select(Report)
        .where(Report.organisation_id == organisation_id, col(Report.id).in_(list(ids)))
        .order_by(col(Report.received_on).desc(), col(Report.number))
    )
    return [_row(report) for report in session.exec(wanted)]


def existing(session: Session, ids: list[str]) -> set[str]:
    """Which of these ids are reports."""
    return set(session.exec(select(Report.id).where(col(Report.id).in_(ids))))


def add_message(session: Session, message: Message) -> None:
    session.add(message)
    session.flush()


def messages(session: Session, report_id: str) -> list[MessageRow]:
    """What was said about a report since it was handed in, in order."""
    wanted = select(Message).where(Message.report_id == report_id).order_by(col(Message.position))
    return [MessageRow(m.position, m.kind, m.sent_on, m.sealed) for m in session.exec(wanted)]


def message_count(session: Session, report_id: str) -> int:
    return session.exec(select(func.count()).where(Message.report_id == report_id)).one()


def _row(report: Report) -> ReportRow:
    return ReportRow(*(getattr(report, name) for name in ReportRow._fields))
