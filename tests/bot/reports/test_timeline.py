"""What a reporter reads of how far it is: days and words, and an honest sentence when it took too long."""

import pytest

from bot.foundation import words
from bot.foundation.screen import Facts, Paragraph, Screen
from tests.bot.reports.test_work_list import write
from tests.support.world import Reported, World

pytestmark = pytest.mark.both


def say(key: str, **params: object) -> str:
    return words.text(f"follow.{key}", "nl", "", **params)


def follow(world: World, reported: Reported) -> dict[str, str]:
    """The timeline, by the words of its steps."""
    walk = world.walk("")
    walk.do("follow", "open")
    return timeline(walk.submit(code=reported.code))


def timeline(screen: Screen) -> dict[str, str]:
    facts = {row.label: row.value for part in screen.body if isinstance(part, Facts) for row in part.rows}
    names = ("received", "read", "message", "working", "result")
    return {
        name: facts[say(f"timeline.steps.{name}")] for name in names if say(f"timeline.steps.{name}") in facts
    }


def test_from_received_to_the_result(world: World) -> None:
    reported = world.report()
    answer, result = (
        say("timeline.by.answer", day="17 maart 2026"),
        say("timeline.by.result", day="10 juni 2026"),
    )
    assert follow(world, reported) == {
        "received": "10 maart 2026",
        "read": answer,
        "working": "Nog niet begonnen",
        "result": result,
    }
    world.walk("handler").do("casework", "show", reported.id)
    assert follow(world, reported)["read"] == say("timeline.being_read", by=answer)
    world.clock.forward(days=2)
    write(world, reported)
    assert follow(world, reported) == {
        "received": "10 maart 2026",
        "read": "Ja, en beantwoord op 12 maart 2026",
        "working": "We zijn ermee bezig",
        "result": result,
    }
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    walk.submit(addition="Nog iets.")
    assert timeline(walk.screen)["message"] == say("timeline.by.message", day="19 maart 2026")
    write(world, reported, "question")
    assert "message" not in follow(world, reported)
    world.clock.forward(days=60)
    handler = world.walk("handler")
    handler.do("casework", "show", reported.id)
    handler.finish()
    shown = follow(world, reported)
    assert (shown["working"], shown["result"]) == ("Klaar", "11 mei 2026")


def test_a_question_is_the_first_thing_that_a_reporter_reads(world: World) -> None:
    reported = world.report()
    write(world, reported, "question")
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    assert Paragraph(" ".join(say("explained.asked").split())) in walk.screen.body
    walk.submit(addition="Blauw.")
    assert Paragraph(" ".join(say("explained.in_progress").split())) in walk.screen.body


def test_what_is_late_is_said_and_regretted(world: World) -> None:
    reported = world.report()
    world.clock.forward(days=7)
    assert follow(world, reported)["read"] == say("timeline.by.answer", day="17 maart 2026")
    world.clock.forward(days=1)
    assert follow(world, reported)["read"] == say("timeline.late.answer", day="17 maart 2026")
    write(world, reported)
    world.clock.forward(days=90)
    assert follow(world, reported)["result"] == say("timeline.late.result", day="10 juni 2026")
