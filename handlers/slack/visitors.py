"""Who somebody in Slack is: their name and language. Remembered for an hour, in memory alone."""

import asyncio
import time
from collections import OrderedDict
from typing import NamedTuple

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.foundation.context import Visitor
from bot.foundation.words import LOCALES
from handlers.slack.api import OUT_OF_REACH, log_refusal

REMEMBERED = 5_000  # people
FOR = 3_600.0  # seconds
AFTER_FAILURE = 60.0  # seconds before Slack is asked again
PATIENCE = 1.0  # seconds; a trigger is good for three


class Profile(NamedTuple):
    name: str = ""
    locale: str = LOCALES[0]


class Visitors:
    """Asks Slack once, and does without when the answer takes long."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: OrderedDict[str, tuple[float, Profile]] = OrderedDict()

    async def who(self, workspace: str, user: str) -> tuple[Visitor, str]:
        """The visitor, and the language they use Slack in; Dutch when that is not one of ours."""
        profile = await self._profile(user)
        known_as = f"slack:{workspace}:{user}"
        return Visitor("slack", workspace, user, profile.name, known_as), profile.locale

    async def _profile(self, user: str) -> Profile:
        until, profile = self._known.get(user, (0.0, Profile()))
        if until > time.monotonic():
            return profile
        try:
            asked = self._client.users_info(user=user, include_locale=True)
            answer = await asyncio.wait_for(asked, PATIENCE)
        except (SlackApiError, *OUT_OF_REACH) as error:
            log_refusal("users.info", error)
            return self._remember(user, profile, AFTER_FAILURE)
        return self._remember(user, _read(answer.get("user") or {}), FOR)

    def _remember(self, user: str, profile: Profile, seconds: float) -> Profile:
        self._known[user] = time.monotonic() + seconds, profile
        self._known.move_to_end(user)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return profile


def real_name(user: dict[str, object]) -> str:
    """The full name of a user as Slack gives it, or else the short one."""
    return str(user.get("real_name") or user.get("name") or "")


def _read(user: dict[str, object]) -> Profile:
    language = str(user.get("locale") or "")[:2]
    return Profile(real_name(user), language if language in LOCALES else LOCALES[0])
