"""Finds the people of our directory in Slack: by e-mail address; and the names of those given by their id."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.directory import newcomers
from bot.directory.appointments import one_human
from bot.foundation.context import ZONE, Visitor
from handlers.desk import Desk
from handlers.logs import log_failure, logger
from handlers.slack.api import OUT_OF_REACH, log_refusal, patiently, refusal
from handlers.slack.gone import drop_closed
from handlers.slack.visitors import real_name
from storage import catch_up, directory, people, starting
from storage.db import reading, unit

EVERY = 3_600.0  # seconds
ROUNDS = 24  # look-ups between two times that Slack is asked which accounts are closed
SOON = 20.0  # seconds between two looks at the directory itself
AGAIN = 24 * 3_600.0  # seconds after which Slack is asked once more for somebody whom it did not know
TELL_EVERY = 15.0  # seconds in which people are found before what waits for them is planned
PACE = 1.3  # seconds between two questions: Slack allows about fifty a minute
NOBODY = ("users_not_found", "user_not_found")

Found = TypeVar("Found")


class Unknown:
    """The e-mail addresses that Slack did not know, for a day, in memory alone."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: dict[str, float] = {}

    def note(self, email: str) -> None:
        """Slack does not know this one."""
        self._until[email] = self._now() + AGAIN

    def forget_old(self) -> None:
        """Drops what is older than a day."""
        self._until = {email: until for email, until in self._until.items() if until > self._now()}

    def __contains__(self, email: str) -> bool:
        return self._until.get(email, 0.0) > self._now()


async def keep_up(desk: Desk, client: AsyncWebClient, pace: float = PACE) -> None:
    """Looks people up now, every hour, and when somebody new is in the directory, until cancelled; and once a
    day which accounts are closed.

    Whatever fails is tried again the next hour, and keeps nothing else from being done."""
    unknown, hours = Unknown(), 0
    while True:
        if hours <= 0 and await _succeeds(drop_closed(desk, client)):
            hours = ROUNDS
        asked: set[str] = set()
        with suppress(SQLAlchemyError):
            asked = await _read(desk, _nowhere)
        await _succeeds(look_up(desk, client, pace, unknown))
        if not await _somebody_new(desk, asked):
            hours -= 1


async def _succeeds(job: Coroutine[Any, Any, None]) -> bool:
    """Whether it went well; what did not is logged."""
    try:
        await job
    except SlackApiError as error:
        log_refusal("looking people up", error)
    except (SQLAlchemyError, *OUT_OF_REACH) as error:
        log_failure(error)
    else:
        return True
    return False


async def look_up(
    desk: Desk, client: AsyncWebClient, pace: float = PACE, unknown: Unknown | None = None
) -> None:
    """Looks up once everybody who is not in Slack yet, or has no name yet; not again who is `unknown`.

    Raises SlackApiError, SQLAlchemyError, or what is in OUT_OF_REACH."""
    workspace = str((await client.auth_test())["team_id"])

    def to_find(session: Session) -> list[people.PersonRow]:
        served = [one.id for one in desk.served(Visitor("slack", workspace))]
        return people.without_address(session, served, "slack", workspace)

    def to_name(session: Session) -> list[tuple[int, str]]:
        return people.named_by_address(session, "slack")

    unknown, found = Unknown() if unknown is None else unknown, set[int]()
    unknown.forget_old()
    told = -TELL_EVERY
    for person in await _read(desk, to_find):
        if person.email in unknown:
            continue
        user = await _user(client, "users.lookupByEmail", pace, email=person.email)
        if user:
            await asyncio.to_thread(_give, desk, person, workspace, str(user["id"]))
            found.add(person.organisation_id)
            if time.monotonic() >= told + TELL_EVERY:
                await asyncio.to_thread(_start, desk, found)
                told = time.monotonic()
        else:
            unknown.note(person.email)
            await asyncio.to_thread(_nobody, desk, person.id)
    await asyncio.to_thread(_start, desk, found)
    for person_id, user_id in await _read(desk, to_name):
        user = await _user(client, "users.info", pace, user=user_id)
        if user and (name := real_name(user)):
            await asyncio.to_thread(_name, desk, person_id, name)


async def _somebody_new(desk: Desk, asked: set[str]) -> bool:
    """Waits an hour, or until a file or Entra (in whatever process) brings somebody who was not asked for.
    Whether somebody came."""
    until = time.monotonic() + EVERY
    while time.monotonic() < until:
        await asyncio.sleep(SOON)
        try:
            if await _read(desk, _nowhere) - asked:
                return True
        except SQLAlchemyError as error:
            log_failure(error)
    return False


def _nowhere(session: Session) -> set[str]:
    return directory.emails_nowhere(session, "slack")


async def joined(desk: Desk, workspace: str, user: dict[str, object]) -> None:
    """Somebody came to the workspace: matched by e-mail address, or put on the coordinator's list."""
    profile = user.get("profile")
    email = str(profile.get("email") or "") if isinstance(profile, dict) else ""
    address = people.AddressRow("slack", workspace, str(user["id"]))

    def notice() -> None:
        served = [one.id for one in desk.served(Visitor("slack", workspace))]
        with unit(desk.engine) as session:
            newcomers.noticed(session, served, address, real_name(user), email)

    if not user.get("is_bot") and not user.get("deleted"):
        await asyncio.to_thread(notice)


async def _user(
    client: AsyncWebClient, method: str, pace: float, **question: str
) -> dict[str, object] | None:
    """The user that Slack answers with; none when there is none, or when the account is closed."""
    try:
        answer = await patiently(client, method, pace, **question)
    except SlackApiError as error:
        if refusal(error) not in NOBODY:
            raise
        await asyncio.sleep(pace)
        return None
    user = dict(answer["user"])
    return None if user.get("deleted") else user


async def _read(desk: Desk, question: Callable[[Session], Found]) -> Found:
    def read() -> Found:
        with reading(desk.engine) as session:
            return question(session)

    return await asyncio.to_thread(read)


def _give(desk: Desk, person: people.PersonRow, workspace: str, user: str) -> None:
    with unit(desk.engine) as session:
        known = people.by_address(session, "slack", workspace, user)
        if known is None:
            people.give_address(session, person.id, "slack", workspace, user)
        elif not one_human(session, desk.vault, desk.now(), known, person):
            logger.warning("two people of the directory have the same user in Slack")


def _start(desk: Desk, found: set[int]) -> None:
    """Who was found gets what waits for them, and whoever starts today their first lesson."""
    with unit(desk.engine) as session:
        for organisation_id in found:
            starting.soon(session, organisation_id)
    found.clear()


def _nobody(desk: Desk, person_id: int) -> None:
    midnight = datetime.combine(desk.now().astimezone(ZONE), datetime.min.time(), ZONE)
    with unit(desk.engine) as session:
        catch_up.nobody(session, person_id, midnight)


def _name(desk: Desk, person_id: int, name: str) -> None:
    with unit(desk.engine) as session:
        people.rename(session, person_id, name)
