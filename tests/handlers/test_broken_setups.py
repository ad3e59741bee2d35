"""Set-ups that are broken in one way: the doctor says what is wrong, and what to do."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import make_url, text

from bot import housekeeping
from bot.foundation import settings_file, words
from handlers.doctor import machine
from storage import audit
from storage.db import unit
from storage.masters import new_master
from tests.handlers.test_doctor import findings, wrong
from tests.support.commands import deploy
from tests.support.postgres import Postgres
from tests.support.world import World


@pytest.fixture
def well(sqlite_world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    """A deployment in which the doctor finds nothing, with its settings in a file; somebody reported."""
    sqlite_world.clock.now = datetime.now(UTC)
    sqlite_world.report()
    housekeeping.anchor(sqlite_world.engine, sqlite_world.vault)
    lines = (
        f"DATABASE_URL={sqlite_world.main}",
        f"KEYS_DATABASE_URL={sqlite_world.keys}",
        f"BAKEN_MASTER_KEYS={sqlite_world.master}",
        "BAKEN_COORDINATORS=slack:U0COORDINATOR",
        "BAKEN_PORT=0",
    )
    (tmp_path / ".env").write_text("\n".join(lines) + "\n")
    (tmp_path / ".env").chmod(0o600)
    assert wrong() == {}
    yield sqlite_world
    words.load()


def says(name: str, *pieces: str) -> None:
    """One thing is wrong, by its name, in a sentence with these pieces."""
    found = wrong()
    assert found.keys() == {name}
    assert [piece for piece in pieces if piece not in found[name]] == []


def test_no_key(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", "")
    says("master key", "`baken keys new`")


def test_a_wrong_key(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_MASTER_KEYS", new_master())
    says("databases", "BAKEN_MASTER_KEYS does not hold the key")


def test_the_key_database_is_gone(well: World) -> None:
    keys = Path(str(make_url(well.keys).database))
    well.stop()
    for one in keys.parent.glob(f"{keys.name}*"):
        one.rename(f"{one}.kept")
    says("databases", "key database", str(keys), "restore the newest backup")
    assert not keys.exists()
    for one in keys.parent.glob("*.kept"):
        one.rename(str(one).removesuffix(".kept"))
    assert wrong() == {}


def test_the_addresses_are_swapped(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", well.keys)
    monkeypatch.setenv("KEYS_DATABASE_URL", well.main)
    says("databases", "Exchange the two")


def test_from_another_folder(well: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert wrong() == {}
    assert findings()["ok   "]["settings"] == f"from {tmp_path}/.env"
    (tmp_path / "elsewhere" / ".env").touch()
    says("settings", str(tmp_path / ".env"), "`baken --settings`")


@pytest.mark.parametrize("who", ["piet", "fax:123", "slack:"])
def test_an_unknown_kind_of_reader(who: str, well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_COORDINATORS", who)
    says("settings", "BAKEN_COORDINATORS", "e-mail addresses")


def test_nobody_reads(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_COORDINATORS", "")
    says("people", "BAKEN_COORDINATORS")


def test_a_misspelt_setting(well: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    before = file.read_text()
    file.write_text(before + "BAKEN_DEPUTEES=a@b.example\nDATABSE_URL=x\nCOMPOSE_FILE=x\n")
    says("settings", "do you mean BAKEN_DEPUTIES?", "do you mean DATABASE_URL?")
    assert "COMPOSE_FILE" not in wrong()["settings"]
    file.write_text(before)
    monkeypatch.setenv("BAKEN_TRUSTED_PROXY", "10.0.0.1")
    says("settings", "do you mean BAKEN_TRUSTED_PROXIES?")


def test_no_chat(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "docs/teams.md" in findings()["to do"]["chat"]
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "x")
    says("Slack", "SLACK_BOT_TOKEN")


def test_teams_that_entra_does_not_know(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMS_APP_SECRET", "zwaluwstaart")
    says("Teams", "TEAMS_APP_ID")
    monkeypatch.setenv("TEAMS_APP_ID", "11111111-1111-1111-1111-111111111111")
    monkeypatch.setenv("TEAMS_TENANT_ID", "22222222-2222-2222-2222-222222222222")
    monkeypatch.setenv("TEAMS_OPENID_URL", "http://127.0.0.1:1/")
    says("Teams", "TEAMS_OPENID_URL")


def test_a_token_for_an_organisation_that_is_not_there(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAKEN_SCIM_TOKEN", f"{'x' * 40},westerdorp:{'y' * 40}")
    says("SCIM", "no organisation westerdorp")


def test_own_words_for_an_organisation_that_is_not_there(
    well: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own" / "gemeente-voorbeeldstad").mkdir(parents=True)
    monkeypatch.setenv("BAKEN_CONTENT", "own")
    says("your own folders", "gemeente-voorbeeldstad")
    (tmp_path / "own" / "gemeente-voorbeeldstad").rename(tmp_path / "own" / "voorbeeldstad")
    assert wrong() == {}


def test_a_full_disk(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    says("room on the disk", "5 MB are left")


def test_a_clock_that_is_behind(well: World) -> None:
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat(timespec="seconds")
    with unit(well.engine) as session:
        audit.append(session, well.vault.audit_secret, later, "system", "keys.rotated")
    says("clock", "120 minutes behind the newest entry of the audit trail")


def test_a_clock_that_is_ahead() -> None:
    slow = datetime.now(UTC) - timedelta(minutes=10)
    assert "10 minutes ahead of Slack" in machine.clock({"Slack": slow})
    assert machine.clock({"Slack": datetime.now(UTC), machine.TRAIL: slow}) == ""


def test_a_port_that_is_taken(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("BAKEN_PORT", str(other.getsockname()[1]))
        monkeypatch.setattr(machine, "PATIENCE", 0.2)
        says("port", "is taken", "BAKEN_PORT")
    assert wrong() == {}
    monkeypatch.setenv("BAKEN_HOST", "203.0.113.7")
    says("port", "no address of this machine")


def test_files_that_others_can_read(well: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "_through", lambda _: True)  # the folders of a test let nobody through
    main = Path(str(make_url(well.main).database))
    for one in main.parent.glob("*.db*"):
        one.chmod(0o600)
    assert wrong() == {}
    (tmp_path / ".env").chmod(0o644)
    main.chmod(0o604)
    says("files that others can read", "chmod o-rwx", str(tmp_path / ".env"), str(main))


def test_an_older_backup(well: World) -> None:
    well.report("employee2")
    housekeeping.anchor(well.engine, well.vault)
    with well.engine.begin() as connection:
        connection.execute(text("DELETE FROM pending_total"))
    says("databases", "older backup", "`baken audit accept`")


# PostgreSQL


@pytest.fixture
def on_postgresql(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Gives what the doctor says of a change in the address of the main database."""
    with postgres.fresh_database() as main, postgres.fresh_database() as keys:
        world = World(main, keys)
        deploy(world, monkeypatch)
        monkeypatch.setenv("BAKEN_COORDINATORS", "slack:U0COORDINATOR")
        monkeypatch.setenv("BAKEN_PORT", "0")
        assert wrong() == {}

        def change(username: str | None = None, database: str | None = None) -> str:
            other = make_url(main).set(username=username, database=database)
            monkeypatch.setenv("DATABASE_URL", other.render_as_string(False))
            return wrong()["databases"]

        yield change
        world.stop()


def test_postgresql_says_which_of_database_user_and_rights(
    on_postgresql: Callable[..., str], postgres: Postgres
) -> None:
    assert "no database of this name" in on_postgresql(database="nothing")
    assert "user or password" in on_postgresql(username="nobody")


def test_postgresql_with_tables_of_another_owner(
    on_postgresql: Callable[..., str], postgres: Postgres
) -> None:
    with psycopg.connect(postgres.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE another_user LOGIN")
        try:
            assert "belong to another user" in on_postgresql(username="another_user")
        finally:
            connection.execute("DROP ROLE another_user")


def test_a_postgresql_that_is_down(
    own_postgres: Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with own_postgres.fresh_database() as main, own_postgres.fresh_database() as keys:
        world = deploy(World(main, keys), monkeypatch)
        monkeypatch.setenv("BAKEN_COORDINATORS", "slack:U0COORDINATOR")
        monkeypatch.setenv("BAKEN_PORT", "0")
        assert wrong() == {}
        world.stop()
        own_postgres.stop()
        assert "does not answer" in wrong()["databases"]
        own_postgres.start()
        assert wrong() == {}


def test_the_settings_that_are_read_are_said(well: World, tmp_path: Path) -> None:
    assert settings_file.find() == tmp_path / ".env"
