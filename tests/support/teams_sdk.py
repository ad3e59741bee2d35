"""Microsoft's SDK, as a second maker of what we send to Teams."""

import os
import warnings
from typing import Any

os.environ["PYTHON_DOTENV_DISABLED"] = "1"  # or the SDK reads a .env of its own into the environment
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a preview that we do not use warns at import
    from microsoft_teams.api.activities import MessageActivityInput
    from microsoft_teams.api.clients.conversation import CreateConversationParams
    from microsoft_teams.api.models import Account
    from microsoft_teams.apps import App
    from microsoft_teams.apps.http.adapter import HttpServerAdapter
del os.environ["PYTHON_DOTENV_DISABLED"]

CARD = "application/vnd.microsoft.card.adaptive"


class NoServer(HttpServerAdapter):
    """In place of the SDK's own HTTP server, which would listen on every address."""

    def register_route(self, method: Any, path: str, handler: Any) -> None:
        """Nothing comes in this way."""

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing is served."""

    async def start(self, port: int) -> None:
        """Nothing listens."""

    async def stop(self) -> None:
        """Nothing to end."""


class Sdk:
    """The three calls that we make, with the names of handlers/teams/client.py. `begin` asks `everywhere`."""

    def __init__(self, app_id: str, tenant: str, token: str, everywhere: str | None = None) -> None:
        async def give(*_: object) -> str:
            return token

        more: dict[str, Any] = {"service_url": everywhere} if everywhere else {}
        self._app = App(
            client_id=app_id,
            tenant_id=tenant,
            token=give,
            http_server_adapter=NoServer(),
            fetch_user_token=False,
            state=False,
            telemetry={"agent365": False},
            **more,
        )

    @property
    def everywhere(self) -> str:
        """Where a conversation begins."""
        return self._app.api.service_url

    async def send(self, service_url: str, conversation: str, card: dict[str, Any], text: str) -> None:
        """Puts a card into a conversation."""
        attached = {"contentType": CARD, "content": card}
        message = MessageActivityInput.model_validate({"summary": text, "attachments": [attached]})
        await self._app.api.clone(service_url=service_url).conversations.create_activity(
            conversation, message
        )

    async def begin(self, user: str, tenant: str) -> str:
        """Begins a conversation, and gives its id."""
        params = CreateConversationParams(members=[Account(id=user)], tenant_id=tenant)
        return (await self._app.api.conversations.create(params)).id

    async def member(self, service_url: str, conversation: str, member: str) -> tuple[str, str]:
        """Name and e-mail address of somebody in a conversation."""
        api = self._app.api.clone(service_url=service_url)
        found = await api.conversations.get_member_by_id(conversation, member)
        return found.name or "", found.email or found.user_principal_name or ""
