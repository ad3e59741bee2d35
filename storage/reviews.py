"""Meetings in which reports are discussed."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from storage.tables.reviews import ReviewMeeting


class ReviewRow(NamedTuple):
    id: str
    organisation_id: int
    held_on: date
    sealed: bytes


def put(session: Session, row: ReviewRow) -> None:
    """Keeps a meeting, new or changed."""
    session.merge(ReviewMeeting(**row._asdict()))
    session.flush()


def get(session: Session, organisation_id: int, review_id: str, change: bool = False) -> ReviewRow | None:
    """A meeting of the organisation. To `change` it keeps others from doing so meanwhile."""
    mine = ReviewMeeting.id == review_id, ReviewMeeting.organisation_id == organisation_id
    wanted = select(ReviewMeeting).where(*mine)
    if change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.exec(wanted).first()
    return _row(found) if found else None


def latest(session: Session, organisation_id: int, most: int) -> list[ReviewRow]:
    """So many meetings, the last day first."""
    mine = select(ReviewMeeting).where(ReviewMeeting.organisation_id == organisation_id)
    ordered = mine.order_by(col(ReviewMeeting.held_on).desc(), col(ReviewMeeting.id)).limit(most)
    return [_row(one) for one in session.exec(ordered)]


def drop_before(session: Session, organisation_id: int, day: date) -> None:
    """Forgets meetings of before a day."""
    mine = col(ReviewMeeting.organisation_id) == organisation_id
    session.exec(delete(ReviewMeeting).where(mine, col(ReviewMeeting.held_on) < day))


def _row(found: ReviewMeeting) -> ReviewRow:
    return ReviewRow(found.id, found.organisation_id, found.held_on, found.sealed)
