"""Very many people who report: a process of its own, which is also the Slack or the Teams that Baken calls.

`POST /run` with a Rush as JSON lets them walk and answers what they met (`Met`). Stops by itself when nobody
asks anything for a quarter of an hour."""

import asyncio
import json
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

import httptools
import uvloop

from bench import rush_walks
from bench.rush_attack import attacking
from bench.rush_line import BUSY, CutOff, Line
from bench.rush_walks import Lost, Walk

IDLE = 900.0  # seconds
LONGEST = 240.0  # seconds for one rush
TRIES = 5  # of one request that is refused
AFTER_REFUSAL = 1.0  # seconds before it is tried again
AFTER_CUT = 0.3
ME = {"team": "Bench", "team_id": "T1", "user": "baken", "user_id": "UB1", "bot_id": "B1", "app_id": "A1"}
PERSON = {"name": "iemand", "real_name": "Iemand", "locale": "nl-NL"}


@dataclass
class Rush:
    """So many people begin within so many seconds, and think up to so many before each next step."""

    platform: str  # slack, teams, web or public
    port: int
    people: int
    within: float = 0.0
    thinking: float = 0.0
    first: int = 0  # number of the first of them: everybody reports once
    token: str = ""  # of Teams
    service_url: str = ""
    cookies: list[str] = field(default_factory=list)  # of the web, one a person
    again: bool = False  # whoever is cut off presses the same button again
    addresses: list[str] = field(default_factory=list)  # of the public page, one a person
    tries: int = TRIES
    attackers: int = 0  # who hand in one report after another meanwhile, on the public page
    attack_from: list[str] = field(default_factory=list)  # addresses: each report is from the next one
    ahead: float = 0.0  # seconds that they begin before everybody else


@dataclass
class Met:
    """`times` in seconds, of each request that was answered; `statuses` of those that were refused."""

    times: list[float] = field(default_factory=list)
    by_place: dict[int, list[float]] = field(default_factory=dict)  # the same, of each request of a walk
    statuses: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    each: list[float] = field(default_factory=list)  # seconds of each whole walk, with all waiting
    attacks: Counter[str] = field(default_factory=Counter)  # what attackers asked, and what they brought in
    cut_off: int = 0
    done: int = 0
    took: float = 0.0


class Town:
    """The people, and what Baken called on their behalf."""

    def __init__(self) -> None:
        self.opened: dict[str, dict[str, Any]] = {}

    async def run(self, rush: Rush) -> Met:
        """Lets everybody walk; gives what they met. Whoever is not done in time is lost."""
        met, chance, began = Met(), random.Random(rush.first), time.perf_counter()
        waits = [chance.uniform(0, rush.within) for _ in range(rush.people)]
        attack = asyncio.ensure_future(attacking(rush.port, rush.attackers, rush.attack_from, met.attacks))
        await asyncio.sleep(rush.ahead)
        walks = [self._person(rush, n, wait, chance, met) for n, wait in enumerate(waits)]
        try:
            async with asyncio.timeout(LONGEST):
                await asyncio.gather(*walks)
        except TimeoutError:
            met.lost["not done in time"] += rush.people - met.done - met.cut_off - met.lost.total()
        attack.cancel()
        await asyncio.wait([attack])
        met.took = time.perf_counter() - began
        return met

    async def _person(self, rush: Rush, number: int, wait: float, chance: random.Random, met: Met) -> None:
        await asyncio.sleep(wait)
        line, walk, began = Line(rush.port), self._walk(rush, number), time.perf_counter()
        try:
            request = next(walk)
            for place in count(1):
                request = walk.send(await self._answered(line, request, met, place, rush))
                await asyncio.sleep(chance.uniform(0, rush.thinking))
        except StopIteration:
            met.done += 1
            met.each.append(time.perf_counter() - began)
        except CutOff:
            met.cut_off += 1
        except (Lost, KeyError, ValueError, httptools.HttpParserError) as error:
            met.lost[f"{type(error).__name__}: {error}"[:200]] += 1
        finally:
            line.close()

    async def _answered(self, line: Line, request: bytes, met: Met, place: int, rush: Rush) -> bytes:
        for attempt in range(rush.tries):
            began = time.perf_counter()
            try:
                status, body = await line.ask(request)
            except CutOff:
                if not rush.again or attempt == rush.tries - 1:
                    raise
                met.statuses["cut off"] = met.statuses.get("cut off", 0) + 1
                await asyncio.sleep(AFTER_CUT)
                continue
            met.times.append(took := time.perf_counter() - began)
            met.by_place.setdefault(place, []).append(took)
            if status == 200 and BUSY not in body:
                if waits := rush_walks.WAITS.search(body):
                    met.statuses["waited for a turn"] = met.statuses.get("waited for a turn", 0) + 1
                    await asyncio.sleep(int(waits[1]))
                return body
            met.statuses["busy" if status == 200 else str(status)] += 1
            await asyncio.sleep(AFTER_REFUSAL)
        raise Lost(f"refused {rush.tries} times")

    def _walk(self, rush: Rush, number: int) -> Walk:
        who = rush.first + number
        if rush.platform == "slack":
            return rush_walks.slack(f"UR{who:07}", self.opened.pop)
        if rush.platform == "teams":
            return rush_walks.teams(f"entra-{who}", rush.service_url, rush.token)
        if rush.platform == "public":
            return rush_walks.public(rush.addresses[number], f"localhost:{rush.port}")
        return rush_walks.web(rush.cookies[number], f"127.0.0.1:{rush.port}")


class Api(asyncio.Protocol):
    """What Baken calls, as much of Slack and Teams as it needs here; and where a rush is started."""

    town = Town()
    asked = 0.0

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
        path, body = self._url.decode().partition("?")[0], self._body
        self._begin()
        Api.asked = time.monotonic()
        if path == "/run":
            self._running = asyncio.ensure_future(self._run(Rush(**json.loads(body))))
            return
        said: dict[str, Any] = {"ok": True, **ME}
        if path.endswith("/views.open"):
            given = json.loads(body)
            said["view"] = view = {
                "id": f"V{given['trigger_id']}",
                "hash": "1.a",
                "team_id": "T1",
                **given["view"],
            }
            self.town.opened[given["trigger_id"]] = view
        elif path.endswith("/users.info"):
            said["user"] = PERSON
        self._answer(said)

    async def _run(self, rush: Rush) -> None:
        self._answer(vars(await self.town.run(rush)))

    def _begin(self) -> None:
        self._url = self._body = b""
        self._parser = httptools.HttpRequestParser(self)

    def _answer(self, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(body) + body)


async def serve() -> None:
    """Answers until ended, or until nobody asked anything for long."""
    loop = asyncio.get_running_loop()
    Api.asked = time.monotonic()
    await loop.create_server(Api, "127.0.0.1", int(os.environ["BAKEN_PORT"]))
    while time.monotonic() < Api.asked + IDLE:
        await asyncio.sleep(1)


if __name__ == "__main__":
    uvloop.run(serve())
