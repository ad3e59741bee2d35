"""The trail as a file: on the web alone, told in the trail, and without anything out of a report."""

import csv
import io

import pytest

from bot import housekeeping
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import FileOrder
from bot.foundation.settings import Settings
from bot.oversight import export
from handlers import files
from storage import audit, oversight
from storage.oversight import Asked
from tests.bot.oversight.test_readership import handed_in
from tests.support.world import World

STORY = "Het busje met de blauwe deur"


def fetch(world: World, argument: str = "", who: str = "privacy", locale: str = "nl") -> list[dict[str, str]]:
    order = FileOrder("trail", argument, world.people[who], locale)
    made = files.make(Settings(), world.desk, order)
    assert made.name == f"logboek-voorbeeldstad-{world.clock().date()}.csv" or locale == "en"
    return [*csv.DictReader(io.StringIO(made.content.decode("utf-8-sig")), delimiter=";")]


@pytest.mark.both
def test_it_has_a_line_for_each_entry_that_was_chosen(world: World) -> None:
    reported = world.report(story=STORY)
    for who in ("handler", "handler", "handler2"):
        world.walk(who).do("casework", "show", reported.id)
    every = fetch(world)
    assert [one["Code"] for one in every][:3] == ["report.opened"] * 3
    assert every[0]["Wie"] == "Behandelaar Twee" and every[0]["Melding"] == reported.number
    some = fetch(world, f"{world.people['handler']},report.opened,{reported.id},2026-03-10,2026-03-10")
    assert [one["Wie"] for one in some] == ["Behandelaar Een"] * 2
    assert fetch(world, locale="en")[0]["Code"] == "trail.exported"
    assert STORY not in repr(every) and "drugs" not in repr(every)


@pytest.mark.both
def test_making_it_is_in_the_trail_with_what_was_asked(world: World) -> None:
    fetch(world, "reporter,report.received")
    with world.reading() as session:
        (told,) = oversight.entries(session, world.organisation.id, Asked(action="trail.exported"), 9)
    assert (told.actor, told.detail) == (f"person:{world.people['privacy']}", "reporter,report.received")


@pytest.mark.parametrize("who", ["coordinator", "handler", "deputy", "employee", "both"])
def test_nobody_else_gets_it_and_nothing_is_told(who: str, sqlite_world: World) -> None:
    world = sqlite_world
    world.people["both"] = world.add_person("both", "privacy_officer", "deputy")
    with pytest.raises(Mistake) as mistake:
        fetch(world, who=who)
    assert mistake.value.key == "mistakes.not_allowed"
    with world.reading() as session:
        assert oversight.entries(session, world.organisation.id, Asked(action="trail.exported"), 9) == []


def test_a_chat_never_carries_it(sqlite_world: World) -> None:
    sqlite_world.desk.address = "https://baken.example"
    walk = sqlite_world.walk("privacy", "slack")
    walk.do("trail", "open")
    assert not [one for one in walk.buttons() if one.dialogue == "file"]
    assert "Downloaden op het web" in [one.label for one in walk.buttons()]
    assert "komt niet in de chat" in repr(walk.do("file", "open", "trail/"))
    assert walk.screen.step == "sorry" and walk.screen.file is None
    web = sqlite_world.walk("privacy")
    web.do("trail", "open")
    assert web.press("open", "trail/").file == FileOrder("trail", "", sqlite_world.people["privacy"], "nl")


def test_it_tells_reports_apart_by_number_alone_whoever_was_left_out(sqlite_world: World) -> None:
    made = handed_in(sqlite_world)
    sqlite_world.clock.forward(days=1)
    housekeeping.fold(sqlite_world.engine, sqlite_world.vault, sqlite_world.clock())
    lines = [one for one in fetch(sqlite_world) if one["Code"] == "report.received"]
    assert {line.pop("Melding") for line in lines} == {one.number for one in made}
    assert len({line.pop("Nummer") for line in lines}) == len(made)
    assert len({repr(line) for line in lines}) == 1


def test_a_name_that_a_spreadsheet_takes_for_a_formula_is_harmless(sqlite_world: World) -> None:
    person = sqlite_world.add_person("formule", name="=1+1")
    told = ("2026-03-09", f"person:{person}", "report.opened", sqlite_world.organisation.id)
    with sqlite_world.unit() as session:
        audit.append(session, sqlite_world.vault.audit_secret, *told)
    assert fetch(sqlite_world)[0]["Wie"] == "'=1+1"


def test_it_is_read_in_parts_to_its_end_and_too_much_is_refused(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ("2026-03-09", "system", "report.opened", sqlite_world.organisation.id)
    with sqlite_world.unit() as session:
        for _ in range(7):
            audit.append(session, sqlite_world.vault.audit_secret, *told)
    monkeypatch.setattr(oversight, "PART", 3)
    assert [one["Nummer"] for one in fetch(sqlite_world)] == ["7", "6", "5", "4", "3", "2", "1"]
    monkeypatch.setattr(export, "MOST", 7)  # with the download before there are eight
    with pytest.raises(Mistake) as mistake:
        fetch(sqlite_world)
    assert mistake.value.key == "mistakes.trail_too_long"
