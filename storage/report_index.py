"""What a report is found by: sealed under its key like the report itself, and opened in memory alone."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, func, select

from storage import reports
from storage.db import insert
from storage.reports import DESTROYED, ReportRow, Viewer, visible_to
from storage.tables.reports import Report, ReportIndex

FEW = 30  # reports that are asked for one by one


class Place(NamedTuple):
    """Where somebody is who goes through reports, the newest day first."""

    received_on: date
    report_id: str


class Asked(NamedTuple):
    """Which reports somebody goes through: of a theme, received after a day, with one of `steps` kept as
    its step; what is empty asks for all."""

    theme: str = ""
    after: date | None = None
    steps: tuple[str, ...] = ()


class IndexRow(NamedTuple):
    """Where a report is, and by what it is found, sealed; nothing where that was not made yet."""

    place: Place
    sealed: bytes | None


class Found(NamedTuple):
    id: str
    number: str
    theme: str
    status: str
    received_on: date


def put(session: Session, organisation_id: int, report_id: str, sealed: bytes) -> None:
    """Keeps by what a report is found, in place of what was kept before."""
    row = {"report_id": report_id, "organisation_id": organisation_id, "sealed": sealed}
    kept = insert(session, ReportIndex).values(**row)
    session.connection().execute(
        kept.on_conflict_do_update(index_elements=[col(ReportIndex.report_id)], set_={"sealed": sealed})
    )


def get(session: Session, report_id: str) -> bytes | None:
    """By what one report is found, sealed."""
    wanted = select(ReportIndex.sealed).where(ReportIndex.report_id == report_id)
    return session.exec(wanted).first()


def following(
    session: Session, viewer: Viewer, asked: Asked, place: Place | None, limit: int
) -> list[IndexRow]:
    """The next reports behind a place, or the first, of those that the viewer may know of."""
    columns = col(Report.received_on), col(Report.id), col(ReportIndex.sealed)
    its = col(ReportIndex.report_id) == col(Report.id)
    wanted = sqlalchemy.select(*columns).join(ReportIndex, its, isouter=True).where(*_asked(viewer, asked))
    if place:
        day, report_id = place
        same = and_(col(Report.received_on) == day, col(Report.id) > report_id)
        wanted = wanted.where(col(Report.received_on) <= day, or_(col(Report.received_on) < day, same))
    ordered = wanted.order_by(col(Report.received_on).desc(), col(Report.id)).limit(limit)
    rows = session.connection().execute(ordered).all()
    return [IndexRow(Place(day, report_id), sealed) for day, report_id, sealed in rows]


def all_after(session: Session, organisation_id: int, report_id: str, limit: int) -> list[IndexRow]:
    """The next reports of an organisation by id, whoever may know of them: for what is tidied."""
    columns = col(Report.received_on), col(Report.id), col(ReportIndex.sealed)
    wanted = sqlalchemy.select(*columns).join(ReportIndex, col(ReportIndex.report_id) == col(Report.id))
    mine = col(Report.organisation_id) == organisation_id, col(Report.id) > report_id
    rows = session.connection().execute(wanted.where(*mine).order_by(col(Report.id)).limit(limit))
    return [IndexRow(Place(day, id), sealed) for day, id, sealed in rows]


def count(session: Session, viewer: Viewer, asked: Asked) -> int:
    """How many reports there are to go through."""
    wanted = select(func.count()).select_from(Report).where(*_asked(viewer, asked))
    return session.exec(wanted).one()


def those(session: Session, viewer: Viewer, ids: Collection[str]) -> list[Found]:
    """Those of these reports that the viewer may know of now, the newest day first."""
    columns = (getattr(Report, name) for name in Found._fields)
    newest = col(Report.received_on).desc(), col(Report.id)
    wanted = sqlalchemy.select(*columns).where(*_asked(viewer, Asked())).order_by(*newest)
    # A few one by one: of several together, and of none, SQLite would rather read all reports there are.
    some = [[one] for one in ids] if len(ids) <= FEW else [list(ids)]
    ask = session.connection().execute
    found = [Found._make(row) for part in some for row in ask(wanted.where(col(Report.id).in_(part)))]
    return sorted(found, key=lambda one: (-one.received_on.toordinal(), one.id))


def is_missing(session: Session) -> bool:
    """Whether it is not made yet by what a report is found."""
    return session.exec(select(Report.id).where(*_missing()).limit(1)).first() is not None


def missing(session: Session, limit: int) -> list[ReportRow]:
    """Some reports of which it is not made yet, in the order of their ids, which are random; nobody else
    changes them meanwhile."""
    wanted = select(Report).where(*_missing()).order_by(col(Report.id)).limit(limit)
    return [reports.row(one) for one in session.exec(wanted.with_for_update(skip_locked=True))]


def _asked(viewer: Viewer, asked: Asked) -> list[ColumnElement[bool]]:
    found = [*visible_to(viewer), col(Report.status) != DESTROYED]
    if asked.theme:
        found.append(col(Report.theme) == asked.theme)
    if asked.after:
        found.append(col(Report.received_on) > asked.after)
    if asked.steps:
        found.append(col(Report.step).in_(asked.steps))
    return found


def _missing() -> tuple[ColumnElement[bool], ...]:
    there = exists().where(col(ReportIndex.report_id) == col(Report.id))
    return ~there, col(Report.status) != DESTROYED
