"""The only wiring: settings in, one ASGI app out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.courier import Courier
from bot.settings import Settings
from handlers import clock, slack, web
from handlers.desk import Desk
from handlers.export import make_workbook
from handlers.limits import BodyLimit
from handlers.logs import log_failure


def build(settings: Settings, desk: Desk, demo: bool = False) -> Starlette:
    """Every way in, in one app; the clock runs as long as the app does."""
    couriers: dict[str, Courier] = {}
    routes = [Route("/healthz", _health(desk))]
    if settings.slack_bot_token:
        slack_side = slack.listen.Slack(settings, desk)
        couriers["slack"] = slack.send.SlackCourier(settings)
        routes += slack_side.routes()
    routes += web.listen.routes(desk, demo=demo, export=partial(make_workbook, settings))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with clock.running(desk, couriers):
            if settings.slack_bot_token:
                async with slack_side.running():
                    yield
            else:
                yield

    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_middleware(BodyLimit)
    return app


def _health(desk: Desk):  # type: ignore[no-untyped-def]
    def health(_: Request) -> Response:
        try:
            with desk.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception as error:
            log_failure(error)
            return JSONResponse({"status": "database unavailable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    return health
