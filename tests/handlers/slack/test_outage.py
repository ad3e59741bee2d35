"""PostgreSQL goes away and comes back: everybody gets a sentence, and nobody loses what they typed."""

import json
from collections.abc import Iterator

import pytest

from handlers.line import Line
from storage.tables.reports import Report
from tests.handlers.slack.journeys import THEFT, begin, count
from tests.support.postgres import Postgres
from tests.support.slack_api import SlackServer
from tests.support.slack_town import Town, running_town
from tests.support.world import World

SENTENCE = "ging bij ons iets mis"


@pytest.fixture
def on_postgres(own_postgres: Postgres, slack: SlackServer) -> Iterator[Town]:
    """A town on a server that the test may stop."""
    with own_postgres.fresh_database() as main, own_postgres.fresh_database() as keys:
        world = World(main, keys)
        with running_town(world, slack) as town:
            yield town
        world.stop()


def test_while_the_database_is_gone_the_modal_stays_and_works_again_afterwards(
    on_postgres: Town, own_postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    town, me = on_postgres, begin(on_postgres)
    for answers in ({"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}):
        me.submit(**answers)

    own_postgres.stop()
    me.submit(story=THEFT)
    assert SENTENCE in me.errors["story"] and me.typed("story") == [THEFT]
    me.press("report/back")
    assert SENTENCE in me.seen() and "submit" not in me.modal  # a note on top of it
    me.close()
    assert me.step == "report.story" and me.typed("story") == [THEFT]

    own_postgres.start()
    me.submit()
    while me.step != "report.review":
        me.submit()

    own_postgres.stop()
    me.submit()
    assert SENTENCE in me.seen()
    me.close()
    assert me.step == "report.review"

    own_postgres.start()
    me.submit()
    assert me.step == "report.receipt" and count(town, Report) == 1
    assert THEFT not in caplog.text and me.user not in caplog.text and "OperationalError at" in caplog.text


def test_where_too_many_wait_the_modal_stays_and_works_again_afterwards(sqlite_town: Town) -> None:
    me, desk = begin(sqlite_town), sqlite_town.world.desk
    for answers in ({"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}):
        me.submit(**answers)
    usual, desk._line = desk._line, Line(0, (0, 0, 0))
    me.submit(story=THEFT)
    assert "te veel mensen" in me.errors["story"] and me.typed("story") == [THEFT]
    me.press("report/back")
    assert "te veel mensen" in me.seen()
    me.close()
    desk._line = usual
    me.submit()
    assert me.step == "report.circumstances"


def test_while_the_database_is_gone_every_way_in_says_so(on_postgres: Town, own_postgres: Postgres) -> None:
    town, me = on_postgres, on_postgres.somebody("employee")
    own_postgres.stop()
    me.command()
    assert SENTENCE in me.seen() and me.close() is None
    me.shortcut()
    assert SENTENCE in me.seen() and me.close() is None
    me.write()
    assert SENTENCE in town.messages("employee")[-1]["text"]
    me.mention()
    assert SENTENCE in town.messages("employee")[-1]["text"]
    me.open_home()
    assert SENTENCE in json.dumps(town.slack.homes[me.user])
    own_postgres.start()
    me.open_home()
    assert SENTENCE not in json.dumps(town.slack.homes[me.user])
