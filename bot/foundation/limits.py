"""How often somebody may do something, remembered in memory alone and under a key that changes every day."""

import hashlib
import hmac
import ipaddress
import secrets
from collections import OrderedDict
from datetime import date, datetime, timedelta
from threading import Lock

REMEMBERED = 50_000  # people; the longest ago goes first


class Limiter:
    """Lets `free` tries through; after that every next one waits twice as long as the one before.

    `key` is hashed with a random key of the day, so that memory holds no person either.
    """

    def __init__(self, free: int, first_wait: timedelta, longest: timedelta = timedelta(hours=12)) -> None:
        self._free, self._first_wait, self._longest = free, first_wait, longest
        self._tries: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()
        self._day, self._secret = date.min, b""
        self._lock = Lock()

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long this person still has to wait; zero when they may go on."""
        with self._lock:
            return self._wait(self._hash(key, now), now)

    def count(self, key: str, now: datetime) -> None:
        """Counts one try."""
        with self._lock:
            self._count(self._hash(key, now), now)

    def take(self, key: str, now: datetime) -> timedelta:
        """Counts one try if this person may make it; else how long they still have to wait.

        In one go, so that many tries at the same moment are not all let through."""
        with self._lock:
            hashed = self._hash(key, now)
            wait = self._wait(hashed, now)
            if not wait:
                self._count(hashed, now)
            return wait

    def give_back(self, key: str, now: datetime) -> None:
        """Takes back the try that was just taken: it was a good one."""
        with self._lock:
            hashed = self._hash(key, now)
            tries, _ = self._tries.get(hashed, (1, now))
            self._tries[hashed] = (tries - 1, now)

    def _wait(self, hashed: bytes, now: datetime) -> timedelta:
        _, until = self._tries.get(hashed, (0, now))
        return max(until - now, timedelta())

    def _count(self, hashed: bytes, now: datetime) -> None:
        tries = self._tries.get(hashed, (0, now))[0] + 1
        over = min(tries - self._free, 20)
        wait = min(self._first_wait * 2**over, self._longest) if over >= 0 else timedelta()
        self._tries[hashed] = (tries, now + wait)
        self._tries.move_to_end(hashed)
        if len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def _hash(self, key: str, now: datetime) -> bytes:
        if now.date() != self._day:
            self._day, self._secret = now.date(), secrets.token_bytes(32)
            self._tries.clear()
        return _hash(self._secret, key)


class Bucket:
    """Lets `room` tries through at once, and one more every `each` after that: a rest for who asks too much,
    and never a lock. What is refused counts for nothing, so that whoever shares a network with somebody who
    floods it gets in when they try again.

    `key` is hashed with a random key of this process."""

    def __init__(self, room: int, each: timedelta) -> None:
        self._room, self._each = room, each
        self._full_at: OrderedDict[bytes, datetime] = OrderedDict()  # when nothing is taken any more
        self._secret = secrets.token_bytes(32)
        self._lock = Lock()

    def take(self, key: str, now: datetime) -> bool:
        """Takes one try; gives whether there was one."""
        with self._lock:
            hashed = _hash(self._secret, key)
            full_at = max(self._full_at.get(hashed, now), now)
            if full_at - now > self._each * (self._room - 1):
                return False
            self._full_at[hashed] = full_at + self._each
            self._full_at.move_to_end(hashed)
            if len(self._full_at) > REMEMBERED:
                self._full_at.popitem(last=False)
            return True

    def give_back(self, key: str) -> None:
        """Takes back the try that was just taken: it was a good one."""
        with self._lock:
            hashed = _hash(self._secret, key)
            if hashed in self._full_at:
                self._full_at[hashed] -= self._each


class Limits:
    """The limits of one process. Whom we know is counted by person; strangers by network, apart from them."""

    def __init__(self) -> None:
        self.lookups = Limiter(free=10, first_wait=timedelta(seconds=30))
        self.strangers = Bucket(room=300, each=timedelta(seconds=2))
        self.codes = Limiter(free=10, first_wait=timedelta(seconds=30))
        self.reports = Limiter(free=20, first_wait=timedelta(minutes=10))
        self.proofs = Limiter(free=3, first_wait=timedelta(minutes=20))
        self.files = Limiter(free=30, first_wait=timedelta(minutes=1))


def network(host: str) -> str:
    """What strangers are counted by: an IPv4 address, or the /64 of an IPv6 address, all of one house."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _hash(secret: bytes, key: str) -> bytes:
    return hmac.new(secret, key.encode(errors="surrogatepass"), hashlib.sha256).digest()
