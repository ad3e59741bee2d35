"""The only wiring: settings in, one ASGI app out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.foundation import style
from bot.foundation.addresses import host
from bot.foundation.settings import Settings
from bot.messages.courier import Courier
from bot.public_page import address as public_page
from bot.screens import pictures as addresses
from handlers import clock, files, pictures, web
from handlers.desk import Desk
from handlers.headers import SafeHeaders
from handlers.limits import BodyLimit
from handlers.logs import log_failure
from storage.db import reading

SOON = 15.0  # seconds between two looks at what is due in the demo, where somebody sits and waits


def load(settings: Settings) -> None:
    """Loads what `build` needs, for processes that are forked and then share it."""
    wanted = {
        "handlers.slack": settings.slack_bot_token,
        "handlers.teams": settings.teams,
        "handlers.scim": settings.baken_scim_token,
    }
    for room, used in wanted.items():
        if used:
            import_module(f"{room}.http")


def build(
    settings: Settings,
    desk: Desk,
    demo: bool = False,
    clock_runs: bool = True,
    leads: bool = True,
    workers: Callable[[], dict[str, int]] | None = None,
    begun: Callable[[], None] = lambda: None,
) -> Starlette:
    """Every way in, in one app. The clock runs as long as the app does, once in a process.

    Of several workers one `leads`: it does what is to be done once. `workers` tells how all are doing, and
    `begun` is told that this one serves."""
    style.load(settings.baken_colour, settings.baken_logo, settings.baken_content)
    addresses.reach(settings.baken_url if settings.fetched else "")
    couriers: dict[str, Courier] = {}
    make = partial(files.make, settings, desk)
    routes: list[BaseRoute] = [Route("/healthz", _health(desk, workers))]
    if settings.slack_bot_token:  # imported here: bolt takes a fifth of a second and 18 MB
        from handlers.slack.http import Slack
        from handlers.slack.send import SlackCourier

        slack_side = Slack(settings, desk)
        couriers["slack"] = SlackCourier(settings, make)
        routes += slack_side.routes()
    if settings.teams:
        from handlers.teams.http import Teams
        from handlers.teams.send import TeamsCourier

        teams_side = Teams(settings, desk, make)
        couriers["teams"] = TeamsCourier(settings, desk)
        routes += teams_side.routes()
    if settings.baken_scim_token:  # imported here: its models take most of a second
        from handlers.scim import http as scim

        routes += scim.routes(settings, desk)
    routes += pictures.routes(desk)
    if demo:
        couriers["web"] = web.send.WebCourier()
    routes += web.http.routes(desk, demo=demo, make=make, frames=settings.baken_intranet_sites)
    # On hosts of their own there is this page and nothing else, and nothing of it elsewhere: no browser
    # brings the cookie of who works here to it (decision 52).
    at = [one for one in settings.baken_report_url.split(",") if one]
    public_page.reach(at[0] if at else "")
    routes = [*web.http.for_reports(desk, tuple(map(host, at))), *routes]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(desk.close)
            if clock_runs and leads:
                plan_every = SOON if demo else 0.0
                runs = clock.running(desk, couriers, plan_every=plan_every)
                await stack.enter_async_context(_off_the_loop(runs))
            if settings.slack_bot_token:
                await stack.enter_async_context(slack_side.running(leads))
            if settings.teams:
                await stack.enter_async_context(teams_side.running())
            begun()
            yield

    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False  # it would make an address of whatever Host was sent
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders, https=settings.baken_url.startswith("https://"))
    return app


@asynccontextmanager
async def _off_the_loop(what: AbstractContextManager[None]) -> AsyncIterator[None]:
    """A context that begins and ends in a thread: the engine does not start where a loop runs."""
    await asyncio.to_thread(what.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(what.__exit__, None, None, None)


def _health(desk: Desk, workers: Callable[[], dict[str, int]] | None):  # type: ignore[no-untyped-def]
    thread = ThreadPoolExecutor(1, thread_name_prefix="health")  # its own: all others may be busy

    def look() -> None:
        for engine in (desk.engine, desk.vault.engine):
            with reading(engine) as session:
                session.execute(text("SELECT 1"))

    async def health(_: Request) -> Response:
        try:
            await asyncio.get_running_loop().run_in_executor(thread, look)
        except Exception as error:
            log_failure(error)
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"} | ({"workers": workers()} if workers else {}))

    return health
