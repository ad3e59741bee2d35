"""The Teams SDK, with which we call Teams: the only importer of it, and imported by client.py alone, when
something is sent. It neither talks nor waits."""

import asyncio
import logging
import os
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.foundation.settings import Settings
from handlers.teams.client import LONGEST, PATIENCE, retry_after
from handlers.teams.codes import CARD
from handlers.teams.entra import token_source

os.environ["PYTHON_DOTENV_DISABLED"] = "1"  # or the SDK reads a .env of its own into the environment
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a preview that we do not use warns at import
    from microsoft_teams.api.activities import MessageActivityInput
    from microsoft_teams.api.clients.conversation import CreateConversationParams
    from microsoft_teams.api.models import Account
    from microsoft_teams.apps import App
    from microsoft_teams.common import Client, ClientOptions
del os.environ["PYTHON_DOTENV_DISABLED"]

# At ERROR the SDK writes what an activity held, and its clients give httpx the level of their own logger.
logging.getLogger("microsoft_teams").setLevel(logging.CRITICAL)
logging.getLogger("microsoft_teams.common.http.client").setLevel(logging.CRITICAL)


class NoServer:
    """In place of the SDK's own HTTP server, which would listen on every address: handlers/teams/http.py."""

    def register_route(self, method: str, path: str, handler: object) -> None:
        """Nothing comes in this way."""

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing is served."""

    async def start(self, port: int) -> None:
        """Our own server is there already."""

    async def stop(self) -> None:
        """Our own server ends itself."""


class Patient:
    """Sends again, once, what Teams did not take because it came too fast. Never after another failure: then
    it may have arrived."""

    async def send(self, context: Any, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        try:
            return await send()
        except httpx.HTTPStatusError as error:
            wait = retry_after(error)
            if error.response.status_code != 429 or wait > PATIENCE:
                raise
            await asyncio.sleep(wait)
            return await send()


def app(settings: Settings, patient: bool) -> App:
    """An SDK app that sends as our bot; `patient` is for answering somebody who waits."""
    client = Client(ClientOptions(timeout=LONGEST))
    if patient:
        client.use(Patient())
    return App(
        client_id=settings.teams_app_id or "unauthenticated",
        tenant_id=settings.teams_tenant_id or None,
        token=_token(settings),
        client=client,
        http_server_adapter=NoServer(),
        fetch_user_token=False,
        state=False,
        telemetry={"agent365": False},
    )


def _token(settings: Settings) -> Callable[[Any, str | None], Awaitable[str | None]]:
    give = token_source(settings)

    async def token(scope: Any, tenant: str | None) -> str | None:
        return await give(str(scope))

    return token


def message(card: dict[str, Any], text: str) -> MessageActivityInput:
    """A card as a message; `text` is what a notification says."""
    attached = {"contentType": CARD, "content": card}
    return MessageActivityInput.model_validate({"summary": text, "attachments": [attached]})


def beginning(user: str, tenant: str) -> CreateConversationParams:
    """With whom a conversation begins, and in which tenant."""
    return CreateConversationParams(members=[Account(id=user)], tenant_id=tenant)
