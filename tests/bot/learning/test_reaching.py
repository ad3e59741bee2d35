"""Who comes to the chat later than to the directory: nothing is lost on the way to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.learning import planner
from bot.messages import catch_up
from bot.rooms import HOUSE
from storage import catch_up as kept
from storage import mailings as stored
from storage import people
from storage.tables.delivery import Delivery
from storage.tables.learning import Learning
from tests.bot.directory.files import lines, staff, take
from tests.bot.messages.mailing import kind_of_tests
from tests.bot.messages.pushing import Platform, plan, show, states
from tests.support.sending import send
from tests.support.world import TEAM, World

pytestmark = pytest.mark.usefixtures("sample")
MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)  # 9:30 in the Netherlands
NEW = lines("Nina Nieuw;nina@v.example;;;;2-3-2026;;")


class Town:
    """A world in which the planner and the delivery run, and a platform that counts."""

    def __init__(self, world: World) -> None:
        self.world, self.platform = world, Platform()
        world.clock.now = MONDAY
        take(world, NEW)
        self.nina = staff(world)["nina"].id

    def day(self, number: int) -> None:
        """Five rounds of a working day, five minutes apart."""
        for round in range(5):
            self.world.clock.now = MONDAY + timedelta(days=number, minutes=5 * round)
            catch_up.plan(self.world.engine, self.world.organisation, self.world.clock())
            planner.plan(self.world.engine, self.world.organisation, self.world.clock())
            send(self.world, {"slack": self.platform})

    def found(self) -> None:
        with self.world.unit() as session:
            people.give_address(session, self.nina, "slack", TEAM, "U0NINA")

    def got(self) -> int:
        return self.platform.arrived["U0NINA"]

    def lessons(self) -> list[tuple[str, date, int]]:
        with self.world.reading() as session:
            rows = session.exec(select(Learning).where(Learning.person_id == self.nina)).all()
            return [(one.module, one.assigned_on, one.brought) for one in rows]


@pytest.fixture
def town(world: World, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setitem(HOUSE.messages, "test", kind_of_tests(show))
    return Town(world)


def test_who_is_found_later_gets_the_lessons_from_the_first_one_on(town: Town) -> None:
    for number in range(5):
        town.day(number)
    assert town.got() == 0 and {name for name, _, _ in town.lessons()} == {"first", "second"}
    town.found()
    town.day(7)
    assert town.got() == 1 and ("first", date(2026, 3, 9), 1) in town.lessons()
    town.day(8)
    assert town.got() == 2 and ("second", date(2026, 3, 10), 1) in town.lessons()
    with town.world.reading() as session:
        assert stored.unreached(session, town.world.organisation.id) == {}


def test_who_is_found_within_the_hour_gets_the_first_lesson_that_day(town: Town) -> None:
    town.day(0)
    town.found()
    town.day(0)
    assert town.got() == 1
    town.day(1)
    assert town.got() == 1


@pytest.mark.both
def test_lessons_that_failed_before_are_brought_from_the_first_one_on(town: Town) -> None:
    """As an older version left them: planned, and settled as not found for good."""
    with town.world.unit() as session:
        rows = [("first", 0), ("first", 1), ("second", 0)]
        for name, brought in rows:
            stored.plan(
                session,
                town.world.organisation.id,
                "module",
                f"module/onboarding/{name}/once/{brought}",
                f"onboarding/{name}",
                [town.nina],
                MONDAY,
                MONDAY.date(),
            )
        for one in session.exec(select(Delivery).where(col(Delivery.person_id) == town.nina)):
            one.state, one.why, one.settled_on = "failed", "not_found", MONDAY.date()
        for name, brought in (("first", 2), ("second", 1)):
            session.add(
                Learning(
                    organisation_id=town.world.organisation.id,
                    person_id=town.nina,
                    programme="onboarding",
                    module=name,
                    assigned_on=MONDAY.date(),
                    due_on=date(2026, 3, 16),
                    brought=brought,
                )
            )
    town.found()
    town.day(1)
    assert town.got() == 1 and ("first", date(2026, 3, 3), 1) in town.lessons()
    town.day(2)
    assert town.got() == 2


@pytest.mark.both
def test_not_found_counts_only_after_the_chat_has_answered(town: Town) -> None:
    plan(town.world, [town.nina])
    send(town.world, {"slack": town.platform})
    assert states(town.world) == {"pending": 1}
    midnight = MONDAY.replace(hour=0, minute=0)
    with town.world.unit() as session:
        kept.nobody(session, town.nina, midnight)
    assert states(town.world) == {"failed": 1}
    town.found()
    for _ in range(3):
        catch_up.plan(town.world.engine, town.world.organisation, town.world.clock())
        send(town.world, {"slack": town.platform})
    assert states(town.world) == {"sent": 1} and town.got() == 1


def test_an_answer_of_one_chat_ends_nothing_for_who_is_in_another(town: Town) -> None:
    plan(town.world, [town.nina])
    send(town.world, {"slack": town.platform})
    town.found()
    with town.world.unit() as session:
        kept.nobody(session, town.nina, MONDAY)
    assert states(town.world) == {"pending": 1}


@pytest.mark.both
def test_without_any_answer_a_message_fails_after_two_days(town: Town) -> None:
    plan(town.world, [town.nina])
    for _ in range(49):
        send(town.world, {"slack": town.platform})
        town.world.clock.forward(hours=1)
    assert states(town.world) == {"failed": 1}


@pytest.mark.both
def test_of_what_says_the_same_one_is_brought_and_nothing_old(town: Town) -> None:
    for key, about in (("a/1", "a"), ("a/2", "a"), ("b/1", "b")):
        plan(town.world, [town.nina], key, about=about)
    plan(town.world, [town.nina], "old/1", MONDAY - timedelta(days=31), "old")
    send(town.world, {"slack": town.platform})
    with town.world.unit() as session:
        kept.nobody(session, town.nina, MONDAY)
    town.found()
    for _ in range(3):
        catch_up.plan(town.world.engine, town.world.organisation, town.world.clock())
        send(town.world, {"slack": town.platform})
    assert town.got() == 2 and states(town.world) == {"sent": 2, "failed": 2}
