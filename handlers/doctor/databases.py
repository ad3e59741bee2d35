"""The two databases: there, a pair, of this version, with the right keys and rights."""

import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.settings import BadSettings, Settings
from handlers.cli.sentences import sentence
from handlers.doctor.finding import Finding
from storage import audit, migrate, organisations, pair, people, roles
from storage.db import open_engine, reading
from storage.pair import State
from storage.vault import Vault

NAME = "databases"
FOREIGN_OWNER = text(
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema()"
    " AND NOT pg_has_role(tableowner, 'USAGE') LIMIT 1"
)
MAY_MAKE = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")


class Looked(NamedTuple):
    """What was found; `made` says whether they are there, `slugs` which organisations are in them."""

    findings: tuple[Finding, ...]
    made: bool = False
    slugs: tuple[str, ...] | None = None
    readers: bool = False  # whether anybody active reads reports of the first organisation
    held_back: tuple[str, ...] = ()  # entries of the settings whose address is another human's now
    without_readers: tuple[str, ...] = ()  # other organisations of which nobody active reads reports


def look(settings: Settings) -> Looked:
    """Looks at both databases and changes neither."""
    main, keys = open_engine(settings.database_url), open_engine(settings.keys_database_url)
    try:
        return _looked(settings, main, keys)
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        return Looked((Finding(NAME, "WRONG", said),), made=not isinstance(error, SQLAlchemyError))
    finally:
        main.dispose()
        keys.dispose()


def _looked(settings: Settings, main: Engine, keys: Engine) -> Looked:
    for variable, engine in (("DATABASE_URL", main), ("KEYS_DATABASE_URL", keys)):
        try:
            wrong = _rights(engine)
        except SQLAlchemyError as error:
            wrong = sentence(error) or ""
        if wrong:
            return Looked((Finding(NAME, "WRONG", f"{variable}: {wrong}"),))
    where = f"{pair.place(main)} and {pair.place(keys)}"
    there = pair.check(main, keys)
    if there != (State.MAIN, State.KEYS):
        return Looked(
            (_key(settings, False), Finding(NAME, "to do", f"`baken migrate` makes {where}")),
        )
    if not (migrate.is_current(keys, "keys") and migrate.is_current(main, "main")):
        text = "from an older version; `baken migrate` brings them up to date"
        return Looked((_key(settings, True), Finding(NAME, "to do", text)), made=True)
    if not settings.baken_master_keys.strip():
        return Looked((_key(settings, True),), made=True)
    wrong = _contents(settings, main, keys)
    with reading(main) as session:
        every = organisations.everyone(session)
        slugs = tuple(row.slug for row in every)
        alone = {row.slug for row in every if not people.staff(session, row.id, HANDLERS | DEPUTY)}
        named = [one for row in every for one in roles.named(session, row.id)]
    finding = Finding(NAME, "WRONG", wrong) if wrong else Finding(NAME, "ok", where)
    held_back = tuple(one.entry for one in named if one.candidate_id)
    readers, others = alone.isdisjoint(slugs[:1]), tuple(one for one in slugs[1:] if one in alone)
    return Looked((finding,), True, slugs, readers, held_back, others)


def _key(settings: Settings, made: bool) -> Finding:
    """Whether there is a master key: to be made as long as nothing was sealed with one."""
    try:
        settings.masters()
    except BadSettings as error:
        return Finding("master key", "WRONG" if made else "to do", str(error))
    return Finding("master key")


def _contents(settings: Settings, main: Engine, keys: Engine) -> str:
    vault = Vault(keys, settings.masters())
    pair.verify(main, vault)
    if lost := vault.lost_masters():
        return f"BAKEN_MASTER_KEYS does not hold every key that reports were sealed with ({lost} missing)"
    with reading(main) as session, reading(keys) as of_keys:
        if not audit.is_anchored(session, of_keys):
            return (
                "the main database is older than the key database, so an older backup was put back;"
                " if it is the newest there is, `baken audit accept` goes on from there"
            )
    return ""


def _rights(engine: Engine) -> str:
    """What this user may not do, in the place of a database. Raises SQLAlchemyError."""
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        nearest = next(one for one in (file.parent, *file.parent.parents) if one.exists())
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            return f"this user may not write {file}; the user that runs Baken must own it"
        if not os.access(nearest, os.W_OK | os.X_OK):
            return f"this user may make no files in {nearest}; the user that runs Baken must own it"
        return ""
    with engine.connect() as connection:
        if connection.execute(FOREIGN_OWNER).first():
            return "tables in it belong to another user than the one in the address (docs/postgresql.md)"
        if not connection.execute(MAY_MAKE).scalar_one():
            return "the user in the address may make no tables; it must own the database (docs/postgresql.md)"
    return ""


def dates(settings: Settings) -> dict[str, datetime]:
    """What the clocks of others say: of a PostgreSQL server, and of the newest entry of the trail ."""
    found: dict[str, datetime] = {}
    engine = open_engine(settings.database_url)
    try:
        if pair.look(engine) is State.MAIN:
            with reading(engine) as session:
                if latest := audit.latest(session):
                    found["the newest entry of the audit trail"] = latest
        if engine.dialect.name == "postgresql":
            with engine.connect() as connection:
                found["PostgreSQL"] = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    except SQLAlchemyError:
        pass  # said already
    finally:
        engine.dispose()
    return found
