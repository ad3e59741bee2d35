"""One answered step: a signed request to a committed database, beside what bolt costs to do nothing."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench import municipality
from bench.client import SECRET, drive
from bench.measure import Chapter, Slice, milliseconds, on_core, ratios, take_turns
from bench.modal import walk
from tests.support.servers import running_server

FLOOR, AGAIN, STOCK, SQLITE, POSTGRESQL = (
    "bare bolt no-op",
    "bare bolt no-op, a second one",
    "stock bolt no-op",
    "answered step, SQLite",
    "answered step, PostgreSQL",
)
AIMS = {0.5: 3.0, 0.99: 4.0}
SERVER_CORE, CLIENT_CORE = 0, 1


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """One chapter for each number of clients. Every server is a process of its own; they take turns."""
    turns, seconds = (3, 1.0) if quick else (7, 2.5)
    with ExitStack() as stack:
        api = stack.enter_context(running_server(["-m", "bench.slack_api"])).url
        databases = {
            SQLITE: municipality.sqlite(folder),
            POSTGRESQL: stack.enter_context(municipality.postgresql()),
        }
        ports, walks = {}, {}
        with on_core(SERVER_CORE):
            for name, kind in ((FLOOR, "bare"), (AGAIN, "bare"), (STOCK, "stock")):
                floor = running_server(["-m", "bench.floors", kind], {"SLACK_SIGNING_SECRET": SECRET})
                ports[name] = stack.enter_context(floor).port
            for name, urls in databases.items():
                municipality.prepare(urls)
                ports[name] = stack.enter_context(municipality.bot(urls, api)).port
        for name in databases:
            walks[name] = [[body for _, body in walk(ports[name], api, f"U{n}")] for n in range(50)]
        chapters = []
        for clients in (1, 50):
            contestants = {
                name: partial(drive, port, walks.get(name, walks[SQLITE])[:clients], seconds)
                for name, port in ports.items()
            }
            with on_core(CLIENT_CORE):
                for warm_up in contestants.values():
                    warm_up()
                slices = take_turns(turns, contestants)
            chapters.append(_chapter(clients, slices, walks[SQLITE][0]))
    return chapters


def _chapter(clients: int, slices: dict[str, list[Slice]], bodies: Sequence[bytes]) -> Chapter:
    chapter = Chapter(f"One answered step, {clients} client{'s' if clients > 1 else ''}")
    for name, measured in slices.items():
        for share in (0.5, 0.99):
            chapter.add(f"{name}, p{share * 100:.0f}", milliseconds(measured, share), " ms")
    for name in (SQLITE, POSTGRESQL):
        for share, aim in AIMS.items():
            found = ratios(slices[name], slices[FLOOR], share)
            chapter.add_ratio(
                f"{name} against bare bolt, p{share * 100:.0f}", found, aim if name == SQLITE else None
            )
    if clients == 1:
        chapter.add_ratio(
            f"{SQLITE} against stock bolt, p50", ratios(slices[SQLITE], slices[STOCK], 0.5), 0.25
        )
    for share in (0.5, 0.99):
        noise = ratios(slices[AGAIN], slices[FLOOR], share)
        chapter.add_ratio(f"noise: one floor against the other, p{share * 100:.0f}", noise)
    size = sum(map(len, bodies)) / len(bodies)
    chapter.notes.append(
        f"{len(bodies)} steps of the report dialogue in turn, {size:,.0f} bytes each on average"
    )
    return chapter
