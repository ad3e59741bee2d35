"""A page for the intranet: what undermining crime is, how to report, what comes up. For everybody; it asks
nothing, keeps nothing, and may stand in a frame on the sites that the settings name."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.account import publication
from bot.foundation import contacts, words
from bot.foundation.context import ZONE
from bot.foundation.screen import Fact, Facts, Heading, Part, Picture, Row
from bot.foundation.words import prose
from bot.menu import coming_up
from bot.menu.coming_up import Coming
from bot.menu.screens import ROAD
from bot.public_page import address
from bot.screens import pictures
from handlers.desk import Desk, OutOfOrder
from handlers.web import forms, render, visits
from handlers.web.render import Around
from storage import organisations, public_pages

PATH = "/intranet"
EMPTY = ("what", "how", "after")  # the parts of the page that are words alone


class Intranet:
    """One page for each organisation; with several of them, one more that names them all."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[BaseRoute]:
        """The page, and that of an organisation by its short name."""
        return [Route(PATH, self.page), Route(PATH + "/{slug}", self.page)]

    async def page(self, request: Request) -> Response:
        """The page of the organisation that is named, or of the only one. Raises HTTPException 404."""
        locale = forms.locale(request.query_params.get("lang", ""), request)
        slug = request.path_params.get("slug", "")
        try:
            every = await self._desk.find(organisations.everyone)
            chosen = [one for one in every if one.slug == slug or (not slug and len(every) == 1)]
            if not chosen and (slug or not every):
                raise HTTPException(404)
            if not chosen:
                names = [(one.name, f"{PATH}/{quote(one.slug)}?lang={locale}") for one in every]
                return HTMLResponse(render.intranet((), Around(locale), names))
            around = Around(locale, organisation=chosen[0])
            today = self._desk.now().astimezone(ZONE).date()
            coming, picture, page = await self._desk.find(
                lambda session: (
                    coming_up.coming(session, chosen[0], today, locale),
                    publication.on_intranet(session, chosen[0], locale),
                    public_pages.of(session, self._desk.vault, chosen[0].id),
                )
            )
        except OutOfOrder:
            return visits.out_of_order(None, Around(locale))
        way = address.of(chosen[0].slug) if page.state != "off" else ""
        return HTMLResponse(render.intranet(body(around, coming, picture, way), around))


def body(
    around: Around, coming: Sequence[Coming], picture: Picture | None = None, way: str = ""
) -> tuple[Part, ...]:
    """What stands on the page, top to bottom; `way` is the address where one reports without an account."""
    parts: list[Part] = []
    for name in EMPTY:
        parts += [Heading(around.say(f"intranet.{name}.title")), *prose(around.say(f"intranet.{name}.text"))]
    parts.append(pictures.shown_drawing(ROAD, around.locale))
    if way:
        parts.append(Facts((Fact(around.say("intranet.no_account"), way, link=way),)))
    calls = contacts.first(words.speaker(around.locale, around.slug))
    parts += [Heading(around.say("intranet.call.title")), Facts(calls)]
    if coming:
        rows = (Row(one.title, one.text) for one in coming)
        parts += [Heading(around.say("intranet.coming.title")), *rows]
    if picture:
        parts += [Heading(around.say("intranet.picture.title")), picture]
    return tuple(parts)


def let_frame(headers: MutableHeaders, sites: str) -> None:
    """Lets these sites (with spaces between them), and no other, show a page in a frame of theirs."""
    if sites:
        del headers["x-frame-options"]  # it cannot name a site
        policy = headers["content-security-policy"]
        headers["content-security-policy"] = policy.replace(
            "frame-ancestors 'none'", f"frame-ancestors {sites}"
        )
