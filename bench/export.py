"""The account of many reports, beside the same questions in plain SQL and the same sheets in openpyxl."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook

from bench import municipality
from bench.measure import Chapter, highest
from bench.reports import FIRST, LAST, filled
from tests.support.servers import server_environment

EXPORT = ["-m", "handlers.cli", "export", "--from", str(FIRST), "--to", str(LAST), "--force", "--out"]
LOOK = 0.005  # seconds between two looks at a process's memory


class Ran(NamedTuple):
    seconds: float
    megabytes: float  # at its highest


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """For each number of reports, both as processes of their own, in turn."""
    chapter, times = Chapter("The account as a workbook, on SQLite"), {}
    for number in (10_000, 100_000) if quick else (10_000, 100_000, 1_000_000):
        place = folder / str(number)
        ours, floor = _in_turn(filled(place, number), place, 3 if quick else 4)
        times[number] = statistics.median(ran.seconds for ran in ours)
        largest = number == 1_000_000
        chapter.add(f"{number:,} reports", times[number] * 1000, " ms")
        chapter.add(f"{number:,} reports, bare SQL and openpyxl", _median(floor, 0) * 1000, " ms")
        ratios = [a.seconds / b.seconds for a, b in zip(ours, floor, strict=True)]
        chapter.add_ratio(f"{number:,} reports against bare", ratios, 1.5 if largest else None)
        chapter.add(
            f"{number:,} reports, memory at its highest", _median(ours, 1), " MB", 150 if largest else None
        )
        chapter.add(f"{number:,} reports, bare, memory at its highest", _median(floor, 1), " MB")
    smallest, largest_of_all = min(times), max(times)
    growth = times[largest_of_all] / times[smallest]
    more = largest_of_all // smallest
    chapter.add(f"{more} times as many reports take so many times as long", growth, "×", more)
    return [chapter]


def _in_turn(databases: municipality.Databases, folder: Path, turns: int) -> tuple[list[Ran], list[Ran]]:
    environment, out = municipality.environment(databases), folder / "account.xlsx"
    run([*EXPORT, str(out)], environment)  # fills the caches, and says what the sheets are
    sheets = folder / "sheets.json"
    sheets.write_text(json.dumps(sheets_of(out, FIRST, LAST)), encoding="utf-8")
    bare = ["-m", "bench.bare_export", str(folder / "baken.db"), str(sheets), str(folder / "bare.xlsx")]
    ours, floor = [], []
    for _ in range(turns):
        ours.append(run([*EXPORT, str(out)], environment))
        floor.append(run(bare, {}))
    return ours, floor


def run(args: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Runs Python with these arguments to its end. Raises AssertionError when that is no good end."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *args], env=server_environment(environment), stdout=subprocess.DEVNULL
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, highest(process.pid))
        time.sleep(LOOK)
    assert process.returncode == 0, args
    return Ran(time.perf_counter() - began, most)


def sheets_of(workbook: Path, first: date, last: date) -> dict[str, object]:
    """The cells of a workbook and how many charts are beside them, as JSON can hold it."""
    opened = load_workbook(workbook)
    sheets = [
        {
            "name": sheet.title,
            "rows": [list(row) for row in sheet.iter_rows(values_only=True)],
            "charts": len(getattr(sheet, "_charts", ())),
        }
        for sheet in opened
    ]
    return {"first": str(first), "last": str(last), "sheets": sheets}


def _median(ran: Sequence[Ran], position: int) -> float:
    return statistics.median(one[position] for one in ran)
