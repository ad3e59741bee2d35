"""Engines and units of work: durable, whole or not at all, readers and writers beside each other."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from storage import organisations
from storage.db import (
    WIPE_PATIENCE,
    NoDatabase,
    make_file,
    one_at_a_time,
    open_engine,
    reading,
    unit,
    wipe_deleted,
)
from storage.locks import Lock as Turns
from storage.tables.directory import ChatAddress
from storage.tables.reports import Draft
from storage.turn import PATIENCE
from tests.support.world import World

pytestmark = pytest.mark.both


def names(world: World) -> list[str]:
    with world.reading() as session:
        return [one.slug for one in organisations.everyone(session)]


def test_sqlite_is_durable_wipes_what_is_deleted_and_keeps_references(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/deep/down/baken.db")
    make_file(engine)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    engine.dispose()


def test_a_reference_to_nothing_is_refused(world: World) -> None:
    with pytest.raises(IntegrityError), world.unit() as session:
        session.add(ChatAddress(platform="web", workspace="", user="x", person_id=999_999))


def test_work_that_fails_leaves_nothing(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.unit() as session:
        organisations.add(session, "elders", "Elders")
        raise ZeroDivisionError
    assert names(world) == ["voorbeeldstad"]


def test_readers_go_on_while_somebody_writes(world: World) -> None:
    started, done = Event(), Event()

    def write() -> None:
        with world.unit() as session:
            organisations.add(session, "elders", "Elders")
            started.set()
            assert done.wait(10)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert started.wait(10)
        assert names(world) == ["voorbeeldstad"]
        done.set()  # the writer waits for it, and so never ends when a reader waits for the writer
        writing.result(10)
    assert names(world) == ["voorbeeldstad", "elders"]


def test_wiping_what_was_deleted_makes_nobody_wait_for_a_long_read(sqlite_world: World) -> None:
    engine = sqlite_world.engine
    with reading(engine) as session:
        organisations.everyone(session)
        with sqlite_world.unit() as writing:
            organisations.add(writing, "elders", "Elders")
        said = list[str]()
        event.listen(engine, "checkout", lambda raw, *_: raw.set_trace_callback(said.append))
        assert not wipe_deleted(engine)
        assert said[-3:] == [
            f"PRAGMA busy_timeout={WIPE_PATIENCE}",
            "PRAGMA wal_checkpoint(TRUNCATE)",
            f"PRAGMA busy_timeout={PATIENCE}",
        ]
    assert wipe_deleted(engine) and WIPE_PATIENCE <= 100
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() == 10_000


def test_writers_wait_for_each_other(world: World) -> None:
    inside = Lock()

    def write(number: int) -> None:
        with world.unit() as session:
            one_at_a_time(session.connection(), Turns.WEEKS)
            assert inside.acquire(blocking=False)
            known = len(organisations.everyone(session))
            organisations.add(session, f"o{known}", f"O{number}")  # the slug must be new
            session.flush()
            inside.release()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    assert len(names(world)) == 17


def test_an_error_of_the_database_does_not_show_what_was_typed(world: World) -> None:
    with pytest.raises(IntegrityError) as failed, world.unit() as session:
        organisations.add(session, "voorbeeldstad", "zwaluwstaart")
    assert "zwaluwstaart" not in str(failed.value)


def test_a_moment_is_the_same_moment_again(world: World) -> None:
    moment = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with world.unit() as session:
        session.add(Draft(token_hash="x", sealed=b"", expires_at=moment))
    with world.reading() as session:
        found = session.exec(select(Draft.expires_at)).one()
        assert session.exec(select(Draft).where(Draft.expires_at <= moment)).first()
        assert not session.exec(select(Draft).where(Draft.expires_at < moment)).first()
    assert found == moment and found.utcoffset() == timedelta()
    assert found.tzinfo is not None and found.astimezone(UTC) == moment


def test_a_folder_that_cannot_be_made_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        make_file(open_engine(f"sqlite:///{tmp_path}/file/baken.db"))


def test_a_file_is_made_on_purpose_alone_and_for_this_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "baken.db"
    engine = open_engine(f"sqlite:///{file}")
    with pytest.raises(NoDatabase), reading(engine):
        pass
    assert not file.parent.exists()
    make_file(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE one (id INTEGER)"))
        kept = sorted(file.parent.iterdir())
        assert [one.name for one in kept] == ["baken.db", "baken.db-shm", "baken.db-wal"]
        assert {stat.S_IMODE(one.stat().st_mode) for one in kept} == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    engine.dispose()


def test_reading_changes_nothing(sqlite_world: World) -> None:
    with reading(sqlite_world.engine) as session:
        organisations.add(session, "elders", "Elders")
    assert names(sqlite_world) == ["voorbeeldstad"]


def test_a_postgresql_that_is_away_is_an_error() -> None:
    engine = open_engine("postgresql://baken@127.0.0.1:1/baken")
    with pytest.raises(OperationalError), unit(engine) as session:
        organisations.everyone(session)
