"""Walks the report dialogue as Slack would, and keeps what Slack posted, so that it can be posted again."""

import json
import time
import urllib.request
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.client import signed

STORY = "Er staan 's nachts bestelbusjes bij een loods, en er wordt contant betaald. " * 20
WANTED = {
    "signal",
    "anonymous",
    "drugs",
    "ongoing",
    "saw",
    "permits",
    "Unclear",
    "kept",
}  # the choices we make
LONGEST = 20  # steps


def walk(port: int, api: str, user: str) -> list[bytes]:
    """What is posted for each question, to be posted again and again: all but the last give the next
    question, the last one the review.

    Whoever looked all answers over is led back there by every next one, so the last is of another dialogue.
    Raises AssertionError when the bot answers with anything but a next step."""
    whole = _answers(port, api, user)
    return [*_answers(port, api, user, len(whole) - 1), whole[-1]]


def _answers(port: int, api: str, user: str, most: int = LONGEST) -> list[bytes]:
    """Opens the dialogue and answers its questions up to the review, or so many."""
    trigger = uuid4().hex
    command = {
        "command": "/melden",
        "trigger_id": trigger,
        "team_id": "T1",
        "user_id": user,
        "user_name": user,
    }
    _post(port, urlencode(command | {"text": "", "channel_id": "C1", "api_app_id": "A1"}).encode())
    view, steps = _opened(api, trigger), list[bytes]()
    while len(steps) < most and any(block["type"] == "input" for block in view["blocks"]):
        body = submission(view, user)
        steps.append(body)
        answer = json.loads(_post(port, body))
        assert answer.get("response_action") == "update", f"no next step after {view['title']}: {answer}"
        view = view | answer["view"]
    assert len(steps) < LONGEST, "the dialogue does not end"
    return steps


def submission(view: dict[str, Any], user: str) -> bytes:
    """What Slack posts when somebody fills a modal in and sends it."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    values = {
        block["block_id"]: {block["element"]["action_id"]: _filled(block["element"])} for block in inputs
    }
    payload = {
        "type": "view_submission",
        "team": {"id": "T1", "domain": "bench"},
        "user": {"id": user, "username": user, "name": user, "team_id": "T1"},
        "api_app_id": "A1",
        "token": "unused",
        "trigger_id": uuid4().hex,
        "view": view
        | {"state": {"values": values}, "root_view_id": view["id"], "app_id": "A1", "bot_id": "B1"},
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def _filled(element: dict[str, Any]) -> dict[str, Any]:
    kind, options = element["type"], element.get("options", [])
    chosen = [option for option in options if option["value"] in WANTED]
    if kind == "plain_text_input":
        return {"type": kind, "value": STORY[: element.get("max_length", 3000)]}
    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": chosen}
    assert kind in ("radio_buttons", "static_select"), kind
    return {"type": kind, "selected_option": (chosen or options)[0]}


def _opened(api: str, trigger: str) -> dict[str, Any]:
    for _ in range(200):
        with urllib.request.urlopen(f"{api}/opened/{trigger}") as answer:
            if (view := json.load(answer)) is not None:
                return dict(view)
        time.sleep(0.05)
    raise AssertionError("the bot opened no modal")


def _post(port: int, body: bytes) -> bytes:
    head, _, body = signed(body, int(time.time())).partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body, headers)
    with urllib.request.urlopen(request) as answer:
        return bytes(answer.read())
