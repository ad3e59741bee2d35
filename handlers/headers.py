"""What every answer tells a browser to keep out, whoever gives it: a page, a picture, an error."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}
POLICY, FRAME = "content-security-policy", "frame-ancestors"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
NO_FRAME = f"{FRAME} 'none'"
HTTPS_ALONE = "max-age=31536000"  # a year


class SafeHeaders:
    """Adds what an answer does not say itself. `https` says that people reach us by https alone."""

    def __init__(self, app: ASGIApp, https: bool = False) -> None:
        self.app, self.https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                policy = headers.get(POLICY, NOTHING)
                if FRAME not in policy:
                    policy = headers[POLICY] = f"{policy}; {NO_FRAME}"
                if NO_FRAME in policy:
                    headers.setdefault("x-frame-options", "DENY")
                if self.https or scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", HTTPS_ALONE)
            await send(message)

        await self.app(scope, receive, headed if scope["type"] == "http" else send)
