"""Entered for somebody: how it came in, a code to pass on, and nobody but its readers knows."""

import pytest
from sqlmodel import select

from bot.foundation import words
from storage.tables.reports import Report
from tests.bot.reports.test_handling import facts, messages, stored, told, trail
from tests.support.world import Walk, World, slack_id

pytestmark = pytest.mark.both
CALLED = {
    "origin": "telephone",
    "identity": "confidential",
    "name": "Piet Verzonnen",
    "contact": "010-0000000",
    "theme": "property",
    "story": "Er wonen twintig mensen in dat huis.",
}


def entered(world: World, who: str = "handler", **changed: object) -> Walk:
    walk = world.walk(who)
    walk.do("casework", "open")
    walk.press("begin")
    walk.submit(**(CALLED | changed))  # type: ignore[arg-type]
    return walk


def test_a_report_by_telephone_is_entered_and_its_reporter_follows_it_with_the_code(world: World) -> None:
    walk = entered(world)
    number, code = walk.codes()
    row = stored(world)
    assert (row.number, row.origin, row.identity, row.theme) == (
        number,
        "telephone",
        "confidential",
        "property",
    )
    assert row.waits_until is None and row.received_on == world.clock().date()
    assert [entry for entry in trail(world) if entry[0].startswith("report.")] == [
        ("report.entered", "telephone")
    ]
    walk.press("show")
    shown = {fact.label: fact.value for fact in facts(walk.screen)}
    assert shown[words.text("entering.origin", "nl")] == "Telefoon"
    assert shown[words.text("casework.facts.reporter", "nl")].startswith("Piet Verzonnen (010-0000000).")
    walk.press("form", "answer")
    walk.submit(message="We gaan kijken.")
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=code)
    assert [text for _, text in messages(reporter.screen)] == ["We gaan kijken."]
    reporter.submit(addition="Het zijn er nu dertig.")
    assert stored(world).identity == "confidential"


def test_who_entered_it_is_not_its_reporter(world: World) -> None:
    entered(world, identity="named")
    mine = world.walk("handler")
    assert stored(world).number not in repr(mine.do("mine", "open"))
    world.clock.forward(hours=1)
    heard = {user for user, _ in told(world)}
    assert heard == {slack_id(who) for who in ("coordinator", "handler2")}


def test_of_an_anonymous_reporter_no_name_is_kept_and_of_another_one_it_is_asked(world: World) -> None:
    for changed, wrong in (
        ({"identity": "anonymous"}, "name"),
        ({"identity": "anonymous", "name": ""}, "contact"),
        ({"name": " "}, "name"),
        ({"story": ""}, "story"),
        ({"origin": ""}, "origin"),
    ):
        refused = entered(world, **changed).screen
        assert [one.name for one in refused.inputs if one.error] == [wrong]
        assert next(one.value for one in refused.inputs if one.name == "theme") == "property"
    with world.reading() as session:
        assert session.exec(select(Report)).all() == []
    walk = entered(world, identity="anonymous", name="", contact="")
    walk.press("show")
    shown = {fact.label: fact.value for fact in facts(walk.screen)}
    assert shown[words.text("casework.facts.reporter", "nl")].startswith("Anoniem")


def test_a_double_click_enters_it_once_and_what_was_typed_is_not_readable(world: World) -> None:
    walk = world.walk("handler")
    walk.do("entering", "begin")
    event = walk.pressed("send", **CALLED)
    assert walk.event(event) == walk.event(event)
    assert b"Verzonnen" not in stored(world).sealed and b"twintig" not in stored(world).sealed


def test_who_must_not_know_never_does(world: World) -> None:
    walk = world.walk("handler")
    walk.do("entering", "begin")
    field = next(one for one in walk.screen.inputs if one.name == "untold")
    assert str(world.people["handler"]) not in {one.value for one in field.options}  # who enters it knows it
    walk.submit(**(CALLED | {"untold": (str(world.people["handler2"]),)}))
    assert stored(world).withheld
    other = world.walk("handler2")
    assert stored(world).number not in repr(other.do("casework", "open"))
    assert other.do("casework", "show", stored(world).id).step == "sorry"


def test_only_who_handles_reports_enters_them(world: World) -> None:
    for who in ("employee", ""):
        assert world.walk(who).do("entering", "begin").step == "sorry"
