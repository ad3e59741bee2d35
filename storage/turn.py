"""Who writes next in an SQLite database: threads and processes wait for each other in an orderly way."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

PATIENCE = 10_000  # milliseconds that a writer on SQLite waits for the one before
FIRST_NAP, LONGEST_NAP = 0.0002, 0.002  # seconds between two looks whether another process is done
OWN_FILE = 0o600


class Turn:
    """The turn to write in one database file. Among threads it is a lock; among processes a lock on an empty
    file beside the database, of which whoever dies lets go. It is only a courtesy: who waits for too long, or
    cannot make that file, goes on, and SQLite's own lock decides."""

    def __init__(self, database: str | None) -> None:
        """`database` is the path of the file; a database in memory has no other processes."""
        self._path = Path(f"{database}-turn") if database and database != ":memory:" else None
        self._lock, self._file, self._owner = Lock(), -1, 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The turn, as long as the block lasts."""
        until = time.monotonic() + PATIENCE / 1000
        mine = self._lock.acquire(timeout=PATIENCE / 1000)
        ours = mine and self._among_processes(until)
        try:
            yield
        finally:
            if ours:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            if mine:
                self._lock.release()

    def _among_processes(self, until: float) -> bool:
        nap = FIRST_NAP
        while self._is_open():
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() > until:
                    return False
                time.sleep(nap)
                nap = min(2 * nap, LONGEST_NAP)
            except OSError:  # a file system without such locks
                return False
        return False

    def _is_open(self) -> bool:
        """A file that was opened before a fork is one for both processes, and so is its lock."""
        if self._path is None:
            return False
        if self._owner != os.getpid():
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWN_FILE)
            except OSError:
                return False
            self._owner = os.getpid()
        return True
