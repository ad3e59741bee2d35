"""Whoever takes a connection and is slow, or goes away, costs nobody else a place and the log no word."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from handlers import connections, limits
from handlers.connections import Connection
from handlers.limits import ALWAYS, BodyLimit
from tests.support.patience import tries, until
from tests.support.slack_town import listening

HEAD = b"POST / HTTP/1.1\r\nHost: baken.example\r\n"
SHORT = 0.3  # seconds


def app(go_on: threading.Event | None = None) -> Starlette:
    async def size(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    async def unread(_: Request) -> PlainTextResponse:
        return PlainTextResponse("unread")

    async def held(_: Request) -> PlainTextResponse:
        await asyncio.to_thread((go_on or threading.Event()).wait, 20)
        return PlainTextResponse("held")

    async def broken(_: Request) -> PlainTextResponse:
        raise ValueError("planted")

    async def stream(_: Request) -> StreamingResponse:
        async def pieces() -> object:
            for number in range(3):
                await asyncio.sleep(SHORT)
                yield f"{number}"

        return StreamingResponse(pieces())  # type: ignore[arg-type]

    made = Starlette(
        routes=[
            Route("/", size, methods=["GET", "POST"]),
            Route("/unread", unread, methods=["GET", "POST"]),
            Route("/held", held),
            Route("/broken", broken),
            Route("/stream", stream),
            Route(ALWAYS, unread),
        ]
    )
    made.add_middleware(BodyLimit)
    return made


@contextmanager
def serving(made: Starlette, trusted: str = "") -> Iterator[int]:
    """The app as `baken serve` runs it, on a real port."""
    proxies: dict[str, Any] = {"proxy_headers": bool(trusted), "forwarded_allow_ips": trusted or None}
    served = {"access_log": True, "timeout_keep_alive": 1, "http": Connection, "ws": "none"}
    with listening(made, **served, **proxies) as port:
        yield port


def dial(port: int, *said: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    for some in said:
        connection.sendall(some)
    return connection


def heard(connection: socket.socket) -> bytes:
    """Everything up to the end of the connection."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while some := connection.recv(65_536):
            found += some
    connection.close()
    return found


