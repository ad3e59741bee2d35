"""Slack's way out: messages and files, in the direct message. On the loop of handlers/post.py."""

import asyncio
from dataclasses import replace

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import FileOrder, Screen
from bot.foundation.settings import Settings
from bot.messages.courier import Address, CannotDeliver, Pace
from bot.routes import sorry
from handlers.export import ExportFailed
from handlers.files import Make
from handlers.logs import log_failure
from handlers.slack import api, render

# Somebody who is not there (any more). `account_inactive` is not among them: that is about our own token.
GONE = ("user_not_found", "users_not_found", "user_disabled", "channel_not_found", "cannot_dm_bot")
# Slack says of these that some of it may have happened.
PERHAPS = ("fatal_error", "internal_error")
PERHAPS_STATUS = (500, 502, 504)
NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
# About a message a second in a conversation, and "several hundred a minute" in a workspace: 525 were
# published. With the 1.5 seconds that a message may be late at most 510 / 60 * 61.5 = 523 fall in one minute,
# those included that make up for a pause.
PACE = Pace(workspace=60 / 510, conversation=1.0, catch_up=1.0, late=1.5)


class SlackCourier:
    """Brings something once. See bot.messages.courier.Courier."""

    def __init__(self, settings: Settings, make: Make, pace: Pace = PACE) -> None:
        self.pace = pace
        self._make, self._settings = make, settings
        self._made: AsyncWebClient | None = None

    async def send(self, address: Address, screen: Screen) -> None:
        """Brings a message. Raises CannotDeliver, or Confidential for a screen that may not be a message."""
        message = render.message(screen)
        try:
            await api.call(self._client(), "chat.postMessage", {"channel": address.user, **message})
        except (SlackClientError, *api.OUT_OF_REACH) as error:
            raise _failed("chat.postMessage", error) from None

    async def send_file(self, address: Address, order: FileOrder) -> None:
        """Makes the file and brings it, or says why not. Raises CannotDeliver."""
        try:
            made = await asyncio.to_thread(self._make, order)
        except Mistake as mistake:
            return await self.send(address, replace(sorry(mistake, order.locale), confidential=False))
        except ExportFailed as error:
            log_failure(error)
            raise CannotDeliver from None
        try:
            opened = await self._client().conversations_open(users=address.user)
            await self._client().files_upload_v2(
                channel=opened["channel"]["id"],
                content=made.content,
                filename=made.name,
                initial_comment=words.text("slack.file", order.locale),
            )
        except (SlackClientError, *api.OUT_OF_REACH) as error:
            raise _failed("a file", error) from None

    async def close(self) -> None:
        """Ends the connections."""
        made, self._made = self._made, None
        if made is not None and made.session is not None:
            await made.session.close()

    def _client(self) -> AsyncWebClient:
        """One client with one set of connections, made on the loop that uses it."""
        if self._made is None:
            self._made = api.client(self._settings)
            timeout = aiohttp.ClientTimeout(total=api.LONGEST)
            # Without trust_env: slack_sdk knows the proxy, and aiohttp would look for it (and for a netrc)
            # on disk for each message.
            self._made.session = aiohttp.ClientSession(timeout=timeout)
        return self._made


def _failed(what: str, error: Exception) -> CannotDeliver:
    api.log_refusal(what, error)
    if not isinstance(error, SlackApiError):
        return CannotDeliver(unknown=not isinstance(error, NOT_SENT))
    code = api.refusal(error)
    status = getattr(error.response, "status_code", 200)
    return CannotDeliver(
        never=code in GONE,
        unknown=code in PERHAPS or status in PERHAPS_STATUS,
        wait_seconds=api.retry_after(error),
        why="gone",
    )
