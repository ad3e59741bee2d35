"""What goes out to people: see mailings.py, delivery.py and notices.py of bot/messages."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Moment
from storage.tables.base import only_where


class Push(SQLModel, table=True):
    """Something for many people: a module, a reminder, a campaign. `about` says what, to whoever shows it."""

    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    key: str
    kind: str
    about: str
    planned_on: date
    state: str = "running"  # or paused, or cancelled


class Delivery(SQLModel, table=True):
    """One message to one person, at most once; or, without push and person, a notice that is sealed.

    `batch` is the piece of work that it is in, `run` the attempt at it that has it in hand."""

    __table_args__ = (
        UniqueConstraint("push_id", "person_id"),
        Index("ix_delivery_due", "queue", "not_before", **only_where("state = 'pending' AND batch IS NULL")),
        Index("ix_delivery_batch", "batch", **only_where("state IN ('pending', 'sending')")),
        Index("ix_delivery_state", "push_id", "state"),
        Index("ix_delivery_trouble", "organisation_id", **only_where("state IN ('failed', 'unknown')")),
    )

    id: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    queue: str  # notices, files or pushes
    push_id: int | None = Field(default=None, foreign_key="push.id")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    sealed: bytes = Field(default=b"", sa_type=LargeBinary)
    state: str = "pending"  # sending, sent, failed, unknown, cancelled
    why: str = ""
    attempts: int = 0
    not_before: datetime = Field(sa_type=Moment)
    batch: str | None = None
    run: str | None = None
    settled_on: date | None = None
    place: int | None = None  # of a campaign: where its person worked when it came, or NOWHERE


class Pace(SQLModel, table=True):
    """When the next message may go to a workspace, or to a conversation (by a keyed hash)."""

    lane: str = Field(primary_key=True)
    next_at: float = Field(index=True)  # seconds since 1970


class Replica(SQLModel, table=True):
    """A running Baken, and when it last said so. One that is silent is dead; its work goes on elsewhere."""

    id: str = Field(primary_key=True)
    seen_at: float  # seconds since 1970, by the clock of the database
