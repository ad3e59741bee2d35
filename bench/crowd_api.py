"""A Slack that is as fast as can be and counts: what arrived, with whom, and what was over the limit.

Its limits are sliding windows, on a clock that may run fast: `POST /begin` says which, `/told` what came."""

import asyncio
import json
import os
import re
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from math import ceil
from typing import Any, cast

import httptools
import uvloop

from bench.crowd import FastClock

OK = b'{"ok": true, "channel": "D1", "ts": "1.1"}'
LIMITED = b'{"ok": false, "error": "ratelimited"}'
USER = re.compile(rb'"channel": ?"(\w+)"')


@dataclass
class Rules:
    """At most `most` messages in `window` seconds in all (0: no limits), and one in `apart` to one person."""

    most: int = 0
    window: float = 60.0
    apart: float = 1.0
    takes: float = 0.0  # seconds over each answer
    speed: float = 1.0
    began: float = 0.0


@dataclass
class Counts:
    """What came since the beginning; moments are real ones."""

    rules: Rules
    arrived: Counter[bytes] = field(default_factory=Counter)
    latest: dict[bytes, float] = field(default_factory=dict)
    recent: deque[float] = field(default_factory=deque)
    fullest: int = 0
    refused: int = 0
    first: float = 0.0
    last: float = 0.0

    def take(self, user: bytes) -> float:
        """Gives 0, or after how many seconds (on the fast clock) this one may be tried again."""
        real = time.time()
        rules = self.rules
        if rules.most:
            now = FastClock(rules.began, rules.speed).at(real)
            while self.recent and self.recent[0] <= now - rules.window:
                self.recent.popleft()
            wait = self.latest.get(user, 0.0) + rules.apart - now
            if len(self.recent) >= rules.most:
                wait = max(wait, self.recent[0] + rules.window - now)
            if wait > 0:
                self.refused += 1
                return wait
            self.recent.append(now)
            self.latest[user] = now
            self.fullest = max(self.fullest, len(self.recent))
        self.arrived[user] += 1
        self.first, self.last = self.first or real, real
        return 0.0

    def told(self) -> dict[str, Any]:
        arrived = {"arrived": self.arrived.total(), "twice": sum(n > 1 for n in self.arrived.values())}
        return arrived | {name: getattr(self, name) for name in ("fullest", "refused", "first", "last")}


class Api(asyncio.Protocol):
    """One kept connection."""

    counts = Counts(Rules())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        url, body = self._url, self._body
        self._begin()
        if url == b"/begin":
            Api.counts = Counts(Rules(**json.loads(body)))
            self._answer(b"{}")
        elif url == b"/told":
            self._answer(json.dumps(self.counts.told()).encode())
        elif found := USER.search(body):
            wait = self.counts.take(found[1])
            self._later(LIMITED, 429, ceil(wait)) if wait else self._later(OK)
        else:
            self._answer(OK)

    def _begin(self) -> None:
        self._url = self._body = b""
        self._parser = httptools.HttpRequestParser(self)

    def _later(self, body: bytes, status: int = 200, wait: int = 0) -> None:
        rules = self.counts.rules
        if not rules.takes:
            return self._answer(body, status, wait)
        loop = asyncio.get_running_loop()
        loop.call_later(rules.takes / rules.speed, self._answer, body, status, wait)

    def _answer(self, body: bytes, status: int = 200, wait: int = 0) -> None:
        more = b"Retry-After: %d\r\n" % wait if wait else b""
        head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
        self._transport.write(head % (status, more, len(body)) + body)


async def serve() -> None:
    """Answers until ended."""
    port = int(os.environ["BAKEN_PORT"])
    listening = await asyncio.get_running_loop().create_server(Api, "127.0.0.1", port)
    await listening.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
