"""How often somebody may do something, remembered in memory alone and under a key that changes every day."""

import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.foundation.remembered import Memory, Own, Tries


class Limiter:
    """Lets `free` tries through; after that every next one waits twice as long as the one before.

    `key` is hashed with a random key of the day, so that memory holds no person either.
    """

    def __init__(
        self,
        free: int,
        first_wait: timedelta,
        longest: timedelta = timedelta(hours=12),
        memory: Memory | None = None,
    ) -> None:
        self._free, self._first_wait, self._longest = free, first_wait, longest
        self._memory = memory or Own()

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long this person still has to wait; zero when they may go on."""
        with self._memory.held():
            return self._wait(self._hash(key, now), now)

    def count(self, key: str, now: datetime) -> None:
        """Counts one try."""
        with self._memory.held():
            self._count(self._hash(key, now), now)

    def take(self, key: str, now: datetime) -> timedelta:
        """Counts one try if this person may make it; else how long they still have to wait.

        In one go, so that many tries at the same moment are not all let through."""
        with self._memory.held():
            hashed = self._hash(key, now)
            wait = self._wait(hashed, now)
            if not wait:
                self._count(hashed, now)
            return wait

    def give_back(self, key: str, now: datetime) -> None:
        """Takes back the try that was just taken: it was a good one."""
        with self._memory.held():
            hashed = self._hash(key, now)
            tries = self._memory.get(hashed)
            self._memory.put(hashed, Tries(tries.number - 1 if tries else 0, now))

    def _wait(self, hashed: bytes, now: datetime) -> timedelta:
        tries = self._memory.get(hashed)
        return max(tries.until - now, timedelta()) if tries else timedelta()

    def _count(self, hashed: bytes, now: datetime) -> None:
        before = self._memory.get(hashed)
        tries = (before.number if before else 0) + 1
        over = min(tries - self._free, 20)
        wait = min(self._first_wait * 2**over, self._longest) if over >= 0 else timedelta()
        self._memory.put(hashed, Tries(tries, now + wait))

    def _hash(self, key: str, now: datetime) -> bytes:
        return _hash(self._memory.secret(now.date().toordinal()), key)


class Bucket:
    """Lets `room` tries through at once, and one more every `each` after that: a rest for who asks too much,
    and never a lock. What is refused counts for nothing, so that whoever shares a network with somebody who
    floods it gets in when they try again.

    `key` is hashed with a random key of this process, or of all workers."""

    def __init__(self, room: int, each: timedelta, memory: Memory | None = None) -> None:
        self._room, self.each = room, each
        self._memory = memory or Own()  # until when it is not empty any more

    def take(self, key: str, now: datetime) -> bool:
        """Takes one try; gives whether there was one."""
        with self._memory.held():
            hashed = _hash(self._memory.secret(0), key)
            before = self._memory.get(hashed)
            full_at = max(before.until if before else now, now)
            if full_at - now > self.each * (self._room - 1):
                return False
            self._memory.put(hashed, Tries(1, full_at + self.each))
            return True

    def reserve(self, key: str, now: datetime, longest: timedelta) -> datetime | None:
        """Takes the first try that there will be, and gives when that is: now, or a moment to come; nothing,
        and nothing is taken, when it is further away than `longest`. Nobody else gets that one."""
        with self._memory.held():
            hashed = _hash(self._memory.secret(0), key)
            before = self._memory.get(hashed)
            full_at = max(before.until if before else now, now)
            turn = max(full_at - self.each * (self._room - 1), now)
            if turn - now > longest:
                return None
            self._memory.put(hashed, Tries(1, full_at + self.each))
            return turn

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long it is until there is a try; zero when there is one."""
        with self._memory.held():
            before = self._memory.get(_hash(self._memory.secret(0), key))
        full_at = before.until if before else now
        return max(full_at - self.each * (self._room - 1) - now, timedelta())

    def give_back(self, key: str) -> None:
        """Takes back the try that was just taken: it was a good one."""
        with self._memory.held():
            hashed = _hash(self._memory.secret(0), key)
            if before := self._memory.get(hashed):
                self._memory.put(hashed, Tries(1, before.until - self.each))


class Limits:
    """The limits of one Baken. Whom we know is counted by person; strangers by network, apart from them.

    `memory` makes what one limit remembers: for workers, `remembered.Common`."""

    def __init__(self, memory: Callable[[], Memory] = Own) -> None:
        self.lookups = Limiter(free=10, first_wait=timedelta(seconds=30), memory=memory())
        self.strangers = Bucket(room=300, each=timedelta(seconds=2), memory=memory())
        self.codes = Limiter(free=10, first_wait=timedelta(seconds=30), memory=memory())
        self.reports = Limiter(free=20, first_wait=timedelta(minutes=10), memory=memory())
        # Strangers of one address: a town hall behind one, and forms that are begun and thrown away.
        self.public_reports = Bucket(room=60, each=timedelta(minutes=1), memory=memory())
        self.public_begins = Bucket(room=120, each=timedelta(seconds=20), memory=memory())
        self.public_words = Bucket(room=60, each=timedelta(seconds=20), memory=memory())
        # All strangers of one organisation together (decision 57), by the line in which they stand. Who was
        # not here within the hour stands in the first.
        self.public_sent = Bucket(room=1, each=timedelta(hours=1), memory=memory())
        self.public_begun = Bucket(room=1, each=timedelta(hours=1), memory=memory())
        lines = memory()
        self.public_forms = Bucket(room=1_000, each=timedelta(seconds=0.1), memory=memory())
        self.public_lines = {
            "first": Bucket(room=300, each=timedelta(seconds=0.1), memory=lines),
            "again": Bucket(room=120, each=timedelta(seconds=10), memory=lines),
            "onion": Bucket(room=60, each=timedelta(seconds=10), memory=lines),
            "proven": Bucket(room=30, each=timedelta(seconds=1), memory=lines),
        }
        self.proofs = Limiter(free=3, first_wait=timedelta(minutes=20), memory=memory())
        self.files = Limiter(free=30, first_wait=timedelta(minutes=1), memory=memory())
        self.attachments = Bucket(room=10, each=timedelta(minutes=5), memory=memory())  # of each report


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


def neighbourhood(network: str) -> str:
    """The same for who may take one network after another: of IPv6 the /48, which one customer gets."""
    return str(ipaddress.ip_network(network).supernet(new_prefix=48)) if network.endswith("/64") else network


def _hash(secret: bytes, key: str) -> bytes:
    return hmac.new(secret, key.encode(errors="surrogatepass"), hashlib.sha256).digest()
