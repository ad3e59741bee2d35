"""Entries of the audit trail that have no place in it yet."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import Moment


class PendingEntry(SQLModel, table=True):
    """What a reporter did, until its day is over and it gets a place in the trail (see storage/pending.py).

    A place between entries that have a moment would tell the moment, so its key is random and its row is
    kept by that key alone. `known_from` is when others than the reporter may know of it."""

    __tablename__ = "pending_entry"
    __table_args__ = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    day: date
    known_from: datetime = Field(sa_type=Moment)
    action: str
    subject: str
    hash: str


class PendingTotal(SQLModel, table=True):
    """All pending entries in one number that has no order, and how often it changed: a lost one shows."""

    __tablename__ = "pending_total"

    id: int = Field(primary_key=True)
    changes: int
    total: str
    hash: str
