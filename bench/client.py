"""Posts signed Slack payloads over kept connections, each client waiting for its answer before the next."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from typing import cast

import httptools
import uvloop

from bench.measure import Slice

SECRET = "bench-signing-secret"
PATIENCE = 30.0  # seconds for the last answers


def signed(body: bytes, now: int) -> bytes:
    """A whole HTTP request for /slack/events, signed for this second (good for five minutes)."""
    signature = hmac.new(SECRET.encode(), b"v0:%d:" % now + body, hashlib.sha256).hexdigest()
    return (
        b"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"X-Slack-Request-Timestamp: %d\r\nX-Slack-Signature: v0=%s\r\nContent-Length: %d\r\n\r\n"
    ) % (now, signature.encode(), len(body)) + body


class _Connection(asyncio.Protocol):
    def __init__(
        self, requests: Sequence[bytes], until: float, times: Slice, done: asyncio.Future[None]
    ) -> None:
        self._requests, self._until, self._times, self._done = cycle(requests), until, times, done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._next()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        self._times.append(now - self._sent)
        if self._parser.get_status_code() != 200:
            self._end(AssertionError(f"status {self._parser.get_status_code()}"))
        elif now >= self._until:
            self._end(None)
        else:
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def _end(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error) if error else self._done.set_result(None)
        self._transport.close()


def drive(
    port: int,
    clients: Sequence[Sequence[bytes]],
    seconds: float,
    request: Callable[[bytes, int], bytes] = signed,
) -> Slice:
    """Lets every client post its bodies round and round; gives how long each answer took. `request` makes a
    whole HTTP request of a body.

    Raises AssertionError at any answer but 200."""
    times: Slice = []

    async def all_clients() -> None:
        loop, now = asyncio.get_running_loop(), int(time.time())
        until = time.perf_counter() + seconds
        waiting = []
        for bodies in clients:
            done: asyncio.Future[None] = loop.create_future()
            one = partial(_Connection, [request(body, now) for body in bodies], until, times, done)
            await loop.create_connection(one, "127.0.0.1", port)
            waiting.append(done)
        await asyncio.wait_for(asyncio.gather(*waiting), seconds + PATIENCE)

    uvloop.run(all_clients())
    return times
