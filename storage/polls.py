"""Polls: while one is open its votes are sealed in its box; when it is closed there is only a result."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from storage.tables.gatherings import Poll


class PollRow(NamedTuple):
    """`box` is sealed, and gone when the poll is closed; `result` has a number for each answer, or is empty
    when there were too few votes (or the poll is open)."""

    id: int
    organisation_id: int
    kind: str
    about: str
    answers: tuple[str, ...]
    opens_on: date
    closes_on: date
    key_name: str
    box: bytes | None
    votes: int | None
    result: tuple[int, ...]

    @property
    def closed(self) -> bool:
        return self.box is None


def add(
    session: Session,
    organisation_id: int,
    kind: str,
    about: str,
    answers: Sequence[str],
    opens_on: date,
    closes_on: date,
    key_name: str,
) -> PollRow:
    """A new poll, without its box. Kind and what it is about must be new together."""
    row = Poll(
        organisation_id=organisation_id,
        kind=kind,
        about=about,
        answers="\n".join(answers),
        opens_on=opens_on,
        closes_on=closes_on,
        key_name=key_name,
    )
    session.add(row)
    session.flush()
    return _row(row)


def put_box(session: Session, poll_id: int, box: bytes) -> None:
    session.exec(update(Poll).where(col(Poll.id) == poll_id).values(box=box))


def close(session: Session, poll_id: int, votes: int, result: Sequence[int]) -> None:
    """Puts the result in the place of the votes; without one, there were too few."""
    told = " ".join(map(str, result)) if result else None
    session.exec(update(Poll).where(col(Poll.id) == poll_id).values(box=None, votes=votes, result=told))


def by_id(session: Session, organisation_id: int, poll_id: int, lock: bool = False) -> PollRow | None:
    """The poll; locked until the unit of work ends, when it is about to change."""
    wanted = select(Poll).where(Poll.organisation_id == organisation_id, Poll.id == poll_id)
    found = session.exec(
        wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted
    ).first()
    return _row(found) if found else None


def about(session: Session, organisation_id: int, kind: str, about: str) -> PollRow | None:
    """The poll of this kind about this."""
    wanted = select(Poll).where(Poll.organisation_id == organisation_id, Poll.kind == kind)
    found = session.exec(wanted.where(Poll.about == about)).first()
    return _row(found) if found else None


def of_kind(session: Session, organisation_id: int, kind: str, begins: str) -> list[PollRow]:
    """The polls of this kind about what begins with this, by day."""
    wanted = select(Poll).where(Poll.organisation_id == organisation_id, Poll.kind == kind)
    of = wanted.where(col(Poll.about).startswith(begins, autoescape=True))
    return [_row(poll) for poll in session.exec(of.order_by(col(Poll.opens_on), col(Poll.id)))]


def due(session: Session, organisation_id: int, today: date) -> list[int]:
    """The open polls whose last day is over."""
    wanted = select(Poll.id).where(Poll.organisation_id == organisation_id, col(Poll.box).is_not(None))
    return [id or 0 for id in session.exec(wanted.where(Poll.closes_on < today).order_by(col(Poll.id)))]


def open_keys(session: Session, names: Collection[str]) -> tuple[set[str], set[str]]:
    """Of these keys, those of a poll, and those of a poll that is still open."""
    rows = session.exec(select(Poll.key_name, Poll.box).where(col(Poll.key_name).in_(names))).all()
    return {name for name, _ in rows}, {name for name, box in rows if box is not None}


def _row(poll: Poll) -> PollRow:
    assert poll.id is not None
    return PollRow(
        poll.id,
        poll.organisation_id,
        poll.kind,
        poll.about,
        tuple(poll.answers.split("\n")),
        poll.opens_on,
        poll.closes_on,
        poll.key_name,
        poll.box,
        poll.votes,
        tuple(map(int, poll.result.split())) if poll.result else (),
    )
