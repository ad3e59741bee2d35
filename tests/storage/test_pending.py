"""What reporters did has no place in the trail until the day is over, and none of it is ever lost unseen."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot import housekeeping
from bot.foundation.screen import Row
from bot.housekeeping import Verified
from storage import audit, pending
from storage.audit import Broken
from storage.db import reading, unit
from storage.tables.audit import AuditEntry
from storage.tables.keys import ReportKey
from storage.tables.pending import PendingEntry
from storage.tables.reports import Report
from tests.support.servers import server_environment
from tests.support.world import World

pytestmark = pytest.mark.both


def verified(world: World) -> Verified:
    with world.reading() as session:
        return housekeeping.verify(session, world.vault, world.clock())


def fold(world: World) -> None:
    housekeeping.fold(world.engine, world.vault, world.clock())


def trail(world: World) -> list[tuple[str, str]]:
    with world.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq)))
        return [(entry.at, entry.subject) for entry in entries]


def tamper(world: World, *statements: str) -> None:
    with world.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def waiting(world: World) -> int:
    with world.reading() as session:
        return len(session.exec(select(PendingEntry.id)).all())


def test_a_report_has_an_entry_at_once_and_a_place_when_its_day_is_over(world: World) -> None:
    reported = world.report()
    assert verified(world) == (0, 1, None)
    fold(world)
    assert verified(world) == (0, 1, None)
    world.clock.now = datetime(2026, 3, 10, 23, 0, tzinfo=UTC)  # midnight in the Netherlands
    fold(world)
    assert verified(world) == (1, 0, None)
    assert trail(world) == [("2026-03-10", reported.id)]
    fold(world)
    assert verified(world) == (1, 0, None)


def test_several_days_are_put_in_day_by_day_and_within_a_day_in_any_order(world: World) -> None:
    days = []
    for _ in range(3):
        days.append([world.report().id for _ in range(4)])
        world.clock.forward(days=1)
    fold(world)
    told = trail(world)
    assert [at for at, _ in told] == [f"2026-03-1{day}" for day in (0, 1, 2) for _ in range(4)]
    for number, ids in enumerate(days):
        assert {subject for _, subject in told[4 * number : 4 * number + 4]} == set(ids)
    assert verified(world) == (12, 0, None)


def test_the_order_within_a_day_is_not_that_in_which_the_reports_came(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        for number in range(40):
            pending.add(session, sqlite_world.vault.audit_secret, *OF(sqlite_world), "x", f"{number:02}")
    sqlite_world.clock.forward(days=1)
    fold(sqlite_world)
    told = [subject for _, subject in trail(sqlite_world)]
    assert told != sorted(told) and sorted(told) == [f"{number:02}" for number in range(40)]


def OF(world: World) -> tuple[int, date, datetime]:  # noqa: N802
    return world.organisation.id, world.clock().date(), world.clock()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM pending_entry WHERE id = (SELECT min(id) FROM pending_entry)", "missing"),
        ("DELETE FROM pending_entry", "missing"),
        ("DELETE FROM pending_total", "missing"),
        ("UPDATE pending_entry SET action = 'x' WHERE id = (SELECT min(id) FROM pending_entry)", "changed"),
        ("UPDATE pending_entry SET day = '2026-03-09'", "changed"),
        ("UPDATE pending_entry SET subject = 'x'", "changed"),
        ("UPDATE pending_total SET changes = 9", "changed"),
        ("UPDATE pending_total SET total = '0'", "missing"),
    ],
)
def test_an_entry_that_was_taken_out_or_changed_is_found(statement: str, found: str, world: World) -> None:
    for _ in range(3):
        world.report()
    tamper(world, statement)
    assert verified(world).broken == Broken(0, found)
    world.clock.forward(days=1)
    fold(world)
    broken = verified(world).broken
    assert broken and broken.seq == 0, "also when the others got their place"


def test_an_entry_that_was_put_back_from_before_is_found(world: World) -> None:
    """Somebody who can write in the main database alone puts entry and total back as they were."""
    world.report()
    with world.reading() as session:
        total, hash = session.execute(text("SELECT total, hash FROM pending_total")).one()
    lost = world.report()
    housekeeping.anchor(world.engine, world.vault)
    tamper(
        world,
        f"DELETE FROM pending_entry WHERE subject = '{lost.id}'",
        f"UPDATE pending_total SET total = '{total}', hash = '{hash}', changes = 1",
    )
    assert verified(world).broken == Broken(0, "cut")
    housekeeping.anchor(world.engine, world.vault)
    for _ in range(3):
        world.report()
    assert verified(world).broken == Broken(0, "cut"), "also when it grew again"


def test_a_report_of_which_nothing_tells_is_missing(world: World) -> None:
    for _ in range(2):
        world.report()
    world.clock.forward(days=1)
    fold(world)
    with world.unit() as session:
        report = session.exec(select(Report)).first()
        assert report
        report.id, report.number = "f" * 32, "AAA-AAA"  # a row that nobody handed in
        new = Report(**report.model_dump())
        session.expunge(report)
        session.add(new)
    assert verified(world).broken == Broken(0, "missing")


def test_an_older_backup_with_entries_that_wait_is_accepted(world: World) -> None:
    world.report()
    world.clock.forward(days=1)
    fold(world)
    housekeeping.anchor(world.engine, world.vault)
    with world.unit() as session:  # as the backup had it
        keep = session.exec(select(PendingEntry)).all()
        assert keep == []
    lost = world.report()
    housekeeping.anchor(world.engine, world.vault)
    empty = pending._hash_total(world.vault.audit_secret, 2, pending.NOTHING)
    tamper(
        world,
        f"DELETE FROM receipt WHERE report_id = '{lost.id}'",
        f"DELETE FROM report_index WHERE report_id = '{lost.id}'",
        f"DELETE FROM report WHERE id = '{lost.id}'",
        "DELETE FROM pending_entry",
        f"UPDATE pending_total SET changes = 2, total = '{pending.NOTHING}', hash = '{empty}'",
    )
    assert verified(world).broken == Broken(0, "cut")
    housekeeping.accept(world.engine, world.vault, world.clock())
    assert verified(world) == (2, 0, None)


def test_reporters_at_the_same_time_lose_no_entry(world: World) -> None:
    def one(number: int) -> None:
        with world.unit() as session:
            pending.add(session, world.vault.audit_secret, *OF(world), "x", str(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert verified(world) == (0, 40, None)


def test_two_replicas_that_put_the_day_away_at_the_same_time_do_so_once(world: World) -> None:
    reported = [world.report() for _ in range(6)]
    world.clock.forward(days=1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fold(world), range(4)))
    assert verified(world) == (6, 0, None)
    assert {subject for _, subject in trail(world)} == {one.id for one in reported}
    for one in reported:
        assert world.walk("handler").do("casework", "show", one.id).step == "report"


def test_a_clock_that_goes_back_puts_nothing_away_too_soon(world: World) -> None:
    world.report()
    world.clock.forward(days=-2)
    fold(world)
    assert waiting(world) == 1
    with world.reading() as session:
        assert pending.known(session, world.clock()) == 0


def test_a_day_that_is_an_hour_longer_or_shorter_ends_at_its_midnight(world: World) -> None:
    for day, over in (
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ):
        world.clock.now = day
        world.report()
        world.clock.now = over - timedelta(seconds=1)
        fold(world)
        assert waiting(world) == 1
        world.clock.now = over
        fold(world)
        assert waiting(world) == 0


def test_all_of_a_report_is_what_it_was_after_it_was_written_anew(world: World) -> None:
    reported = world.report(identity="named", untold=(str(world.people["handler"]),))
    walk = world.walk("employee")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    walk.submit(addition="Nog een busje.")

    def everything() -> list[set[tuple[object, ...]]]:
        with world.reading() as session, reading(world.vault.engine) as keys:
            tables = ("report", "receipt", "report_exclusion", "message")
            rows = [set(map(tuple, session.execute(text(f"SELECT * FROM {t}")))) for t in tables]
            return [*rows, set(map(tuple, keys.execute(text("SELECT * FROM report_key"))))]

    before = everything()
    world.clock.forward(days=1)
    fold(world)
    assert everything() == before and all(before)
    listed = world.walk("employee").do("mine", "open").body
    assert [row.title.startswith(reported.number) for row in listed if isinstance(row, Row)] == [True]
    assert world.walk("handler").do("casework", "show", reported.id).step == "sorry"


def test_a_key_that_is_destroyed_while_the_day_is_put_away_is_destroyed(world: World) -> None:
    reported = [world.report() for _ in range(4)]
    ids = [one.id for one in reported]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(10):
            pool.submit(world.vault.shuffle, ids)
        list(pool.map(world.vault.destroy, ids[:3]))
    with reading(world.vault.engine) as session:
        assert session.exec(select(ReportKey.report_id)).all() == ids[3:]


DIES = """
import os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from bot import housekeeping
from bot.foundation.context import Visitor
from bot.foundation.screen import Event
from bot.messages import notices, working_time
from bot.reports import intake
from handlers.desk import Desk
from storage import audit, pending, reports, tallies
from storage.db import open_engine
from storage.masters import parse_masters
from storage.vault import Vault
from tests.support.world import ANSWERS, NO_EFFORT, Walk

