"""`make bench`: measures side by side, prints, and writes bench/results/<moment>.json."""

import argparse
import json
import os
import platform
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bench import (
    account,
    busy,
    campaign,
    export,
    figures,
    flood,
    handling,
    learning,
    rush,
    search,
    space,
    start,
    steps,
    teams,
    told,
    work_list,
)

PARTS = {
    "steps": steps.measure,
    "teams": teams.measure,
    "busy": busy.measure,
    "crowd": rush.measure,
    "flood": flood.measure,
    "campaign": campaign.measure,
    "export": export.measure,
    "account": account.measure,
    "figures": figures.measure,
    "learning": learning.measure,
    "space": space.measure,
    "start": start.measure,
    "told": told.measure,
    "list": work_list.measure,
    "handling": handling.measure,
    "search": search.measure,
}
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Runs every part, or those named; figures that miss their aim do not fail the run."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="about two minutes, and noisier")
    given = parser.parse_args()
    began, load = time.monotonic(), os.getloadavg()[0]
    machine = (
        f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}"
    )
    print(f"{machine}{' before we began: what follows is noisy' if load > 0.5 else ''}", flush=True)
    chapters = []
    with tempfile.TemporaryDirectory(prefix="baken-bench-") as folder:
        for name in given.parts or PARTS:
            for chapter in PARTS[name](Path(folder), given.quick):
                chapters.append(chapter)
                print(f"\n{chapter.text()}", flush=True)
    RESULTS.mkdir(exist_ok=True)
    out = RESULTS / f"{datetime.now().astimezone():%Y-%m-%dT%H%M%S}.json"
    data = {"machine": machine, "quick": given.quick, "chapters": [chapter.data() for chapter in chapters]}
    out.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{time.monotonic() - began:.0f} s; also in {out.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
