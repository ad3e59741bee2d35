"""Kills replicas at random moments while they deliver, and reconciles what they say with what arrived.

`python -m tests.bot.messages.chaos --database postgresql --replicas 3 --kills 100` prints what was measured.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from sqlmodel import col, select

from storage.tables.delivery import Delivery
from tests.bot.messages.pushing import add_people, plan, states
from tests.support.postgres import running_postgres
from tests.support.servers import server_environment
from tests.support.world import World

LONGEST = 120  # seconds that the end may take after the last kill


class Disclosed(NamedTuple):
    """What a run measured. `broken` is what may never be: empty, or the promise fails."""

    people: int
    kills: int
    seconds: float
    states: Counter[str]
    twice: int
    not_arrived: int
    arrived_unknown: int
    not_in_hand: int

    @property
    def broken(self) -> list[str]:
        """Every promise that was broken, as a sentence."""
        ended = self.states["sent"] + self.states["failed"] + self.states["unknown"]
        found = {
            f"{self.people - ended} rows did not end": self.people - ended,
            f"{self.twice} messages arrived twice": self.twice,
            f"{self.not_arrived} were said to be sent and did not arrive": self.not_arrived,
            f"{self.not_in_hand} unknown were in nobody's hand at a kill": self.not_in_hand,
        }
        return [sentence for sentence, count in found.items() if count]


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A killed client hangs up in the middle of everything."""


class Platform:
    """A Slack that takes a moment for every message and counts what arrived with whom."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                time.sleep(random.uniform(0, 0.02))
                user = body.split('"channel": "', 1)[1].split('"', 1)[0]
                platform.arrived[user] += 1
                time.sleep(random.uniform(0, 0.02))
                answer = b'{"ok": true, "ts": "1.1"}'
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/"

    @contextmanager
    def running(self) -> Iterator["Platform"]:
        """Answers as long as the block lasts."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


def run(
    world: World,
    platform: Platform,
    replicas: int,
    kills: int,
    people: int,
    a_second: float,
    paused: float = 0,
) -> Disclosed:
    """One push to many people, with so many kills in between, and (`paused` seconds) a replica that stands
    still and comes back."""
    ids = add_people(world, people)
    plan(world, ids)
    began, in_hand = time.monotonic(), set[str]()
    env = server_environment(
        {
            "MAIN": world.main,
            "KEYS": world.keys,
            "MASTER": world.master,
            "API": platform.url,
            "APART": str(1 / a_second),
        }
    )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ends:

        def start() -> "subprocess.Popen[str]":
            args = [sys.executable, "-m", "tests.bot.messages.replica"]
            process = subprocess.Popen(args, env=env, cwd=folder, stdout=subprocess.PIPE, text=True)
            ends.callback(_end, process)
            return process

        living = [start() for _ in range(replicas)]
        for process in living:
            _ready(process)
        for kill in range(kills):
            time.sleep(random.uniform(0.05, 1.0))
            victim = living.pop(random.randrange(len(living)))
            if paused and kill == 0:
                in_hand |= _pause(world, victim, paused)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            in_hand |= _in_hand(world)
            living.append(start())
            if replicas == 1:
                _ready(living[0])
        until = time.monotonic() + LONGEST + people / a_second
        while time.monotonic() < until and (states(world)["pending"] or states(world)["sending"]):
            time.sleep(0.5)
    return _told(world, platform, kills, time.monotonic() - began, in_hand)


def _pause(world: World, process: "subprocess.Popen[str]", seconds: float) -> set[str]:
    """Lets a replica stand still; what it sent just before may have had no answer in time."""
    process.send_signal(signal.SIGSTOP)
    in_hand = _in_hand(world)
    time.sleep(seconds)
    process.send_signal(signal.SIGCONT)
    time.sleep(1)
    return in_hand


def _ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout and process.stdout.readline() == "ready\n", "a replica did not start"


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def _in_hand(world: World) -> set[str]:
    with world.reading() as session:
        return set(session.exec(select(Delivery.id).where(col(Delivery.state) == "sending")).all())


def _told(world: World, platform: Platform, kills: int, seconds: float, in_hand: set[str]) -> Disclosed:
    with world.reading() as session:
        rows = session.exec(select(Delivery.id, Delivery.state, Delivery.person_id)).all()
    with world.reading() as session:
        from storage.tables.directory import ChatAddress

        users = dict(session.exec(select(ChatAddress.person_id, ChatAddress.user)).all())
    unknown = [(id, users[person or 0]) for id, state, person in rows if state == "unknown"]
    sent = [users[person or 0] for _, state, person in rows if state == "sent"]
    return Disclosed(
        len(rows),
        kills,
        seconds,
        states(world),
        twice=sum(count > 1 for count in platform.arrived.values()),
        not_arrived=sum(platform.arrived[user] == 0 for user in sent),
        arrived_unknown=sum(platform.arrived[user] > 0 for _, user in unknown),
        not_in_hand=sum(id not in in_hand for id, _ in unknown),
    )


def main() -> int:
    """One long run; gives 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--replicas", type=int, default=1)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--a-second", type=float, default=25.0)
    parser.add_argument("--paused", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if given.database == "sqlite":
            urls = [f"sqlite:///{Path(folder, name)}.db" for name in ("main", "keys")]
        else:
            server = stack.enter_context(running_postgres())
            urls = [stack.enter_context(server.fresh_database()) for _ in range(2)]
        world = World(*urls)
        platform = stack.enter_context(Platform().running())
        told = run(world, platform, given.replicas, given.kills, given.people, given.a_second, given.paused)
        world.stop()
    ended = ", ".join(f"{count} {state}" for state, count in sorted(told.states.items()))
    print(  # noqa: T201
        f"{given.database}, {given.replicas} replica(s), {told.kills} kills, {told.people} people, "
        f"{told.seconds:.0f} s: {ended}; of the unknown {told.arrived_unknown} had arrived; "
        f"{told.twice} arrived twice."
    )
    for sentence in told.broken:
        print(f"BROKEN: {sentence}")  # noqa: T201
    return 1 if told.broken else 0


if __name__ == "__main__":
    sys.exit(main())
