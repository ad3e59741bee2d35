"""A municipality in Teams: the real app on a world's databases, a small connector beside it, and people.

me = teams.somebody("employee")
me.fetch("report/begin/")          # the button of the menu card
me.submit(kind="signal")           # fills in and presses the button that sends
assert me.step == "report.identity"
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.foundation.settings import Settings, read
from handlers.app import build
from tests.support import sending
from tests.support.slack_town import listening
from tests.support.world import World

Json = dict[str, Any]

TENANT = "00000000-0000-0000-0000-0000000000aa"
_numbers = count(1)


def object_id(who: str) -> str:
    """Somebody's id in Entra."""
    return f"entra-{who}"


class Answer(NamedTuple):
    """What Baken answered a request with."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class Connector:
    """The side of Teams that we call: keeps what was sent, knows people's e-mail addresses, can be busy."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Json]] = []
        self.begun: list[Json] = []
        self.asked: list[str] = []
        self.failures: list[tuple[int, dict[str, str]]] = []
        self.emails: dict[str, str] = {}  # of members whose address is not their own name
        self.url = ""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v3/conversations", self._begin, methods=["POST"]),
                Route("/v3/conversations/{id}/activities", self._send, methods=["POST"]),
                Route("/v3/conversations/{id}/members/{member}", self._member),
            ]
        )

    def to(self, who: str) -> list[Json]:
        """The messages that somebody got."""
        return [message for place, message in self.sent if place == f"chat-{object_id(who)}"]

    async def _send(self, request: Request) -> Response:
        if self.failures:
            status, headers = self.failures.pop(0)
            return Response(status_code=status, headers=headers)
        self.sent.append((request.path_params["id"], await request.json()))
        return JSONResponse({"id": str(next(_numbers))})

    async def _begin(self, request: Request) -> Response:
        self.begun.append(await request.json())
        return JSONResponse({"id": f"chat-{self.begun[-1]['members'][0]['id']}"})

    async def _member(self, request: Request) -> Response:
        member = request.path_params["member"]
        self.asked.append(member)
        who = member.removeprefix("29:entra-")
        email = self.emails.get(member, f"{who}@voorbeeldstad.example")
        return JSONResponse({"id": member, "name": who, "email": email})


class Somebody:
    """One person in Teams: sees a dialog, fills it in, presses a button."""

    def __init__(self, town: "Door", who: str, locale: str = "nl-NL") -> None:
        self.town, self.user, self.locale, self.name = town, object_id(who), locale, "Iemand"
        self.extension = False
        self.card: Json = {}
        self.answer = Answer(0, {}, b"")

    def activity(self, **more: Any) -> Json:
        """An activity of theirs, as Teams posts it."""
        return {
            "id": str(next(_numbers)),
            "timestamp": "2026-03-10T09:30:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.town.connector.url,
            "from": {"id": f"29:{self.user}", "name": self.name, "aadObjectId": self.user},
            "conversation": {"id": f"chat-{self.user}", "tenantId": TENANT, "conversationType": "personal"},
            "recipient": {"id": "28:baken", "name": "Baken"},
            "locale": self.locale,
            "channelData": {"tenant": {"id": TENANT}},
        } | more

    def invoke(self, name: str, value: object) -> Answer:
        """Any invoke at all; a card that comes back takes the place of the one that was there."""
        self.answer = self.town.post(self.activity(type="invoke", name=name, value=value))
        shown = self.answer.json or {}
        if "task" in shown:
            self.card = shown["task"]["value"]["card"]["content"]
        elif self.answer.status == 200:
            self.card = {}
        return self.answer

    def fetch(self, do: str) -> Answer:
        """A button of a card in the conversation."""
        self.extension = False
        return self.invoke("task/fetch", {"data": {"msteams": {"type": "task/fetch"}, "baken": {"do": do}}})

    def command(self, command: str) -> Answer:
        """The message extension."""
        self.extension = True
        return self.invoke("composeExtension/fetchTask", {"commandId": command, "commandContext": "compose"})

    def say(self, text: str) -> Answer:
        return self.town.post(self.activity(type="message", text=text))

    def install(self, action: str = "add") -> Answer:
        return self.town.post(self.activity(type="installationUpdate", action=action))

    @property
    def step(self) -> str:
        """The screen of the dialog, such as report.start; nothing when it was closed."""
        for action in self.buttons():
            if "on" in action["data"].get("baken", {}):
                return ".".join(action["data"]["baken"]["on"][:2])
        return ""

    def elements(self) -> list[Json]:
        """Everything on the card, in the order in which it is read."""
        return list(elements(self.card))

    def inputs(self) -> dict[str, Json]:
        """The questions by name."""
        return {e["id"].split(".", 1)[1]: e for e in self.elements() if e["type"].startswith("Input.")}

    def buttons(self) -> list[Json]:
        return [e for e in self.elements() if e["type"] == "Action.Submit"]

    def text(self) -> str:
        """Everything that can be read."""
        return "\n".join(e["text"] for e in self.elements() if e["type"] in ("TextBlock", "TextRun"))

    def press(self, do: str, **values: object) -> Answer:
        """Fills in some fields, leaves the others as they are, and presses the button that begins so."""
        button = next((b for b in self.buttons() if b["data"]["baken"]["do"].startswith(do)), None)
        assert button, f"no button {do} on {self.step}: {[b['data']['baken']['do'] for b in self.buttons()]}"
        shown = {one["id"]: one.get("value", "") for one in self.inputs().values()}
        filled = {self.inputs()[name]["id"]: _as_sent(value) for name, value in values.items()}
        name = "composeExtension/submitAction" if self.extension else "task/submit"
        data = {**button["data"], **shown, **filled}
        return self.invoke(name, {"data": data, "commandId": "report", "commandContext": "compose"})

    def submit(self, **values: object) -> Answer:
        """Fills in and presses the button that sends."""
        button = next(b for b in self.buttons() if b.get("style") == "positive")
        return self.press(button["data"]["baken"]["do"], **values)

    def hand_in(self, **answers: object) -> "Somebody":
        """From the first screen through the whole dialogue to the receipt."""
        given: dict[str, object] = {
            "kind": "signal",
            "identity": "anonymous",
            "theme": "drugs",
            "story": "Elke nacht hetzelfde busje.",
        } | answers
        for _ in range(12):
            if self.step == "report.receipt":
                return self
            before = self.step
            self.submit(**{name: value for name, value in given.items() if name in self.inputs()})
            assert self.step != before, self.text()
        raise AssertionError(f"no receipt: {self.step}")

    def code(self) -> str:
        """The code on the receipt."""
        written = [e["text"] for e in self.elements() if e.get("fontType") == "Monospace"]
        return str(written[-1])


