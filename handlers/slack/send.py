"""Slack's way out: notices and workbooks, in the direct message. Called from the clock's thread."""

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import words
from bot.courier import AccountOrder, Address, CannotDeliver
from bot.screen import Screen
from bot.settings import Settings
from handlers.export import ExportFailed, make_workbook
from handlers.logs import log_failure
from handlers.slack import api, render

# Somebody who is not there (any more). `account_inactive` is not among them: that is about our own token.
GONE = ("user_not_found", "users_not_found", "user_disabled", "channel_not_found", "cannot_dm_bot")


class SlackCourier:
    """Brings something once; whoever asks repeats it. See bot.courier.Courier."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
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

    def send_account(self, address: Address, order: AccountOrder) -> None:
        """Makes the workbook in a process of its own and brings it. Raises CannotDeliver."""
        try:
            workbook = make_workbook(self._settings, order)
        except ExportFailed as error:
            log_failure(error)
            raise CannotDeliver from None
        period = {"first": order.first.isoformat(), "last": order.last.isoformat()}
        try:
            opened = self._client.conversations_open(users=address.user)
            self._client.files_upload_v2(
                channel=opened["channel"]["id"],
                content=workbook,
                filename=words.text("slack.account.file", order.locale, order.organisation, **period),
                initial_comment=words.text("slack.account.text", order.locale, order.organisation),
            )
        except (SlackClientError, OSError, HTTPException) as error:
            raise _failed("the workbook", error) from None


def _failed(what: str, error: Exception) -> CannotDeliver:
    api.log_refusal(what, error)
    if not isinstance(error, SlackApiError):
        return CannotDeliver()
    return CannotDeliver(never=api.refusal(error) in GONE, wait_seconds=api.retry_after(error))
