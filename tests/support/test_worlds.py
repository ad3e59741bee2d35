"""The worlds of tests: what one has compiled, no other one compiles again."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import CacheStats

from tests.support.world import World
from tests.support.worlds import sqlite_copy


def compiled_anew(engine: Engine) -> list[str]:
    """From here on, the statements of this database that were not compiled before."""
    missed: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(
        _connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any
    ) -> None:
        if context.compiled and context.cache_hit is not CacheStats.CACHE_HIT:
            missed.append(statement)

    return missed


def work(world: World) -> None:
    """What reads, and what writes."""
    world.report()
    world.walk("coordinator").do("casework", "open")


def test_a_world_compiles_nothing_that_another_one_has_compiled(
    sqlite_original: World, sqlite_world: World, tmp_path: Path
) -> None:
    work(sqlite_world)
    (tmp_path / "another").mkdir()
    another = sqlite_copy(sqlite_original, tmp_path / "another")
    missed = compiled_anew(another.engine), compiled_anew(another.vault.engine)
    work(another)
    another.stop()
    assert missed == ([], [])
