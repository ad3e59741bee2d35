"""Fixtures for the web side: the demo and the public pages over a small world."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from starlette.applications import Starlette

from handlers.demo import MARK
from handlers.files import Make
from handlers.limits import BodyLimit
from handlers.web import cast, http
from storage import people
from storage.tables.directory import Organisation
from tests.handlers.web.tab import Tab
from tests.support.servers import RunningServer, free_port, running_server
from tests.support.world import World
from tests.support.worlds import furnished, sqlite_urls

MEMBERS = {key: key for key in cast.ROLES} | {"privacy_officer": "privacy"}


def web_app(world: World, demo: bool = True, make: Make | None = None) -> Starlette:
    """The web side of a world, and nothing else."""
    app = Starlette(routes=http.routes(world.desk, demo=demo, make=make))
    app.add_middleware(BodyLimit)
    return app


def let_play(world: World) -> World:
    """Makes the people of a world those whom a visitor of the demo can be, if they are not yet."""
    if "newcomer" in world.people:
        return world
    for key in ("newcomer", "lead", "management"):
        world.people[key] = world.add_person(key, key, name=f"Persoon {key}")
    with world.unit() as session:
        for key, name in MEMBERS.items():
            people.give_address(session, world.people[name], "web", cast.WORKSPACE, key)
    return world


@pytest.fixture(scope="session")
def sqlite_original(sqlite_original: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """In this folder every world on SQLite has them."""
    with furnished(sqlite_original, tmp_path_factory.mktemp("played")) as made:
        return let_play(made)


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


class Site:
    """A folder with a small world in it, and the real commands that serve it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.world = let_play(World(*sqlite_urls(folder), shared=True))
        with self.world.unit() as session:  # what `baken demo` serves is a demo: reports are known at once
            session.get_one(Organisation, self.world.organisation.id).demo = True
        (folder / "master.key").write_text(self.world.master)
        (folder / MARK).write_text("A small world.")

    def demo(self) -> AbstractContextManager[RunningServer]:
        """`baken demo`, as long as the block lasts; every time on the same port."""
        command = ["-m", "handlers.cli", "demo", "--port", str(self.port), "--data", str(self.folder)]
        return running_server(command, port=self.port)

    def serve(self) -> AbstractContextManager[RunningServer]:
        """`baken serve` on the same databases."""
        places = {"DATABASE_URL": self.world.main, "KEYS_DATABASE_URL": self.world.keys}
        return running_server(
            ["-m", "handlers.cli", "serve"], places | {"BAKEN_MASTER_KEYS": self.world.master}
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small world that is not served yet."""
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.world.stop()


@pytest.fixture(scope="module")
def running_demo(site: Site) -> Iterator[Site]:
    """A small world, served by `baken demo`."""
    with site.demo():
        yield site
