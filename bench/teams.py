"""Teams: one answered step beside a no-op of Microsoft's SDK, and how long forged tokens hold people up."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench import municipality
from bench.client import drive
from bench.measure import Chapter, Slice, milliseconds, on_core, processor_time, ratios, take_turns
from bench.modal import STORY
from bench.steps import AIMS, CLIENT_CORE, SERVER_CORE
from tests.support.servers import RunningServer, running_server
from tests.support.teams import TENANT, Answer, Connector, Door, Json, Somebody
from tests.support.teams_issuer import APP, Issuer, running_issuer

FLOOR, AGAIN, OURS = "bare Teams SDK no-op", "bare Teams SDK no-op, a second one", "answered step, SQLite"
CONNECTOR = "http://127.0.0.1:9/"  # nobody is there, and nothing is sent
FORGED = 100
DELAY = 0.05  # seconds that the issuer takes over an answer: a fetch over the internet
ANSWERS: Json = {
    "kind": "signal",
    "identity": "anonymous",
    "theme": "drugs",
    "story": STORY,
    "where": "Loods 7",
}

Request = Callable[[bytes, int], bytes]


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """One chapter for each number of clients, and one for the forged tokens."""
    turns, seconds = (3, 1.0) if quick else (7, 2.5)
    with ExitStack() as stack:
        issuer = stack.enter_context(running_issuer())
        issuer.delay = DELAY
        servers = _servers(stack, folder, issuer)
        token = issuer.token(CONNECTOR, exp=int(time.time()) + 3_600)
        walks = [_walk(servers[OURS].port, token, f"person{n}") for n in range(50)]
        chapters = []
        for clients in (1, 50):
            cost: dict[str, list[float]] = {name: [] for name in servers}
            contestants = {
                name: partial(_turn, server, walks[:clients], seconds, partial(_request, token), cost[name])
                for name, server in servers.items()
            }
            with on_core(CLIENT_CORE):
                take_turns(1, contestants)  # to warm up
                slices = take_turns(turns, contestants)
            chapters.append(_chapter(clients, slices, {name: all_[1:] for name, all_ in cost.items()}))
        chapters.append(_stalls(servers, issuer))
    return chapters


def _servers(stack: ExitStack, folder: Path, issuer: Issuer) -> dict[str, RunningServer]:
    databases = municipality.sqlite(folder)
    municipality.prepare(databases)
    teams = {"TEAMS_APP_ID": APP, "TEAMS_APP_SECRET": "none", "TEAMS_TENANT_ID": TENANT}
    ours = municipality.environment(databases) | teams | {"TEAMS_OPENID_URL": f"{issuer.url}/openid"}
    ours = {name: value for name, value in ours.items() if not name.startswith("SLACK_")}
    floor = teams | {"BENCH_ISSUER": issuer.url}
    with on_core(SERVER_CORE):
        return {
            FLOOR: stack.enter_context(running_server(["-m", "bench.teams_floor"], floor)),
            AGAIN: stack.enter_context(running_server(["-m", "bench.teams_floor"], floor)),
            OURS: stack.enter_context(running_server(["-m", "handlers.cli", "serve"], ours)),
        }


class _Recording(Door):
    """A door that keeps the bodies of the steps that were posted."""

    def __init__(self, port: int, token: str) -> None:
        connector = Connector()
        connector.url = CONNECTOR
        super().__init__(connector, port)
        self._token, self.bodies = token, list[bytes]()

    def post(self, activity: object, headers: dict[str, str] | None = None) -> Answer:
        body = json.dumps(activity).encode()
        self.bodies.append(body)
        authorization = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        return self.request("POST", "/api/messages", body, authorization)


def _walk(port: int, token: str, who: str) -> list[bytes]:
    """What is posted for each question: all but the last give the next one (see modal.walk)."""
    whole = _answers(port, token, who)
    return [*_answers(port, token, who, len(whole) - 1), whole[-1]]


def _answers(port: int, token: str, who: str, most: int = 12) -> list[bytes]:
    """Opens the dialog and answers its questions up to the review, or so many."""
    door = _Recording(port, token)
    me = Somebody(door, who)
    me.fetch("report/begin/")
    door.bodies.clear()
    while me.step != "report.review" and len(door.bodies) < most:
        me.submit(**{name: value for name, value in ANSWERS.items() if name in me.inputs()})
    return door.bodies


def _request(token: str, body: bytes, _now: int) -> bytes:
    return (
        b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
    ) % (token.encode(), len(body)) + body


def _turn(
    server: RunningServer, clients: list[list[bytes]], seconds: float, request: Request, cost: list[float]
) -> Slice:
    before = processor_time(server.process.pid)
    times = drive(server.port, clients, seconds, request)
    cost.append((processor_time(server.process.pid) - before) / len(times))
    return times


def _chapter(clients: int, slices: dict[str, list[Slice]], cost: dict[str, list[float]]) -> Chapter:
    chapter = Chapter(f"Teams: one answered step, {clients} client{'s' if clients > 1 else ''}")
    for name, measured in slices.items():
        for share in AIMS:
            chapter.add(f"{name}, p{share * 100:.0f}", milliseconds(measured, share), " ms")
    for share, aim in AIMS.items():
        found = ratios(slices[OURS], slices[FLOOR], share)
        chapter.add_ratio(f"{OURS} against bare SDK, p{share * 100:.0f}", found, aim)
    found = [ours / floor for ours, floor in zip(cost[OURS], cost[FLOOR], strict=True)]
    chapter.add_ratio(f"{OURS} against bare SDK, processor time", found)
    for share in AIMS:
        noise = ratios(slices[AGAIN], slices[FLOOR], share)
        chapter.add_ratio(f"noise: one floor against the other, p{share * 100:.0f}", noise)
    return chapter


def _stalls(servers: dict[str, RunningServer], issuer: Issuer) -> Chapter:
    """How long somebody else has to wait while forged tokens of so many tenants come in."""
    chapter = Chapter(f"Teams: {FORGED} forged tokens of as many unknown tenants")
    for name in (OURS, FLOOR):
        asked = issuer.asked
        chapter.add(f"{name}, longest wait of somebody else", _stall(servers[name], issuer) * 1000, " ms")
        chapter.add(f"{name}, fetches of keys", issuer.asked - asked, "")
    chapter.notes.append(f"the issuer takes {DELAY * 1000:.0f} ms over each answer")
    return chapter


def _stall(server: RunningServer, issuer: Issuer) -> float:
    longest, done = 0.0, threading.Event()

    def watch() -> None:
        nonlocal longest
        while not done.is_set():
            before = time.perf_counter()
            with urllib.request.urlopen(f"{server.url}/healthz") as answer:
                answer.read()
            longest = max(longest, time.perf_counter() - before)
            time.sleep(0.001)

    tokens = [
        issuer.token(CONNECTOR, key=issuer.other, kid=f"key-{n}", iss=f"{issuer.url}/{n}/v2.0", tid=str(n))
        for n in range(FORGED)
    ]
    door = _Recording(server.port, "")
    body = json.dumps(Somebody(door, "forger").activity(type="message", text="hoi")).encode()
    watching = threading.Thread(target=watch)
    watching.start()
    posting = [threading.Thread(target=_post, args=(server.url, body, token)) for token in tokens]
    for thread in posting:
        thread.start()
    for thread in posting:
        thread.join()
    done.set()
    watching.join()
    return longest


def _post(url: str, body: bytes, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        urllib.request.urlopen(urllib.request.Request(f"{url}/api/messages", body, headers), timeout=60)
    except urllib.error.HTTPError as refused:
        assert refused.code in (401, 503), refused.code
    else:
        raise AssertionError("a forged token came in")
