"""Socket Mode: the same app over a connection that Baken opens, with Slack's limit on frames."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest

from handlers.slack import socket_mode
from storage.tables.reports import Draft, Report
from tests.handlers.slack.journeys import THEFT, code_of, count, hand_in
from tests.handlers.slack.screens import TALE
from tests.support.patience import until
from tests.support.slack import Answer, Somebody
from tests.support.slack_api import Refusal, SlackServer
from tests.support.slack_town import Town, running_town
from tests.support.world import World, slack_id


@pytest.fixture
def socket_town(sqlite_world: World, slack: SlackServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town that only Socket Mode leads to."""
    monkeypatch.setattr(socket_mode, "MOMENT", 0.05)
    monkeypatch.setattr(socket_mode, "LOOK", 0.2)
    monkeypatch.setattr(socket_mode, "WAITS", (0.1,))
    with running_town(sqlite_world, slack, slack_app_token="xapp-test", slack_signing_secret="") as town:
        yield town


def somebody(town: Town, who: str = "employee") -> Somebody:
    """Somebody whose requests go through the connection."""

    def post(body: bytes, headers: dict[str, str]) -> Answer:
        if headers["Content-Type"] == "application/json":
            payload = town.slack.socket.ask("events_api", json.loads(body))
        else:
            posted = dict(parse_qsl(body.decode(), keep_blank_values=True))
            kind = "interactive" if "payload" in posted else "slash_commands"
            payload = town.slack.socket.ask(
                kind, json.loads(posted["payload"]) if "payload" in posted else posted
            )
        return Answer(200, json.dumps(payload).encode() if payload else b"")

    return Somebody(post, town.slack, slack_id(who))


def test_a_report_goes_through_the_connection(socket_town: Town) -> None:
    me = hand_in(somebody(socket_town))
    assert len(code_of(me)) == 19 and count(socket_town, Report) == 1
    me.submit(kept=["kept"])
    assert me.step == "report.done_anonymous"


def test_closing_messages_and_app_home_go_through_it_too(socket_town: Town) -> None:
    me = somebody(socket_town)
    me.command()
    me.close()
    assert count(socket_town, Draft) == 0
    me.write()
    me.open_home()
    assert len(socket_town.messages("employee")) == 1 and me.user in socket_town.slack.homes


def test_field_errors_come_back(socket_town: Town) -> None:
    me = somebody(socket_town)
    me.write()
    me.press_in(socket_town.messages("employee")[-1], "follow/open")
    me.submit(code="ABCD")
    assert me.errors


def test_a_view_too_large_for_the_connection_comes_another_way(socket_town: Town) -> None:
    me = somebody(socket_town)
    me.command()
    for answers in ({"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}):
        me.submit(**answers)
    for _ in range(3):
        me.press("slack/more/story")
    parts = [TALE[start : start + 2_400] for start in range(0, 9_600, 2_400)]
    me.submit(story=parts)
    me.submit()
    me.submit()
    me.submit()
    assert me.step == "report.review"
    until(lambda: parts[0][:100] in me.seen())
    assert socket_town.slack.socket.too_large == 0 and socket_town.slack.socket.connections == 1
    me.submit()
    assert me.step == "report.receipt"


def test_when_the_large_view_does_not_come_there_is_a_button_for_it(socket_town: Town) -> None:
    me = somebody(socket_town)
    me.command()
    for answers in ({"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}):
        me.submit(**answers)
    for _ in range(3):
        me.press("slack/more/story")
    me.submit(story=["é🚐" * 1_000] * 3)
    me.submit()
    me.submit()
    updates = len(socket_town.slack.called("views.update"))
    socket_town.slack.refuse("views.update", Refusal("fatal_error"))
    me.submit()
    until(lambda: len(socket_town.slack.called("views.update")) > updates)
    assert me.step == "report.review" and "submit" not in me.modal and "ogenblik" in me.seen()
    me.press("slack/page/0")
    assert "é🚐" in me.seen() and "submit" in me.modal
    me.close()
    assert count(socket_town, Draft) == 0


def test_a_lost_connection_is_made_again(socket_town: Town) -> None:
    me = somebody(socket_town)
    me.command()
    socket_town.slack.socket.connected.clear()
    socket_town.slack.socket.hang_up()
    until(lambda: socket_town.slack.socket.connections == 2)
    me.submit(kind="signal")
    assert me.step == "report.identity"


def test_when_slack_gives_no_connection_it_is_asked_again(
    sqlite_world: World, slack: SlackServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket_mode, "WAITS", (0.05,))
    slack.refuse(
        "apps.connections.open",
        Refusal("invalid_auth"),
        Refusal("not_allowed_token_type"),
        Refusal(status=500),
    )
    with running_town(sqlite_world, slack, slack_app_token="xapp-test") as town:
        assert slack.socket.connected.wait(10)
        somebody(town).command()
    assert "Slack refused apps.connections.open: invalid_auth" in caplog.text
    assert "xapp" not in caplog.text


def test_what_fails_is_not_acknowledged(socket_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    me = somebody(socket_town)
    me.command()
    monkeypatch.setattr(socket_town.world.desk, "answer", None)
    with pytest.raises(AssertionError, match="no acknowledgement"):
        socket_town.slack.socket.ask("interactive", {**me.submission(), "user": {"id": me.user}}, seconds=0.5)


def test_nothing_that_goes_through_is_written_down(
    socket_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    me = hand_in(somebody(socket_town))
    code = code_of(me)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith(("baken", "slack_")))
    for secret in (THEFT, code, me.user, "xapp-test", "xoxb-test", "/socket"):
        assert secret not in ours


def test_a_connection_that_stays_away_is_made_anew(
    sqlite_world: World, slack: SlackServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket_mode, "LOOK", 0.05)
    monkeypatch.setattr(socket_mode, "WAITS", (0.05,))
    with running_town(sqlite_world, slack, slack_app_token="xapp-test") as town:
        assert slack.socket.connected.wait(10)
        slack.socket.connected.clear()
        slack.refuse("apps.connections.open", *[Refusal("fatal_error")] * 3)
        slack.socket.hang_up()
        until(lambda: slack.socket.connections == 2)
        somebody(town).command()
    assert "Socket Mode lost its connection" in caplog.text
