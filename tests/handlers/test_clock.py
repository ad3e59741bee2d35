"""The clock says "now": notices go out and what expired goes, as long as Baken runs, whatever fails."""

import time
from collections.abc import Callable

import pytest
from sqlmodel import select

from handlers import clock
from storage.delivery_tables import Delivery
from storage.key_tables import AuditAnchor
from storage.tables import Draft
from tests.support.world import Postbox, World


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "SEND_EVERY", 0.05)
    monkeypatch.setattr(clock, "SWEEP_EVERY", 0.05)


def soon(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.02)
    return False


def count(world: World, table: type) -> int:
    with world.reading() as session:
        return len(session.exec(select(table)).all())


def test_notices_go_out_and_what_expired_goes(world: World) -> None:
    world.report()
    world.walk().reach("story")
    world.clock.forward(hours=3)
    postbox = Postbox()
    with clock.running(world.desk, {"slack": postbox}):
        assert soon(lambda: len(postbox.sent) == 3)
        assert soon(lambda: count(world, Draft) == 0)
        assert soon(lambda: count(world, Delivery) == 0)
    with world.vault.engine.connect() as keys:
        assert keys.execute(select(AuditAnchor.seq)).scalar_one() == 1


def test_a_failure_is_logged_by_kind_and_the_next_time_comes(
    sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    sqlite_world.report()

    class Breaks(Postbox):
        tries = 0

        def send(self, *_: object) -> None:
            self.tries += 1
            raise ValueError("zwaluwstaart")

    broken = Breaks()
    with clock.running(sqlite_world.desk, {"slack": broken}):
        assert soon(lambda: broken.tries >= 3)
    assert "ValueError at test_clock.py" in caplog.text
    assert "zwaluwstaart" not in caplog.text


def test_nothing_runs_any_more_after_the_end(sqlite_world: World) -> None:
    postbox = Postbox()
    with clock.running(sqlite_world.desk, {"slack": postbox}):
        pass
    sqlite_world.report()
    time.sleep(0.2)
    assert postbox.sent == []


def test_without_a_platform_notices_wait(sqlite_world: World) -> None:
    sqlite_world.report()
    with clock.running(sqlite_world.desk, {}):
        time.sleep(0.2)
    assert count(sqlite_world, Delivery) == 3
