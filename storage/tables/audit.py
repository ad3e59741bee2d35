"""The audit trail."""

from sqlmodel import Field, SQLModel


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
