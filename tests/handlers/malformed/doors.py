"""The ways in, each with the requests that real use makes of it, signed as they are in earnest."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from tests.bot.directory.entra import ENTERPRISE, GROUP, PATCH, TOKEN, USER
from tests.bot.directory.files import lines
from tests.handlers.malformed.making import Maker
from tests.support import slack as slack_side
from tests.support.slack import FORM, Answer, signed
from tests.support.slack_api import SlackServer
from tests.support.teams import Answer as TeamsAnswer
from tests.support.teams import Connector, Somebody
from tests.support.teams import Door as TeamsDoor
from tests.support.world import slack_id

JSON = "application/json"
STAFF = lines("Nieuwe Collega;nieuw@voorbeeldstad.example;Wmo;;;;;")


class Request(NamedTuple):
    """What is sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Got(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]


Send = Callable[[Request], Got]
Door = Callable[[Send, Maker], Iterator[Request]]


def slack(send: Send, maker: Maker, server: SlackServer) -> Iterator[Request]:
    """Signed bodies on /slack/events: events, commands, shortcuts, buttons and modals."""
    seen: list[Any] = []

    def post(body: bytes, headers: dict[str, str]) -> Answer:
        got = send(Request("POST", "/slack/events", headers, body))
        assert got.status == 200, got
        seen.append(_read(body))
        return Answer(got.status, got.body)

    me = slack_side.Somebody(post, server, slack_id("coordinator"))
    me._event = maker.chance.randrange(10**9)  # or Slack would seem to send the same events again
    _use_slack(me, server)
    while True:
        kind, said = maker.chance.choice(seen)
        changed = maker.changed(said)
        body = _written(maker, kind, changed)
        if maker.chance.random() < 0.15:
            body = maker.broken(body)
        headers = signed(body, maker.kind(JSON if kind == "event" else FORM))
        yield Request(maker.method(), "/slack/events", headers, body)


def _use_slack(me: slack_side.Somebody, server: SlackServer) -> None:
    me.write()
    me.mention()
    me.open_home()
    me.event({"type": "team_join", "user": {"id": "U0NEW", "profile": {"email": "n@v.example"}}})
    me.shortcut()
    me.close()
    me.command()
    me.submit(kind="signal")
    me.press("report/back")
    me.close()
    me.press_in(server.said_to(me.user)[-1], "menu/coordinate")
    me.press("people/open")
    me.press("people/upload")
    me.submit(file=server.put("staf.csv", STAFF))
    me.close()


def _read(body: bytes) -> tuple[str, Any]:
    if body.startswith(b"{"):
        return "event", json.loads(body)
    form = dict(parse_qsl(body.decode()))
    return ("payload", json.loads(form["payload"])) if "payload" in form else ("command", form)


def _written(maker: Maker, kind: str, said: Any) -> bytes:
    if kind == "event":
        return maker.written(said)
    if kind == "payload":
        return urlencode({"payload": maker.written(said)}).encode()
    pairs = [(name, str(value)) for name, value in said.items()] if isinstance(said, dict) else []
    return urlencode(pairs, errors="replace").encode()


def teams(send: Send, maker: Maker, connector: Connector) -> Iterator[Request]:
    """Activities on /api/messages, from this machine itself."""
    for body, _ in _activities(send, maker, connector, lambda _: {}):
        yield Request(maker.method(), "/api/messages", {"content-type": maker.kind(JSON)}, body)


def signed_teams(
    send: Send, maker: Maker, connector: Connector, token: Callable[[str], str]
) -> Iterator[Request]:
    """The same as Bot Framework sends them: with a good token, made for the serviceUrl that the body has."""

    def vouched(activity: object) -> dict[str, str]:
        url = activity.get("serviceUrl") if isinstance(activity, dict) else None
        good = isinstance(url, str) and maker.chance.random() < 0.95
        return {"authorization": f"Bearer {token(str(url) if good else connector.url)}"}

    for body, head in _activities(send, maker, connector, vouched):
        yield Request(maker.method(), "/api/messages", head | {"content-type": maker.kind(JSON)}, body)


