"""One message of a push to one person: what became of it, and sending it by hand whatever that was."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from storage import deliveries
from storage.mailings import AGAIN, fresh
from storage.tables.delivery import Delivery


def of_person(session: Session, push_id: int, person_id: int) -> tuple[str, date | None]:
    """The state of somebody's message of a push and since when it is final; empty when there is none."""
    wanted = select(col(Delivery.state), col(Delivery.settled_on)).where(
        col(Delivery.push_id) == push_id, col(Delivery.person_id) == person_id
    )
    found = session.connection().execute(wanted).first()
    return (found[0], found[1]) if found else ("", None)


def send_to(session: Session, organisation_id: int, push_id: int, person_id: int, now: datetime) -> None:
    """Somebody's message of a push goes out now, whatever became of it before; not when it is under way."""
    deliveries.add(session, [fresh(organisation_id, push_id, person_id, now)])
    theirs = update(Delivery).where(
        col(Delivery.push_id) == push_id,
        col(Delivery.person_id) == person_id,
        col(Delivery.state) != "sending",
        col(Delivery.batch).is_(None) | (col(Delivery.state) != "pending"),
    )
    session.connection().execute(theirs.values(**AGAIN, not_before=now))
