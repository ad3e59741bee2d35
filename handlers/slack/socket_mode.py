"""Socket Mode: Slack reaches us through a connection that we open, so no address of ours has to be public."""

import asyncio
import json

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.logs import logger
from handlers.slack import api, render, shape
from handlers.slack.codes import Json

LARGEST = 19_000  # bytes; Slack ends the connection at a frame of more than 20,480
MOMENT = 0.5  # seconds, for Slack to show the small answer before the large one comes
CONNECT = 30.0  # seconds
LOOK = 10.0  # seconds between two looks at the connection
MISSED = 3  # looks at which it was gone; the library makes a new one by itself, as a rule
WAITS = (1, 5, 15, 60)  # seconds before the next try to connect; the last one stays


async def listen(app: AsyncApp, web: AsyncWebClient, token: str) -> None:
    """Keeps one connection open until cancelled, and makes a new one when it is lost for long."""
    tries = 0
    while True:
        connected = await _hold(app, web, token)
        tries = 0 if connected else tries + 1
        await asyncio.sleep(WAITS[min(tries, len(WAITS) - 1)])


async def _hold(app: AsyncApp, web: AsyncWebClient, token: str) -> bool:
    """Connects and stays as long as that holds; gives whether there was a connection."""

    async def handle(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await _answer(app, web, client, request)

    client = SocketModeClient(app_token=token, logger=api.SILENT, web_client=web)
    client.socket_mode_request_listeners.append(handle)
    try:
        await asyncio.wait_for(client.connect_to_new_endpoint(), CONNECT)
        missed = 0
        while missed < MISSED:
            await asyncio.sleep(LOOK)
            missed = 0 if await client.is_connected() else missed + 1
    except (SlackApiError, *api.OUT_OF_REACH) as error:
        api.log_refusal("apps.connections.open", error)
        return False
    finally:
        await client.close()  # type: ignore[no-untyped-call]
    logger.error("Socket Mode lost its connection to Slack; connecting again")
    return True


async def _answer(
    app: AsyncApp, web: AsyncWebClient, client: AsyncBaseSocketModeClient, request: SocketModeRequest
) -> None:
    """Lets bolt answer. A view too large for the connection goes through the Web API instead."""
    try:
        request.payload = shape.taken(request.payload)
    except shape.Unfit:
        return  # nothing that we offer
    answer = await run_async_bolt_app(app, request)
    if answer.status != 200:
        return  # not acknowledged, so Slack says that it failed, or sends it again
    payload: Json = json.loads(answer.body) if answer.body.startswith("{") else {}
    if not payload and answer.body:
        payload = {"text": answer.body}
    frame: Json = {"envelope_id": request.envelope_id}
    if payload:
        frame["payload"] = payload
    if len(json.dumps(frame)) <= LARGEST:
        await client.send_socket_mode_response(frame)
        return
    large = payload["view"]
    await client.send_socket_mode_response({**frame, "payload": {**payload, "view": render.shortly(large)}})
    await asyncio.sleep(MOMENT)
    try:
        await web.views_update(view_id=request.payload["view"]["id"], view=large)
    except (SlackApiError, *api.OUT_OF_REACH) as error:
        api.log_refusal("views.update", error)  # the small view has a button that shows the large one
