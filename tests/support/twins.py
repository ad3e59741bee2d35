"""Two worlds with one history, and all that somebody can get in each: screens, pages, files, messages.

with twins(world, tmp_path) as other:
    other.report(untold=(coordinator,))
    assert everything(world, "coordinator") == everything(other, "coordinator")
"""

import re
import shutil
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.account import messages as of_account
from bot.account import picture
from bot.account.all_organisations import write_all
from bot.account.export import write_account
from bot.files import makers
from bot.foundation.mistakes import Mistake
from bot.foundation.room import HOUSE
from bot.foundation.screen import Action, Answer, Event, FileOrder, Row, Screen
from bot.reports import readers
from handlers import pictures as drawn
from handlers.desk import OutOfOrder
from handlers.web import http
from storage import closings, people
from storage.reports import Viewer
from tests.support.postgres import Postgres
from tests.support.sending import send
from tests.support.world import Postbox, World, slack_id

MOST = 400  # screens that are looked at: more than there are, or one more report would hide another screen
TOKEN = re.compile(r"token='[^']*'")
MARKS = re.compile(r'name="_(token|form)" value="[^"]*"|nonce-[\w+/=-]+|/pictures/counts/[^"?]*')
MODIFIED = re.compile(rb"<dcterms:modified.*?</dcterms:modified>")  # openpyxl asks the machine's own clock
CHANGES = frozenset(("close", "correct", "publish", "take_down", "save", "send", "resend_notices"))
Gets = dict[str, object]  # where somebody looks → what they get there


@contextmanager
def twins(world: World, folder: Path, postgres: Postgres | None = None) -> Iterator[World]:
    """Another world with everything that is in this one."""
    world.stop()
    with ExitStack() as stack:
        if world.main.startswith("sqlite"):
            beside = folder / "twin"
            beside.mkdir()
            for name in ("baken.db", "keys.db"):
                shutil.copy(Path(world.main.removeprefix("sqlite:///")).with_name(name), beside)
            urls = [f"sqlite:///{beside}/{name}.db" for name in ("baken", "keys")]
        else:
            assert postgres is not None
            copies = (postgres.fresh_database(like=url) for url in (world.main, world.keys))
            urls = [stack.enter_context(one) for one in copies]
        world.start()
        twin = World(urls[0], urls[1], original=world)
        twin.clock.now = world.clock.now
        yield twin
        twin.stop()


def everything(world: World, who: str, periods: list[tuple[date, date]]) -> Gets:
    """All that this colleague can get today, and all that everybody can."""
    found: Gets = {}
    found |= {f"screen {name}": said for name, said in _screens(world, who, periods)}
    found |= {f"page {name}": said for name, said in _pages(world, who, periods)}
    found |= {f"file {name}": said for name, said in _files(world, who, periods)}
    with world.reading() as session:
        every = closings.closed(session, world.organisation.id)
        found["versions"] = [closings.versions(session, world.organisation.id, half) for half in every]
    return found


def messages(world: World, *who: str) -> list[tuple[str, str]]:
    """What is brought to these colleagues now, each thing as it arrives."""
    of_account.plan(world.engine, world.organisation, world.clock())
    post = Postbox()
    send(world, {"slack": post})
    mine = {slack_id(one) for one in who}
    return sorted((repr(address), repr(what)) for address, what in post.sent if address.user in mine)


def _screens(world: World, who: str, periods: list[tuple[date, date]]) -> Iterator[tuple[str, str]]:
    """Every screen that is reached from any route without changing anything."""
    walk = world.walk(who)
    halves = {f"{first.year}-H{1 + (first.month > 6)}" for first, _ in periods}
    more = ["", *sorted(halves), *(f"{first}/{last}" for first, last in periods)]
    waiting = deque(
        Event(dialogue, action, argument)
        for dialogue, action in sorted(HOUSE.routes)
        for argument in (more if dialogue == "account" else more[:1])
        if action not in CHANGES
    )
    seen: set[tuple[str, str, str]] = set()
    while waiting and len(seen) < MOST:
        event = waiting.popleft()
        place = event.dialogue, event.action, event.argument
        if place in seen:
            continue
        seen.add(place)
        try:
            screen = walk.event(event)
        except OutOfOrder:
            yield "/".join(place), "out of order"
            continue
        yield "/".join(place), TOKEN.sub("", repr(screen))
        waiting += [
            Event(one.dialogue, one.name, one.argument, screen.step, screen.token)
            for one in _buttons(screen)
            if one.name not in CHANGES
        ]


