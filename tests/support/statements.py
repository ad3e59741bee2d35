"""Which statements ran on SQLite and never on PostgreSQL: for who adds a query, or takes a mark `both` away.

    .venv/bin/pytest -n 2 -m "not (browser or libreoffice or node or slow)" -p tests.support.statements

Every statement is written down as PostgreSQL would have it, without its values, whatever it ran on.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import SQLAlchemyError

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_ran: dict[str, set[str]] = {"sqlite": set(), "postgresql": set()}
_known: dict[Any, str] = {}


def without_values(statement: str) -> str:
    """A statement of which lists have any length."""
    for found, instead in (
        (r"%\(\w+\)s(::[A-Z]+(\(\d+\))?( WITH TIME ZONE)?(\[\])?)?", "?"),
        (r"__\[POSTCOMPILE_\w+\]", "?"),
        (r"\(\?(, \?)*\)", "(?)"),
        (r"\(\?\)(, \(\?\))+", "(?)"),
        (r"'[^']*'", "'x'"),
        (r"\s+", " "),
    ):
        statement = re.sub(found, instead, statement)
    return statement


@event.listens_for(Engine, "before_execute")
def _note(connection: Connection, statement: Any, *_: object) -> None:
    if getattr(statement, "is_ddl", False) or not hasattr(statement, "compile"):
        return
    key = made.key if (made := statement._generate_cache_key()) else str(statement)
    if key not in _known:
        try:
            _known[key] = without_values(str(statement.compile(dialect=DIALECT)))
        except (
            SQLAlchemyError,
            AttributeError,
        ):  # a conflict: each database has its own words
            _known[key] = without_values(str(statement.compile(dialect=connection.dialect)))
    _ran[connection.dialect.name].add(_known[key])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells what it saw."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["statements"] = {name: sorted(ran) for name, ran in _ran.items()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker saw."""
    for name, ran in getattr(node, "workeroutput", {}).get("statements", {}).items():
        _ran[name].update(ran)


def alone() -> Iterator[str]:
    """Each statement that never ran on PostgreSQL."""
    yield from sorted(_ran["sqlite"] - _ran["postgresql"])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says them."""
    terminalreporter.section("Only on SQLite")
    for statement in alone():
        terminalreporter.line(statement)
    terminalreporter.line(f"{len(list(alone()))} of {len(_ran['sqlite'])} statements")