main, keys, master, content, where, now = sys.argv[1:]
at = datetime.fromisoformat(now)
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
engine, vault = open_engine(main), Vault(open_engine(keys), parse_masters(master), NO_EFFORT)
owner, name = {
    "before the key": (Vault, "make_report_key"), "after the key": (reports, "add"),
    "before its entry": (pending, "add"), "before the commit": (notices, "new_report"),
    "in the day": (audit, "append"), "before its rows": (reports, "shuffle"),
    "before its keys": (Vault, "shuffle"), "after its keys": (Vault, "shuffle"), "": (None, ""),
}[where]
before = getattr(owner, name, None)
if where == "after its keys":
    Vault.shuffle = lambda *given: (before(*given), die())
elif owner:
    setattr(owner, name, die)
walk = Walk(Desk(engine, vault, Path(content), now=lambda: at), Visitor("web", known_as="x"))
walk.reach("receipt")
print(walk.codes()[1], flush=True)
housekeeping.fold(engine, vault, at + timedelta(days=1))
"""


@pytest.mark.parametrize(
    ("where", "is_kept"),
    [
        ("before the key", False),
        ("after the key", False),
        ("before its entry", False),
        ("before the commit", False),
        ("in the day", True),
        ("before its rows", True),
        ("before its keys", True),
        ("after its keys", True),
        ("", True),
    ],
)
@pytest.mark.slow
def test_whoever_dies_at_any_step_has_lost_nothing_that_was_acknowledged(
    where: str, is_kept: bool, world: World, tmp_path: Path
) -> None:
    world.report()
    tmp_path.joinpath("working_time.yml").write_text("reports_read_at: at once\n")
    args = [world.main, world.keys, world.master, str(tmp_path), where, world.clock().isoformat()]
    done = subprocess.run(
        [sys.executable, "-c", DIES, *args], env=server_environment(), capture_output=True, text=True
    )
    assert done.returncode == (-signal.SIGKILL if where else 0), done.stderr[-2000:]
    assert bool(done.stdout.strip()) == is_kept, "the receipt was shown"
    good, waits, broken = verified(world)
    assert broken is None and good + waits == 1 + is_kept
    world.clock.forward(days=1)
    fold(world)
    assert verified(world) == (1 + is_kept, 0, None)
    if is_kept:
        walk = world.walk("")
        walk.do("follow", "open")
        assert walk.submit(code=done.stdout.strip()).step == "report-0"
    world.clock.forward(days=3)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    with reading(world.vault.engine) as session, unit(world.engine) as main:
        kept = set(main.exec(select(Report.id)))
        assert set(session.exec(select(ReportKey.report_id))) == kept and len(kept) == 1 + is_kept
        assert audit.is_anchored(main, session)
