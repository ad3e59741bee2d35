"""Brings both databases to this version, and says when they are from a newer one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from storage import pair
from storage.db import make_file, one_at_a_time
from storage.locks import Lock
from storage.masters import MasterKeys
from storage.vault import Vault, make_secrets

FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was made by a newer version of Baken."""


def migrate(main: Engine, keys: Engine, masters: MasterKeys) -> Vault:
    """Creates or upgrades both databases, makes the secrets, and notes that the two are a pair.

    Gives the vault of that pair. Raises NewerDatabase, WrongMaster, or NotAPair when they belong to
    different deployments."""
    for name, engine in (("keys", keys), ("main", main)):
        move(engine, name, "head")
    make_secrets(keys, masters)
    vault = Vault(keys, masters)
    pair.verify(main, vault, note=True)
    return vault


def move(engine: Engine, name: str, revision: str) -> None:
    """Brings one database ("main" or "keys") up or down to a revision; makes it. Raises NewerDatabase."""
    make_file(engine)
    with _tables_may_be_remade(engine) as connection, connection.begin():
        one_at_a_time(connection, Lock.MIGRATION)
        if _revision(connection, name) != (newest(name) if revision == "head" else revision):
            _alembic(connection, name, revision)


def is_current(engine: Engine, name: str) -> bool:
    """Whether a database is at this version. Raises NewerDatabase."""
    with engine.connect().execution_options(read_only=True) as connection:
        return _revision(connection, name) == newest(name)


def newest(name: str) -> str:
    """The revision that this version works with."""
    return max(_revisions(name))


@contextmanager
def _tables_may_be_remade(engine: Engine) -> Iterator[Connection]:
    """A connection on which SQLite lets a table be replaced that others refer to; PostgreSQL always does.

    The table of the new shape takes the rows and the name of the old one, so every reference stays good."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _alembic(connection: Connection, name: str, revision: str) -> None:
    from alembic import command  # here: most starts find nothing to move, and it takes 7 MB
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER / name).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.downgrade if revision == "base" else command.upgrade)(config, revision)


def _revisions(name: str) -> set[str]:
    """What their files are called after."""
    return {path.name.partition("_")[0] for path in (FOLDER / name / "versions").glob("[0-9]*.py")}


def _revision(connection: Connection, name: str) -> str | None:
    """Where a database is, as alembic noted it; nothing when it is not made. Raises NewerDatabase."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    current: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is not None and current not in _revisions(name):
        raise NewerDatabase
    return current
