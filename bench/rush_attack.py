"""Attackers of the public page: as many reports as they are let, from one address after the other."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle

import httptools

from bench import rush_walks
from bench.rush_line import BUSY, CutOff, Line
from bench.rush_walks import Lost


async def attacking(port: int, number: int, addresses: Sequence[str], told: Counter[str]) -> None:
    """Hands in report after report until it is cancelled, and never waits for a turn. Counts what was met."""
    each = cycle(addresses)

    async def attacker() -> None:
        line = Line(port)
        try:
            while True:
                walk = rush_walks.public(next(each), f"localhost:{port}")
                with suppress(StopIteration, Lost, CutOff, httptools.HttpParserError, UnicodeDecodeError):
                    request = next(walk)
                    while True:
                        status, body = await line.ask(request)
                        told["requests"] += 1
                        told[f"status {status}"] += 1
                        if status != 200 or BUSY in body or rush_walks.WAITS.search(body):
                            told["given up"] += 1
                            break
                        told["reports"] += b'<dl class="codes">' in body
                        request = walk.send(body)
                await asyncio.sleep(0)
        finally:
            line.close()

    await asyncio.gather(*(attacker() for _ in range(number)))
