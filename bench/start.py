"""A cold start: from nothing to the first answer, beside a process that only imports the same libraries."""

import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench import municipality
from bench.measure import Chapter, processor_time
from tests.support.servers import end, free_port, running_server, server_environment
from tests.support.teams import TENANT
from tests.support.teams_issuer import APP

SERVE = ["-m", "handlers.cli", "serve"]
OURS = ("bot", "handlers", "storage", "content", "__main__")
IMPORTED = re.compile(r"^import time:.*\| *([\w.]+)$", re.MULTILINE)
ASK = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
SETTLED = 2.0  # seconds after which a server that nobody asks anything is idle


class Started(NamedTuple):
    milliseconds: float
    megabytes: float
    processor: float  # milliseconds


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """One chapter for Slack, one for Teams; the databases are migrated and the compiled modules are there."""
    databases = municipality.sqlite(folder / "start")
    municipality.prepare(databases)
    slack = municipality.environment(databases)
    teams = {name: value for name, value in slack.items() if not name.startswith("SLACK_")}
    teams |= {"TEAMS_APP_ID": APP, "TEAMS_APP_SECRET": "none", "TEAMS_TENANT_ID": TENANT}
    turns = 4 if quick else 9
    return [
        _chapter("Slack", slack, folder / "modules", turns),
        _chapter("Teams", teams, folder / "modules", turns),
    ]


def _chapter(platform: str, environment: Mapping[str, str], names: Path, turns: int) -> Chapter:
    """Both start in turn."""
    names.write_text("\n".join(_libraries(environment)))
    ours, floor = [], []
    for turn in range(turns):
        port = free_port()
        bot = _start(SERVE, {**environment, "BAKEN_PORT": str(port)}, partial(_answers, port))
        libraries = _start(["-m", "bench.imports", str(names)], {}, _says_ready)
        if turn:  # the first round fills the caches
            ours.append(bot)
            floor.append(libraries)
    chapter = Chapter(f"Cold start of `baken serve` with {platform}, on migrated SQLite databases")
    chapter.add("to the first answer of /healthz", _median(ours, 0), " ms", 1300)
    chapter.add("of which the processor was at work", _median(ours, 2), " ms")
    chapter.add("memory when idle", _median(ours, 1), " MB", 105)
    chapter.add(f"importing the same {len(names.read_text().split())} modules", _median(floor, 0), " ms")
    chapter.add("of which the processor was at work", _median(floor, 2), " ms")
    chapter.add("memory after that", _median(floor, 1), " MB")
    for position, what in enumerate(("time", "memory", "processor time")):
        pairs = zip(ours, floor, strict=True)
        found = [a[position] / b[position] for a, b in pairs]
        chapter.add_ratio(f"{what} against importing alone", found, 1.2 if what == "time" else None)
    return chapter


def _libraries(environment: Mapping[str, str]) -> list[str]:
    """Every module that a serving bot has imported up to its first answer, but for our own; in order."""
    with running_server(["-X", "importtime", *SERVE], environment) as server:
        names = IMPORTED.findall(server.output())
    return [name for name in dict.fromkeys(names) if name.partition(".")[0] not in OURS]


def _start(
    args: Sequence[str], environment: Mapping[str, str], ready: Callable[["subprocess.Popen[bytes]"], bool]
) -> Started:
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *args],
        env=server_environment(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not ready(process):
            assert process.poll() is None, f"{args} stopped"
            assert time.perf_counter() - began < 60, f"{args} is not ready"
            time.sleep(0.002)
        took, worked = time.perf_counter() - began, processor_time(process.pid)
        time.sleep(SETTLED)
        return Started(took * 1000, municipality.resident(process.pid), worked * 1000)
    finally:
        end(process)


def _answers(port: int, _: object) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(ASK)
            return b" 200 " in connection.recv(1000)
    except ConnectionError:
        return False


def _says_ready(process: "subprocess.Popen[bytes]") -> bool:
    assert process.stdout
    return process.stdout.readline() == b"ready\n"


def _median(started: Sequence[Started], position: int) -> float:
    return statistics.median(one[position] for one in started)
