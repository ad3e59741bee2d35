"""A file is read in a process apart: whatever it is, there is one clear sentence, and everybody goes on."""

import asyncio
import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.directory import importer, staff_file
from bot.directory.entries import Entry
from bot.directory.transfer import Taker
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen
from bot.tabular import reader
from bot.tabular.reader import Table
from handlers import apart
from tests.bot.directory import bombs
from tests.bot.directory.bombs import Bomb
from tests.bot.directory.files import TODAY, lines, workbook
from tests.support.world import World

CASES = Path(__file__).parent / "cases"
LONGEST = 5_000
STAFF = lines("Nieuwe Collega;nieuw@voorbeeldstad.example;Wmo;;;;;")
THREE = ["Aafke Een", "Bram Twee", "Cato Drie"]


def read(content: bytes) -> Table | str:
    """What a file holds, or the key of what is wrong with it."""
    try:
        return apart.read(content, LONGEST)
    except Mistake as mistake:
        assert words.text(mistake.key, "nl", **mistake.params) != mistake.key
        return mistake.key.removeprefix("mistakes.")


def test_a_stray_cell_at_the_very_bottom_is_one_clear_sentence() -> None:
    with pytest.raises(Mistake) as raised:
        apart.read((CASES / "one_row_at_1048576.xlsx").read_bytes(), LONGEST)
    assert raised.value.key == "mistakes.people_file_gap"
    assert raised.value.params == {"row": 1, "limit": reader.GAP}


@pytest.mark.parametrize("name", ["dimension-short", "empty-fill"])
def test_what_excel_opens_is_read_whole(name: str) -> None:
    """A sheet that says its range is smaller than it is; a style with a fill that fills nothing."""
    table = apart.read((CASES / f"{name}.xlsx").read_bytes(), LONGEST)
    found = staff_file.read(table, TODAY)
    assert [entry.name for entry in found.entries] == THREE and found.whole and not found.refused


def test_styles_that_cannot_be_read_leave_dates_dates() -> None:
    rows: list[list[object]] = [["Naam", "E-mail", "Startdatum"], ["Zoe", "z@v.example", TODAY]]
    styles = bombs.part(workbook(rows), "xl/styles.xml")
    styles = re.sub(b"<fills.*</fills>", b"<fills><fill/></fills>", styles)
    content = bombs.with_parts({"xl/styles.xml": styles}, rows)
    table = apart.read(content, LONGEST)
    assert [entry.started_on for entry in staff_file.read(table, TODAY).entries] == [TODAY]


@pytest.mark.parametrize("bomb", bombs.BOMBS)
@pytest.mark.slow
def test_no_file_takes_more_than_it_may(bomb: Bomb, world_words: None) -> None:
    """It ends, within the limits of its process, in a table that is small or in a sentence."""
    said = read(bomb())
    if bomb in bombs.REFUSED and isinstance(said, Table):
        with pytest.raises(Mistake, match=bombs.REFUSED[bomb]):
            staff_file.read(said, TODAY, longest=LONGEST)
    elif bomb in bombs.REFUSED:
        assert said == bombs.REFUSED[bomb]
    if isinstance(said, Table):
        assert len(said.lines) <= LONGEST + 1
        assert all(len(row.cells) <= reader.WIDEST for row in said.lines)


def test_a_process_that_takes_too_long_is_ended_and_said(
    monkeypatch: pytest.MonkeyPatch, world_words: None
) -> None:
    monkeypatch.setitem(apart.JOBS, "table", apart.JOBS["table"]._replace(seconds=0))
    assert read(bombs.many_styles()) == "people_file_heavy"


def test_a_process_that_asks_too_much_memory_is_ended_and_said(
    monkeypatch: pytest.MonkeyPatch, world_words: None
) -> None:
    """With hardly room for itself it cannot even begin, which nobody but the log is told."""
    program = "from handlers import apart; jobs = apart.JOBS; "
    program += "jobs['table'] = jobs['table']._replace(memory=32 * apart.MIB); apart.main()"
    content = workbook([["Naam", "E-mail"]] + [[f"P{n}", f"p{n}@v.example"] for n in range(3_000)])
    command = [sys.executable, "-c", program, "table", "5000"]
    ended = subprocess.run(command, input=content, capture_output=True, check=False)
    assert ended.returncode != 0 or json.loads(ended.stdout)["mistake"] == "people_file_heavy"


