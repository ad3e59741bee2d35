"""The connections of the server: none waits for a request for ever, and there is always room for one more.

uvicorn itself waits for the head of a request as long as somebody likes to take, and for the rest of a body
that was answered already."""

import asyncio
import time
from asyncio.events import TimerHandle

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST = 1_000  # connections
HEAD = 10.0  # seconds in which the head of a request must be here, and the rest of a body that was answered
LARGEST = 64 * 1024  # bytes of a head
FULL = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One connection. While it `waits`, no request of it is being answered."""

    waits: TimerHandle | None = None
    since = 0.0
    _head = 0
    _arriving = False  # a request of which the end is not here yet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Makes room, when there is none, at the cost of who waits longest."""
        super().connection_made(transport)
        self._wait(HEAD)
        if len(self.connections) > MOST:
            waiting = [one for one in self.connections if isinstance(one, Connection) and one.waits]
            first = min(waiting, key=lambda one: one.since)
            if first is self:
                transport.write(FULL)
            first.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Refuses a head without an end."""
        if self.waits and not self._arriving:
            self._head += len(data)
            if self._head > LARGEST + len(data):
                self.transport.write(TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._arriving = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arriving, self._head = False, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """What follows must come in time, however little by little it comes."""
        super().on_response_complete()
        if self.cycle.response_complete:
            self._wait(HEAD + self.timeout_keep_alive)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self.since = time.monotonic()
        self.waits = self.loop.call_later(seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self.waits:
            self.waits.cancel()
            self.waits = None

    def _unsupported_upgrade_warning(self) -> None:
        """Nobody is told of a library for WebSockets: there are none here."""
