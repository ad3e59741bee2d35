"""Municipalities in which people live by a clock: what they do goes into Baken, and beside it in a diary."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from bot import housekeeping
from bot.directory import importer, newcomers, staff_file
from bot.foundation.context import Visitor
from bot.foundation.screen import FileOrder, Screen, Value
from bot.messages.courier import Address
from bot.rooms import HOUSE
from bot.tabular import reader
from storage import organisations, people
from storage.organisations import OrganisationRow
from storage.people import AddressRow
from tests.bot.directory.files import lines
from tests.journeys.year.diary import Colleague, Lesson, TownDiary
from tests.support import sending
from tests.support.teams import TENANT, object_id
from tests.support.world import PEOPLE, TEAM, Postbox, Walk, World, slack_id

FREE = {date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 14), date(2026, 5, 25), date(2026, 12, 25)}
FREE |= {date(2027, 1, 1)}
IN_TIME = 4  # working days for a module of the sample programme
RIGHT: dict[str, Value] = {"parcel": "ask", "forms": ("same", "haste"), "key": "bring", "queue": "next"}
MORNING, AFTERNOON = time(9, 30), time(15)
Do = Callable[[], object]


class Town:
    """One municipality: how its people come to Baken, and its diary."""

    def __init__(
        self, world: World, home: OrganisationRow, platform: str, diary: TownDiary, seed: int
    ) -> None:
        self.world, self.home, self.platform, self.diary = world, home, platform, diary
        self.workspace = TEAM if platform == "slack" else TENANT
        self.rng = random.Random(seed)
        self.users: dict[str, str] = {}  # user id → who
        self.apart: frozenset[str] = frozenset()  # who come by the door, and not with the others
        self.got: defaultdict[tuple[str, str, str, str], Counter[date]] = defaultdict(Counter)

    @property
    def today(self) -> date:
        return self.world.clock.now.date()

    def user(self, who: str) -> str:
        return slack_id(who) if self.platform == "slack" else object_id(who)

    def walk(self, who: str) -> Walk:
        """Somebody at Baken, as their platform brings them in."""
        user = self.user(who)
        visitor = Visitor(
            self.platform, self.workspace, user, who, f"{self.platform}:{self.workspace}:{user}"
        )
        return Walk(self.world.desk, visitor)

    def cast(self, key: str, name: str, *roles: str) -> None:
        """Somebody who is put in the directory by hand, and works in no department."""
        if key not in PEOPLE or self.platform != "slack":
            with self.world.unit() as session:
                id = people.add(session, self.home.id, name, f"{key}@{self.home.slug}.example")
                people.give_address(session, id, self.platform, self.workspace, self.user(key))
                for role in roles:
                    people.give_role(session, id, role)
            self.world.people[key] = id
        self._is_there(Colleague(key, name, "", ""))

    def take(self, *staff: Colleague) -> None:
        """Personnel brings a file: whoever is new, has moved, leaves or is back."""
        rows = []
        for one in staff:
            lead = next(other for other in (*self.diary.people.values(), *staff) if other.team == one.team)
            began, left = (
                f"{day:%d-%m-%Y}" if day else "" for day in (one.back or one.began, one.left(self.today))
            )
            where = f"{one.place};{one.team};{self.email(lead.key)}"
            rows.append(f"{one.name};{self.email(one.key)};{where};{began};{left};{one.group}")
        read = staff_file.read(reader.table(lines(*rows)), self.today)
        done = importer.take_over(self.world.unit, self.home.id, read, self.today)
        assert not done.refused and not done.remarks, (done.refused, done.remarks)
        with self.world.unit() as session:
            for one in staff:
                address = AddressRow(self.platform, self.workspace, self.user(one.key))
                assert newcomers.noticed(session, [self.home.id], address, one.name, self.email(one.key))
        for one in staff:
            self._is_there(one)

    def email(self, key: str) -> str:
        return f"{key}@{self.home.slug}.example"

    def here(self) -> list[str]:
        """Who works there today and knows it."""
        return [key for key, one in self.diary.people.items() if one.is_here(self.today)]

    def some(self, part: float) -> list[str]:
        every = self.here()
        return self.rng.sample(every, round(len(every) * part))

    def staff(self, place: str = "") -> list[str]:
        """Who works in a department, and has no other part to play."""
        return [key for key in self.here() if place in ("", self.diary.people[key].place) and key not in CAST]

    def _is_there(self, one: Colleague) -> None:
        self.diary.people[one.key] = one
        self.users[self.user(one.key)] = one.key

    # What comes to them

    def receive(self, address: Address, what: Screen | FileOrder) -> tuple[str, str] | None:
        """Notes what somebody got; gives who it was and which module, if that is what it was."""
        who = self.users[address.user]
        if isinstance(what, FileOrder):
            return None
        about = next((one.argument for one in what.actions if one.argument), "")
        self.got[who, f"{what.dialogue}/{what.step}", what.title, about][self.today] += 1
        if what.dialogue == "campaign":
            self.diary.campaigns[what.title].sent[who] = self.diary.people[who].place
        if what.dialogue != "learn":
            return None
        module = about.rpartition("/")[2]
        if (who, module) in self.diary.lessons:
            return None
        self.diary.lessons[who, module] = Lesson(self.today, working_day(self.today, IN_TIME))
        return None if who in self.apart else (who, module)

    # What they do

    def begin(self, who: str, module: str) -> None:
        self.walk(who).do("learn", "open", f"onboarding/{module}")
        lesson = self.diary.lessons[who, module]
        lesson.begun = lesson.begun or self.today

    def finish(self, who: str, module: str) -> None:
        """Goes through a module with right answers."""
        walk = self.walk(who)
        screen = walk.do("learn", "open", f"onboarding/{module}")
        for _ in range(12):
            if screen.step == "done":
                break
            named = {field.name for field in screen.inputs}
            said: dict[str, Value] = {"answer": RIGHT[screen.step]} if "answer" in named else {}
            practice = {"story": "Een oefening.", "identity": "anonymous"} if "story" in named else {}
            screen = walk.submit(**said, **practice)
        assert screen.step == "done", screen.step
        lesson = self.diary.lessons[who, module]
        lesson.begun, lesson.finished = lesson.begun or self.today, lesson.finished or self.today


CAST = {*PEOPLE, "regisseur", "onderzoeker", "vervanger"}


class Play:
    """The clock, and what is to be done on which day."""

    def __init__(self, world: World, towns: tuple[Town, ...], first: date) -> None:
        self.world, self.towns = world, towns
        self.post = Postbox()
        self.todo: defaultdict[tuple[date, time], list[Do]] = defaultdict(list)
        self.at(first, MORNING)

    def at(self, day: date, clock: time) -> None:
        self.world.clock.now = datetime.combine(day, clock, UTC)

    def on(self, day: date, do: Do, clock: time = MORNING) -> None:
        """Something that is done on a day, or on the first day after it on which people work."""
        self.todo[working_day(day, 0), clock].append(do)

    def until(self, last: date) -> None:
        """Lets the days go by."""
        while self.world.clock.now.date() < last:
            day = working_day(self.world.clock.now.date(), 1)
            self.at(day, MORNING)
            self._morning(day)
            for clock in (MORNING, AFTERNOON):
                self.at(day, clock)
                while errands := self.todo.pop((day, clock), None):  # one can leave another for today
                    for do in errands:
                        do()

    def deliver(self) -> None:
        """What is planned for today is brought, as the engine does every few minutes."""
        world = self.world
        for town in self.towns:
            for planner in HOUSE.planners.values():
                planner(world.engine, town.home, world.clock())
        sending.send(world, {"slack": self.post, "teams": self.post})
        for address, what in sorted(self.post.sent, key=repr):
            town = next(one for one in self.towns if one.platform == address.platform)
            if lesson := town.receive(address, what):
                self._study(town, *lesson)
        self.post.sent.clear()
        for town in self.towns:  # how many got a campaign is noted once it has gone out
            for planner in HOUSE.planners.values():
                planner(world.engine, town.home, world.clock())

    def _morning(self, day: date) -> None:
        world = self.world
        housekeeping.sweep(world.engine, world.vault, world.clock())
        self.deliver()

    def _study(self, town: Town, who: str, module: str) -> None:
        """Some do it at once, some later, some never."""
        luck, began = town.rng.random(), town.rng.randint(0, 12)
        person = town.diary.people[who]
        last = min((day for _, day in person.ends if day), default=date.max)
        for chance, wait, do in (
            (0.85, began, town.begin),
            (0.7, began + town.rng.randint(0, 9), town.finish),
        ):
            day = working_day(town.today + timedelta(days=wait), 0)
            if luck < chance and day <= last:
                self.on(day, lambda do=do: do(who, module), AFTERNOON)  # type: ignore[misc]


def working_day(day: date, number: int) -> date:
    """The working day so many after this one; with 0 itself, or the first after it."""
    while number or day.weekday() > 4 or day in FREE:
        day += timedelta(days=1)
        number -= number > 0 and day.weekday() < 5 and day not in FREE
    return day


def linked(world: World, slug: str, name: str, platform: str, workspace: str) -> OrganisationRow:
    """One more municipality, with a workspace of its own."""
    home = world.add_organisation(slug, name)
    with world.unit() as session:
        organisations.link(session, home.id, platform, workspace)
    return home


def rows(world: World, sql: str) -> list[tuple[object, ...]]:
    with world.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]
