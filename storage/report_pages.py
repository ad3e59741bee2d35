"""Photos and documents of reports, page by page."""

import secrets

from sqlmodel import Session, select

from storage.tables.reports import ReportPage


def new_id() -> str:
    """An id of a page: 64 random bits, for many of them stand in one message."""
    return secrets.token_hex(8)


def add(session: Session, page: ReportPage) -> None:
    session.add(page)
    session.flush()
    session.expunge(page)  # a megabyte that nobody needs any more


def get(session: Session, report_id: str, page_id: str) -> bytes | None:
    """What is sealed as a page of a report."""
    wanted = select(ReportPage.sealed).where(ReportPage.id == page_id, ReportPage.report_id == report_id)
    return session.exec(wanted).first()
