"""Whole anonymous reports, request by request, as each platform posts them.

A walk is given an answer's body and gives the next request; it knows nothing of connections or clocks."""

import json
import re
import time
from collections.abc import Callable, Generator
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urlencode

from bench.client import signed
from bench.modal import STORY, submission
from tests.support.teams import TENANT, elements

Walk = Generator[bytes, bytes, None]
Json = dict[str, Any]

ANSWERS: Json = {"kind": "signal", "identity": "anonymous", "theme": "drugs", "story": STORY, "kept": "kept"}
LONGEST = 15  # requests
_numbers = count(1)


class Lost(Exception):
    """An answer did not lead on; the message says where."""


def slack(user: str, opened: Callable[[str], Json], now: Callable[[], float] = time.time) -> Walk:
    """A report in modals: the command, each step, sending, and past the gate. `opened` gives (once) the modal
    that was opened with a trigger."""
    trigger = f"{user}.{next(_numbers)}"
    command = {"command": "/melden", "text": "", "trigger_id": trigger, "team_id": "T1", "channel_id": "C1"}
    yield signed(urlencode(command | {"user_id": user, "user_name": user}).encode(), int(now()))
    view = opened(trigger)
    for _ in range(LONGEST):
        over = view["callback_id"].startswith("report/keep/")
        answer = json.loads((yield signed(submission(view, user), int(now()))))
        if answer.get("response_action") != "update":
            raise Lost(f"{view['callback_id']}: {answer}")
        if over:
            return
        view = view | answer["view"]
    raise Lost("it does not end")


def teams(user: str, service_url: str, token: str) -> Walk:
    """A report in dialogs."""

    def invoke(name: str, data: Json) -> bytes:
        activity = {
            "type": "invoke",
            "name": name,
            "value": {"data": data},
            "id": str(next(_numbers)),
            "timestamp": "2026-03-10T09:30:00.000Z",
            "channelId": "msteams",
            "serviceUrl": service_url,
            "from": {"id": f"29:{user}", "name": "Iemand", "aadObjectId": user},
            "conversation": {"id": f"chat-{user}", "tenantId": TENANT, "conversationType": "personal"},
            "recipient": {"id": "28:baken", "name": "Baken"},
            "locale": "nl-NL",
            "channelData": {"tenant": {"id": TENANT}},
        }
        headers = b"Authorization: Bearer %s\r\nContent-Type: application/json\r\n" % token.encode()
        return post(b"/api/messages", headers, json.dumps(activity).encode())

    begin = {"msteams": {"type": "task/fetch"}, "baken": {"do": "report/begin/"}}
    answer = yield invoke("task/fetch", begin)
    for _ in range(LONGEST):
        card = list(elements(json.loads(answer)["task"]["value"]["card"]["content"]))
        fields = {one["id"].split(".", 1)[1]: one for one in card if one["type"].startswith("Input.")}
        button = next((one for one in card if one.get("style") == "positive"), None)
        if button is None:
            raise Lost("no button to go on")
        filled = {one["id"]: ANSWERS.get(name, one.get("value", "")) for name, one in fields.items()}
        answer = yield invoke("task/submit", {**button["data"], **filled})
        if button["data"]["baken"]["do"].startswith("report/keep"):
            return
    raise Lost("it does not end")


PAGE = b"/melden/gemeente-proefstad"
WAITS = re.compile(rb'data-left="(\d+)"')  # in how many seconds it is somebody's turn
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
BUTTON = re.compile(r'name="_do" value="([^"]*)" class="button primary"')


def web(cookie: str, host: str) -> Walk:
    """A report in the browser of somebody who is logged in."""
    session = f"Host: {host}\r\nCookie: baken={cookie}\r\n".encode()
    head = session + b"Sec-Fetch-Site: same-origin\r\n"
    yield from _pages(b"/", session, head, "report/begin/", LONGEST)


def public(address: str, host: str) -> Walk:
    """A report of somebody without an account, as the proxy before Baken passes it on. Who has to wait for
    their turn tries again, as often as the client has them do."""
    head = f"Host: {host}\r\nX-Forwarded-For: {address}\r\nSec-Fetch-Site: same-origin\r\n".encode()
    yield from _pages(PAGE, head, head, "page/begin", LONGEST * 10)


def _pages(path: bytes, first: bytes, head: bytes, action: str, longest: int) -> Walk:
    """Page after page: fills in what is asked, and presses the button that leads on. `first` are the headers
    of the first page, `head` of what is sent."""
    posted = head + b"Content-Type: application/x-www-form-urlencoded\r\n"
    page = (yield b"GET %s HTTP/1.1\r\n%s\r\n" % (path, first)).decode()
    for _ in range(longest):
        hidden = [(name, unescape(value)) for name, value in FIELD.findall(page)]
        asked = [name for name in ANSWERS if f'name="{name}"' in page]
        fields = [*hidden, *((name, ANSWERS[name]) for name in asked), ("_do", action)]
        page = (yield post(path, posted, urlencode(fields).encode())).decode()
        if action.startswith("report/keep"):
            return
        found = BUTTON.search(page)
        if not found:
            raise Lost(f"no button to go on after {action}")
        action = unescape(found[1])
    raise Lost("it does not end")


def post(path: bytes, headers: bytes, body: bytes) -> bytes:
    """A whole request."""
    host = b"" if b"Host: " in headers else b"Host: 127.0.0.1\r\n"
    return b"POST %s HTTP/1.1\r\n%s%sContent-Length: %d\r\n\r\n" % (path, host, headers, len(body)) + body
