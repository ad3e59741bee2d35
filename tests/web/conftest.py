"""Fixtures for the web side: the demo and the public pages over a small world."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from bot.courier import AccountOrder
from handlers.limits import BodyLimit
from handlers.web import cast, listen
from storage import people
from tests.support.world import World
from tests.web.tab import Tab

MEMBERS = {key: key for key in cast.ROLES} | {"privacy_officer": "privacy"}


def web_app(
    world: World, demo: bool = True, export: Callable[[AccountOrder], bytes] | None = None
) -> Starlette:
    """The web side of a world, and nothing else."""
    app = Starlette(routes=listen.routes(world.desk, demo=demo, export=export))
    app.add_middleware(BodyLimit)
    return app


def let_play(world: World) -> World:
    """Makes the people of a world those whom a visitor of the demo can be."""
    for key in ("newcomer", "lead"):
        world.people[key] = world.add_person(key, key, name=f"Persoon {key}")
    with world.unit() as session:
        for key, name in MEMBERS.items():
            people.give_address(session, world.people[name], "web", cast.WORKSPACE, key)
    return world


@pytest.fixture
def tab(world: World) -> Tab:
    """A tab on the demo, on SQLite and on PostgreSQL."""
    return Tab(web_app(let_play(world)))


@pytest.fixture
def demo(sqlite_world: World) -> Tab:
    """A tab on the demo, for what no database could make different."""
    return Tab(web_app(let_play(sqlite_world)))


@pytest.fixture
def public(sqlite_world: World) -> Tab:
    """A tab on what `baken serve` offers, somewhere on the network."""
    app = web_app(let_play(sqlite_world), demo=False)
    return Tab(app, client=("192.0.2.7", 4711), address="https://baken.example")
