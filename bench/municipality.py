"""The bot as a process of its own, with a municipality that has departments and handlers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from psycopg import sql

from bench.client import SECRET
from bot.directory.appointments import apply_settings
from bot.foundation.settings import Settings, read
from handlers.desk import open_storage
from storage.db import unit
from storage.masters import new_master
from storage.tables.directory import Department
from tests.support.postgres import Postgres, running_postgres
from tests.support.servers import RunningServer, running_server

MASTER = new_master()
DEPARTMENTS = (
    "Burgerzaken",
    "Vergunningen",
    "Sociaal domein",
    "Vastgoed",
    "Belastingen",
    "Openbare orde",
    "ICT",
)
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class Databases(NamedTuple):
    main: str
    keys: str


def environment(databases: Databases, api: str = "http://127.0.0.1:9") -> dict[str, str]:
    """The settings of a bot that serves Slack, where Slack is at `api`."""
    return {
        "DATABASE_URL": databases.main,
        "KEYS_DATABASE_URL": databases.keys,
        "BAKEN_MASTER_KEYS": MASTER,
        "BAKEN_ORGANISATION": "Gemeente Proefstad",
        "BAKEN_COORDINATORS": "slack:UC1,slack:UC2",
        "BAKEN_DEPUTIES": "slack:UD1",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{api}/api/",
    }


def prepare(databases: Databases) -> None:
    """Migrates both databases and fills in the municipality."""
    engine, vault = open_storage(settings(databases), migrated=True)
    with unit(engine) as session:
        organisation = apply_settings(session, settings(databases))
        session.add_all(Department(organisation_id=organisation.id, name=name) for name in DEPARTMENTS)
    engine.dispose()
    vault.engine.dispose()


def settings(databases: Databases) -> Settings:
    given = {name.lower(): value for name, value in environment(databases).items()}
    return read(_env_file=None, **given)


@contextmanager
def bot(databases: Databases, api: str) -> Iterator[RunningServer]:
    """`baken serve` on prepared databases until the block ends."""
    with running_server(["-m", "handlers.cli", "serve"], environment(databases, api)) as server:
        yield server


def sqlite(folder: Path) -> Databases:
    return Databases(f"sqlite:///{folder}/baken.db", f"sqlite:///{folder}/keys.db")


@contextmanager
def postgresql() -> Iterator[Databases]:
    """Two databases on a PostgreSQL of our own, as durable as one for real people."""
    with running_postgres() as server, server.fresh_database() as main, server.fresh_database() as keys:
        _make_durable(server)
        yield Databases(main, keys)


def _make_durable(server: Postgres) -> None:
    with server._connection() as connection:
        for name in DURABLE:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = on").format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")


def resident(pid: int) -> float:
    """How much memory a process holds now, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