def _buttons(screen: Screen) -> list[Action]:
    rows = [part.open for part in screen.body if isinstance(part, Row)]
    changes = [part.edit for part in screen.body if isinstance(part, Answer)]
    return [one for one in (*screen.actions, *rows, *changes) if one is not None]


def _pages(world: World, who: str, periods: list[tuple[date, date]]) -> Iterator[tuple[str, str]]:
    app = Starlette(routes=[*drawn.routes(world.desk), *http.routes(world.desk, demo=True)])
    client = TestClient(app, "http://127.0.0.1:8000", client=("127.0.0.1", 50000))
    asked = [f"/figures?who={who}&first={first:%Y-%m}&last={last:%Y-%m}" for first, last in periods]
    for path in ("/?", f"/?who={who}", "/intranet/voorbeeldstad?", f"/figures?who={who}", *asked):
        answer = client.get(f"{path}&lang=nl")
        yield path, f"{answer.status_code} {MARKS.sub('', answer.text)}"
        for source in re.findall(r'src="(/pictures/[^"]*)"', answer.text):
            shown = client.get(source)
            yield f"{path} picture", f"{shown.status_code} {shown.content.hex()}"


def _files(world: World, who: str, periods: list[tuple[date, date]]) -> Iterator[tuple[str, object]]:
    with world.reading() as session:
        person = people.by_id(session, world.people[who])
        assert person is not None
        viewer = readers.viewer_of(world.vault, person)
    for place, (first, last) in enumerate(periods):
        of = f"{first} {last}"
        for edition in ("internal", "council"):
            form = "csv" if place else "xlsx"  # the other forms of the same figures
            yield f"{of} {edition} own", _written(world, first, last, edition, form, viewer)
            yield f"{of} {edition} command line", _written(world, first, last, edition, "json", None)
            yield f"{of} {edition} over all", _over_all(world, first, last, edition)
        order = FileOrder("picture", f"{first}/{last}/svg", person.id, "nl")
        with world.reading() as session:
            try:
                drawing = picture.make(makers.asked(session, world.vault, order, world.clock())).content
            except Mistake as mistake:
                drawing = repr(mistake).encode()
        yield f"{of} picture", drawing


def _written(world: World, first: date, last: date, edition: str, form: str, viewer: Viewer | None) -> object:
    """One account, asked for in chat or (without a viewer) made on the command line."""
    asked: dict[str, Any] = {"now": world.clock(), "viewer": viewer, "edition": edition, "form": form}
    with TemporaryDirectory() as folder:
        out = Path(folder, f"account.{form}")
        try:
            write_account(world.engine, world.vault, world.organisation.slug, first, last, out, **asked)
        except Mistake as mistake:
            return repr(mistake)
        return _read(out)


def _over_all(world: World, first: date, last: date, edition: str) -> object:
    asked: dict[str, Any] = {"now": world.clock(), "edition": edition, "form": "csv"}
    with TemporaryDirectory() as folder:
        try:
            files = write_all(world.engine, world.vault, first, last, Path(folder, "all"), **asked)
        except Mistake as mistake:
            return repr(mistake)
        return {file.name: _read(file) for file in files}


def _read(path: Path) -> object:
    """What is in a file: of a workbook every part of it, without the moment at which it was written."""
    content = path.read_bytes()
    if path.suffix != ".xlsx":
        return content
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return {name: MODIFIED.sub(b"", parts.read(name)) for name in parts.namelist()}


def differences(one: Gets, other: Gets) -> list[str]:
    """Where two people get something else."""
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
