"""A municipality in Slack: the real app on a world's databases, a small Slack beside it, and people in it."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.client import HTTPConnection
from typing import Any

import uvicorn
from starlette.applications import Starlette

from bot.foundation.settings import Settings
from bot.messages.courier import Pace
from handlers import files
from handlers.app import build
from handlers.slack.send import SlackCourier
from tests.support import sending
from tests.support.patience import Brief, until
from tests.support.slack import SECRET, Answer, Somebody
from tests.support.slack_api import Json, SlackServer
from tests.support.world import PEOPLE, World, slack_id

TOKEN = "xoxb-test"
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]  # takes a while
vars(uvicorn.server)["asyncio"] = Brief(asyncio, 0.01)  # it stops without a nap


class Town:
    """What a test of the Slack side needs."""

    def __init__(self, world: World, slack: SlackServer, settings: Settings, port: int) -> None:
        self.world, self.slack, self.settings, self.port = world, slack, settings, port
        self.courier = SlackCourier(settings, partial(files.make, settings, world.desk), Pace(0, 0))

    def post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """A request to the one address that Slack calls."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/slack/events", body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()

    def somebody(self, who: str) -> Somebody:
        """Somebody of tests/support/world.py, in Slack; or whoever has this user id."""
        return Somebody(self.post, self.slack, slack_id(who) if who in PEOPLE else who)

    def deliver(self) -> int:
        """Sends the notices that are due, as the clock does."""
        world = self.world
        return sending.send(world, {"slack": self.courier})

    def messages(self, who: str) -> list[Json]:
        """The direct messages that somebody got."""
        return self.slack.said_to(slack_id(who))


def settings_for(world: World, slack: SlackServer, **more: str) -> Settings:
    """The settings of a deployment on this world, with this Slack."""
    given: dict[str, Any] = {
        "database_url": world.main,
        "keys_database_url": world.keys,
        "baken_master_keys": world.master,
        "slack_bot_token": TOKEN,
        "slack_signing_secret": SECRET,
        "slack_api_url": slack.api,
    }
    return Settings(**(given | more))


@contextmanager
def running_town(world: World, slack: SlackServer, **more: str) -> Iterator[Town]:
    """The app, listening; everybody of the world is in Slack."""
    for key, (name, _) in PEOPLE.items():
        slack.add(slack_id(key), name, f"{key}@voorbeeldstad.example")
    settings = settings_for(world, slack, **more)
    with listening(build(settings, world.desk, clock_runs=False)) as port:
        yield Town(world, slack, settings, port)


@contextmanager
def listening(app: Starlette, **more: Any) -> Iterator[int]:
    """The app on a real port, in a thread of its own; `more` is for uvicorn."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, **({"access_log": False} | more)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive(), pause=0.002)
    assert server.started, "the app did not start"
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(60)
        assert not thread.is_alive(), "the app did not stop"
