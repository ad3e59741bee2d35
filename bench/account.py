"""The accounts of twenty organisations, with a million reports and module results, beside their floor."""

import json
import os
import random
import sqlite3
import statistics
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from bench import municipality
from bench.export import Ran, run, sheets_of
from bench.measure import Chapter
from bench.municipality import Databases
from bench.reports import COLUMNS
from bot.reports.dialogue import IDENTITIES, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage import tallies
from storage.db import open_engine, unit

ORGANISATIONS = 20
DEPARTMENTS = 10  # of each
PEOPLE = 10  # module results of each person
FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
EXPORT = ["-m", "handlers.cli", "export", "--period", "2025-H2", "--all", "--force", "--out"]
CLOSE = ["-m", "handlers.cli", "account", "close", "--period", "2025-H2", "--organisation"]
# Puts rows into the columns of a table.
Put = Callable[[str, str, Iterable[tuple[object, ...]]], None]
MODULES = ("reporting", "recognising-signals", "integrity", "property", "permits")


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """The workbooks of all organisations, live and final, and closing one half-year; on both databases."""
    number, turns = (100_000, 2) if quick else (1_000_000, 3)
    place = folder / "account"
    place.mkdir()
    databases = municipality.sqlite(place)
    municipality.prepare(databases)
    with closing(sqlite3.connect(place / "baken.db")) as connection:
        _fill_sqlite(connection, number)
    chapters = [_chapter("SQLite", place, databases, str(place / "baken.db"), number, turns)]
    with municipality.postgresql() as databases:
        municipality.prepare(databases)
        address = make_url(databases.main).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as large:
            _fill_postgresql(large, number)
        chapters.append(_chapter("PostgreSQL", place, databases, address, number, turns))
    return chapters


def _chapter(name: str, place: Path, databases: Databases, address: str, number: int, turns: int) -> Chapter:
    _add_up(databases)
    environment, out = municipality.environment(databases), place / name
    out.mkdir()
    run([*EXPORT, str(out)], environment)  # fills the caches, and says what the sheets are
    books = [{"name": file.name, **sheets_of(file, FIRST, LAST)} for file in sorted(out.glob("*.xlsx"))]
    sheets = place / "sheets.json"
    sheets.write_text(json.dumps(books), encoding="utf-8")
    bare = ["-m", "bench.bare_account", address, str(sheets), str(place)]
    live, floor = [], []
    for _ in range(turns):
        live.append(run([*EXPORT, str(out)], environment))
        floor.append(run(bare, {}))
    closed = [run([*CLOSE, f"stad-{one}"], environment) for one in range(1, ORGANISATIONS)]
    run([*CLOSE, "gemeente-proefstad"], environment)
    final = [run([*EXPORT, str(out)], environment) for _ in range(turns)]
    of = f"{ORGANISATIONS} organisations, {number:,} reports and as many module results"
    chapter, is_whole = Chapter(f"The accounts of {of}, {name}"), number == 1_000_000
    ratios = [a.seconds / b.seconds for a, b in zip(live, floor, strict=True)]
    chapter.add("live figures, 21 workbooks", _seconds(live) * 1000, " ms")
    chapter.add("bare SQL and openpyxl, the same cells", _seconds(floor) * 1000, " ms")
    chapter.add_ratio("live against bare", ratios, 1.5 if is_whole else None)
    chapter.add("live, memory at its highest", _memory(live), " MB", 150 if is_whole else None)
    chapter.add("final figures, 21 workbooks", _seconds(final) * 1000, " ms")
    chapter.add("final, memory at its highest", _memory(final), " MB", 150 if is_whole else None)
    chapter.add("closing a half-year of one organisation", _seconds(closed) * 1000, " ms")
    return chapter


def _seconds(ran: list[Ran]) -> float:
    return statistics.median(one.seconds for one in ran)


def _memory(ran: list[Ran]) -> float:
    return max(one.megabytes for one in ran)


def _fill_sqlite(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("PRAGMA synchronous=OFF")

    def put(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(columns.split(",")))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    with connection:
        _fill(put, lambda question: connection.execute(question).fetchall(), number)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_postgresql(connection: psycopg.Connection[tuple[Any, ...]], number: int) -> None:
    def put(table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
        into = f"COPY {table} ({columns}) FROM STDIN".encode()
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    _fill(put, lambda question: connection.execute(question.encode()).fetchall(), number)
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


def _fill(put: Put, ask: Callable[[str], list[tuple[Any, ...]]], number: int) -> None:
    """Puts everything into the tables of prepared databases."""
    homes = range(2, ORGANISATIONS + 1)  # the first one is there
    put("organisation", "id, slug, name, demo", ((n, f"stad-{n - 1}", f"Stad {n - 1}", False) for n in homes))
    names = ((home, f"Afdeling {n}") for home in homes for n in range(DEPARTMENTS))
    put("department", "organisation_id, name", names)
    places: dict[int, list[int]] = {}
    for id, home in ask("SELECT id, organisation_id FROM department ORDER BY id"):
        places.setdefault(home, []).append(id)
    put("report", COLUMNS, _reports(number, places))
    columns = "id, organisation_id, name, email, department_id, active, locale"
    put("person", columns, _people(number // PEOPLE, places))
    columns = "organisation_id, person_id, programme, module, edition, assigned_on, due_on, brought"
    put("learning", f"{columns}, begun_on, finished_on", _results(number // PEOPLE))


def _add_up(databases: Databases) -> None:
    engine = open_engine(databases.main)
    with unit(engine) as session:
        tallies.add_up(session)  # as housekeeping does every few minutes
    engine.dispose()


def _reports(number: int, places: dict[int, list[int]]) -> Iterator[tuple[object, ...]]:
    dice, sealed = random.Random(number), os.urandom(200)
    for position in range(number):
        home = position % ORGANISATIONS + 1
        received = FIRST + timedelta(days=dice.randrange(184))
        closed = received + timedelta(days=dice.randrange(120))
        done = closed <= LAST
        yield (
            f"{position:032x}",
            home,
            f"{position:010}",
            dice.choice(THEMES),
            dice.choice(IDENTITIES),
            dice.choice(places[home]),
            "handlers",
            "closed" if done else "in_progress",
            dice.choice(OUTCOMES) if done else None,
            str(received),
            str(received + timedelta(days=dice.randrange(14))),
            str(closed) if done else None,
            sealed,
        )


def _people(number: int, places: dict[int, list[int]]) -> Iterator[tuple[object, ...]]:
    for person in range(number):
        home = person % ORGANISATIONS + 1
        place = places[home][person // ORGANISATIONS % len(places[home])]
        yield person + 1_000, home, "", "", place, True, "nl"


def _results(people: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(people)
    for person in range(people):
        day = FIRST + timedelta(days=dice.randrange(184))
        for place in range(PEOPLE):
            begun = day + timedelta(days=dice.randrange(20)) if dice.random() < 0.9 else None
            finished = begun + timedelta(days=dice.randrange(20)) if begun and dice.random() < 0.9 else None
            yield (
                person % ORGANISATIONS + 1,
                person + 1_000,
                "onboarding",
                f"{MODULES[place % 5]}{'' if place < 5 else '-2'}",
                "",
                str(day),
                str(day + timedelta(days=30)),
                0,
                begun and str(begun),
                finished and str(finished),
            )
