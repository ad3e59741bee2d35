"""A small world for tests: two migrated databases, a municipality, a desk, and a clock that the test sets.

    def test_a_report_is_on_the_list(world: World) -> None:
        reported = world.report(theme="drugs", story="A van, every night.")
        listing = world.walk("coordinator").do("casework", "open")

Everybody's user id on the web is their key in `PEOPLE`; in Slack it is `slack_id(key)`. A key that is not
there is somebody whom the directory does not know; "" is somebody who is not logged in.
"""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.foundation import words
from bot.foundation.context import Context, Visitor
from bot.foundation.screen import Action, Answer, Code, Event, Facts, FileOrder, Row, Screen, Value
from bot.messages.courier import Address, CannotDeliver, Pace
from handlers.desk import Desk
from storage import db, migrate, organisations, people
from storage.db import open_engine, reading, unit
from storage.masters import MasterKeys, new_master, parse_masters
from storage.organisations import OrganisationRow
from storage.tables.directory import Department
from storage.tables.reports import Report
from storage.vault import EFFORT, Effort, Vault

START = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
HALL = "hall"  # the workspace on the web
TEAM = "T0HALL"  # the workspace in Slack
DEPARTMENTS = ("Burgerzaken", "Toezicht", "Wmo")
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "coordinator": ("Coördinator Een", ("coordinator",)),
    "handler": ("Behandelaar Een", ("handler",)),
    "handler2": ("Behandelaar Twee", ("handler",)),
    "deputy": ("Vervanger Een", ("deputy",)),
    "privacy": ("Functionaris Een", ("privacy_officer",)),
    "employee": ("Medewerker Een", ()),
    "employee2": ("Medewerker Twee", ()),
}
NO_EFFORT = Effort(1, 8)
"""A receipt's code is hashed as fast as argon2id can: in a world nobody tries them all."""
ANSWERS: dict[str, Value] = {
    "kind": "signal",
    "identity": "anonymous",
    "theme": "drugs",
    "story": "Elke nacht hetzelfde busje achter het gemeentehuis.",
}


def slack_id(who: str) -> str:
    """Somebody's user id in Slack."""
    return f"U0{who.upper()}"


class Clock:
    """The time in this world; it stands still until somebody moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Moves on by so many seconds, minutes, hours or days."""
        self.now += timedelta(**by)


class Postbox:
    """A courier that keeps what it is given, or refuses it with `failure`."""

    pace = Pace(0, 0)

    def __init__(self) -> None:
        self.sent: list[tuple[Address, Screen | FileOrder]] = []
        self.failure: CannotDeliver | None = None

    async def send(self, address: Address, screen: Screen) -> None:
        assert not screen.confidential
        self._take(address, screen)

    async def send_file(self, address: Address, order: FileOrder) -> None:
        self._take(address, order)

    async def close(self) -> None:
        pass

    def _take(self, address: Address, what: Screen | FileOrder) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((address, what))


