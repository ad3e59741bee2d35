"""Bytes that a usual report takes on the disk, in all: padded as it is now, and sealed as long as it is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, text

from bench import municipality
from bench.measure import Chapter
from bench.municipality import Databases
from bot import housekeeping
from bot.foundation.context import Context, Visitor
from bot.foundation.limits import Limits
from bot.reports import intake, slots
from bot.reports.dialogue import THEMES
from bot.reports.receipts import Receipt
from handlers.desk import open_storage
from storage import organisations, sealing
from storage.db import unit, wipe_deleted
from storage.vault import Vault
from tests.support.postgres import running_postgres

AIM = 4.0  # kB
DAYS = 50
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
STORY = "Elke nacht staat hetzelfde busje achter het gemeentehuis. " * 7  # about 400 characters
ANSWERS: dict[str, Any] = {
    "identity": "anonymous",
    "story": STORY,
    "where": "Achter de haven",
    "ongoing": "yes",
}


def measure(folder: Path, quick: bool) -> Iterator[Chapter]:
    """What a report adds to the files of both databases, on SQLite and on PostgreSQL."""
    number = 1_000 if quick else 5_000
    chapter = Chapter(f"A usual report on the disk ({number} of them, with key, receipt, indexes and trail)")
    for name in ("SQLite", "PostgreSQL"):
        for padded in (True, False):
            took = _sqlite(folder, number, padded) if name == "SQLite" else _postgres(number, padded)
            how = "padded" if padded else "as long as it is"
            chapter.add(f"{name}, {how}", took / number / 1000, " kB", AIM if padded else None)
    yield chapter


def _sqlite(folder: Path, number: int, padded: bool) -> int:
    own = folder / f"space-{padded}"
    own.mkdir()
    return _taken(municipality.sqlite(own), number, padded)


def _postgres(number: int, padded: bool) -> int:
    with running_postgres() as server, server.fresh_database() as main, server.fresh_database() as keys:
        return _taken(Databases(main, keys), number, padded)


def _taken(databases: Databases, number: int, padded: bool) -> int:
    municipality.prepare(databases)
    engine, vault = open_storage(municipality.settings(databases))
    with unit(engine) as session:
        home = organisations.everyone(session)[0]
    before = _bytes(engine) + _bytes(vault.engine)
    with patch.object(sealing, "padded", sealing.padded if padded else bytes):
        for position in range(number):
            day = position * DAYS // number
            _hand_in(engine, vault, home, position, NOW + timedelta(days=day))
            if (position + 1) * DAYS // number > day:
                slots.end_waits(engine, vault, NOW + timedelta(days=day + 7))
                housekeeping.fold(engine, vault, NOW + timedelta(days=day + 7))
                _bytes(engine), _bytes(vault.engine)  # tidies up
    taken = _bytes(engine) + _bytes(vault.engine) - before
    engine.dispose()
    vault.engine.dispose()
    return taken


def _hand_in(
    engine: Engine, vault: Vault, home: organisations.OrganisationRow, position: int, now: datetime
) -> None:
    with unit(engine) as session:
        visit = vault, Visitor("web", known_as=str(position)), (home,), home, "nl", now, Limits()
        answers = {**ANSWERS, "theme": THEMES[position % len(THEMES)]}
        intake.take_in(Context(session, *visit), answers, Receipt("", f"{position:064x}"), None)


def _bytes(engine: Engine) -> int:
    if engine.dialect.name == "sqlite":
        wipe_deleted(engine)
        return Path(str(engine.url.database)).stat().st_size
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