OLD_TYPES = (
    *("typing", "endOfConversation", "event", "messageUpdate", "messageDelete", "messageReaction", "ping"),
    *(
        "contactRelationUpdate",
        "deleteUserData",
        "handoff",
        "suggestion",
        "trace",
        "command",
        "invokeResponse",
    ),
)
OLD_INVOKES = (
    *("composeExtension/query", "composeExtension/queryLink", "composeExtension/onCardButtonClicked"),
    *("fileConsent/invoke", "signin/verifyState", "signin/tokenExchange", "config/fetch", "tab/fetch"),
    *("actionableMessage/executeAction", "message/submitAction", "application/search", ""),
)


def _activities(
    send: Send, maker: Maker, connector: Connector, vouched: Callable[[object], dict[str, str]]
) -> Iterator[tuple[bytes, dict[str, str]]]:
    """Bodies of activities that real use makes, and older ones, changed; with what vouches for each."""
    seen: list[Any] = []

    class Recorded(TeamsDoor):
        def post(self, activity: object, headers: dict[str, str] | None = None) -> TeamsAnswer:
            seen.append(activity)
            head = {"content-type": JSON} | vouched(activity)
            got = send(Request("POST", "/api/messages", head, json.dumps(activity).encode()))
            assert got.status == 200, got
            return TeamsAnswer(got.status, {}, got.body)

    me = Somebody(Recorded(connector, 0), "employee")
    _use_teams(me)
    seen.append(me.activity(type="conversationUpdate", membersAdded=[{"id": "29:x", "aadObjectId": "x"}]))
    seen += [me.activity(type=kind, text="hoi", value={"a": []}) for kind in OLD_TYPES]
    seen += [me.activity(type="invoke", name=name, value={"data": {}, "action": {}}) for name in OLD_INVOKES]
    while True:
        changed = maker.changed(maker.chance.choice(seen))
        body = maker.written(changed)
        if maker.chance.random() < 0.15:
            body = maker.broken(body)
        yield body, vouched(changed)


def _use_teams(me: Somebody) -> None:
    me.install()
    me.say("hoi")
    me.command("report")
    me.submit(kind="signal")
    me.press("report/back")
    me.fetch("menu/open/")
    me.fetch("follow/open/")
    me.submit(code="0000")
    me.invoke("adaptiveCard/action", {"action": {"data": {"baken": {"do": "menu/open/"}}}})


def scim(send: Send, maker: Maker) -> Iterator[Request]:
    """Users and groups, with the token."""
    user = {
        "schemas": [USER, ENTERPRISE],
        "externalId": "oid-x",
        "userName": "x@v.example",
        "active": True,
        "displayName": "X Fictief",
        "emails": [{"primary": True, "type": "work", "value": "x@v.example"}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": "x", "familyName": "Fictief", "givenName": "x"},
        "preferredLanguage": "nl-NL",
        ENTERPRISE: {"department": "Wmo", "manager": {"value": "1"}},
    }
    changes = [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "1"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "y@v.example"},
        {"op": "Remove", "path": 'members[value eq "1"]'},
        {"op": "Add", "path": "members", "value": [{"value": "1", "$ref": None}]},
        {"op": "Replace", "value": {"displayName": "Y", f"{ENTERPRISE}:department": "Z"}},
    ]
    group = {"schemas": [GROUP], "displayName": "Balie", "externalId": "g", "members": [{"value": "1"}]}
    search = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": 'userName eq "x"'}
    sent: list[tuple[str, str, Any]] = [
        ("POST", "/Users", user),
        ("PUT", "/Users/1", user),
        ("PATCH", "/Users/1", {"schemas": [PATCH], "Operations": changes}),
        ("POST", "/Groups", group),
        ("PUT", "/Groups/1", group),
        ("PATCH", "/Groups/1", {"schemas": [PATCH], "Operations": changes}),
        ("POST", "/Users/.search", search),
        ("GET", "/Users", {"filter": 'userName eq "x" and emails[type eq "work"]', "startIndex": "1"}),
        ("GET", "/Groups", {"filter": 'displayName co "a"', "count": "2", "excludedAttributes": "members"}),
        ("DELETE", "/Users/1", {}),
    ]
    headers = {"authorization": f"Bearer {TOKEN}"}
    while True:
        method, path, said = maker.chance.choice(sent)
        if maker.chance.random() < 0.1:
            path = maker.text(path).encode(errors="replace").decode("latin-1").replace("\0", "%00")
        changed = maker.changed(said) if said else {}
        body = maker.written(changed)
        if method == "GET":
            pairs = changed.items() if isinstance(changed, dict) else []
            query = urlencode([(name, str(value)) for name, value in pairs], errors="replace")
            path, body = f"{path}?{query}"[:8_000], b""
        if maker.chance.random() < 0.1:
            body = maker.broken(body)
        path = "".join(one if 32 < ord(one) < 127 else f"%{ord(one) & 255:02X}" for one in path)
        head = headers | {"content-type": maker.kind("application/scim+json")}
        yield Request(maker.method(method), f"/scim/v2{path}", head, body)


