"""A kept connection of somebody of the bench, who asks one thing after the other."""

import asyncio
from typing import cast

import httptools

BUSY = b"te veel mensen tegelijk"  # in the sentence of a line that is full


class CutOff(Exception):
    """The connection ended after a request was sent, without an answer."""


class Line(asyncio.Protocol):
    """One kept connection to Baken, opened anew when it was closed while nothing was under way."""

    def __init__(self, port: int) -> None:
        self._port, self._transport, self._waiting = port, None, None
        self._body = b""

    _transport: asyncio.Transport | None
    _waiting: "asyncio.Future[int] | None"

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and body of an answer. Raises CutOff."""
        if self._transport is None or self._transport.is_closing():
            try:
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)
            except OSError:
                raise CutOff from None
        assert self._transport is not None
        self._parser, self._body = httptools.HttpResponseParser(self), b""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting, self._body

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._waiting:  # a server may say why it closes a connection on which nothing was asked
            self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting and not waiting.done():
            waiting.set_result(self._parser.get_status_code())

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        waiting, self._waiting = self._waiting, None
        if waiting and not waiting.done():
            waiting.set_exception(CutOff())

    def close(self) -> None:
        if self._transport:
            self._transport.close()