def get(port: int, path: str) -> bytes:
    return heard(dial(port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience is short."""
    monkeypatch.setattr(connections, "HEAD", SHORT)
    monkeypatch.setattr(limits, "SECONDS", SHORT)


@pytest.mark.parametrize("said", [b"", b"GET", HEAD, HEAD + b"Content-Length: 1"])
def test_a_head_that_never_ends_is_not_waited_for(said: bytes, quick: None) -> None:
    with serving(app()) as port:
        assert heard(dial(port, said)) == b""


def test_a_head_that_comes_a_letter_at_a_time_is_not_waited_for(quick: None) -> None:
    with serving(app()) as port:
        connection = dial(port, HEAD)
        with pytest.raises(OSError):
            for _ in tries(60, pause=0.05):
                connection.sendall(b"x")
        connection.close()


def test_a_head_without_end_is_refused() -> None:
    with serving(app()) as port:
        connection = dial(port, HEAD)
        with contextlib.suppress(OSError):
            for number in range(3_000):
                connection.sendall(b"x-%d: %s\r\n" % (number, b"y" * 100))
        assert heard(connection).startswith((b"HTTP/1.1 431", b""))


def test_a_body_that_never_ends_is_told_so_and_leaves_no_trace(
    quick: None, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(app()) as port:
        many = [dial(port, HEAD + b"Content-Length: 9\r\n\r\nslow") for _ in range(50)]
        assert all(heard(one).startswith(b"HTTP/1.1 408") for one in many)
        assert get(port, "/unread").endswith(b"unread")
    assert caplog.text == ""


@pytest.mark.parametrize("path", [b"/", b"/unread"])
def test_whoever_goes_away_in_the_middle_of_a_body_leaves_no_trace(
    path: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(app()) as port:
        for _ in range(50):
            dial(port, HEAD.replace(b" / ", b" %s " % path) + b"Content-Length: 9\r\n\r\nslow").close()
        assert get(port, "/unread").endswith(b"unread")
    assert caplog.text == ""


def test_the_rest_of_a_body_that_was_answered_is_not_waited_for(
    quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(app()) as port:
        connection = dial(port, HEAD.replace(b" / ", b" /unread ") + b"Content-Length: 900000\r\n\r\nslow")
        assert b"unread" in connection.recv(65_536)
        with pytest.raises(OSError):
            for _ in tries(60, pause=0.05):
                connection.sendall(b"x")
        connection.close()


def test_a_body_that_is_too_large_is_answered_before_the_door_closes() -> None:
    with serving(app()) as port:
        large = b"x" * (limits.LARGEST + 1)
        connection = dial(port, HEAD + b"Content-Length: %d\r\n\r\n" % len(large), large)
        assert connection.recv(20).startswith(b"HTTP/1.1 413")
        connection.close()


def test_one_connection_serves_many_requests_also_with_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(app()) as port:
        connection = dial(port)
        for _ in range(5):
            connection.sendall(HEAD + b"Content-Length: 4\r\n\r\nfour")
            assert connection.recv(65_536).endswith(b"4")
        connection.sendall((HEAD + b"Content-Length: 4\r\n\r\nfour") * 3)
        found = b""
        while found.count(b"HTTP/1.1 200") < 3:
            found += connection.recv(65_536)
        connection.close()


def test_an_answer_that_takes_longer_than_a_head_may_is_brought_to_its_end(quick: None) -> None:
    with serving(app()) as port:
        answer = get(port, "/stream")
        assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"0\r\n1\r\n1\r\n1\r\n2\r\n0\r\n\r\n")


def test_there_is_always_room_for_one_more_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits longest without a request makes room."""
    monkeypatch.setattr(connections, "MOST", 20)
    with serving(app()) as port:
        slow = [dial(port, HEAD) for _ in range(60)]
        assert get(port, ALWAYS).endswith(b"unread")
        assert get(port, "/unread").endswith(b"unread")
        assert heard(slow[0]) == b""
        for one in slow[1:]:
            one.close()


def test_where_too_many_are_at_work_the_next_is_told_at_once_and_the_health_check_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 3)
    go_on = threading.Event()
    with serving(app(go_on)) as port:
        held = [dial(port, b"GET /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") for _ in range(3)]
        until(lambda: get(port, "/unread").startswith(b"HTTP/1.1 503"))
        assert b"retry-after" in get(port, "/unread")
        assert get(port, ALWAYS).endswith(b"unread")
        go_on.set()
        assert all(heard(one).endswith(b"held") for one in held)
        assert get(port, "/unread").endswith(b"unread")


def test_what_breaks_is_logged_by_kind_and_place_alone(caplog: pytest.LogCaptureFixture) -> None:
    with serving(app()) as port:
        assert get(port, "/broken").startswith(b"HTTP/1.1 500")
    assert "ValueError at test_connections.py" in caplog.text
    assert "planted" not in caplog.text and "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "said",
    [
        *(b"\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"),
        b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://[bad/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http_gets_no_traceback(
    said: bytes, quick: None, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(app()) as port:
        answer = heard(dial(port, said))
        assert not answer.startswith(b"HTTP/1.1 5")
        assert get(port, "/unread").endswith(b"unread")
    assert "Traceback" not in caplog.text


def came_from(port: int, headers: str) -> str:
    return (
        heard(dial(port, f"GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n".encode()))
        .rpartition(b"\r\n")[2]
        .decode()
    )


@pytest.mark.parametrize(
    ("trusted", "forwarded", "who"),
    [
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),  # what the proxy added stands last
        ("10.0.0.0/8, 127.0.0.1", "198.51.100.1, 192.0.2.7, 10.1.2.3", "192.0.2.7"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("10.0.0.1", "192.0.2.7", "127.0.0.1"),  # from whoever is no proxy of ours it does nothing
        ("", "192.0.2.7", "127.0.0.1"),
    ],
)
def test_only_the_address_that_a_trusted_proxy_gives_counts(trusted: str, forwarded: str, who: str) -> None:
    async def said(request: Request) -> PlainTextResponse:
        assert request.client is not None
        return PlainTextResponse(request.client.host)

    with serving(Starlette(routes=[Route("/who", said)]), trusted) as port:
        assert came_from(port, f"X-Forwarded-For: {forwarded}\r\n" if forwarded else "") == who
