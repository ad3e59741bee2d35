"""Kills workers at random moments while very many people report on SQLite, and reconciles what is kept.

`python -m bench.rush_chaos --workers 3 --kills 60` prints what was found; exit code 1 when a promise broke.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import func, select

from bench import municipality, rush
from bench.municipality import Databases
from bench.rush_client import Rush
from bot import housekeeping
from handlers.desk import open_storage
from storage.db import reading
from storage.tables.delivery import Delivery
from storage.tables.keys import ReportKey
from storage.tables.reports import Receipt, Report

PEOPLE, WITHIN, THINKING = 300, 20.0, 1.0


def killed(first: int, most: int, over: threading.Event) -> int:
    """Kills workers of a first process until it is over, or so many; gives how many."""
    kills = 0
    while kills < most and not over.wait(random.uniform(0.05, 0.8)):
        workers = rush._family(first)[1:]
        if workers:
            os.kill(random.choice(workers), signal.SIGKILL)
            kills += 1
    return kills


def broken(databases: Databases, people: int, done: int) -> Iterator[str]:
    """Every promise that was broken, as a sentence."""
    engine, vault = open_storage(municipality.settings(databases))
    if done != people:
        yield f"{people - done} people did not get to the end"
    with reading(engine) as session:
        reports = session.exec(select(Report)).all()
        receipts = session.exec(select(func.count()).select_from(Receipt)).one()
        states = Counter(session.exec(select(Delivery.state)).all())
        *_, wrong = housekeeping.verify(session, vault, datetime.now(UTC))
    expected = people + rush.WARM
    if (len(reports), receipts) != (expected, expected):
        yield f"{len(reports)} reports and {receipts} receipts of {expected} people"
    for report in reports:
        vault.report_key(report.organisation_id, report.id)  # raises Destroyed
    if wrong is not None:
        yield "the trail is broken"
    for one in (engine, vault.engine):
        with reading(one) as session:
            if session.execute(text("PRAGMA integrity_check")).scalar_one() != "ok":
                yield "a database is not whole"
    with reading(vault.engine) as session:
        keys = session.exec(select(func.count()).select_from(ReportKey)).one()
    print(f"{len(reports)} reports, {keys} keys; left to deliver: {dict(states)}")


def main() -> None:
    """Lets them report and kills meanwhile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="3")
    parser.add_argument("--kills", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baken-chaos-") as folder:
        databases = municipality.sqlite(Path(folder))
        with rush._town(Path(folder), "slack", "SQLite", given.workers) as town:
            rush._run(town, Rush("slack", town.server.port, rush.WARM, first=1_000))
            over, kills = threading.Event(), list[int]()
            first = town.server.process.pid
            killing = threading.Thread(target=lambda: kills.append(killed(first, given.kills, over)))
            killing.start()
            met = rush._run(town, Rush("slack", town.server.port, PEOPLE, WITHIN, THINKING, again=True))
            over.set()
            killing.join()
        found = list(broken(databases, PEOPLE, met["done"]))
    print(f"{kills[0]} kills, {met['done']} of {PEOPLE} reported; {met['statuses']} {met['lost']}")
    print("\n".join(found) or "Nothing was lost or kept twice.")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
