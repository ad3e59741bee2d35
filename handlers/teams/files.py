"""Hands out the file behind a ticket: on a page with a button, because scanners open links."""

from html import escape
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.files import orders
from bot.foundation import words
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import FileOrder
from handlers.desk import Desk
from handlers.files import Make, download
from handlers.logs import log_failure
from storage import organisations
from storage.db import unit

HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
}
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ font: 1.125rem/1.6 sans-serif; color: #212529; max-width: 36rem; margin: 3rem auto; padding: 0 1rem }}
button {{ font: inherit; color: #fff; background: #154273; border: 2px solid #154273; padding: .5rem 1.5rem }}
button:focus-visible {{ outline: 3px solid #ffb612; outline-offset: 2px }}
</style></head><body><main><h1>{title}</h1><p>{text}</p>{form}</main></body></html>"""


class FilePage:
    """Two answers on one address: the page, and for its button the file."""

    def __init__(self, desk: Desk, make: Make) -> None:
        self._desk, self._make = desk, make

    def routes(self) -> list[Route]:
        """The address of a ticket."""
        return [Route("/teams/file/{ticket}", self.answer, methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        """Opening the page uses nothing up; the button does."""
        locale = "en" if request.query_params.get("lang") == "en" else "nl"
        if request.method != "POST":
            return _page(locale, words.text("teams.file.text", locale), form=True)
        try:
            order = await run_in_threadpool(self._redeem, request.path_params["ticket"])
            made = await run_in_threadpool(self._make, order)
        except Mistake as mistake:
            gone = mistake.key == "mistakes.dialogue_gone"
            said = words.text("teams.file.gone" if gone else mistake.key, locale, **mistake.params)
            return _page(locale, said, 410 if gone else 403)
        except Exception as error:
            log_failure(error)
            return _page(locale, words.text("teams.file.away", locale), 503)
        return download(made, HEADERS)

    def _redeem(self, ticket: str) -> FileOrder:
        desk = self._desk
        with unit(desk.engine) as session:
            every = organisations.everyone(session)
            visit: tuple[Any, ...] = (Visitor("teams"), every, every[0], "nl", desk.now(), desk.limits)
            return orders.redeem(Context(session, desk.vault, *visit), ticket)


def _page(locale: str, said: str, status: int = 200, form: bool = False) -> Response:
    button = f"<form method=post><button>{escape(words.text('teams.file.button', locale))}</button></form>"
    title, text = escape(words.text("teams.file.title", locale)), escape(said)
    page = PAGE.format(lang=locale, title=title, text=text, form=button if form else "")
    return HTMLResponse(page, status, headers=HEADERS)
