"""The main and the key database as a pair: none is ever made beside one whose other half is lost."""

import hmac
from enum import Enum
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from storage import audit
from storage.db import insert, reading, unit
from storage.tables.pairing import Pairing
from storage.vault import Vault

OF_MAIN = {"organisation", "report", "audit_entry"}  # what each has had since its first version
OF_KEYS = {"secret", "report_key", "audit_anchor"}


class State(Enum):
    """What a database is, whatever its address says of it."""

    ABSENT = "absent"
    EMPTY = "empty"
    MAIN = "main"
    KEYS = "keys"
    FOREIGN = "foreign"


class NotAPair(Exception):
    """The two databases cannot be used together. `why` is one of WHYS; and where the two are."""

    def __init__(self, why: str, main: Engine, keys: Engine) -> None:
        super().__init__(why)
        self.why, self.main, self.keys = why, place(main), place(keys)


WHYS = ("swapped", "foreign_main", "foreign_keys", "keys_gone", "main_gone", "strangers")


def place(engine: Engine) -> str:
    """Where a database is, for people: a file, or server, database and user. Never a password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "this machine"
    return f"{host}, database {url.database}, user {url.username}"


def look(engine: Engine) -> State:
    """What is at an address; makes nothing. Raises SQLAlchemyError when it cannot be looked at."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return State.ABSENT
    with engine.connect().execution_options(read_only=True) as connection:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if not tables:
        return State.EMPTY
    return State.MAIN if tables >= OF_MAIN else State.KEYS if tables >= OF_KEYS else State.FOREIGN


def check(main: Engine, keys: Engine) -> tuple[State, State]:
    """What is at the two addresses. Raises NotAPair when one of them is lost, or is not what it should be.

    A first migration that was cut short leaves two databases in which nothing is yet: that is no loss."""
    found = look(main), look(keys)
    of_main, of_keys = found
    if of_main is State.KEYS or of_keys is State.MAIN:
        raise NotAPair("swapped", main, keys)
    if State.FOREIGN in found:
        raise NotAPair("foreign_main" if of_main is State.FOREIGN else "foreign_keys", main, keys)
    main_in_use = of_main is State.MAIN and _has_rows(main, "organisation")
    keys_made = of_keys is State.KEYS and _has_rows(keys, "secret")
    if main_in_use and not keys_made:
        raise NotAPair("keys_gone", main, keys)
    keys_in_use = of_keys is State.KEYS and (_has_rows(keys, "report_key") or _has_rows(keys, "audit_anchor"))
    if keys_in_use and not main_in_use:
        raise NotAPair("main_gone", main, keys)
    return found


def verify(main: Engine, vault: Vault, note: bool = False) -> None:
    """Raises NotAPair when the main database was made with other keys. `note`: from now on it can be told."""
    with reading(main) as session:
        row = session.get(Pairing, 1)
        if (
            not hmac.compare_digest(row.mark, vault.pair_mark)
            if row
            else audit.is_foreign(session, vault.audit_secret)
        ):
            raise NotAPair("strangers", main, vault.engine)
    if row is None and note:
        with unit(main) as session:
            session.connection().execute(
                insert(session, Pairing).values(id=1, mark=vault.pair_mark).on_conflict_do_nothing()
            )


def _has_rows(engine: Engine, table: str) -> bool:
    with reading(engine) as session:
        return session.connection().execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() is not None  # noqa: S608
