"""Reminders: the handler first, then the coordinator, then the deputy; each once, in working time, and only
who may know of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from bot.foundation import words
from bot.foundation.context import ZONE
from bot.foundation.screen import Screen
from bot.reports import norms, reminders
from storage import people
from storage.tables.reports import Report
from tests.bot.reports.test_work_list import add, close, listed, write
from tests.support import sending
from tests.support.world import Postbox, Reported, World, slack_id

pytestmark = pytest.mark.both


def told(world: World) -> dict[str, str]:
    """What each got by now, and has to open the list."""
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    found = {address.user: screen.step for address, screen in postbox.sent if isinstance(screen, Screen)}
    assert len(found) == len(postbox.sent), "somebody got two at once"
    return found


def at(world: World, day: int, hour: int = 10, month: int = 3) -> dict[str, str]:
    """What goes out at this time; the world begins on Tuesday 10 March 2026."""
    world.clock.now = datetime(2026, month, day, hour, tzinfo=ZONE)
    reminders.remind(world.engine, world.vault, world.clock())
    return told(world)


def ids(*who: str) -> set[str]:
    return {slack_id(one) for one in who}


@pytest.fixture
def reported(world: World) -> Reported:
    one = world.report()
    assert set(told(world)) == ids("coordinator", "handler", "handler2")
    return one


def test_first_the_handlers_then_the_coordinator_then_the_deputy(world: World, reported: Reported) -> None:
    assert at(world, 12) == {}
    assert at(world, 13, 18) == {}  # nobody is disturbed on a Friday evening
    assert at(world, 14) == {}  # or on a Saturday
    assert at(world, 16) == dict.fromkeys(ids("coordinator", "handler", "handler2"), "due_answer")
    assert at(world, 17) == {}  # the last day
    assert at(world, 18, 7) == {}  # too early
    assert at(world, 18) == {slack_id("coordinator"): "late_answer"}
    assert at(world, 24) == {}
    assert at(world, 25) == {slack_id("deputy"): "late_deputy"}
    assert at(world, 30) == {}
    write(world, reported)
    assert at(world, 9, month=6) == dict.fromkeys(ids("coordinator", "handler", "handler2"), "due_result")


def test_who_works_the_report_hears_of_it_and_no_other_handler(world: World, reported: Reported) -> None:
    walk = world.walk("coordinator")
    walk.do("casework", "show", reported.id)
    walk.press("form", "assign")
    walk.submit(assignee=str(world.people["handler2"]))
    told(world)
    assert at(world, 16) == {slack_id("handler2"): "due_answer"}
    assert at(world, 18) == dict.fromkeys(ids("coordinator", "handler2"), "late_answer")


def test_a_message_of_the_reporter_has_a_clock_of_its_own(world: World, reported: Reported) -> None:
    write(world, reported)
    at(world, 12)
    add(world, reported)
    told(world)
    world.clock.forward(days=3)
    add(world, reported, "En nog iets.")  # does not put off the answer to the first
    told(world)
    assert set(at(world, 18).values()) == {"due_message"}
    assert at(world, 20) == {slack_id("coordinator"): "late_message"}
    write(world, reported)
    assert at(world, 27) == {}


def test_rounds_that_were_missed_are_made_up_for_with_one_message_each(
    world: World, reported: Reported
) -> None:
    world.report()
    told(world)
    assert at(world, 1, month=4) == {
        slack_id("coordinator"): "late_answer",
        slack_id("handler"): "late_answer",
        slack_id("handler2"): "late_answer",
        slack_id("deputy"): "late_deputy",
    }
    assert at(world, 2, month=4) == {}


def test_a_closed_report_reminds_nobody(world: World, reported: Reported) -> None:
    close(world, reported)
    assert at(world, 1, month=4) == {}


def test_nobody_is_reminded_of_what_was_kept_from_them(world: World) -> None:
    kept = world.report(untold=tuple(str(world.people[who]) for who in ("coordinator", "handler", "deputy")))
    told(world)
    assert at(world, 16) == {slack_id("handler2"): "due_answer"}
    assert at(world, 18) == {slack_id("handler2"): "late_answer"}
    assert at(world, 30) == {slack_id("handler2"): "late_answer"}
    assert at(world, 31) == {}
    assert listed(world, "handler2") == [kept.id]


def test_of_what_is_kept_from_anybody_nobody_is_asked_who_may_not_know(world: World) -> None:
    """The deputy would ask the coordinator."""
    world.report(untold=(str(world.people["coordinator"]),))
    told(world)
    at(world, 16)
    at(world, 18)
    assert at(world, 30) == dict.fromkeys(ids("handler", "handler2"), "late_answer")


def test_a_message_is_watched_also_when_the_result_is_late(world: World, reported: Reported) -> None:
    write(world, reported)
    at(world, 25, month=6)
    assert at(world, 26, month=6) == {}
    world.clock.now = datetime(2026, 7, 1, 10, tzinfo=ZONE)
    add(world, reported)
    told(world)
    assert set(at(world, 2, month=7).values()) == {"late_result", "late_deputy"}
    row = world.walk("handler").do("casework", "open").body
    assert words.text("casework.due.news", "nl") in repr(row)


def test_who_comes_later_is_reminded_of_what_nobody_heard(world: World, reported: Reported) -> None:
    with world.unit() as session:
        people.take_roles(session, "directory")
    assert at(world, 30) == {}
    with world.unit() as session:
        people.give_role(session, world.people["employee"], "handler")
    assert at(world, 31) == {slack_id("employee"): "late_answer"}


def test_what_an_older_version_took_in_after_the_upgrade_is_on_the_list_from_the_next_start(
    world: World, reported: Reported
) -> None:
    with world.unit() as session:
        session.get_one(Report, reported.id).due_on = None
    assert listed(world) == []
    world.start()
    at(world, 11)
    assert listed(world) == [reported.id]


def test_what_is_for_the_deputy_alone_reminds_the_deputy_alone(world: World) -> None:
    world.report(untold_described="iemand")
    told(world)
    assert at(world, 16) == {slack_id("deputy"): "due_answer"}
    assert at(world, 18) == {slack_id("deputy"): "late_answer"}
    assert at(world, 30) == {slack_id("deputy"): "late_answer"}
    assert at(world, 31) == {}


def test_several_replicas_remind_once(world: World, reported: Reported) -> None:
    world.clock.now = datetime(2026, 3, 16, 10, tzinfo=ZONE)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: reminders.remind(world.engine, world.vault, world.clock()), range(4)))
    assert set(told(world)) == ids("coordinator", "handler", "handler2")


def test_other_norms_hold_from_the_next_start_also_for_what_was_there(
    world: World, reported: Reported, tmp_path: Path
) -> None:
    write(world, reported)
    other = world.report()
    told(world)
    (tmp_path / "norms.yml").write_text("answer_within_days: 3\nresult_within_weeks: 2\n")
    try:
        norms.load(tmp_path)
        assert at(world, 11) == dict.fromkeys(ids("coordinator", "handler", "handler2"), "due_answer")
        assert listed(world) == [other.id, reported.id]
        assert set(at(world, 23).values()) == {"late_answer", "due_result", "late_deputy"}
    finally:
        norms.load(None)
