"""Left out means left out: who may not know of a report never learns that it exists."""

from collections.abc import Iterable

import pytest
from sqlmodel import col, delete, select

from bot.foundation.screen import Event, Note, Row, Screen
from bot.menu import screens
from storage.tables.directory import PersonRole
from storage.tables.reports import Report, ReportExclusion
from tests.support import sending
from tests.support.world import Postbox, Reported, World, slack_id

HANDLERS = {"coordinator", "handler", "handler2"}


def told(world: World) -> set[str]:
    """The Slack ids of those who got a notice since the last time."""
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    return {address.user for address, _ in postbox.sent}


def listed(world: World, who: str, which: str = "") -> list[str]:
    """The ids of the reports on somebody's list; nothing for who has none."""
    screen = world.walk(who).do("casework", "open", which)
    return [part.open.argument for part in screen.body if isinstance(part, Row) and part.open]


def sees(world: World, who: str, reported: Reported) -> bool:
    """Whether somebody learns of a report in any of the ways there are; they must agree."""
    shown = world.walk(who).do("casework", "show", reported.id)
    with world.unit() as session:
        waits = screens.waiting(world.context(session, who))
    ways = {
        reported.id in listed(world, who),
        reported.number in repr(world.walk(who).do("casework", "open").body),
        shown.step == "report",
        waits == 1,
    }
    assert len(ways) == 1, f"{who}: {ways}"
    return ways.pop()


def who_see(world: World, reported: Reported) -> set[str]:
    return {who for who in world.people if sees(world, who, reported)}


def ids(world: World, *keys: str) -> tuple[str, ...]:
    return tuple(str(world.people[key]) for key in keys)


def test_a_report_is_for_the_handlers_and_nobody_else(world: World) -> None:
    reported = world.report()
    assert who_see(world, reported) == HANDLERS
    assert told(world) == {slack_id(who) for who in HANDLERS}


@pytest.mark.parametrize("left_out", [("handler",), ("coordinator",), ("handler", "handler2")])
def test_who_is_left_out_by_name_learns_nothing(left_out: Iterable[str], world: World) -> None:
    reported = world.report(untold=ids(world, *left_out))
    rest = HANDLERS - set(left_out)
    assert who_see(world, reported) == rest
    assert told(world) == {slack_id(who) for who in rest}
    walk = world.walk("employee")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    walk.submit(addition="Er is nog iets.")
    assert told(world) == {slack_id(who) for who in rest}
    worker = world.walk(min(rest))
    worker.do("casework", "show", reported.id)
    worker.finish("no_action")
    for who in left_out:
        assert listed(world, who) == [] == listed(world, who, "closed")


def test_who_is_left_out_sees_the_same_as_for_a_report_that_does_not_exist(world: World) -> None:
    reported = world.report(untold=ids(world, "handler"))
    left_out = world.walk("handler")
    assert left_out.do("casework", "show", reported.id) == left_out.do("casework", "show", "f" * 32)
    assert left_out.do("casework", "open") == left_out.do("casework", "open", "open")
    assert left_out.screen.body == world.walk("handler").do("casework", "open").body
    assert not any(isinstance(part, Row) for part in left_out.screen.body)


@pytest.mark.both
@pytest.mark.parametrize("action", ["back", "form", "save"])
def test_a_report_cannot_be_opened_with_the_token_of_somebody_else(action: str, world: World) -> None:
    reported = world.report(untold=ids(world, "handler"))
    open_here = world.walk("coordinator").do("casework", "show", reported.id)
    for who in ("handler", "deputy", "employee", "privacy"):
        event = Event("casework", action, "status", "status-0", open_here.token, {"status": "in_progress"})
        assert world.walk(who).event(event).step == "sorry"
    with world.reading() as session:
        assert session.exec(select(Report.status)).one() == "received"


def test_a_token_of_a_reporter_opens_no_report_for_a_handler(world: World) -> None:
    reported = world.report(untold=ids(world, "handler"), identity="named")
    mine = world.walk("employee")
    mine.do("mine", "open")
    mine.press("show", reported.id)
    for action in ("back", "form", "save"):
        event = Event("casework", action, "answer", "answer-0", mine.screen.token, {"message": "x"})
        assert world.walk("coordinator").event(event).step == "sorry"


def test_somebody_who_is_described_could_be_anybody_so_only_the_deputy_is_told(world: World) -> None:
    reported = world.report(untold_described="Die ene met de hoed.")
    assert who_see(world, reported) == {"deputy"}
    assert told(world) == {slack_id("deputy")}
    shown = world.walk("deputy").do("casework", "show", reported.id)
    assert "Die ene met de hoed." in repr(shown)


def test_when_every_handler_is_left_out_the_deputy_gets_it(world: World) -> None:
    walk = world.walk()
    review = walk.reach("review", untold=ids(world, *HANDLERS))
    assert "Vervanger Een" in repr([part for part in review.body if isinstance(part, Note)])
    reported = world.report(untold=ids(world, *HANDLERS))
    assert who_see(world, reported) == {"deputy"}
    assert told(world) == {slack_id("deputy")}


