"""Receipts: from a code to its report."""

from sqlmodel import Session, col, select

from storage.reports import ReportRow, row
from storage.tables.reports import Receipt, Report
from storage.vault import KEYED


def by_receipt(session: Session, lookup: str) -> ReportRow | None:
    """The report that a receipt leads to."""
    wanted = (
        select(Report).join(Receipt, col(Receipt.report_id) == col(Report.id)).where(Receipt.lookup == lookup)
    )
    found = session.exec(wanted).first()
    return row(found) if found else None


def has_old_receipts(session: Session) -> bool:
    """Whether there is a receipt that only the slow hash finds."""
    wanted = select(Receipt.lookup).where(col(Receipt.lookup) < KEYED).limit(1)
    return session.exec(wanted).first() is not None
