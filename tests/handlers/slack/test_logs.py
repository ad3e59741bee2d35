"""A whole journey with everything logged that can be: nothing of it says what was typed, or who typed it."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from storage.db import open_engine
from tests.handlers.slack.journeys import code_of, hand_in, number_of
from tests.support.servers import RunningServer, running_server
from tests.support.slack import SECRET, Answer, Somebody, signed
from tests.support.slack_api import Refusal, SlackServer
from tests.support.world import TEAM, World, slack_id
from tests.support.worlds import DatabaseUrls

pytestmark = pytest.mark.slow

STORY = "Zwaluwstaart 4711 bij de kade"
STRANGER = "U0STRANGER"  # nobody whom the directory knows
CODES = ("xoxb-test", SECRET, "xapp-test")


@pytest.fixture
def served(database_urls: DatabaseUrls, slack: SlackServer) -> Iterator[RunningServer]:
    """`baken serve` as a process of its own, at level debug, HTTP and Socket Mode both."""
    world = World(*database_urls)
    world.stop()
    slack.add(slack_id("coordinator"), "Naam coordinator", "coordinator@voorbeeldstad.example")
    slack.add(STRANGER, "Naam stranger")
    env = {
        "DATABASE_URL": database_urls.main,
        "KEYS_DATABASE_URL": database_urls.keys,
        "BAKEN_MASTER_KEYS": world.master,
        "BAKEN_LOG_LEVEL": "debug",
        "BAKEN_ORGANISATION": "Voorbeeldstad",
        "BAKEN_COORDINATORS": f"slack:{slack_id('coordinator')}",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_APP_TOKEN": "xapp-test",
        "SLACK_API_URL": slack.api,
    }
    with running_server(["-m", "handlers.cli", "serve"], env) as server:
        yield server


def somebody(served: RunningServer, slack: SlackServer, user: str) -> Somebody:
    """Somebody whose requests go to that process."""

    def post(body: bytes, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
        connection.request("POST", "/slack/events", body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read())

    return Somebody(post, slack, user)


def test_at_no_level_a_log_tells_what_was_typed_or_by_whom(served: RunningServer, slack: SlackServer) -> None:
    me, reader = (somebody(served, slack, user) for user in (STRANGER, slack_id("coordinator")))
    me.write(f"direct bericht {STORY}")
    hand_in(me, story=STORY, identity="anonymous")
    secrets = [code_of(me), number_of(me)]
    me.submit(kept=["kept"])

    # everything that can go wrong with a body that holds something
    me.command(text=STORY)
    me.submit(kind="signal")
    me.submit(identity="anonymous")
    me.submit(theme="drugs")
    me.fill(story=STORY)
    submission = json.dumps(me.submission()).encode()
    assert me.post(submission, signed(submission, secret="forged")).status == 401
    assert me.post(submission, {**signed(submission), "X-Slack-Request-Timestamp": "soon"}).status == 401
    broken = submission[:-5]
    assert me.post(broken, signed(broken, "application/json")).status == 400
    unknown = {"type": "view_submission", "view": {"callback_id": STORY, "state": STORY, "type": STORY}}
    assert me.interact(unknown).status == 400
    slack.refuse("views.update", Refusal("fatal_error"), Refusal(status=500))
    for _ in range(2):
        me.press("report/back")
        me.close()  # the note that it did not work
    slack.socket.ask("interactive", {**me.submission(), "user": {"id": me.user}, "team": {"id": TEAM}})
    reader.open_home()
    reader.press_in(slack.homes[reader.user], "casework/open")
    reader.press("casework/show")
    assert STORY in reader.seen()

    said = served.output()
    assert "Slack refused views.update: fatal_error" in said  # it does log
    people = [me.user, reader.user, "Naam stranger", "Naam coordinator"]
    for secret in (STORY, "Zwaluwstaart", "direct bericht", *secrets, *people, *CODES):
        assert secret not in said, secret


def test_the_databases_do_not_tell_it_either(
    served: RunningServer, slack: SlackServer, database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    me = somebody(served, slack, STRANGER)
    hand_in(me, story=STORY, identity="anonymous")
    secrets = (STORY, code_of(me), STRANGER, "Naam stranger")
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.db*"))
    for url in database_urls:
        engine = open_engine(url)
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
                kept += b"".join(
                    one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row
                )
        engine.dispose()
    assert b"report.received" in kept
    for secret in secrets:
        assert secret.encode() not in kept
