"""What limits remember: in this process alone, or in memory that all workers share. Never on a disk.

Keys are hashes under a random key that is kept in the same memory, so that it holds no person."""

import fcntl
import mmap
import secrets
import struct
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import NamedTuple, Protocol

REMEMBERED = 50_000  # people; the longest ago goes first
WAYS = 8  # places of which a key has one
HEAD = struct.Struct("<q32s")  # the day, and the random key
SLOT = struct.Struct("<32sqd")  # a hash, tries, and a moment in seconds since 1970
NOTHING = bytes(32)


class Tries(NamedTuple):
    """How many there were, and a moment that belongs to them."""

    number: int
    until: datetime


class Memory(Protocol):
    """Whoever looks or writes does so while it is `held`."""

    def held(self) -> AbstractContextManager[None]: ...

    def secret(self, day: int) -> bytes:
        """The random key of a day (0: for ever); all is forgotten when the day is another one."""

    def get(self, key: bytes) -> Tries | None: ...

    def put(self, key: bytes, tries: Tries) -> None: ...


class Own:
    """In this process alone."""

    def __init__(self) -> None:
        self.rows: OrderedDict[bytes, Tries] = OrderedDict()
        self._lock = Lock()
        self._day, self._secret = -1, b""

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._lock:
            yield

    def secret(self, day: int) -> bytes:
        """See Memory."""
        if day != self._day:
            self._day, self._secret = day, secrets.token_bytes(32)
            self.rows.clear()
        return self._secret

    def get(self, key: bytes) -> Tries | None:
        return self.rows.get(key)

    def put(self, key: bytes, tries: Tries) -> None:
        self.rows[key] = tries
        self.rows.move_to_end(key)
        if len(self.rows) > REMEMBERED:
            self.rows.popitem(last=False)


class Common:
    """In memory that this process shares with those that it forks. Whoever dies while holding it lets go.

    A key has one of eight places; when all are taken, the one whose moment is the longest ago goes."""

    def __init__(self) -> None:
        self._sets = -(-REMEMBERED // WAYS)
        self._memory = mmap.mmap(-1, HEAD.size + self._sets * WAYS * SLOT.size)
        self._lock = Lock()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (it stays; nothing is in it: it is only locked)
        HEAD.pack_into(self._memory, 0, -1, NOTHING)

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._lock:  # a lock on a file is one for the whole process
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def secret(self, day: int) -> bytes:
        """See Memory."""
        before, secret = HEAD.unpack_from(self._memory, 0)
        if day != before:
            secret = secrets.token_bytes(32)
            self._memory[HEAD.size :] = bytes(len(self._memory) - HEAD.size)
            HEAD.pack_into(self._memory, 0, day, secret)
        return bytes(secret)

    def get(self, key: bytes) -> Tries | None:
        for _, found, number, until in self._places(key):
            if found == key:
                return Tries(number, datetime.fromtimestamp(until, UTC))
        return None

    def put(self, key: bytes, tries: Tries) -> None:
        places = list(self._places(key))
        place = next((one for one in places if one[1] == key), None) or min(
            places, key=lambda one: (one[1] != NOTHING, one[3])
        )
        SLOT.pack_into(self._memory, place[0], key, tries.number, tries.until.timestamp())

    def _places(self, key: bytes) -> Iterator[tuple[int, bytes, int, float]]:
        first = HEAD.size + int.from_bytes(key[:8]) % self._sets * WAYS * SLOT.size
        for at in range(first, first + WAYS * SLOT.size, SLOT.size):
            found, number, until = SLOT.unpack_from(self._memory, at)
            yield at, found, number, until
