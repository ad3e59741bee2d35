"""The clock says "now": what is due goes out and what expired goes, as long as Baken runs, whatever fails."""

import threading
from pathlib import Path

import pytest
from sqlmodel import select

from bot.foundation.screen import Screen
from bot.messages import delivery
from bot.messages.courier import Address
from bot.rooms import HOUSE
from handlers import clock, engine
from storage.tables.delivery import Delivery
from storage.tables.keys import AuditAnchor
from storage.tables.reports import Draft
from tests.bot.messages.mailing import kind_of_tests
from tests.bot.messages.pushing import Platform, add_people, plan, show, states
from tests.support.hurry import hurry
from tests.support.patience import until
from tests.support.world import Postbox, World


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, "DELIVER_EVERY", "BEAT_EVERY", "TIDY_EVERY", "SWEEP_EVERY", "PLAN_EVERY")
    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(show))


def count(world: World, table: type) -> int:
    with world.reading() as session:
        return len(session.exec(select(table)).all())


def test_notices_and_pushes_go_out_and_what_expired_goes(world: World) -> None:
    world.report()
    world.walk().reach("story")
    plan(world, add_people(world, 30))
    world.clock.forward(hours=3)
    postbox = Postbox()
    with clock.running(world.desk, {"slack": postbox}):
        until(lambda: len(postbox.sent) == 33)
        until(lambda: count(world, Draft) == 0)
        until(lambda: states(world) == {"sent": 30})
    with world.vault.engine.connect() as keys:
        assert keys.execute(select(AuditAnchor.changes)).scalar_one() == 1


def test_a_failure_is_logged_by_kind_and_the_others_are_sent(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sqlite_world.report()

    class Breaks(Postbox):
        async def send(self, address: Address, screen: Screen) -> None:
            if not self.sent:
                self.sent.append((address, screen))
                raise ValueError("zwaluwstaart")
            await super().send(address, screen)

    broken = Breaks()
    with clock.running(sqlite_world.desk, {"slack": broken}):
        until(lambda: len(broken.sent) == 3)
        until(lambda: states(sqlite_world) == {"unknown": 1})
    assert "ValueError at test_clock.py" in caplog.text
    assert "zwaluwstaart" not in caplog.text


def test_another_process_finishes_what_one_began(world: World) -> None:
    """What is left of a batch whose process died is sent, and nothing that it had in hand is sent again."""
    plan(world, add_people(world, 60))
    platform = Platform()
    (batch,) = delivery.hand_out(world.engine, "pushes", world.clock(), "of-a-process-that-died")
    with world.unit() as session:
        held = session.exec(select(Delivery).where(Delivery.batch == batch).limit(7)).all()
        for row in held:
            row.state, row.run = "sending", "gone"
    with clock.running(world.desk, {"slack": platform}):
        until(lambda: states(world) == {"sent": 53, "unknown": 7})
    assert set(platform.arrived.values()) == {1} and len(platform.arrived) == 53


def test_planners_are_asked_for_each_organisation(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = set()
    sqlite_world.add_organisation("elders", "Elders")

    def broken(*_: object) -> int:
        raise ZeroDivisionError

    def planner(_: object, organisation: object, now: object) -> int:
        asked.add(getattr(organisation, "slug", ""))
        return 0

    monkeypatch.setattr(HOUSE, "planners", {"broken": broken, "planner": planner})
    with clock.running(sqlite_world.desk, {"slack": Postbox()}):
        until(lambda: asked == {"voorbeeldstad", "elders"})


def test_what_the_engine_remembers_says_nothing_of_anybody(sqlite_world: World) -> None:
    reported = sqlite_world.report("employee", platform="slack", identity="named")
    postbox = Postbox()
    path = Path(engine.database_url(sqlite_world.engine).removeprefix("sqlite:///"))
    with clock.running(sqlite_world.desk, {"slack": postbox}):
        until(lambda: len(postbox.sent) == 3)
        everything = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    assert everything
    for word in (reported.number, reported.id, "new_report", "UHANDLER", "handler", "employee"):
        assert word.encode() not in everything


def test_nothing_runs_any_more_after_the_end(sqlite_world: World) -> None:
    before = set(threading.enumerate())
    with clock.running(sqlite_world.desk, {"slack": Postbox()}):
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) <= before


def test_without_a_platform_notices_wait(sqlite_world: World) -> None:
    sqlite_world.report()
    sqlite_world.walk().reach("story")
    sqlite_world.clock.forward(hours=3)
    with clock.running(sqlite_world.desk, {}):
        until(lambda: count(sqlite_world, Draft) == 0)
    assert states(sqlite_world) == {"pending": 3}
