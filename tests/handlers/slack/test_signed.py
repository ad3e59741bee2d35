"""Only Slack gets in, and whatever comes in, the answer is a clear one."""

import json
import socket
import time
from urllib.parse import urlencode

import pytest

from handlers.slack.incoming import raw
from storage.tables.reports import Draft
from tests.handlers.slack.journeys import count
from tests.support.examples import given, st
from tests.support.slack import SECRET, signed
from tests.support.slack_api import SlackServer
from tests.support.slack_town import Town, running_town
from tests.support.world import World, slack_id

BODY = urlencode({"payload": json.dumps({"type": "shortcut", "callback_id": "melden"})}).encode()


def test_a_signed_request_is_taken(sqlite_town: Town) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB"}).encode()
    answer = sqlite_town.post(challenge, signed(challenge, "application/json"))
    assert (answer.status, answer.json) == (200, {"challenge": "3eZbrw1aB"})


def forged() -> list[dict[str, str]]:
    """Headers that do not prove that Slack sent this body."""
    good, now = signed(BODY), time.time()
    without = [
        {k: v for k, v in good.items() if k != name}
        for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp")
    ]
    timestamps = ["soon", "", "-1", "1e9", "٣٤٥", "9" * 40, f"{now}", "0x5f", "None"]
    signatures = [
        "v0=" + "0" * 64,
        "",
        "v0=",
        "é" * 67,
        "v1=" + good["X-Slack-Signature"][3:],
        "v0=" + "é" * 64,
    ]
    return [
        signed(BODY, secret="somebody else's"),
        signed(b"another body"),
        signed(BODY, at=now - 301),
        signed(BODY, at=now + 400),
        {},
        *without,
        *(signed_with(timestamp) for timestamp in timestamps),
        *({**good, "X-Slack-Signature": signature} for signature in signatures),
    ]


def signed_with(timestamp: str) -> dict[str, str]:
    return {**signed(BODY), "X-Slack-Request-Timestamp": timestamp}


def test_a_request_that_is_not_slacks_is_refused(sqlite_town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for headers in forged():
        encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        assert sqlite_town.post(BODY, encoded).status == 401, headers
    assert count(sqlite_town, Draft) == 0
    assert "melden" not in caplog.text and "v0=" not in caplog.text


def test_a_body_that_is_too_large_is_refused_before_it_is_read(sqlite_town: Town) -> None:
    large = b"x" * (1024 * 1024 + 1)
    assert sqlite_town.post(large, signed(large)).status == 413
    with socket.create_connection(("127.0.0.1", sqlite_town.port), timeout=10) as connection:
        head = "POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode() + b"%x\r\n" % len(large) + large + b"\r\n0\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1, 2]"),
        ("application/json", b'"text"'),
        ("application/json", b"null"),
        ("application/json", b""),
        ("application/x-www-form-urlencoded", b"payload=%7B"),
        ("application/x-www-form-urlencoded", b"payload=[]"),
        ("application/x-www-form-urlencoded", b"payload=3"),
        ("application/x-www-form-urlencoded", b""),
        ("text/plain", b"hello"),
        ("application/json", b"\xff\xfe{}"),
    ],
)
def test_a_signed_body_that_is_not_slacks_is_answered_without_a_fuss(
    sqlite_town: Town, caplog: pytest.LogCaptureFixture, kind: str, body: bytes
) -> None:
    answer = sqlite_town.post(body, signed(body, kind))
    assert answer.status in (200, 400, 401)
    assert caplog.text == ""


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": ""},
        {"type": "message_action", "callback_id": "melden", "trigger_id": "1", "message": {}},
        {"type": "something_new"},
        {},
    ],
)
def test_interactions_that_we_do_not_offer_are_acknowledged(
    sqlite_town: Town, caplog: pytest.LogCaptureFixture, payload: dict[str, object]
) -> None:
    assert sqlite_town.somebody("employee").interact(payload).status == 200
    assert "planted" not in caplog.text


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "subtype": "message_changed", "channel": "D1"},
        {"type": "message", "channel_type": "im", "channel": "D1", "bot_id": "B0BAKEN", "text": "hoi"},
        {"type": "message", "channel_type": "channel", "channel": "C1", "text": "planted"},
        {"type": "app_home_opened", "tab": "messages"},
        {"type": "team_join"},
        {"type": "app_uninstalled"},
    ],
)
def test_events_that_are_not_for_us_are_acknowledged_and_nothing_is_said(
    sqlite_town: Town, event: dict[str, object]
) -> None:
    assert sqlite_town.somebody("employee").event(event).status == 200
    assert sqlite_town.slack.messages == [] and sqlite_town.slack.homes == {}


@given(st.text(), st.sampled_from(["payload", "text"]))
def test_a_form_is_read_as_it_was_written(typed: str, name: str) -> None:
    value = json.dumps({"typed": typed}) if name == "payload" else typed
    assert raw(urlencode({name: value}).encode()) == (
        {"typed": typed} if name == "payload" else {name: typed}
    )


def test_only_post_is_answered(sqlite_town: Town) -> None:
    with socket.create_connection(("127.0.0.1", sqlite_town.port), timeout=10) as connection:
        connection.sendall(b"GET /slack/events HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(12) in (b"HTTP/1.1 404", b"HTTP/1.1 405")


def test_without_a_signing_secret_there_is_no_address_to_call(
    sqlite_world: World, slack: SlackServer
) -> None:
    with running_town(sqlite_world, slack, slack_signing_secret="") as town:
        assert town.post(BODY, signed(BODY, secret=SECRET)).status in (404, 405)


def test_slack_is_not_asked_who_it_is_at_every_request(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    me.command()
    me.submit(kind="signal")
    me.press("report/back")
    assert len(sqlite_town.slack.called("auth.test")) <= 1  # when people are looked up, at the start
    assert sqlite_town.slack.called("users.info") == [{"user": slack_id("employee"), "include_locale": "1"}]
