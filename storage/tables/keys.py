"""The key database: apart from the main one, with short-lived backups.

Destroying a key here destroys a report, also in every backup of the main database.
"""

from datetime import date

from sqlalchemy import LargeBinary, MetaData
from sqlmodel import Field, SQLModel

from storage.tables.base import NAMES


class KeyModel(SQLModel):
    """Tables of the key database, so that one migration never sees the other's tables."""

    metadata = MetaData(naming_convention=NAMES)


class Secret(KeyModel, table=True):
    """A random secret of this deployment, made once, wrapped by a master key, never changed."""

    name: str = Field(primary_key=True)
    wrapped: bytes = Field(sa_type=LargeBinary)
    master: str


class ReportKey(KeyModel, table=True):
    """The key of one report, and by whom it can be found under "My reports" (a keyed hash, or nobody)."""

    __tablename__ = "report_key"

    report_id: str = Field(primary_key=True)
    organisation_id: int
    wrapped: bytes = Field(sa_type=LargeBinary)
    master: str
    reporter: str | None = Field(default=None, index=True)
    made_on: date


class AuditAnchor(KeyModel, table=True):
    """The last known head of the audit trail, so that a cut tail shows; and how often the total of what has
    no place in it yet (`PendingTotal`) had changed by then."""

    __tablename__ = "audit_anchor"

    id: int = Field(primary_key=True)
    seq: int
    hash: str
    changes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
