"""Sends malformed requests to every door of a running Baken, and says what came of it.

`python -m tests.malformed.attack` sends 20,000 to each door; `--number` and `--seed` say otherwise."""

import argparse
import logging
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path

from handlers.app import build
from handlers.logs import quiet
from tests.malformed import doors
from tests.malformed.doors import Door, Request
from tests.malformed.making import Maker
from tests.people.entra import TOKEN
from tests.support.slack import SECRET, Answer
from tests.support.slack_api import running_slack
from tests.support.slack_town import listening
from tests.support.teams import Connector, settings_for
from tests.support.world import PEOPLE, TEAM, World, slack_id
from tests.web.conftest import let_play


class Heard(logging.Handler):
    """What was logged meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        traced = " with a traceback" if record.exc_info else ""
        self.lines[f"{record.name}: {record.getMessage()[:200]}{traced}"] += 1


class Outcome:
    """What a door answered."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.broken: list[tuple[int, Request]] = []
        self.lines: Counter[str] = Counter()


def attack(port: int, door: Door, number: int, seed: int) -> Outcome:
    """Sends so many malformed requests; keeps the first that got a 500."""
    outcome, heard = Outcome(), Heard()
    client = Client(port)
    logging.getLogger().addHandler(heard)
    try:
        for request in islice(door(client.send, Maker(seed)), number):
            status = client.send(request).status
            outcome.statuses[status] += 1
            if status >= 500 and status != 501 and len(outcome.broken) < 5:
                outcome.broken.append((status, request))
    finally:
        logging.getLogger().removeHandler(heard)
        client.close()
    outcome.lines = heard.lines
    return outcome


class Client:
    """One connection, made anew when it was closed."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, request: Request) -> Answer:
        for again in (True, False):
            try:
                self._connection.request(request.method, request.path, request.body, request.headers)
                response = self._connection.getresponse()
                return Answer(response.status, response.read())
            except (HTTPException, OSError):
                self._connection.close()
                if not again:
                    raise
        raise AssertionError

    def close(self) -> None:
        self._connection.close()


@contextmanager
def every_door(folder: Path) -> Iterator[dict[str, tuple[int, Door]]]:
    """Baken with all its platforms on a small world, and each way in."""
    world = let_play(World(f"sqlite:///{folder}/baken.db", f"sqlite:///{folder}/keys.db"))
    world.desk.address = "https://baken.example"
    connector = Connector()
    with ExitStack() as stack:
        slack = stack.enter_context(running_slack(TEAM))
        for key, (name, _) in PEOPLE.items():
            slack.add(slack_id(key), name, f"{key}@voorbeeldstad.example")
        connector.url = f"http://127.0.0.1:{stack.enter_context(listening(connector.app()))}/"
        settings = settings_for(
            world,
            teams_unauthenticated="loopback",
            slack_bot_token="xoxb-test",
            slack_signing_secret=SECRET,
            slack_api_url=slack.api,
            baken_scim_token=TOKEN,
            baken_url="https://baken.example",
        )
        served = stack.enter_context(listening(build(settings, world.desk, clock_runs=False)))
        demo = stack.enter_context(listening(build(settings_for(world), world.desk, True, clock_runs=False)))
        yield {
            "slack": (served, lambda send, maker: doors.slack(send, maker, slack)),
            "teams": (served, lambda send, maker: doors.teams(send, maker, connector)),
            "scim": (served, doors.scim),
            "web": (served, doors.web),
            "demo": (demo, doors.web),
        }
    world.stop()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--number", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("doors", nargs="*")
    given = asked.parse_args()
    quiet("warning")
    with tempfile.TemporaryDirectory() as folder, every_door(Path(folder)) as every:
        for name, (port, door) in every.items():
            if given.doors and name not in given.doors:
                continue
            attack(port, door, given.number // 20, given.seed + 1)  # what is loaded once is loaded now
            before = memory()
            outcome = attack(port, door, given.number, given.seed)
            grown = memory() - before
            sys.stdout.write(f"{name}: {dict(sorted(outcome.statuses.items()))}, memory {grown:+.1f} MB\n")
            for line, times in outcome.lines.most_common(12):
                sys.stdout.write(f"  {times} x {line}\n")
            for status, request in outcome.broken:
                sys.stdout.write(f"  {status}: {request.method} {request.path} {request.body[:600]!r}\n")


def memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


if __name__ == "__main__":
    main()
