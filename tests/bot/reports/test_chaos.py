"""A short run of `make chaos`: what a handler does while the process is killed is kept whole, and once."""

import pytest

from tests.bot.reports import chaos
from tests.support.world import World


@pytest.mark.slow
@pytest.mark.parametrize("work", chaos.WORKS)
def test_what_a_handler_does_survives_a_kill_and_is_kept_once(world: World, work: str) -> None:
    found = chaos.run(world, work, kills=2)
    assert found.broken == []
    assert found.kills.total() == 2 and len(found.sent) == 4
