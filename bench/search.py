"""Searching in what was written about 5,000 and 50,000 reports, and opening one that has something in common
with others, against bare unsealing: the same rows and keys by sqlite3 and AES-GCM, with nothing around it."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine

from bench import municipality
from bench.measure import Chapter, Slice, milliseconds, quantile, ratios, take_turns
from bench.reports import filled
from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Screen
from bot.reports import search_index, searching, seen_before
from handlers.desk import Desk, open_storage
from storage import sealing
from storage.masters import MasterKeys
from storage.vault import Vault

NUMBERS, TURNS, TIMES = (5_000, 50_000), 8, 3
AIM = 1_000.0  # ms for 5,000 reports
STORY = "Elke nacht staat hetzelfde busje achter het gemeentehuis. " * 7  # about 400 characters
RARE = 500  # one of so many reports has the number plate that is looked for
SEEKER = Visitor("slack", "T1", "UC1", known_as="bench")


def measure(folder: Path, quick: bool) -> Iterator[Chapter]:
    """Each press through the desk, in units of work of its own."""
    for number in NUMBERS:
        yield _measured(folder / f"search-{number}", number, 2 if quick else TURNS)


def _measured(folder: Path, number: int, turns: int) -> Chapter:
    chapter = Chapter(f"Searching in {number:,} reports on SQLite")
    databases = filled(folder, number)
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    began = time.perf_counter()
    _write(engine, folder, vault)
    made = time.perf_counter() - began
    desk, portion = Desk(engine, vault), min(number, searching.PORTION)

    def bare(some: int) -> Callable[[], Slice]:
        return lambda: _each(lambda: _bare(folder, vault.masters, some))

    def search() -> Screen:
        form = Event("casework", "find", "open:0", "filter", "", {"text": "staat nergens"})
        return desk.respond(SEEKER, form)

    def show(look_through: int) -> Callable[[], Slice]:
        def shown() -> Slice:
            usual, seen_before.AT_ONCE = seen_before.AT_ONCE, look_through
            try:
                return _each(lambda: desk.respond(SEEKER, Event("casework", "show", f"{0:032x}")))
            finally:
                seen_before.AT_ONCE = usual

        return shown

    contestants: dict[str, Callable[[], Slice]] = {
        "bare portion": bare(portion),
        "bare opening": bare(seen_before.AT_ONCE),
        "search": lambda: _each(search),
        "opened": show(seen_before.AT_ONCE),
        "opened alone": show(0),
    }
    slices = take_turns(turns, contestants)
    press = f"a press, which goes through {portion:,}"
    chapter.add(f"{press}, median", milliseconds(slices["search"], 0.5), " ms", AIM)
    chapter.add(f"{press}, p99", milliseconds(slices["search"], 0.99), " ms")
    against = ratios(slices["search"], slices["bare portion"], 0.5)
    chapter.add_ratio("a press against the bare unsealing, p50", against)
    took = _whole(desk, search)
    chapter.add(f"all {number:,}, in {len(took)} presses", sum(took), " s")
    chapter.add("the longest of these", quantile(took, 1) * 1000, " ms")
    chapter.add("a report opened, nothing else, median", milliseconds(slices["opened alone"], 0.5), " ms")
    opened = f"a report opened that looks through {seen_before.AT_ONCE:,}"
    chapter.add(f"{opened}, median", milliseconds(slices["opened"], 0.5), " ms")
    both = zip(slices["opened"], slices["opened alone"], strict=True)
    more = [[took - quantile(without, 0.5) for took in with_it] for with_it, without in both]
    against = ratios(more, slices["bare opening"], 0.5)
    chapter.add_ratio("what that takes more against the bare unsealing, p50", against)
    chapter.notes.append(f"making what a report is found by, with its key: {made / number * 1000:.2f} ms")
    desk.close()
    return chapter


def _whole(desk: Desk, search: Callable[[], Screen]) -> Slice:
    """Every press until all reports were gone through."""
    took, screen = [], Screen("", "", "")
    press: Callable[[], Screen] | None = search
    while press:
        began = time.perf_counter()
        screen = press()
        took.append(time.perf_counter() - began)
        on = next((one for one in screen.actions if one.name == "search_on"), None)
        event = on and Event("casework", "search_on", on.argument, "found", screen.token)
        press = (lambda event=event: desk.respond(SEEKER, event)) if event else None
    return took


def _write(engine: Engine, folder: Path, vault: Vault) -> None:
    """Gives every report a key, something that was told, and by what it is found."""
    main, keys = (sqlite3.connect(folder / name) for name in ("baken.db", "keys.db"))
    with main, keys:
        for (report_id,) in main.execute("SELECT id FROM report").fetchall():
            key = sealing.new_key()
            wrapped, master = vault.masters.wrap(key, "report-key", 1, report_id)
            keys.execute(
                "INSERT INTO report_key (report_id, organisation_id, wrapped, master, made_on)"
                " VALUES (?, 1, ?, ?, '2025-01-01')",
                (report_id, wrapped, master),
            )
            plate = " Kenteken 1-ABC-23." if int(report_id, 16) % RARE == 0 else ""
            content = {"answers": {"story": STORY + plate}, "reporter": None}
            sealed = sealing.seal(key, content, 1, report_id, "report", 1)
            main.execute("UPDATE report SET sealed = ? WHERE id = ?", (sealed, report_id))
    main.close()
    keys.close()
    while search_index.add_missing(engine, vault):
        pass


def _bare(folder: Path, masters: MasterKeys, some: int) -> None:
    """Reads so many rows with their keys, and opens both."""
    main, keys = (sqlite3.connect(folder / name) for name in ("baken.db", "keys.db"))
    ordered = "SELECT report_id, sealed FROM report_index ORDER BY report_id LIMIT ?"
    wrapped = "SELECT wrapped, master FROM report_key ORDER BY report_id LIMIT ?"
    rows = zip(main.execute(ordered, (some,)), keys.execute(wrapped, (some,)), strict=True)
    for (report_id, sealed), (key, master) in rows:
        place = json.dumps(("report-key", 1, report_id)).encode()
        opener = AESGCM(masters.by_fingerprint[master]).decrypt(key[:12], key[12:], place)
        place = json.dumps((1, report_id, "index", 1)).encode()
        json.loads(AESGCM(opener).decrypt(sealed[:12], sealed[12:], place))
    main.close()
    keys.close()


def _each(do: Callable[[], object]) -> Slice:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        do()
        took.append(time.perf_counter() - began)
    return took
