"""How close together messages leave."""

import pytest

from bot.foundation.screen import Screen
from bot.messages.courier import Address, Letter, Outcome
from handlers.post import Couriers
from storage import pace
from storage.pace import Wanted
from tests.bot.messages.pushing import Platform
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


@pytest.mark.both
def test_a_lane_that_was_kept_for_nothing_is_free_at_once(world: World) -> None:
    assert turn(world, 100.0, 0.0) == 100.0 and turn(world, 100.0, 0.0) == 101.0
    with world.unit() as session:
        pace.free(session, ["lane"])
    assert turn(world, 100.0, 0.0) == 100.0


def test_a_letter_that_is_too_late_gives_its_turn_up() -> None:
    platform = Platform()
    post = Couriers({"slack": platform}, lambda: 100.0)
    letters = [Letter(Address("slack", "T1", f"U-{late}"), SOME, 99.9, late) for late in (0.2, 0.05)]
    try:
        on_time, too_late = post.carry(letters)
    finally:
        post.close()
    assert on_time == Outcome("sent") and too_late == Outcome("pending", tried=False)
    assert list(platform.arrived) == ["U-0.2"]
