"""Modules: a page turned beside what bolt costs to do nothing, and a day planned for very many people."""

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import col

from bench import crowd, municipality
from bench.client import SECRET, drive
from bench.measure import Chapter, Slice, highest, milliseconds, on_core, ratios, take_turns
from bench.municipality import Databases
from bench.steps import AIMS, CLIENT_CORE, FLOOR, SERVER_CORE
from bot.foundation import words
from bot.learning import content, planner
from handlers.desk import open_storage
from storage import learning, organisations, sealing
from storage.db import open_engine, reading, unit
from storage.tables.learning import Learning
from tests.support.servers import RunningServer, running_server

PAGE = "page turned, SQLite"
MODULE = "onboarding/why-us"
MOMENT = datetime(2027, 3, 1, 9, tzinfo=UTC)  # a working day
A_TURN = 1_500  # pages that are there to be turned in one turn
MANY = 100_000


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """Both chapters."""
    return [_pages(folder, quick), _planning(folder, quick)]


def _pages(folder: Path, quick: bool) -> Chapter:
    turns, seconds = (3, 1.0) if quick else (7, 2.5)
    databases = municipality.sqlite(folder / "pages")
    people = A_TURN * (turns + 1)
    crowd.fill(databases, people)
    bodies = _first_pages(databases, people)
    taken = iter(bodies[start : start + A_TURN] for start in range(0, people, A_TURN))
    with ExitStack() as stack:
        api = stack.enter_context(running_server(["-m", "bench.slack_api"])).url
        with on_core(SERVER_CORE):
            command, secret = ["-m", "bench.floors", "bare"], {"SLACK_SIGNING_SECRET": SECRET}
            floor = stack.enter_context(running_server(command, secret))
            server = stack.enter_context(municipality.bot(databases, api))
        contestants = {
            FLOOR: partial(_turn, floor, iter([bodies[:A_TURN]] * (turns + 1)), seconds),
            PAGE: partial(_turn, server, taken, seconds),
        }
        with on_core(CLIENT_CORE):
            take_turns(1, contestants)  # to warm up
            slices = take_turns(turns, contestants)
    chapter = Chapter("One page of a module turned, 1 client")
    for name, measured in slices.items():
        for share in (0.5, 0.99):
            chapter.add(f"{name}, p{share * 100:.0f}", milliseconds(measured, share), " ms")
    for share, aim in AIMS.items():
        found = ratios(slices[PAGE], slices[FLOOR], share)
        chapter.add_ratio(f"{PAGE} against bare bolt, p{share * 100:.0f}", found, aim)
    if any(len(one) >= A_TURN for one in slices[PAGE]):
        chapter.notes.append("more pages were turned than there were: the last were only shown again")
    return chapter


def _turn(server: RunningServer, bodies: Iterator[Sequence[bytes]], seconds: float) -> Slice:
    return drive(server.port, [next(bodies)], seconds)


def _first_pages(databases: Databases, number: int) -> list[bytes]:
    """So many people on the first page of a module; gives what Slack posts when they go on."""
    words.load()
    module = content.find("", MODULE)
    assert module is not None
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    with reading(engine) as session:
        organisation = organisations.everyone(session)[0].id
    first = module.steps[0].name
    everybody = list(crowd.everybody(engine, number))
    for start in range(0, number, crowd.AT_ONCE):
        some = everybody[start : start + crowd.AT_ONCE]
        rows = [
            {
                "organisation_id": organisation,
                "person_id": person,
                "programme": module.programme,
                "module": module.name,
                "assigned_on": MOMENT.date(),
            }
            for person in some
        ]
        with unit(engine) as session:
            learning.assign(session, rows)
            given = select(col(Learning.id)).where(col(Learning.person_id).in_(some))
            for row_id in session.execute(given).scalars().all():
                key = vault.learning_key(row_id or 0)
                sealed = sealing.seal(key, [first, {}], "learning", row_id or 0)
                learning.change(session, row_id or 0, progress=sealed, begun_on=MOMENT.date())
    engine.dispose()
    vault.engine.dispose()
    carried = json.dumps(["learn", first, MODULE, "nl", "learn/close/"])
    return [_submission(f"U{n:07}", carried) for n in range(number)]


def _submission(user: str, carried: str) -> bytes:
    view = {
        "id": uuid4().hex,
        "type": "modal",
        "callback_id": "learn/next/",
        "private_metadata": carried,
        "blocks": [],
        "hash": "1",
        "state": {"values": {}},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": crowd.TEAM, "domain": "bench"},
        "user": {"id": user, "name": user, "team_id": crowd.TEAM},
        "api_app_id": "A1",
        "trigger_id": uuid4().hex,
        "view": view,
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def _planning(folder: Path, quick: bool) -> Chapter:
    """A yearly programme that begins today for everybody, and the rest of the day, when nothing is due.

    Each in a process of its own, so that the memory is what planning took."""
    chapter = Chapter("A day planned, on SQLite")
    own = _yearly(folder / "own")
    for number in (10_000, MANY // 2 if quick else MANY):
        databases = municipality.sqlite(folder / f"planning-{number}")
        crowd.fill(databases, number)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            day = apart.submit(_day, databases.main, own, number).result()
        aim = 60 if number == MANY else None
        chapter.add(f"everybody's module, {number:,} people", day.first, " s", aim)
        chapter.add(f"memory that this took, {number:,} people", day.megabytes, " MB", 40)
        chapter.add(f"again, when nothing is due, {number:,} people", day.again, " s", 2)
    return chapter


class Day(NamedTuple):
    """Seconds for the first planning of a day and for the next, and how much memory grew by the first."""

    first: float
    again: float
    megabytes: float


def _day(url: str, own: Path, number: int) -> Day:
    content.load(own)
    engine = open_engine(url)
    with reading(engine) as session:
        organisation = organisations.everyone(session)[0]
    planner.plan(engine, organisation, MOMENT - timedelta(days=100))  # everything is loaded
    before, began = highest(), time.perf_counter()
    planned = planner.plan(engine, organisation, MOMENT)
    first, began = time.perf_counter() - began, time.perf_counter()
    grown = highest() - before
    assert planned >= number, planned
    assert planner.plan(engine, organisation, MOMENT) == 0
    engine.dispose()
    return Day(first, time.perf_counter() - began, grown)


def _yearly(own: Path) -> Path:
    """Content of an organisation's own: one module for everybody, each year from MOMENT's day."""
    programme = own / "modules" / "refresher"
    ours = content.layers_of("")[0] / "onboarding"
    shutil.copytree(ours / "why-us", programme / "why-us")
    starts = f"{date(2027, 3, 1):%m-%d}"
    (programme / "programme.yml").write_text(
        "version: 1\naudience: everybody\nrecurrence: yearly\n"
        f'starts: "{starts}"\nmodules: [{{name: why-us, day: 1}}]\n'
    )
    for locale in words.LOCALES:
        (programme / f"{locale}.yml").write_text("title: Opfrissen\nsummary: Elk jaar.\n")
    return own
