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
from bench.measure import Chapter
from tests.support.servers import end, free_port, running_server, server_environment

SERVE = ["-m", "handlers.cli", "serve"]
OURS = ("bot", "handlers", "storage", "content", "__main__")
IMPORTED = re.compile(r"^import time:.*\| *([\w.]+)$", re.MULTILINE)
ASK = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
SETTLED = 2.0  # seconds after which a server that nobody asks anything is idle


class Started(NamedTuple):
    milliseconds: float
    megabytes: float


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """Both start in turn; the databases are migrated and the compiled modules are there."""
    databases = municipality.sqlite(folder / "start")
    municipality.prepare(databases)
    environment, names = municipality.environment(databases), folder / "modules"
    names.write_text("\n".join(_libraries(environment)))
    ours, floor = [], []
    for turn in range(4 if quick else 9):
        port = free_port()
        bot = _start(SERVE, environment | {"BAKEN_PORT": str(port)}, partial(_answers, port))
        libraries = _start(["-m", "bench.imports", str(names)], {}, _says_ready)
        if turn:  # the first round fills the caches
            ours.append(bot)
            floor.append(libraries)
    chapter = Chapter("Cold start of `baken serve`, on migrated SQLite databases")
    chapter.add("to the first answer of /healthz", _median(ours, 0), " ms", 1500)
    chapter.add("memory when idle", _median(ours, 1), " MB", 130)
    chapter.add(f"importing the same {len(names.read_text().split())} modules", _median(floor, 0), " ms")
    chapter.add("memory after that", _median(floor, 1), " MB")
    for position, what in enumerate(("time", "memory")):
        pairs = zip(ours, floor, strict=True)
        chapter.add_ratio(
            f"{what} against importing alone", [a[position] / b[position] for a, b in pairs], 1.5
        )
    return [chapter]


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
        took = time.perf_counter() - began
        time.sleep(SETTLED)
        return Started(took * 1000, municipality.resident(process.pid))
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
