"""Rows written anew in a random order: a table keeps rows as they came, which tells who was before whom.

SQLite numbers them (rowid), PostgreSQL keeps them in that order in its files, and a dump shows it.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert, select, text
from sqlmodel import Session

SOME = 500  # in one statement

# A table, and its column that says of which report a row is.
Place = tuple[Any, str]


def hold(session: Session, places: Sequence[Place]) -> None:
    """From here to the end of the unit of work nobody else writes in these tables; reading goes on.

    Without this PostgreSQL would let somebody change or delete a row that is just written anew, in vain."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(table.__table__.name for table, _ in places)
        session.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def shuffle(session: Session, places: Sequence[Place], report_ids: Iterable[str]) -> None:
    """Writes the rows of these reports anew, in a random order; who is referred to comes first in `places`.

    They must be held."""
    ids, order = list(report_ids), secrets.SystemRandom()
    order.shuffle(ids)
    tables = [(table.__table__, table.__table__.c[column]) for table, column in places]
    kept = [_rows(session, table, column, ids) for table, column in tables]
    for table, column in reversed(tables):
        for some in _parts(ids):
            session.connection().execute(delete(table).where(column.in_(some)))
    for (table, _), rows in zip(tables, kept, strict=True):
        order.shuffle(rows)
        if rows:
            session.connection().execute(insert(table), rows)


def rotate(session: Session, place: Place, report_ids: Iterable[str]) -> None:
    """The same for rows that are too large to have all of them in memory: each goes where another one lay, in
    one round through all of them that is random. They must be held."""
    table, column = place[0].__table__, place[0].__table__.c[place[1]]
    (key,) = table.primary_key.columns
    found: list[Any] = []
    for some in _parts(list(report_ids)):
        found += session.connection().execute(select(key).where(column.in_(some))).scalars()
    secrets.SystemRandom().shuffle(found)
    taken: dict[str, Any] | None = None
    for one in found:
        row = dict(session.connection().execute(select(table).where(key == one)).mappings().one())
        session.connection().execute(delete(table).where(key == one))
        if taken:
            session.connection().execute(insert(table), [taken])
        taken = row
    if taken:
        session.connection().execute(insert(table), [taken])


def _rows(session: Session, table: Table, column: Any, ids: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for some in _parts(ids):
        rows = session.connection().execute(select(table).where(column.in_(some)))
        found += [dict(row) for row in rows.mappings()]
    return found


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + SOME] for start in range(0, len(ids), SOME)]
