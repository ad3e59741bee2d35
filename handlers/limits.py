"""What a request may ask of the server: so many at once, so many bytes, so many seconds.

When something breaks there is a short answer, while the log says what kind of thing broke and where."""

import asyncio
from collections import Counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.foundation.limits import network
from handlers.logs import log_failure

LARGEST = 1024 * 1024  # bytes of a body
SECONDS = 15.0  # in which a body must be here
LARGER = {"/attach": 16 * 1024 * 1024}  # where a photo or a scanned document is taken
LONGER = {"/upload": 60.0, "/attach": 120.0}  # over a slow line
LARGE_AT_ONCE = 6  # bodies over the usual limit that are in memory
LARGE_EACH = 2  # of those from one network
SLOWEST = 64 * 1024  # bytes a second at which a large body must come
AT_ONCE = 1_000  # requests that are being answered
HELD = 128 * 1024 * 1024  # bytes of their bodies
ALWAYS = "/healthz"  # whoever looks whether we live, always gets an answer

HEAVY = "The request is too large."
SLOW = "The request did not come in time."
CROWDED = "Too many requests at this moment."
BROKEN = "Something went wrong here."


class Refused(Exception):
    """The body is not taken. Who reads it may answer that in words of their own; else we do."""

    status, why = 400, "The request did not come whole."


class TooLarge(Refused):
    """The body is over the limit."""

    status, why = 413, HEAVY


class TooSlow(Refused):
    """The body was not here in time."""

    status, why = 408, SLOW


class TooMany(Refused):
    """So many large bodies are in memory that there is no room for this one."""

    status, why = 503, CROWDED


class BodyLimit:
    """Answers 413 to a body over 1 MiB, or over what its address takes, whether its length was announced or
    not, and 408 to one that comes too slowly; 503 when there are too many requests, or too many large ones.
    Whoever went away before the end is not worth a word."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._now, self._held = app, 0, 0
        self._large = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif (self._now >= AT_ONCE or self._held >= HELD) and scope["path"] != ALWAYS:
            await _answer(send, 503, CROWDED)
        else:
            self._now += 1
            try:
                await self._bounded(scope, receive, send)
            finally:
                self._now -= 1

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        largest = LARGER.get(scope["path"], LARGEST)
        too_large = not announced.isdigit() or len(announced) > 9 or int(announced) > largest
        read, whole, started, is_large, until = 0, False, False, False, 0.0
        started_at, home = asyncio.get_running_loop().time(), network((scope.get("client") or ("",))[0])

        async def counted() -> Message:
            nonlocal read, whole, is_large, until
            if too_large:
                raise TooLarge
            if whole:  # all that can still come is that somebody goes away
                return await receive()
            until = until or asyncio.get_running_loop().time() + LONGER.get(scope["path"], SECONDS)
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise TooSlow from None
            if message["type"] == "http.disconnect":
                raise Refused
            size = len(message.get("body", b""))
            read += size
            self._held += size
            if read > largest:
                raise TooLarge
            if read > LARGEST:
                until = min(until, started_at + SECONDS + read / SLOWEST)
            if read > LARGEST and not is_large:
                if self._large.total() >= LARGE_AT_ONCE or self._large[home] >= LARGE_EACH:
                    raise TooMany
                self._large[home] += 1
                is_large = True
            whole = not message.get("more_body", False)
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except Refused as refused:
            if not started:
                await _answer(send, refused.status, refused.why)
        except ClientDisconnect:
            return
        except Exception as error:
            log_failure(error)
            if not started:
                await _answer(send, 500, BROKEN)
        finally:
            self._held -= read
            self._large[home] -= is_large
            self._large += Counter()  # keeps those above nought


async def _answer(send: Send, status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(why)).encode())]
    headers += [(b"retry-after", b"5")] if status == 503 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
