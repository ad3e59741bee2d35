"""How we call Teams: for how long we wait, and what is left at the end."""

import asyncio

import httpx
import pytest

from bot.foundation.settings import read
from handlers.teams import client
from handlers.teams.client import Client
from storage.masters import new_master
from tests.support.slack_town import listening
from tests.support.teams import TENANT, Connector

pytestmark = pytest.mark.filterwarnings("ignore:The bot client is deprecated")  # the SDK uses it itself


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, 1), ("17", 17), ("-1", 0), ("nan", 0), ("inf", 3_600), ("1e9", 3_600), ("tomorrow", 30)],
)
def test_teams_says_how_long_to_wait_and_cannot_say_for_ever(said: str | None, seconds: float) -> None:
    answer = httpx.Response(429, headers={"retry-after": said} if said else {})
    error = httpx.HTTPStatusError("", request=httpx.Request("GET", "http://127.0.0.1"), response=answer)
    assert client.retry_after(error) == seconds


def test_connections_end_with_the_client_and_begin_with_the_next_message() -> None:
    settings = read(_env_file=None, baken_master_keys=new_master(), teams_unauthenticated="loopback")
    connector = Connector()

    async def twice(url: str) -> list[bool]:
        asking, ended = Client(settings, patient=True), []
        for text in ("Een", "Twee"):
            await asking.send(url, "a:1", {"type": "AdaptiveCard"}, text)
            used = asking._made.api.http.http
            assert not used.is_closed
            await asking.close()
            ended.append(used.is_closed)
        assert await asking.begin("entra-1", TENANT) == "chat-entra-1"
        assert await asking.member(url, "a:1", "29:entra-nina") == ("nina", "nina@voorbeeldstad.example")
        await asking.close()
        return ended

    with listening(connector.app()) as port, pytest.MonkeyPatch.context() as patched:
        patched.setattr(client, "EVERYWHERE", f"http://127.0.0.1:{port}")
        assert asyncio.run(twice(f"http://127.0.0.1:{port}/")) == [True, True]
    assert [message["summary"] for _, message in connector.sent] == ["Een", "Twee"]
    assert connector.begun == [{"members": [{"id": "entra-1"}], "tenantId": TENANT}]
