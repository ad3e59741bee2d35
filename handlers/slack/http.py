"""Slack's way in: signed requests on POST /slack/events, or Socket Mode; bolt sorts them by type."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.foundation.settings import Settings
from handlers.desk import Desk
from handlers.logs import log_failure
from handlers.slack import api, directory, incoming, socket_mode
from handlers.slack.conversation import Interactions

ANY = re.compile("")


class Slack:
    """The Slack side of one process."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        self._client = api.client(settings)
        self._app = _bolt(settings, Interactions(desk, self._client))

    def routes(self) -> list[Route]:
        """The one address that Slack calls; none without a signing secret."""
        secret = self._settings.slack_signing_secret.strip()
        if not secret:
            return []
        verifier = SignatureVerifier(secret)

        async def receive(request: Request) -> Response:
            body = await request.body()
            if not incoming.is_from_slack(verifier, body, request.headers):
                return Response("invalid request", 401)
            return await self._receive(body)

        return [Route("/slack/events", receive, methods=["POST"])]

    @asynccontextmanager
    async def running(self, leads: bool = True) -> AsyncIterator[None]:
        """Holds the connections to Slack, opens Socket Mode where it is set up; who leads looks people up."""
        timeout = aiohttp.ClientTimeout(total=api.LONGEST)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            self._client.session = session
            tasks = [asyncio.create_task(directory.keep_up(self._desk, self._client))] if leads else []
            if token := self._settings.slack_app_token.strip():
                tasks.append(asyncio.create_task(socket_mode.listen(self._app, self._client, token)))
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task

    async def _receive(self, body: bytes) -> Response:
        try:  # the mode is how bolt takes a body that was read
            asked = AsyncBoltRequest(body=incoming.read(body), mode="socket_mode")
        except ValueError:  # signed, and still not a body of Slack's
            return Response("unreadable", 400)
        answer = await self._app.async_dispatch(asked)
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())


def _bolt(settings: Settings, interactions: Interactions) -> AsyncApp:
    """Bolt with one listener for each type of request: every listener costs time on every request."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """One workspace, one token: nothing to ask Slack about."""
        token = settings.slack_bot_token
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    async def failed(error: Exception) -> BoltResponse:
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")  # nothing that we offer
        log_failure(error)
        return BoltResponse(status=500, body="")

    app = AsyncApp(
        name="slack_bolt.baken",  # bolt silences the logger of this name
        logger=api.SILENT,
        process_before_response=True,  # the commit comes before the answer
        raise_error_for_unhandled_request=True,  # or bolt writes it in the log
        request_verification_enabled=False,  # done before bolt, see `routes`
        ignoring_self_events_enabled=False,  # see `Interactions.happened`
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        authorize=authorize,
        client=api.client(settings),
    )
    app.error(failed)
    app.view_submission(ANY)(interactions.submitted)
    app.view_closed(ANY)(interactions.closed)
    app.action(ANY)(interactions.pressed)
    app.command(ANY)(interactions.commanded)
    app.shortcut(ANY)(interactions.shortcut)
    app.event(ANY)(interactions.happened)
    return app
