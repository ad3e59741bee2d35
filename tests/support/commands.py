"""`baken …` as the administrator runs it, on a world's databases."""

import pytest
from click.testing import CliRunner, Result

from handlers.cli import main
from tests.support.world import World


def deploy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The command line finds this world in its settings."""
    monkeypatch.setenv("DATABASE_URL", world.main)
    monkeypatch.setenv("KEYS_DATABASE_URL", world.keys)
    monkeypatch.setenv("BAKEN_MASTER_KEYS", world.master)
    return world


class Commands:
    """The commands of one group, such as "people"; without a group, all of them."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch, *group: str) -> None:
        self.world, self.group = deploy(world, monkeypatch), group

    def run(self, *words: str) -> Result:
        """What a command said, and how it ended."""
        return CliRunner().invoke(main, [*self.group, *words])
