"""Sealing and opening of single values: AES-256-GCM with associated data. Pure."""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM
LENGTH = 4  # bytes that say how long a picture is
ADDED = NONCE + 16  # bytes around what is sealed: the nonce before it, the tag behind it
# Bytes of anything that is sealed as a value; what is longer has a multiple of the last. The first holds a
# usual report: two of them fill a page of SQLite, four one of PostgreSQL, without a page of their own.
SIZES = (1_792, 8_192, 16_384, 32_768, 65_536)

LARGE = (256 * 1024, 1024 * 1024)  # bytes of a picture that is sealed


class CannotOpen(Exception):
    """The value was sealed under another key, for another place, or was changed."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return os.urandom(32)


def seal(key: bytes, value: Any, *place: str | int) -> bytes:
    """Seals a JSON value for one place (organisation, report, field, …); it opens only there, and its length
    tells next to nothing."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return wrap(key, padded(text), *place)


def pad(key: bytes, sealed: bytes, *place: str | int) -> bytes:
    """The same value, sealed anew at its full size: for what was sealed before there were sizes. Raises
    CannotOpen."""
    return wrap(key, padded(unwrap(key, sealed, *place)), *place)


def padded(text: bytes) -> bytes:
    """JSON and spaces behind it, which JSON does not mind: as many as give it one of our sizes sealed."""
    size = next((size for size in SIZES if len(text) + ADDED <= size), 0)
    size = size or -(-(len(text) + ADDED) // SIZES[-1]) * SIZES[-1]
    return text.ljust(size - ADDED)


def unseal(key: bytes, sealed: bytes, *place: str | int) -> Any:
    """The value that `seal` sealed with the same key and place. Raises CannotOpen."""
    return json.loads(unwrap(key, sealed, *place).decode())


def wrap(key: bytes, secret: bytes, *place: str | int) -> bytes:
    """Seals raw bytes (another key) for one place."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, _associated(place))


def unwrap(key: bytes, sealed: bytes, *place: str | int) -> bytes:
    """The bytes that were wrapped with the same key and place. Raises CannotOpen."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _associated(place))
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        raise CannotOpen from None


def wrap_large(key: bytes, content: bytes, *place: str | int) -> bytes:
    """Seals a picture for one place at one of two sizes. It must leave 32 bytes of the larger one."""
    size = next(size for size in LARGE if len(content) + LENGTH + ADDED <= size)
    return wrap(key, (len(content).to_bytes(LENGTH, "big") + content).ljust(size - ADDED, b"\0"), *place)


def unwrap_large(key: bytes, sealed: bytes, *place: str | int) -> bytes:
    """The picture that was sealed with the same key and place. Raises CannotOpen."""
    opened = unwrap(key, sealed, *place)
    return opened[LENGTH : LENGTH + int.from_bytes(opened[:LENGTH], "big")]


def derive(secret: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A 256-bit key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=purpose.encode()).derive(secret)


def _associated(place: tuple[str | int, ...]) -> bytes:
    return json.dumps(place).encode()
