"""Counting by running totals: however many reports there are, it takes a few thousand lines."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, select, text
from sqlmodel import Session, col, func

from storage.db import one_at_a_time
from storage.locks import Lock
from storage.tables.tallies import Tally

MANY = 1_000  # lines that were not added up yet

# On PostgreSQL one statement, so that it sees one state of all; on SQLite nobody else writes meanwhile.
_ADD_UP = """
    WITH gone AS (
        DELETE FROM report_tally RETURNING organisation_id, kind, audience, withheld, month, theme,
            identity, department_id, outcome, origin, days, number
    )
    INSERT INTO report_tally (id, organisation_id, kind, audience, withheld, month, theme, identity,
        department_id, outcome, origin, days, number, whole)
    SELECT replace(CAST(gen_random_uuid() AS VARCHAR), '-', ''), organisation_id, kind, audience, withheld,
        month, theme, identity, department_id, outcome, origin, days, sum(number), TRUE
    FROM gone GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 HAVING sum(number) <> 0
"""
_SUMS = """
    CREATE TEMPORARY TABLE sums AS
    SELECT lower(hex(randomblob(16))) AS id, organisation_id, kind, audience, withheld, month, theme,
        identity, department_id, outcome, origin, days, sum(number) AS number, 1 AS whole
    FROM report_tally GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 HAVING sum(number) <> 0
"""
_PUT_BACK = """
    INSERT INTO report_tally (id, organisation_id, kind, audience, withheld, month, theme, identity,
        department_id, outcome, origin, days, number, whole)
    SELECT * FROM sums
"""


def received(session: Session, organisation_id: int, *where: ColumnElement[bool]) -> list[Any]:
    """Month, theme, identity, department, origin and number of the reports that were received."""
    names = ("month", "theme", "identity", "department_id", "origin")
    split = tuple(col(getattr(Tally, name)) for name in names)
    return _sums(session, organisation_id, "received", split, where)


def answered(session: Session, organisation_id: int, *where: ColumnElement[bool]) -> list[Any]:
    """Days and number of the reports that got their first answer."""
    return _sums(session, organisation_id, "answered", (col(Tally.days),), where)


def decided(session: Session, organisation_id: int, *where: ColumnElement[bool]) -> list[Any]:
    """Days and number of the reports on which it was first decided."""
    return _sums(session, organisation_id, "decided", (col(Tally.days),), where)


def closed(session: Session, organisation_id: int, *where: ColumnElement[bool]) -> list[Any]:
    """Outcome, days and number of the reports that were closed."""
    return _sums(session, organisation_id, "closed", (col(Tally.outcome), col(Tally.days)), where)


def reopened(session: Session, organisation_id: int, *where: ColumnElement[bool]) -> int:
    """How often a report was opened again."""
    rows = _sums(session, organisation_id, "reopened", (col(Tally.kind),), where)
    return int(rows[0][1]) if rows else 0


def open_after(session: Session, organisation_id: int, last: date, *where: ColumnElement[bool]) -> int:
    """How many were received up to the last day of a month, or opened again, less those closed by then."""
    kind, number = col(Tally.kind), col(Tally.number)
    signed = case((kind == "closed", -number), else_=number)
    wanted = select(func.coalesce(func.sum(signed), 0)).where(
        col(Tally.organisation_id) == organisation_id,
        kind.in_(("received", "reopened", "closed")),
        col(Tally.month) <= last,
        *where,
    )
    return int(session.execute(wanted).scalar_one())


def in_months(first: date, last: date) -> ColumnElement[bool]:
    """The condition for whole months."""
    return col(Tally.month).between(first, last)


def of_audiences(audiences: Iterable[str]) -> ColumnElement[bool]:
    """The condition for who reads the reports."""
    return col(Tally.audience).in_(tuple(audiences))


def never_withheld() -> ColumnElement[bool]:
    """The condition for reports that were never kept from anybody."""
    return col(Tally.withheld).is_(False)


def add_up(session: Session, many: int | None = None) -> bool:
    """Puts lines that say the same together when there are many new ones; gives whether it did.

    It changes no sum, so whoever counts meanwhile counts the same. Afterwards no line tells of one report."""
    one_at_a_time(session.connection(), Lock.TALLIES)
    fresh = select(func.count()).select_from(Tally).where(col(Tally.whole).is_(False))
    if int(session.execute(fresh).scalar_one()) < (MANY if many is None else many):
        return False
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(_ADD_UP))
        return True
    for statement in (_SUMS, "DELETE FROM report_tally", _PUT_BACK, "DROP TABLE sums"):
        session.execute(text(statement))
    return True


def _sums(
    session: Session,
    organisation_id: int,
    kind: str,
    split: tuple[Any, ...],
    where: Sequence[ColumnElement[bool]],
) -> list[Any]:
    total = func.sum(col(Tally.number))
    own = col(Tally.organisation_id) == organisation_id, col(Tally.kind) == kind
    wanted = select(*split, total).where(*own, *where).group_by(*split).having(total != 0)
    return [(*row[:-1], int(row[-1])) for row in session.execute(wanted)]
