"""The same answered step while the server brings a campaign to people, beside the same step without that."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from bench import crowd, municipality
from bench.client import drive
from bench.measure import Chapter, Slice, beside, take_turns
from bench.modal import walk
from bench.municipality import Databases
from storage import mailings, organisations
from storage.db import open_engine, unit
from tests.support.servers import running_server

WITHOUT, ALSO_WITHOUT, WITH = "without", "without, a second time", "while a campaign goes out"
PEOPLE = 20_000  # more than go out meanwhile
KEY = "meanwhile"
SERVE = ["-m", "bench.meanwhile"]
PATIENCE = 60.0  # seconds for a campaign to begin or to stop


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """One server that answers and sends, at the pace that is shipped for Slack."""
    place, turns, seconds = folder / "meanwhile", *((3, 2.0) if quick else (8, 5.0))
    place.mkdir()
    chapters = _chapters("SQLite", municipality.sqlite(place), turns, seconds)
    with municipality.postgresql() as databases:
        return chapters + _chapters("PostgreSQL", databases, turns, seconds)


def _chapters(name: str, databases: Databases, turns: int, seconds: float) -> list[Chapter]:
    """One chapter for each number of clients."""
    crowd.fill(databases, PEOPLE)
    engine = open_engine(databases.main)
    crowd.campaign(engine, PEOPLE, KEY, datetime.now(UTC))
    _set_state(engine, "paused")
    with running_server(["-m", "bench.slack_api"]) as api:
        environment = municipality.environment(databases, api.url)
        with running_server(SERVE, environment) as server:
            bodies = [walk(server.port, api.url, f"W{n}") for n in range(10)]
            chapters = []
            for clients in (1, 10):
                before = _sent(engine)
                step = partial(drive, server.port, bodies[:clients], seconds)
                busy_step = partial(_meanwhile, engine, step)
                step()
                slices = take_turns(turns, {WITHOUT: step, ALSO_WITHOUT: step, WITH: busy_step})
                chapters.append(_said(name, clients, slices, _sent(engine) - before))
    engine.dispose()
    return chapters


def _meanwhile(engine: Engine, step: Callable[[], Slice]) -> Slice:
    """The step, from when messages go out until none does any more."""
    _set_state(engine, "running")
    _until(engine, lambda before, now: now > before)
    took = step()
    _set_state(engine, "paused")
    _until(engine, lambda before, now: now == before)
    return took


def _said(name: str, clients: int, slices: dict[str, list[Slice]], sent: int) -> Chapter:
    of = f"{clients} client{'s' if clients > 1 else ''}"
    chapter = beside(f"One answered step while a campaign goes out at Slack's pace, {name}, {of}", slices)
    chapter.notes.append(f"{sent:,} messages went out meanwhile")
    return chapter


def _until(engine: Engine, reached: Callable[[int, int], bool]) -> None:
    """Waits until what was sent changes as wanted, from one second to the next."""
    until, before = time.monotonic() + PATIENCE, _sent(engine)
    while time.monotonic() < until:
        time.sleep(1.0)
        now = _sent(engine)
        if reached(before, now):
            return
        before = now
    raise AssertionError("the campaign did not begin or stop")


def _sent(engine: Engine) -> int:
    return crowd.states(engine, KEY).get("sent", 0)


def _set_state(engine: Engine, state: str) -> None:
    with unit(engine) as session:
        push = mailings.by_key(session, organisations.everyone(session)[0].id, KEY)
        assert push
        mailings.set_state(session, push.id, state)


def main() -> None:
    """`baken serve`, with a message to show for the campaign."""
    crowd.shown()
    from bot.foundation.settings import read
    from handlers import serving

    serving.serve(read())


if __name__ == "__main__":
    main()
