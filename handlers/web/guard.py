"""Stands before every page: who may come in, and what the browser is told to keep out."""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.logs import log_failure
from handlers.web import forms, render

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-read=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}
OURS = ("127.0.0.1", "localhost", "::1")
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded")


class Guard:
    """Refuses what another site sends and, in the demo, whoever is not on this computer."""

    def __init__(self, app: ASGIApp, demo: bool) -> None:
        self.app, self.demo = app, demo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        request = Request(scope, receive)
        if self.demo and not is_local(request):
            await _refuse(request, 403, "not_local")(scope, receive, guarded)
        elif comes_from_elsewhere(request, self.demo):
            await _refuse(request, 403, "elsewhere")(scope, receive, guarded)
        else:
            try:
                await self.app(scope, receive, guarded)
            except Exception as error:
                log_failure(error)
                if not started:
                    await _refuse(request, 500, "broken")(scope, receive, guarded)


def is_local(request: Request) -> bool:
    """Whether a request comes from this computer and was meant for it.

    Another site can have its name lead to 127.0.0.1, and a proxy can bring in the world: so the Host must be
    ours, and nothing may have been forwarded."""
    headers = request.headers
    if any(name in headers for name in FORWARDED):
        return False
    client = request.client.host if request.client else ""
    try:
        loopback = ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
    return loopback and _host_name(headers) in OURS


def comes_from_elsewhere(request: Request, demo: bool) -> bool:
    """Whether another site made the browser send this, other than by a link to a public page."""
    path, headers = request.url.path, request.headers
    if request.method in ("GET", "HEAD") and (path == "/" or path.startswith("/static/")):
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    # Our own no-referrer policy makes older browsers say "null" for our own forms. Without the demo's role
    # switch there is nothing that another site could make use of, so there it is let through.
    if origin is None or (origin == "null" and not demo):
        return False
    return origin.partition("//")[2].lower() != headers.get("host", "").lower()


def _host_name(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _refuse(request: Request, status: int, kind: str) -> HTMLResponse:
    around = render.Around(forms.locale("", request))
    return HTMLResponse(render.trouble(kind, around), status)
