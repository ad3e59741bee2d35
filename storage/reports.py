"""Reports, who may know of them, their receipts and their messages."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, select

from storage import exclusions, shuffling
from storage.tables.reports import (
    Message,
    Receipt,
    Report,
    ReportEntry,
    ReportExclusion,
    ReportIndex,
    ReportMark,
    ReportPage,
    ReportReopening,
)

# All rows of a report, for what is written anew (see storage/shuffling.py).
PLACES: tuple[shuffling.Place, ...] = (
    (Report, "id"),
    (Receipt, "report_id"),
    (ReportExclusion, "report_id"),
    (ReportMark, "report_id"),
    (ReportReopening, "report_id"),
    (Message, "report_id"),
    (ReportEntry, "report_id"),
    (ReportIndex, "report_id"),
)
LARGE: shuffling.Place = (ReportPage, "report_id")
DESTROYED = "destroyed"  # the status of what is only counted any more (see storage/retention.py)
MANY = 200  # viewers of whom it is remembered what they may know of
LAST = 1_000_000  # the positions of messages that wait begin here


class Viewer(NamedTuple):
    """A handler as far as reports are concerned: whose keyed hashes, and for which audiences they read."""

    organisation_id: int
    keys: tuple[str, ...]
    audiences: tuple[str, ...]


class ReportRow(NamedTuple):
    id: str
    organisation_id: int
    number: str
    theme: str
    identity: str
    department_id: int | None
    audience: str
    status: str
    outcome: str | None
    received_on: date
    first_answer_on: date | None
    closed_on: date | None
    reopened_on: date | None
    waits_until: datetime | None
    assignee_id: int | None
    turn: str
    turn_on: date | None
    due_on: date | None
    reminded: int
    keep_until: date | None
    extended_until: date | None
    warned_on: date | None
    origin: str
    step: str
    step_on: date | None
    decided_on: date | None
    withheld: bool
    sealed: bytes


class MessageRow(NamedTuple):
    position: int
    kind: str
    sent_on: date
    waits_until: datetime | None
    sealed: bytes


@lru_cache(maxsize=MANY)
def visible_to(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a viewer may know that a report exists. Part of every query for handlers.

    They are what was asked, and never what was found: made once for whoever asks again."""
    excluded = exists().where(
        col(ReportExclusion.report_id) == col(Report.id), col(ReportExclusion.handler_key).in_(viewer.keys)
    )
    return (
        col(Report.organisation_id) == viewer.organisation_id,
        col(Report.audience).in_(viewer.audiences),
        col(Report.waits_until).is_(None),
        ~excluded,
    )


def known_to_all(organisation_id: int) -> list[ColumnElement[bool]]:
    """The conditions for what figures count that are handed on: it was never kept from anybody."""
    return [
        col(Report.organisation_id) == organisation_id,
        col(Report.waits_until).is_(None),
        col(Report.withheld).is_(False),
    ]


def add(session: Session, report: Report, excluded: Collection[str], lookup: str) -> None:
    """Keeps a new report with its receipt and its exclusions (keyed hashes of handlers)."""
    session.add(report)
    session.flush()
    session.add(Receipt(lookup=lookup, organisation_id=report.organisation_id, report_id=report.id))
    exclusions.exclude(session, report.id, excluded)


def number_taken(session: Session, organisation_id: int, number: str) -> bool:
    wanted = select(Report.id).where(Report.organisation_id == organisation_id, Report.number == number)
    return session.exec(wanted).first() is not None


def get(session: Session, report_id: str) -> ReportRow | None:
    """A report by id, for its reporter. Handlers use `get_for`."""
    found = session.get(Report, report_id)
    return row(found) if found else None


def get_for(session: Session, viewer: Viewer, report_id: str, change: bool = False) -> ReportRow | None:
    """A report by id, if the viewer may know of it. To `change` it keeps others from doing so meanwhile."""
    there = Report.id == report_id, Report.status != DESTROYED
    wanted = select(Report).where(*there, *visible_to(viewer))
    if change and session.exec(_fresh(wanted)).first() is None:
        return None
    # Asked once more when it is ours alone: meanwhile it can have been kept from this viewer.
    found = session.exec(wanted).first()
    return row(found) if found else None


