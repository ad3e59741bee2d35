"""What a test process starts ends with it, also when that is stopped or killed.

Each test process has a folder of its own for what it starts, and a watcher in a session of its own, which no
signal meant for the tests reaches. When the pipe between the two ends, the watcher ends every process that
names the folder, in its arguments or in its environment, and removes the folder. Should the watcher be killed
as well, the next run does that: nobody holds the lock in the folder any more.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TextIO

from tests.support import ROOT
from tests.support.patience import tries

PREFIX = "baken-tests-"
LOCK = "lock"
MARK = "TESTS_OF_BAKEN_IN"
"""The variable by which a process says to whose tests it belongs; who is given an environment gets it too."""

_held = list[object]()  # as long as this process lives


@cache
def folder() -> Path:
    """The folder of this test process; what an earlier run left behind is cleared first."""
    clear_leftovers()
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    made.chmod(0o711)  # PostgreSQL is another user when we are root
    lock = (made / "new").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    (made / "new").rename(made / LOCK)  # whoever sees it finds it held
    environment = {name: value for name, value in os.environ.items() if name != MARK}
    watcher = subprocess.Popen(
        [sys.executable, "-m", "tests.support.lifeline", made],
        env=environment | {"PYTHONPATH": str(ROOT)},
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _held.extend((lock, watcher))
    os.environ[MARK] = str(made)
    return made


def clear_leftovers() -> None:
    """Clears what runs left behind whose processes and watchers are both gone."""
    for place in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            with (place / LOCK).open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                clear(place)
        except OSError:  # somebody's who is alive, or another user's, or just now being made or cleared
            continue


def clear(place: Path) -> None:
    """Ends every process that belongs to a folder, and removes it."""
    for _ in tries(30, 0.05):
        found = list(belonging_to(place))
        if not found:
            break
        for pid, program in found:
            # PostgreSQL ends its own processes and frees its memory when it is told to stop at once.
            _tell(pid, signal.SIGQUIT if program.endswith(b"postgres") else signal.SIGKILL)
    shutil.rmtree(place, ignore_errors=True)


def belonging_to(place: Path) -> Iterator[tuple[int, bytes]]:
    """The processes that name a folder, but for this one and the folder's watcher: their id and program."""
    inside, mark = f"{place}/".encode(), f"{MARK}={place}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
            belongs = inside in arguments or mark in (process / "environ").read_bytes()
        except OSError:  # gone, or another user's
            continue
        if belongs and arguments and int(process.name) != os.getpid():
            yield int(process.name), arguments.split(b"\0")[0]


def _tell(pid: int, what: signal.Signals) -> None:
    with suppress(OSError):  # gone already, or another user's
        os.kill(pid, what)


def watch(place: Path, parent: TextIO) -> None:
    """Waits until the parent is gone, and clears its folder."""
    parent.read()
    clear(place)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), sys.stdin)
