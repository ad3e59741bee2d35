"""The work list of a handler, where there are 50,000 reports, against the bare query for one page of it."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from bench import municipality
from bench.measure import Chapter, Slice, milliseconds, ratios, take_turns
from bench.reports import filled
from bot.foundation.context import Visitor
from bot.foundation.screen import Event
from handlers.desk import Desk, open_storage

REPORTS, TURNS, TIMES = 50_000, 8, 10
VIEWS = ("open:0", "late:0", "unread:0", "closed:0", "closed:20000")
BARE = (
    "SELECT id, number, theme, status, received_on, due_on FROM report"
    " WHERE organisation_id = 1 AND due_on IS NOT NULL ORDER BY due_on, number LIMIT 21"
)


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """Each view through the desk, in a unit of work of its own."""
    chapter = Chapter(f"The work list, {REPORTS:,} reports on SQLite")
    databases = filled(folder / "list", REPORTS)
    connection = sqlite3.connect(folder / "list" / "baken.db")
    with connection:  # what is open has its day, as every report has that came through the dialogue
        connection.execute(
            "UPDATE report SET due_on = date(received_on, '+90 days') WHERE status <> 'closed'"
        )
    open_now = connection.execute("SELECT count(*) FROM report WHERE due_on IS NOT NULL").fetchone()[0]
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    desk, visitor = Desk(engine, vault), Visitor("slack", "T1", "UC1", known_as="bench")

    def bare() -> Slice:
        return _each(lambda: connection.execute(BARE).fetchall())

    def view(which: str) -> Callable[[], Slice]:
        return lambda: _each(lambda: desk.respond(visitor, Event("casework", "open", which)))

    slices = take_turns(2 if quick else TURNS, {"bare": bare, **{one: view(one) for one in VIEWS}})
    for which in VIEWS:
        chapter.add(f"{which}, median", milliseconds(slices[which], 0.5), " ms")
        chapter.add_ratio(f"{which} against the bare query, p50", ratios(slices[which], slices["bare"], 0.5))
    chapter.notes.append(
        f"of the reports {open_now:,} are open; the bare query neither counts views nor looks who asks"
    )
    connection.close()
    desk.close()
    return [chapter]


def _each(do: Callable[[], object]) -> Slice:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        do()
        took.append(time.perf_counter() - began)
    return took
