"""Team meetings: the rounds (one a year), and the meeting of each team in them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select, update

from storage.db import insert
from storage.tables.delivery import Delivery, Push
from storage.tables.gatherings import MeetingRound, TeamMeeting
from storage.teams import TeamRow


class RoundRow(NamedTuple):
    """A year of meetings: the theme, and the last day to have met."""

    year: int
    pack: str
    started_on: date
    until: date


class MeetingRow(NamedTuple):
    """The meeting of a team. `agreements` is sealed; `taken_by` took it over from the lead."""

    id: int
    year: int
    team_id: int
    department_id: int
    taken_by: int | None
    planned_on: date | None
    moved: int
    nudges: int
    held_on: date | None
    present: int | None
    size: int | None
    agreements: bytes | None


def rounds(session: Session, organisation_id: int) -> list[RoundRow]:
    """The years so far, newest first."""
    wanted = select(MeetingRound).where(MeetingRound.organisation_id == organisation_id)
    rows = session.exec(wanted.order_by(col(MeetingRound.year).desc())).all()
    return [RoundRow(row.year, row.pack, row.started_on, row.until) for row in rows]


def newest(session: Session, organisation_id: int) -> RoundRow | None:
    """The round that is on, or was on last."""
    return next(iter(rounds(session, organisation_id)), None)


def round_of(session: Session, organisation_id: int, year: int) -> RoundRow | None:
    found = session.get(MeetingRound, (organisation_id, year))
    return RoundRow(found.year, found.pack, found.started_on, found.until) if found else None


def start_round(session: Session, organisation_id: int, row: RoundRow) -> None:
    """Begins a year, or changes its theme or last day."""
    session.merge(MeetingRound(organisation_id=organisation_id, **row._asdict()))
    session.flush()


def add_missing(session: Session, organisation_id: int, year: int, teams: Iterable[TeamRow]) -> int:
    """A meeting for each team that has none in this year yet; gives how many were made."""
    known = select(TeamMeeting.team_id).where(
        TeamMeeting.organisation_id == organisation_id, TeamMeeting.year == year
    )
    there = set(session.exec(known).all())
    rows = [
        {
            "organisation_id": organisation_id,
            "year": year,
            "team_id": team.id,
            "department_id": team.department_id,
            "moved": 0,
            "nudges": 0,
        }
        for team in teams
        if team.id not in there
    ]
    if rows:
        session.connection().execute(insert(session, TeamMeeting).on_conflict_do_nothing(), rows)
    return len(rows)


def of_year(session: Session, organisation_id: int, year: int) -> list[MeetingRow]:
    """The meetings of a year, in one order always."""
    wanted = select(TeamMeeting).where(
        TeamMeeting.organisation_id == organisation_id, TeamMeeting.year == year
    )
    return [_row(row) for row in session.exec(wanted.order_by(col(TeamMeeting.id)))]


def by_id(session: Session, organisation_id: int, meeting_id: int) -> MeetingRow | None:
    """The meeting, locked until the unit of work ends."""
    wanted = select(TeamMeeting).where(
        TeamMeeting.organisation_id == organisation_id, TeamMeeting.id == meeting_id
    )
    found = session.exec(wanted.with_for_update().execution_options(populate_existing=True)).first()
    return _row(found) if found else None


def change(session: Session, meeting_id: int, **values: Any) -> None:
    session.exec(update(TeamMeeting).where(col(TeamMeeting.id) == meeting_id).values(**values))


def forget_agreements(session: Session, organisation_id: int, before: int) -> None:
    """What teams agreed in years before this one is gone."""
    old = (col(TeamMeeting.organisation_id) == organisation_id, col(TeamMeeting.year) < before)
    session.exec(update(TeamMeeting).where(*old).values(agreements=None))


def with_agreements(session: Session, organisation_id: int) -> list[MeetingRow]:
    """The meetings of which somebody wrote what was agreed, the newest first."""
    wanted = select(TeamMeeting).where(
        TeamMeeting.organisation_id == organisation_id, col(TeamMeeting.agreements).is_not(None)
    )
    newest = (col(TeamMeeting.held_on).desc(), col(TeamMeeting.id).desc())
    return [_row(row) for row in session.exec(wanted.order_by(*newest))]


def brought(session: Session, organisation_id: int, since: date) -> set[tuple[str, int | None]]:
    """What leads were or will be brought of their meetings since a day: the push's key, and to whom."""
    wanted = select(Push.key, Delivery.person_id).join(Delivery, col(Delivery.push_id) == col(Push.id))
    of = (Push.organisation_id == organisation_id, Push.kind == "meeting", Push.planned_on >= since)
    return set(session.exec(wanted.where(*of, col(Push.about).not_like("after/%"))).all())


def _row(row: TeamMeeting) -> MeetingRow:
    return MeetingRow(*(getattr(row, name) for name in MeetingRow._fields))
