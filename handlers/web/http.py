"""What comes in over the web: the chat of the demo, or what needs no login."""

from dataclasses import replace
from pathlib import Path

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.account import live
from bot.account.workbook.layout import Book
from bot.files import makers
from bot.foundation import words
from bot.foundation.context import ZONE, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, FileOrder, Screen
from bot.reports.work_list import parse
from bot.routes import sorry
from bot.screens import reload
from bot.sign_in.links import Guest
from handlers.desk import Desk, OutOfOrder
from handlers.export import ExportFailed
from handlers.files import Make, download
from handlers.logs import log_failure
from handlers.web import cast, figures, forms, public, render, visits, work_list
from handlers.web.cast import Member
from handlers.web.forms import Posted
from handlers.web.intranet import Intranet
from handlers.web.pages import app_of, dressed, offered_alone
from handlers.web.public_page import PublicPage
from handlers.web.render import Around
from handlers.web.staff import Door, carried
from handlers.web.work_list import WorkList
from storage.organisations import OrganisationRow

STATIC = Path(__file__).parent / "static"


def routes(desk: Desk, demo: bool, make: Make | None = None, frames: str = "") -> list[BaseRoute]:
    """Everything on the web, as one app of its own. `make` makes files, for whom we know; `frames` are the
    sites, with spaces between them, that may show the page for the intranet in a frame."""
    web = Web(desk, demo, make)
    pages: list[BaseRoute] = [
        Route("/", web.page, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route(forms.UPLOADS["attachment"], web.page, methods=["POST"]),
        *web.door.routes(),
        *Intranet(desk).routes(),
        *(PublicPage(desk, demo).routes() if demo else ()),
    ]
    if demo or desk.address:
        pages.append(Route(work_list.PATH, web.work_list, methods=["GET", "POST"]))
        pages.append(Route("/file", web.file))
        pages.append(Route(figures.PATH, web.figures))
        pages.append(Route(forms.UPLOADS["file"], web.page, methods=["POST"]))
    return [Mount("/", app_of(pages, demo, frames))]


def for_reports(desk: Desk, hosts: tuple[str, ...]) -> list[BaseRoute]:
    """The page for who has no account, on hosts where nothing else is."""
    return PublicPage(desk, demo=False).on_hosts(hosts, str(STATIC))


class Web:
    """Brings each request to the desk; remembers nothing between two requests."""

    def __init__(self, desk: Desk, demo: bool, make: Make | None) -> None:
        self.desk, self.demo, self.make = desk, demo, make
        self.door = Door(desk)

    async def page(self, request: Request) -> Response:
        """The first page, or the page that follows a posted form."""
        posted = await forms.read(request) if request.method == "POST" else None
        try:
            around = await self._look_around(request, posted)
            return self._again(request, await self._follow(request, posted, around), around)
        except OutOfOrder:
            return visits.out_of_order(posted, Around(visits.locale(request, posted), self.demo))

    async def work_list(self, request: Request) -> Response:
        """The work list at an address of its own, alone or with one report beside it; else a sentence."""
        posted = await forms.read(request) if request.method == "POST" else None
        around = Around(visits.locale(request, posted), self.demo)
        try:
            around = await self._look_around(request, posted)
            if around.person is None:
                return self._nobody(request, around, posted)
            chosen = work_list.asked_for(request.query_params)
            around = replace(around, place=work_list.address(around, chosen))
            visitor, listed = visits.visitor(request, around), Event(*work_list.LIST, chosen.argument)
            event = visits.event(posted) if posted else listed
            if posted and (event.dialogue, event.action) == work_list.LIST:
                return self._again(request, _to_list(around, event), around)
            shown = await self.desk.answer(visitor, event, around.locale)
            if shown.dialogue != work_list.LIST[0] or (shown.step == "list" and event != listed):
                return self._again(request, self._elsewhere(shown, posted, around), around)
            every = shown if event == listed else await self.desk.answer(visitor, listed, around.locale)
            page = work_list.of(every, around, chosen) if every.step == "list" else None
            return self._again(request, HTMLResponse(self._dress(shown, posted, around, page)), around)
        except OutOfOrder:
            return visits.out_of_order(posted, around)

    def _elsewhere(self, shown: Screen, posted: Posted | None, around: Around) -> Response:
        """What leads away from a list: to another one, or to a screen."""
        if shown.dialogue == work_list.LIST[0]:
            return _to_list(around, Event(*work_list.LIST, shown.of))
        return HTMLResponse(self._dress(shown, posted, replace(around, place="/")))

    async def file(self, request: Request) -> Response:
        """A file, for whom its maker lets have it; else a sentence."""
        around = Around(visits.locale(request), self.demo)
        try:
            around = await self._look_around(request)
            if around.person is None or self.make is None:
                return self._nobody(request, around)
            kind, argument = (request.query_params.get(name, "") for name in ("kind", "argument"))
            order = FileOrder(kind, argument, around.person.id, around.locale)
            return self._again(request, download(await run_in_threadpool(self.make, order)), around)
        except Mistake as mistake:
            return HTMLResponse(render.screen(sorry(mistake, around.locale), around), 403)
        except (OutOfOrder, ExportFailed) as error:
            log_failure(error)
            return visits.out_of_order(None, around)

    async def figures(self, request: Request) -> Response:
        """The figures of a period, for whom may make the account; else a sentence."""
        around, today = Around(visits.locale(request), self.demo), self.desk.now().astimezone(ZONE).date()
        try:
            around = await self._look_around(request)
            if around.person is None:
                return self._nobody(request, around)
            person, period = around.person, figures.asked_for(request.query_params, today)
            order = FileOrder("figures", period.argument, person.id, around.locale)

            def ask(session: Session) -> Book | Mistake:
                try:
                    return live.figures(makers.asked(session, self.desk.vault, order, self.desk.now()))
                except Mistake as mistake:  # for whoever waits; all else is out of order
                    return mistake

            found = await self.desk.work(ask)
            if isinstance(found, Mistake):
                raise found
            page = HTMLResponse(render.figures(around, period, today, found))
        except Mistake as mistake:
            if not around.counts:
                page = HTMLResponse(render.screen(sorry(mistake, around.locale), around), 403)
            else:
                wrong = words.text(mistake.key, around.locale, **mistake.params)
                page = HTMLResponse(render.figures(around, figures.asked_for({}, today), today, error=wrong))
        except OutOfOrder:
            return visits.out_of_order(None, around)
        return self._again(request, page, around)

    def _nobody(self, request: Request, around: Around, posted: Posted | None = None) -> Response:
        """What is for people we know is no more, or never was, for whoever asks; what they typed is kept."""
        if carried(request) and not self.demo:
            kept = tuple(posted.texts.values()) if posted else ()
            over = HTMLResponse(render.trouble("session_over", around, kept), 403)
            return self._again(request, over, around)
        return HTMLResponse(render.screen(sorry(Mistake("not_allowed"), around.locale), around), 403)

    async def _follow(self, request: Request, posted: Posted | None, around: Around) -> Response:
        if self.demo and around.member is None:
            return HTMLResponse(render.cast(await self.desk.find(cast.everyone), around))
        event = visits.event(posted) if posted else reload.MENU
        if around.person is None and not public.may(event):
            if not self.demo and carried(request):
                kept = tuple(posted.texts.values()) if posted else ()
                return HTMLResponse(render.trouble("session_over", around, kept), 403 if posted else 200)
            if event == reload.MENU:
                return HTMLResponse(render.screen(public.home(around), around))
            return HTMLResponse(render.trouble("not_here", around), 403)
        if around.person and (event.dialogue, event.action) == work_list.LIST and posted:
            return _to_list(around, event)
        screen = await self.desk.answer(visits.visitor(request, around), event, around.locale)
        return HTMLResponse(self._dress(screen, posted, around))

    def _dress(
        self, screen: Screen, posted: Posted | None, around: Around, beside: WorkList | None = None
    ) -> str:
        if around.person is None:
            screen = offered_alone(screen, public.OFFERED | {public.TO_START})
        return dressed(screen, posted, around, beside)

    async def _look_around(self, request: Request, posted: Posted | None = None) -> Around:
        who = posted.who if posted else request.query_params.get("who", "")

        def look(session: Session) -> tuple[tuple[OrganisationRow, ...], Member | None, Guest | None]:
            member = cast.find(session, who) if self.demo and who else None
            guest = None if self.demo else self.door.guest(session, request)
            return self.desk.served(Visitor("web")), member, guest

        served, member, guest = await self.desk.find(look)
        known = guest.person if guest else member.person if member else None
        own = [one for one in served if len(served) == 1 or (known and one.id == known.organisation_id)]
        return Around(visits.locale(request, posted), self.demo, own[0] if own else None, member, guest)

    def _again(self, request: Request, response: Response, around: Around) -> Response:
        """The answer, with which the browser keeps that the session was used, or forgets that it had one."""
        if around.guest:
            self.door.keep(response, around.guest.token)
        elif carried(request) and not self.demo:
            self.door.forget(response)
        return response


def _to_list(around: Around, event: Event) -> Response:
    """To the address of the list that a button asks for, so that Back works and it can be kept."""
    return RedirectResponse(work_list.address(around, parse(event.argument)), 303)
