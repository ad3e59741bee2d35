"""The list that handlers work from: what they may know of, by what has to happen; what they have read."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlmodel import Session, col, delete, func, select

from storage import reports
from storage.db import insert
from storage.reports import LAST, ReportRow, Viewer, visible_to
from storage.tables.reports import Message, Report, ReportMark

OPEN = "open"
VIEWS = (OPEN, "late", "unread", "message", "answer", "waiting", "mine", "closed", "ending")
CLOSED = ("closed", "ending")  # with these nothing has to happen
COUNTED = tuple(view for view in VIEWS if view not in CLOSED)  # together in one pass
ENDING = timedelta(days=30)  # that a report is still kept; its end is announced so long before
SORTS = ("due", "newest", "oldest")


class Wanted(NamedTuple):
    """Which reports somebody asks for, as of a day; everything that is empty or 0 asks for all.

    `days`: received in so many days up to today. `steps`: one of these is kept as the step of the report.
    `ids`: one of these, which can be none at all."""

    person_id: int
    today: date
    view: str = OPEN
    theme: str = ""
    days: int = 0
    sort: str = "due"
    steps: tuple[str, ...] = ()
    ids: tuple[str, ...] | None = None


class Line(NamedTuple):
    """A report on the list, and whether this handler has yet to read it or what its reporter wrote since."""

    report: ReportRow
    unread: bool


def page(session: Session, viewer: Viewer, wanted: Wanted, limit: int, skip: int = 0) -> list[Line]:
    """Some of the reports, in the order that was asked for."""
    found = _labelled(_page(viewer, wanted._replace(ids=None), limit, skip), wanted)
    return [Line(reports.row(report), bool(new)) for report, new in session.exec(found)]


def counts(session: Session, viewer: Viewer, wanted: Wanted) -> dict[str, int]:
    """How many reports there are in each view, but for closed ones, among what was asked for."""
    some = viewer, wanted._replace(ids=None)
    row = session.connection().execute(_labelled(_sums(*some), wanted)).one()
    found = {name: int(number) for name, number in zip(COUNTED, row, strict=True)}
    return found | {"ending": session.exec(_labelled(_ending(*some), wanted)).one()}


def count_each(session: Session, viewer: Viewer, lists: Sequence[Wanted]) -> list[int]:
    """How many reports there are on each of these lists, found in one pass."""
    if not lists:
        return []
    return list(session.connection().execute(_each(viewer, tuple(lists))).one())


def by_number(session: Session, viewer: Viewer, number: str) -> str | None:
    """The id of the report with this number, if the viewer may know of it."""
    return session.exec(select(Report.id).where(Report.number == number, *visible_to(viewer))).first()


def after(
    session: Session, viewer: Viewer, wanted: Wanted, place: tuple[date, str] | None, but: Sequence[str]
) -> str | None:
    """The id of the first report behind a place on the list (its day and number), or of the first there is;
    never one of `but`."""
    asked = select(Report.id).where(*visible_to(viewer), *_conditions(wanted), col(Report.id).not_in(but))
    if place:
        day, number = place
        same = and_(col(Report.due_on) == day, col(Report.number) > number)
        asked = asked.where(or_(col(Report.due_on) > day, same))
    asked = _labelled(asked, wanted)
    found: str | None = session.exec(asked.order_by(*_order(wanted), col(Report.number)).limit(1)).first()
    return found


def mark_read(session: Session, report_id: str, person_id: int) -> None:
    """Somebody has read a report, and all that is known of what was said about it by now."""
    position = reports.next_position(session, report_id) - 1
    mark = insert(session, ReportMark).values(report_id=report_id, person_id=person_id, position=position)
    places = [col(ReportMark.report_id), col(ReportMark.person_id)]
    now = mark.on_conflict_do_update(index_elements=places, set_={"position": position})
    session.connection().execute(now)


def forget_read(session: Session, report_id: str, person_ids: Collection[int]) -> None:
    """It is not kept any more that these people read the report."""
    theirs = col(ReportMark.report_id) == report_id, col(ReportMark.person_id).in_(list(person_ids))
    session.exec(delete(ReportMark).where(*theirs))


def has_news(session: Session, report_id: str, person_id: int) -> bool:
    """Whether the reporter wrote something since this handler last read the report."""
    read = select(func.coalesce(func.max(ReportMark.position), 0)).where(
        ReportMark.report_id == report_id, ReportMark.person_id == person_id
    )
    wanted = select(Message.position).where(
        Message.report_id == report_id,
        Message.kind == "reporter",
        col(Message.position) < LAST,
        col(Message.position) > session.exec(read).one(),
    )
    return session.exec(wanted.limit(1)).first() is not None


def is_read(session: Session, report_id: str) -> bool:
    """Whether anybody who handles reports has opened it."""
    wanted = select(ReportMark.report_id).where(ReportMark.report_id == report_id).limit(1)
    return session.exec(wanted).first() is not None


def to_remind(
    session: Session, organisation_id: int, until: date, least: int, change: bool
) -> list[ReportRow]:
    """The reports for which something has to happen by this day, and fewer than `least` reminders went out.
    To `change` them keeps others from doing so meanwhile."""
    wanted = select(Report).where(
        Report.organisation_id == organisation_id,
        col(Report.due_on) <= until,
        col(Report.waits_until).is_(None),
        col(Report.reminded) < least,
    )
    ordered = wanted.order_by(col(Report.due_on), col(Report.id))
    rows = session.exec(ordered.with_for_update() if change else ordered)
    return [reports.row(report) for report in rows]


def every_one(session: Session, organisation_id: int) -> list[ReportRow]:
    """All reports that were not destroyed, without what is sealed in them."""
    names = [name for name in ReportRow._fields if name != "sealed"]
    wanted = select(*(col(getattr(Report, name)) for name in names)).where(
        Report.organisation_id == organisation_id, Report.status != reports.DESTROYED
    )
    return [ReportRow._make((*row, b"")) for row in session.connection().execute(wanted)]


# What is asked is made once for whoever asks it again, as a list that stays open does: making it takes longer
# than most answers.
@lru_cache(maxsize=reports.MANY)
def _page(viewer: Viewer, wanted: Wanted, limit: int, skip: int) -> Any:
    unread = _views(wanted.person_id, wanted.today)["unread"].label("unread")
    found = select(Report, unread).where(*visible_to(viewer), *_conditions(wanted))
    return found.order_by(*_order(wanted), col(Report.number)).offset(skip).limit(limit)


@lru_cache(maxsize=reports.MANY)
def _sums(viewer: Viewer, wanted: Wanted) -> Any:
    views = _views(wanted.person_id, wanted.today)
    sums = [func.coalesce(func.sum(case((views[name], 1), else_=0)), 0) for name in COUNTED]
    return sqlalchemy.select(*sums).where(*visible_to(viewer), *_conditions(wanted, every_view=True))


@lru_cache(maxsize=reports.MANY)
def _each(viewer: Viewer, lists: tuple[Wanted, ...]) -> Any:
    sums = (func.sum(case((and_(*_conditions(one)), 1), else_=0)) for one in lists)
    return sqlalchemy.select(*(func.coalesce(one, 0) for one in sums)).where(*visible_to(viewer))


@lru_cache(maxsize=reports.MANY)
def _ending(viewer: Viewer, wanted: Wanted) -> Any:
    ends = _conditions(wanted._replace(view="ending"))
    return select(func.count()).select_from(Report).where(*visible_to(viewer), *ends)


def _labelled(asked: Any, wanted: Wanted) -> Any:
    return asked if wanted.ids is None else asked.where(col(Report.id).in_(wanted.ids))


def _conditions(wanted: Wanted, every_view: bool = False) -> list[ColumnElement[bool]]:
    found = [] if every_view else [_views(wanted.person_id, wanted.today)[wanted.view]]
    if wanted.view not in CLOSED or every_view:
        found.append(col(Report.due_on).is_not(None))
    if wanted.theme:
        found.append(col(Report.theme) == wanted.theme)
    if wanted.steps:
        found.append(col(Report.step).in_(wanted.steps))
    if wanted.days:
        found.append(col(Report.received_on) > wanted.today - timedelta(days=wanted.days))
    return found


@lru_cache(maxsize=reports.MANY)
def _views(person_id: int, today: date) -> dict[str, ColumnElement[bool]]:
    """The condition of each view, beside that something has to happen with a report that is not closed."""
    mine = col(ReportMark.report_id) == col(Report.id), col(ReportMark.person_id) == person_id
    read = exists().where(*mine)
    news = (
        exists()
        .where(*mine)
        .where(
            col(Message.report_id) == col(Report.id),
            col(Message.kind) == "reporter",
            col(Message.position).between(col(ReportMark.position) + 1, LAST - 1),
        )
    )
    return {
        OPEN: col(Report.due_on).is_not(None),
        "late": col(Report.due_on) < today,
        "unread": or_(~read, news),
        "message": col(Report.turn) == "handler",
        "answer": col(Report.first_answer_on).is_(None) & (col(Report.status) != "closed"),
        "waiting": col(Report.turn) == "reporter",
        "mine": col(Report.assignee_id) == person_id,
        "closed": col(Report.status) == "closed",
        "ending": col(Report.keep_until) <= today + ENDING,
    }


def _order(wanted: Wanted) -> tuple[Any, ...]:
    if wanted.sort == "oldest":
        return (col(Report.received_on),)
    if wanted.view == "ending":
        return (col(Report.keep_until),)
    if wanted.sort == "newest" or wanted.view == "closed":
        return (col(Report.received_on).desc(),)
    return (col(Report.due_on),)
