"""What is counted of reports and redirects in a period. All small after GROUP BY; no report is loaded."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, DateTime, cast, literal_column, select
from sqlmodel import Session, col, func, or_

from storage import reopenings, tallies
from storage.reports import Viewer, known_to_all, visible_to
from storage.tables.reports import COUNTED, Redirect, Report, ReportExclusion

SOME = 500  # reports looked at in one statement


class Received(NamedTuple):
    """Reports that came in, by everything they are split by; `month` is its first day. `origin` is empty
    where the reporter handed it in themselves, and None where older versions did not count it."""

    month: date
    theme: str
    identity: str
    department_id: int | None
    origin: str | None
    number: int


class Answered(NamedTuple):
    """Reports that got their first answer; `days` since they came in."""

    days: int
    number: int


class Decided(NamedTuple):
    """Reports on which it was decided for the first time; `days` since they came in."""

    days: int
    number: int


class Closed(NamedTuple):
    """Closings of reports; `days` since they came in, or were opened again. Who was closed twice is here
    twice."""

    outcome: str | None
    days: int
    number: int


class Redirected(NamedTuple):
    """How often somebody was sent to another address."""

    kind: str
    number: int


class Counts(NamedTuple):
    """A period in counts: what came in, was answered, was closed, and was open after its last day; and how
    often a closed report was opened again. So what was open before, with what came in and was opened again,
    less what was closed, is open. `decided` is None where older versions did not count it."""

    received: list[Received]
    answered: list[Answered]
    closed: list[Closed]
    open_at_end: int
    redirected: list[Redirected]
    reopened: int = 0
    decided: list[Decided] | None = None


def count(
    session: Session, organisation_id: int, first: date, last: date, viewer: Viewer | None = None
) -> Counts:
    """Counts an organisation's reports from the first day to the last.

    With a viewer, all reports are counted that they may know of; without one, those that were never kept from
    anybody, which nobody's role changes. Nothing counts all there are. Whole months are counted by their
    running totals, less the few reports that this viewer may not know of.
    """
    if viewer and viewer.organisation_id != organisation_id:  # may know of nothing here
        viewer = viewer._replace(audiences=())
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return _by_totals(session, organisation_id, first, last, viewer)
    own = col(Report.organisation_id) == organisation_id
    counted = [own, *visible_to(viewer)] if viewer else known_to_all(organisation_id)
    return Counts(
        _received(session, [*counted, col(Report.received_on).between(first, last)]),
        _answered(session, [*counted, col(Report.first_answer_on).between(first, last)]),
        _closed(session, counted, first, last),
        _open(session, counted, last),
        _redirected(session, organisation_id, first, last),
        reopenings.number(session, counted, first, last),
        _decided(session, [*counted, col(Report.decided_on).between(first, last)]),
    )


def _by_totals(
    session: Session, organisation_id: int, first: date, last: date, viewer: Viewer | None
) -> Counts:
    read = [tallies.of_audiences(viewer.audiences) if viewer else tallies.never_withheld()]
    months = [tallies.in_months(first, last), *read]
    unknown = _unknown_to(session, organisation_id, viewer) if viewer else []
    again = reopenings.of_reports(session, [one.id for one in unknown])
    came_in = [one for one in unknown if first <= one.received_on <= last]
    had_answer = [one for one in unknown if one.first_answer_on and first <= one.first_answer_on <= last]
    had_decision = [one for one in unknown if one.decided_on and first <= one.decided_on <= last]
    were_closed = [one for one in unknown if one.closed_on and first <= one.closed_on <= last]
    still_open = [
        one for one in unknown if one.received_on <= last and (one.closed_on is None or one.closed_on > last)
    ]
    received = _less(
        tallies.received(session, organisation_id, *months),
        (
            (one.received_on.replace(day=1), one.theme, one.identity, one.department_id, one.origin)
            for one in came_in
        ),
    )
    answered = _less(
        tallies.answered(session, organisation_id, *months),
        (((one.first_answer_on - one.received_on).days,) for one in had_answer),
    )
    decided = _less(
        tallies.decided(session, organisation_id, *months),
        (((one.decided_on - one.received_on).days,) for one in had_decision),
    )
    closed = _less(
        tallies.closed(session, organisation_id, *months),
        [
            *((one.outcome, _days_open(one)) for one in were_closed),
            *((one.outcome, one.days) for one in again if first <= one.closed_on <= last),
        ],
    )
    ended = [one for one in again if one.closed_on <= last < one.reopened_on]
    return Counts(
        [Received(*row) for row in received],
        [Answered(*row) for row in answered],
        [Closed(*row) for row in closed],
        tallies.open_after(session, organisation_id, last, *read) - len(still_open) + len(ended),
        _redirected(session, organisation_id, first, last),
        tallies.reopened(session, organisation_id, *months)
        - len([one for one in again if first <= one.reopened_on <= last]),
        [Decided(*row) for row in decided],
    )


def _less(rows: Iterable[Any], unknown: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Rows of a key and a number, less one for each of the keys."""
    left = {tuple(row[:-1]): row[-1] for row in rows}
    for key in unknown:
        if key in left:  # not so when it came in between two statements
            left[key] -= 1
    return [(*key, number) for key, number in left.items() if number]


