"""Sealing and opening of single values: AES-256-GCM with associated data. Pure."""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM


class CannotOpen(Exception):
    """The value was sealed under another key, for another place, or was changed."""


def new_key() -> bytes:
    """A random 256-bit key."""
    return os.urandom(32)


def seal(key: bytes, value: Any, *place: str | int) -> bytes:
    """Seals a JSON value for one place (organisation, report, field, …); it opens only there."""
    return wrap(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), *place)


def unseal(key: bytes, sealed: bytes, *place: str | int) -> Any:
    """The value that `seal` sealed with the same key and place. Raises CannotOpen."""
    return json.loads(unwrap(key, sealed, *place))


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


def derive(secret: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A 256-bit key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=purpose.encode()).derive(secret)


def _associated(place: tuple[str | int, ...]) -> bytes:
    return json.dumps(place).encode()
