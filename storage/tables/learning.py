"""Who began and finished which module. Days, never moments; answers only while somebody is in it, sealed."""

from datetime import date

from sqlalchemy import Index, LargeBinary, UniqueConstraint, false
from sqlmodel import Field, SQLModel, col

from storage.tables.base import only_where
from storage.tables.directory import Person

# All that the account counts, so that it reads this index and never the rows beside it.
COUNTED = (
    "organisation_id",
    "assigned_on",
    "finished_on",
    "begun_on",
    "due_on",
    "programme",
    "module",
    "edition",
    "person_id",
)


class Learning(SQLModel, table=True):
    """One module of one programme for one person; `edition` is the year when it comes back each year.

    `assigned_on`: the day it became theirs; `due_on`: the last day to be in time (none: of their own accord).
    `bring_on`: the day on which it is brought (again); none when that is over. `brought`: how often it was.
    `snoozed_until` is what the person asked for. `version` is the module's when it was finished.
    `progress` is the step reached and what resuming needs, sealed, and emptied when the module is finished.
    `certificate` is the check code. Finished means passed.
    `recall_on`: the day on which the next question about it comes back, `recalled`: how many did. `recall` is
    which they are, sealed: it tells what went wrong. `no_recall`: its person wants none any more, about
    whatever module. Nothing is kept of what is answered."""

    __table_args__ = (
        UniqueConstraint("person_id", "programme", "module", "edition"),
        Index("ix_learning_bring_on", "organisation_id", "bring_on", **only_where("bring_on IS NOT NULL")),
        Index("ix_learning_recall_on", "organisation_id", "recall_on", **only_where("recall_on IS NOT NULL")),
        Index("ix_learning_counted", *COUNTED),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id")
    programme: str
    module: str
    edition: str = ""
    assigned_on: date
    due_on: date | None = None
    bring_on: date | None = None
    brought: int = 0
    snoozed_until: date | None = None
    begun_on: date | None = None
    finished_on: date | None = None
    version: int | None = None
    certificate: str | None = Field(default=None, unique=True)
    progress: bytes | None = Field(default=None, sa_type=LargeBinary)
    recall_on: date | None = None
    recalled: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    no_recall: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    recall: bytes | None = Field(default=None, sa_type=LargeBinary)


# Whose programme begins: looked for on every working day.
Index("ix_person_started_on", col(Person.organisation_id), col(Person.started_on))
