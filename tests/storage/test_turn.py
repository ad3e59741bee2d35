"""On SQLite: nothing is told to anybody before it is on the disk, and one write to the disk does for many."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage import organisations, turn
from storage.tables.directory import Organisation
from tests.support.patience import until
from tests.support.servers import server_environment
from tests.support.world import World

DIES = """
import os, sys
from storage import organisations, turn
from storage.db import open_engine, unit

def dies(log):
    print("in the log", flush=True)
    os.kill(os.getpid(), 9)

engine = open_engine(sys.argv[1])
with unit(engine) as session:
    organisations.add(session, "first", "First")
print("told of the first", flush=True)
turn.fdatasync = dies
with unit(engine) as session:
    organisations.add(session, "second", "Second")
print("told of the second", flush=True)
"""


class Disk:
    """Writes the log to the disk when it `may`, and notes how often, and how long the log was."""

    def __init__(self) -> None:
        self.asked, self.may, self.lengths = Event(), Event(), list[int]()

    def write(self, log: int) -> None:
        self.asked.set()
        assert self.may.wait(120)
        self.lengths.append(os.fstat(log).st_size)
        os.fsync(log)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(turn, "fdatasync", made.write)
    return made


def add(world: World, name: str) -> str:
    with world.unit() as session:
        organisations.add(session, name, name)
    return name


def test_a_unit_of_work_ends_when_it_is_on_the_disk_and_not_before(sqlite_world: World, disk: Disk) -> None:
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add, sqlite_world, "elders")
        assert disk.asked.wait(120)
        assert not adding.done(), "it is in the log, and nobody was told"
        disk.may.set()
        assert adding.result(120) == "elders"
    assert len(disk.lengths) == 1 and disk.lengths[0] > 0


def test_one_write_to_the_disk_does_for_all_that_committed_before_it(sqlite_world: World, disk: Disk) -> None:
    turns = sqlite_world.engine
    with ThreadPoolExecutor(6) as pool:
        adding = [pool.submit(add, sqlite_world, "o0")]
        assert disk.asked.wait(120)
        adding += [pool.submit(add, sqlite_world, f"o{number}") for number in range(1, 6)]

        def all_committed() -> bool:
            with sqlite_world.reading() as session:
                return len(session.exec(select(Organisation)).all()) == 7

        until(all_committed)  # while the first is still on its way to the disk
        assert not any(one.done() for one in adding)
        disk.may.set()
        assert {one.result(120) for one in adding} == {f"o{number}" for number in range(6)}
    assert len(disk.lengths) <= 3, f"the first, and together the others, of {turns}"


def test_when_the_disk_fails_nobody_is_told_that_it_is_kept(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(turn, "fdatasync", full)
    with pytest.raises(OSError, match="No space"):
        add(sqlite_world, "elders")
    monkeypatch.undo()
    assert add(sqlite_world, "after") == "after"


def test_who_is_killed_between_the_log_and_the_disk_told_nobody_and_breaks_nothing(
    sqlite_world: World,
) -> None:
    command = [sys.executable, "-c", DIES, sqlite_world.main]
    done = subprocess.run(command, env=server_environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split("\n")) == (-9, ["told of the first", "in the log", ""])
    with sqlite_world.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    with sqlite_world.reading() as session:
        found = [one.slug for one in organisations.everyone(session)]
    assert "first" in found
    assert add(sqlite_world, "third") == "third"


def test_whoever_writes_outside_of_a_unit_of_work_waits_for_the_disk_itself(sqlite_world: World) -> None:
    add(sqlite_world, "elders")  # so that a connection was used in a unit of work
    with sqlite_world.engine.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2
    with sqlite_world.unit() as session:
        assert session.connection().execute(text("PRAGMA synchronous")).scalar_one() == 1
