"""Who comes while Entra or Teams is out of reach is noticed all the same."""

from collections.abc import Awaitable, Callable

import pytest
import requests

from handlers.teams import sdk
from handlers.teams.entra import NoToken
from storage import newcomers
from tests.support.teams import running_teams
from tests.support.world import World

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

    monkeypatch.setattr(sdk, "token_source", away)
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
    assert "planted" not in caplog.text and type(failure).__name__ in caplog.text
