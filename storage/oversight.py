"""What the privacy officer may see: the trail, narrowed down, and which reports there are. No content."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy import select as sqlalchemy_select
from sqlmodel import Session, col, select

from storage.audit import Entry
from storage.reports import DESTROYED
from storage.tables.audit import AuditEntry
from storage.tables.directory import Person
from storage.tables.reports import Report

PART = 2_000  # entries that are in memory at a time


class Asked(NamedTuple):
    """Which entries somebody asks for; what is empty asks for all. `since` and `before` are as entries have
    their moments: the first that is wanted, and the first that is not."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    before: str = ""


class Listed(NamedTuple):
    """A report for who oversees how it is handled: no content, and nobody."""

    id: str
    number: str
    received_on: date
    status: str


def entries(session: Session, organisation_id: int, asked: Asked, limit: int, first: int = 0) -> list[Entry]:
    """So many entries, newest first, from the one with number `first` on (0: from the newest). Those of the
    organisation, and those that are about none."""
    found: list[Entry] = []
    start = session.get(AuditEntry, first) if first else None
    for owner in (organisation_id, None):  # apart, or no index would give them in order
        wanted = select(AuditEntry).where(col(AuditEntry.organisation_id) == owner, *_conditions(asked))
        if start:
            wanted = wanted.where(tuple_(col(AuditEntry.at), col(AuditEntry.seq)) <= (start.at, start.seq))
        ordered = wanted.order_by(col(AuditEntry.at).desc(), col(AuditEntry.seq).desc()).limit(limit)
        found += [_entry(row) for row in session.exec(ordered)]
    return sorted(found, key=lambda entry: (entry.at, entry.seq), reverse=True)[:limit]


def actions(session: Session, organisation_id: int) -> list[str]:
    """Everything that ever happened, each kind once."""
    found: set[str] = set()
    for owner in (organisation_id, None):
        mine = col(AuditEntry.organisation_id) == owner
        action = ""
        while (
            action := session.exec(  # from one to the next in the index, and not all there are
                select(AuditEntry.action)
                .where(mine, col(AuditEntry.action) > action)
                .order_by(col(AuditEntry.action))
                .limit(1)
            ).first()
            or ""
        ):
            found.add(action)
    return sorted(found)


def numbers(session: Session, organisation_id: int, report_ids: Collection[str]) -> dict[str, str]:
    """The number of each of these reports that handlers may know of already, if it was not destroyed."""
    wanted = select(Report.id, Report.number).where(col(Report.id).in_(set(report_ids)))
    return dict(session.exec(wanted.where(*_there(organisation_id))).all())


def named(session: Session, organisation_id: int, number: str) -> str | None:
    """The id of the report with this number."""
    wanted = select(Report.id).where(*_there(organisation_id), Report.number == number)
    return session.exec(wanted).first()


def reports(session: Session, organisation_id: int, limit: int, skip: int = 0) -> list[Listed]:
    """The reports that there are, the newest first. Whom one was kept from makes no difference."""
    columns = [col(getattr(Report, name)) for name in Listed._fields]
    ordered = sqlalchemy_select(*columns).order_by(col(Report.received_on).desc(), col(Report.number))
    rows = session.execute(ordered.where(*_there(organisation_id)).offset(skip).limit(limit))
    return [Listed(*row) for row in rows]


def names(session: Session, organisation_id: int, person_ids: Collection[int]) -> dict[int, str]:
    """The name of each of these people, if they are of this organisation."""
    wanted = select(Person.id, Person.name).where(Person.organisation_id == organisation_id)
    rows = session.exec(wanted.where(col(Person.id).in_(set(person_ids))))
    return {id or 0: name for id, name in rows}


def in_parts(session: Session, organisation_id: int, asked: Asked) -> Iterator[list[Entry]]:
    """All entries that were asked for, newest first, some at a time."""
    first, more = 0, True
    while more:
        rows = entries(session, organisation_id, asked, PART + 1, first)
        more = len(rows) > PART
        if rows:
            first = rows[-1].seq
            yield rows[:PART]
        session.expunge_all()


def _there(organisation_id: int) -> list[Any]:
    """The conditions for a report that handlers may know of, whichever of them."""
    known = Report.organisation_id == organisation_id, col(Report.waits_until).is_(None)
    return [*known, Report.status != DESTROYED]


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    wanted = {"actor": asked.actor, "action": asked.action, "subject": asked.subject}
    found: list[ColumnElement[bool]] = [
        col(getattr(AuditEntry, name)) == value for name, value in wanted.items() if value
    ]
    if asked.since:
        found.append(col(AuditEntry.at) >= asked.since)
    if asked.before:
        found.append(col(AuditEntry.at) < asked.before)
    return found


def _entry(row: AuditEntry) -> Entry:
    return Entry(*(getattr(row, name) for name in Entry._fields))
