"""Baken as it is served, in a process of its own, so that its memory and its log are its own.

Beside it, in this process: a small Slack, a connector of Teams and an issuer of tokens.

Each process is started when a door of it is first asked for."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from resource import getpagesize
from typing import NamedTuple

from handlers.demo import KEY, MARK
from storage.tables.directory import Organisation
from tests.bot.directory.entra import TOKEN
from tests.handlers.malformed import doors
from tests.handlers.malformed.doors import Door
from tests.handlers.malformed.staff import staff
from tests.handlers.web.conftest import let_play
from tests.support.servers import RunningServer, free_port, running_server
from tests.support.slack import SECRET
from tests.support.slack_api import SlackServer, running_slack
from tests.support.slack_town import listening
from tests.support.teams import TENANT, Connector
from tests.support.teams_issuer import APP, running_issuer
from tests.support.world import PEOPLE, TEAM, World, slack_id

ADDRESS = "https://baken.example"
NAMED = {"COORDINATORS": "coordinator", "DEPUTIES": "deputy"}
LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ [A-Z]+ (?P<name>\S+) (?P<said>.*)")
NOWHERE = "/nowhere.pem"  # without certificates to compare with, msal asks nobody outside for a token


class Served(NamedTuple):
    """One door of a running Baken, and that Baken."""

    door: Door
    server: RunningServer

    def memory(self) -> float:
        """What the process holds now, in MB."""
        pages = int(Path(f"/proc/{self.server.process.pid}/statm").read_text().split()[1])
        return pages * getpagesize() / 1024 / 1024


def said(log: str) -> Counter[str]:
    """What was logged, as "logger: message"; what is no line of a logger, such as a traceback, as it is."""
    lines: Counter[str] = Counter()
    for line in log.splitlines():
        found = LINE.match(line)
        lines[f"{found['name']}: {found['said'][:200]}" if found else line] += 1
    return lines


class Towns:
    """Every door by its name."""

    DOORS = ("slack", "teams", "teams-signed", "scim", "web", "staff", "demo")

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._running: dict[str, tuple[World, RunningServer]] = {}
        self._slack: SlackServer | None = None

    def door(self, name: str) -> Served:
        """A door; what is behind it is started if need be."""
        if name == "demo":
            return Served(doors.web, self._demo())
        if name == "teams":
            connector = self._connector()
            _, server = self._serve("alone", TEAMS_UNAUTHENTICATED="loopback")
            return Served(lambda send, maker: doors.teams(send, maker, connector), server)
        world, server = self._signed()
        every: dict[str, Door] = {
            "slack": lambda send, maker: doors.slack(send, maker, self._small_slack()),
            "teams-signed": lambda send, maker: doors.signed_teams(
                send, maker, self._connected, self._issuer.token
            ),
            "scim": doors.scim,
            "web": doors.web,
            "staff": lambda send, maker: staff(send, maker, world),
        }
        return Served(every[name], server)

    def _signed(self) -> tuple[World, RunningServer]:
        """With everything a town hall can have, and tokens and signatures asked for."""
        if "signed" not in self._running:
            self._issuer = self._stack.enter_context(running_issuer())
            self._connected = self._connector()
        return self._serve(
            "signed",
            TEAMS_APP_ID=APP,
            TEAMS_APP_SECRET="none",
            TEAMS_TENANT_ID=TENANT,
            TEAMS_OPENID_URL=f"{self._issuer.url}/openid",
            SLACK_BOT_TOKEN="xoxb-test",
            SLACK_SIGNING_SECRET=SECRET,
            SLACK_API_URL=self._small_slack().api,
            BAKEN_SCIM_TOKEN=TOKEN,
            BAKEN_URL=ADDRESS,
            REQUESTS_CA_BUNDLE=NOWHERE,
        )

    def _serve(self, name: str, **settings: str) -> tuple[World, RunningServer]:
        if name not in self._running:
            world = self._world(name)
            places = {"DATABASE_URL": world.main, "KEYS_DATABASE_URL": world.keys}
            named = {f"BAKEN_{role}": f"{key}@voorbeeldstad.example" for role, key in NAMED.items()}
            given = places | named | {"BAKEN_MASTER_KEYS": world.master} | settings
            server = self._stack.enter_context(running_server(["-m", "handlers.cli", "serve"], given))
            self._running[name] = world, server
        return self._running[name]

    def _demo(self) -> RunningServer:
        if "demo" not in self._running:
            world = let_play(self._world("demo"))
            with world.unit() as session:
                session.get_one(Organisation, world.organisation.id).demo = True
            folder = self._folder / "demo"
            (folder / KEY).write_text(world.master)
            (folder / MARK).write_text("A small world.")
            port = free_port()
            command = ["-m", "handlers.cli", "demo", "--port", str(port), "--data", str(folder)]
            server = self._stack.enter_context(running_server(command, port=port))
            self._running["demo"] = world, server
        return self._running["demo"][1]

    def _world(self, name: str) -> World:
        folder = self._folder / name
        folder.mkdir()
        world = World(f"sqlite:///{folder}/baken.db", f"sqlite:///{folder}/keys.db")
        world.clock.now, world.desk.address = datetime.now(UTC), ADDRESS
        self._stack.callback(world.stop)
        return world

    def _small_slack(self) -> SlackServer:
        if self._slack is None:
            self._slack = self._stack.enter_context(running_slack(TEAM))
            for key, (name, _) in PEOPLE.items():
                self._slack.add(slack_id(key), name, f"{key}@voorbeeldstad.example")
        return self._slack

    def _connector(self) -> Connector:
        made = Connector()
        made.url = f"http://127.0.0.1:{self._stack.enter_context(listening(made.app()))}/"
        return made


@contextmanager
def every_door(folder: Path) -> Iterator[Towns]:
    """The doors of a Baken on small worlds in a folder."""
    with ExitStack() as stack:
        yield Towns(folder, stack)
