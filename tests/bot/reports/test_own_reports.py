"""Somebody shows that an account is theirs by a code that goes to one which was theirs already."""

import re
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Screen
from storage import audit, people
from storage.people import AddressRow
from storage.tables.addresses import OpenedName
from storage.tables.reports import Draft
from tests.support import sending
from tests.support.world import TEAM, Postbox, Reported, Walk, World, slack_id

TEAMS = AddressRow("teams", "tenant", "employee-in-teams")
SLACK = AddressRow("slack", TEAM, slack_id("employee"))


@pytest.fixture
def reported(world: World) -> Reported:
    """A report from Slack; after that its reporter moves to Teams."""
    made = world.report("employee", "slack", identity="confidential")
    drain(world)
    move(world, TEAMS)
    return made


def move(world: World, account: AddressRow, who: str = "employee") -> None:
    with world.unit() as session:
        people.give_address(session, world.people[who], *account)


def at(world: World, account: AddressRow) -> Walk:
    return Walk(world.desk, Visitor(*account, name="x", known_as=":".join(account)))


def drain(world: World) -> list[tuple[AddressRow, Screen]]:
    postbox = Postbox()
    sending.send(world, {"slack": postbox, "teams": postbox})
    return [(AddressRow(*address), what) for address, what in postbox.sent if isinstance(what, Screen)]


def asks(world: World, account: AddressRow) -> Walk:
    walk = at(world, account)
    walk.do("mine", "open")
    walk.press("begin")
    walk.press("send")
    assert walk.screen.step == "code"
    return walk


def codes(world: World) -> dict[AddressRow, str]:
    """The codes that were brought, by where to."""
    return {address: code_in(screen) for address, screen in drain(world)}


