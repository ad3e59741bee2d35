"""Both databases come to this version, on SQLite and PostgreSQL, whoever starts when."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

from storage import migrate
from storage.db import make_file, open_engine
from storage.key_tables import KeyModel
from storage.masters import MasterKeys, new_master, parse_masters
from storage.migrate import NewerDatabase
from storage.vault import Vault
from tests.conftest import DatabaseUrls
from tests.support.servers import server_environment

METADATA = {"main": SQLModel.metadata, "keys": KeyModel.metadata}


@pytest.fixture
def masters() -> MasterKeys:
    return parse_masters(new_master())


def url_of(urls: DatabaseUrls, name: str) -> str:
    return urls.main if name == "main" else urls.keys


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


@pytest.mark.parametrize("name", ["main", "keys"])
def test_a_database_goes_up_and_down_and_up_again(name: str, database_urls: DatabaseUrls) -> None:
    engine = open_engine(url_of(database_urls, name))
    migrate.move(engine, name, "head")
    assert tables(engine) == set(METADATA[name].tables)
    migrate.move(engine, name, "base")
    assert tables(engine) == set()
    migrate.move(engine, name, "head")
    assert tables(engine) == set(METADATA[name].tables)
    assert migrate.is_current(engine, name)
    engine.dispose()


@pytest.mark.parametrize("name", ["main", "keys"])
def test_the_migrations_make_exactly_the_tables_of_the_code(name: str, database_urls: DatabaseUrls) -> None:
    engine = open_engine(url_of(database_urls, name))
    migrate.move(engine, name, "head")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA[name]) == []
    engine.dispose()


@pytest.mark.parametrize("name", ["main", "keys"])
def test_a_database_of_a_newer_version_is_left_alone(
    name: str, database_urls: DatabaseUrls, masters: MasterKeys
) -> None:
    main, keys = open_engine(database_urls.main), open_engine(database_urls.keys)
    migrate.migrate(main, keys, masters)
    newer = {"main": main, "keys": keys}[name]
    with newer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase):
        migrate.migrate(main, keys, masters)
    with pytest.raises(NewerDatabase):
        migrate.is_current(newer, name)
    with newer.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    main.dispose()
    keys.dispose()


def test_an_empty_database_is_not_current(database_urls: DatabaseUrls) -> None:
    engine = open_engine(database_urls.main)
    make_file(engine)
    assert not migrate.is_current(engine, "main")
    engine.dispose()


def test_migrating_again_changes_no_secret(database_urls: DatabaseUrls, masters: MasterKeys) -> None:
    main, keys = open_engine(database_urls.main), open_engine(database_urls.keys)
    migrate.migrate(main, keys, masters)
    before = Vault(keys, masters)
    migrate.migrate(main, keys, masters)
    after = Vault(keys, masters)
    assert after.receipt_lookup("0123456789ABCDEF") == before.receipt_lookup("0123456789ABCDEF")
    assert after.handler_hash(1, 1) == before.handler_hash(1, 1)
    assert after.audit_secret == before.audit_secret
    main.dispose()
    keys.dispose()


REPLICA = """
import sys
from storage import migrate
from storage.db import make_file, open_engine
from storage.masters import parse_masters
from storage.vault import Vault

main, keys, masters = open_engine(sys.argv[1]), open_engine(sys.argv[2]), parse_masters(sys.argv[3])
sys.stdin.readline()
migrate.migrate(main, keys, masters)
print(Vault(keys, masters).handler_hash(1, 1), flush=True)
sys.stdin.readline()  # its connections stay open, as those of a server do
"""


def test_replicas_that_start_together_make_one_set_of_secrets(database_urls: DatabaseUrls) -> None:
    args = [sys.executable, "-c", REPLICA, *database_urls, new_master()]
    replicas = [
        subprocess.Popen(args, env=server_environment(), stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True)
        for _ in range(3)
    ]
    with ThreadPoolExecutor(3) as pool:
        for replica in replicas:
            assert replica.stdin
            replica.stdin.write("go\n")
            replica.stdin.flush()
        try:
            said = list(pool.map(lambda one: one.stdout.readline(), replicas, timeout=20))
        finally:
            for replica in replicas:
                replica.kill()
    errors = [replica.communicate()[1] for replica in replicas]
    assert len(set(said)) == 1 and said[0].strip(), errors
