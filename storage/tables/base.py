"""What all tables share: how constraints are called, ids that nobody can guess, indexes over some rows."""

import uuid
from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

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


def new_id() -> str:
    """An id that nobody can guess from another one."""
    return uuid.uuid4().hex
