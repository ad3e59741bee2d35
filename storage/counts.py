"""What is counted of reports and redirects in a period. All small after GROUP BY; no report is loaded."""

from calendar import monthrange
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, DateTime, cast, literal_column, select
from sqlmodel import Session, col, func, or_

from storage import tallies
from storage.reports import Viewer, visible_to
from storage.tables import Redirect, Report, ReportExclusion

SOME = 500  # reports looked at in one statement


class Received(NamedTuple):
    """Reports that came in, by everything they are split by; `month` is its first day."""

    month: date
    theme: str
    identity: str
    department_id: int | None
    number: int


class Answered(NamedTuple):
    """Reports that got their first answer; `days` since they came in."""

    days: int
    number: int


class Closed(NamedTuple):
    """Reports that were closed; `days` since they came in."""

    outcome: str | None
    days: int
    number: int


class Redirected(NamedTuple):
    """How often somebody was sent to another address."""

    kind: str
    number: int


class Counts(NamedTuple):
    """A period in counts: what came in, was answered, was closed, and was open after its last day."""

    received: list[Received]
    answered: list[Answered]
    closed: list[Closed]
    open_at_end: int
    redirected: list[Redirected]


def count(
    session: Session, organisation_id: int, first: date, last: date, viewer: Viewer | None = None
) -> Counts:
    """Counts an organisation's reports from the first day to the last.

    With a viewer, reports that they may not know of are left out of every count. Whole months are counted
    by their running totals, less the few reports that this viewer may not know of.
    """
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return _by_totals(session, organisation_id, first, last, viewer)
    own = col(Report.organisation_id) == organisation_id
    counted = [own, *visible_to(viewer)] if viewer else [own]
    return Counts(
        _received(session, [*counted, col(Report.received_on).between(first, last)]),
        _answered(session, [*counted, col(Report.first_answer_on).between(first, last)]),
        _closed(session, [*counted, col(Report.closed_on).between(first, last)]),
        _open(session, counted, last),
        _redirected(session, organisation_id, first, last),
    )


def _by_totals(
    session: Session, organisation_id: int, first: date, last: date, viewer: Viewer | None
) -> Counts:
    read = [tallies.of_audiences(viewer.audiences)] if viewer else []
    of_period = [tallies.in_months(first, last), *read]
    unknown = list(_unknown_to(session, organisation_id, viewer)) if viewer else []

    def less(rows: Iterable[Any], count: Callable[..., Iterable[Any]], day: Any) -> list[Any]:
        """Rows without what is in them of reports that the viewer may not know of."""
        left: dict[tuple[Hashable, ...], int] = {tuple(row[:-1]): row[-1] for row in rows}
        for some in unknown:
            for *key, number in count(session, [*some, day.between(first, last)]):
                left[tuple(key)] = left.get(tuple(key), 0) - number
        return [(*key, number) for key, number in left.items() if number > 0]

    received = tallies.received(session, organisation_id, *of_period)
    answered = tallies.answered(session, organisation_id, *of_period)
    closed = tallies.closed(session, organisation_id, *of_period)
    still_open = tallies.open_after(session, organisation_id, last, *read)
    return Counts(
        [Received(*row) for row in less(received, _received, col(Report.received_on))],
        [Answered(*row) for row in less(answered, _answered, col(Report.first_answer_on))],
        [Closed(*row) for row in less(closed, _closed, col(Report.closed_on))],
        still_open - sum(_open(session, some, last) for some in unknown),
        _redirected(session, organisation_id, first, last),
    )


def _unknown_to(
    session: Session, organisation_id: int, viewer: Viewer
) -> Iterable[list[ColumnElement[bool]]]:
    """The conditions for the reports that a viewer may not know of, some at a time."""
    key = col(ReportExclusion.handler_key) == viewer.key
    ids = [row[0] for row in session.execute(select(col(ReportExclusion.report_id)).where(key))]
    for start in range(0, len(ids), SOME):
        yield [
            col(Report.id).in_(ids[start : start + SOME]),
            col(Report.organisation_id) == organisation_id,
            col(Report.audience).in_(viewer.audiences),
        ]


def _received(session: Session, counted: list[ColumnElement[bool]]) -> list[Received]:
    month = _month(session, col(Report.received_on))
    rows = _grouped(
        session, counted, month, col(Report.theme), col(Report.identity), col(Report.department_id)
    )
    return [Received(date.fromisoformat(f"{str(month)[:7]}-01"), *others) for month, *others in rows]


def _answered(session: Session, counted: list[ColumnElement[bool]]) -> list[Answered]:
    days = _days_until(session, col(Report.first_answer_on))
    return [Answered(int(waited), number) for waited, number in _grouped(session, counted, days)]


def _closed(session: Session, counted: list[ColumnElement[bool]]) -> list[Closed]:
    split = col(Report.outcome), _days_until(session, col(Report.closed_on))
    rows = _grouped(session, counted, *split)
    return [Closed(outcome, int(waited), number) for outcome, waited, number in rows]


def _open(session: Session, counted: list[ColumnElement[bool]], last: date) -> int:
    closed_on = col(Report.closed_on)
    still_open = or_(closed_on.is_(None), closed_on > last)
    wanted = select(func.count()).select_from(Report)
    found = session.execute(wanted.where(*counted, col(Report.received_on) <= last, still_open))
    return int(found.scalar_one())


def _redirected(session: Session, organisation_id: int, first: date, last: date) -> list[Redirected]:
    rows = session.execute(
        select(col(Redirect.kind), func.sum(col(Redirect.count)))
        .where(col(Redirect.organisation_id) == organisation_id, col(Redirect.month).between(first, last))
        .group_by(col(Redirect.kind))
    )
    return [Redirected(kind, int(number)) for kind, number in rows]


def _grouped(session: Session, counted: list[ColumnElement[bool]], *split: Any) -> list[Any]:
    """How many reports there are of each kind, one row for each."""
    return list(session.execute(select(*split, func.count()).where(*counted).group_by(*split)))


def _month(session: Session, day: Any) -> Any:
    """The month of a day, beginning with year-month, in the fastest words of this database."""
    if _is_sqlite(session):  # keeps days as text
        return func.substr(day, 1, 7).label("month")
    return func.date_trunc(literal_column("'month'"), cast(day, DateTime)).label("month")


def _days_until(session: Session, day: Any) -> Any:
    """Whole days since the report came in, in the words of this database."""
    received = col(Report.received_on)
    if _is_sqlite(session):
        return (func.julianday(day) - func.julianday(received)).label("days")
    return (day - received).label("days")


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
