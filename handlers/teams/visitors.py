"""Who somebody in Teams is, and where messages to them go. Written down only when they use the menu: a report
leaves no trace that somebody was there."""

import asyncio
import time
from collections import OrderedDict

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.directory import appointments as directory
from bot.directory import newcomers
from bot.foundation.context import Visitor
from bot.foundation.sanitize import is_id
from handlers.desk import Desk
from handlers.logs import log_failure
from handlers.teams.activity import Activity
from handlers.teams.client import Client, Member
from storage import conversations, people
from storage.db import unit
from storage.people import AddressRow

REMEMBERED = 10_000  # people who were greeted, in memory alone
FOR = 3_600.0  # seconds
PATIENCE = 3.0  # seconds; somebody waits for the menu


def visitor(activity: Activity) -> Visitor:
    """Somebody as Teams brings them in."""
    known_as = f"teams:{activity.tenant}:{activity.user}"
    return Visitor("teams", activity.tenant, activity.user, activity.name, known_as)


class Greeter:
    """Keeps where messages to somebody go, and asks Teams once who they are."""

    def __init__(self, desk: Desk, client: Client) -> None:
        self._desk, self._client = desk, client
        self._greeted: OrderedDict[str, float] = OrderedDict()

    async def greet(self, activity: Activity, installed: bool = False) -> None:
        """Keeps the conversation, and recognises somebody of the directory by their id or e-mail address. Who
        installed the app and is not known comes on the coordinator's list.

        What fails is logged and tried the next time: nobody goes without a menu for it."""
        if not activity.personal:
            return
        known = f"{activity.tenant}:{activity.user}:{activity.conversation}"
        if not installed and self._greeted.get(known, 0.0) > time.monotonic():
            return
        try:
            email, name = await self._who(activity)
            await asyncio.to_thread(self._keep, activity._replace(name=name), email, installed)
        except Exception as error:
            log_failure(error)
            return
        self._greeted[known] = time.monotonic() + FOR
        if len(self._greeted) > REMEMBERED:
            self._greeted.popitem(last=False)

    async def joined(self, activity: Activity) -> None:
        """Recognises who was added to a team or a group chat, or puts them on the list of the coordinator.

        Where messages to them go is not known by that. What fails is logged; others are looked at."""
        for one in activity.added:
            if not one.user:
                continue
            email, name = "", one.name
            try:
                found = await self._found(activity, one.member)
                email, name = found.email, found.name or name
            except Exception as error:  # without their address they are still put on the list
                log_failure(error)
            try:
                await asyncio.to_thread(self._notice, activity._replace(user=one.user, name=name), email)
            except SQLAlchemyError as error:
                log_failure(error)

    async def left(self, activity: Activity) -> None:
        """Forgets where messages to somebody go: they took Baken away."""
        self._greeted.clear()
        await asyncio.to_thread(self._forget, activity)

    async def _who(self, activity: Activity) -> tuple[str, str]:
        """Their e-mail address and name: an installation says of who did it only the id."""
        try:
            found = await self._found(activity, activity.member)
        except Exception as error:  # without their address they are still put on the list
            log_failure(error)
            return "", activity.name
        return found.email, found.name or activity.name

    async def _found(self, activity: Activity, member: str) -> Member:
        """What Teams knows of a member of a conversation. Raises whatever keeps us from Teams or Entra."""
        async with asyncio.timeout(PATIENCE):
            return await self._client.member(activity.service_url, activity.conversation, member)

    def _notice(self, activity: Activity, email: str) -> None:
        address = _address(activity)
        served = [one.id for one in self._desk.served(visitor(activity))]
        with unit(self._desk.engine) as session:
            if not self._recognise(session, served, address, email):
                newcomers.noticed(session, served, address, activity.name, email)

    def _keep(self, activity: Activity, email: str, installed: bool) -> None:
        address = _address(activity)
        served = [one.id for one in self._desk.served(visitor(activity))]
        with unit(self._desk.engine) as session:
            conversations.keep(session, address, activity.conversation, activity.service_url)
            known = people.by_address(session, *address)
            if known and is_id(known.name) and activity.name and not is_id(activity.name):
                people.rename(session, known.id, activity.name)  # whom the settings name by the id
            if not self._recognise(session, served, address, email) and installed:
                newcomers.noticed(session, served, address, activity.name, email)

    def _recognise(self, session: Session, served: list[int], address: AddressRow, email: str) -> bool:
        return directory.recognise(session, self._desk.vault, self._desk.now(), served, address, email)

    def _forget(self, activity: Activity) -> None:
        with unit(self._desk.engine) as session:
            conversations.forget(session, _address(activity))


def _address(activity: Activity) -> AddressRow:
    return AddressRow("teams", activity.tenant, activity.user)
