"""Tokens of Entra, with which we call Teams: by a secret, or by a certificate."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.foundation.settings import Settings

LONGEST = 10.0  # seconds
AUTHORITY = "https://login.microsoftonline.com"

TokenSource = Callable[[str], Coroutine[Any, Any, str | None]]


class NoToken(Exception):
    """Entra gave no token; the message is Entra's code for it."""


def token_source(settings: Settings, http_client: object = None) -> TokenSource:
    """What gives a token for a scope. Nothing is asked before it is needed; msal keeps tokens."""
    made: dict[str, Any] = {}

    def client(tenant: str) -> Any:
        import msal  # here: it and what it brings take 10 MB, and nobody waits in this thread

        if tenant not in made:
            made[tenant] = msal.ConfidentialClientApplication(
                settings.teams_app_id,
                client_credential=_credential(settings),
                authority=f"{AUTHORITY}/{tenant}",
                timeout=LONGEST,
                instance_discovery=False,
                http_client=http_client,
            )
        return made[tenant]

    def ask(scope: str, tenant: str) -> str:
        answer = client(tenant).acquire_token_for_client([scope])
        if "access_token" not in answer:
            raise NoToken(str(answer.get("error", "unknown")))
        return str(answer["access_token"])

    async def token(scope: str) -> str | None:
        if not settings.teams_app_id:  # on loopback nobody asks for one
            return None
        return await asyncio.to_thread(ask, scope, settings.teams_tenant_id)

    return token


def _credential(settings: Settings) -> str | dict[str, str]:
    if settings.teams_app_certificate is None:
        return settings.teams_app_secret
    pem = settings.teams_app_certificate.read_text()
    return {"private_key": pem, "public_certificate": pem}
