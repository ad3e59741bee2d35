"""A year of made-up reports by the thousand, put straight into the database: nothing of them is real."""

import os
import random
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench import municipality
from bench.municipality import Databases
from bot.reports.dialogue import IDENTITIES, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage import tallies
from storage.db import open_engine, unit

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
STORY = 1_792  # bytes sealed in each report
COLUMNS = (
    "id, organisation_id, number, theme, identity, department_id, audience, status, outcome,"
    " received_on, first_answer_on, closed_on, sealed"
)


def filled(folder: Path, number: int) -> Databases:
    """Prepared SQLite databases in the folder, with this many reports spread over the year; made once."""
    databases = municipality.sqlite(folder)
    if folder.exists():
        return databases
    folder.mkdir()
    municipality.prepare(databases)
    connection = sqlite3.connect(folder / "baken.db")
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        connection.executemany(f"INSERT INTO report ({COLUMNS}) VALUES ({', '.join('?' * 13)})", rows(number))
        connection.executemany("INSERT INTO redirect VALUES (1, ?, ?, ?)", _redirects())
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine = open_engine(databases.main)
    with unit(engine) as session:
        tallies.add_up(session)  # as housekeeping does every few minutes
    engine.dispose()
    return databases


def rows(number: int) -> Iterator[tuple[object, ...]]:
    dice, sealed = random.Random(number), os.urandom(STORY)
    days = [str(FIRST + timedelta(days=n)) for n in range((LAST - FIRST).days + 1)]
    departments = [None, *range(1, len(municipality.DEPARTMENTS) + 1)]
    for position in range(number):
        day = position * len(days) // number
        answered, closed = day + dice.randrange(14), day + 14 + dice.randrange(90)
        is_closed = closed < len(days)
        yield (
            f"{position:032x}",
            1,
            f"{position:010}",
            dice.choice(THEMES),
            dice.choice(IDENTITIES),
            dice.choice(departments),
            "handlers",
            "closed" if is_closed else "in_progress",
            dice.choice(OUTCOMES) if is_closed else None,
            days[day],
            days[answered] if answered < len(days) else None,
            days[closed] if is_closed else None,
            sealed,
        )


def _redirects() -> Iterator[tuple[object, ...]]:
    for kind in REDIRECTS:
        for month in range(1, 13):
            yield kind, str(date(FIRST.year, month, 1)), 20 + month