def elements(part: object) -> Iterator[Json]:
    """Every element of a card, in the order in which it is read."""
    if isinstance(part, list):
        for one in part:
            yield from elements(one)
    elif isinstance(part, dict):
        if "type" in part:
            yield part
        for key in ("body", "items", "columns", "inlines", "actions"):
            yield from elements(part.get(key))


def _as_sent(value: object) -> object:
    return ",".join(value) if isinstance(value, tuple) else value


class Door:
    """Where a running Baken is reached, with the connector that it sends to."""

    def __init__(self, connector: Connector, port: int) -> None:
        self.connector, self.port = connector, port

    def post(self, activity: object, headers: dict[str, str] | None = None) -> Answer:
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        return self.request(
            "POST", "/api/messages", body, {"content-type": "application/json"} | (headers or {})
        )

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            given = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, given, response.read())
        finally:
            connection.close()

    def somebody(self, who: str, locale: str = "nl-NL") -> Somebody:
        """Somebody of tests/support/world.py, or anybody else, in Teams."""
        return Somebody(self, who, locale)


class TeamsTown(Door):
    """What a test of the Teams side needs."""

    def __init__(self, world: World, connector: Connector, settings: Settings, port: int) -> None:
        from handlers.teams.send import TeamsCourier

        super().__init__(connector, port)
        self.world, self.settings = world, settings
        self.courier = TeamsCourier(settings, world.desk)

    def deliver(self) -> int:
        """Sends the notices that are due, as the clock does."""
        world = self.world
        return sending.send(world, {"teams": self.courier})


def settings_for(world: World, **more: str) -> Settings:
    """The settings of a deployment on this world that believes whoever is on this machine."""
    databases = {"database_url": world.main, "keys_database_url": world.keys}
    given = more or {"teams_unauthenticated": "loopback"}
    return read(_env_file=None, baken_master_keys=world.master, **databases, **given)


@contextmanager
def running_teams(world: World, **more: str) -> Iterator[TeamsTown]:
    """The app, listening, with a connector that it can send to. Nobody of the world was seen in Teams yet."""
    connector = Connector()
    with listening(connector.app()) as connectors_port:
        connector.url = f"http://127.0.0.1:{connectors_port}/"
        settings = settings_for(world, **more)
        with listening(build(settings, world.desk, clock_runs=False)) as port:
            yield TeamsTown(world, connector, settings, port)
