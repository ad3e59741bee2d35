"""Who comes back in Teams under another id, or comes from Slack, opens what was theirs: signed requests,
the real app, and the real courier."""

import json
import re
from collections.abc import Iterator
from itertools import count

import pytest

from handlers.teams import client
from tests.support import sending
from tests.support.teams import TENANT, Answer, Door, Somebody, TeamsTown, object_id, running_teams
from tests.support.teams_issuer import APP, Issuer, running_issuer
from tests.support.world import Postbox, World, slack_id

AGAIN = "entra-again"
ADDRESS = "employee@voorbeeldstad.example"
CODE = r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"


class Signed(Door):
    """Requests as Bot Framework sends them: each with a token of its own."""

    def __init__(self, town: TeamsTown, issuer: Issuer) -> None:
        super().__init__(town.connector, town.port)
        self.town, self.world, self._issuer, self._number = town, town.world, issuer, count(1)

    def post(self, activity: object, headers: dict[str, str] | None = None) -> Answer:
        token = self._issuer.token(self.connector.url, jti=str(next(self._number)))
        return super().post(activity, {"authorization": f"Bearer {token}"} | (headers or {}))

    def account(self, user: str) -> Somebody:
        """Somebody in Teams by their id in Entra, in the chat that they have with Baken."""
        one = Somebody(self, "employee")
        one.user = user
        assert one.install().status == 200
        return one

    def told(self, user: str) -> list[str]:
        """The messages in a chat, but for the menu."""
        sent = [
            json.dumps(said, ensure_ascii=False)
            for place, said in self.connector.sent
            if place == f"chat-{user}"
        ]
        return sent[1:]


@pytest.fixture
def door(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Signed]:
    with running_issuer() as issuer:

        async def token(*_: object) -> str:  # as Entra gives for what we send
            return issuer.token("")

        monkeypatch.setattr(client, "token_source", lambda *_: token)
        settings = {"teams_app_id": APP, "teams_app_secret": "none", "teams_tenant_id": TENANT}
        with running_teams(world, teams_openid_url=f"{issuer.url}/openid", **settings) as town:
            town.connector.emails[f"29:{AGAIN}"] = ADDRESS
            yield Signed(town, issuer)


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
