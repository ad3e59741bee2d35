"""Which picture of its figures an organisation shows on its intranet page."""

from datetime import date

from sqlmodel import Session

from storage.tables.account import PublicPicture


def find(session: Session, organisation_id: int) -> tuple[date, date] | None:
    """The first and the last day of the picture that is there, if one is."""
    row = session.get(PublicPicture, organisation_id)
    return (row.first_on, row.last_on) if row else None


def put(session: Session, organisation_id: int, first: date, last: date) -> None:
    """Shows the picture of this period, instead of the one that was there."""
    session.merge(PublicPicture(organisation_id=organisation_id, first_on=first, last_on=last))


def remove(session: Session, organisation_id: int) -> None:
    """Shows no picture from now on."""
    if row := session.get(PublicPicture, organisation_id):
        session.delete(row)
        session.flush()
