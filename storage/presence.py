"""Who worked here on a day: the same answer for every count, also when somebody left since."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from storage.tables.directory import Person


def here_on(day: date) -> ColumnElement[bool]:
    """Whether a person had not left by a day. Of who is inactive without a last day nobody knows when that
    began: they are not here."""
    left_on = col(Person.left_on)
    return or_(left_on >= day, and_(left_on.is_(None), col(Person.active)))
