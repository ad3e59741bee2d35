"""Who writes next in an SQLite database, and when what was written is on the disk.

With `synchronous=FULL` SQLite writes its log to the disk at each commit, while everybody waits who wants to
write. In a unit of work it is NORMAL: the commit goes into the log, the next one may begin, and then whoever
committed waits until the log is on the disk. One such write does for all that committed before it began. So
nothing is told to anybody that is not on the disk, and a slow disk is waited for once and not one by one."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, local

PATIENCE = 10_000  # milliseconds that a writer on SQLite waits for the one before
fdatasync = getattr(os, "fdatasync", os.fsync)  # where there is none, more than we need
FIRST_NAP, LONGEST_NAP = 0.0002, 0.002  # seconds between two looks whether another process is done
OWN_FILE = 0o600


class Turn:
    """The turn to write in one database file. Among threads it is a lock; among processes a lock on an empty
    file beside the database, of which whoever dies lets go. It is only a courtesy: who waits for too long, or
    cannot make that file, goes on, and SQLite's own lock decides."""

    def __init__(self, database: str | None) -> None:
        """`database` is the path of the file; a database in memory has no other processes."""
        self._path = Path(f"{database}-turn") if database and database != ":memory:" else None
        self._log = f"{database}-wal" if self._path else ""
        self._lock, self._file, self._owner = Lock(), -1, 0
        self._disk, self._counting, self._here = Lock(), Lock(), local()
        self._commits = self._on_disk = 0  # how many are in the log, and how many of those on the disk

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

    def committing(self, *_: object) -> None:
        """SQLite is about to commit in this thread."""
        self._here.commits = True

    def committed(self) -> int:
        """The number of the commit that this thread just made; 0 when it made none."""
        if not getattr(self._here, "commits", False):
            return 0
        self._here.commits = False
        with self._counting:
            self._commits += 1
            return self._commits

    def settle(self, number: int) -> None:
        """Waits until that commit is on the disk. Raises OSError when that cannot be."""
        if self._on_disk >= number or not self._log:
            return
        with self._disk:
            if self._on_disk < number:
                in_log = self._commits  # whoever has a number is in the log
                self._write_log()
                self._on_disk = in_log

    def _write_log(self) -> None:
        try:
            log = os.open(self._log, os.O_RDONLY)
        except (
            FileNotFoundError
        ):  # the last one who was connected put all of it into the database, and on disk
            return
        try:
            fdatasync(log)
        finally:
            os.close(log)

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
