"""What those who work a report write down about it: sealed, in order, never changed."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from storage.tables.reports import ReportEntry


class EntryRow(NamedTuple):
    position: int
    made_on: date
    sealed: bytes


def add(session: Session, entry: ReportEntry) -> None:
    session.add(entry)
    session.flush()


def replace(session: Session, report_id: str, position: int, sealed: bytes) -> None:
    """Keeps something else in the place of an entry."""
    session.get_one(ReportEntry, (report_id, position)).sealed = sealed
    session.flush()


def of(session: Session, report_id: str) -> list[EntryRow]:
    """The entries of a report in order."""
    wanted = select(ReportEntry).where(ReportEntry.report_id == report_id).order_by(col(ReportEntry.position))
    return [EntryRow(one.position, one.made_on, one.sealed) for one in session.exec(wanted)]


def next_position(session: Session, report_id: str) -> int:
    """Where the next entry comes."""
    wanted = select(func.max(ReportEntry.position)).where(ReportEntry.report_id == report_id)
    return (session.exec(wanted).one() or 0) + 1
