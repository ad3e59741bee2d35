"""Whom a report is kept from, by keyed hashes: for good, or until somebody who reads it lets them in."""

from collections.abc import Collection, Iterable

from sqlalchemy import exists
from sqlmodel import Session, col, delete, literal, select

from storage.db import insert
from storage.tables.reports import Report, ReportExclusion, ReportMark

SOME = 200  # rows in one statement


def exclude(session: Session, report_id: str, handler_keys: Collection[str]) -> None:
    """From now on these handlers may not know of the report, and it is in no figure that is handed on."""
    _add(session, [{"report_id": report_id, "handler_key": key} for key in sorted(handler_keys)])
    if handler_keys:
        session.get_one(Report, report_id).withheld = True
    session.flush()


def exclude_as(session: Session, handler_keys: Iterable[str], others: Iterable[str]) -> None:
    """From now on the others may not know of any report that the first may not know of: they are one.
    The keys of both come in the same order."""
    for key, other in zip(handler_keys, others, strict=True):
        known = select(ReportExclusion.report_id).where(ReportExclusion.handler_key == key)
        for report_id in session.exec(known).all():
            exclude(session, report_id, [other])


def let_in(session: Session, report_id: str, handler_key: str) -> None:
    """From now on this handler may know of the report again, unless another key keeps it from them."""
    gone = col(ReportExclusion.report_id) == report_id, col(ReportExclusion.handler_key) == handler_key
    session.exec(delete(ReportExclusion).where(*gone))


def keep_from(session: Session, organisation_id: int, handler_key: str, person_id: int) -> None:
    """Keeps from somebody who comes to handle reports each report that handlers read and that was ever kept
    from anybody, but for those that they read before."""
    has_key = select(ReportExclusion.report_id).where(ReportExclusion.handler_key == handler_key)
    has_read = select(ReportMark.report_id).where(ReportMark.person_id == person_id)
    kept = (
        select(Report.id, literal(handler_key))
        .where(Report.organisation_id == organisation_id, Report.audience == "handlers")
        .where(col(Report.withheld), col(Report.id).not_in(has_key), col(Report.id).not_in(has_read))
        .order_by(col(Report.id))
    )
    _add(session, [{"report_id": id, "handler_key": key} for id, key in session.exec(kept)])


def of(session: Session, report_id: str) -> set[str]:
    """The keys of whom the report is kept from."""
    wanted = select(ReportExclusion.handler_key).where(ReportExclusion.report_id == report_id)
    return set(session.exec(wanted))


def without_reader(
    session: Session, organisation_id: int, handlers: Collection[Collection[str]], audience: str = "handlers"
) -> list[str]:
    """The reports for an audience that were ever kept from anybody and are kept from each of these, who are
    given by their keys; all of them when there are none."""
    of_report = col(ReportExclusion.report_id) == col(Report.id)
    kept_from = (exists().where(of_report, col(ReportExclusion.handler_key).in_(keys)) for keys in handlers)
    wanted = (
        select(Report.id)
        .where(Report.organisation_id == organisation_id, Report.audience == audience)
        .where(col(Report.withheld), Report.status != "destroyed", *kept_from)
    )
    return list(session.exec(wanted))


def _add(session: Session, rows: list[dict[str, str]]) -> None:
    """Keeps rows that may be there already, also when another replica does the same now."""
    for start in range(0, len(rows), SOME):
        some = insert(session, ReportExclusion).values(rows[start : start + SOME])
        session.connection().execute(some.on_conflict_do_nothing())
