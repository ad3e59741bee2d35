"""The desk: whatever fails, nothing is half stored, nobody reads why, and it works again afterwards."""

import asyncio
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect
from sqlalchemy import text as sql
from sqlmodel import select

from bot.foundation.access import EVERYBODY
from bot.foundation.context import Context
from bot.foundation.room import Route
from bot.foundation.screen import Event, Screen
from bot.foundation.settings import read
from bot.foundation.visit import Visit
from bot.rooms import HOUSE
from handlers import desk as desk_module
from handlers.desk import Desk, OutOfOrder
from storage import pair
from storage.db import open_engine
from storage.tables.delivery import Delivery
from storage.tables.reports import Draft, Receipt, Report
from storage.vault import Vault
from tests.support.commands import deploy
from tests.support.postgres import Postgres
from tests.support.servers import server_environment
from tests.support.world import World

PLANTED = "zwaluwstaart"


def rows(world: World) -> dict[str, int]:
    """How many rows every table of the main database has."""
    with world.engine.connect() as connection:
        return {
            name: connection.execute(sql(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in inspect(world.engine).get_table_names()
        }


def test_postgresql_may_go_and_come_back(own_postgres: Postgres, caplog: pytest.LogCaptureFixture) -> None:
    with own_postgres.fresh_database() as main, own_postgres.fresh_database() as keys:
        world = World(main, keys)
        walk = world.walk()
        walk.reach("review", story=f"Een {PLANTED}.")
        event, before = walk.pressed("send"), rows(world)
        own_postgres.stop()
        for _ in range(2):
            with pytest.raises(OutOfOrder):
                walk.event(event)
            with pytest.raises(OutOfOrder):
                world.walk("employee2").begin()
        own_postgres.start()
        assert rows(world) == before
        assert walk.event(event).step == "receipt"
        world.stop()
    assert PLANTED not in caplog.text and "employee" not in caplog.text
    assert "OperationalError at" in caplog.text


@pytest.mark.parametrize("trouble", ["everything", "reports", "read-only"])
@pytest.mark.slow
def test_a_disk_that_takes_nothing_loses_nothing(trouble: str) -> None:
    with tempfile.TemporaryDirectory(prefix="baken-disk-") as name:
        folder = Path(name, "data")
        folder.mkdir()
        Path(name).chmod(0o755)
        run = subprocess.run(
            [sys.executable, "-m", "tests.handlers.disk", trouble, folder],
            env=server_environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert run.returncode == 0, run.stderr
        *during, first, second, codes = run.stdout.splitlines()
        assert during == ["refused"] * 3
        assert first == second == "receipt" and len(codes.split()) == 2
        assert "Traceback" not in run.stderr and "x" * 20 not in run.stderr
        engine = open_engine(f"sqlite:///{folder}/baken.db")
        with engine.connect() as connection:
            assert connection.execute(sql("PRAGMA integrity_check")).scalar_one() == "ok"
            for table in ("report", "receipt", "draft", "pending_entry"):
                assert connection.execute(sql(f"SELECT count(*) FROM {table}")).scalar_one() == 1, table
        engine.dispose()


@pytest.mark.parametrize("route", sorted(name for name, route in HOUSE.routes.items() if route.in_units))
def test_whatever_breaks_in_what_takes_long_is_out_of_order_too(
    route: tuple[str, str],
    sqlite_world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(visit: Visit, event: Event) -> Screen:
        with visit.unit() as ctx:
            HOUSE.routes["report", "begin"].use_case(ctx, Event("report", "begin"))
            raise ValueError(f"{PLANTED} {ctx.visitor.user} {event.values}")

    monkeypatch.setitem(HOUSE.routes, route, Route(broken, EVERYBODY, in_units=True))
    with pytest.raises(OutOfOrder):
        sqlite_world.walk("employee").event(Event(*route, values={"story": PLANTED}))
    assert PLANTED not in caplog.text and "ValueError at test_desk.py" in caplog.text
    with sqlite_world.reading() as session:
        assert session.exec(select(Draft)).all() == []


@pytest.mark.parametrize("route", sorted(name for name, route in HOUSE.routes.items() if route.reads))
@pytest.mark.parametrize("argument", ["", "late:0", "open.drugs.30.newest.intake.0123456789abcdef:0"])
@pytest.mark.both
def test_what_reads_waits_for_nobody_who_writes_and_writes_nothing(
    route: tuple[str, str], argument: str, world: World
) -> None:
    """While a unit of work is open, which on SQLite keeps all others from writing."""
    world.report()
    asked: list[str] = []
    with world.unit() as session:
        session.execute(sql("UPDATE organisation SET name = name"))
        event.listen(world.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert world.walk("coordinator").do(*route, argument).step != "sorry"
    assert asked and all(one.split()[0] in ("SELECT", "BEGIN") for one in asked), asked
    assert not [one for one in asked if "FOR UPDATE" in one]


@pytest.mark.parametrize("route", sorted(name for name, route in HOUSE.routes.items() if not route.in_units))
def test_whatever_breaks_is_out_of_order_and_tells_nobody_why(
    route: tuple[str, str],
    sqlite_world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(ctx: Context, event: Event) -> Screen:
        routes_before(ctx, Event("report", "begin"))
        raise ValueError(f"{PLANTED} {ctx.visitor.user} {event.values}")

    routes_before = HOUSE.routes["report", "begin"].use_case
    monkeypatch.setitem(HOUSE.routes, route, Route(broken, EVERYBODY))
    with pytest.raises(OutOfOrder) as failed:
        sqlite_world.walk("employee").event(Event(*route, values={"story": PLANTED}))
    assert str(failed.value) == "" and failed.value.__suppress_context__
    assert PLANTED not in caplog.text and "employee" not in caplog.text
    assert "ValueError at test_desk.py" in caplog.text
    with sqlite_world.reading() as session:
        assert session.exec(select(Draft)).all() == []


@pytest.mark.parametrize(
    "broken", ["storage.pending.add", "storage.deliveries.add_notice", "bot.foundation.drafts.save"]
)
def test_a_report_is_stored_whole_or_not_at_all(
    broken: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(PLANTED)

    walk = world.walk()
    walk.reach("review")
    event, before = walk.pressed("send"), rows(world)
    with monkeypatch.context() as patch:
        patch.setattr(broken, fails)
        with pytest.raises(OutOfOrder):
            walk.event(event)
    assert rows(world) == before
    assert walk.event(event).step == "receipt"
    with world.reading() as session:
        counted = [len(session.exec(select(table)).all()) for table in (Report, Receipt, Delivery, Draft)]
    assert counted == [1, 1, 3, 1]


def test_an_expected_mistake_changes_nothing(world: World) -> None:
    reported = world.report()
    walk = world.walk("handler")
    walk.do("casework", "show", reported.id)
    form = Event("casework", "form", "status", token=walk.screen.token)
    walk.event(form)
    walk.submit(status="in_progress")
    walk.event(form)
    before = rows(world)
    assert walk.submit(status="received").step == "sorry"
    assert rows(world) == before


def test_the_desk_answers_beside_the_event_loop(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    show = HOUSE.routes["menu", "open"].use_case

    begun, go_on = threading.Event(), threading.Event()

    def slow(ctx: Context, event: Event) -> Screen:
        begun.set()
        assert go_on.wait(60)  # for what only the loop can do
        return show(ctx, event)

    monkeypatch.setitem(HOUSE.routes, ("menu", "open"), Route(slow, EVERYBODY))

    async def ask() -> Screen:
        answer = asyncio.create_task(
            sqlite_world.desk.answer(sqlite_world.visitor("employee"), Event("menu", "open"))
        )
        while not begun.is_set() and not answer.done():
            await asyncio.sleep(0.005)
        go_on.set()
        return await answer

    assert asyncio.run(ask()).step == "menu"


def test_a_new_organisation_of_a_workspace_is_known_within_a_minute(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "REMEMBER", 0.0)
    assert len(world.desk.served(world.visitor("", "web"))) == 1
    world.add_organisation("elders", "Elders")
    assert len(world.desk.served(world.visitor("", "web"))) == 2
    assert len(world.desk.served(world.visitor("employee", "slack"))) == 1


def test_a_word_file_that_cannot_be_used_stops_the_start(sqlite_world: World, tmp_path: Path) -> None:
    folder = tmp_path / "content" / "locale" / "nl"
    folder.mkdir(parents=True)
    (folder / "report.yml").write_text("steps: [")
    with pytest.raises(Exception, match=r"report\.yml"):
        Desk(sqlite_world.engine, sqlite_world.vault, tmp_path / "content")
    sqlite_world.start()


@pytest.mark.both
@pytest.mark.parametrize("migrated", [True, False])
def test_the_pair_is_looked_at_once(migrated: bool, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    verify = pair.verify

    def counted(main: Engine, vault: Vault, note: bool = False) -> None:
        looked.append(note)
        verify(main, vault, note)

    monkeypatch.setattr(pair, "verify", counted)
    deploy(world, monkeypatch)
    engine, vault = desk_module.open_storage(read(), migrated)
    assert looked == [migrated]
    engine.dispose()
    vault.engine.dispose()
