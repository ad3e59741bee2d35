"""Master keys: they come from the environment, newest first, and wrap every other key."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from storage import sealing


class UnusableKey(Exception):
    """BAKEN_MASTER_KEYS cannot be used; the message says why and never shows the key."""


class WrongMaster(Exception):
    """Something was wrapped by a master key that is not among those given."""


@dataclass(frozen=True, repr=False)
class MasterKeys:
    """All usable master keys by fingerprint; the newest one wraps."""

    newest: str
    by_fingerprint: dict[str, bytes]

    def wrap(self, secret: bytes, *place: str | int) -> tuple[bytes, str]:
        """The wrapped secret and the fingerprint of the key that wrapped it."""
        return sealing.wrap(self.by_fingerprint[self.newest], secret, *place), self.newest

    def unwrap(self, wrapped: bytes, fingerprint: str, *place: str | int) -> bytes:
        """The secret again. Raises WrongMaster when its master key was not given."""
        if fingerprint not in self.by_fingerprint:
            raise WrongMaster(fingerprint)
        return sealing.unwrap(self.by_fingerprint[fingerprint], wrapped, *place)


def new_master() -> str:
    """One new master key as it is written in BAKEN_MASTER_KEYS: 32 random bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(sealing.new_key()).decode()


def parse_masters(text: str) -> MasterKeys:
    """Reads comma-separated keys, newest first. Raises UnusableKey."""
    keys: dict[str, bytes] = {}
    for position, part in enumerate((part.strip() for part in text.split(",") if part.strip()), start=1):
        try:
            key = base64.b64decode(part, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise UnusableKey(f"key {position} is not URL-safe base64") from None
        if len(key) != 32:
            raise UnusableKey(f"key {position} holds {len(key)} bytes, it must hold 32")
        if len(set(key)) < 8:
            raise UnusableKey(f"key {position} is not random")
        keys[hashlib.sha256(key).hexdigest()[:16]] = key
    if not keys:
        raise UnusableKey("there is no key; `baken keys new` prints one")
    return MasterKeys(newest=next(iter(keys)), by_fingerprint=keys)
