"""The reporter comes back, by code or under "My reports"."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.foundation import words
from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Note, Row, Said, Screen
from storage import organisations, people
from storage.db import reading
from storage.tables.audit import AuditEntry
from storage.tables.directory import ChatAddress, Person
from storage.tables.keys import ReportKey
from storage.tables.pending import PendingEntry
from storage.tables.reports import Message, Redirect
from tests.support import sending
from tests.support.world import HALL, TEAM, Postbox, Walk, World, slack_id


def by_code(world: World, code: str, who: str = "", platform: str = "web") -> Walk:
    walk = world.walk(who, platform)
    walk.do("follow", "open")
    walk.submit(code=code)
    return walk


def mine(world: World, who: str, platform: str = "web") -> list[str]:
    """The numbers somebody finds under "My reports"."""
    screen = world.walk(who, platform).do("mine", "open")
    return [part.title.partition(":")[0] for part in screen.body if isinstance(part, Row)]


def thread(screen: Screen) -> list[tuple[str, bool]]:
    return [(part.text, part.mine) for part in screen.body if isinstance(part, Said)]


def test_a_code_opens_the_report_from_any_device_and_platform(world: World) -> None:
    reported = world.report("employee", "slack")
    for who, platform in (("", "web"), ("employee2", "slack"), ("somebody-else", "web")):
        walk = by_code(world, reported.code, who, platform)
        assert walk.screen.step == "report-0"
        assert reported.number in repr(walk.screen.body)
        assert "busje" not in repr(walk.screen)  # what was handed in is not shown again


def test_an_addition_is_added_once_and_read_by_the_handlers(world: World) -> None:
    reported = world.report()
    walk = by_code(world, reported.code)
    assert walk.submit(addition="").refused
    event = walk.pressed("add", addition="Het kenteken is bekend.")
    walk.event(event)
    assert Note(words.text("follow.thanks", "nl")) in walk.screen.body
    assert thread(walk.event(event)) == [("Het kenteken is bekend.", True)]
    walk.submit(addition="En de kleur ook.")
    handler = world.walk("handler").do("casework", "show", reported.id)
    assert thread(handler) == [("Het kenteken is bekend.", False), ("En de kleur ook.", False)]


@pytest.mark.both
def test_one_addition_sent_by_several_requests_at_once_is_one_addition(world: World) -> None:
    reported = world.report()
    walk = by_code(world, reported.code)
    event = walk.pressed("add", addition="Het kenteken is bekend.")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(4)))
    with world.reading() as session:
        assert len(session.exec(select(Message)).all()) == 1


def test_an_addition_of_ten_thousand_characters_is_taken(sqlite_world: World) -> None:
    walk = by_code(sqlite_world, sqlite_world.report().code)
    assert walk.submit(addition="x" * 10_001).refused
    assert walk.screen.inputs[0].value == "x" * 10_001
    assert not walk.submit(addition="x" * 10_000).refused


@pytest.mark.both
def test_what_both_sides_write_at_the_same_time_is_all_kept_in_order(world: World) -> None:
    reported = world.report()
    reporter, handler = by_code(world, reported.code), world.walk("handler")
    reporter.submit(addition="een")
    handler.do("casework", "show", reported.id)
    handler.press("form", "question")
    reporter.submit(addition="twee")
    assert handler.submit(message="drie").refused  # they are told that the reporter wrote meanwhile
    handler.submit(message="drie")
    reporter.submit(addition="vier")
    assert [text for text, _ in thread(reporter.screen)] == ["een", "twee", "drie", "vier"]


def test_named_and_confidential_reports_are_found_and_anonymous_ones_are_not(world: World) -> None:
    numbers = [world.report("employee", identity=i).number for i in ("named", "confidential", "anonymous")]
    assert set(mine(world, "employee")) == set(numbers[:2])
    assert mine(world, "employee", "slack") == [], "another account of the same person opens it after a proof"
    for who in ("employee2", "handler", "coordinator", "stranger", ""):
        assert mine(world, who) == []


def test_nobody_else_opens_a_report_from_my_reports(world: World) -> None:
    reported = world.report("employee", identity="named")
    world.report("employee2", identity="named")
    for who in ("employee2", "handler", "stranger", ""):
        assert world.walk(who).do("mine", "show", reported.id).step == "sorry"
    assert world.walk("employee").do("mine", "show", reported.id).step == "report-0"


def test_somebody_whom_the_directory_does_not_know_finds_their_own_reports(world: World) -> None:
    number = world.report("stranger", "slack", identity="named").number
    assert mine(world, "stranger", "slack") == [number]
    assert mine(world, "stranger", "web") == []
    with world.unit() as session:  # then they are imported
        person = people.add(session, world.organisation.id, "Vreemd")
        people.give_address(session, person, "slack", TEAM, slack_id("stranger"))
        people.give_address(session, person, "web", HALL, "stranger")
    assert mine(world, "stranger", "slack") == [number]


@pytest.mark.both
def test_an_anonymous_report_stores_no_reporter_anywhere(world: World) -> None:
    world.report("stranger", "slack", identity="anonymous")
    with world.reading() as session:
        assert [one.day for one in session.exec(select(PendingEntry))] == [date(2026, 3, 10)]
    housekeeping.fold(world.engine, world.vault, world.clock() + timedelta(days=1))
    with world.reading() as session:
        actors = session.exec(select(AuditEntry.actor, AuditEntry.at)).all()
        assert actors == [("reporter", "2026-03-10")]
    with reading(world.vault.engine) as session:
        assert session.exec(select(ReportKey.reporter)).all() == [None]
    handler = world.walk("handler")
    handler.do("casework", "open")
    row = next(part for part in handler.screen.body if isinstance(part, Row) and part.open)
    assert row.open
    shown = repr(handler.do("casework", "show", row.open.argument))
    assert slack_id("stranger") not in shown and TEAM not in shown


@pytest.mark.both
def test_reporting_makes_nobody_a_person_in_the_directory(world: World) -> None:
    def everybody() -> list[object]:
        with world.reading() as session:
            return [*session.exec(select(Person.id)), *session.exec(select(ChatAddress.user))]

    before = everybody()
    world.report("stranger", "slack", identity="named")
    world.report("stranger", "slack", identity="anonymous")
    assert everybody() == before


# Several municipalities in one workspace


@pytest.fixture
def two(world: World) -> World:
    """A second municipality, reached from the same workspace, with people of its own."""
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        organisations.link(session, other.id, "slack", TEAM)
    for who, role in (("their_handler", "handler"), ("their_coordinator", "coordinator")):
        world.people[who] = world.add_person(who, role, organisation=other)
    world.people["their_employee"] = world.add_person("their_employee", organisation=other)
    world.departments["Elders"] = world.add_department("Elders", other)
    world.start()
    return world


def told(world: World) -> set[str]:
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    return {address.user for address, _ in postbox.sent}


@pytest.mark.both
@pytest.mark.parametrize("who", ["employee", "their_employee", "stranger"])
def test_where_one_workspace_serves_several_the_reporter_is_asked_and_all_lands_there(
    who: str, two: World
) -> None:
    walk = two.walk(who, "slack")
    first = walk.begin()
    assert [option.label for option in first.inputs[0].options] == ["Elders", "Voorbeeldstad"]
    assert [f.name for f in walk.submit(kind="signal").inputs if f.error] == ["organisation"]
    elders = first.inputs[0].options[0].value
    walk.submit(kind="signal", organisation=elders)
    safety = walk.reach("safety", identity="named")
    offered = {field.name: [option.label for option in field.options] for field in safety.inputs}
    assert offered["untold"] == ["their_coordinator", "their_handler"]
    assert offered["department"] == ["Elders"]
    walk.submit(department=str(two.departments["Elders"]))
    walk.submit()
    number, code = walk.codes()
    id = two.report_id(number)
    assert told(two) == {slack_id("their_handler"), slack_id("their_coordinator")}
    assert two.walk("their_handler", "slack").do("casework", "show", id).step == "report"
    assert two.walk("handler", "slack").do("casework", "show", id).step == "sorry"
    assert mine(two, who, "slack") == [number]
    with two.reading() as session:
        entries = {
            *session.exec(select(AuditEntry.organisation_id)),
            *session.exec(select(PendingEntry.organisation_id)),
        }
    assert entries == {int(elders)}
    follower = by_code(two, code, "employee", "slack")
    follower.submit(addition="Nog iets.")
    assert told(two) == {slack_id("their_handler"), slack_id("their_coordinator")}


def test_changing_the_municipality_halfway_takes_nothing_of_the_first_along(two: World) -> None:
    walk = two.walk("stranger", "slack")
    first = walk.begin()
    elders, ours = (option.value for option in first.inputs[0].options)
    walk.submit(kind="signal", organisation=ours)
    walk.reach("review", untold=(str(two.people["handler"]),), department=str(two.departments["Wmo"]))
    walk.press("edit", "start")
    walk.submit(organisation=elders)
    walk.event(Event("report", "send", step="review", token=walk.screen.token))
    assert walk.screen.step == "safety"
    assert {f.name for f in walk.screen.inputs if f.error} == {"untold", "department"}
    walk.submit(untold=(), department="")
    walk.submit()
    id = two.report_id(walk.codes()[0])
    assert two.walk("their_handler", "slack").do("casework", "show", id).step == "report"


def test_a_redirect_is_counted_where_the_reporter_works(two: World) -> None:
    walk = two.walk("stranger", "slack")
    elders = walk.begin().inputs[0].options[0].value
    walk.submit(kind="danger", organisation=elders)
    with two.reading() as session:
        (row,) = session.exec(select(Redirect)).all()
    assert (row.organisation_id, row.kind, row.count) == (int(elders), "danger", 1)


def test_a_code_works_in_a_workspace_that_does_not_serve_its_municipality(world: World) -> None:
    reported = world.report()
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        organisations.link(session, other.id, "slack", "T0ELSE")
        stranger = people.add(session, other.id, "Hunne")
        people.give_role(session, stranger, "handler")
        people.give_address(session, stranger, "slack", "T0ELSE", "U0HUNNE")
    told(world)
    walk = Walk(world.desk, Visitor("slack", "T0ELSE", "U0X", "x", known_as="x"))
    walk.do("follow", "open")
    assert walk.submit(code=reported.code).step == "report-0"
    walk.submit(addition="Nog iets.")
    assert told(world) == {slack_id(who) for who in ("coordinator", "handler", "handler2")}
    with world.reading() as session:
        assert set(session.exec(select(PendingEntry.organisation_id))) == {world.organisation.id}


def test_a_workspace_that_serves_nobody_says_so(world: World) -> None:
    walk = Walk(world.desk, Visitor("slack", "T0NOBODY", "U0X", "x", known_as="x"))
    assert walk.begin().step == "sorry"
    assert Note(words.text("mistakes.no_organisation", "nl"), urgent=True) in walk.screen.body
