"""The key of one poll, in the key database for as long as the poll is open."""

import secrets
from datetime import date

from sqlmodel import col, delete, select

from storage import sealing
from storage.db import reading, unit, wipe_deleted
from storage.tables.keys import Secret
from storage.vault import Destroyed, Vault

PREFIX = "poll/"


def make(vault: Vault, today: date) -> tuple[str, bytes]:
    """A new key, committed before it is returned, and its name, which begins with the day."""
    name, key = f"{PREFIX}{today.isoformat()}/{secrets.token_hex(8)}", sealing.new_key()
    wrapped, master = vault.masters.wrap(key, "secret", name)
    with unit(vault.engine) as session:
        session.add(Secret(name=name, wrapped=wrapped, master=master))
    return name, key


def get(vault: Vault, name: str) -> bytes:
    """The key with this name. Raises Destroyed."""
    with reading(vault.engine) as session:
        row = session.get(Secret, name)
    if row is None:
        raise Destroyed
    return vault.masters.unwrap(row.wrapped, row.master, "secret", name)


def names(vault: Vault) -> dict[str, date]:
    """Every key there is, with the day it was made."""
    with reading(vault.engine) as session:
        found = session.exec(select(Secret.name).where(col(Secret.name).startswith(PREFIX))).all()
    return {name: date.fromisoformat(name.split("/")[1]) for name in found}


def destroy(vault: Vault, gone: set[str]) -> None:
    """Nobody can read the boxes of these polls any more, in no copy of the main database."""
    if gone:
        with unit(vault.engine) as session:
            session.exec(delete(Secret).where(col(Secret.name).in_(gone)))
        wipe_deleted(vault.engine)
