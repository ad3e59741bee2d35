"""What was promised, and what was done for it. What somebody wrote comes and goes sealed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, delete, select, update

from storage.tables.account import Commitment, CommitmentNote


class CommitmentRow(NamedTuple):
    """A promise: `norm` times per half-year or year, or once (then perhaps before a day)."""

    id: int
    kind: str
    norm: int
    per: str
    due_on: date | None
    added_on: date
    ended_on: date | None
    sealed: bytes


class NoteRow(NamedTuple):
    """What was done for a promise on a day (`done`), or why not."""

    id: int
    commitment_id: int
    on_day: date
    done: bool
    sealed: bytes


def add(
    session: Session,
    organisation_id: int,
    kind: str,
    norm: int,
    per: str,
    due_on: date | None,
    added_on: date,
) -> int:
    """Keeps a promise, without its title; gives its number."""
    row = Commitment(
        organisation_id=organisation_id,
        kind=kind,
        norm=norm,
        per=per,
        due_on=due_on,
        added_on=added_on,
        sealed=b"",
    )
    session.add(row)
    session.flush()
    return row.id or 0


def seal(session: Session, commitment_id: int, sealed: bytes) -> None:
    """Keeps the title of a promise."""
    session.exec(update(Commitment).where(col(Commitment.id) == commitment_id).values(sealed=sealed))


def end(session: Session, commitment_id: int, ended_on: date) -> None:
    """From this day on it is no promise any more."""
    session.exec(update(Commitment).where(col(Commitment.id) == commitment_id).values(ended_on=ended_on))


def every(session: Session, organisation_id: int) -> list[CommitmentRow]:
    """All promises of an organisation, in the order in which they were made."""
    wanted = select(Commitment).where(Commitment.organisation_id == organisation_id)
    return [_row(row) for row in session.exec(wanted.order_by(col(Commitment.id)))]


def add_note(session: Session, commitment_id: int, on_day: date, done: bool) -> int:
    """Keeps a note without its words; gives its number."""
    row = CommitmentNote(commitment_id=commitment_id, on_day=on_day, done=done, sealed=b"")
    session.add(row)
    session.flush()
    return row.id or 0


def seal_note(session: Session, note_id: int, sealed: bytes) -> None:
    """Keeps the words of a note."""
    session.exec(update(CommitmentNote).where(col(CommitmentNote.id) == note_id).values(sealed=sealed))


def drop_note(session: Session, commitment_id: int, note_id: int) -> None:
    """Takes a note away."""
    session.exec(
        delete(CommitmentNote).where(
            col(CommitmentNote.id) == note_id, col(CommitmentNote.commitment_id) == commitment_id
        )
    )


def notes(session: Session, commitment_ids: Sequence[int]) -> list[NoteRow]:
    """The notes of these promises, the last day first."""
    wanted = select(CommitmentNote).where(col(CommitmentNote.commitment_id).in_(commitment_ids))
    ordered = wanted.order_by(col(CommitmentNote.on_day).desc(), col(CommitmentNote.id).desc())
    return [
        NoteRow(row.id or 0, row.commitment_id, row.on_day, row.done, row.sealed)
        for row in session.exec(ordered)
    ]


def _row(row: Commitment) -> CommitmentRow:
    return CommitmentRow(
        row.id or 0, row.kind, row.norm, row.per, row.due_on, row.added_on, row.ended_on, row.sealed
    )
