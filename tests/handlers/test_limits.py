"""A body over 1 MiB is refused, announced or not, before anybody holds it all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from handlers import limits
from handlers.limits import ALWAYS, LARGE_AT_ONCE, LARGE_EACH, LARGER, LARGEST, BodyLimit

PHOTOS = "/attach"


async def _size(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def _unread(_: Request) -> PlainTextResponse:
    return PlainTextResponse("unread")


def app() -> Starlette:
    made = Starlette(
        routes=[
            Route("/", _size, methods=["GET", "POST"]),
            Route(PHOTOS, _size, methods=["POST"]),
            Route("/unread", _unread, methods=["POST"]),
        ]
    )
    made.add_middleware(BodyLimit)
    return made


def post(
    content: bytes | AsyncIterator[bytes], headers: dict[str, str] | None = None, path: str = "/"
) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app()), base_url="http://baken.example"
        ) as client:
            return await client.post(path, content=content, headers=headers)

    return asyncio.run(send())


async def pieces(size: int, sent: list[int]) -> AsyncIterator[bytes]:
    """A body that comes in pieces without saying how long it is."""
    while size > 0:
        piece = min(size, 64 * 1024)
        sent.append(piece)
        size -= piece
        yield b"x" * piece


@pytest.mark.parametrize("size", [0, 1, LARGEST])
def test_a_body_up_to_one_mebibyte_is_read(size: int) -> None:
    assert post(b"x" * size).text == str(size)
    assert post(pieces(size, [])).text == str(size)


def test_a_body_that_says_it_is_larger_is_refused() -> None:
    answer = post(b"x" * (LARGEST + 1))
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_body_that_does_not_say_so_is_refused_as_soon_as_it_is_larger() -> None:
    sent: list[int] = []
    assert post(pieces(LARGEST + 1, sent)).status_code == 413
    assert sum(sent) <= LARGEST + 64 * 1024


def test_a_photo_may_be_larger() -> None:
    most = LARGER[PHOTOS]
    assert post(b"x" * most, path=PHOTOS).text == str(most)
    assert post(b"x" * (most + 1), path=PHOTOS).status_code == 413
    pieced: list[int] = []
    assert post(pieces(most * 2, pieced), path=PHOTOS).status_code == 413
    assert sum(pieced) <= most + 64 * 1024


def test_a_few_large_bodies_are_in_memory_and_the_next_is_told_at_once() -> None:
    """All other requests go on meanwhile, and small ones to the same address too."""

    async def all_of_it() -> tuple[list[int], list[int], list[int]]:
        go_on, held = asyncio.Event(), 0

        async def hold(request: Request) -> PlainTextResponse:
            nonlocal held
            if len(await request.body()) > LARGEST:
                held += 1
                await go_on.wait()
            return PlainTextResponse("held")

        made = Starlette(routes=[Route(path, hold, methods=["POST"]) for path in ("/", PHOTOS)])
        made.add_middleware(BodyLimit)
        async with AsyncExitStack() as stack:

            async def sent(size: int, home: int, path: str = PHOTOS) -> int:
                transport = httpx.ASGITransport(app=made, client=(f"192.0.2.{home}", 1))
                client = httpx.AsyncClient(transport=transport, base_url="http://baken.example")
                await stack.enter_async_context(client)
                return (await client.post(path, content=b"x" * size)).status_code

            homes = [home for home in range(LARGE_AT_ONCE // LARGE_EACH) for _ in range(LARGE_EACH)]
            first = [asyncio.create_task(sent(LARGEST + 1, home)) for home in homes[:-1]]
            while held < LARGE_AT_ONCE - 1:
                await asyncio.sleep(0)
            refused = await sent(LARGEST + 1, 0)
            first.append(asyncio.create_task(sent(LARGEST + 1, homes[-1])))
            while held < LARGE_AT_ONCE:
                await asyncio.sleep(0)
            small = [await sent(LARGEST, 0), await sent(LARGEST, 0, "/")]
            meanwhile = [refused, await sent(LARGEST + 1, 99), *small]
            go_on.set()
            return meanwhile, list(await asyncio.gather(*first)), [await sent(LARGEST + 1, 0)]

    assert asyncio.run(all_of_it()) == ([503, 503, 200, 200], [200] * LARGE_AT_ONCE, [200])


def test_a_large_body_that_stands_still_makes_room_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in the two minutes that a slow line has: it must come on."""
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    monkeypatch.setattr(limits, "SLOWEST", 8 * LARGEST)

    async def stands_still() -> AsyncIterator[bytes]:
        yield b"x" * (LARGEST + 1)
        await asyncio.sleep(60)

    async def answered() -> int:
        transport = httpx.ASGITransport(app=app())
        async with httpx.AsyncClient(transport=transport, base_url="http://baken.example") as client:
            return (await client.post(PHOTOS, content=stands_still())).status_code

    assert asyncio.run(asyncio.wait_for(answered(), 30)) == 408


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "9" * 5000, "", "1,2"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    assert post(b"x", {"content-length": length}).status_code == 413


def test_a_body_that_nobody_reads_hurts_nobody() -> None:
    assert post(b"x" * (LARGEST + 1), path="/unread").text == "unread"


def test_other_connections_pass() -> None:
    seen: list[str] = []

    async def inner(scope: dict[str, str], receive: object, send: object) -> None:
        seen.append(scope["type"])

    for kind in ("lifespan", "websocket"):
        asyncio.run(BodyLimit(inner)({"type": kind}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan", "websocket"]


def test_where_bodies_take_too_much_room_the_next_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD", 10)

    async def all_of_it() -> list[int]:
        go_on = asyncio.Event()

        async def hold(request: Request) -> PlainTextResponse:
            if await request.body():
                await go_on.wait()
            return PlainTextResponse("held")

        made = Starlette(routes=[Route(path, hold, methods=["POST"]) for path in ("/", ALWAYS)])
        made.add_middleware(BodyLimit)
        transport = httpx.ASGITransport(app=made)
        async with httpx.AsyncClient(transport=transport, base_url="http://baken.example") as client:
            first = asyncio.create_task(client.post("/", content=b"x" * 20))
            while (refused := await client.post("/")).status_code == 200:
                await asyncio.sleep(0)
            always = await client.post(ALWAYS)
            go_on.set()
            answers = [refused, always, await first, await client.post("/", content=b"x" * 20)]
        return [answer.status_code for answer in answers]

    assert asyncio.run(all_of_it()) == [503, 200, 200, 200]
