"""Photos and documents of reports, page by page."""

import secrets
from collections.abc import Iterable

from sqlmodel import Session, col, func, select

from storage.db import reading
from storage.tables.keys import ReportKey
from storage.tables.reports import ReportPage
from storage.vault import Vault


def new_id() -> str:
    """An id of a page: 64 random bits, for many of them stand in one message."""
    return secrets.token_hex(8)


def add(session: Session, page: ReportPage) -> None:
    session.add(page)
    session.flush()
    session.expunge(page)  # a megabyte that nobody needs any more


def per_report(session: Session, after: str, limit: int) -> list[tuple[str, int]]:
    """The next reports that have pages, by id, each with how many."""
    number = func.count()
    wanted = select(ReportPage.report_id, number).where(ReportPage.report_id > after)
    found = wanted.group_by(ReportPage.report_id).order_by(ReportPage.report_id).limit(limit)
    return [(report_id, count) for report_id, count in session.exec(found)]


def without_key(vault: Vault, report_ids: Iterable[str]) -> set[str]:
    """Which of these reports have no key (any more): what is sealed of them opens nowhere."""
    every: set[str] = set(report_ids)
    wanted = select(ReportKey.report_id).where(col(ReportKey.report_id).in_(list(every)))
    with reading(vault.engine) as session:
        return every - set(session.exec(wanted).all())


def get(session: Session, report_id: str, page_id: str) -> bytes | None:
    """What is sealed as a page of a report."""
    wanted = select(ReportPage.sealed).where(ReportPage.id == page_id, ReportPage.report_id == report_id)
    return session.exec(wanted).first()
