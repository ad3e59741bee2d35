"""Buttons, modals, cards and forms as the version before the rooms (decision 25) made them lie in chats and
open windows. What they carry is read as it was read then, and each button still has somebody who answers it.

`recorded.json` was written by that version, on a walk of every screen: what it carried and what it read."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from bot.foundation.screen import Event
from bot.rooms import HOUSE
from handlers.slack import codes as slack
from handlers.teams import codes as teams
from handlers.web import forms

Json = Any
RECORDED: dict[str, list[list[Json]]] = json.loads(
    (Path(__file__).parent / "recorded.json").read_text(encoding="utf-8")
)
OF_A_PLATFORM = {"slack", "teams", "web", "language"}  # answered by the platform itself


def plain(event: Event) -> Json:
    values = {name: one if isinstance(one, str) else list(one) for name, one in event.values.items()}
    return [event.dialogue, event.action, event.argument, event.step, event.token, values]


def read_slack(kind: str, carried: str) -> Json:
    if kind == "view":
        found = slack.carried({"private_metadata": carried})
        return [*found[:5], list(found.close)]
    return list(slack.field_of(carried)) if kind == "block" else list(slack.read(carried))


def posted(fields: list[list[str]]) -> Json:
    """What the web makes of a form."""
    body = urlencode([(name, value) for name, value in fields]).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    head = [(b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/act", "query_string": b"", "headers": head}
    found = asyncio.run(forms.read(Request(scope, receive)))
    return [plain(found.event), found.dialogue, found.of, found.locale, found.who]


def test_what_slack_brings_back_from_before_is_read_as_it_was() -> None:
    wrong = [one for one in RECORDED["slack"] if read_slack(one[0], one[1]) != one[2]]
    assert len(RECORDED["slack"]) > 250 and wrong == []


def test_what_teams_brings_back_from_before_is_read_as_it_was() -> None:
    wrong = []
    for data, said in RECORDED["teams"]:
        found = teams.read(data)
        if json.loads(json.dumps([*found[:5], plain(found.event), found.page])) != said:
            wrong.append(data)
    assert len(RECORDED["teams"]) > 200 and wrong == []


def test_what_a_page_of_before_sends_is_read_as_it_was() -> None:
    wrong = [fields for fields, said in RECORDED["web"] if posted(fields) != said]
    assert len(RECORDED["web"]) > 150 and wrong == []


@pytest.mark.parametrize("platform", ["slack", "teams", "web"])
def test_every_button_of_before_is_answered(platform: str) -> None:
    every = {
        "slack": [one[2][:2] for one in RECORDED["slack"] if one[0] == "code"],
        "teams": [said[5][:2] for _, said in RECORDED["teams"]],
        "web": [said[0][:2] for _, said in RECORDED["web"]],
    }[platform]
    asked = {(dialogue, action) for dialogue, action in every if dialogue and dialogue not in OF_A_PLATFORM}
    assert len(asked) > 50
    assert asked - set(HOUSE.routes) == set()
