"""What clears itself away leaves no bytes behind, and never takes along what is still needed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot import housekeeping
from storage.db import open_engine, reading
from storage.migrate import migrate
from storage.tables.delivery import Delivery
from storage.tables.keys import AuditAnchor, ReportKey
from storage.tables.reports import Draft
from tests.support import sending
from tests.support.world import Postbox, World


def sweep(world: World) -> None:
    housekeeping.sweep(world.engine, world.vault, world.clock())


def drafts(world: World) -> list[bytes]:
    with world.reading() as session:
        return list(session.exec(select(Draft.sealed)))


def in_the_files(world: World, sealed: bytes) -> bool:
    folder = Path(world.main.removeprefix("sqlite:///")).parent
    files = list(folder.glob("baken.db*"))
    assert files
    return any(sealed in file.read_bytes() for file in files)


@pytest.mark.both
def test_expired_drafts_go_and_others_stay(world: World) -> None:
    world.walk().reach("story")
    world.clock.forward(hours=1)
    world.walk().reach("story")
    world.clock.forward(hours=1, seconds=1)
    sweep(world)
    assert len(drafts(world)) == 1


def test_a_draft_expires_at_a_full_quarter_whenever_it_was_begun(world: World) -> None:
    for minutes in (0, 7, 1):
        world.clock.forward(minutes=minutes, seconds=11)
        world.walk().reach("story")
    with world.reading() as session:
        ends = {draft.expires_at for draft in session.exec(select(Draft))}
    assert ends == {world.clock().replace(hour=11, minute=30, second=0)}


def test_an_expired_draft_is_nowhere_in_the_files(sqlite_world: World) -> None:
    sqlite_world.walk().reach("circumstances")
    (sealed,) = drafts(sqlite_world)
    assert in_the_files(sqlite_world, sealed)
    sqlite_world.clock.forward(hours=3)
    sweep(sqlite_world)
    assert not in_the_files(sqlite_world, sealed)


def test_an_earlier_state_of_a_draft_is_nowhere_in_the_files_either(sqlite_world: World) -> None:
    walk = sqlite_world.walk()
    walk.reach("story")
    states = drafts(sqlite_world)
    walk.submit(story="Een busje.")
    states += drafts(sqlite_world)
    walk.press("cancel")
    sweep(sqlite_world)
    assert not any(in_the_files(sqlite_world, sealed) for sealed in states)


def test_a_receipt_that_was_kept_and_a_notice_that_was_sent_are_nowhere_in_the_files(
    sqlite_world: World,
) -> None:
    walk = sqlite_world.report().walk
    with sqlite_world.reading() as session:
        gone = [*drafts(sqlite_world), *session.exec(select(Delivery.sealed))]
    walk.submit(kept="kept")
    sending.send(sqlite_world, {"slack": Postbox()})
    sweep(sqlite_world)
    assert not any(in_the_files(sqlite_world, sealed) for sealed in gone)


def test_sweeping_while_somebody_reads_wipes_at_the_next_time(sqlite_world: World) -> None:
    sqlite_world.walk().reach("story")
    (sealed,) = drafts(sqlite_world)
    sqlite_world.clock.forward(hours=3)
    with sqlite_world.engine.connect().execution_options(read_only=True) as reader:
        reader.execute(text("SELECT count(*) FROM draft"))
        sweep(sqlite_world)
    sweep(sqlite_world)
    assert not in_the_files(sqlite_world, sealed)


def keys(world: World) -> int:
    with reading(world.vault.engine) as session:
        return len(session.exec(select(ReportKey)).all())


@pytest.mark.both
def test_the_key_of_a_report_is_never_swept(world: World) -> None:
    world.report()
    for days in (3, 400, 4000):
        world.clock.forward(days=days)
        sweep(world)
    assert keys(world) == 1


def test_no_key_is_swept_beside_a_main_database_that_is_not_theirs(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.report()
    sweep(world)
    empty = open_engine(f"sqlite:///{tmp_path}/another.db")
    migrate(empty, world.vault.engine, world.masters)
    later = world.clock() + timedelta(days=9)
    housekeeping.sweep(empty, world.vault, later)
    assert keys(world) == 1
    assert "not the one these keys were made with" in caplog.text
    empty.dispose()
    assert world.walk("handler").do("casework", "open").step == "list"


@pytest.mark.both
def test_the_head_of_the_trail_is_noted(world: World) -> None:
    world.report()
    sweep(world)
    roles = 5  # of which the first sweep tells
    with reading(world.vault.engine) as session:
        assert session.exec(select(AuditAnchor.seq, AuditAnchor.changes)).one() == (roles, 1)
    with world.reading() as session:
        assert housekeeping.verify(session, world.vault, world.clock()) == (roles, 1, None)
    world.clock.forward(days=1)
    sweep(world)
    with reading(world.vault.engine) as session:
        assert session.exec(select(AuditAnchor.seq, AuditAnchor.changes)).one() == (roles + 1, 2)
    with world.reading() as session:
        assert housekeeping.verify(session, world.vault, world.clock()) == (roles + 1, 0, None)
