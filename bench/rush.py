"""Hundreds who report at once: whole anonymous reports over each platform's door, on each database.

Everybody walks through a whole report, request by request, and waits for each answer. They are a process of
their own, which is also the Slack and the Teams that Baken calls, on the same cores."""

import json
import os
import secrets
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import col, select

from bench import municipality, steps
from bench.measure import Chapter, processor_time, quantile
from bench.municipality import Databases
from bench.rush_client import Rush
from bot.sign_in import links
from handlers.desk import open_storage
from storage import organisations, public_pages, sessions
from storage.db import unit
from storage.people import AddressRow
from storage.sessions import SessionRow
from storage.tables.directory import ChatAddress, Person, PersonRole
from tests.support.servers import RunningServer, free_port, running_server
from tests.support.teams import TENANT
from tests.support.teams_issuer import APP, running_issuer

ADDRESSES = [f"198.18.{n // 250}.{n % 250 + 1}" for n in range(600)]  # of people at home, one each
TOO_LATE = 3.0  # seconds: then Slack shows an error
WARM = 4  # people who report before it counts
LOOK_EVERY = 0.25  # seconds between two looks at the memory
CASES = (  # platform, database, workers
    *(("slack", database, workers) for database in ("SQLite", "PostgreSQL") for workers in ("1", "auto")),
    *((platform, "SQLite", "auto") for platform in ("teams", "web")),
    *(("public", database, "auto") for database in ("SQLite", "PostgreSQL")),
)


class Shape(NamedTuple):
    """How many come, within how many seconds, thinking up to how many; `p99` is what is aimed at."""

    people: int
    within: float
    thinking: float
    p99: float | None

    @property
    def name(self) -> str:
        return f"{self.people} within {self.within:.0f} s" if self.within else f"{self.people} at once"


SHAPES = (Shape(50, 0, 0, 0.7), Shape(200, 0, 0, None), Shape(500, 30, 4, 0.5))
MOST_MEMORY = 350.0  # MB


class Town(NamedTuple):
    """A Baken that serves, and whom to send to it."""

    server: RunningServer
    client: RunningServer
    more: dict[str, Any]  # of a Rush
    databases: Databases


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """A chapter for each database and door; then one answered step beside a no-op of bolt."""
    chapters = []
    shapes = SHAPES[:1] if quick else SHAPES
    for platform, database, workers in CASES[:2] if quick else CASES:
        chapter = Chapter(f"Hundreds at once: {platform}, {database}, workers {workers}")
        for number, shape in enumerate(shapes):
            own = folder / f"rush-{platform}-{database}-{workers}-{number}"
            with _town(own, platform, database, workers) as town:
                _rush(chapter, town, platform, shape)
        chapters.append(chapter)
    return chapters + steps.measure(folder / "rush-steps", True)


@contextmanager
def _town(folder: Path, platform: str, database: str, workers: str = "1") -> Iterator[Town]:
    """Fresh databases with a municipality, served; each rush has its own, so that memory is its own too."""
    with ExitStack() as stack:
        postgresql = database == "PostgreSQL"
        databases = (
            stack.enter_context(municipality.postgresql()) if postgresql else municipality.sqlite(folder)
        )
        municipality.prepare(databases)
        client = stack.enter_context(running_server(["-m", "bench.rush_client"]))
        port, more = free_port(), dict[str, Any]()
        settings = municipality.environment(databases, client.url)
        if platform != "slack":
            settings = {name: value for name, value in settings.items() if not name.startswith("SLACK_")}
        if platform == "teams":
            issuer = stack.enter_context(running_issuer())
            more = {
                "service_url": f"{client.url}/",
                "token": issuer.token(f"{client.url}/", exp=int(time.time()) + 3_600),
            }
            settings |= {"TEAMS_APP_ID": APP, "TEAMS_APP_SECRET": "none", "TEAMS_TENANT_ID": TENANT}
            settings |= {"TEAMS_OPENID_URL": f"{issuer.url}/openid"}
        if platform == "web":
            more = {"cookies": _logged_in(databases, max(shape.people for shape in SHAPES) + WARM)}
            settings |= {"BAKEN_URL": f"http://127.0.0.1:{port}"}
        if platform == "public":
            more = {"addresses": ADDRESSES}
            settings |= {"BAKEN_REPORT_URL": f"http://localhost:{port}", "BAKEN_TRUSTED_PROXIES": "127.0.0.1"}
            _open_page(databases)
        command = ["-m", "handlers.cli", "serve", "--workers", workers]
        yield Town(stack.enter_context(running_server(command, settings, port=port)), client, more, databases)


