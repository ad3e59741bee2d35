"""A disk that is full or read-only, in a process of its own: `-m tests.handlers.disk <trouble> <folder>`.

Says one word for each thing that was tried: "refused" or the step that came.
"""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.foundation.screen import Event
from handlers.desk import OutOfOrder
from tests.support.world import Walk, World

NOBODY = 65534


@contextmanager
def full(at: int) -> Iterator[None]:
    """No file may grow past so many bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (at, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def read_only(world: World, folder: Path) -> Iterator[None]:
    """The files may be read and not written, also when this is root."""
    world.stop()
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in (folder, *folder.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        world.stop()


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")


def attempt(walk: Walk, event: Event) -> None:
    try:
        say(walk.event(event).step)
    except OutOfOrder:
        say("refused")


def main(trouble: str, folder: Path) -> None:
    world = World(f"sqlite:///{folder}/baken.db", f"sqlite:///{folder}/keys.db")
    walk = world.walk()
    walk.reach("review", story="x" * 9_000)
    event = walk.pressed("send")
    grown = {
        "everything": 0,
        "reports": (folder / "keys.db-wal").stat().st_size + 60_000,
        "read-only": None,
    }[trouble]
    assert grown is None or grown < (folder / "baken.db-wal").stat().st_size
    with read_only(world, folder) if grown is None else full(grown):
        attempt(walk, event)
        attempt(world.walk("employee2"), Event("report", "begin"))
        attempt(walk, event)
    attempt(walk, event)
    attempt(walk, event)
    say(" ".join(walk.codes()))
    world.stop()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
