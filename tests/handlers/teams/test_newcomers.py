"""Who comes while Entra or Teams is out of reach is noticed all the same."""

from collections.abc import Awaitable, Callable

import pytest
import requests

from bot.foundation import words
from bot.foundation.sanitize import is_id
from handlers.teams import client
from handlers.teams.entra import NoToken
from storage import newcomers, people
from tests.bot.test_content import seen
from tests.support.teams import running_teams
from tests.support.world import World

ID = "0b2c6f9e-1111-4222-8333-444455556666"
FAILURES = [NoToken("temporarily_unavailable"), requests.ConnectionError("planted"), ValueError("planted")]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_entra_out_of_reach_loses_no_newcomer(
    failure: Exception,
    sqlite_world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(*_: object) -> Callable[..., Awaitable[str]]:
        async def token(*_: object) -> str:
            raise failure

        return token

    monkeypatch.setattr(client, "token_source", away)
    with running_teams(sqlite_world) as town:
        me = town.somebody("somebody-new")
        assert me.install().status == 200
        added = [{"id": "29:entra-added", "aadObjectId": "entra-added", "name": "Toegevoegd"}]
        place = {
            "id": "team",
            "tenantId": me.activity()["conversation"]["tenantId"],
            "conversationType": "channel",
        }
        joined = me.activity(type="conversationUpdate", membersAdded=added, conversation=place)
        assert town.post(joined).status == 200
    with sqlite_world.reading() as session:
        waiting = newcomers.waiting(session, sqlite_world.organisation.id)
    assert {row.address.user for row in waiting} == {me.user, "entra-added"}
    shown = "\n".join(seen(sqlite_world.walk("coordinator").do("people", "newcomers")))
    assert "Iemand" in shown and "Toegevoegd" in shown and "entra-" not in shown
    assert "planted" not in caplog.text and type(failure).__name__ in caplog.text


def test_who_installs_the_app_has_the_name_that_teams_knows(sqlite_world: World) -> None:
    """An installation says of who did it only the id."""
    with running_teams(sqlite_world) as town:
        me = town.somebody("nina")
        bare = {"from": {"id": f"29:{me.user}", "aadObjectId": me.user}}
        assert town.post(me.activity(type="installationUpdate", action="add", **bare)).status == 200
    with sqlite_world.reading() as session:
        (row,) = newcomers.waiting(session, sqlite_world.organisation.id)
    assert (row.name, row.email) == ("nina", "nina@voorbeeldstad.example")


def test_whom_the_settings_name_by_an_id_is_never_shown_by_it_and_gets_a_name(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        number = people.add(session, sqlite_world.organisation.id, ID)
        people.give_role(session, number, "handler")
        people.give_address(session, number, "teams", "", ID)

    def among_whom_a_reporter_chooses() -> list[str]:
        with sqlite_world.reading() as session:
            return [one.name for one in sqlite_world.context(session, "employee").handlers]

    assert words.text("people.nameless", "nl") in among_whom_a_reporter_chooses()
    assert ID not in among_whom_a_reporter_chooses()
    with running_teams(sqlite_world) as town:
        who = {"id": "29:entra-nina", "aadObjectId": ID}
        me = town.somebody("nina")
        assert town.post(me.activity(type="installationUpdate", action="add", **{"from": who})).status == 200
    assert "nina" in among_whom_a_reporter_chooses()


def test_a_reporter_whose_name_nobody_knows_is_shown_without_an_id(sqlite_world: World) -> None:
    number = sqlite_world.report(ID, identity="named").number
    opened = sqlite_world.walk("coordinator").do("casework", "show", sqlite_world.report_id(number))
    said = "\n".join(seen(opened))
    assert words.text("people.nameless", "nl") in said and ID not in said


@pytest.mark.parametrize(
    "id",
    ["0b2c6f9e-1111-4222-8333-444455556666", "0B2C6F9E-1111-4222-8333-444455556666", "29:1bAb", "U0PIET"],
)
def test_an_id_is_no_name(id: str) -> None:
    assert is_id(id)


@pytest.mark.parametrize("name", ["WOUTER", "Ub 40", "U2", "Wim", "Een", "Medewerker 2", "wim2000"])
def test_a_name_is_no_id(name: str) -> None:
    assert not is_id(name)