class Walk:
    """One person at one dialogue, on whatever platform: sees a screen, fills it in, presses a button."""

    def __init__(self, desk: Desk, visitor: Visitor, locale: str = "nl") -> None:
        self.desk, self.visitor, self.locale = desk, visitor, locale
        self._screen: Screen | None = None

    @property
    def screen(self) -> Screen:
        """What is seen now."""
        assert self._screen is not None, "nothing was opened yet"
        return self._screen

    def event(self, event: Event) -> Screen:
        """Any event at all, also one that no screen offers."""
        self._screen = self.desk.respond(self.visitor, event, self.locale)
        return self.screen

    def do(self, dialogue: str, action: str, argument: str = "") -> Screen:
        """A button from outside a screen: the menu, a command, a notice."""
        return self.event(Event(dialogue, action, argument))

    def begin(self) -> Screen:
        """The first screen of the report dialogue."""
        return self.do("report", "begin")

    def buttons(self) -> list[Action]:
        """Every button on the screen."""
        rows = [part.open for part in self.screen.body if isinstance(part, Row)]
        changes = [part.edit for part in self.screen.body if isinstance(part, Answer)]
        every = [self.screen.submit, *self.screen.actions, *rows, *changes, self.screen.close]
        return [button for button in every if button is not None]

    def pressed(self, name: str, argument: str | None = None, /, **values: Value) -> Event:
        """What pressing a button of the screen sends; the button must be there."""
        found = [
            button for button in self.buttons() if button.name == name and argument in (None, button.argument)
        ]
        assert found, f"no button {name} {argument or ''} on {self.screen.dialogue}.{self.screen.step}"
        filled: dict[str, Value] = {field.name: field.value for field in self.screen.inputs} | values
        return Event(found[0].dialogue, name, found[0].argument, self.screen.step, self.screen.token, filled)

    def press(self, name: str, argument: str | None = None, /, **values: Value) -> Screen:
        """Fills in some fields (the others keep what they show) and presses a button."""
        return self.event(self.pressed(name, argument, **values))

    def submit(self, **values: Value) -> Screen:
        """Fills in some fields and presses the button that sends them."""
        assert self.screen.submit is not None, f"{self.screen.step} has nothing to send"
        return self.press(self.screen.submit.name, **values)

    def reach(self, step: str, **answers: Value) -> Screen:
        """Begins a report if need be and goes on to a step; what is not said is said by `ANSWERS`."""
        given: dict[str, Value] = ANSWERS | answers
        if self._screen is None:
            self.begin()
        for _ in range(12):
            if self.screen.step == step:
                return self.screen
            shown = {field.name for field in self.screen.inputs}
            self.submit(**{name: value for name, value in given.items() if name in shown})
            assert not self.screen.refused, [field for field in self.screen.inputs if field.error]
        raise AssertionError(f"{step} was not reached; this is {self.screen.step}")

    def finish(self, outcome: str = "riec", **told: Value) -> Screen:
        """From a report: closes it, and tells its reporter so in the ready words or in others. For an outcome
        that needs it, a legal ground is found first."""
        first = {words.text("deciding.at.signal", locale) for locale in words.LOCALES}
        said = {row.value for part in self.screen.body if isinstance(part, Facts) for row in part.rows}
        if outcome not in ("no_signal", "no_action") and first & said:
            self.weigh()
        self.press("form", "finish")
        self.submit(outcome=outcome)
        return self.submit(**told)

    def weigh(self) -> Screen:
        """From a report that is new: the three weighings of the intake, up to a legal ground."""
        self.press("decide")
        self.submit(roots=("business",), signal="yes")
        self.press("decide")
        self.submit(task="ours")
        self.press("decide")
        return self.submit(legal_ground="premises")

    def codes(self) -> list[str]:
        """What the screen gives to write down: for a receipt the number and the code."""
        return [part.text for part in self.screen.body if isinstance(part, Code)]


class Reported(NamedTuple):
    """A report that was handed in; `walk` stands at its receipt."""

    id: str
    number: str
    code: str
    walk: Walk


_first: dict[str, Engine] = {}


def alike(url: str) -> Engine:
    """The engine for a database of a world, which need not compile again what another one has compiled."""
    engine = open_engine(url)
    if engine.name not in _first:
        _first[engine.name] = engine
        engine.connect().close()  # from here its dialect knows the server
    engine.dialect = _first[engine.name].dialect
    engine._compiled_cache = _first[engine.name]._compiled_cache
    if engine in db._in_units:  # it took over what its engine had when it was made
        db._in_units[engine] = engine.execution_options(in_unit=True)
    return engine


