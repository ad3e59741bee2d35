"""The keys of what the account keeps sealed, in the key database: one for each organisation and purpose.

A half-year has a key of its own. Destroying it leaves what the account tells, and takes away for good, also
from every backup of the main database, the small numbers that were never told."""

from storage import sealing
from storage.db import one_at_a_time, reading, unit
from storage.locks import Lock
from storage.tables.keys import Secret
from storage.vault import Destroyed, Vault

LOG, STORIES, COMMITMENTS = "log", "stories", "commitments"  # purposes beside the half-years


def make(vault: Vault, organisation_id: int, purpose: str) -> bytes:
    """The key for this purpose, made and committed when it is not there yet."""
    name = _name(organisation_id, purpose)
    with unit(vault.engine) as session:
        one_at_a_time(session.connection(), Lock.PURPOSE_KEYS)
        row = session.get(Secret, name)
        if row is not None:
            return vault.masters.unwrap(row.wrapped, row.master, "secret", name)
        key = sealing.new_key()
        wrapped, master = vault.masters.wrap(key, "secret", name)
        session.add(Secret(name=name, wrapped=wrapped, master=master))
    return key


def get(vault: Vault, organisation_id: int, purpose: str) -> bytes:
    """The key for this purpose. Raises Destroyed when there is none (any more)."""
    name = _name(organisation_id, purpose)
    with reading(vault.engine) as session:
        row = session.get(Secret, name)
    if row is None:
        raise Destroyed
    return vault.masters.unwrap(row.wrapped, row.master, "secret", name)


def _name(organisation_id: int, purpose: str) -> str:
    return f"account/{organisation_id}/{purpose}"
