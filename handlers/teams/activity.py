"""What an activity must be before anything looks at it, and what we need of it."""

import ipaddress
import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.foundation.words import LOCALES

Json = dict[str, Any]

MOST = 200  # people who are added at once that we look at
INVOKES = (
    "task/fetch",
    "task/submit",
    "composeExtension/fetchTask",
    "composeExtension/submitAction",
    "adaptiveCard/action",
)


class Unreadable(Exception):
    """This is no activity of Teams."""


class Member(NamedTuple):
    """Somebody who was added to a conversation. `user` is empty for who is not in Entra: a bot, for one."""

    member: str
    user: str
    name: str


class Activity(NamedTuple):
    """Who did what, from where. `user` is the Entra object id, or Teams' own id for who has none.

    `kind` is the type, or for an invoke its name; `data` is what a button carried."""

    kind: str
    tenant: str
    user: str
    member: str
    name: str
    locale: str
    conversation: str
    personal: bool
    service_url: str
    text: str
    action: str
    data: object
    added: tuple[Member, ...] = ()


def parsed(body: bytes) -> Json:
    """The body as an activity in outline. Raises Unreadable."""
    try:
        given = json.loads(body)
        if b"\\ud" in body.lower():  # perhaps half a character, which nothing takes
            given = json.loads(json.dumps(given, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(given, dict):
        raise Unreadable
    wanted = (given.get("type"), given.get("serviceUrl"), given.get("channelId"))
    if not all(isinstance(one, str) and one for one in wanted):
        raise Unreadable
    if not host(given["serviceUrl"]):
        raise Unreadable
    return given


def host(address: str) -> str:
    """The host of a web address; nothing when it is none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("https", "http") and parts.port != 0 else ""
    except ValueError:
        return ""


def read(given: Json) -> Activity:
    """What we need of it. Raises Unreadable."""
    who, where = _object(given, "from"), _object(given, "conversation")
    value = _object(given, "value")
    channel = _object(given, "channelData")
    member, conversation = _text(who, "id"), _text(where, "id")
    if not member or not conversation:
        raise Unreadable
    invoke = given["type"] == "invoke"
    pressed = _object(value, "action") if given.get("name") == "adaptiveCard/action" else value
    locale = _text(given, "locale")[:2].lower()
    return Activity(
        kind=_text(given, "name") if invoke else given["type"],
        tenant=_text(where, "tenantId") or _text(_object(channel, "tenant"), "id"),
        user=_text(who, "aadObjectId") or member,
        member=member,
        name=_text(who, "name"),
        locale=locale if locale in LOCALES else LOCALES[0],
        conversation=conversation,
        personal=_text(where, "conversationType") in ("personal", ""),
        service_url=given["serviceUrl"],
        text=_text(given, "text"),
        action=_text(value, "commandId") if invoke else _text(given, "action"),
        data=pressed.get("data"),
        added=tuple(_added(given)),
    )


def _added(given: Json) -> Iterator[Member]:
    members = given.get("membersAdded")
    for one in members[:MOST] if isinstance(members, list) else ():
        if isinstance(one, dict) and (member := _text(one, "id")):
            yield Member(member, _text(one, "aadObjectId"), _text(one, "name"))


def is_loopback(host: str | None) -> bool:
    """Whether an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _object(given: Json, name: str) -> Json:
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _text(given: Json, name: str) -> str:
    found = given.get(name)
    return found.replace("\0", "") if isinstance(found, str) else ""
