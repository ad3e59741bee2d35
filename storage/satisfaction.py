"""One question after a result: counts by half-year, and tickets that let it be answered once."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlmodel import Session, col, delete, select, update

from storage.db import insert
from storage.tables.satisfaction import Satisfaction, SatisfactionTicket


def issue(session: Session, ticket: str) -> None:
    """From now on there is this ticket."""
    session.exec(insert(session, SatisfactionTicket).values(ticket=ticket).on_conflict_do_nothing())


def is_open(session: Session, ticket: str) -> bool:
    """Whether there is this ticket."""
    return session.get(SatisfactionTicket, ticket) is not None


def take(session: Session, tickets: Collection[str]) -> int:
    """How many of these tickets there were; now there are none of them any more."""
    return int(
        session.exec(delete(SatisfactionTicket).where(col(SatisfactionTicket.ticket).in_(tickets))).rowcount
    )


def count(session: Session, organisation_id: int, day: date, answer: str) -> None:
    """Adds one to an answer in the half-year of a day."""
    row = {"organisation_id": organisation_id, "half": half_from(day), "answer": answer}
    # Two people may be the first of a half-year at the same moment, so no look before the insert.
    session.exec(insert(session, Satisfaction).values(**row, count=0).on_conflict_do_nothing())
    session.exec(update(Satisfaction).filter_by(**row).values(count=col(Satisfaction.count) + 1))


def counts(session: Session, organisation_id: int, first: date) -> Mapping[str, int]:
    """How often each answer was given in the half-year that begins on a day."""
    wanted = select(Satisfaction.answer, Satisfaction.count).where(
        Satisfaction.organisation_id == organisation_id, Satisfaction.half == first
    )
    return dict(session.exec(wanted).all())


def half_from(day: date) -> date:
    """The first day of the half-year of a day."""
    return date(day.year, 1 if day.month < 7 else 7, 1)
