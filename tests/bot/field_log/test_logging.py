"""The coordinator logs what was done outside the bot, puts it right, and takes it away."""

from datetime import date

import pytest

from bot.account import assembly
from bot.account import tables as account_tables
from bot.account.disclosure.suppression import THRESHOLD
from bot.field_log import kinds
from bot.foundation import words
from bot.foundation.screen import Event, Screen
from bot.screens import reload
from storage import field_log
from tests.bot.account import test_closing
from tests.bot.gatherings.town import errors, of, rows
from tests.support.world import Walk, World

NOTE = "Drie panden aan de Geheime Kade, met de brandweer."


def open_form(world: World, who: str = "coordinator", platform: str = "web") -> Walk:
    walk = world.walk(who, platform)
    walk.do("menu", "coordinate")
    walk.do("activities", "open")
    walk.press("form")
    return walk


def log(world: World, **values: str) -> Screen:
    """Logs an activity; what is not said is a check of today."""
    return open_form(world).submit(**{"kind": "checks", **values})


def counted(world: World, first: date = date(2026, 1, 1), last: date = date(2026, 6, 30)) -> dict[str, int]:
    with world.reading() as session:
        return {one.kind: one.number for one in field_log.count(session, world.organisation.id, first, last)}


def test_a_coordinator_logs_an_activity_and_it_is_counted(world: World) -> None:
    screen = log(world, number="3", day="2-3-2026", note=NOTE)
    assert screen.step == "list"
    assert rows(screen) == [("Controles", f"maandag 2 maart 2026, 3 keer. {NOTE}")]
    assert counted(world) == {"checks": 3}
    with world.reading() as session:
        days = date(2026, 1, 1), date(2026, 6, 30)
        tables = account_tables.tables(session, world.organisation.id, *days, THRESHOLD)
    assert [table.rows[0].keys for table in tables if table.name == "activities"] == [("checks",)]


@pytest.mark.parametrize("platform", ["web", "slack"])
def test_it_works_in_chat_as_on_the_web(platform: str, sqlite_world: World) -> None:
    walk = open_form(sqlite_world, platform=platform)
    assert walk.submit(kind="bibob").step == "list"
    assert counted(sqlite_world) == {"bibob": 1}


@pytest.mark.both
def test_what_was_typed_as_a_note_is_in_no_column_and_not_in_the_trail(world: World) -> None:
    log(world, note=NOTE)
    kept = of(world.engine, "SELECT sealed FROM logged")
    trail = of(world.engine, "SELECT actor, action, subject, detail FROM audit_entry ORDER BY seq DESC")
    assert b"Geheime" not in bytes(kept[0][0])  # type: ignore[call-overload]
    person = world.people["coordinator"]
    assert trail[0] == (f"person:{person}", "activities.changed", "activity:1", "logged checks")


def test_an_own_kind_is_made_once_and_is_on_the_list_from_then_on(world: World) -> None:
    log(world, kind=kinds.NEW, own="Waterscans in de haven")
    log(world, kind=kinds.NEW, own="WATERSCANS  in de haven", number="4")
    assert counted(world) == {"own/1": 5}
    walk = open_form(world)
    options = [option.label for option in walk.screen.inputs[0].options]
    assert options[-2:] == ["Waterscans in de haven", "Iets anders, een nieuwe eigen soort"]
    assert walk.submit(kind="own/1").step == "list"
    log(world, kind=kinds.NEW, own="Bibob-toetsen")  # is one of ours
    assert counted(world) == {"own/1": 6, "bibob": 1}


@pytest.mark.parametrize(
    ("field", "typed", "key", "params"),
    [
        ("day", "11-3-2026", "future", {}),
        ("day", "31-12-2025", "early", {"first": "01-01-2026"}),
        ("day", "1-1-1900", "early", {"first": "01-01-2026"}),
        ("day", "gisteren", "no_day", {}),
        ("day", "30-2-2026", "no_day", {}),
        ("number", "0", "number", {}),
        ("number", "-3", "number", {}),
        ("number", "2,5", "number", {}),
        ("number", "een paar", "number", {}),
        ("number", "10000", "many", {"limit": 9999}),
        ("number", "٣", "number", {}),
        ("own", "", "name_missing", {}),
        ("own", "…", "name_missing", {}),
        ("own", "x" * 61, "name_long", {"longest": 60}),
    ],
    ids=lambda one: one if isinstance(one, str) and one.isascii() and len(one) < 20 else "",
)
def test_what_cannot_be_right_is_said_beside_its_field_and_nothing_typed_is_lost(
    field: str, typed: str, key: str, params: dict[str, object], sqlite_world: World
) -> None:
    given = {"kind": kinds.NEW if field == "own" else "checks", "note": NOTE, field: typed}
    screen = log(sqlite_world, **given)
    assert errors(screen) == {field: words.text(f"activities.errors.{key}", "nl", **params)}
    kept = {one.name: one.value for one in screen.inputs}
    assert (kept["note"], kept[field]) == (NOTE, typed)
    assert counted(sqlite_world) == {}


def test_an_empty_form_and_an_unknown_kind_are_refused(sqlite_world: World) -> None:
    screen = log(sqlite_world, kind="", day="", number="")
    assert set(errors(screen)) == {"kind", "day", "number"}
    assert set(errors(log(sqlite_world, kind="own/99"))) == {"kind"}
    assert set(errors(log(sqlite_world, note="x" * 1_001))) == {"note"}


