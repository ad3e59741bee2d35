"""Sends malformed requests to every door of a running Baken, and says what came of it.

`python -m tests.handlers.malformed.attack` sends 20,000 to each door; `--number` and `--seed`
say otherwise."""

import argparse
import sys
import tempfile
from collections import Counter
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path

from tests.handlers.malformed.doors import Got, Request
from tests.handlers.malformed.making import Maker
from tests.handlers.malformed.served import Served, Towns, every_door, said

PARTS = 4  # after each of which the memory is looked at


class Outcome:
    """What a door answered, what was logged meanwhile, and the memory before and after each part."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.broken: list[tuple[int, Request]] = []
        self.lines: Counter[str] = Counter()
        self.memory: list[float] = []


def attack(target: Served, number: int, seed: int) -> Outcome:
    """Sends so many malformed requests; keeps the first that got a 500."""
    outcome, client = Outcome(), Client(target.server.port)
    before = len(target.server.output())
    outcome.memory.append(target.memory())
    try:
        for sent, request in enumerate(islice(target.door(client.send, Maker(seed)), number), 1):
            status = client.send(request).status
            outcome.statuses[status] += 1
            if status >= 500 and status != 501 and len(outcome.broken) < 5:
                outcome.broken.append((status, request))
            if sent % max(1, number // PARTS) == 0:
                outcome.memory.append(target.memory())
    finally:
        client.close()
    outcome.lines = said(target.server.output()[before:])
    return outcome


class Client:
    """One connection, made anew when it was closed."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, request: Request) -> Got:
        for again in (True, False):
            try:
                self._connection.request(request.method, request.path, request.body, request.headers)
                response = self._connection.getresponse()
                head = {name.lower(): value for name, value in response.getheaders()}
                return Got(response.status, response.read(), head)
            except (HTTPException, OSError):
                self._connection.close()
                if not again:
                    raise
        raise AssertionError

    def close(self) -> None:
        self._connection.close()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--number", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("doors", nargs="*", help=", ".join(Towns.DOORS))
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, every_door(Path(folder)) as every:
        for name in given.doors or Towns.DOORS:
            target = every.door(name)
            attack(target, given.number // 20, given.seed + 1)  # what is loaded once is loaded now
            tell(name, attack(target, given.number, given.seed))


def tell(name: str, outcome: Outcome) -> None:
    """Writes what came of it."""
    held = ", ".join(f"{one:.1f}" for one in outcome.memory)
    sys.stdout.write(f"{name}: {dict(sorted(outcome.statuses.items()))}, memory in MB {held}\n")
    for line, times in outcome.lines.most_common(12):
        sys.stdout.write(f"  {times} x {line}\n")
    for status, request in outcome.broken:
        sys.stdout.write(f"  {status}: {request.method} {request.path} {request.body[:600]!r}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
