"""Running totals of reports. The database keeps them itself, by triggers (see migrations 0024, 0029
and 0034)."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

import storage.tables  # noqa: F401  (the names of constraints)


class Tally(SQLModel, table=True):
    """How many reports were received, answered, decided on, closed or opened again in a month, by all that
    the account splits them by.

    Every change of a report adds lines with +1 and -1; what counts is their sum. So nobody who changes a
    report waits for somebody who changes another. `whole` lines are sums already (see `tallies.add_up`)."""

    __tablename__ = "report_tally"
    __table_args__ = (
        Index("ix_report_tally_counted", "organisation_id", "kind", "month"),
        Index("ix_report_tally_whole", "whole"),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)  # random: a sequence would put the reports in order
    organisation_id: int = Field(foreign_key="organisation.id")
    kind: str  # received, answered, decided, closed or reopened
    audience: str
    withheld: bool
    month: date  # its first day
    theme: str
    identity: str
    department_id: int | None = None
    outcome: str | None = None
    origin: str = Field(default="", sa_column_kwargs={"server_default": ""})
    days: int  # since the report came in, or was opened again
    number: int
    whole: bool