def test_there_is_an_end_to_own_kinds(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        field_log.add_kinds(session, sqlite_world.organisation.id, [f"Soort {n}" for n in range(kinds.MOST)])
    assert set(errors(log(sqlite_world, kind=kinds.NEW, own="Nog een"))) == {"own"}
    assert rows(log(sqlite_world, kind=kinds.NEW, own="soort 7"))[0][0] == "Soort 7"


def test_sent_twice_it_is_kept_once(world: World) -> None:
    walk = open_form(world)
    sent = walk.pressed("save", kind="checks", number="2")
    assert [walk.event(sent).step for _ in range(2)] == ["list", "list"]
    assert counted(world) == {"checks": 2}


def test_what_was_open_for_hours_is_not_lost_and_not_kept_unasked(sqlite_world: World) -> None:
    walk = open_form(sqlite_world)
    sent = walk.pressed("save", kind="checks", note=NOTE)
    sqlite_world.clock.forward(hours=3)
    screen = walk.event(sent)
    assert screen.error == words.text("activities.errors.open_long", "nl")
    assert {one.name: one.value for one in screen.inputs}["note"] == NOTE
    assert walk.submit().step == "list" and counted(sqlite_world) == {"checks": 1}


@pytest.mark.both
def test_an_activity_is_put_right(world: World) -> None:
    log(world, number="3", note=NOTE)
    walk = world.walk("coordinator")
    walk.do("activities", "open")
    walk.press("show")
    there = {one.name: one.value for one in walk.screen.inputs}
    assert (there["kind"], there["number"], there["note"]) == ("checks", "3", NOTE)
    screen = walk.submit(kind="visits", number="5", day="1-2-2026", note="")
    assert rows(screen) == [("Huisbezoeken en gesprekken aan de deur", "zondag 1 februari 2026, 5 keer")]
    assert counted(world) == {"visits": 5}


def test_an_activity_is_taken_away_after_a_question(world: World) -> None:
    log(world, note=NOTE)
    walk = world.walk("coordinator")
    walk.do("activities", "open")
    walk.press("show")
    walk.press("remove")
    assert walk.screen.step == "remove" and counted(world) == {"checks": 1}
    gone = walk.pressed("drop")
    assert walk.event(gone).step == "empty" and counted(world) == {}
    assert walk.event(gone).step == "sorry"


def test_a_long_list_comes_in_pages_the_last_day_first(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        for n in range(45):
            field_log.add(session, sqlite_world.organisation.id, "checks", date(2026, 1, 1 + n % 28), n + 1)
    walk = sqlite_world.walk("coordinator")
    walk.do("activities", "open")
    seen = rows(walk.screen)
    for skip in ("20", "40"):
        seen += rows(walk.press("open", skip))
    assert len(seen) == len(set(seen)) == 45
    assert seen[0][1].startswith("woensdag 28 januari 2026")


def test_of_another_organisation_nothing_is_seen_changed_or_taken_away(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        id = field_log.add(session, other.id, "closures", date(2026, 3, 1), 1)
    walk = world.walk("coordinator")
    assert walk.do("activities", "open").step == "empty"
    for action in ("show", "remove", "drop"):
        assert walk.do("activities", action, str(id)).step == "sorry"
    assert walk.event(Event("activities", "save", str(id), values={"kind": "checks"})).step == "sorry"
    with world.reading() as session:
        assert field_log.count(session, other.id, date(2026, 1, 1), date(2026, 12, 31))[0].number == 1


@pytest.mark.both
def test_after_closing_a_change_is_a_correction_and_that_is_said(world: World) -> None:
    log(world, number="7")
    world.clock.forward(days=150)
    test_closing.close(world, "2026-H1")
    walk = world.walk("coordinator")
    walk.do("activities", "open")
    walk.press("show")
    walk.submit(number="9")
    said = words.text("activities.after_closing", "nl")
    assert any(said in getattr(part, "text", "") for part in walk.screen.body)
    made = test_closing.correct(world, "2026-H1")
    assert made is not None and made.version == 2


def test_a_note_with_a_destroyed_key_leaves_the_count(sqlite_world: World) -> None:
    log(sqlite_world, note=NOTE, number="6")
    with sqlite_world.vault.engine.begin() as keys:
        keys.exec_driver_sql("DELETE FROM secret WHERE name LIKE 'account/%'")
    screen = sqlite_world.walk("coordinator").do("activities", "open")
    assert rows(screen) == [("Controles", "dinsdag 10 maart 2026, 6 keer")]


def test_another_language_loses_nothing_of_an_open_form(sqlite_world: World) -> None:
    log(sqlite_world)
    for action, argument in (("form", ""), ("show", "1")):
        walk = sqlite_world.walk("coordinator")
        walk.do("activities", action, argument)
        filled = {"kind": "bibob", "note": NOTE, "number": "veel"}
        event = reload.event(walk.screen, "en", filled)
        assert event is not None
        there = {one.name: one.value for one in walk.event(event).inputs}
        assert {**there, **filled} == there


def test_a_half_year_without_anything_but_activities_has_an_account(world: World) -> None:
    log(world, number="6")
    with world.reading() as session:
        home, today = world.organisation.id, world.clock().date()
        made = assembly.assemble(session, home, date(2026, 1, 1), date(2026, 6, 30), today)
    assert [(table.name, table.rows[0].numbers) for table in made.tables] == [("activities", (6,))]
