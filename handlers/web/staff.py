"""Staff come in from chat: the page behind their link, the cookie of their session, logging out."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.sign_in import links
from bot.sign_in.links import Guest
from handlers.desk import Desk, OutOfOrder
from handlers.logs import log_failure
from handlers.web import forms, render, visits
from handlers.web.render import Around
from storage import organisations
from storage.db import unit

OUT = "/out"
SAFE, PLAIN = "__Host-baken", "baken"  # names of the cookie: over https, and on one's own computer

Found = TypeVar("Found")


def carried(request: Request) -> str:
    """The cookie of a session, whether it still opens one or not."""
    return request.cookies.get(SAFE) or request.cookies.get(PLAIN) or ""


class Door:
    """In by a link, once; out by a button. Between the two the cookie says who somebody is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._secure = desk.address.startswith("https://")
        self._name = SAFE if self._secure else PLAIN

    def routes(self) -> list[BaseRoute]:
        """The address of a link, and the way out; none where no link can be made."""
        if not self._desk.address:
            return []
        return [
            Route(links.PATH + "{ticket}", self.link, methods=["GET", "POST"]),
            Route(OUT, self.leave, methods=["POST"]),
        ]

    def guest(self, session: Session, request: Request) -> Guest | None:
        """Who comes with this request's cookie."""
        kept = request.cookies.get(self._name, "") if self._desk.address else ""
        return links.guest(session, self._desk.vault, kept, self._desk.now()) if kept else None

    def keep(self, response: Response, token: str) -> None:
        """Has the browser keep that the session was used now, until it is closed."""
        value = links.cookie(self._desk.vault, token, self._desk.now())
        response.set_cookie(
            self._name, value, path="/", secure=self._secure, httponly=True, samesite="strict"
        )

    def forget(self, response: Response) -> None:
        """Has the browser forget its cookie."""
        response.delete_cookie(self._name, path="/", secure=self._secure, httponly=True, samesite="strict")

    async def link(self, request: Request) -> Response:
        """Opening the page uses nothing up, because scanners open links; its button does."""
        ticket = request.path_params["ticket"]
        around = Around(forms.locale(request.query_params.get("lang", ""), request))
        try:
            if request.method != "POST":
                person = await self._work(lambda ctx: links.whose(ctx, ticket))
                return HTMLResponse(render.enter(person.name, around))
            before = request.cookies.get(self._name, "").partition(".")[0]
            token, locale = await self._work(lambda ctx: links.enter(ctx, ticket, before))
        except Mistake:
            return HTMLResponse(render.trouble("link_gone", around), 410)
        except OutOfOrder:
            return visits.out_of_order(None, around)
        response = RedirectResponse(f"/?lang={locale}", 303)
        self.keep(response, token)
        return response

    async def leave(self, request: Request) -> Response:
        """Logs out, here and wherever else this cookie is."""
        around = Around(forms.locale(request.query_params.get("lang", ""), request))

        def out(ctx: Context) -> None:
            if guest := self.guest(ctx.session, request):
                links.leave(ctx, guest)

        try:
            await self._work(out)
        except OutOfOrder:
            return visits.out_of_order(None, around)
        response = HTMLResponse(render.trouble("logged_out", around))
        self.forget(response)
        return response

    async def _work(self, do: Callable[[Context], Found]) -> Found:
        """A unit of work of nobody yet, off the event loop. Raises Mistake or OutOfOrder."""
        desk = self._desk

        def work() -> Found:
            try:
                with unit(desk.engine) as session:
                    every = organisations.everyone(session)
                    if not every:
                        raise Mistake("web_link_gone")
                    visit: tuple[Any, ...] = (Visitor("web"), every, every[0], "nl", desk.now(), desk.limits)
                    return do(Context(session, desk.vault, *visit))
            except Mistake:
                raise
            except Exception as error:
                log_failure(error)
                raise OutOfOrder from None

        return await run_in_threadpool(work)
