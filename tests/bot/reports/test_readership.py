"""Who may know of a report changes: a colleague steps back, is kept out or let in; people come and go."""

from threading import Thread

import pytest
from sqlmodel import col, delete, select

from bot import housekeeping
from bot.directory import roles
from bot.foundation import words
from bot.foundation.screen import Event, Fact, Facts, Said, Screen
from storage import people
from storage.tables.directory import PersonRole
from storage.tables.reports import Report, ReportExclusion, ReportMark
from tests.bot.reports.test_exclusion import HANDLERS, ids, told, who_see
from tests.bot.reports.test_handling import trail
from tests.support.world import Reported, Walk, World, slack_id

pytestmark = pytest.mark.both
DEPUTY = {"deputy"}


def opened(world: World, who: str, reported: Reported) -> Walk:
    walk = world.walk(who)
    assert walk.do("casework", "show", reported.id).step == "report"
    return walk


def step_back(world: World, who: str, reported: Reported, why: str = "") -> Screen:
    walk = opened(world, who, reported)
    walk.press("readers")
    walk.press("reader_form", "leave")
    return walk.submit(why=why)


def choose(world: World, who: str, form: str, reported: Reported, *chosen: str) -> Screen:
    walk = opened(world, who, reported)
    walk.press("readers")
    walk.press("reader_form", form)
    return walk.submit(people=ids(world, *chosen), why="Familie van de eigenaar.")


def offered(world: World, who: str, form: str, reported: Reported) -> set[str]:
    walk = opened(world, who, reported)
    walk.press("readers")
    if ("reader_form", form) not in {(one.name, one.argument) for one in walk.buttons()}:
        return set()
    walk.press("reader_form", form)
    there = {one.value for one in walk.screen.inputs[0].options}
    return {who for who, id in world.people.items() if str(id) in there}


def file_of(world: World, who: str, reported: Reported) -> list[tuple[str, str]]:
    body = opened(world, who, reported).screen.body
    return [(part.who, part.text) for part in body if isinstance(part, Said)]


def give(world: World, who: str, role: str) -> None:
    with world.unit() as session:
        people.give_role(session, world.people[who], role)
        roles.settle(session, world.vault, world.organisation, world.clock())


def take(world: World, *whose: str) -> None:
    with world.unit() as session:
        mine = col(PersonRole.person_id).in_([world.people[who] for who in whose])
        session.exec(delete(PersonRole).where(mine))
        roles.settle(session, world.vault, world.organisation, world.clock())


@pytest.fixture
def watched(world: World) -> World:
    """A world in which roles have been looked at once."""
    with world.unit() as session:
        roles.settle(session, world.vault, world.organisation, world.clock())
    told(world)
    return world


def test_for_who_steps_back_the_report_does_not_exist_any_more(world: World) -> None:
    reported = world.report()
    told(world)
    other = world.walk("coordinator")
    other.do("casework", "show", reported.id)
    other.press("form", "assign")
    other.submit(assignee=str(world.people["handler"]))
    told(world)
    window = opened(world, "handler", reported)
    assert step_back(world, "handler", reported, "Mijn buurman.").step == "left"
    assert who_see(world, reported) == HANDLERS - {"handler"}
    assert window.press("form", "answer").step == "sorry"
    assert told(world) == set()
    assert file_of(world, "coordinator", reported) == [
        ("Behandelaar Een", "Stapte terug en leest niet meer mee.\nWaarom: Mijn buurman.")
    ]
    with world.reading() as session:
        row = session.get_one(Report, reported.id)
        assert (row.assignee_id, row.withheld) == (None, True)
        marks = select(ReportMark.person_id).where(ReportMark.report_id == reported.id)
        assert world.people["handler"] not in session.exec(marks).all()
    assert [entry for entry in trail(world) if entry[0] == "report.readers"] == [("report.readers", "")]


def test_a_double_click_steps_back_once(world: World) -> None:
    reported = world.report()
    walk = opened(world, "handler", reported)
    walk.press("readers")
    walk.press("reader_form", "leave")
    event = walk.pressed("reader_save", why="")
    assert walk.event(event) == walk.event(event)
    assert len(file_of(world, "coordinator", reported)) == 1


def test_who_is_kept_out_is_told_nothing_and_the_others_read_who_decided_it(world: World) -> None:
    reported = world.report()
    window = opened(world, "handler2", reported)
    told(world)
    assert choose(world, "handler", "exclude", reported, "handler2").step == "readers"
    assert who_see(world, reported) == HANDLERS - {"handler2"}
    assert window.press("form", "answer").step == "sorry"
    assert told(world) == set()
    assert file_of(world, "coordinator", reported) == [
        ("Behandelaar Een", "Uitgesloten: Behandelaar Twee.\nWaarom: Familie van de eigenaar.")
    ]
    left_out = world.walk("handler2")
    assert left_out.do("casework", "show", reported.id) == left_out.do("casework", "show", "f" * 32)


def test_a_reason_and_somebody_are_asked_for(world: World) -> None:
    reported = world.report()
    walk = opened(world, "handler", reported)
    walk.press("readers")
    walk.press("reader_form", "exclude")
    wrong = walk.submit(people=(), why=" ")
    assert {one.name for one in wrong.inputs if one.error} == {"people", "why"}
    walk.submit(people=("999999",), why="x")
    assert who_see(world, reported) == HANDLERS


