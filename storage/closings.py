"""Half-years that were closed: what is told of them, version by version."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from storage.reports import known_to_all
from storage.tables.account import Closing, Logged
from storage.tables.gatherings import Campaign, TeamMeeting, Week
from storage.tables.learning import Learning
from storage.tables.reports import Redirect, Report


class ClosingRow(NamedTuple):
    """One version of a half-year. `told` is the JSON that workbooks are made of."""

    half: str
    version: int
    closed_on: date
    told: str
    checksum: str


class Changed(Exception):
    """What is kept of a closed half-year is not what was closed."""


def checksum(told: str) -> str:
    """The SHA-256 of what is told, by which a version can be recognised."""
    return hashlib.sha256(told.encode()).hexdigest()


def add(session: Session, organisation_id: int, half: str, closed_on: date, told: str, sealed: bytes) -> int:
    """Keeps the next version of a half-year; gives its number."""
    version = len(versions(session, organisation_id, half)) + 1
    session.add(
        Closing(
            organisation_id=organisation_id,
            half=half,
            version=version,
            closed_on=closed_on,
            told=told,
            checksum=checksum(told),
            sealed=sealed,
        )
    )
    session.flush()
    return version


def versions(session: Session, organisation_id: int, half: str) -> list[ClosingRow]:
    """Every version of a half-year, the first one first."""
    return _rows(session, Closing.organisation_id == organisation_id, Closing.half == half)


def newest(session: Session, organisation_id: int, halves: Iterable[str]) -> dict[str, ClosingRow]:
    """The newest version of each of those half-years that was closed. Raises Changed."""
    found = _rows(session, Closing.organisation_id == organisation_id, col(Closing.half).in_(list(halves)))
    return {row.half: row for row in found}  # later versions replace earlier ones


def closed(session: Session, organisation_id: int) -> list[str]:
    """The names of the half-years that were closed, in order."""
    wanted = select(Closing.half).where(Closing.organisation_id == organisation_id, Closing.version == 1)
    return sorted(session.exec(wanted))


def sealed(session: Session, organisation_id: int, half: str, version: int) -> bytes:
    """What was counted before anything was hidden, sealed."""
    wanted = select(Closing.sealed).where(
        Closing.organisation_id == organisation_id, Closing.half == half, Closing.version == version
    )
    return session.exec(wanted).one()


def first_day(session: Session, organisation_id: int) -> date | None:
    """The first day of which there is something to count that is handed on."""
    counted: Any = (
        (Redirect.organisation_id, Redirect.month),
        (Learning.organisation_id, Learning.assigned_on),
        (TeamMeeting.organisation_id, TeamMeeting.held_on),
        (Week.organisation_id, Week.first_on),
        (Campaign.organisation_id, Campaign.planned_on),
        (Logged.organisation_id, Logged.day),
    )
    reported = select(func.min(col(Report.received_on))).where(*known_to_all(organisation_id))
    days: list[date | None] = [session.scalars(reported).one()]
    days += [
        session.scalars(select(func.min(col(day))).where(col(owner) == organisation_id)).one()
        for owner, day in counted
    ]
    return min((day for day in days if day is not None), default=None)


def _rows(session: Session, *conditions: Any) -> list[ClosingRow]:
    columns: Any = (Closing.half, Closing.version, Closing.closed_on, Closing.told, Closing.checksum)
    wanted = select(*columns).where(*conditions).order_by(col(Closing.half), col(Closing.version))
    rows = [ClosingRow(*row) for row in session.exec(wanted)]
    if any(row.checksum != checksum(row.told) for row in rows):
        raise Changed
    return rows
