"""The whole app: one port, and an honest word on whether it works."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.foundation.settings import given
from handlers.app import build
from handlers.limits import LARGEST
from tests.support.postgres import Postgres
from tests.support.world import World


def served(world: World) -> TestClient:
    settings = given(database_url=world.main, keys_database_url=world.keys, baken_master_keys=world.master)
    return TestClient(build(settings, world.desk), "http://127.0.0.1:8000", raise_server_exceptions=False)


def test_health_is_well_while_somebody_writes(world: World) -> None:
    client = served(world)
    with world.unit() as session:
        session.connection()
        assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("which", ["main", "keys"])
def test_health_is_bad_when_either_database_is_away(
    which: str, own_postgres: Postgres, tmp_path: object
) -> None:
    with own_postgres.fresh_database() as database:
        here = f"sqlite:///{tmp_path}/here.db"
        world = World(*((database, here) if which == "main" else (here, database)))
        client = served(world)
        assert client.get("/healthz").status_code == 200
        own_postgres.stop()
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "database unavailable"})
        own_postgres.start()
        assert client.get("/healthz").status_code == 200
        world.stop()


def test_no_way_in_takes_more_than_one_mebibyte(sqlite_world: World) -> None:
    client = served(sqlite_world)
    form = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}

    def pieces() -> Iterator[bytes]:
        for _ in range(17):
            yield b"x" * (LARGEST // 16)

    assert client.post("/", content=b"x" * (LARGEST + 1), headers=form).status_code == 413
    assert client.post("/", content=pieces(), headers=form).status_code == 413
