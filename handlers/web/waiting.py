"""What the demo's address shows while its municipality is being made: how far that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.web import forms, render
from handlers.web.guard import Guard
from handlers.web.render import Around

STATIC = Path(__file__).parent / "static"
EVERY = 2  # seconds between two looks of the browser


class Waiting:
    """The page, at every address. `share`, from 0 to 1, is how much of the work is done."""

    def __init__(self) -> None:
        self.share = 0.0

    def app(self) -> Starlette:
        """The page as an app of its own, for this computer alone."""
        routes = [
            Route("/healthz", self._health),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/{path:path}", self._page, methods=["GET", "POST"]),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard, demo=True)])

    def _page(self, request: Request) -> Response:
        around = Around(forms.locale(request.query_params.get("lang", ""), request), demo=True)
        # A page that reloads itself takes the place of whoever is reading: they can have it stand still.
        every = 0 if "still" in request.query_params else EVERY
        return HTMLResponse(render.waiting(round(100 * self.share), every, around))

    def _health(self, _: Request) -> Response:
        return JSONResponse({"status": "the demo is being made"}, status_code=503)


@contextmanager
def shown(door: socket) -> Iterator[Waiting]:
    """Answers on a listening socket as long as the block lasts, beside the work; the socket stays open, so
    that whoever comes between this and the next server is served by that one."""
    waiting = Waiting()
    server = uvicorn.Server(
        uvicorn.Config(
            waiting.app(), access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=1
        )
    )
    answering = Thread(target=server.run, args=([door.dup()],), daemon=True)
    answering.start()
    try:
        yield waiting
    finally:
        server.should_exit = True
        answering.join()
