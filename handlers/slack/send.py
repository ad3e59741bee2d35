"""Slack's way out: messages and files, in the direct message. Called from the clock's thread."""

from dataclasses import replace
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import words
from bot.courier import Address, CannotDeliver
from bot.mistakes import Mistake
from bot.routes import sorry
from bot.screen import FileOrder, Screen
from bot.settings import Settings
from handlers.export import ExportFailed
from handlers.files import Make
from handlers.logs import log_failure
from handlers.slack import api, render

# Somebody who is not there (any more). `account_inactive` is not among them: that is about our own token.
GONE = ("user_not_found", "users_not_found", "user_disabled", "channel_not_found", "cannot_dm_bot")


class SlackCourier:
    """Brings something once; whoever asks repeats it. See bot.courier.Courier."""

    def __init__(self, settings: Settings, make: Make) -> None:
        self._make = make
        self._client = WebClient(
            settings.slack_bot_token,
            base_url=settings.slack_api_url,
            timeout=int(api.LONGEST),
            retry_handlers=[],
            logger=api.SILENT,
        )

    def send(self, address: Address, screen: Screen) -> None:
        """Brings a message. Raises CannotDeliver, or Confidential for a screen that may not be a message."""
        message = render.message(screen)
        try:
            self._client.api_call("chat.postMessage", json={"channel": address.user, **message})
        except (SlackClientError, OSError, HTTPException) as error:
            raise _failed("chat.postMessage", error) from None

    def send_file(self, address: Address, order: FileOrder) -> None:
        """Makes the file and brings it, or says why not. Raises CannotDeliver."""
        try:
            made = self._make(order)
        except Mistake as mistake:
            return self.send(address, replace(sorry(mistake, order.locale), confidential=False))
        except ExportFailed as error:
            log_failure(error)
            raise CannotDeliver from None
        try:
            opened = self._client.conversations_open(users=address.user)
            self._client.files_upload_v2(
                channel=opened["channel"]["id"],
                content=made.content,
                filename=made.name,
                initial_comment=words.text("slack.file", order.locale),
            )
        except (SlackClientError, OSError, HTTPException) as error:
            raise _failed("a file", error) from None


def _failed(what: str, error: Exception) -> CannotDeliver:
    api.log_refusal(what, error)
    if not isinstance(error, SlackApiError):
        return CannotDeliver()
    return CannotDeliver(never=api.refusal(error) in GONE, wait_seconds=api.retry_after(error))
