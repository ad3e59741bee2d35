"""Several processes on one port: they are started anew, end together, and write in one SQLite database."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.foundation.settings import read
from handlers.doctor import machine
from storage.tables.directory import Department
from tests.support.patience import until
from tests.support.servers import RunningServer, free_port, running_server, server_environment
from tests.support.world import World

WORKERS = 2

GIVES_UP = """
import socket, sys
from handlers.workers import Board, Workers, doors
made = doors("127.0.0.1", int(sys.argv[1]), 2)
assert made[0].getsockname() == made[1].getsockname()
sys.exit(Workers(made, lambda number, door: sys.exit(7 if number else 0), Board()).run())
"""

WRITES = """
import sys
from sqlmodel import select
from storage.db import open_engine, unit
from storage.tables.directory import Department
engine = open_engine(sys.argv[1])
for _ in range(60):
    with unit(engine) as session:
        row = session.exec(select(Department).order_by(Department.id)).first()
        before = int(row.name) if row.name.isdecimal() else 0
        row.name = str(before + 1)
"""


def children(pid: int) -> list[int]:
    """The processes that a process started and that are still there."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_there(pid: int) -> bool:
    """Whether a process still runs; one that is dead and of which nobody took note does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def told(server: RunningServer) -> Any:
    """What the health check says of the workers.

    Whoever asks one that ends at that moment is cut off, and asks again; the port itself is never closed."""
    while True:
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=120) as answer:
                return json.load(answer)["workers"]
        except ConnectionResetError:
            continue
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionResetError):
                raise


@contextmanager
def serving(world: World) -> Iterator[RunningServer]:
    """`baken serve` with some workers on a world's databases."""
    given = {"DATABASE_URL": world.main, "KEYS_DATABASE_URL": world.keys, "BAKEN_MASTER_KEYS": world.master}
    given |= {"BAKEN_ORGANISATION": world.organisation.name}
    command = ["-m", "handlers.cli", "serve", "--workers", str(WORKERS)]
    with running_server(command, given) as server:
        until(lambda: len(children(server.process.pid)) == WORKERS)
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_stops_is_started_anew_and_the_port_is_open_all_the_while(
    sqlite_world: World, how: signal.Signals
) -> None:
    with serving(sqlite_world) as server:
        assert told(server) == {"wanted": 2, "running": 2, "anew": 0}
        one, other = before = children(server.process.pid)
        os.kill(one, how)
        until(lambda: told(server)["anew"] == 1)
        os.kill(other, how)
        until(lambda: told(server) == {"wanted": 2, "running": 2, "anew": 2})
        assert not set(before) & set(children(server.process.pid))
        settings = read(_env_file=None, baken_port=server.port, baken_master_keys=sqlite_world.master)
        (found,) = machine.port(settings)
        assert (found.verdict, found.text) == (
            "ok",
            f"Baken answers at 127.0.0.1:{server.port}, with 2 of 2 workers; 2 started anew since it began",
        )


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_workers_end_with_the_first_process_however_that_ends(
    sqlite_world: World, how: signal.Signals
) -> None:
    with serving(sqlite_world) as server:
        workers = children(server.process.pid)
        server.process.send_signal(how)
        code = server.process.wait(120)
        until(lambda: not any(map(is_there, workers)))
        assert code == (-signal.SIGKILL if how == signal.SIGKILL else 0), server.output()


def test_a_worker_that_does_not_get_going_ends_all() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GIVES_UP, str(free_port())],
        env=server_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3 and "does not get going" in done.stderr


@pytest.mark.slow
def test_processes_that_write_in_one_sqlite_database_take_turns_and_lose_nothing(sqlite_world: World) -> None:
    command = [sys.executable, "-c", WRITES, sqlite_world.main]
    writing = [subprocess.Popen(command, env=server_environment()) for _ in range(3)]
    assert [one.wait(120) for one in writing] == [0, 0, 0]
    with sqlite_world.reading() as session:
        first = session.exec(select(Department).order_by(col(Department.id))).first()
    assert first is not None and first.name == "180"


def test_a_process_that_dies_with_the_turn_holds_up_nobody(sqlite_world: World) -> None:
    dies = WRITES.replace("        before =", "        import os; os.kill(os.getpid(), 9)\n        before =")
    command = [sys.executable, "-c", dies, sqlite_world.main]
    assert subprocess.run(command, env=server_environment(), timeout=120, check=False).returncode == -9
    with sqlite_world.unit() as session:
        assert session.exec(select(Department)).first()


@pytest.mark.parametrize("wrong", ["0", "-1", "33", "many", ""])
def test_a_number_of_workers_that_makes_no_sense_is_refused(wrong: str) -> None:
    command = [sys.executable, "-m", "handlers.cli", "serve", "--workers", wrong]
    done = subprocess.run(command, env=server_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "a number from 1 to 32, or auto" in done.stderr
