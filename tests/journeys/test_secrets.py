"""After a whole journey, nothing that anybody typed and no user id of a reporter is anywhere it can be read.

Looked through: every byte of both databases (on PostgreSQL also its write-ahead log and its own log), every
column of every table, and every log at every level.
"""

import base64
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session

from bot import housekeeping
from bot.files.orders import offer
from bot.foundation.screen import Event
from bot.messages.courier import CannotDeliver
from bot.reports import filing_screens
from handlers.desk import OutOfOrder
from tests.bot.gatherings.town import Town
from tests.handlers.web.conftest import Site
from tests.handlers.web.tab import Tab
from tests.support import sending
from tests.support.postgres import Postgres
from tests.support.servers import RunningServer, running_server, server_environment
from tests.support.world import Postbox, Walk, World, slack_id

pytestmark = [pytest.mark.slow, pytest.mark.both]

# Every planted word begins with one of these, which no other test writes in the same server.
STEMS = ("kievitsbloem", "plantedperson")
ANONYMOUS, CONFIDENTIAL = f"{STEMS[1]}1", f"{STEMS[1]}2"  # two reporters whom the directory does not know
WORDS = {
    name: f"{STEMS[0]}{name}"
    for name in (
        *("story", "where", "when", "involved", "risk", "described", "cancelled", "refused", "forged"),
        *("addition", "answer", "question", "code", "step", "broken", "expired", "unsent", "path"),
        *("practice", "note", "written", "agreed", "verified", "present", "promised", "done"),
    )
}


def ways(word: str) -> Iterator[bytes]:
    """Each way in which a word could be written down."""
    for one in (word, word.upper(), word.capitalize()):
        yield from (one.encode(), one.encode("utf-16-le"), one.encode().hex().encode())
        for shift in range(3):  # wherever it begins within base64's groups of three
            yield base64.b64encode(b" " * shift + one.encode())[4 * bool(shift) : -4]


def found(place: bytes) -> set[bytes]:
    """The planted words that are there, with what stands around them."""
    return {
        place[max(0, at - 20) : at + 40]
        for stem in STEMS
        for way in ways(stem)
        if (at := place.find(way)) >= 0
    }


@pytest.mark.parametrize("word", [WORDS["story"], ANONYMOUS, slack_id(ANONYMOUS), WORDS["path"].upper()])
def test_a_planted_word_would_be_found(word: str) -> None:
    for before in ("", "x", "xy", "xyz"):
        plain = f"{before}{word}!".encode()
        for written in (plain, base64.b64encode(plain), plain.hex().encode(), word.encode("utf-16-le")):
            assert found(os.urandom(50) + written + os.urandom(50))
    assert found(os.urandom(100_000)) == set()


def columns(engine: Engine) -> bytes:
    """Every column of every row of every table."""
    kept = []
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                kept += [one if isinstance(one, bytes) else str(one).encode() for one in row]
    return b"\n".join(kept)


def files(world: World, postgres: Callable[[], Postgres]) -> Iterable[Path]:
    """Every file in which a database keeps anything."""
    if world.main.startswith("sqlite"):
        folder = Path(world.main.removeprefix("sqlite:///")).parent
        assert {"baken.db", "baken.db-wal", "keys.db", "keys.db-wal"} <= {
            one.name for one in folder.iterdir()
        }
        return folder.glob("*.db*")
    with world.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    server = postgres()
    every = [path for path in server.folder.rglob("*") if path.is_file() and not path.is_socket()]
    assert any("pg_wal" in path.parts for path in every) and any(path.name == "log" for path in every)
    return every


def nothing_leaked(world: World, postgres: Callable[[], Postgres]) -> None:
    for engine in (world.engine, world.vault.engine):
        everything = columns(engine)
        assert b"report.received" in everything or b"pepper" in everything, "this looks at the right place"
        assert found(everything) == set()
    for path in files(world, postgres):
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # PostgreSQL writes some of its own anew, under another name, at any moment
            assert path.name.startswith("pg_internal.init"), path.name
            continue
        assert found(content) == set(), path.name


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """All that any library logs at DEBUG, with whatever comes along with it."""
    with caplog.at_level(logging.DEBUG):
        names = [name for name in logging.root.manager.loggerDict if name not in ("faker", "hypothesis")]
        before = {name: logging.getLogger(name).level for name in names}
        for name in names:
            logging.getLogger(name).setLevel(logging.DEBUG)
        yield lambda: "\n".join(f"{caplog.handler.format(one)} {one.args!r}" for one in caplog.records)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def report(world: World, who: str, identity: str, platform: str = "slack") -> Walk:
    """Hands in a report in which every field that can be typed in is filled in."""
    walk = world.walk(who, platform)
    walk.reach(
        "receipt",
        identity=identity,
        story=f"Een {WORDS['story']} bij de kade. " + "Nog veel meer. " * 500,
        where=WORDS["where"],
        when=WORDS["when"],
        involved=WORDS["involved"],
        risk=WORDS["risk"],
        untold_described=WORDS["described"],
    )
    return walk


