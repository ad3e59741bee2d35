"""What bolt costs when nothing is done: `python -m bench.floors bare | stock`, a no-op behind a signature."""

import os
import re
import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_id="B1", bot_user_id="UB1", bot_token="xoxb-1"
    )


def build(process_before_response: bool) -> Starlette:
    """One listener for submitted modals, which acknowledges and does nothing."""
    app = AsyncApp(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        authorize=_authorize,
        process_before_response=process_before_response,
    )

    async def nothing(ack: AsyncAck) -> None:
        await ack()

    app.view(re.compile(".*"))(nothing)
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def health(_: Request) -> Response:
        return Response("ok")

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/healthz", health)])


if __name__ == "__main__":
    uvicorn.run(
        build(process_before_response=sys.argv[1] == "bare"),
        host="127.0.0.1",
        port=int(os.environ["BAKEN_PORT"]),
        access_log=False,
        log_config=None,
    )
