"""Teams' way out: messages to where somebody talked to Baken before. Called from the clock's thread."""

import asyncio
from threading import Lock
from typing import Any

import httpx

from bot import files, words
from bot.courier import Address, CannotDeliver
from bot.screen import FileOrder, Note, Screen
from bot.settings import Settings
from handlers.desk import Desk
from handlers.logs import log_failure
from handlers.teams import render, sdk
from storage import people
from storage.db import reading
from storage.people import AddressRow, ConversationRow

GONE = (403, 404)  # Baken was taken away or blocked, or the person left


class TeamsCourier:
    """Brings something once; whoever asks repeats it. See bot.courier.Courier."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        self._lock = Lock()
        self._runner = asyncio.Runner()  # a loop of its own: at the end the app's loop waits for us
        self._app = sdk.app(settings, patient=False)

    def send(self, address: Address, screen: Screen) -> None:
        """Brings a message. Raises CannotDeliver, or Confidential for a screen that may not be a message."""
        message = sdk.message(render.message(screen), render.spoken(screen))
        with reading(self._desk.engine) as session:
            place = people.conversation(session, AddressRow(*address))
        with self._lock:
            self._runner.run(self._bring(address, place, message))

    def send_file(self, address: Address, order: FileOrder) -> None:
        """Brings the button that gives the file: Teams carries no files that we would trust it with."""
        screen = Screen(
            "teams",
            "file",
            words.text("files.title", order.locale),
            (Note(words.text("files.how.link", order.locale)),),
            actions=(files.button(words.text("teams.download", order.locale), order.kind, order.argument),),
            locale=order.locale,
            confidential=False,
        )
        self.send(address, screen)

    async def _bring(self, address: Address, place: ConversationRow | None, message: Any) -> None:
        try:
            async with asyncio.timeout(2 * sdk.LONGEST):
                if place is None:
                    place = await self._begin(address)
                api = self._app.api.clone(service_url=place.service_url)
                await api.conversations.create_activity(place.conversation, message)
        except httpx.HTTPStatusError as error:
            log_failure(error)
            status = error.response.status_code
            wait = sdk.retry_after(error) if status in (429, 503) else 0.0
            raise CannotDeliver(never=status in GONE, wait_seconds=wait) from None
        except CannotDeliver:
            raise
        except Exception as error:  # no token, no network, no time
            log_failure(error)
            raise CannotDeliver from None

    async def _begin(self, address: Address) -> ConversationRow:
        """A conversation with somebody who has Baken and never used it, by their id in Entra."""
        tenant = address.workspace or self._settings.teams_tenant_id
        if not self._settings.teams_app_id:  # without an app there is nobody to ask
            raise CannotDeliver(never=True)
        params = sdk.CreateConversationParams(members=[sdk.Account(id=address.user)], tenant_id=tenant)
        made = await self._app.api.conversations.create(params)
        return ConversationRow(tenant, made.id, self._app.api.service_url)