def _unknown_to(session: Session, organisation_id: int, viewer: Viewer) -> list[Any]:
    """The reports for a viewer's audiences that they may not know of: what is counted of each.

    Asked for by their ids alone: with any other condition SQLite would rather read all reports."""
    key = col(ReportExclusion.handler_key).in_(viewer.keys)
    ids = list(session.execute(select(col(ReportExclusion.report_id)).where(key).distinct()).scalars())
    wanted = select(*(col(getattr(Report, name)) for name in COUNTED))
    return [
        row
        for start in range(0, len(ids), SOME)
        for row in session.execute(wanted.where(col(Report.id).in_(ids[start : start + SOME])))
        if row.organisation_id == organisation_id
        and row.audience in viewer.audiences
        and row.waits_until is None
    ]


def _days_open(row: Any) -> int:
    return int((row.closed_on - (row.reopened_on or row.received_on)).days)


def _received(session: Session, counted: list[ColumnElement[bool]]) -> list[Received]:
    month = _month(session, col(Report.received_on))
    split = (col(getattr(Report, name)) for name in ("theme", "identity", "department_id", "origin"))
    rows = _grouped(session, counted, month, *split)
    return [Received(date.fromisoformat(f"{str(month)[:7]}-01"), *others) for month, *others in rows]


def _answered(session: Session, counted: list[ColumnElement[bool]]) -> list[Answered]:
    days = days_until(session, col(Report.first_answer_on))
    return [Answered(int(waited), number) for waited, number in _grouped(session, counted, days)]


def _decided(session: Session, counted: list[ColumnElement[bool]]) -> list[Decided]:
    days = days_until(session, col(Report.decided_on))
    return [Decided(int(waited), number) for waited, number in _grouped(session, counted, days)]


def _closed(session: Session, counted: list[ColumnElement[bool]], first: date, last: date) -> list[Closed]:
    split, inside = (col(Report.outcome), days_open(session)), col(Report.closed_on).between(first, last)
    rows = [*_grouped(session, [*counted, inside], *split), *reopenings.closed(session, counted, first, last)]
    found: dict[tuple[str | None, int], int] = {}
    for outcome, waited, number in rows:
        key = outcome, int(waited)
        found[key] = found.get(key, 0) + number
    return [Closed(*key, number) for key, number in found.items()]


def _open(session: Session, counted: list[ColumnElement[bool]], last: date) -> int:
    closed_on = col(Report.closed_on)
    still_open = or_(closed_on.is_(None), closed_on > last)
    wanted = select(func.count()).select_from(Report)
    found = session.execute(wanted.where(*counted, col(Report.received_on) <= last, still_open))
    return int(found.scalar_one()) - reopenings.open_between(session, counted, last)


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


def days_until(session: Session, day: Any, since: Any = None) -> Any:
    """Whole days since the report came in, or since another day, in the words of this database."""
    begin = col(Report.received_on) if since is None else since
    if _is_sqlite(session):
        return (func.julianday(day) - func.julianday(begin)).label("days")
    return (day - begin).label("days")


def days_open(session: Session) -> Any:
    """Whole days from when a report came in, or was opened again, until it was closed."""
    since = func.coalesce(col(Report.reopened_on), col(Report.received_on))
    return days_until(session, col(Report.closed_on), since)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
