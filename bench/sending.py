"""Runs one campaign with so many replicas against a local Slack, and tells what it took."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import Engine

from bench import crowd, municipality
from bench.crowd_api import Rules
from bench.municipality import Databases
from bot.messages.courier import Pace
from tests.support.servers import end, server_environment

PATIENCE = 1_200  # seconds for a whole campaign


class Run(NamedTuple):
    """What a campaign took. Seconds are real ones, but for `lasted`: from planned to the last arrival, by the
    clock of the limits."""

    arrived: int
    twice: int
    refused: int
    fullest: int  # the most messages in one window of the limits
    seconds: float  # from the first arrival to the last
    lasted: float
    processor: float  # of all replicas
    megabytes: float  # the most that a replica held
    states: dict[str, int]

    @property
    def each(self) -> float:
        """Milliseconds of processor time for a message."""
        return self.processor / self.arrived * 1000


class Replica:
    """A process of bench.sender that is ready."""

    def __init__(self, environment: dict[str, str]) -> None:
        args = [sys.executable, "-m", "bench.sender", "ours"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        pipes["stderr"] = subprocess.DEVNULL  # every refusal is a line there
        self.process = subprocess.Popen(args, env=server_environment(environment), **pipes)
        assert self.process.stdout and self.process.stdout.readline() == "ready\n", "a replica did not start"

    def usage(self) -> dict[str, float]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            end(self.process)


@contextmanager
def replicas(
    databases: Databases, api: str, number: int, rules: Rules, pace: Pace | None
) -> Iterator[Sequence[Replica]]:
    """So many replicas that are ready, as long as the block lasts. Without a pace, that of Slack."""
    environment = {
        "DATABASE_URL": databases.main,
        "KEYS_DATABASE_URL": databases.keys,
        "BAKEN_MASTER_KEYS": municipality.MASTER,
        "API": f"{api}/api/",
        "BEGAN": str(rules.began),
        "SPEED": str(rules.speed),
    }
    if pace:
        environment["PACE"] = json.dumps(pace)
    with ExitStack() as ends:
        started = []
        for _ in range(number):
            started.append(Replica(environment))
            ends.callback(started[-1].end)
        yield started


def run(engine: Engine, api: str, key: str, people: int, rules: Rules, started: Sequence[Replica]) -> Run:
    """One campaign, from planned to settled. Raises AssertionError when it does not end."""
    ask(f"{api}/begin", asdict(rules))
    before = [one.usage()["processor"] for one in started]
    clock = crowd.FastClock(rules.began, rules.speed)
    planned = time.time()
    crowd.campaign(engine, people, key, clock.moment(planned))
    until = time.monotonic() + PATIENCE
    while left(states := crowd.states(engine, key)):
        assert time.monotonic() < until, f"the campaign does not end: {states}"
        time.sleep(0.2 if left(states) < 2_000 else 1.0)
    used, told = [one.usage() for one in started], ask(f"{api}/told", {})
    return Run(
        told["arrived"],
        told["twice"],
        told["refused"],
        told["fullest"],
        told["last"] - told["first"],
        clock.at(told["last"]) - clock.at(planned),
        sum(one["processor"] - was for one, was in zip(used, before, strict=True)),
        max((one["megabytes"] for one in used), default=0.0),
        states,
    )


def left(states: dict[str, int]) -> int:
    """How many have not ended."""
    return states.get("pending", 0) + states.get("sending", 0)


def bare(api: str, number: int) -> dict[str, float]:
    """A bare slack_sdk client sends as many; gives its seconds, and its processor time."""
    ask(f"{api}/begin", asdict(Rules()))
    return _sender("bare", {"API": f"{api}/api/", "NUMBER": str(number)})


def planned(databases: Databases, number: int) -> float:
    """The most memory, in MB, of a process that plans a campaign and does no more."""
    return _sender("plan", {"DATABASE_URL": databases.main, "NUMBER": str(number)})["megabytes"]


def _sender(kind: str, environment: dict[str, str]) -> dict[str, float]:
    args = [sys.executable, "-m", "bench.sender", kind]
    done = subprocess.run(args, env=server_environment(environment), stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout))


def ask(url: str, given: dict[str, Any]) -> dict[str, Any]:
    """Posts JSON, and gives the JSON that comes back."""
    request = urllib.request.Request(url, json.dumps(given).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))
