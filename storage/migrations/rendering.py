"""How our column types are written in a new migration: as plain SQLAlchemy."""

from typing import Any, Literal


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Alembic's `render_item`: the text for a type of ours, or False to let Alembic write it."""
    names = {"AutoString": "sa.String()", "Moment": "sa.DateTime(timezone=True)"}
    return names.get(type(item).__name__, False) if kind == "type" else False
