"""A town in Slack, on both databases or on SQLite alone."""

from collections.abc import Iterator

import pytest

from tests.support.slack_api import SlackServer, running_slack
from tests.support.slack_town import Town, running_town
from tests.support.world import TEAM, World


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A small Slack."""
    with running_slack(TEAM) as server:
        yield server


@pytest.fixture
def town(world: World, slack: SlackServer) -> Iterator[Town]:
    """The app on SQLite, and once more on PostgreSQL."""
    with running_town(world, slack) as made:
        yield made


@pytest.fixture
def sqlite_town(sqlite_world: World, slack: SlackServer) -> Iterator[Town]:
    """The app on SQLite alone, for what no database could make different."""
    with running_town(sqlite_world, slack) as made:
        yield made
