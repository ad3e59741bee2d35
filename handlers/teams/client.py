"""The three calls that we make of Teams, by Microsoft's SDK. It takes a second and 45 MB, so it is imported
when something is sent for the first time, and off the event loop."""

import asyncio
from importlib import import_module
from typing import Any, NamedTuple

import httpx

from bot.foundation.settings import Settings
from handlers.teams.codes import Json

LONGEST = 10.0  # seconds for one call
PATIENCE = 3.0  # seconds that Teams may make somebody wait who waits for an answer
LONGEST_WAIT = 3_600.0  # seconds that Teams may make us wait
EVERYWHERE = "https://smba.trafficmanager.net/teams"  # where a conversation begins


class Member(NamedTuple):
    """What Teams knows of somebody; empty where it says nothing."""

    name: str
    email: str


class Client:
    """Calls Teams as our bot, on the loop on which it is first used. `patient` is for answering somebody who
    waits. What is asked raises httpx.HTTPStatusError when Teams refuses, httpx.RequestError when the way
    there or back fails, and whatever keeps us from a token."""

    def __init__(self, settings: Settings, patient: bool) -> None:
        self._settings, self._patient = settings, patient
        self._made: Any = None

    async def ready(self) -> None:
        """Waits until the SDK is there: the first time a second, or several on a machine that is busy. Before
        a time limit begins, so that it does not count."""
        sdk = await asyncio.to_thread(import_module, "handlers.teams.sdk")
        if self._made is None:
            self._made = sdk.app(self._settings, self._patient)

    async def send(self, service_url: str, conversation: str, card: Json, text: str) -> None:
        """Puts a card into a conversation; `text` is what a notification says."""
        await self.ready()
        from handlers.teams import sdk

        api = self._made.api.clone(service_url=service_url)
        await api.conversations.create_activity(conversation, sdk.message(card, text))

    async def begin(self, user: str, tenant: str) -> str:
        """Begins the conversation of the bot with somebody, by their id in Entra, and gives its id."""
        await self.ready()
        from handlers.teams import sdk

        api = self._made.api.clone(service_url=EVERYWHERE)
        made = await api.conversations.create(sdk.beginning(user, tenant))
        return str(made.id)

    async def member(self, service_url: str, conversation: str, member: str) -> Member:
        """Who somebody in a conversation is."""
        await self.ready()
        api = self._made.api.clone(service_url=service_url)
        found = await api.conversations.get_member_by_id(conversation, member)
        return Member(found.name or "", found.email or found.user_principal_name or "")

    async def close(self) -> None:
        """Ends its connections."""
        made, self._made = self._made, None
        if made:
            await made.http_client.http.aclose()
            await made.api.http.http.aclose()


def retry_after(error: httpx.HTTPStatusError) -> float:
    """How many seconds Teams asks us to wait; 1 when it does not say."""
    try:
        return min(LONGEST_WAIT, max(0.0, float(error.response.headers.get("retry-after", "1"))))
    except ValueError:
        return 30.0
