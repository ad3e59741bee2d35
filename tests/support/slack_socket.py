"""Slack's side of Socket Mode: a websocket, envelopes out, acknowledgements back, a limit on frames."""

import asyncio
import json
import queue
import threading
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

Json = dict[str, Any]
LARGEST = 20_480  # bytes in a frame; Slack ends the connection at more


class Socket:
    """The connection that Baken opened, if any. Used from the test's thread."""

    def __init__(self) -> None:
        self.connected = threading.Event()
        self.connections = 0
        self.too_large = 0
        self._answers: dict[str, queue.Queue[Json | None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._socket: web.WebSocketResponse | None = None
        self._count = 0

    async def hold(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self._loop, self._socket = asyncio.get_running_loop(), socket
        self.connections += 1
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.connected.set()
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                continue
            if len(message.data.encode()) > LARGEST:
                self.too_large += 1
                await socket.close(code=WSCloseCode.MESSAGE_TOO_BIG, message=b"Max frame length exceeded")
                break
            said = json.loads(message.data)
            if waiting := self._answers.get(said["envelope_id"]):
                waiting.put(said.get("payload"))
        self.connected.clear()
        return socket

    def ask(self, kind: str, payload: Json, seconds: float = 10) -> Json | None:
        """Sends an envelope and gives the payload of its acknowledgement; fails when none comes."""
        assert self.connected.wait(seconds), "nobody connected"
        self._count += 1
        envelope: Json = {
            "envelope_id": f"e{self._count}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        waiting: queue.Queue[Json | None] = queue.Queue()
        self._answers[f"e{self._count}"] = waiting
        self._do(self._send(envelope))
        try:
            return waiting.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"no acknowledgement of {kind} within {seconds:.0f} seconds") from None

    def hang_up(self) -> None:
        """Ends the connection, as Slack does every few hours."""
        assert self._socket is not None
        self._do(self._socket.close())

    async def _send(self, envelope: Json) -> None:
        assert self._socket is not None
        await self._socket.send_json(envelope)

    def _do(self, coroutine: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)