def count_for(session: Session, viewer: Viewer, statuses: Sequence[str]) -> int:
    wanted = select(func.count()).where(col(Report.status).in_(statuses), *visible_to(viewer))
    return session.exec(wanted).one()


def lock(session: Session, report_id: str) -> ReportRow:
    """Keeps others from adding to or changing this report until the unit of work ends; gives it as it is now,
    whatever somebody else did since it was read."""
    return row(session.exec(_fresh(select(Report).where(Report.id == report_id))).one())


def change(session: Session, report_id: str, **values: Any) -> None:
    """Sets columns of a report."""
    report = session.get_one(Report, report_id)
    for name, value in values.items():
        setattr(report, name, value)
    session.flush()


def by_ids(session: Session, organisation_id: int, ids: Collection[str]) -> list[ReportRow]:
    """Those reports, newest day first."""
    wanted = (
        select(Report)
        .where(Report.organisation_id == organisation_id, col(Report.id).in_(list(ids)))
        .order_by(col(Report.received_on).desc(), col(Report.number))
    )
    return [row(report) for report in session.exec(wanted)]


def existing(session: Session, ids: list[str]) -> set[str]:
    """Which of these ids are reports that can be read."""
    there = col(Report.id).in_(ids), Report.status != DESTROYED
    return set(session.exec(select(Report.id).where(*there)))


def add_message(session: Session, message: Message) -> None:
    session.add(message)
    session.flush()


def messages(session: Session, report_id: str) -> list[MessageRow]:
    """What was said about a report since it was handed in, in order; what waits comes last."""
    wanted = select(Message).where(Message.report_id == report_id).order_by(col(Message.position))
    return [
        MessageRow(*(getattr(message, name) for name in MessageRow._fields))
        for message in session.exec(wanted)
    ]


def next_position(session: Session, report_id: str, waits: bool = False) -> int:
    """Where the next message comes; one that waits has no place among the others yet."""
    place = col(Message.position) >= LAST if waits else col(Message.position) < LAST
    last = session.exec(select(func.max(Message.position)).where(Message.report_id == report_id, place)).one()
    return (last or (LAST if waits else 0)) + 1


def end_wait(session: Session, report_id: str, message: MessageRow, position: int, sealed: bytes) -> None:
    """From now on a message that waited has its place, for which it is sealed."""
    found = session.get_one(Message, (report_id, message.position))
    found.position, found.sealed, found.waits_until = position, sealed, None
    session.flush()


def waiting(session: Session, organisation_id: int, now: datetime) -> tuple[list[str], list[str]]:
    """The reports, and those with messages, whose wait is over; nobody else ends it meanwhile."""
    of_report = col(Report.organisation_id) == organisation_id, col(Report.waits_until) <= now
    of_message = col(Message.organisation_id) == organisation_id, col(Message.waits_until) <= now
    ids = session.exec(select(Report.id).where(*of_report)).all()
    return list(ids), list(session.exec(select(Message.report_id).where(*of_message).distinct()))


def anything_waits(session: Session, now: datetime) -> bool:
    """Whether the wait of anything is over."""
    due = (
        select(Report.id).where(col(Report.waits_until) <= now),
        select(Message.report_id).where(col(Message.waits_until) <= now),
    )
    return any(session.exec(wanted.limit(1)).first() is not None for wanted in due)


def hold(session: Session) -> None:
    """Nobody else changes any report until the unit of work ends."""
    shuffling.hold(session, (*PLACES, LARGE))


def shuffle(session: Session, report_ids: Collection[str]) -> None:
    """Writes all that is kept of these reports anew, in a random order. They must be held."""
    shuffling.shuffle(session, PLACES, report_ids)
    shuffling.rotate(session, LARGE, report_ids)


def _fresh(wanted: Any) -> Any:
    """Reads rows anew, once nobody else changes them any more."""
    return wanted.with_for_update().execution_options(populate_existing=True)


def row(report: Report) -> ReportRow:
    """A report as everybody gets it."""
    return ReportRow(*(getattr(report, name) for name in ReportRow._fields))
