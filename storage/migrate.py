"""Brings both databases to this version, and says when they are from a newer one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from storage import pair
from storage.db import make_file, one_at_a_time
from storage.masters import MasterKeys
from storage.vault import Vault, make_secrets

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x62616B656E6D  # replicas that start together migrate one after the other


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
    config = Config()
    config.set_main_option("script_location", str(FOLDER / name).replace("%", "%%"))
    with _tables_may_be_remade(engine) as connection, connection.begin():
        one_at_a_time(connection, LOCK)
        _check(connection, config)
        config.attributes["connection"] = connection
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)


def is_current(engine: Engine, name: str) -> bool:
    """Whether a database is at this version. Raises NewerDatabase."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER / name).replace("%", "%%"))
    with engine.connect().execution_options(read_only=True) as connection:
        return _check(connection, config) == ScriptDirectory.from_config(config).get_current_head()


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


def _check(connection: Connection, config: Config) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise NewerDatabase
    return current
