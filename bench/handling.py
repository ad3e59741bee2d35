"""The work list and one report of 50,000, while twenty people hand in reports, against the bare queries: the
same rows and keys, by the driver of the database and AES-GCM, with nothing around them."""

import gc
import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, make_url, text

from bench import municipality
from bench.measure import Chapter, Slice, milliseconds, ratios, take_turns
from bench.municipality import Databases
from bench.reporters import PEOPLE, reporting
from bench.reports import COLUMNS, rows
from bench.search import SEEKER, STORY
from bot.foundation.screen import Event
from bot.reports import search_index, seen_before
from handlers.desk import Desk, open_storage
from storage import sealing, tallies
from storage.db import unit
from storage.tables.keys import ReportKey
from storage.tables.reports import Message, Report
from storage.vault import Vault

TURNS, TIMES, SOME = 8, 50, 1_000  # turns, times a turn, rows in one statement
AIM = 2.0
ANSWER = "Dank je voor je melding. We hebben hem gelezen en zoeken het uit."
MINE = "SELECT 1 FROM report_mark WHERE report_mark.report_id = report.id AND report_mark.person_id = 1"
LISTED = (
    " FROM report WHERE organisation_id = 1 AND audience IN ('handlers') AND waits_until IS NULL"
    " AND due_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM report_exclusion"
    " WHERE report_exclusion.report_id = report.id AND report_exclusion.handler_key IN (?, ?))"
)
PAGE = (
    f"SELECT id, number, theme, status, due_on, NOT EXISTS ({MINE}){LISTED} ORDER BY due_on, number LIMIT 21"
)
VIEWS = (
    "due_on < ?",
    f"NOT EXISTS ({MINE})",
    "turn = 'handler'",
    "first_answer_on IS NULL",
    "turn = 'reporter'",
    "assignee_id = 1",
)
COUNTS = f"SELECT {', '.join(f'sum(CASE WHEN {one} THEN 1 ELSE 0 END)' for one in VIEWS)}{LISTED}"
REPORT = "SELECT sealed FROM report WHERE id = ?"
MESSAGES = "SELECT position, sealed FROM message WHERE report_id = ? ORDER BY position"
MARK = (
    "INSERT INTO report_mark (report_id, person_id, position) VALUES (?, 1, 1)"
    " ON CONFLICT (report_id, person_id) DO UPDATE SET position = 1"
)
NEWEST = (
    "SELECT id, report_index.sealed FROM report JOIN report_index ON report_index.report_id = report.id"
    f"{LISTED.removeprefix(' FROM report').replace(' organisation_id', ' report.organisation_id')}"
    f" ORDER BY received_on DESC, id LIMIT {seen_before.AT_ONCE}"
).replace(" AND due_on IS NOT NULL", "")
KEYS = "SELECT report_id, wrapped, master FROM report_key WHERE report_id IN "
KEY = "SELECT wrapped, master FROM report_key WHERE report_id = ?"


def measure(folder: Path, quick: bool) -> Iterator[Chapter]:
    """On both databases; `quick` is for whether it works, and has a tenth of the reports."""
    number, turns = (5_000, 2) if quick else (50_000, TURNS)
    place = folder / "handling"
    place.mkdir()
    yield _measured("SQLite", municipality.sqlite(place), number, turns)
    with municipality.postgresql() as databases:
        yield _measured("PostgreSQL", databases, number, turns)


def _measured(name: str, databases: Databases, number: int, turns: int) -> Chapter:
    title = f"The work list and one report of {number:,}, while {PEOPLE} people report, {name}"
    chapter = Chapter(title)
    municipality.prepare(databases)
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    desk, bare, dice = Desk(engine, vault), Bare(databases, vault), random.Random(1)
    ids = _filled(vault, desk, number)
    gc.collect()
    gc.freeze()  # as `baken serve` does once it is ready: else what was filled in is looked at time and again

    def show() -> object:
        return desk.respond(SEEKER, Event("casework", "show", dice.choice(ids)))

    contestants: dict[str, Callable[[], object]] = {
        "bare page": bare.page,
        "bare list": bare.listing,
        "bare report": lambda: bare.report(dice.choice(ids)),
        "bare report, marked as read": lambda: bare.marked(dice.choice(ids)),
        "bare report, compared": lambda: bare.compared(dice.choice(ids)),
        "the list": lambda: desk.respond(SEEKER, Event("casework", "open", "open:0")),
        "a report": show,
    }
    with reporting(municipality.environment(databases)):
        slices = take_turns(turns, {name: _times(do) for name, do in contestants.items()})
    for one in contestants:
        for share in (0.5, 0.99):
            chapter.add(f"{one}, p{share * 100:.0f}", milliseconds(slices[one], share), " ms")
    for ours, floor, aim in (
        ("the list", "bare page", None),
        ("the list", "bare list", AIM),
        ("a report", "bare report, compared", AIM),
        ("a report", "bare report, marked as read", None),
    ):
        for share in (0.5, 0.99):
            found = ratios(slices[ours], slices[floor], share)
            chapter.add_ratio(f"{ours} against the {floor}, p{share * 100:.0f}", found, aim)
    chapter.notes.append("the bare list has the page and how many there are in each view")
    chapter.notes.append(f"compared: with by what the {seen_before.AT_ONCE:,} newest others are found")
    chapter.notes.append("no bare contestant asks who it is, nor for a right, or makes a screen")
    chapter.notes.append("a report that is opened is marked as read and stands in the trail, in one commit")
    bare.close()
    desk.close()
    return chapter


