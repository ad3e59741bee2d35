"""Engines and units of work, for SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    any_,
    create_engine,
    event,
    literal,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from storage.locks import Lock
from storage.turn import PATIENCE, Turn

AT_HAND = 500  # KB of an SQLite database that each connection keeps: all of them together are what grows
WIPE_PATIENCE = 100

OWN_FILE, OWN_FOLDER = 0o600, 0o700  # nobody else on the machine reads what is in them


class NoDatabase(Exception):
    """There is no SQLite file at this address. Nothing makes one but `make_file`."""


_turns: WeakKeyDictionary[Engine, Turn] = WeakKeyDictionary()
_in_units: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def open_engine(url: str) -> Engine:
    """The engine for a database address. A file of SQLite that is not there is not made: NoDatabase.

    SQLite: write-ahead log, full durability, deleted text wiped, one writer at a time that others wait for.
    """
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            hide_parameters=True,
        )
    engine = create_engine(address.set(drivername="sqlite"), poolclass=QueuePool, hide_parameters=True)
    turn = _turns[engine] = Turn(address.database)
    event.listen(engine, "do_connect", partial(_refuse_to_make, address.database))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    event.listen(engine, "commit", turn.committing)
    _in_units[engine] = engine.execution_options(in_unit=True)
    return engine


def make_file(engine: Engine) -> None:
    """Makes an SQLite file and its folder, readable for this user alone; leaves alone what is there."""
    name = engine.url.database
    if engine.dialect.name == "sqlite" and name and name != ":memory:":
        Path(name).parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        Path(name).touch(mode=OWN_FILE)  # its log beside it gets the same rights from SQLite


def _refuse_to_make(name: str | None, *_connecting: object) -> None:
    if name and name != ":memory:" and not Path(name).exists():
        raise NoDatabase(name)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in (
        f"busy_timeout={PATIENCE}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"cache_size=-{AT_HAND}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    # A transaction that reads first and writes later would otherwise fail on a busy database.
    options = connection.get_execution_options()
    if options.get("read_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    wanted = "NORMAL" if options.get("in_unit", False) else "FULL"  # see `unit`
    if connection.info.get("synchronous", "FULL") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def unit(engine: Engine) -> Iterator[Session]:
    """One unit of work: commits when the block ends well, rolls back when it does not.

    It is on the disk when this ends. On SQLite units take turns, as SQLite itself only looks again and again,
    with naps that get longer; and one write to the disk does for all that committed meanwhile (`Turn`)."""
    turn = _turns.get(engine)
    if turn is None:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
        return
    in_unit = _in_units[engine]
    with turn.taken():
        with Session(in_unit, expire_on_commit=False) as session, session.begin():
            yield session
        number = turn.committed()
    turn.settle(number)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads and never makes a writer wait."""
    with engine.connect().execution_options(read_only=True) as connection, Session(connection) as session:
        yield session


def insert(session: Session, table: Any) -> Any:
    """An insert that knows what to do on a conflict, in the dialect of the session's database."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def one_at_a_time(connection: Connection, lock: Lock) -> None:
    """From here to their end, units of work with the same lock go one after the other (on SQLite all do)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(lock)})


def wipe_deleted(engine: Engine, *tables: Any) -> bool:
    """After a deletion on SQLite: empty the write-ahead log, so that deleted text is nowhere in the files.
    On PostgreSQL the rows that were deleted from these tables go from their files.

    Gives whether that could be done now: it needs a moment without readers, and meanwhile nobody can write,
    so it does not wait for long. Housekeeping does it again and again.
    """
    if engine.dialect.name != "sqlite":
        if tables:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in tables:
                    connection.execute(text(f"VACUUM {table.__tablename__}"))
        return True
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA busy_timeout={WIPE_PATIENCE}")
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout={PATIENCE}")
        return not busy


def among(session: Session, column: Mapped[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column has one of these values. To PostgreSQL they are one parameter, however many there are:
    its driver takes longer over a thousand parameters than it does over a thousand rows."""
    if session.connection().dialect.name == "postgresql":
        return column == any_(literal([*values], postgresql.ARRAY(String)))
    return column.in_([*values])
