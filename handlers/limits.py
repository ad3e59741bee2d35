"""Refuses bodies that are too large before anything reads them."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1024 * 1024  # bytes


class TooLarge(Exception):
    """The body is over the limit."""


class BodyLimit:
    """Answers 413 to a body over 1 MiB, whether its length was announced or not.

    Whoever reads the body gets TooLarge, and may answer it in words of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        too_large = not announced.isdigit() or len(announced) > 9 or int(announced) > LARGEST
        read, started = 0, False

        async def counted() -> Message:
            nonlocal read
            if too_large:
                raise TooLarge
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except TooLarge:
            if not started:
                await _refuse(send)


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 413, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"The request is larger than 1 MiB."})
