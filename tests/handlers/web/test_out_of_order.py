"""When the database is away, a person loses nothing."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.support.postgres import Postgres
from tests.support.world import World

STORY = "Eerste regel.\r\n\r\nTweede regel met 😀."


def test_postgresql_goes_and_comes_back_and_nothing_typed_is_lost(own_postgres: Postgres) -> None:
    with own_postgres.fresh_database() as main, own_postgres.fresh_database() as keys:
        world = let_play(World(main, keys))
        tab = Tab(web_app(world)).open("employee", "en").reach("story")
        own_postgres.stop()
        try:
            for tries in range(2):  # trying again while it is still away changes nothing
                again(tab) if tries else tab.press("report/answer", {"story": STORY})
                assert tab.response.status_code == 503 and "You have lost nothing" in tab.text
                assert tab.page.get("lang") == "en" and tab.field("story") == STORY
            first = Tab(tab.client.app).open("employee")
            assert first.response.status_code == 503 and "0800-7000" in first.text
        finally:
            own_postgres.start()
        assert again(tab).step == "report/circumstances"
        assert tab.press("report/back").field("story") == STORY
        world.stop()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "PRAGMA max_page_count = 1",
            "PRAGMA max_page_count = 1000000",
        ),  # full: not a page more than there are
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),  # as on a disk that cannot be written
    ],
)
def test_a_full_or_read_only_disk_is_a_page_that_keeps_what_was_typed(
    sqlite_world: World, demo: Tab, before: str, after: str
) -> None:
    story = "😀" * 9_000 + STORY
    now = [before]

    def set_limit(connection: Any, *_: object) -> None:
        connection.execute(now[0])

    demo.open("employee").reach("story")
    event.listen(sqlite_world.engine, "checkout", set_limit)
    demo.press("report/answer", {"story": story})
    assert demo.response.status_code == 503 and demo.field("story") == story
    now[0] = after
    assert again(demo).step == "report/circumstances"


def again(tab: Tab) -> Tab:
    """Presses the button that sends the same once more."""
    return tab.send(tab.fields())
