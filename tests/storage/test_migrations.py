"""Both databases come to this version, on SQLite and PostgreSQL, whoever starts when."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from subprocess import PIPE

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, inspect, text
from sqlmodel import SQLModel

from storage import migrate
from storage.db import make_file, open_engine
from storage.masters import MasterKeys, new_master, parse_masters
from storage.migrate import NewerDatabase
from storage.tables.keys import KeyModel
from storage.vault import Vault
from tests.support.servers import server_environment
from tests.support.worlds import DatabaseUrls

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


OLD = 60  # rows that came one after the other


def some_old_rows(engine: Engine, keys: Engine) -> None:
    """Reports in the order of their numbers, as version 0010 kept them."""
    day, ids = date(2026, 3, 10), [f"{number * 7919 % 997:032x}" for number in range(OLD)]
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO organisation (slug, name, demo) VALUES ('a', 'A', false)"))
        tables = {name: Table(name, MetaData(), autoload_with=connection) for name in PLACES}
        home, counted = {"organisation_id": 1}, {"theme": "drugs", "identity": "anonymous"}
        rest = {"audience": "handlers", "status": "received", "received_on": day, "sealed": b"x"}
        for number, id in enumerate(ids):
            row = {"id": id, "number": f"{number:03}", **home, **counted, **rest}
            connection.execute(insert(tables["report"]), row)
            connection.execute(insert(tables["receipt"]), {"lookup": id, "report_id": id, **home})
            connection.execute(insert(tables["report_exclusion"]), {"report_id": id, "handler_key": "h"})
            for position in (1, 2):
                said = {"report_id": id, "position": position, "kind": "answer", "sent_on": day}
                connection.execute(insert(tables["message"]), {**said, **home, "sealed": b"x"})
        told = {"seq": 1, "at": "2026-03-10", "actor": "reporter", "action": "report.received"}
        entry = {**told, "subject": ids[0], "detail": "", "hash": "h"}
        connection.execute(insert(Table("audit_entry", MetaData(), autoload_with=connection)), entry)
    with keys.begin() as connection:
        table = Table("report_key", MetaData(), autoload_with=connection)
        for id in ids:
            key = {"report_id": id, "organisation_id": 1, "wrapped": b"w", "master": "m", "made_on": day}
            connection.execute(insert(table), key)


PLACES = {
    "report": "id, number, received_on, sealed",
    "receipt": "report_id, lookup",
    "report_exclusion": "report_id, handler_key",
    "message": "report_id, position, sealed",
    "audit_entry": "subject, seq, hash",
}


def as_they_lie(engine: Engine, table: str, columns: str) -> list[tuple[object, ...]]:
    by = " ORDER BY rowid" if engine.dialect.name == "sqlite" else ""
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM {table}{by}"))
        return [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in rows]


def test_old_rows_stay_and_lose_the_order_in_which_they_came(database_urls: DatabaseUrls) -> None:
    main, keys = open_engine(database_urls.main), open_engine(database_urls.keys)
    migrate.move(main, "main", "0010")
    migrate.move(keys, "keys", "0001")
    some_old_rows(main, keys)
    of_keys = "report_id, wrapped, made_on"
    before = {table: as_they_lie(main, table, columns) for table, columns in PLACES.items()}
    keys_before = as_they_lie(keys, "report_key", of_keys)
    for up in (True, False, True):
        migrate.move(main, "main", "head" if up else "0010")
        migrate.move(keys, "keys", "head" if up else "0001")
        for table, columns in PLACES.items():
            after = as_they_lie(main, table, columns)
            assert sorted(map(repr, after)) == sorted(map(repr, before[table]))
            assert table == "audit_entry" or after != before[table]
        after = as_they_lie(keys, "report_key", of_keys)
        assert sorted(map(repr, after)) == sorted(map(repr, keys_before)) and after != keys_before
        with main.connect() as connection:
            counted = text("SELECT sum(number) FROM report_tally WHERE kind = 'received'")
            assert connection.execute(counted).scalar_one() == OLD
    main.dispose()
    keys.dispose()


def test_roles_that_were_looked_at_before_stay_looked_at(database_urls: DatabaseUrls) -> None:
    main = open_engine(database_urls.main)
    migrate.move(main, "main", "0015")
    with main.begin() as connection:
        for id, name in enumerate(("kept", "told", "neither"), 1):
            row = {"id": id, "slug": name, "name": name, "demo": False}
            connection.execute(insert(Table("organisation", MetaData(), autoload_with=connection)), row)
        person = {"id": 1, "organisation_id": 1, "name": "P", "email": "p@v.example", "active": True}
        table = Table("person", MetaData(), autoload_with=connection)
        rest = {c.name: "" for c in table.columns if not c.nullable and not c.server_default}
        connection.execute(insert(table), rest | person)
        holder = {"person_id": 1, "organisation_id": 1, "name": "P", "roles": "deputy", "addresses": ""}
        connection.execute(insert(Table("role_holder", MetaData(), autoload_with=connection)), holder)
        told = {
            "seq": 1,
            "at": "2026-03-10",
            "actor": "system",
            "action": "role.ended",
            "subject": "person:9",
        }
        entry = {**told, "organisation_id": 2, "detail": "deputy", "hash": "h"}
        connection.execute(insert(Table("audit_entry", MetaData(), autoload_with=connection)), entry)
    migrate.move(main, "main", "head")
    with main.connect() as connection:
        watched = connection.execute(text("SELECT slug FROM organisation WHERE roles_watched ORDER BY id"))
        assert watched.scalars().all() == ["kept", "told"]
    main.dispose()


def test_open_reports_of_before_are_listed_by_what_has_to_happen(database_urls: DatabaseUrls) -> None:
    main, day = open_engine(database_urls.main), date(2025, 11, 30)
    migrate.move(main, "main", "0019")
    answered = {"first_answer_on": date(2025, 12, 2), "status": "in_progress"}
    made: tuple[tuple[str, dict[str, object], tuple[str, ...], tuple[str, str]], ...] = (
        ("new", {}, (), ("", "2025-12-07")),
        ("answered", answered, ("answer",), ("", "2026-02-28")),
        ("asked", answered, ("answer", "question"), ("reporter", "2026-02-28")),
        ("wrote", answered, ("question", "reporter"), ("handler", "2026-01-08")),
        ("closed", answered | {"status": "closed", "closed_on": day}, ("answer",), ("", "None")),
        (
            "unread",
            answered | {"status": "closed", "closed_on": day},
            ("reporter",),
            ("handler", "2026-01-08"),
        ),
    )
    with main.begin() as connection:
        connection.execute(text("INSERT INTO organisation (slug, name, demo) VALUES ('a', 'A', false)"))
        tables = {name: Table(name, MetaData(), autoload_with=connection) for name in ("report", "message")}
        rest = {"organisation_id": 1, "theme": "drugs", "identity": "anonymous", "audience": "handlers"}
        for id, more, said, _ in made:
            row = {"id": id, "number": id, "status": "received", "received_on": day, "sealed": b"x"}
            connection.execute(insert(tables["report"]), rest | row | more)
            for position, kind in enumerate(said, 1):
                message = {"report_id": id, "position": position, "kind": kind, "sent_on": date(2026, 1, 1)}
                connection.execute(
                    insert(tables["message"]), message | {"organisation_id": 1, "sealed": b"x"}
                )
        waits = {"report_id": "new", "position": 1_000_001, "kind": "reporter", "sent_on": day}
        waits |= {"organisation_id": 1, "sealed": b"x", "waits_until": datetime(2026, 1, 2, 9, tzinfo=UTC)}
        connection.execute(insert(tables["message"]), waits)
    for _ in range(2):
        migrate.move(main, "main", "head")
        with main.connect() as connection:
            found = connection.execute(text("SELECT id, turn, due_on FROM report")).all()
            before = connection.execute(text("SELECT sum(number) FROM report_tally")).scalar_one()
        assert {id: (turn, str(due)) for id, turn, due in found} == {id: now for id, _, _, now in made}
        with main.begin() as connection:  # running totals are still kept by the database
            connection.execute(text("UPDATE report SET closed_on = '2026-01-01' WHERE id = 'new'"))
            connection.execute(text("UPDATE report SET closed_on = NULL WHERE id = 'new'"))
            after = connection.execute(text("SELECT count(*), sum(number) FROM report_tally")).one()
        assert after[0] > len(made) and after[1] == before
        migrate.move(main, "main", "0019")
    main.dispose()


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


@pytest.mark.slow
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


@pytest.mark.parametrize("name", ["main", "keys"])
def test_a_migration_stands_in_a_file_that_begins_with_its_revision(name: str) -> None:
    """By that a start knows, without alembic, that there is nothing to move."""
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER / name))
    scripts = ScriptDirectory.from_config(config)
    every = {script.revision: Path(script.path).name for script in scripts.walk_revisions()}
    assert all(file.startswith(f"{revision}_") for revision, file in every.items())
    assert scripts.get_current_head() == max(every) == migrate.newest(name)