def cannot_send(screen: Screen) -> bool:
    urgent = [part for part in screen.body if isinstance(part, Note) and part.urgent]
    return screen.step == "review" and screen.submit is None and len(urgent) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"untold": ("coordinator", "deputy", "handler", "handler2")},
        {"untold": ("deputy",), "untold_described": "Iemand."},
    ],
)
def test_when_nobody_remains_the_reporter_is_told_and_cannot_send(
    answers: dict[str, str | tuple[str, ...]], world: World
) -> None:
    given = answers | {"untold": ids(world, *answers["untold"])}
    walk = world.walk()
    assert cannot_send(walk.reach("review", **given))
    assert "0800-7000" in repr(walk.screen.body)
    forged = Event("report", "send", step="review", token=walk.screen.token)
    assert walk.event(forged).step == "safety" and walk.screen.error
    with world.reading() as session:
        assert session.exec(select(Report)).all() == []
    walk.submit(untold=(), untold_described="")
    assert walk.submit().step == "receipt"


@pytest.mark.both
def test_where_there_is_no_deputy_the_reporter_is_told(world: World) -> None:
    with world.unit() as session:
        session.exec(delete(PersonRole).where(col(PersonRole.role) == "deputy"))
    assert cannot_send(world.walk().reach("review", untold_described="Iemand."))


@pytest.mark.both
def test_where_nobody_reads_yet_the_reporter_is_told_before_anything_is_typed(world: World) -> None:
    with world.unit() as session:
        session.exec(delete(PersonRole))
    walk = world.walk()
    screen = walk.reach("identity")
    assert any(isinstance(part, Note) and part.urgent for part in screen.body)
    assert cannot_send(walk.reach("review"))


@pytest.mark.both
def test_the_database_does_not_name_who_was_left_out(world: World) -> None:
    world.report(untold=ids(world, "handler"))
    with world.reading() as session:
        (row,) = session.exec(select(ReportExclusion)).all()
    assert row.handler_key == world.vault.handler_hash(world.organisation.id, world.people["handler"])
    assert len(row.handler_key) == 64


def test_the_deputy_shares_a_report_with_those_who_may_know(world: World) -> None:
    reported = world.report(untold_described="Iemand van de balie.", untold=ids(world, "handler2"))
    told(world)
    deputy = world.walk("deputy")
    deputy.do("casework", "show", reported.id)
    form = deputy.press("form", "share")
    assert [option.label for option in form.inputs[0].options] == ["Behandelaar Een", "Coördinator Een"]
    assert deputy.submit(readers=()).refused
    assert deputy.submit(readers=ids(world, "handler2")).refused
    assert deputy.submit(readers=ids(world, "coordinator")).step == "list"
    assert who_see(world, reported) == {"coordinator"}
    assert told(world) == {slack_id("coordinator")}
    shown = world.walk("coordinator").do("casework", "show", reported.id)
    assert not any(action.argument == "share" for action in shown.actions)


@pytest.mark.both
def test_only_the_deputy_shares_and_only_what_is_the_deputys(world: World) -> None:
    with world.unit() as session:
        session.add(PersonRole(person_id=world.people["coordinator"], role="deputy", source="test"))
    reported = world.report()
    for who in ("handler", "coordinator"):
        walk = world.walk(who)
        token = walk.do("casework", "show", reported.id).token
        readers = {"readers": ids(world, "coordinator")}
        for event in (
            Event("casework", "form", "share", "report", token),
            Event("casework", "save", "", "share-0", token, readers),
        ):
            assert walk.event(event).step == "sorry"
    assert who_see(world, reported) == HANDLERS


def test_a_report_that_nobody_else_may_know_of_is_not_shared(world: World) -> None:
    reported = world.report(untold=ids(world, *HANDLERS))
    deputy = world.walk("deputy")
    deputy.do("casework", "show", reported.id)
    assert "share" not in {action.argument for action in deputy.screen.actions}
    for action, step in (("form", "report"), ("save", "share-0")):
        event = Event("casework", action, "share", step, deputy.screen.token, {})
        assert world.walk("deputy").event(event).step == "sorry"


def test_handlers_of_another_organisation_see_nothing(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    world.people["theirs"] = world.add_person("theirs", "coordinator", "deputy", organisation=other)
    reported = world.report("employee", "slack")
    assert who_see(world, reported) == HANDLERS
    assert slack_id("theirs") not in told(world)


@pytest.mark.both
def test_a_handler_who_lost_the_role_sees_nothing_any_more(world: World) -> None:
    reported = world.report()
    token = world.walk("handler").do("casework", "show", reported.id).token
    with world.unit() as session:
        gone = col(PersonRole.person_id) == world.people["handler"]
        session.exec(delete(PersonRole).where(gone))
    assert who_see(world, reported) == HANDLERS - {"handler"}
    assert world.walk("handler").event(Event("casework", "back", token=token)).step == "sorry"


def test_a_handler_may_be_the_reporter_and_then_still_follow_the_report(world: World) -> None:
    reported = world.report("handler", identity="confidential", untold=ids(world, "handler"))
    assert not sees(world, "handler", reported)
    mine = world.walk("handler").do("mine", "open")
    assert reported.number in repr(mine.body)
