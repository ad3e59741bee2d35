"""Slack's Web API: how we call it, and what a refusal may be logged as."""

import asyncio
import logging
import re
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.foundation.settings import Settings
from handlers.logs import log_failure, logger

LONGEST = 10.0  # seconds for one call
NO_PICTURE = ("invalid_blocks", "invalid_arguments")  # also of a picture that cannot be fetched
OUT_OF_REACH = (aiohttp.ClientError, TimeoutError, OSError)
CODE = re.compile(r"[a-z0-9_.]{1,60}", re.ASCII)

# For bolt and slack_sdk, which write bodies, user ids and addresses with tickets at every level down to
# WARNING. They copy the level of the logger they are given; what matters of their failures we log ourselves.
SILENT = logging.getLogger("slack_sdk.silent")
SILENT.setLevel(logging.CRITICAL)


def client(settings: Settings) -> AsyncWebClient:
    """A client that never repeats a call by itself: a call that failed may have arrived."""
    return AsyncWebClient(
        token=settings.slack_bot_token,
        base_url=settings.slack_api_url,
        timeout=int(LONGEST),
        retry_handlers=[],
        logger=SILENT,
    )


async def call(client: AsyncWebClient, method: str, arguments: dict[str, Any]) -> None:
    """Calls a method with JSON. When Slack cannot fetch a picture it refuses all of what we show; then the
    picture is told in words. Raises what slack_sdk raises."""
    try:
        await client.api_call(method, json=arguments)
    except SlackApiError as error:
        in_words = _in_words(arguments)
        if refusal(error) not in NO_PICTURE or in_words == arguments:
            raise
        await client.api_call(method, json=in_words)


async def patiently(client: AsyncWebClient, method: str, pace: float, **question: str) -> AsyncSlackResponse:
    """What Slack answers to a question; waits as long as Slack asks, and `pace` seconds before the next one.

    Raises what slack_sdk raises."""
    while True:
        try:
            answer = await client.api_call(method, params=question)
        except SlackApiError as error:
            if wait := retry_after(error):
                await asyncio.sleep(wait)
                continue
            raise
        await asyncio.sleep(pace)
        return answer


def _in_words(shown: dict[str, Any]) -> dict[str, Any]:
    """The same message or view with each picture's words in its place."""
    if "view" in shown:
        return {**shown, "view": _in_words(shown["view"])}
    blocks = [
        {"type": "section", "text": {"type": "plain_text", "text": block["alt_text"]}}
        if block["type"] == "image"
        else block
        for block in shown.get("blocks", [])
    ]
    return {**shown, "blocks": blocks} if blocks else shown


def refusal(error: SlackApiError) -> str:
    """Slack's code for why it refused; `unreadable` for an answer that is not Slack's."""
    try:
        code = error.response.get("error")
    except AttributeError:
        code = None
    return code if isinstance(code, str) and CODE.fullmatch(code) else "unreadable"


def retry_after(error: SlackApiError) -> float:
    """How many seconds Slack asks us to wait; 0 when it does not."""
    headers = getattr(error.response, "headers", {})
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "0")
    try:
        return max(0.0, float(given))
    except ValueError:
        return 30.0


def log_refusal(what: str, error: Exception) -> None:
    """Logs that a call failed: Slack's code, or the kind of failure. Never an answer, an id or an address."""
    if isinstance(error, SlackApiError):
        logger.error("Slack refused %s: %s", what, refusal(error))
    else:
        log_failure(error)
