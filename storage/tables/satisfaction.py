"""What reporters think of how their report was handled: numbers, and which closings may still be asked of."""

from datetime import date

from sqlmodel import Field, SQLModel

import storage.tables  # noqa: F401  (the names of constraints)


class Satisfaction(SQLModel, table=True):
    """How often an answer was given in a half-year (its first day). Nothing else."""

    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    half: date = Field(primary_key=True)
    answer: str = Field(primary_key=True)
    count: int


class SatisfactionTicket(SQLModel, table=True):
    """A closing of which the reporter can still be asked: a hash under the key of its report, written when
    it was closed. It goes when the question was answered or put aside, and that leaves nothing."""

    __tablename__ = "satisfaction_ticket"
    __table_args__ = {"sqlite_with_rowid": False}

    ticket: str = Field(primary_key=True)
