"""A short run of `make chaos`: whatever is killed, nobody gets a message twice and no row is lost."""

import pytest

from tests.bot.messages import chaos
from tests.support.world import World


@pytest.mark.both
@pytest.mark.slow
def test_processes_killed_in_the_middle_lose_nothing_and_send_nothing_twice(world: World) -> None:
    replicas = 1 if world.engine.dialect.name == "sqlite" else 3
    with chaos.Platform().running() as platform:
        told = chaos.run(world, platform, replicas, kills=3, people=150, a_second=25)
    assert told.broken == []
    assert told.states["sent"] > 75
