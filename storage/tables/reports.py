"""Reports and what hangs on them. Only what is counted is plain; everything that a person typed is sealed."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from storage.columns import Moment
from storage.tables.base import only_where, unpadded

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
    "withheld",
    "reopened_on",
    "decided_on",
    "origin",
    "id",
)


# All that the work list is sorted and counted by, for the same reason.
LISTED = (
    "organisation_id",
    "due_on",
    "number",
    "audience",
    "waits_until",
    "turn",
    "first_answer_on",
    "status",
    "assignee_id",
    "theme",
    "received_on",
    "id",
)


class Draft(SQLModel, table=True):
    """The state of one open dialogue. Nobody's: found by its token's hash, sealed under its token."""

    token_hash: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class Report(SQLModel, table=True):
    """What one employee handed in. Days, never moments: a moment could be laid beside a chat log.

    Until `waits_until` only its reporter may know of it (see bot/reports/slots.py); then that is empty.
    `due_on` is the day by which something has to happen, empty when nothing has; `reminded` how many
    reminders of that day went out. `turn` is who has the word since `turn_on`: a "handler", to whom the
    reporter wrote, the "reporter", who was asked something, or nobody (see bot/reports/clocks.py).
    `assignee_id` is who works it.

    A closed report is kept until `keep_until`, which somebody may have put off to `extended_until`; on
    `warned_on` its end was announced (see bot/reports/retention.py). After it the report is "destroyed", and
    only what is counted stays.

    `step` is where it stands in the protocol, since `step_on`; empty at first (see bot/reports/steps.py).
    On `decided_on` it was decided for the first time what is done with it.

    `origin`: by which way it came, when somebody of the reporting point entered it for its reporter.

    `closed_on` and `outcome` are of how it ended, and empty while it is open. On `reopened_on` it was opened
    again, the last time; how it had ended before is in `ReportReopening`.

    `withheld`: once it was kept from anybody who handles reports. It never becomes false again, whoever may
    know of the report later: figures that are handed on count only what was never kept from anybody."""

    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_report_counted", *COUNTED),
        Index("ix_report_waits", "waits_until", **only_where("waits_until IS NOT NULL")),
        Index("ix_report_unpadded", "id", **only_where(unpadded("sealed"))),
        Index("ix_report_due", *LISTED, **only_where("due_on IS NOT NULL")),
        Index("ix_report_keep", "organisation_id", "keep_until", **only_where("keep_until IS NOT NULL")),
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
    reopened_on: date | None = None
    waits_until: datetime | None = Field(default=None, sa_type=Moment)
    withheld: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    assignee_id: int | None = Field(default=None, foreign_key="person.id")
    turn: str = Field(default="", sa_column_kwargs={"server_default": ""})
    turn_on: date | None = None
    due_on: date | None = None
    reminded: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    keep_until: date | None = None
    extended_until: date | None = None
    warned_on: date | None = None
    origin: str = Field(default="", sa_column_kwargs={"server_default": ""})
    step: str = Field(default="", sa_column_kwargs={"server_default": ""})
    step_on: date | None = None
    decided_on: date | None = None
    sealed: bytes = Field(sa_type=LargeBinary)


class ReportMark(SQLModel, table=True):
    """How far somebody who handles reports has read one: the position of the last message, 0 for none yet."""

    __tablename__ = "report_mark"

    report_id: str = Field(primary_key=True, foreign_key="report.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    position: int


class ReportReopening(SQLModel, table=True):
    """How a report had ended before it was opened again: with which outcome, and how many days after it came
    in (or was opened again before)."""

    __tablename__ = "report_reopening"

    report_id: str = Field(primary_key=True, foreign_key="report.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    closed_on: date
    outcome: str | None = None
    days: int
    reopened_on: date


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


class ReportEntry(SQLModel, table=True):
    """What those who work a report write down about it and its reporter does not see: decisions and notes."""

    __tablename__ = "report_entry"

    report_id: str = Field(primary_key=True, foreign_key="report.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    organisation_id: int = Field(foreign_key="organisation.id")
    made_on: date
    sealed: bytes = Field(sa_type=LargeBinary)


class ReportIndex(SQLModel, table=True):
    """By what a report is found, made anew whenever somebody writes (see bot/reports/search_index.py)."""

    __tablename__ = "report_index"

    report_id: str = Field(primary_key=True, foreign_key="report.id")
    organisation_id: int = Field(foreign_key="organisation.id")
    sealed: bytes = Field(sa_type=LargeBinary)


class ReportPage(SQLModel, table=True):
    """A page of a photo or document of a report, as a picture. What is sealed with the report says of which
    file it is a page, who added that and when (see bot/reports/attachments.py): a row tells no more than that
    there is one. Its report may be away for a moment, while all rows of it are written anew."""

    __tablename__ = "report_page"
    __table_args__ = (
        ForeignKeyConstraint(["report_id"], ["report.id"], deferrable=True, initially="DEFERRED"),
    )

    id: str = Field(primary_key=True)
    report_id: str = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    sealed: bytes = Field(sa_type=LargeBinary)


class Redirect(SQLModel, table=True):
    """How often somebody was sent to another address, by month. Nothing else."""

    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    kind: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    count: int
