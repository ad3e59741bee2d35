"""How close together messages leave."""

import asyncio

import pytest

from bot.courier import Address, Letter, Pace
from bot.screen import Screen
from handlers.post import Couriers
from storage import pace
from storage.pace import Wanted
from tests.delivery.pushing import Platform
from tests.support.world import World

SOME = Screen("test", "message", "Hoi", confidential=False)


def turn(world: World, now: float, catch_up: float) -> float:
    with world.unit() as session:
        return pace.reserve(session, {"lane": Wanted(2, 0.5, catch_up)}, now)["lane"]


def test_a_silence_is_made_up_for_no_further_than_the_platform_bears(world: World) -> None:
    assert turn(world, 100.0, 1.0) == 100.0
    assert turn(world, 101.25, 1.0) == 101.0  # a quarter of a second late, and all of it made up for
    assert turn(world, 110.0, 1.0) == 109.0
    assert turn(world, 110.0, 0.0) == 110.0


def test_who_holds_a_lane_is_not_overtaken_by_what_makes_up_for_a_silence(world: World) -> None:
    with world.unit() as session:
        pace.hold(session, {"lane": 130.0})
    assert turn(world, 120.0, 1.0) == 130.0


@pytest.mark.parametrize(("catch_up", "waits"), [(0.0, [0.25, 0.5, 0.75]), (1.0, [])])
def test_letters_that_were_held_up_leave_one_by_one_where_each_second_counts(
    catch_up: float, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    platform = Platform(Pace(0.25, 0, catch_up))
    letters = [Letter(Address("slack", "T1", f"U{n}"), SOME, 99.5) for n in range(4)]
    post = Couriers({"slack": platform}, lambda: 100.0)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    try:
        outcomes = post.carry(letters)
    finally:
        post.close()
    assert [one.state for one in outcomes] == ["sent"] * 4
    assert waited == waits
