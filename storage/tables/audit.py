"""The audit trail."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

ASKED = ("actor", "action", "subject")


class AuditEntry(SQLModel, table=True):
    """One link of the append-only trail; `hash` covers the entry and the hash before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (  # in the order in which it is read, for each thing that is asked for
        Index("ix_audit_entry_at", "organisation_id", "at", "seq"),
        *(Index(f"ix_audit_entry_{name}", "organisation_id", name, "at", "seq") for name in ASKED),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    hash: str
