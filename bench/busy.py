"""The same answered step while somebody has a large account made, beside the same step without that."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

from bench import municipality
from bench.client import drive
from bench.export import EXPORT
from bench.measure import Chapter, Slice, beside, take_turns
from bench.modal import walk
from bench.reports import filled
from tests.support.servers import end, running_server, server_environment

WITHOUT, ALSO_WITHOUT, WITH = "without", "without, a second time", "while an account is made"
STARTED = 1.0  # seconds after which the export is at work


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """Nothing is pinned to a core here: the export finds its place as it would elsewhere."""
    number, turns, seconds = (100_000, 3, 1.5) if quick else (1_000_000, 6, 3.0)
    databases, chapters = filled(folder / str(number), number), []
    environment = municipality.environment(databases)
    with running_server(["-m", "bench.slack_api"]) as api, municipality.bot(databases, api.url) as server:
        bodies = [walk(server.port, api.url, f"U{n}") for n in range(10)]
        for clients in (1, 10):
            step = partial(drive, server.port, bodies[:clients], seconds)

            def busy_step(step: Callable[[], Slice] = step) -> Slice:
                with _exporting(environment, folder / "account.xlsx"):
                    time.sleep(STARTED)
                    return step()

            step()
            slices = take_turns(turns, {WITHOUT: step, ALSO_WITHOUT: step, WITH: busy_step})
            of = f"{clients} client{'s' if clients > 1 else ''}"
            title = f"One answered step while an account of {number:,} reports is made, SQLite, {of}"
            chapters.append(beside(title, slices))
    return chapters


@contextmanager
def _exporting(environment: Mapping[str, str], out: Path) -> Iterator[None]:
    """Makes one account after another until the block ends."""
    over = Event()

    def again_and_again() -> None:
        while not over.is_set():
            process = subprocess.Popen(
                [sys.executable, *EXPORT, str(out)],
                env=server_environment(environment),
                stdout=subprocess.DEVNULL,
            )
            while process.poll() is None and not over.wait(0.02):
                pass
            end(process)

    worker = Thread(target=again_and_again)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()