class Bare:
    """Both databases by their drivers, with nothing around them."""

    def __init__(self, databases: Databases, vault: Vault) -> None:
        self.masters, self.mark = vault.masters, "?"
        self.main, self.keys = (self._open(address) for address in databases)
        self.mine = vault.handler_keys(1, 1)

    def page(self) -> list[Any]:
        return self._ask(self.main, PAGE, self.mine)

    def listing(self) -> object:
        today = date.today()  # noqa: DTZ011 (whichever day it is)
        return self._ask(self.main, COUNTS, (today.isoformat(), *self.mine)), self.page()

    def report(self, id: str) -> object:
        ((sealed,),) = self._ask(self.main, REPORT, (id,))
        ((wrapped, master),) = self._ask(self.keys, KEY, (id,))
        opener = self.masters.by_fingerprint[master]
        key = self._opened(opener, wrapped, "report-key", 1, id)
        said = self._ask(self.main, MESSAGES, (id,))
        texts = [self._opened(key, one, 1, id, "message", place, 1) for place, one in said]
        return [json.loads(one) for one in (self._opened(key, sealed, 1, id, "report", 1), *texts)]

    def marked(self, id: str) -> object:
        told = self.report(id)
        self.main.execute(MARK.replace("?", self.mark), (id,))
        self.main.commit()
        return told

    def compared(self, id: str) -> object:
        """The report, and by what the newest others are found."""
        newest = self._ask(self.main, NEWEST, self.mine)
        some = f"({', '.join('?' * len(newest))})"
        found = self._ask(self.keys, KEYS + some, tuple(one for one, _ in newest))
        keys = {one: (wrapped, self.masters.by_fingerprint[master]) for one, wrapped, master in found}
        opened = []
        for one, sealed in newest:
            wrapped, opener = keys[one]
            key = self._opened(opener, wrapped, "report-key", 1, one)
            opened.append(json.loads(self._opened(key, sealed, 1, one, "index", 1)))
        return self.marked(id), opened

    def close(self) -> None:
        for one in (self.main, self.keys):
            one.close()

    def _open(self, address: str) -> Any:
        url = make_url(address)
        if url.drivername.startswith("sqlite"):
            connection = sqlite3.connect(url.database or "", timeout=30)
            connection.execute("PRAGMA synchronous=FULL")
            return connection
        self.mark = "%s"
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)

    def _ask(self, connection: Any, question: str, given: tuple[object, ...]) -> list[Any]:
        found: list[Any] = connection.execute(question.replace("?", self.mark), given).fetchall()
        return found

    @staticmethod
    def _opened(key: bytes, sealed: bytes, *place: object) -> bytes:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], json.dumps(place).encode())


def _times(do: Callable[[], object]) -> Callable[[], Slice]:
    def each() -> Slice:
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            do()
            took.append(time.perf_counter() - began)
        return took

    return each


def _filled(vault: Vault, desk: Desk, number: int) -> list[str]:
    """Every report with its key, its story and (once answered) an answer; gives their ids."""
    names, ids = COLUMNS.replace(" ", "").split(","), list[str]()
    made: list[dict[str, Any]] = []
    keys: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for values in rows(number):
        row: dict[str, Any] = dict(zip(names, values, strict=True))
        for name in ("received_on", "first_answer_on", "closed_on"):
            row[name] = date.fromisoformat(row[name]) if row[name] else None
        key, id = sealing.new_key(), row["id"]
        wrapped, master = vault.masters.wrap(key, "report-key", 1, id)
        keys.append({"report_id": id, "organisation_id": 1, "wrapped": wrapped, "master": master})
        keys[-1]["made_on"] = row["received_on"]
        content = {"answers": {"story": STORY}, "reporter": None}
        row["sealed"] = sealing.seal(key, content, 1, id, "report", 1)
        row["due_on"] = None if row["closed_on"] else row["received_on"] + timedelta(days=90)
        made.append(row)
        if row["first_answer_on"]:
            sealed = sealing.seal(key, {"text": ANSWER, "author": "Iemand"}, 1, id, "message", 1, 1)
            answer = {"report_id": id, "position": 1, "organisation_id": 1, "kind": "answer"}
            said.append({**answer, "sent_on": row["first_answer_on"], "sealed": sealed})
        ids.append(id)
    for engine, table, every in (
        (vault.engine, ReportKey, keys),
        (desk.engine, Report, made),
        (desk.engine, Message, said),
    ):
        with engine.begin() as connection:
            for start in range(0, len(every), SOME):
                connection.execute(insert(table), every[start : start + SOME])
    while search_index.add_missing(desk.engine, vault):
        pass
    with unit(desk.engine) as session:
        tallies.add_up(session)  # as housekeeping does every few minutes
    if desk.engine.dialect.name == "postgresql":
        with desk.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return ids
