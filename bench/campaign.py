"""A campaign for very many people: beside a bare client, against the limits, its memory, and who works
meanwhile."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench import crowd, meanwhile, municipality, sending
from bench.crowd_api import Rules
from bench.measure import Chapter
from bench.municipality import Databases
from bot.messages.courier import Pace
from handlers.slack import send as slack
from handlers.teams import send as teams
from storage.db import open_engine
from tests.support.servers import running_server

UNLIMITED = Pace(1e-6, 1e-6)
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


class Limits(NamedTuple):
    """Limits of a platform, the pace that we keep, the seconds that it takes over an answer, and for how many
    people we try it on how fast a clock (a short run: at its own speed)."""

    name: str
    most: int
    window: float
    apart: float
    pace: Pace
    takes: float
    people: int
    quick: int
    speed: float

    @property
    def rules(self) -> tuple[int, float, float, float]:
        """What the platform is told of it."""
        return self.most, self.window, self.apart, self.takes

    def least(self, people: int) -> float:
        """The seconds that so many messages take at the highest rate that is allowed."""
        return people / self.most * self.window


# Slack's courier keeps both: what a platform's own costs is not what is measured here.
LIMITS = (
    Limits("Slack-like, 525 a minute", 525, 60.0, 1.0, slack.PACE, 0.15, 10_000, 700, 4.0),
    Limits("Teams-like, 30 a second", 30, 1.0, 2.0, teams.PACE, 0.15, 10_000, 900, 1.0),
)


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """Every campaign has databases of its own, and its senders are processes of their own."""
    with running_server(["-m", "bench.crowd_api"]) as server:
        return [
            *_beside_bare(folder, server.url, *((3_000, 3) if quick else (10_000, 5))),
            *(_within(folder, server.url, limits, quick) for limits in LIMITS),
            _memory(folder, server.url, (1_000, 10_000) if quick else (1_000, 10_000, 100_000)),
            *meanwhile.measure(folder, quick),
        ]


def _beside_bare(folder: Path, api: str, people: int, turns: int) -> Iterator[Chapter]:
    for name in (SQLITE, POSTGRESQL):
        rules, runs, bare = Rules(began=time.time()), [], []
        with _filled(folder / f"bare-{name}", name, people) as databases:
            engine = open_engine(databases.main)
            with sending.replicas(databases, api, 1, rules, UNLIMITED) as replicas:
                sending.run(engine, api, "warm", people // 10, rules, replicas)
                for turn in range(turns):
                    bare.append(sending.bare(api, people))
                    runs.append(sending.run(engine, api, f"turn-{turn}", people, rules, replicas))
            engine.dispose()
        assert all(run.states == {"sent": people} and not run.twice for run in runs), runs
        floor = [one["processor"] / people * 1000 for one in bare]
        rates = [people / one["seconds"] for one in bare]
        ours = [run.arrived / run.seconds for run in runs]
        chapter = Chapter(f"A campaign for {people:,} people without limits, {name}, one replica")
        chapter.add_range("messages a second", ours, "")
        chapter.add_range("messages a second of a bare client, one after the other", rates, "")
        longer = [rate / our for our, rate in zip(ours, rates, strict=True)]
        chapter.add_ratio("bare client's messages a second against ours (0.4 of them)", longer, 2.5)
        chapter.add_range("processor time for a message", [run.each for run in runs], " ms")
        chapter.add_range("processor time for a message, bare client", floor, " ms")
        more = [run.each - one for run, one in zip(runs, floor, strict=True)]
        chapter.add_range("what the engine adds to it", more, " ms", 1.5)
        yield chapter


def _within(folder: Path, api: str, limits: Limits, quick: bool) -> Chapter:
    people, fast = (limits.quick, 1.0) if quick else (limits.people, limits.speed)
    speed = f", on a clock {fast:g} times as fast" if fast != 1 else ""
    chapter = Chapter(f"A campaign for {people:,} people within limits: {limits.name}{speed}")
    least = limits.least(people)
    chapter.add("the least time that the limits allow", least, " s")
    for name, number in ((SQLITE, 1), (POSTGRESQL, 1), (POSTGRESQL, 3)):
        place = folder / f"{limits.most}-{name}-{number}"
        with _filled(place, name, people) as databases:
            rules = Rules(*limits.rules, fast, time.time())
            engine = open_engine(databases.main)
            with sending.replicas(databases, api, number, rules, limits.pace) as replicas:
                run = sending.run(engine, api, "limits", people, rules, replicas)
            engine.dispose()
        assert run.states == {"sent": people} and not run.twice, run
        on = f"{name}, {number} replica{'s' if number > 1 else ''}"
        # A campaign begins within 2.5 seconds of its moment, which would be most of what a short one is late.
        lasted = run.seconds * fast if quick else run.lasted
        chapter.add(f"{on}: time against the least", lasted / least, "×", 1.05)
        chapter.add(f"{on}: the most in one window of {limits.window:g} s", run.fullest, "", limits.most)
        chapter.add(f"{on}: refused as over the limit", run.refused, "", 0)
    return chapter


def _memory(folder: Path, api: str, numbers: tuple[int, ...]) -> Chapter:
    chapter, highest = Chapter("Memory of a replica at its highest, without limits, SQLite"), []
    for number in numbers:
        rules = Rules(began=time.time())
        with _filled(folder / f"memory-{number}", SQLITE, number) as databases:
            engine = open_engine(databases.main)
            with sending.replicas(databases, api, 1, rules, UNLIMITED) as replicas:
                run = sending.run(engine, api, "memory", number, rules, replicas)
            engine.dispose()
        assert run.states == {"sent": number}, run
        highest.append(run.megabytes)
        chapter.add(f"{number:,} people, delivered", run.megabytes, " MB")
        with _filled(folder / f"plan-{number}", SQLITE, number) as databases:
            chapter.add(f"{number:,} people, planned", sending.planned(databases, number), " MB")
    growth = highest[-1] / highest[0]
    chapter.add(f"delivered, {numbers[-1]:,} people against {numbers[0]:,}", growth, "×", 1.1)
    return chapter


@contextmanager
def _filled(folder: Path, name: str, people: int) -> Iterator[Databases]:
    with ExitStack() as stack:
        if name == SQLITE:
            folder.mkdir(exist_ok=True)
            databases = municipality.sqlite(folder)
        else:
            databases = stack.enter_context(municipality.postgresql())
        crowd.fill(databases, people)
        yield databases
