"""Questions about a finished module that come back to its person some time later."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session, col

from storage.directory import parts
from storage.learning_due import here
from storage.tables.directory import ChatAddress, Person
from storage.tables.learning import Learning

ALONE = {"synchronize_session": False}


class Recall(NamedTuple):
    """A module about which a question is due to somebody, after `recalled` others."""

    id: int
    person_id: int
    programme: str
    module: str
    edition: str
    recalled: int


class Kept(NamedTuple):
    """How many questions about a module came back, and sealed which those are."""

    recalled: int
    recall: bytes | None


def begin(session: Session, learning_id: int, recall: bytes, recall_on: date) -> None:
    """From a day on questions about this module come back."""
    this = update(Learning).where(col(Learning.id) == learning_id)
    session.connection().execute(this.values(recall=recall, recall_on=recall_on, recalled=0))


def get(session: Session, learning_id: int) -> Kept:
    """What is kept of one module."""
    wanted = select(col(Learning.recalled), col(Learning.recall)).where(col(Learning.id) == learning_id)
    return Kept._make(session.connection().execute(wanted).one())


def due(session: Session, organisation_id: int, today: date, limit: int) -> list[Recall]:
    """Some of what is due today (or was) to who is still here and in a chat, by person and module."""
    wanted = (
        select(*(getattr(Learning, name) for name in Recall._fields))
        .join(Person, col(Person.id) == col(Learning.person_id))
        .where(
            col(Learning.organisation_id) == organisation_id,
            col(Learning.recall_on) <= today,
            col(Person.id).in_(select(col(ChatAddress.person_id))),
            *here(organisation_id, today),
        )
        .order_by(col(Learning.person_id), col(Learning.id))
        .limit(limit)
    )
    return [Recall(*row) for row in session.execute(wanted)]


def brought(session: Session, ids: Sequence[int], recalled: int, recall_on: date) -> None:
    """So many questions about each of these came back; the next one does (or all is forgotten) on a day."""
    for some in parts(ids):
        now = update(Learning).where(col(Learning.id).in_(some), col(Learning.recall).is_not(None))
        session.execute(now.values(recalled=recalled, recall_on=recall_on).execution_options(**ALONE))


def put_off(session: Session, ids: Sequence[int], recall_on: date) -> None:
    """The next question about each of these comes on another day."""
    for some in parts(ids):
        later = update(Learning).where(col(Learning.id).in_(some), col(Learning.recall).is_not(None))
        session.execute(later.values(recall_on=recall_on).execution_options(**ALONE))


def end(session: Session, ids: Sequence[int]) -> None:
    """No question comes back about these any more; which they were is forgotten."""
    for some in parts(ids):
        over = update(Learning).where(col(Learning.id).in_(some))
        session.execute(over.values(recall=None, recall_on=None).execution_options(**ALONE))


def stop(session: Session, person_id: int) -> None:
    """No question comes back to somebody any more, about whatever module."""
    theirs = update(Learning).where(col(Learning.person_id) == person_id)
    session.execute(theirs.values(recall=None, recall_on=None, no_recall=True).execution_options(**ALONE))


def resume(session: Session, person_id: int) -> None:
    """Questions come back to somebody again, about modules that they finish from now on."""
    theirs = update(Learning).where(col(Learning.person_id) == person_id, col(Learning.no_recall))
    session.execute(theirs.values(no_recall=False).execution_options(**ALONE))


def is_stopped(session: Session, person_id: int) -> bool:
    """Whether somebody wants no questions any more."""
    wanted = select(col(Learning.id)).where(col(Learning.person_id) == person_id, col(Learning.no_recall))
    return session.execute(wanted.limit(1)).first() is not None