FORMS = (
    [
        ("_do", "follow/find"),
        ("_dialogue", "follow"),
        ("_step", "code"),
        ("_typed", "code"),
        ("code", "0000"),
    ],
    [("_do", "follow/add"), ("_dialogue", "follow"), ("_token", "x" * 43), ("_typed", "addition")],
    [("_do", "language/en"), ("_dialogue", "follow"), ("_step", "code"), ("_typed", "code"), ("code", "x")],
    [("_do", "learn/verified"), ("_dialogue", "learn"), ("_typed", "code"), ("code", "0000-0000-0000")],
    [("_do", "report/answer/"), ("_dialogue", "report"), ("_step", "start"), ("_chosen", "kind")],
    [("_do", "people/check"), ("_who", "coordinator"), ("leavers", "leavers"), ("_step", "upload")],
    [("_do", "casework/show/1"), ("_who", "coordinator"), ("_dialogue", "casework"), ("_of", "a:1")],
)
PAGES = (
    *(
        "/",
        "/?lang=en",
        "/file?kind=account&argument=2026-01-01/2026-06-30&who=coordinator",
        "/figures?first=2026-01",
    ),
    *(
        "/in/x",
        "/intranet",
        "/intranet/voorbeeldstad?lang=en",
        "/pictures/x",
        "/static/baken.css",
        "/teams/file/x",
    ),
)


def web(send: Send, maker: Maker) -> Iterator[Request]:
    """Posted forms, uploads, and addresses."""
    while True:
        if maker.chance.random() < 0.2:
            path = maker.text(maker.chance.choice(PAGES)).encode(errors="replace").decode("latin-1")
            path = "/" + "".join(one if 32 < ord(one) < 127 else f"%{ord(one) & 255:02X}" for one in path[1:])
            yield Request(
                maker.method("GET"),
                path,
                {
                    "accept-language": maker.text("nl;q=0.8")
                    .replace("\n", "")
                    .encode(errors="replace")
                    .decode("latin-1")
                    .replace("\0", "")
                },
                b"",
            )
            continue
        yield posted(maker, [(as_text(name), as_text(value)) for name, value in _pairs(maker)])


def posted(maker: Maker, form: list[tuple[bytes, bytes]]) -> Request:
    """A form as a browser posts it, or with a file, or broken."""
    if maker.chance.random() < 0.2:
        body = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name, value)
            for name, value in form
        )
        body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        body += maker.broken(STAFF) + b"\r\n--x--\r\n"
        path, kind = "/upload", "multipart/form-data; boundary=x"
    else:
        body, path, kind = urlencode(form).encode(), "/", FORM
    if maker.chance.random() < 0.15:
        body = maker.broken(body)
    return Request(maker.method(), path, {"content-type": maker.kind(kind)}, body)


def _pairs(maker: Maker) -> list[tuple[object, object]]:
    changed = maker.changed([list(pair) for pair in maker.chance.choice(FORMS)])
    rows = changed if isinstance(changed, list) else []
    return [(row[0], row[1]) for row in rows if isinstance(row, list) and len(row) == 2]


def as_text(value: object) -> bytes:
    """A value as a field of a form holds it."""
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="surrogatepass")
