"""A push to many made-up people, and what became of it."""

from collections import Counter
from datetime import datetime

from sqlmodel import select

from bot.foundation.screen import FileOrder, Note, Screen
from bot.messages import mailings
from bot.messages.courier import Address, CannotDeliver, Pace
from bot.messages.mailings import Moment
from storage import people
from storage.tables.delivery import Delivery
from tests.support.world import TEAM, World

KEY = "test/1"


def show(moment: Moment) -> Screen:
    """The message of every push here."""
    return Screen(
        "test", "message", moment.about, (Note(moment.person.name),), locale=moment.locale, confidential=False
    )


def add_people(world: World, count: int, platform: str = "slack", workspace: str = TEAM) -> list[int]:
    """So many people, in chat; gives their ids."""
    ids = []
    with world.unit() as session:
        for n in range(count):
            email = f"p{n}@{workspace.lower()}.example"
            ids.append(people.add(session, world.organisation.id, f"Persoon {n}", email))
            people.give_address(session, ids[-1], platform, workspace, f"U{n:06}")
    return ids


def plan(
    world: World, ids: list[int], key: str = KEY, not_before: datetime | None = None, about: str = "hoi"
) -> int:
    """Plans a push for them; gives how many were new."""
    with world.unit() as session:
        return mailings.plan(
            session, world.organisation.id, "test", key, ids, not_before or world.clock(), about=about
        )


def states(world: World) -> Counter[str]:
    """How many deliveries are in each state."""
    with world.reading() as session:
        return Counter(session.exec(select(Delivery.state)).all())


class Platform:
    """A courier that counts what arrived with whom, and does what a test wants before it answers."""

    def __init__(self, pace: Pace = Pace(0, 0)) -> None:  # noqa: B008 (a constant)
        self.pace = pace
        self.arrived: Counter[str] = Counter()
        self.refusals: dict[str, CannotDeliver] = {}

    async def send(self, address: Address, screen: Screen) -> None:
        if refusal := self.refusals.get(address.user):
            raise refusal
        self.arrived[address.user] += 1

    async def send_file(self, address: Address, order: FileOrder) -> None:
        raise AssertionError("no file was asked for")

    async def close(self) -> None:
        """There is nothing to close."""
