"""One question after a result: it counts, once for each closing, and belongs to no report."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.tables import tells
from bot.foundation import words
from bot.foundation.screen import Note, Screen
from bot.reports import retention
from storage import satisfaction
from storage.tables.audit import AuditEntry
from storage.tables.pending import PendingEntry
from storage.tables.reports import Message, Report
from storage.tables.satisfaction import Satisfaction, SatisfactionTicket
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both


def follow(world: World, reported: Reported) -> Walk:
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    return walk


def finish(world: World, reported: Reported) -> None:
    walk = world.walk("handler")
    walk.do("casework", "show", reported.id)
    assert walk.finish("no_action").step == "report"


def asked(screen: Screen) -> list[str]:
    return [one.argument for one in screen.actions if (one.dialogue, one.name) == ("follow", "rate")]


def given(world: World) -> Mapping[str, int]:
    with world.reading() as session:
        return satisfaction.counts(session, world.organisation.id, date(2026, 1, 1))


def everything_of_a_report(world: World) -> list[str]:
    """All rows that hang on a report or say what somebody did."""
    with world.reading() as session:
        tables = (Report, Message, AuditEntry, PendingEntry)
        return [repr(row.model_dump()) for table in tables for row in session.exec(select(table)).all()]


def test_the_reporter_is_asked_when_there_is_a_result_and_not_before(world: World) -> None:
    reported = world.report()
    assert asked(follow(world, reported).screen) == []
    finish(world, reported)
    assert asked(follow(world, reported).screen) == ["yes", "partly", "no", "aside"]
    assert asked(world.walk("handler").do("casework", "show", reported.id)) == []


@pytest.mark.parametrize(("answer", "number"), (("partly", {"partly": 1}), ("aside", {})))
def test_an_answer_counts_and_changes_nothing_else_and_the_question_goes(
    world: World, answer: str, number: dict[str, int]
) -> None:
    reported = world.report()
    finish(world, reported)
    walk = follow(world, reported)
    before = everything_of_a_report(world)
    screen = walk.press("rate", answer, addition="Half getypt.")
    assert Note(words.text("follow.rated", "nl")) in screen.body and asked(screen) == []
    assert [one.value for one in screen.inputs] == ["Half getypt."] and not screen.refused
    assert everything_of_a_report(world) == before
    assert given(world) == number
    assert asked(follow(world, reported).screen) == []
    with world.reading() as session:
        assert session.exec(select(SatisfactionTicket)).all() == []


def test_who_presses_twice_or_at_the_same_moment_counts_once(world: World) -> None:
    reported = world.report()
    finish(world, reported)
    walks = [follow(world, reported) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda walk: walk.press("rate", "no"), walks):
            pass
    assert given(world) == {"no": 1}


def test_a_second_closing_is_asked_of_again(world: World) -> None:
    reported = world.report()
    finish(world, reported)
    walk = follow(world, reported)
    walk.press("rate", "no")
    walk.submit(addition="Er is weer een busje.")
    assert asked(walk.screen) == []
    finish(world, reported)
    walk = follow(world, reported)
    walk.press("rate", "yes")
    assert given(world) == {"no": 1, "yes": 1}


def test_a_destroyed_report_leaves_its_number_and_no_ticket(world: World) -> None:
    first, second = world.report(), world.report()
    for reported in (first, second):
        finish(world, reported)
    follow(world, first).press("rate", "yes")
    world.clock.now = datetime(2034, 3, 10, 9, tzinfo=UTC)
    for _ in range(2):
        retention.run(world.engine, world.vault, world.clock())
        world.clock.now += timedelta(days=60)
    with world.reading() as session:
        assert session.exec(select(SatisfactionTicket)).all() == []
        (row,) = session.exec(select(Satisfaction)).all()
    assert (row.half, row.answer, row.count) == (date(2026, 1, 1), "yes", 1)


@pytest.mark.parametrize("threshold", (5, 12))
def test_it_is_told_from_ten_answers_on_and_small_answers_with_others(threshold: int) -> None:
    kind = KINDS["satisfaction"]
    assert not tells(kind.of({"yes": [9], "partly": [0], "no": [0]}, 5))
    ten = kind.of({"yes": [12], "partly": [3], "no": [3]}, threshold)
    assert ten.total == (18,)
    lines = {row.keys: row.numbers for row in ten.rows}
    assert lines == ({("yes",): (12,), ("partly", "no"): (6,)} if threshold == 5 else {})
    assert not tells(kind.of({"yes": [11], "partly": [0], "no": [0]}, 12))
    assert kind.of({"yes": [6], "partly": [3], "no": [1]}, 5).total == (10,)
