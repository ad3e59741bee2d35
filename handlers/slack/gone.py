"""Finds out whose account in Slack is closed: Slack takes messages to it in silence, so nobody would know."""

import asyncio
from collections.abc import Iterable

from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.slack.api import patiently
from storage import leavers
from storage.db import unit

PACE = 3.0  # seconds between two pages: Slack allows about twenty a minute
PAGE = "200"  # people, as Slack advises
MOST = 1_000  # pages; no municipality has as many colleagues


async def drop_closed(desk: Desk, client: AsyncWebClient, pace: float = PACE) -> None:
    """Drops the chat addresses of closed accounts. Whose they were stays known (storage/openings.py).

    Raises SlackApiError, SQLAlchemyError, or what is in OUT_OF_REACH."""
    workspace = str((await client.auth_test())["team_id"])
    cursor = ""
    for _ in range(MOST):
        page = await patiently(client, "users.list", pace, limit=PAGE, cursor=cursor)
        closed = [str(one["id"]) for one in page.get("members") or () if one.get("deleted")]
        if closed:
            await asyncio.to_thread(_drop, desk, workspace, closed)
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def _drop(desk: Desk, workspace: str, users: Iterable[str]) -> None:
    with unit(desk.engine) as session:
        leavers.drop_accounts(session, "slack", workspace, users)