def test_whom_the_reporter_left_out_cannot_be_let_in_and_others_can(world: World) -> None:
    reported = world.report(untold=ids(world, "handler2"))
    assert offered(world, "coordinator", "admit", reported) == set()
    step_back(world, "handler", reported)
    assert offered(world, "coordinator", "admit", reported) == {"handler"}
    told(world)
    choose(world, "coordinator", "admit", reported, "handler")
    assert who_see(world, reported) == HANDLERS - {"handler2"}
    assert told(world) == {slack_id("handler")}
    walk = opened(world, "coordinator", reported)
    forged = Event(
        "casework",
        "reader_save",
        "",
        "admit-0",
        walk.screen.token,
        {"people": ids(world, "handler2"), "why": "x"},
    )
    assert walk.event(forged).step == "sorry"
    assert who_see(world, reported) == HANDLERS - {"handler2"}


def test_the_last_reader_goes_only_when_a_deputy_comes(world: World) -> None:
    reported = world.report(untold=ids(world, "handler2", "coordinator"))
    told(world)
    assert step_back(world, "handler", reported).step == "left"
    assert who_see(world, reported) == DEPUTY
    assert told(world) == {slack_id("deputy")}
    refused = step_back(world, "deputy", reported)
    assert refused.step == "sorry"
    assert words.text("mistakes.nobody_left", "nl") in repr(refused.body)
    assert who_see(world, reported) == DEPUTY


def test_who_comes_later_does_not_read_what_was_kept_from_anybody(watched: World) -> None:
    kept, free = watched.report(untold=ids(watched, "handler2")), watched.report()
    give(watched, "employee2", "handler")
    walk = watched.walk("employee2")
    assert walk.do("casework", "show", kept.id) == walk.do("casework", "show", "f" * 32)
    assert walk.do("casework", "show", free.id).step == "report"
    later = watched.report(untold=ids(watched, "handler2"))
    assert walk.do("casework", "show", later.id).step == "report"  # the reporter could choose them
    assert offered(watched, "coordinator", "admit", kept) == {"employee2"}
    choose(watched, "coordinator", "admit", kept, "employee2")
    assert walk.do("casework", "show", kept.id).step == "report"


@pytest.mark.parametrize("left_out", [("handler2",), ()])
def test_who_comes_while_a_report_is_filled_in_could_not_be_left_out(
    left_out: tuple[str, ...], watched: World
) -> None:
    reporter = watched.walk("employee")
    reporter.reach("safety")
    give(watched, "employee2", "handler")
    reporter.submit(untold=ids(watched, *left_out))
    reporter.reach("receipt")
    number, _ = reporter.codes()
    watched.clock.forward(days=3)
    housekeeping.sweep(watched.engine, watched.vault, watched.clock())
    report_id = watched.report_id(number)
    assert watched.walk("handler").do("casework", "show", report_id).step == "report"
    sees = watched.walk("employee2").do("casework", "show", report_id).step == "report"
    assert sees == (not left_out)


def test_who_comes_back_reads_what_they_read_before(watched: World) -> None:
    read, unread = (watched.report(untold=ids(watched, "handler2")) for _ in range(2))
    opened(watched, "handler", read)
    take(watched, "handler")
    give(watched, "handler", "handler")
    walk = watched.walk("handler")
    assert walk.do("casework", "show", read.id).step == "report"
    assert walk.do("casework", "show", unread.id).step == "sorry"
    give(watched, "handler", "coordinator")  # another role beside it is no coming back
    assert walk.do("casework", "show", read.id).step == "report"


def test_what_nobody_may_read_any_more_goes_to_the_deputy(watched: World) -> None:
    kept, free = watched.report(untold=ids(watched, "handler2")), watched.report()
    take(watched, "coordinator", "handler")
    told(watched)
    for _ in range(2):
        housekeeping.sweep(watched.engine, watched.vault, watched.clock())
    assert {who for who in watched.people if shows(watched, who, kept)} == DEPUTY
    assert {who for who in watched.people if shows(watched, who, free)} == {"handler2"}
    assert told(watched) == {slack_id("deputy")}
    assert file_of(watched, "deputy", kept)[-1][0] == "Baken"
    assert trail(watched).count(("report.readers", "")) == 1


def shows(world: World, who: str, reported: Reported) -> bool:
    return world.walk(who).do("casework", "show", reported.id).step == "report"


def test_two_who_keep_each_other_out_leave_one(world: World) -> None:
    reported = world.report(untold=ids(world, "coordinator"))
    events = []
    for who, other in (("handler", "handler2"), ("handler2", "handler")):
        walk = opened(world, who, reported)
        walk.press("readers")
        walk.press("reader_form", "exclude")
        events.append((walk, walk.pressed("reader_save", people=ids(world, other), why="Nee.")))
    at_once = [Thread(target=walk.event, args=(event,)) for walk, event in events]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    assert len(who_see(world, reported)) == 1
    assert sorted(walk.screen.step for walk, _ in events) == ["readers", "sorry"]


def test_the_screen_names_who_reads_and_never_who_was_left_out(world: World) -> None:
    reported = world.report(untold=ids(world, "handler2"))
    walk = opened(world, "coordinator", reported)
    facts = next(part for part in walk.press("readers").body if isinstance(part, Facts))
    assert facts.rows == (
        Fact("Behandelaar Een", "lezer van meldingen"),
        Fact("Coördinator Een", "coördinator"),
    )


def test_a_dump_does_not_tell_who_chose(world: World) -> None:
    """Rows of whom a reporter left out, and of who stepped back, look the same."""
    reported = world.report(untold=ids(world, "handler2"))
    step_back(world, "handler", reported)
    with world.reading() as session:
        keys = [row.handler_key for row in session.exec(select(ReportExclusion))]
    assert len(set(keys)) == 2 and len({len(key) for key in keys}) == 1
