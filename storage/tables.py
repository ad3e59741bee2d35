"""The main database. Only what is counted is plain; everything that a person typed is sealed."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from storage.columns import Moment as Moment

# Named constraints can be changed by later migrations, also on SQLite.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMES


def only_where(condition: str) -> dict[str, Any]:
    """Makes an index one over the rows with this condition alone."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def unpadded(column: str) -> str:
    """The condition for what was sealed before there were sizes (storage/padding.py), as indexes have it."""
    return f"length({column}) NOT IN (1792, 8192, 16384, 32768) AND length({column}) % 65536 <> 0"


def _new_id() -> str:
    """An id that nobody can guess from another one."""
    return uuid.uuid4().hex


class Organisation(SQLModel, table=True):
    """A municipality (or several that share one reporting point)."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    demo: bool = False
    # Whether it was ever looked at who has a role (bot/directory/roles.py).
    roles_watched: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Workspace(SQLModel, table=True):
    """Which organisations a Slack workspace or Teams tenant serves; more than one is possible."""

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")


class Department(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    name: str


class Team(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("organisation_id", "department_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    department_id: int = Field(foreign_key="department.id")
    name: str


class Person(SQLModel, table=True):
    """Somebody in the directory. Reporting never creates or touches a row here.

    `directory_id` and `user_name` are what the directory of the organisation (Entra) calls somebody."""

    __table_args__ = (
        Index("uq_person_email", "organisation_id", "email", unique=True, **only_where("email != ''")),
        UniqueConstraint("organisation_id", "directory_id"),
        UniqueConstraint("organisation_id", "user_name"),
        UniqueConstraint("organisation_id", "personnel_number"),
        UniqueConstraint("scim_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    email: str = Field(default="", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id")
    team_id: int | None = Field(default=None, foreign_key="team.id")
    lead_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    started_on: date | None = None
    left_on: date | None = None  # the last day
    active: bool = True
    directory_id: str | None = None
    user_name: str | None = None
    locale: str = Field(default="nl", sa_column_kwargs={"server_default": "nl"})  # of what is brought to them
    personnel_number: str | None = None
    scim_id: str = Field(
        default_factory=_new_id, sa_column_kwargs={"default": _new_id}
    )  # what Entra calls the row


class PersonRole(SQLModel, table=True):
    """What somebody may do; `source` says who gave the role: the settings, or the directory."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    role: str = Field(primary_key=True)
    source: str = Field(primary_key=True)


class ChatAddress(SQLModel, table=True):
    """Where a person of the directory can be found in chat. `position` orders what somebody was given."""

    __tablename__ = "chat_address"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    position: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Draft(SQLModel, table=True):
    """The state of one open dialogue. Nobody's: found by its token's hash, sealed under its token."""

    token_hash: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=Moment, index=True)


# All that the account counts, so that it reads this index and never the sealed reports beside it.
COUNTED = (
    "organisation_id",
    "received_on",
    "closed_on",
    "first_answer_on",
    "theme",
    "identity",
    "department_id",
    "outcome",
    "audience",
    "waits_until",
    "id",
)


class Report(SQLModel, table=True):
    """What one employee handed in. Days, never moments: a moment could be laid beside a chat log.

    Until `waits_until` only its reporter may know of it (see bot/slots.py); then that is empty."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_report_counted", *COUNTED),
        Index("ix_report_waits", "waits_until", **only_where("waits_until IS NOT NULL")),
        Index("ix_report_unpadded", "id", **only_where(unpadded("sealed"))),
    )

    id: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    number: str
    theme: str
    identity: str
    department_id: int | None = Field(default=None, foreign_key="department.id")
    audience: str
    status: str
    outcome: str | None = None
    received_on: date
    first_answer_on: date | None = None
    closed_on: date | None = None
    waits_until: datetime | None = Field(default=None, sa_type=Moment)
    sealed: bytes = Field(sa_type=LargeBinary)


class ReportExclusion(SQLModel, table=True):
    """Who may not know of a report: a keyed hash of the handler, not the handler."""

    __tablename__ = "report_exclusion"

    report_id: str = Field(primary_key=True, foreign_key="report.id")
    handler_key: str = Field(primary_key=True, index=True)


class Receipt(SQLModel, table=True):
    """Leads from a receipt code to its report; the code itself is nowhere."""

    lookup: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    report_id: str = Field(foreign_key="report.id", unique=True)


class Message(SQLModel, table=True):
    """What reporter and handlers said to each other after the report was handed in.

    What waits, like a report, gets its place in the conversation when the wait is over."""

    __table_args__ = (
        Index("ix_message_waits", "waits_until", **only_where("waits_until IS NOT NULL")),
        Index("ix_message_unpadded", "report_id", **only_where(unpadded("sealed"))),
    )

    report_id: str = Field(primary_key=True, foreign_key="report.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    organisation_id: int = Field(foreign_key="organisation.id")
    kind: str
    sent_on: date
    waits_until: datetime | None = Field(default=None, sa_type=Moment)
    sealed: bytes = Field(sa_type=LargeBinary)


class Redirect(SQLModel, table=True):
    """How often somebody was sent to another address, by month. Nothing else."""

    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    kind: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    count: int


class AuditEntry(SQLModel, table=True):
    """One link of the append-only trail; `hash` covers the entry and the hash before it."""

    __tablename__ = "audit_entry"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    hash: str
