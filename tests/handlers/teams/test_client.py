"""What we ask of Teams is what Microsoft's SDK asks; and what becomes of every answer."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import jwt
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.foundation.screen import Action, Note, Screen
from bot.foundation.settings import Settings, read
from bot.messages.courier import Address, CannotDeliver
from handlers.teams import client, render
from handlers.teams.client import Client
from handlers.teams.send import TeamsCourier
from storage import conversations
from storage.masters import new_master
from storage.people import AddressRow
from tests.support import sending
from tests.support.servers import free_port
from tests.support.slack_town import listening
from tests.support.teams import TENANT
from tests.support.teams_issuer import APP
from tests.support.world import World

if TYPE_CHECKING:
    from tests.support.teams_sdk import Sdk

pytestmark = pytest.mark.filterwarnings("ignore:The bot client is deprecated")  # the SDK uses it itself

# The SDK looks into it.
TOKEN = jwt.encode({"aud": "https://api.botframework.com"}, "not a secret, and long enough for it")
CONVERSATIONS = ["a:1Abc-_9~", "19:abc@thread.tacv2", "19:abc@thread.tacv2;messageid=17", "één gesprek+(1)"]
MEMBER: dict[str, Any] = {"id": "29:1", "name": "Nina", "email": "nina@voorbeeldstad.example"}
SCREEN = Screen(
    "notice",
    "new",
    "“Baken” – één melding 🚧",
    (Note("Regel 1\nRegel 2"),),
    actions=(Action("menu", "open", "Menu"),),
    confidential=False,
)


class Asked(NamedTuple):
    """A request, but for what says which program made it."""

    method: str
    path: bytes
    query: str
    headers: dict[str, str]
    body: Any


class Recorder:
    """Keeps what was asked, and answers with what is next; the last answer is for all that follow."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Callable[[], Response]] = []

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        kept = {name: request.headers.get(name, "") for name in ("authorization", "content-type", "accept")}
        path, query = request.scope["raw_path"], request.url.query
        self.asked.append(Asked(request.method, path, query, kept, json.loads(body) if body else None))
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def url(recorder: Recorder) -> Iterator[str]:
    routes = [Route("/{path:path}", recorder.answer, methods=["GET", "POST"])]
    with listening(Starlette(routes=routes)) as port:
        yield f"http://127.0.0.1:{port}/emea"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    async def token(_: str) -> str:
        return TOKEN

    monkeypatch.setattr(client, "token_source", lambda _: token)
    return read(
        _env_file=None,
        baken_master_keys=new_master(),
        teams_app_id=APP,
        teams_app_secret="none",
        teams_tenant_id=TENANT,
    )


def says(status: int, content: Any = None, **headers: str) -> Callable[[], Response]:
    body = b"" if content is None else content if isinstance(content, bytes) else json.dumps(content).encode()
    return lambda: Response(body, status, {name.replace("_", "-"): one for name, one in headers.items()})


def breaks_off() -> Response:
    """Half an answer: it was promised to be longer."""

    async def pieces() -> Any:
        yield b'{"id":'
        raise ConnectionError

    return StreamingResponse(pieces(), 201, {"content-length": "100"})


def ask(settings: Settings, what: Callable[[Client], Awaitable[Any]], patient: bool = False) -> Any:
    async def once() -> Any:
        asking = Client(settings, patient)
        try:
            return await what(asking)
        finally:
            await asking.close()

    return asyncio.run(once())


def sdk(url: str | None = None) -> "Sdk":
    from tests.support.teams_sdk import Sdk  # a second to load, for the tests that ask it

    return Sdk(APP, TENANT, TOKEN, url)


def card() -> dict[str, Any]:
    return render.message(SCREEN)


def both(recorder: Recorder, ours: Any, theirs: Any) -> Asked:
    """What both asked."""
    assert ours == theirs
    one, other = recorder.asked
    assert one == other
    return one


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_a_message_is_sent_as_the_sdk_sends_it(
    conversation: str, slash: str, recorder: Recorder, url: str, settings: Settings
) -> None:
    recorder.answers = [says(201, {"id": "1"})]
    said = client.message(card() | {"nothing": None}, "“Hoi” 🚧")
    ours = ask(settings, lambda asking: asking.send(url + slash, conversation, said))
    theirs = asyncio.run(sdk().send(url + slash, conversation, card() | {"nothing": None}, "“Hoi” 🚧"))
    asked = both(recorder, ours, theirs)
    assert asked.method == "POST" and asked.path.startswith(b"/emea/v3/conversations/")
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.body["type"] == "message" and asked.body["attachments"][0]["content"]["nothing"] is None