def _rush(chapter: Chapter, town: Town, platform: str, shape: Shape) -> None:
    _run(town, Rush(platform, town.server.port, WARM, first=1_000))
    pids, load = _family(town.server.process.pid), os.getloadavg()[0]
    before = sum(map(processor_time, pids))
    with _watching(pids) as memory:
        met = _run(town, Rush(platform, town.server.port, shape.people, shape.within, shape.thinking))
    cost = (sum(map(processor_time, pids)) - before) / max(len(met["times"]), 1)
    times, name = met["times"], shape.name
    late = sum(one > TOO_LATE for one in times)
    chapter.add(f"{name}, requests a second", len(times) / met["took"], "")
    chapter.add(f"{name}, p50", quantile(times, 0.5), " s")
    chapter.add(f"{name}, p99", quantile(times, 0.99), " s", shape.p99)
    chapter.add(f"{name}, slowest", max(times), " s")
    chapter.add(f"{name}, over three seconds, of {len(times):,}", late, "", 0)
    chapter.add(f"{name}, people cut off or lost", met["cut_off"] + sum(met["lost"].values()), "", 0)
    chapter.add(f"{name}, requests refused", sum(met["statuses"].values()), "")
    chapter.add(f"{name}, most memory of all {len(pids)} processes", memory[0], " MB", MOST_MEMORY)
    chapter.add(f"{name}, processor time of a request", cost * 1000, " ms")
    places = ", ".join(
        f"{quantile(one, 0.5):.2f}/{quantile(one, 0.99):.2f}" for one in met["by_place"].values()
    )
    chapter.notes.append(f"{name}: p50/p99 of each request of a walk, in seconds: {places}")
    chapter.notes.append(f"{name}: load {load:.1f}; {met['done']} reports; {met['statuses']} {met['lost']}")


def _run(town: Town, rush: Rush) -> dict[str, Any]:
    body = json.dumps(asdict(rush) | town.more).encode()
    if town.more.get("cookies"):
        start = _first_cookie(rush, len(town.more["cookies"]))
        body = json.dumps(
            asdict(rush) | {"cookies": town.more["cookies"][start : start + rush.people]}
        ).encode()
    with urllib.request.urlopen(
        urllib.request.Request(f"{town.client.url}/run", body), timeout=300
    ) as answer:
        return dict(json.load(answer))


def _first_cookie(rush: Rush, cookies: int) -> int:
    """Whose cookie is the first: those who warm up have the last ones."""
    return cookies - rush.people if rush.first else 0


def _open_page(databases: Databases) -> None:
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    with unit(engine) as session:
        public_pages.put(session, vault, organisations.everyone(session)[0].id, public_pages.Page("on"))
    for one in (engine, vault.engine):
        one.dispose()


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


@contextmanager
def _watching(pids: list[int]) -> Iterator[list[float]]:
    """The most memory that processes held together in this block, in MB; what they share counts once."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while True:
            most[0] = max(most[0], sum(map(_proportional, pids)))
            if over.wait(LOOK_EVERY):
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _proportional(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("Pss:"))


def _logged_in(databases: Databases, number: int) -> list[str]:
    """So many team leads who came from chat to the web; gives their cookies."""
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    now, cookies = datetime.now(UTC), []
    with unit(engine) as session:
        organisation = organisations.everyone(session)[0].id
        session.add_all(
            Person(organisation_id=organisation, name=f"Leidinggevende {n}") for n in range(number)
        )
        session.flush()
        ids = session.exec(select(Person.id).where(col(Person.name).startswith("Leidinggevende"))).all()
        for id in ids:
            assert id is not None
            user, token = f"UL{id:07}", secrets.token_urlsafe(32)
            session.add(PersonRole(person_id=id, role="lead", source="directory"))
            session.add(ChatAddress(platform="slack", workspace="T1", user=user, person_id=id))
            row = SessionRow(organisation, id, AddressRow("slack", "T1", user), now + timedelta(minutes=60))
            sessions.begin(session, links._hash(token), row)
            cookies.append(links.cookie(vault, token, now))
    engine.dispose()
    vault.engine.dispose()
    return cookies
