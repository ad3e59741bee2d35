"""The manifest asks for no more than Baken uses, and says what Slack has to know."""

import re
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from handlers.cli import main
from handlers.slack.manifest import EVENTS, SCOPES, manifest
from tests.support import ROOT

Json = dict[str, Any]
NEEDED_BY = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations_open": "im:write",
    "files_upload_v2": "files:write",
    "files_info": "files:read",
    "files.info": "files:read",
    "users_info": "users:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}
"""The calls in our code that need a scope; views.* and auth.test need none."""
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "app_home_opened": None,
    "team_join": "users:read",
}


def made(url: str = "https://baken.example.nl", name: str = "Baken") -> Json:
    return dict(yaml.safe_load(manifest(url, name)))


def test_every_address_is_the_one_that_the_app_answers_on() -> None:
    for url in ("https://baken.example.nl", "https://baken.example.nl/"):
        whole = made(url)
        addresses = set(re.findall(r"https://\S+", yaml.safe_dump(whole)))
        assert addresses == {"https://baken.example.nl/slack/events"}
        assert whole["settings"]["socket_mode_enabled"] is False


def test_for_socket_mode_no_address_is_needed() -> None:
    whole = made("")
    assert "https" not in yaml.safe_dump(whole)
    assert (
        whole["settings"]["socket_mode_enabled"] is True and whole["settings"]["interactivity"]["is_enabled"]
    )


def test_scopes_are_those_of_the_calls_and_events_and_no_other() -> None:
    code = "".join(path.read_text() for path in (ROOT / "handlers" / "slack").glob("*.py"))
    called = {scope for call, scope in NEEDED_BY.items() if f'"{call}"' in code or f".{call}(" in code}
    listened = {scope for event, scope in EVENT_SCOPES.items() if event in EVENTS and scope}
    assert set(SCOPES) == called | listened | {"commands"}
    assert made()["oauth_config"] == {"scopes": {"bot": list(SCOPES)}}


def test_no_call_is_made_that_the_manifest_was_not_looked_at_for() -> None:
    code = "".join(path.read_text() for path in (ROOT / "handlers" / "slack").glob("*.py"))
    methods = set(re.findall(r'"((?:chat|users|conversations|files|views)\.\w+)"', code))
    assert methods <= set(NEEDED_BY) | {"views.open", "views.push", "views.update", "views.publish"}


def test_the_command_and_the_shortcut_are_called_melden() -> None:
    features = made()["features"]
    assert [command["command"] for command in features["slash_commands"]] == ["/melden"]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == ["melden"]
    assert features["app_home"]["home_tab_enabled"] and features["app_home"]["messages_tab_enabled"]


def test_words_keep_to_slacks_limits() -> None:
    whole = made(name="N" * 35)
    features = whole["features"]
    assert 1 <= len(whole["display_information"]["description"]) <= 140
    assert len(features["shortcuts"][0]["name"]) <= 24 and len(features["shortcuts"][0]["description"]) <= 150
    assert len(features["slash_commands"][0]["description"]) <= 100


def test_the_command_prints_it_ready_to_paste() -> None:
    def run(*more: str) -> Result:
        return CliRunner().invoke(main, ["slack", "manifest", *more])

    assert run("--url", "https://baken.example.nl").stdout == manifest("https://baken.example.nl")
    assert run("--socket-mode", "--name", "Meldpunt").stdout == manifest("", "Meldpunt")
    for wrong in ([], ["--url", "http://baken.example.nl"], ["--url", "https://x", "--socket-mode"]):
        refused = run(*wrong)
        assert refused.exit_code and "Error: " in refused.output and "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("url", "name"),
    [("http://baken.example.nl", "Baken"), ("baken.example.nl", "Baken"), ("", "x" * 36), ("", "")],
)
def test_what_slack_would_refuse_is_refused_here(url: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"characters|https"):
        manifest(url, name)
