"""One answered step: a signed request to a committed database, beside what bolt costs to do nothing."""

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench import municipality
from bench.client import SECRET, drive
from bench.measure import Chapter, Slice, milliseconds, on_core, processor_time, ratios, take_turns
from bench.modal import walk
from tests.support.servers import RunningServer, running_server

FLOOR, AGAIN, STOCK, SQLITE, POSTGRESQL = (
    "bare bolt no-op",
    "bare bolt no-op, a second one",
    "stock bolt no-op",
    "answered step, SQLite",
    "answered step, PostgreSQL",
)
AIMS = {0.5: 3.0, 0.99: 4.0}
AT_FIFTY = 2.5  # aim for the median of fifty clients
PROCESSOR_TIME = 2.2  # aim, times that of the no-op, at one client
SERVER_CORE, CLIENT_CORE = 0, 1


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """One chapter for each number of clients. Every server is a process of its own; they take turns."""
    turns, seconds = (3, 1.0) if quick else (7, 2.5)
    with ExitStack() as stack:
        api = stack.enter_context(running_server(["-m", "bench.slack_api"])).url
        databases = {
            SQLITE: municipality.sqlite(folder / "steps"),
            POSTGRESQL: stack.enter_context(municipality.postgresql()),
        }
        servers, walks = {}, {}
        with on_core(SERVER_CORE):
            for name, kind in ((FLOOR, "bare"), (AGAIN, "bare"), (STOCK, "stock")):
                floor = running_server(["-m", "bench.floors", kind], {"SLACK_SIGNING_SECRET": SECRET})
                servers[name] = stack.enter_context(floor)
            for name, urls in databases.items():
                municipality.prepare(urls)
                servers[name] = stack.enter_context(municipality.bot(urls, api))
        for name in databases:
            walks[name] = [walk(servers[name].port, api, f"U{n}") for n in range(50)]
        chapters = []
        for clients in (1, 50):
            cost: dict[str, list[float]] = {name: [] for name in servers}
            contestants = {
                name: partial(_turn, server, walks.get(name, walks[SQLITE])[:clients], seconds, cost[name])
                for name, server in servers.items()
            }
            with on_core(CLIENT_CORE):
                take_turns(1, contestants)  # to warm up
                slices = take_turns(turns, contestants)
            chapters.append(_chapter(clients, slices, {name: all_[1:] for name, all_ in cost.items()}))
        bodies = walks[SQLITE][0]
        size = sum(map(len, bodies)) / len(bodies)
        chapters[0].notes.append(
            f"{len(bodies)} steps of the report dialogue in turn, {size:,.0f} bytes each"
        )
    return chapters


def _turn(
    server: RunningServer, clients: Sequence[Sequence[bytes]], seconds: float, cost: list[float]
) -> Slice:
    """One turn; adds to `cost` how much processor time each answer took the server."""
    before = processor_time(server.process.pid)
    times = drive(server.port, clients, seconds)
    cost.append((processor_time(server.process.pid) - before) / len(times))
    return times


def _chapter(clients: int, slices: dict[str, list[Slice]], cost: dict[str, list[float]]) -> Chapter:
    chapter = Chapter(f"One answered step, {clients} client{'s' if clients > 1 else ''}")
    for name, measured in slices.items():
        for share in (0.5, 0.99):
            chapter.add(f"{name}, p{share * 100:.0f}", milliseconds(measured, share), " ms")
    for name in (SQLITE, POSTGRESQL):
        for share, aim in (AIMS | ({0.5: AT_FIFTY} if clients == 50 else {})).items():
            found = ratios(slices[name], slices[FLOOR], share)
            chapter.add_ratio(
                f"{name} against bare bolt, p{share * 100:.0f}", found, aim if name == SQLITE else None
            )
    if clients == 1:
        chapter.add_ratio(
            f"{SQLITE} against stock bolt, p50", ratios(slices[SQLITE], slices[STOCK], 0.5), 0.25
        )
    for name in (SQLITE, POSTGRESQL):
        found = [ours / floor for ours, floor in zip(cost[name], cost[FLOOR], strict=True)]
        chapter.add(f"{name}, processor time", statistics.median(cost[name]) * 1000, " ms")
        wanted = PROCESSOR_TIME if clients == 1 and name == SQLITE else None
        chapter.add_ratio(f"{name} against bare bolt, processor time", found, wanted)
    for share in (0.5, 0.99):
        noise = ratios(slices[AGAIN], slices[FLOOR], share)
        chapter.add_ratio(f"noise: one floor against the other, p{share * 100:.0f}", noise)
    return chapter