def test_a_conversation_begins_as_the_sdk_begins_it(
    recorder: Recorder, url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sdk().everywhere == client.EVERYWHERE
    monkeypatch.setattr(client, "EVERYWHERE", url)
    recorder.answers = [says(201, {"id": "a:new", "activityId": None, "more": 1})]
    ours = ask(settings, lambda asking: asking.begin("entra-1", TENANT))
    theirs = asyncio.run(sdk(url).begin("entra-1", TENANT))
    assert both(recorder, ours, theirs).body == {"members": [{"id": "entra-1"}], "tenantId": TENANT}
    assert ours == "a:new"


@pytest.mark.parametrize(
    "known",
    [
        MEMBER,
        {"id": "29:1", "userPrincipalName": "nina@voorbeeldstad.example"},
        {"id": "29:1", "name": None, "email": "", "userPrincipalName": "nina@voorbeeldstad.example"},
        {"id": "29:1"},
    ],
)
@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_who_somebody_is_is_asked_as_the_sdk_asks_it(
    conversation: str, known: dict[str, Any], recorder: Recorder, url: str, settings: Settings
) -> None:
    recorder.answers = [says(200, known)]
    ours = ask(settings, lambda asking: asking.member(url, conversation, "29:1bAb-_"))
    assert both(recorder, ours, asyncio.run(sdk().member(url, conversation, "29:1bAb-_"))).method == "GET"


def test_an_id_is_one_part_of_the_address(recorder: Recorder, url: str, settings: Settings) -> None:
    recorder.answers = [says(200, MEMBER)]
    ask(settings, lambda asking: asking.member(url, "a/../b?c#d%2F", "é"))
    assert recorder.asked[0].path == b"/emea/v3/conversations/a%2F..%2Fb%3Fc%23d%252F/members/%C3%A9"
    for leads_away in ("", ".", ".."):
        with pytest.raises(ValueError):
            ask(settings, lambda asking, id=leads_away: asking.member(url, id, "29:1"))  # type: ignore[misc]
    assert len(recorder.asked) == 1


def test_nothing_follows_a_redirect(recorder: Recorder, url: str, settings: Settings) -> None:
    recorder.answers = [says(307, None, location=f"{url}/elsewhere"), says(200, MEMBER)]
    with pytest.raises(httpx.HTTPStatusError):
        ask(settings, lambda asking: asking.member(url, "a:1", "29:1"))
    assert len(recorder.asked) == 1


@pytest.mark.parametrize(
    "answer", [b"", b"no", b"[]", b'{"id": ""}', b'{"id": 1}', b'{"id": "' + b"a" * client.LARGEST + b'"}']
)
def test_an_answer_that_is_none_begins_nothing(
    answer: bytes, recorder: Recorder, url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "EVERYWHERE", url)
    recorder.answers = [says(201, answer)]
    with pytest.raises(ValueError):
        ask(settings, lambda asking: asking.begin("entra-1", TENANT))


@pytest.mark.parametrize(
    ("patient", "refusals", "asked"),
    [
        (True, [says(429, None, retry_after="0")], 2),
        (True, [says(429, None, retry_after="0")] * 2, 2),
        (True, [says(429, None, retry_after="4")], 1),
        (True, [says(429, None, retry_after="tomorrow")], 1),
        (True, [says(503, None, retry_after="0")], 1),
        (False, [says(429, None, retry_after="0")], 1),
    ],
)
def test_who_waits_is_asked_for_again_once_when_it_came_too_fast(
    patient: bool, refusals: Any, asked: int, recorder: Recorder, url: str, settings: Settings
) -> None:
    recorder.answers = [*refusals, says(200, MEMBER)]
    comes = asked > len(refusals)
    try:
        found = ask(settings, lambda asking: asking.member(url, "a:1", "29:1"), patient)
        assert comes and found == ("Nina", MEMBER["email"])
    except httpx.HTTPStatusError:
        assert not comes
    assert len(recorder.asked) == asked


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, 1), ("17", 17), ("-1", 0), ("nan", 0), ("inf", 3_600), ("1e9", 3_600), ("tomorrow", 30)],
)
def test_teams_says_how_long_to_wait_and_cannot_say_for_ever(said: str | None, seconds: float) -> None:
    answer = httpx.Response(429, headers={"retry-after": said} if said else {})
    error = httpx.HTTPStatusError("", request=httpx.Request("GET", "http://127.0.0.1"), response=answer)
    assert client.retry_after(error) == seconds


@pytest.fixture
def courier(sqlite_world: World, url: str, settings: Settings) -> TeamsCourier:
    """Somebody talked to Baken, and Teams is the recorder."""
    with sqlite_world.unit() as session:
        conversations.keep(session, AddressRow("teams", TENANT, "entra-1"), "a:1", url)
    return TeamsCourier(settings, sqlite_world.desk)


@pytest.mark.parametrize(
    "taken",
    [
        says(201, b'{"id":'),
        says(201, b"[]"),
        says(202),
        says(201, b"{" * (client.LARGEST + 1)),
    ],
)
def test_what_teams_took_was_sent_whatever_it_says_of_it(
    taken: Any, courier: TeamsCourier, recorder: Recorder
) -> None:
    recorder.answers = [taken]
    sending.bring(courier, Address("teams", TENANT, "entra-1"), SCREEN)
    assert len(recorder.asked) == 1


@pytest.mark.parametrize(
    ("answer", "unknown", "never"),
    [
        (breaks_off, True, False),
        (says(201, b"no gzip", content_encoding="gzip"), True, False),
        (says(500), True, False),
        (says(502), True, False),
        (says(504), True, False),
        (says(403), False, True),
        (says(404), False, True),
        (says(400), False, False),
        (says(401), False, False),
        (says(429), False, False),
        (says(503), False, False),
        (says(307, None, location="/"), False, False),
    ],
)
def test_only_what_was_refused_may_be_sent_again(
    answer: Any, unknown: bool, never: bool, courier: TeamsCourier, recorder: Recorder
) -> None:
    recorder.answers = [answer]
    with pytest.raises(CannotDeliver) as failure:
        sending.bring(courier, Address("teams", TENANT, "entra-1"), SCREEN)
    assert (failure.value.unknown, failure.value.never) == (unknown, never)
    assert len(recorder.asked) == 1


def test_where_nobody_listens_nothing_arrived(sqlite_world: World, settings: Settings) -> None:
    with sqlite_world.unit() as session:
        nowhere = f"http://127.0.0.1:{free_port()}"
        conversations.keep(session, AddressRow("teams", TENANT, "entra-1"), "a:1", nowhere)
    with pytest.raises(CannotDeliver) as failure:
        sending.bring(TeamsCourier(settings, sqlite_world.desk), Address("teams", TENANT, "entra-1"), SCREEN)
    assert not failure.value.unknown
