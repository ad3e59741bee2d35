"""The three calls that we make of Teams (Bot Framework's Connector, v3), as Microsoft's SDK makes them:
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference"""

import asyncio
import json
from typing import Any, NamedTuple, TypedDict
from urllib.parse import quote

import httpx

from bot.foundation.settings import Settings
from handlers.teams.codes import CARD, Json
from handlers.teams.entra import token_source

LONGEST = 10.0  # seconds for one call
PATIENCE = 3.0  # seconds that Teams may make somebody wait who waits for an answer
LONGEST_WAIT = 3_600.0  # seconds that Teams may make us wait
LARGEST = 512 * 1024  # bytes that are read of an answer
SCOPE = "https://api.botframework.com/.default"
EVERYWHERE = "https://smba.trafficmanager.net/teams"  # where a conversation begins
PLAIN = "!$&'()*+,:;=@"  # may stand in a part of a path (RFC 3986), and does in ids of Teams


class Attachment(TypedDict):
    """What hangs on a message."""

    contentType: str
    content: Json


class Message(TypedDict):
    """An activity that shows a card; `summary` is what a notification says."""

    type: str
    summary: str
    attachments: list[Attachment]


class Account(TypedDict):
    """Somebody by their id in Entra."""

    id: str


class Beginning(TypedDict):
    """With whom a conversation begins, and in which tenant."""

    members: list[Account]
    tenantId: str


class Member(NamedTuple):
    """What Teams knows of somebody; empty where it says nothing."""

    name: str
    email: str


class Client:
    """Calls Teams as our bot, on the loop on which it is first used. `patient` is for answering somebody who
    waits. What is asked raises httpx.HTTPStatusError when Teams refuses, a redirect included (nothing follows
    one); httpx.RequestError when the way there or back fails; what the token source raises; ValueError for an
    answer that is none."""

    def __init__(self, settings: Settings, patient: bool) -> None:
        self._patient, self._token = patient, token_source(settings)
        self._made: httpx.AsyncClient | None = None

    async def send(self, service_url: str, conversation: str, message: Message) -> None:
        """Puts a message into a conversation. What Teams says of it, once it took it, is not looked at."""
        await self._call("POST", _address(service_url, conversation, "activities"), message)

    async def begin(self, user: str, tenant: str) -> str:
        """Begins the conversation of the bot with somebody, and gives its id."""
        asked = Beginning(members=[Account(id=user)], tenantId=tenant)
        made = _object(await self._call("POST", _address(EVERYWHERE), asked))
        if not _text(made, "id"):
            raise ValueError("a conversation without an id")
        return _text(made, "id")

    async def member(self, service_url: str, conversation: str, member: str) -> Member:
        """Who somebody in a conversation is."""
        found = _object(await self._call("GET", _address(service_url, conversation, "members", member)))
        return Member(_text(found, "name"), _text(found, "email") or _text(found, "userPrincipalName"))

    async def close(self) -> None:
        """Ends its connections."""
        if self._made:
            await self._made.aclose()

    @property
    def _http(self) -> httpx.AsyncClient:
        if not self._made:
            self._made = httpx.AsyncClient(timeout=LONGEST, headers={"user-agent": "Baken"})
        return self._made

    async def _call(self, method: str, address: str, body: Message | Beginning | None = None) -> bytes:
        """Asks again, once, what Teams did not take because it came too fast. Never after another failure:
        then it may have arrived."""
        try:
            return await self._once(method, address, body)
        except httpx.HTTPStatusError as error:
            wait = retry_after(error)
            if not self._patient or error.response.status_code != 429 or wait > PATIENCE:
                raise
        await asyncio.sleep(wait)
        return await self._once(method, address, body)

    async def _once(self, method: str, address: str, body: Message | Beginning | None) -> bytes:
        token = await self._token(SCOPE)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with self._http.stream(method, address, json=body, headers=headers) as answer:
            answer.raise_for_status()
            return await _beginning_of(answer)


def message(card: Json, text: str) -> Message:
    """A card as a message; `text` is what a notification says."""
    return Message(type="message", summary=text, attachments=[Attachment(contentType=CARD, content=card)])


def retry_after(error: httpx.HTTPStatusError) -> float:
    """How many seconds Teams asks us to wait; 1 when it does not say."""
    try:
        return min(LONGEST_WAIT, max(0.0, float(error.response.headers.get("retry-after", "1"))))
    except ValueError:
        return 30.0


async def _beginning_of(answer: httpx.Response) -> bytes:
    body = b""
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > LARGEST:
            return b""
    return body


def _address(service_url: str, *parts: str) -> str:
    if not all(one.strip(".") for one in parts):  # these would lead up and away
        raise ValueError("no part of an address")
    return "/".join((service_url.rstrip("/"), "v3/conversations", *(quote(one, PLAIN) for one in parts)))


def _object(body: bytes) -> Json:
    given: Any = json.loads(body)
    if not isinstance(given, dict):
        raise ValueError("an answer that is no object")
    return given


def _text(given: Json, name: str) -> str:
    found = given.get(name)
    return found if isinstance(found, str) else ""