def test_the_process_is_given_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}
    whole: Any = subprocess.Popen

    def watched(*command: Any, env: dict[str, str], **how: Any) -> Any:
        given.update(env)
        return whole(*command, env=env, **how)

    monkeypatch.setenv("BAKEN_MASTER_KEYS", "secret")
    monkeypatch.setenv("DATABASE_URL", "secret")
    monkeypatch.setattr(subprocess, "Popen", watched)
    assert apart.read(STAFF, LONGEST).text
    assert given and "secret" not in given.values()


def test_what_was_read_comes_back_as_it_was() -> None:
    table = reader.table(workbook([["a", 1, 2.5, True, None, TODAY], [None, "é"]]))
    assert reader.unpacked(reader.packed(table)) == table
    text = reader.table(STAFF)
    assert reader.unpacked(reader.packed(text)) == text


def _held(world: World, monkeypatch: pytest.MonkeyPatch, event: Event) -> tuple[list[Screen], Screen]:
    """Many bring a file at the same moment, while somebody reports."""
    go_on, whole = threading.Event(), apart.read

    def held(content: bytes, longest: int) -> Table:
        go_on.wait(20)
        return whole(content, longest)

    monkeypatch.setattr(apart, "read", held)

    async def all_at_once() -> tuple[list[Screen], Screen]:
        coordinator, reporter = world.visitor("coordinator"), world.walk("employee")
        brought = [asyncio.create_task(world.desk.answer(coordinator, event)) for _ in range(9)]
        await asyncio.sleep(0)
        begun = await world.desk.answer(reporter.visitor, Event("report", "begin"))
        reported = await asyncio.to_thread(world.report, "employee2")
        assert reported.number
        go_on.set()
        return await asyncio.gather(*brought), begun

    return asyncio.run(all_at_once())


@pytest.mark.parametrize("dialogue", ["people", "activities"])
def test_reporting_goes_on_while_files_are_read(
    dialogue: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite, where there is one writer: no file is read while one is at work."""
    screens, begun = _held(sqlite_world, monkeypatch, Event(dialogue, "check", file=STAFF))
    assert begun.step == "start"
    too_busy = words.text("mistakes.too_busy", "nl")
    assert sum(too_busy in repr(screen.body) for screen in screens) == 4
    answered = {"people": "checked", "activities": "upload"}[dialogue]
    assert sum(screen.step == answered for screen in screens) == 5


def test_who_may_not_bring_a_file_has_none_read(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(content: bytes, longest: int) -> Table:
        raise AssertionError("it was read")

    monkeypatch.setattr(apart, "read", never)
    for dialogue in ("people", "activities"):
        screen = sqlite_world.walk("employee").event(Event(dialogue, "check", file=STAFF))
        assert words.text("mistakes.not_allowed", "nl") in repr(screen.body)


def test_a_file_is_taken_over_in_short_units_of_work(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two of them somebody reports: nobody waits for all of five thousand rows."""
    monkeypatch.setattr(importer, "AT_ONCE", 10)
    taken: list[int] = []
    take = Taker.take

    def watched(taker: Taker, session: Session, entries: Sequence[Entry]) -> None:
        taken.append(len(entries))
        take(taker, session, entries)

    monkeypatch.setattr(Taker, "take", watched)
    walk = sqlite_world.walk("coordinator")
    rows = [f"Persoon {n};p{n}@voorbeeldstad.example;Wmo;;;;;" for n in range(35)]
    walk.event(Event("people", "check", file=lines(*rows)))
    assert walk.press("apply").step == "done"
    assert taken == [10, 10, 10, 5] * 2


@pytest.fixture
def world_words(sqlite_world: World) -> None:
    """The words are loaded."""
