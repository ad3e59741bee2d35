"""What a request on the web means: what was done, by whom, in which language; and what cannot be taken."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.foundation.context import Visitor
from bot.foundation.limits import network
from bot.foundation.screen import Event
from bot.screens import reload
from handlers.limits import Refused, TooLarge, TooMany
from handlers.web import cast, forms, render
from handlers.web.forms import Posted
from handlers.web.render import Around

TOO_LARGE = {forms.UPLOADS["file"]: "file_too_large", forms.UPLOADS["attachment"]: "photo_too_large"}
TROUBLE = {400: "unclear", 404: "not_found", 405: "not_found"}


def event(posted: Posted) -> Event:
    """What somebody did; our own button for the other language shows the same screen once more."""
    done = posted.event
    if done.dialogue != forms.LANGUAGE:
        return done
    return reload.event(posted, posted.locale, done.values) or reload.MENU


def visitor(request: Request, around: Around) -> Visitor:
    """Who is there: a guest from chat, somebody of the demo, or a stranger, known by their network."""
    if around.guest:
        return around.guest.visitor
    if around.member:
        key = around.member.key
        return Visitor("web", cast.WORKSPACE, key, around.member.person.name, known_as=f"demo:{key}")
    return Visitor("web", known_as=network(request.client.host if request.client else ""))


def locale(request: Request, posted: Posted | None = None) -> str:
    """The language of what was sent, or that was asked for."""
    return posted.locale if posted else forms.locale(request.query_params.get("lang", ""), request)


def out_of_order(posted: Posted | None, around: Around) -> HTMLResponse:
    """A page that says so; it holds what was sent, and can send it again."""
    shown = render.try_again(posted.fields, around) if posted else render.trouble("away", around)
    return HTMLResponse(shown, 503)


async def in_words(request: Request, error: Exception) -> Response:
    """A page instead of a status."""
    assert isinstance(error, HTTPException)
    kind = TROUBLE.get(error.status_code, "broken")
    return HTMLResponse(
        render.trouble(kind, Around(locale(request))), error.status_code, headers=error.headers
    )


async def not_taken(request: Request, error: Exception) -> Response:
    """A page that says why what was sent is not taken."""
    assert isinstance(error, Refused)
    kind = "too_many" if isinstance(error, TooMany) else "too_slow"
    if isinstance(error, TooLarge):
        kind = TOO_LARGE.get(request.scope["path"], "too_large")
    return HTMLResponse(render.trouble(kind, Around(locale(request))), error.status)
