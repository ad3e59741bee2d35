"""A town in Teams, on both databases or on SQLite alone."""

from collections.abc import Iterator

import pytest

from tests.support.teams import TeamsTown, running_teams
from tests.support.world import World


@pytest.fixture
def town(world: World) -> Iterator[TeamsTown]:
    """The app on SQLite, and once more on PostgreSQL."""
    with running_teams(world) as made:
        yield made


@pytest.fixture
def sqlite_town(sqlite_world: World) -> Iterator[TeamsTown]:
    """The app on SQLite alone, for what no database could make different."""
    with running_teams(sqlite_world) as made:
        yield made
