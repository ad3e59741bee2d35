"""The page of an organisation for who has no account: reporting, and following with a code. No cookie is set
or read here, nobody's address is kept, and no script is needed."""

from dataclasses import replace
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Host, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.foundation import words
from bot.foundation.context import Visitor
from bot.foundation.limits import network
from bot.foundation.screen import Event, Screen
from bot.public_page.address import PATH
from bot.reports import turns
from bot.screens import reload
from handlers.desk import Desk, OutOfOrder
from handlers.web import forms, public, render, turn, visits
from handlers.web.forms import Posted
from handlers.web.pages import app_of, dressed, offered_alone
from handlers.web.render import Around

FRONT = Event("page", "front")
# A report is begun at the doorstep, where the word is asked for, and nowhere else.
IN_A_REPORT = ("answer", "back", "edit", "language", "go_on", "cancel", "send", "keep")
OFFERED = frozenset({("page", "front"), ("page", "begin"), ("follow", "rate"), public.TO_START})
OFFERED |= {("report", name) for name in IN_A_REPORT}
OFFERED |= {one for one in public.OFFERED if one[0] == "follow"}


class PublicPage:
    """Brings each request to the desk, as somebody of whom nothing is known."""

    def __init__(self, desk: Desk, demo: bool) -> None:
        self._desk, self._demo = desk, demo

    def routes(self) -> list[BaseRoute]:
        """The page of an organisation by its short name, and the way to it where there is one alone."""
        both = ["GET", "POST"]
        return [
            Route(PATH, self.index),
            Route(PATH + "/", self.index),
            Route(PATH + "/{slug}", self.page, methods=both),
            Route(PATH + "/{slug}/", self.index),
            Route(PATH + "/{slug}/" + turn.NAME, self.turn),
        ]

    def on_hosts(self, hosts: tuple[str, ...], static: str) -> list[BaseRoute]:
        """The same on hosts where nothing else is."""
        # A photo is sent to an address that says of nobody whose it is, and what follows comes from there.
        own = [Route(path, self.page, methods=["POST"]) for path in (forms.UPLOADS["attachment"], "/")]
        pages = [Route("/", self.index), *own, *self.routes()]
        app = app_of([*pages, Mount("/static", StaticFiles(directory=static))], demo=False)
        return [Host(host, app) for host in hosts]

    async def index(self, request: Request) -> Response:
        """To the page of an organisation that is named with a slash behind it, as people type it, or of the
        only one; else the names of several. Raises HTTPException 404."""
        locale = visits.locale(request)
        if slug := request.path_params.get("slug"):
            return RedirectResponse(f"{PATH}/{quote(slug)}", 303)
        try:
            every = await self._desk.everyone()
        except OutOfOrder:
            return visits.out_of_order(None, Around(locale))
        if not every:
            raise HTTPException(404)
        if len(every) == 1:
            return RedirectResponse(f"{PATH}/{quote(every[0].slug)}?lang={locale}", 303)
        names = [(one.name, f"{PATH}/{quote(one.slug)}?lang={locale}") for one in every]
        return HTMLResponse(render.intranet((), Around(locale, self._demo), names))

    async def page(self, request: Request) -> Response:
        """The doorstep, or the page that follows a posted form. Raises HTTPException 404."""
        posted = await forms.read(request) if request.method == "POST" else None
        around, slug = Around(visits.locale(request, posted), self._demo), request.path_params.get("slug", "")
        if slug:  # said before anything can go wrong: what is sent again goes to where it belongs
            home = f"{PATH}/{quote(slug)}"
            around = replace(around, place=home, home=home)
        try:
            every = await self._desk.everyone()
            found = next((one for one in every if one.slug == slug), None)
            if found is None and slug:
                raise HTTPException(404)
            around = replace(around, organisation=found)
            event = visits.event(posted) if posted else FRONT
            event = FRONT if event in (reload.MENU, Event(*public.TO_START)) else event
            if not _may(event, slug):
                return HTMLResponse(render.trouble("not_here", around), 403)
            screen = await self._desk.answer(_visitor(request, slug), event, around.locale)
            return HTMLResponse(self._dress(screen, posted, around), headers=turn.around_it(screen))
        except OutOfOrder:
            return visits.out_of_order(posted, around)

    async def turn(self, request: Request) -> Response:
        """The place of somebody who waits. Raises HTTPException 404."""
        around = Around(visits.locale(request), self._demo)
        try:
            slug = request.path_params["slug"]
            found = next((one for one in await self._desk.everyone() if one.slug == slug), None)
        except OutOfOrder:
            return HTMLResponse(render.trouble("away", around), 503, headers=turn.WITHIN)
        if found is None:
            raise HTTPException(404)
        around = replace(around, organisation=found, home=f"{PATH}/{quote(slug)}")
        return turn.frame(request, around, self._desk.now(), self._desk.limits)

    def _dress(self, screen: Screen, posted: Posted | None, around: Around) -> str:
        first = words.text("page.actions.to_front", around.locale, around.slug)
        screen = offered_alone(screen, OFFERED)
        actions = tuple(
            replace(one, label=first) if one.dialogue == "menu" else one for one in screen.actions
        )
        return dressed(replace(screen, actions=actions), posted, around)


def _may(event: Event, slug: str) -> bool:
    """Whether this can be done here. Where no organisation is named a report is followed, and none is made:
    it would be asked as among colleagues, whom it names."""
    return (event.dialogue, event.action) in OFFERED and bool(slug or event.dialogue == "follow")


def _visitor(request: Request, slug: str) -> Visitor:
    """Somebody, told from others by their network alone; over an onion service all are one: there the address
    is that of the service itself, and what a header says of it may be anybody's."""
    over_onion = (request.url.hostname or "").endswith(f".{turns.ONION}")
    where = network(request.client.host if request.client else "")
    known_as = turns.ONION if over_onion else where
    return Visitor("public", slug, known_as=known_as) if slug else Visitor("web", known_as=known_as)