def code_in(screen: Screen) -> str:
    (found,) = re.finditer(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", str(screen.body))
    return found[0]


def opens(world: World, account: AddressRow, reported: Reported) -> bool:
    walk = at(world, account)
    listed = reported.number in str(walk.do("mine", "open"))
    shown = walk.do("mine", "show", reported.id).step == "report-0"
    assert listed == shown
    return shown


def test_a_move_from_slack_to_teams_keeps_every_report(world: World, reported: Reported) -> None:
    assert not opens(world, TEAMS, reported)
    walk = asks(world, TEAMS)
    brought = codes(world)
    assert set(brought) == {SLACK}
    shown = walk.submit(code=brought[SLACK].lower().replace("-", " "))
    assert (shown.dialogue, shown.step) == ("mine", "list") and reported.number in str(shown.body)
    assert opens(world, TEAMS, reported) and opens(world, SLACK, reported)
    later = world.report("employee", "slack", identity="named")  # the old account stays one of theirs
    assert opens(world, TEAMS, later)


@pytest.mark.both
def test_sent_twice_the_right_code_opens_once(world: World, reported: Reported) -> None:
    walk = asks(world, TEAMS)
    event = walk.pressed("enter", code=codes(world)[SLACK])
    assert walk.event(event).step == "list"
    assert walk.event(event).step == "list"
    with world.reading() as session:
        rows = session.exec(select(OpenedName).where(OpenedName.platform == "teams")).all()
        assert [row.name for row in rows] == [":".join(SLACK)]


def test_a_third_account_opens_what_the_second_had_opened(world: World, reported: Reported) -> None:
    asks(world, TEAMS).submit(code=codes(world)[SLACK])
    third = AddressRow("slack", TEAM, "U0THIRD")
    move(world, third)
    walk = asks(world, third)
    brought = codes(world)
    assert set(brought) == {SLACK, TEAMS} and len(set(brought.values())) == 2
    walk.submit(code=brought[TEAMS])
    assert opens(world, third, reported)


def test_a_code_opens_the_account_alone_to_which_it_went(world: World, reported: Reported) -> None:
    """The coordinator linked their own second account; the owner asks, and types the code that went there."""
    strange = AddressRow("slack", TEAM, "U0STRANGE")
    move(world, strange)
    strangers = world.report("employee2", "slack", identity="named")
    drain(world)
    walk = asks(world, TEAMS)
    brought = codes(world)
    walk.submit(code=brought[strange])
    assert not opens(world, TEAMS, reported) and not opens(world, strange, reported)
    assert not opens(world, TEAMS, strangers)


def test_without_the_code_an_account_that_was_linked_opens_nothing(world: World, reported: Reported) -> None:
    walk = asks(world, TEAMS)
    (address, message), *_ = drain(world)
    assert address == SLACK and not message.confidential
    assert reported.number not in str(message) and reported.id not in str(message)
    for guess in ("0000-0000", reported.code, "x"):
        assert walk.submit(code=guess).refused and walk.screen.step == "code"
    assert not opens(world, TEAMS, reported)


@pytest.mark.parametrize("elsewhere", ["another account", "another dialogue"])
def test_a_code_counts_only_where_it_was_asked_for(elsewhere: str, world: World, reported: Reported) -> None:
    walk = asks(world, TEAMS)
    code = codes(world)[SLACK]
    if elsewhere == "another account":
        thief = AddressRow("slack", TEAM, slack_id("handler"))
        assert at(world, thief).event(walk.pressed("enter", code=code)).step == "code"
        assert not opens(world, thief, reported)
        second = AddressRow("slack", TEAM, "U0SECOND")  # of the same person in the directory
        move(world, second)
        assert at(world, second).event(walk.pressed("enter", code=code)).step == "code"
        assert not opens(world, second, reported)
    else:
        assert asks(world, TEAMS).submit(code=code).step == "code"
        assert not opens(world, TEAMS, reported)


def test_too_late_or_too_often_a_code_opens_nothing(world: World, reported: Reported) -> None:
    walk = asks(world, TEAMS)
    late = walk.pressed("enter", code=codes(world)[SLACK])
    world.clock.forward(minutes=15, seconds=1)
    assert walk.event(late).step == "sorry"
    often = asks(world, TEAMS)
    right = often.pressed("enter", code=codes(world)[SLACK])
    for _ in range(5):
        assert often.submit(code="0000-0000").step == "code"
    assert often.event(right).step == "sorry"
    assert not opens(world, TEAMS, reported)


def test_a_code_of_an_account_that_became_somebody_elses_opens_nothing(
    world: World, reported: Reported
) -> None:
    walk = asks(world, TEAMS)
    right = walk.pressed("enter", code=codes(world)[SLACK])
    move(world, SLACK, "employee2")
    assert walk.event(right).step == "code"
    move(world, SLACK)  # theirs once more, and another name by now
    assert walk.event(right).step == "code"
    assert not opens(world, TEAMS, reported)


@pytest.mark.both
def test_a_code_can_be_asked_for_a_few_times_an_hour_by_all_accounts_together(world: World) -> None:
    move(world, TEAMS)
    for account in (TEAMS, SLACK, TEAMS):
        asks(world, account)
    for account in (TEAMS, SLACK):
        walk = at(world, account)
        assert walk.do("proof", "send").step == "sorry"
    assert len(drain(world)) == 3
    assert at(world, AddressRow("slack", TEAM, slack_id("handler"))).do("proof", "send").step == "code"


def test_everybody_sees_the_same_whether_or_not_there_is_another_account_or_a_report(world: World) -> None:
    def screens(account: AddressRow) -> list[Screen]:
        walk = at(world, account)
        seen = [
            walk.do("mine", "open"),
            walk.press("begin"),
            walk.press("send"),
            walk.submit(code="0000-0000"),
        ]
        return [without_token(one) for one in seen]

    move(world, TEAMS)
    world.report("employee", "slack", identity="named")
    drain(world)
    with_all = screens(TEAMS)
    brought = drain(world)
    assert [address for address, _ in brought] == [SLACK]
    for other in (
        AddressRow("slack", TEAM, slack_id("employee2")),  # no other account in chat
        AddressRow("slack", TEAM, "U0STRANGER"),  # not in the directory
    ):
        assert screens(other) == with_all
    assert drain(world) == []


def without_token(screen: Screen) -> Screen:
    return replace(screen, token="")


def test_asking_and_proving_leave_no_entry_in_the_trail_and_nobody_in_the_draft(
    world: World, reported: Reported
) -> None:
    with world.reading() as session:
        before = len(audit.entries(session, world.organisation.id, 100))
    walk = asks(world, TEAMS)
    with world.reading() as session:
        kept = b"".join(session.exec(select(Draft.sealed)).all())
    assert SLACK.user.encode() not in kept and TEAMS.user.encode() not in kept
    walk.submit(code=codes(world)[SLACK])
    with world.reading() as session:
        assert len(audit.entries(session, world.organisation.id, 100)) == before


@pytest.mark.both
def test_whom_the_settings_name_proves_it_by_their_account_of_before(world: World) -> None:
    """An address without workspace is in every workspace where colleagues are."""
    named = AddressRow("slack", TEAM, "U0NAMED")
    with world.unit() as session:
        person = people.add(session, world.organisation.id, "Named")
        people.give_address(session, person, "slack", "", named.user)
    walk = at(world, named)
    walk.reach("receipt", identity="named")
    number, code = walk.codes()
    made = Reported(world.report_id(number), number, code, walk)
    drain(world)
    with world.unit() as session:
        people.give_address(session, person, *TEAMS)
    asked = asks(world, TEAMS)
    ((address, message),) = drain(world)
    assert address.user == named.user
    asked.submit(code=code_in(message))
    assert opens(world, TEAMS, made)


def test_a_step_that_is_over_tries_nothing(world: World) -> None:
    walk = asks(world, SLACK)
    assert walk.event(Event("proof", "enter", token=walk.screen.token)).step == "code"
    assert not walk.screen.refused
    assert walk.event(Event("proof", "enter", token="gone")).step == "sorry"