class World:
    """Everything that one deployment is, with one municipality in it (or, when `empty`, nothing yet).

    `original` is the world of which these databases are copies. One that is `shared` with a process which
    runs on the same databases finds the receipts that were given there.
    """

    master: str
    organisation: OrganisationRow
    departments: dict[str, int]
    people: dict[str, int]

    def __init__(
        self,
        main: str,
        keys: str,
        *,
        empty: bool = False,
        original: "World | None" = None,
        shared: bool = False,
    ) -> None:
        self.main, self.keys, self.effort = main, keys, EFFORT if shared else NO_EFFORT
        self.clock = Clock()
        if original:
            self.master, self.organisation = original.master, original.organisation
            self.departments, self.people = dict(original.departments), dict(original.people)
            self.start()
            return
        self.master = new_master()
        for_main, for_keys = open_engine(main), open_engine(keys)
        migrate.migrate(for_main, for_keys, self.masters)
        for_main.dispose()
        for_keys.dispose()
        self.departments, self.people = {}, {}
        self.start()
        if not empty:
            self._furnish()

    def _furnish(self) -> None:
        self.organisation = self.add_organisation("voorbeeldstad", "Voorbeeldstad")
        with unit(self.engine) as session:
            organisations.link(session, self.organisation.id, "slack", TEAM)
        for name in DEPARTMENTS:
            self.departments[name] = self.add_department(name)
        for key, (name, roles) in PEOPLE.items():
            self.people[key] = self.add_person(key, *roles, name=name)

    @property
    def masters(self) -> MasterKeys:
        return parse_masters(self.master)

    def start(self, content: Path | None = None) -> None:
        """Starts Baken on these databases, as after a restart: nothing is remembered but what they hold."""
        self.engine = alike(self.main)
        self.vault = Vault(alike(self.keys), self.masters, self.effort)
        self.desk = Desk(self.engine, self.vault, content, now=self.clock)

    def stop(self) -> None:
        """Closes every connection."""
        self.engine.dispose()
        self.vault.engine.dispose()

    def add_organisation(self, slug: str, name: str) -> OrganisationRow:
        """One more municipality, without people."""
        with unit(self.engine) as session:
            return organisations.add(session, slug, name)

    def add_department(self, name: str, organisation: OrganisationRow | None = None) -> int:
        """One more department; gives its id."""
        with unit(self.engine) as session:
            row = Department(organisation_id=(organisation or self.organisation).id, name=name)
            session.add(row)
            session.flush()
            assert row.id is not None
            return row.id

    def add_person(
        self, key: str, *roles: str, name: str = "", organisation: OrganisationRow | None = None
    ) -> int:
        """Somebody in the directory, on the web and in Slack; gives the id."""
        with unit(self.engine) as session:
            home = (organisation or self.organisation).id
            person = people.add(session, home, name or key, f"{key}@voorbeeldstad.example")
            people.give_address(session, person, "web", HALL, key)
            people.give_address(session, person, "slack", TEAM, slack_id(key))
            for role in roles:
                people.give_role(session, person, role)
            return person

    def visitor(self, who: str, platform: str = "web") -> Visitor:
        """Somebody as a platform brings them in."""
        if platform == "slack":
            return Visitor("slack", TEAM, slack_id(who), who, known_as=f"slack:{TEAM}:{slack_id(who)}")
        return Visitor("web", HALL if who else "", who, who, known_as=f"web:{who or '192.0.2.1'}")

    def walk(self, who: str = "employee", platform: str = "web", locale: str = "nl") -> Walk:
        """Somebody who has opened nothing yet."""
        return Walk(self.desk, self.visitor(who, platform), locale)

    def report(self, who: str = "employee", platform: str = "web", **answers: Value) -> Reported:
        """Hands a report in through the dialogue; what is not said is said by `ANSWERS`."""
        walk = self.walk(who, platform)
        walk.reach("receipt", **answers)
        number, code = walk.codes()
        return Reported(self.report_id(number), number, code, walk)

    def report_id(self, number: str) -> str:
        """The id of the report with this number."""
        with self.reading() as session:
            return session.exec(select(Report.id).where(col(Report.number) == number)).one()

    def unit(self) -> AbstractContextManager[Session]:
        """A unit of work on the main database."""
        return unit(self.engine)

    def vault_session(self) -> AbstractContextManager[Session]:
        """A look in the key database."""
        return reading(self.vault.engine)

    def reading(self) -> AbstractContextManager[Session]:
        """A look in the main database."""
        return reading(self.engine)

    def context(self, session: Session, who: str = "coordinator", platform: str = "web") -> Context:
        """What a use case is given."""
        home = self.organisation
        visitor = self.visitor(who, platform)
        return Context(session, self.vault, visitor, (home,), home, "nl", self.clock(), self.desk.limits)
