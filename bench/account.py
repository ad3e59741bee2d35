"""The accounts of twenty organisations, with a million reports and module results, beside their floor."""

import json
import os
import random
import sqlite3
import statistics
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench import municipality
from bench.export import Ran, run, sheets_of
from bench.measure import Chapter
from bench.municipality import Databases
from bench.reports import COLUMNS
from bot.case_screens import OUTCOMES
from bot.dialogues.report import IDENTITIES, THEMES
from storage import tallies
from storage.db import open_engine, unit

ORGANISATIONS = 20
DEPARTMENTS = 10  # of each
PEOPLE = 10  # module results of each person
FIRST, LAST = date(2025, 7, 1), date(2025, 12, 31)
EXPORT = ["-m", "handlers.cli", "export", "--period", "2025-H2", "--all", "--force", "--out"]
CLOSE = ["-m", "handlers.cli", "account", "close", "--period", "2025-H2", "--organisation"]
MODULES = ("reporting", "recognising-signals", "integrity", "property", "permits")


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """The workbooks of all organisations, live and final, and closing one half-year."""
    number = 100_000 if quick else 1_000_000
    place = folder / "account"
    databases = _filled(place, number)
    environment, out = municipality.environment(databases), place / "out"
    out.mkdir(exist_ok=True)
    run([*EXPORT, str(out)], environment)  # fills the caches, and says what the sheets are
    books = [{"name": file.name, **sheets_of(file, FIRST, LAST)} for file in sorted(out.glob("*.xlsx"))]
    sheets = place / "sheets.json"
    sheets.write_text(json.dumps(books), encoding="utf-8")
    bare = ["-m", "bench.bare_account", str(place / "baken.db"), str(sheets), str(place)]
    turns = 2 if quick else 3
    live, floor = [], []
    for _ in range(turns):
        live.append(run([*EXPORT, str(out)], environment))
        floor.append(run(bare, {}))
    closing = [run([*CLOSE, f"stad-{one}"], environment) for one in range(1, ORGANISATIONS)]
    run([*CLOSE, "gemeente-proefstad"], environment)
    final = [run([*EXPORT, str(out)], environment) for _ in range(turns)]
    chapter = Chapter(
        f"The accounts of {ORGANISATIONS} organisations, {number:,} reports and as many module results"
    )
    ratios = [a.seconds / b.seconds for a, b in zip(live, floor, strict=True)]
    chapter.add("live figures, 21 workbooks", _seconds(live) * 1000, " ms")
    chapter.add("bare SQL and openpyxl, the same cells", _seconds(floor) * 1000, " ms")
    chapter.add_ratio("live against bare", ratios, None if quick else 1.5)
    chapter.add("live, memory at its highest", _memory(live), " MB", None if quick else 150)
    chapter.add("final figures, 21 workbooks", _seconds(final) * 1000, " ms")
    chapter.add("final, memory at its highest", _memory(final), " MB", None if quick else 150)
    chapter.add("closing a half-year of one organisation", _seconds(closing) * 1000, " ms")
    return [chapter]


def _seconds(ran: list[Ran]) -> float:
    return statistics.median(one.seconds for one in ran)


def _memory(ran: list[Ran]) -> float:
    return max(one.megabytes for one in ran)


def _filled(folder: Path, number: int) -> Databases:
    databases = municipality.sqlite(folder)
    folder.mkdir()
    municipality.prepare(databases)
    connection = sqlite3.connect(folder / "baken.db")
    connection.execute("PRAGMA synchronous=OFF")
    with connection:
        for one in range(1, ORGANISATIONS):
            connection.execute(
                "INSERT INTO organisation VALUES (?, ?, ?, 0)", (one + 1, f"stad-{one}", f"Stad {one}")
            )
        connection.executemany(
            "INSERT INTO department (organisation_id, name) VALUES (?, ?)",
            ((home, f"Afdeling {n}") for home in range(2, ORGANISATIONS + 1) for n in range(DEPARTMENTS)),
        )
        places: dict[int, list[int]] = {}
        for id, home in connection.execute("SELECT id, organisation_id FROM department"):
            places.setdefault(home, []).append(id)
        connection.executemany(
            f"INSERT INTO report ({COLUMNS}) VALUES ({', '.join('?' * 13)})", _reports(number, places)
        )
        connection.executemany(
            "INSERT INTO person (id, organisation_id, name, email, department_id, active, locale)"
            " VALUES (?, ?, '', '', ?, 1, 'nl')",
            _people(number // PEOPLE, places),
        )
        connection.executemany(
            "INSERT INTO learning (organisation_id, person_id, programme, module, edition, assigned_on,"
            " due_on, brought, begun_on, finished_on) VALUES (?, ?, 'onboarding', ?, '', ?, ?, 0, ?, ?)",
            _results(number // PEOPLE),
        )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine = open_engine(databases.main)
    with unit(engine) as session:
        tallies.add_up(session)  # as housekeeping does every few minutes
    engine.dispose()
    return databases


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
        yield person + 1_000, home, places[home][person // ORGANISATIONS % len(places[home])]


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
                f"{MODULES[place % 5]}{'' if place < 5 else '-2'}",
                str(day),
                str(day + timedelta(days=30)),
                begun and str(begun),
                finished and str(finished),
            )
