"""The reminder to write leads to the story and stays away once it is written; the demo has a year of all."""

from datetime import UTC, datetime

import pytest

from bot.account import messages
from bot.account import narratives as told
from bot.account.periods import days_of
from bot.field_log import demo
from bot.foundation.screen import Screen
from bot.rooms import HOUSE
from storage import field_log
from storage import narratives as kept
from tests.bot.gatherings.town import Town, press
from tests.support.world import World

DUE = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


def reminder(world: World) -> tuple[Town, Screen | None]:
    """What the coordinator is brought on the first of June."""
    world.clock.now = DUE
    town = Town(world)
    for planner in HOUSE.planners.values():
        planner(world.engine, world.organisation, DUE)
    return town, town.message(f"{messages.KIND}/story/2026-H1", "coordinator")


def test_the_reminder_leads_to_the_stories_of_that_half_year(world: World) -> None:
    _, message = reminder(world)
    walk = world.walk("coordinator")
    assert press(walk, message, "open").step == "list"
    walk.press("write", "2026-H1/whole")
    assert walk.submit(text="Het is geschreven.", state="ready").step == "list"


def test_who_has_written_is_not_reminded_and_who_has_a_draft_is(world: World) -> None:
    day, home = DUE.date(), world.organisation.id
    for version, (ready, wanted) in enumerate(((False, True), (True, False)), 1):
        with world.unit() as session:
            sealed = told.sealed(world.vault, home, "2026-H1", "", version, "Een verhaal.")
            kept.add(session, home, "2026-H1", "", day, ready, sealed)
        assert (reminder(world)[1] is not None) == wanted


@pytest.mark.both
def test_the_demo_has_a_year_of_activities_and_two_stories(world: World) -> None:
    with world.unit() as session:
        demo.fill(session, world.vault, world.organisation, world.clock())
    with world.reading() as session:
        days = sorted(row.day for row in field_log.newest(session, world.organisation.id, 200))
        assert len(days) > 40 and (days[-1] - days[0]).days > 270 and days[-1] < world.clock().date()
        assert len(field_log.count(session, world.organisation.id, days[0], days[-1])) == 8
        found = told.told(session, world.vault, world.organisation.id, *days_of("2025-H2"), ready=True)
    assert set(found["2025-H2"]) == {"", "property"}
    walk = world.walk("coordinator")
    assert walk.do("activities", "open").step == "list"
    assert walk.do("stories", "open", "2026-H1").step == "list"
