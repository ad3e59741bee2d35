"""Teams' way out: messages to where somebody talked to Baken before. On the loop of handlers/post.py."""

import asyncio

import httpx

from bot.files import orders
from bot.foundation import words
from bot.foundation.screen import FileOrder, Note, Screen
from bot.foundation.settings import Settings
from bot.messages.courier import Address, CannotDeliver, Pace
from handlers.desk import Desk
from handlers.logs import log_failure
from handlers.teams import client, render
from storage import conversations
from storage.conversations import ConversationRow
from storage.db import reading
from storage.people import AddressRow

GONE = (403, 404)  # Baken was taken away or blocked, or the person left
PERHAPS = (500, 502, 504)  # it may have arrived all the same
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# 30 a second for one app in one tenant, and 1,800 an hour in one conversation. With turns 1.03 / 30 seconds
# apart and nothing that leaves later than 0.01, no second holds more than 30; 0.02 is left for the way.
PACE = Pace(workspace=1.03 / 30, conversation=2.0, late=0.01)


class TeamsCourier:
    """Brings something once. See bot.messages.courier.Courier."""

    def __init__(self, settings: Settings, desk: Desk, pace: Pace = PACE) -> None:
        self.pace = pace
        self._settings, self._desk = settings, desk
        self._made: client.Client | None = None

    async def send(self, address: Address, screen: Screen) -> None:
        """Brings a message. Raises CannotDeliver, or Confidential for a screen that may not be a message."""
        message = client.message(render.message(screen), render.spoken(screen))
        place = await asyncio.to_thread(self._place, address)
        await self._bring(address, place, message)

    async def send_file(self, address: Address, order: FileOrder) -> None:
        """Brings the button that gives the file: Teams carries no files that we would trust it with."""
        screen = Screen(
            "teams",
            "file",
            words.text("files.title", order.locale),
            (Note(words.text("files.how.link", order.locale)),),
            actions=(orders.button(words.text("teams.download", order.locale), order.kind, order.argument),),
            locale=order.locale,
            confidential=False,
        )
        await self.send(address, screen)

    async def close(self) -> None:
        """Ends its connections; the next message makes new ones, on the loop that it is sent from."""
        made, self._made = self._made, None
        if made:
            await made.close()

    @property
    def _client(self) -> client.Client:
        """One client with one set of connections, made on the loop that uses it."""
        if self._made is None:
            self._made = client.Client(self._settings, patient=False)
        return self._made

    def _place(self, address: Address) -> ConversationRow | None:
        with reading(self._desk.engine) as session:
            return conversations.find(session, AddressRow(*address))

    async def _bring(self, address: Address, place: ConversationRow | None, message: client.Message) -> None:
        try:
            async with asyncio.timeout(2 * client.LONGEST):
                if place is None:
                    place = await self._begin(address)
                await self._client.send(place.service_url, place.conversation, message)
        except httpx.HTTPStatusError as error:
            log_failure(error)
            status = error.response.status_code
            wait = client.retry_after(error) if status in (429, 503) else 0.0
            raise CannotDeliver(
                never=status in GONE, wait_seconds=wait, unknown=status in PERHAPS, why="blocked"
            ) from None
        except CannotDeliver:
            raise
        except (httpx.RequestError, TimeoutError) as error:
            log_failure(error)
            raise CannotDeliver(unknown=not isinstance(error, NOT_SENT)) from None
        except Exception as error:  # no token
            log_failure(error)
            raise CannotDeliver from None

    async def _begin(self, address: Address) -> ConversationRow:
        """A conversation with somebody who has Baken and never used it, by their id in Entra."""
        tenant = address.workspace or self._settings.teams_tenant_id
        if not self._settings.teams_app_id:  # without an app there is nobody to ask
            raise CannotDeliver(never=True, why="not_found")
        made = await self._client.begin(address.user, tenant)
        return ConversationRow(tenant, made, client.EVERYWHERE)
