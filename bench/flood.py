"""A flood on the page for who has no account, while some people report in earnest (decision 57).

Attackers hand in report after report as fast as they are answered, from one address or from a thousand; a
proxy on this machine says from which. Everything stops by itself when the last honest reporter is done."""

import os
from pathlib import Path

from sqlmodel import func, select

from bench import municipality, rush
from bench.measure import Chapter, quantile
from bench.municipality import Databases
from bench.rush_client import Rush
from handlers.desk import open_storage
from storage.db import reading
from storage.tables.reports import Report

ATTACKERS, HONEST, AHEAD = 200, 20, 10.0
FROM = (1, 1_000)  # addresses
AIM = 60.0  # seconds for a whole report
CASES = (("SQLite", "1"), ("SQLite", "auto"), ("PostgreSQL", "auto"))


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """A chapter for each database and number of workers."""
    chapters = []
    for database, workers in CASES[1:2] if quick else CASES:
        chapter = Chapter(f"A flood on the public page: {database}, workers {workers}")
        for number in FROM:
            own = folder / f"flood-{database}-{workers}-{number}"
            with rush._town(own, "public", database, workers) as town:
                _flood(chapter, town, number)
        chapters.append(chapter)
    return chapters


def _flood(chapter: Chapter, town: rush.Town, number: int) -> None:
    attackers = [f"203.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(1, number + 1)]
    flood = Rush("public", town.server.port, HONEST, within=2.0, tries=60, again=True)
    flood.attackers, flood.attack_from, flood.ahead = ATTACKERS, attackers, AHEAD
    pids, load = rush._family(town.server.process.pid), os.getloadavg()[0]
    with rush._watching(pids) as memory:
        met = rush._run(town, flood)
    name = f"from {number:,} address{'es' if number > 1 else ''}"
    kept, told = _reports(town.databases), met["done"] + met["attacks"].get("reports", 0)
    chapter.add(
        f"{name}, whole honest report, slowest", max(met["each"], default=rush.TOO_LATE * 100), " s", AIM
    )
    chapter.add(f"{name}, whole honest report, p50", quantile(met["each"] or [0.0], 0.5), " s")
    chapter.add(f"{name}, honest reports that did not get there", HONEST - met["done"], "", 0)
    chapter.add(f"{name}, reports told of and not kept", max(told - kept, 0), "", 0)
    chapter.add(f"{name}, reports of attackers that were taken", met["attacks"].get("reports", 0), "")
    chapter.add(f"{name}, most memory of all {len(pids)} processes", memory[0], " MB", rush.MOST_MEMORY)
    chapter.notes.append(f"{name}: load {load:.1f} before; {met['took']:.0f} s; attackers {met['attacks']}")
    chapter.notes.append(f"{name}: honest {met['statuses']} {met['lost']}")


def _reports(databases: Databases) -> int:
    engine, vault = open_storage(municipality.settings(databases))
    with reading(engine) as session:
        number = session.exec(select(func.count()).select_from(Report)).one()
    engine.dispose()
    vault.engine.dispose()
    return number
