"""What somebody starts goes out within seconds and waits for no round of planning; what is not theirs to
hurry keeps its own time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest

from bot.rooms import HOUSE
from handlers import clock
from storage import starting
from tests.bot.directory.files import lines, take
from tests.bot.gatherings.test_campaigns import plan as campaign
from tests.bot.gatherings.test_week import add, plan
from tests.bot.gatherings.town import Town, facts
from tests.support.hurry import hurry
from tests.support.patience import until
from tests.support.world import PEOPLE, Postbox, World


@pytest.fixture(autouse=True)
def no_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planning by rounds is days away; the rest is fast."""
    monkeypatch.setattr(clock, "PLAN_EVERY", 1e6)
    hurry(monkeypatch, "DELIVER_EVERY", "START_EVERY", "BEAT_EVERY")


def a_week(world: World) -> None:
    plan(world)
    add(world)
    walk = world.walk("coordinator")
    walk.do("week", "sure", "announce:1")
    assert walk.press("announce").step == "board"


def a_campaign(world: World) -> None:
    campaign(world, day="30-03-2026")
    walk = world.walk("coordinator")
    walk.do("campaign", "manage", "1")
    assert walk.press("sure", "send:1").step == "sure_send"
    assert facts(walk.screen)["Wie een bericht krijgt"].startswith(f"{len(PEOPLE)} ")
    assert walk.press("send").step == "campaign"


def meetings(world: World) -> None:
    Town(world).team("Balie", "handler")
    walk = world.walk("coordinator")
    walk.do("meeting", "begin")
    assert walk.submit(pack="drugs", until="30-11-2026").step == "overview"


def titles(postbox: Postbox) -> set[str]:
    return {getattr(screen, "step", "") for _, screen in postbox.sent}


@pytest.mark.parametrize(
    ("begun", "step", "many"),
    [
        (a_week, "announce_message", len(PEOPLE)),
        (a_campaign, "message", len(PEOPLE)),
        (meetings, "invite_message", 1),
    ],
)
def test_what_somebody_starts_goes_out_at_once(
    begun: Callable[[World], None], step: str, many: int, world: World
) -> None:
    postbox = Postbox()
    with clock.running(world.desk, {"slack": postbox}):
        begun(world)
        until(lambda: len([one for _, one in postbox.sent if getattr(one, "step", "") == step]) == many)
    with world.reading() as session:
        assert starting.waiting(session) == ""


def test_what_was_started_while_nothing_ran_goes_out_when_it_does(world: World) -> None:
    a_week(world)
    postbox = Postbox()
    with clock.running(world.desk, {"slack": postbox}):
        until(lambda: "announce_message" in titles(postbox))


def test_what_is_started_in_the_evening_waits_for_the_morning(sqlite_world: World) -> None:
    world, postbox = sqlite_world, Postbox()
    world.clock.now = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
    a_week(world)
    with clock.running(world.desk, {"slack": postbox}):
        until(lambda: Town(world).pushed("week") != [])
        assert postbox.sent == []
        world.clock.now = datetime(2026, 3, 11, 7, 59, tzinfo=UTC)  # 8:59 here
        assert postbox.sent == []
        world.clock.now = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
        until(lambda: "announce_message" in titles(postbox))


def test_a_planner_that_fails_holds_up_no_other_and_the_round_comes_anyway(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def broken(*_: object) -> int:
        raise ZeroDivisionError

    def planner(_: object, organisation: object, now: object) -> int:
        asked.append(getattr(organisation, "slug", ""))
        return 0

    sqlite_world.add_organisation("elders", "Elders")
    monkeypatch.setattr(HOUSE, "planners", {"broken": broken, "planner": planner})
    with clock.running(sqlite_world.desk, {"slack": Postbox()}):
        for many in (1, 2):  # each start is looked at, also the second
            with sqlite_world.unit() as session:
                starting.soon(session, sqlite_world.organisation.id)
            until(partial(lambda wanted: len(asked) >= wanted, many))
    assert set(asked) == {"voorbeeldstad"}  # in the other nobody started anything


def test_who_comes_by_a_file_is_looked_at_at_once_and_a_dry_run_starts_nothing(sqlite_world: World) -> None:
    content = lines("Nina Nieuw;nina@v.example;;;;2-3-2026;;")
    take(sqlite_world, content, dry=True)
    with sqlite_world.reading() as session:
        assert starting.waiting(session) == ""
    take(sqlite_world, content, today=date(2026, 3, 10))
    with sqlite_world.unit() as session:
        assert starting.take(session) == [sqlite_world.organisation.id]
        assert starting.take(session) == []
