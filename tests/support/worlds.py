"""Fixtures: worlds of tests/support/world.py, and the databases that they stand on.

The bot and PostgreSQL are imported when a test first asks for one: whoever tests a function pays for neither.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bot.messages import working_time

if TYPE_CHECKING:
    from tests.support.postgres import Postgres
    from tests.support.world import World


class DatabaseUrls(NamedTuple):
    """SQLAlchemy addresses of two empty databases: the main one and that of the keys."""

    main: str
    keys: str


def sqlite_urls(folder: Path) -> DatabaseUrls:
    """The addresses of two databases in a folder."""
    return DatabaseUrls(f"sqlite:///{folder}/baken.db", f"sqlite:///{folder}/keys.db")


@pytest.fixture(scope="session")
def postgres() -> Iterator["Postgres"]:
    """The PostgreSQL server that this test process shares."""
    from tests.support.postgres import running_postgres

    with running_postgres() as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator["Postgres"]:
    """A PostgreSQL server of the test's own, to stop and start again."""
    from tests.support.postgres import running_postgres

    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: "Postgres") -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database."""
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrls]:
    """Fresh, empty databases: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite_urls(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with ExitStack() as stack:
        yield DatabaseUrls(*(stack.enter_context(server.fresh_database()) for _ in range(2)))


@pytest.fixture(scope="session")
def solvers() -> Iterator[None]:
    """Whoever has a world does not wait until the solver of accounts is loaded once more."""
    from bot.account.attack import apart
    from tests.support.solvers import loaded_once

    with loaded_once() as started, pytest.MonkeyPatch.context() as patched:
        patched.setattr(apart, "started", started)
        yield


@pytest.fixture(scope="session")
def sqlite_original(solvers: None, tmp_path_factory: pytest.TempPathFactory) -> "World":
    """What every world on SQLite is a copy of."""
    from tests.support.world import World

    made = World(*sqlite_urls(tmp_path_factory.mktemp("original")))
    made.stop()
    return made


@pytest.fixture(scope="session")
def postgres_original(solvers: None, postgres: "Postgres") -> Iterator["World"]:
    """What every world on PostgreSQL is a copy of."""
    from tests.support.world import World

    with postgres.fresh_database() as main, postgres.fresh_database() as keys:
        made = World(main, keys)
        made.stop()
        yield made


def sqlite_copy(original: "World", folder: Path) -> "World":
    """A world on copies, in `folder`, of the databases of a world that was stopped."""
    from tests.support.world import World

    for name in ("baken.db", "keys.db"):
        shutil.copy(Path(original.main.removeprefix("sqlite:///")).with_name(name), folder)
    return World(*sqlite_urls(folder), original=original)


def known_at_once(patched: pytest.MonkeyPatch) -> None:
    """Lets reports be known to handlers at once, so that a story of handlers needs no waiting."""
    patched.setattr(working_time, "USUAL", replace(working_time.USUAL, reports_read_at=()))


@contextmanager
def furnished(original: "World", folder: Path) -> Iterator["World"]:
    """A copy to put in what all tests of a module begin with. It becomes what their worlds are copies of:

    @pytest.fixture(scope="module")
    def sqlite_original(sqlite_original: World, tmp_path_factory: pytest.TempPathFactory) -> World:
        with furnished(sqlite_original, tmp_path_factory.mktemp("some")) as made:
            made.report()
        return made
    """
    with pytest.MonkeyPatch.context() as patched:
        known_at_once(patched)
        made = sqlite_copy(original, folder)
        yield made
        made.stop()


@pytest.fixture
def sqlite_world(sqlite_original: "World", tmp_path: Path) -> Iterator["World"]:
    """A world on SQLite alone, for what no database could make different."""
    made = sqlite_copy(sqlite_original, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def postgres_world(postgres_original: "World", postgres: "Postgres") -> Iterator["World"]:
    """A world on PostgreSQL alone, for what only it can do."""
    from tests.support.world import World

    with ExitStack() as stack:
        urls = [
            stack.enter_context(postgres.fresh_database(like=url))
            for url in (postgres_original.main, postgres_original.keys)
        ]
        made = World(*urls, original=postgres_original)
        yield made
        made.stop()


EACH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture
def world(request: pytest.FixtureRequest) -> "World":
    """A world on SQLite; once more on PostgreSQL where the test is marked `both` (see tests/conftest.py)."""
    name = {"sqlite": "sqlite_world", "postgresql": "postgres_world"}[request.param]
    made: World = request.getfixturevalue(name)
    return made