def journey(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that a person can do, and everything that can go wrong with it."""
    anonymous = report(world, ANONYMOUS, "anonymous")
    report(world, CONFIDENTIAL, "confidential")
    number, code = anonymous.codes()
    anonymous.submit(kept="")
    anonymous.submit(kept="kept")

    stopped = world.walk(ANONYMOUS, "slack")
    stopped.reach("circumstances", story=WORDS["cancelled"])
    stopped.press("back", where=WORDS["unsent"])
    stopped.press("cancel")
    expired = world.walk(ANONYMOUS)
    expired.reach("circumstances", story=WORDS["expired"])

    wrong = world.walk(ANONYMOUS, "slack")
    wrong.reach("story")
    wrong.submit(story=WORDS["refused"] + "x" * 10_000)
    wrong.event(wrong.pressed("answer", story=WORDS["refused"], forged=WORDS["forged"]))
    for step in ("theme", WORDS["step"]):
        values = {"theme": WORDS["forged"], "story": "\ud800" + WORDS["forged"]}
        wrong.event(Event("report", "answer", WORDS["step"], step, wrong.screen.token, values))
        wrong.event(Event("report", WORDS["step"], WORDS["step"], step, WORDS["step"], values))
    broken = world.walk(ANONYMOUS, "slack")
    broken.reach("story")
    event = broken.pressed("answer", story=WORDS["broken"])
    with monkeypatch.context() as patch:
        patch.setattr(filing_screens, "show", _fails)
        with pytest.raises(OutOfOrder):
            broken.event(event)
    with monkeypatch.context() as patch:
        patch.setattr("storage.drafts.put", _asks_nonsense)
        with pytest.raises(OutOfOrder):
            broken.event(event)

    follower = world.walk(ANONYMOUS, "slack")
    follower.do("follow", "open")
    for typed in (WORDS["code"], f"{code}{WORDS['code']}", ""):
        follower.submit(code=typed)
    follower.submit(code=code)
    follower.submit(addition=WORDS["addition"])
    mine = world.walk(CONFIDENTIAL, "slack")
    mine.do("mine", "open")
    mine.press("show")
    mine.submit(addition=WORDS["addition"])

    deputy = world.walk("deputy", "slack")
    deputy.do("casework", "show", world.report_id(number))
    assert WORDS["story"] in repr(deputy.screen), "it is there for who may read it"
    for form in ("answer", "question"):
        deputy.press("form", form)
        deputy.submit(message=WORDS[form])
    deputy.press("form", "theme")
    deputy.submit(theme="cyber")
    deputy.press("form", "share")
    deputy.submit(readers=(str(world.people["handler"]),))
    with world.unit() as session:
        day = world.clock().date()
        offer(world.context(session, "coordinator", "slack"), "account", f"{day}/{day}")
    world.walk("privacy").do("trail", "open")


def journey_of_staff(world: World) -> None:
    """What colleagues type elsewhere and what is not meant for publication: it is sealed, or kept nowhere."""
    learner = world.walk("employee2", "slack")
    learner.do("learn", "open", "onboarding/reporting")
    while "story" not in {field.name for field in learner.screen.inputs}:
        asked = learner.screen.inputs
        learner.submit(**({"answer": asked[0].options[0].value} if asked else {}))
    learner.submit(story=WORDS["practice"], identity="anonymous")
    assert WORDS["practice"] in repr(learner.screen), "it is shown once"
    learner.do("learn", "verify")
    learner.submit(code=WORDS["verified"])

    coordinator = world.walk("coordinator", "slack")
    coordinator.do("activities", "form")
    coordinator.submit(kind="checks", number="3", note=WORDS["note"])
    coordinator.do("activities", "form")
    coordinator.submit(kind="checks", number=WORDS["note"], note=WORDS["note"])
    coordinator.do("stories", "write", "2026-H1/whole")
    coordinator.press("preview", text=WORDS["written"])
    coordinator.press("again")
    coordinator.submit(text=WORDS["written"], state="draft")
    coordinator.do("plan", "new")
    coordinator.submit(title=WORDS["promised"], norm=WORDS["promised"], per="year")
    coordinator.submit(title=WORDS["promised"], norm="1", per="year")
    coordinator.press("show")
    coordinator.submit(done="yes", day="02-03-2026", text=WORDS["done"])
    assert WORDS["promised"] in repr(coordinator.screen) and WORDS["done"] in repr(coordinator.screen)
    coordinator.do("week", "code")
    coordinator.submit(code=WORDS["present"])

    Town(world).team("Balie", "handler")
    coordinator.do("meeting", "begin")
    coordinator.submit(pack="drugs", until="30-11-2026")
    lead = world.walk("handler", "slack")
    lead.do("meeting", "open")
    lead.press("log")
    lead.submit(held_on="10-03-2026", present="4", agreements=WORDS["agreed"])
    lead.press("show")
    assert WORDS["agreed"] in repr(lead.screen), "it is there for who may read it"


def _fails(*arguments: object) -> None:
    raise ValueError(f"{WORDS['broken']} {arguments}")


def _asks_nonsense(session: Session, *_: object) -> None:
    """The database itself refuses something that was asked with a typed word."""
    session.execute(text("SELECT * FROM nowhere WHERE typed = :typed"), {"typed": WORDS["broken"]})


def test_nothing_that_was_typed_and_no_reporter_can_be_read_anywhere(
    world: World,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    everything_logged: Callable[[], str],
) -> None:
    def postgres() -> Postgres:
        server: Postgres = request.getfixturevalue("postgres")
        return server

    journey(world, monkeypatch)
    journey_of_staff(world)
    nothing_leaked(world, postgres)
    postbox = Postbox()
    postbox.failure = CannotDeliver()
    sending.send(world, {"slack": postbox})
    world.clock.forward(hours=3)
    postbox.failure = None
    sending.send(world, {"slack": postbox})
    assert postbox.sent
    housekeeping.sweep(world.engine, world.vault, world.clock())
    world.stop()
    world.start()
    world.walk("handler").do("casework", "open")
    nothing_leaked(world, postgres)
    logged = everything_logged()
    assert "ValueError at test_secrets.py" in logged and "Error at" in logged, "it does log"
    assert found(logged.encode(errors="surrogatepass")) == set()


# The real commands, as processes of their own


class Remote(Tab):
    """A tab on a server that runs elsewhere."""

    def __init__(self, url: str) -> None:
        super().__init__(lambda *_: None)  # type: ignore[arg-type]
        self.client = httpx.Client(base_url=url, follow_redirects=True, timeout=30)  # type: ignore[assignment]


def whole_of(server: RunningServer, folder: Path) -> bytes:
    """All that the process said and all that its files hold."""
    kept = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    assert b"report.received" in kept
    return kept + server.output().encode()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.world.stop()


def test_the_demo_tells_nothing_of_what_is_typed_in_it(site: Site) -> None:
    with site.demo() as server:
        tab = Remote(site.url).open("employee")
        code = tab.hand_in(
            story=WORDS["story"],
            where=WORDS["where"],
            risk=WORDS["risk"],
            untold_described=WORDS["described"],
        )
        tab.open("employee").hand_in(identity="confidential", story=WORDS["story"])
        tab.open("employee").press("follow/open").press("follow/find", {"code": WORDS["code"]})
        tab.press("follow/find", {"code": code}).press("follow/add", {"addition": WORDS["addition"]})
        tab.client.get(f"/{WORDS['path']}?q={WORDS['path']}")
        assert found(whole_of(server, site.folder)) == set()


def test_serve_tells_nothing_at_the_most_talkative_level(site: Site) -> None:
    reported = site.world.report(story=WORDS["story"], where=WORDS["where"])
    settings = {
        "DATABASE_URL": site.world.main,
        "KEYS_DATABASE_URL": site.world.keys,
        "BAKEN_MASTER_KEYS": site.world.master,
        "BAKEN_LOG_LEVEL": "debug",
    }
    with running_server(["-m", "handlers.cli", "serve"], settings) as server:
        tab = Remote(server.url).open()
        tab.press("follow/open").press("follow/find", {"code": WORDS["code"]})
        tab.press("follow/find", {"code": reported.code}).press("follow/add", {"addition": WORDS["addition"]})
        assert WORDS["addition"] in tab.text
        for content, kind in (
            (WORDS["broken"].encode() * 100_000, "application/x-www-form-urlencoded"),
            (b"\xff%zz" + WORDS["broken"].encode(), "application/x-www-form-urlencoded"),
            (WORDS["broken"].encode(), "application/json"),
            (WORDS["broken"].encode(), f"multipart/form-data; boundary={WORDS['broken']}"),
        ):
            tab.client.post("/", content=content, headers={"content-type": kind})
            tab.client.post("/slack/events", content=content, headers={"content-type": kind})
        tab.client.get(f"/{WORDS['path']}?q={WORDS['path']}", headers={"x-forwarded-for": WORDS["forged"]})
        said = whole_of(server, site.folder)
    assert found(said) == set()
    assert reported.code.encode() not in said


def test_the_account_tells_counts_alone(site: Site, tmp_path: Path) -> None:
    for number in range(6):
        who = f"{STEMS[1]}{number}"
        site.world.report(who, identity="named", story=WORDS["story"], where=WORDS["where"])
    command = [sys.executable, "-m", "handlers.cli", "export", "--from", "2026-01-01", "--to", "2026-06-30"]
    settings = {
        "DATABASE_URL": site.world.main,
        "KEYS_DATABASE_URL": site.world.keys,
        "BAKEN_MASTER_KEYS": site.world.master,
    }
    made = subprocess.run(
        [*command, "--out", tmp_path / "account.xlsx"],
        env=server_environment(settings),
        capture_output=True,
        check=True,
    )
    with zipfile.ZipFile(tmp_path / "account.xlsx") as workbook:
        parts = b"".join(workbook.read(name) for name in workbook.namelist())
    assert b"Voorbeeldstad" in parts
    assert found(parts + made.stdout + made.stderr) == set()
