"""Who comes back in Teams under another id, or comes from Slack, opens what was theirs: signed requests,
the real app, and the real courier."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.support import sending
from tests.support.teams import Somebody, object_id
from tests.support.teams_signed import Signed, running_signed_teams
from tests.support.world import Postbox, World, slack_id

AGAIN = "entra-again"
ADDRESS = "employee@voorbeeldstad.example"
CODE = r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"


@pytest.fixture
def door(world: World) -> Iterator[Signed]:
    with running_signed_teams(world) as signed:
        signed.connector.emails[f"29:{AGAIN}"] = ADDRESS
        yield signed


def number_on_the_list(me: Somebody) -> list[str]:
    me.fetch("mine/open/")
    assert me.step == "mine.list"
    return re.findall(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b", me.text())


def ask_for_the_code(me: Somebody) -> None:
    me.press("proof/begin")
    me.press("proof/send")
    assert me.step == "proof.code", me.text()


def a_question_is_asked(world: World) -> None:
    reader = world.walk("coordinator")
    listed = reader.do("casework", "open")
    assert listed.step == "list"
    reader.press("show")
    reader.press("form", "question")
    reader.submit(message="Zag je ook een kenteken?")


def test_a_new_account_opens_reports_of_before_after_its_owner_proved_it(door: Signed) -> None:
    before = door.account(object_id("employee"))
    before.fetch("report/begin/")
    before.hand_in(identity="confidential")
    (number,) = number_on_the_list(before)
    assert door.town.deliver() == 0  # its readers are in Slack

    me = door.account(AGAIN)
    assert number_on_the_list(me) == []
    ask_for_the_code(me)
    assert door.town.deliver() == 1 and door.told(AGAIN) == []
    (told,) = door.told(before.user)
    assert number not in told
    (code,) = set(re.findall(CODE, told))
    me.submit(code="0000-0000")
    assert me.step == "proof.code" and number not in json.dumps(me.card)
    me.submit(code=code)
    assert me.step == "mine.list" and number in json.dumps(me.card)
    assert number_on_the_list(me) == [number]

    a_question_is_asked(door.world)
    assert door.town.deliver() == 1  # where they are now
    assert len(door.told(AGAIN)) == 1 and len(door.told(before.user)) == 1


def test_who_moves_from_slack_to_teams_keeps_their_reports(door: Signed) -> None:
    number = door.world.report("employee", "slack", identity="confidential").number
    me = door.account(object_id("employee"))
    assert number_on_the_list(me) == []
    ask_for_the_code(me)
    postbox = Postbox()
    sending.send(door.world, {"slack": postbox, "teams": door.town.courier})
    to_me = [screen for address, screen in postbox.sent if address.user == slack_id("employee")]
    (code,) = set(re.findall(CODE, str(to_me)))
    assert door.told(me.user) == []
    me.submit(code=code)
    assert number_on_the_list(me) == [number]


def test_the_code_of_one_account_opens_nothing_in_a_third(door: Signed) -> None:
    door.world.report("employee", "slack", identity="confidential")
    me, other = door.account(object_id("employee")), door.account(object_id("employee2"))
    me.fetch("mine/open/")
    ask_for_the_code(me)
    postbox = Postbox()
    sending.send(door.world, {"slack": postbox, "teams": door.town.courier})
    (code,) = {one for _, screen in postbox.sent for one in re.findall(CODE, str(screen))}
    other.fetch("mine/open/")
    ask_for_the_code(other)
    other.submit(code=code)
    assert other.step == "proof.code"
    assert number_on_the_list(other) == []
