"""A newcomer who is imported while Baken runs gets the first lesson within a minute of the next working
moment, and the chat is asked for them once. All of it through the app as it is served, with its clock."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from handlers import clock
from handlers.app import build
from handlers.slack import directory
from storage import people
from tests.bot.directory.files import lines, take
from tests.bot.gatherings.town import Town as Planned
from tests.support.hurry import hurry
from tests.support.patience import until
from tests.support.slack_api import SlackServer, running_slack
from tests.support.slack_town import listening, settings_for
from tests.support.world import TEAM, World

pytestmark = [pytest.mark.usefixtures("sample"), pytest.mark.slow]
NEVER = 1e6  # seconds until a round of planning that no test waits for
EMAIL = "nina@v.example"


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, "DELIVER_EVERY", "START_EVERY", "BEAT_EVERY")
    monkeypatch.setattr(clock, "PLAN_EVERY", NEVER)
    monkeypatch.setattr(directory, "SOON", 0.1)
    monkeypatch.setattr(directory.keep_up, "__defaults__", (0.01,))  # this Slack does not mind how often


@contextmanager
def served(world: World) -> Iterator[SlackServer]:
    """Baken as `baken serve` has it, with a Slack in which the newcomer is already."""
    with running_slack(TEAM) as slack:
        slack.add("U0NINA", "Nina Nieuw", EMAIL)
        with listening(build(settings_for(world, slack), world.desk)):
            yield slack


def come(world: World) -> None:
    """Somebody imports a file, perhaps in another process: nothing but the database tells of it."""
    take(world, lines(f"Nina Nieuw;{EMAIL};;;;10-3-2026;;"), today=world.clock().date())


def is_found(world: World) -> bool:
    with world.reading() as session:
        return people.by_address(session, "slack", TEAM, "U0NINA") is not None


def lessons(slack: SlackServer) -> int:
    return sum("De eerste dag" in json.dumps(one) for one in slack.said_to("U0NINA"))


def look_ups(slack: SlackServer) -> int:
    return [str(one["email"]) for one in slack.called("users.lookupByEmail")].count(EMAIL)


def at(world: World, day: int, hour: int, minute: int = 0, second: int = 0) -> None:
    """A moment of March 2026 in the Netherlands."""
    world.clock.now = datetime(2026, 3, day, hour - 1, minute, second, tzinfo=UTC)


def test_in_working_time_the_lesson_comes_at_once(world: World) -> None:
    at(world, 10, 10, 30)
    with served(world) as slack:
        come(world)
        until(lambda: lessons(slack) == 1)
        assert look_ups(slack) == 1


def test_before_working_time_it_comes_when_that_begins(world: World) -> None:
    at(world, 10, 7)
    with served(world) as slack:
        come(world)
        until(lambda: is_found(world) and Planned(world).pushed("module") != [])
        assert lessons(slack) == 0
        at(world, 10, 8, 59, 59)
        assert lessons(slack) == 0
        at(world, 10, 9, 0, 30)
        until(lambda: lessons(slack) == 1)
        assert look_ups(slack) == 1


def test_in_the_evening_it_waits_for_the_morning(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "PLAN_EVERY", 0.3)  # rounds go on through the night
    at(world, 10, 19)
    with served(world) as slack:
        come(world)
        until(lambda: is_found(world))
        assert lessons(slack) == 0
        at(world, 11, 8, 55)
        until(lambda: Planned(world).pushed("module") != [])
        assert lessons(slack) == 0
        at(world, 11, 9, 0, 30)
        until(lambda: lessons(slack) == 1)
        assert look_ups(slack) == 1
