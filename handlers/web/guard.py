"""Stands before every page: who may come in, and what the browser is told to keep out."""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.public_page import address as public_page
from bot.sign_in.links import PATH
from handlers.logs import log_failure
from handlers.web import forms, intranet, render
from handlers.web.staff import carried

HEADERS = {
    # A picture of `data:` stands in the page itself: so it is with those of a report, which have no address.
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-read=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}
OF_A_PAGE = ("content-security-policy", "x-frame-options")  # a page of ours may say others (turn.py)
# No other site hears where somebody came from, but our own forms say honestly that they are ours.
AMONG_US = {"referrer-policy": "same-origin"}
OURS = ("127.0.0.1", "localhost", "::1")
# Beside the first page, what a link from elsewhere may lead to.
OPEN = ("/static/", PATH, intranet.PATH, public_page.PATH)
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded")


class Guard:
    """Refuses what another site sends and, in the demo, whoever is not on this computer."""

    def __init__(self, app: ASGIApp, demo: bool, frames: str = "") -> None:
        self.app, self.demo, self.frames = app, demo, frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        request = Request(scope, receive)

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                own = {name: headers[name] for name in OF_A_PAGE if name in headers}
                headers.update(HEADERS | own | (AMONG_US if knows_somebody(request) else {}))
                headers.setdefault("cache-control", "no-store")
                if request.scope["path"].startswith(intranet.PATH):
                    intranet.let_frame(headers, self.frames)
            await send(message)

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


def knows_somebody(request: Request) -> bool:
    """Whether the request has to do with a session: then nothing is let through that is not surely ours."""
    return bool(carried(request)) or request.scope["path"].startswith(PATH)


def comes_from_elsewhere(request: Request, demo: bool) -> bool:
    """Whether another site made the browser send this, other than by a link to a public page."""
    path, headers = request.scope["path"], request.headers
    if request.method in ("GET", "HEAD") and (path == "/" or path.startswith(OPEN)):
        return False
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:  # older browsers send it with every form, and with nothing else
        return knows_somebody(request) and request.method == "POST"
    # Our own no-referrer policy makes older browsers say "null" for our own forms. Without the demo's role
    # switch or a session there is nothing that another site could make use of, so there it is let through.
    if origin == "null" and not demo and not knows_somebody(request):
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
