"""The place of somebody who waits for their turn, in a frame that looks again by itself, without script.

What is to be sent stays in the page around it: this address, which a browser remembers, tells a moment."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.foundation.limits import Limits
from bot.foundation.screen import Screen
from bot.reports.turn_screens import Turn, place_in_words
from handlers.web import render
from handlers.web.guard import HEADERS
from handlers.web.render import Around

POLICY = "content-security-policy"
# The page that waits may show the frame, and a script of ours that lets its browser work to go sooner.
AROUND = {POLICY: f"{HEADERS[POLICY]}; script-src 'self'; frame-src 'self'"}
WITHIN = {
    POLICY: HEADERS[POLICY].replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "x-frame-options": "SAMEORIGIN",
}
NAME = "beurt"  # the last part of the frame's address
SOONEST, LATEST = 5, 30  # seconds between two looks: the further away the turn is, the longer
FURTHEST = timedelta(hours=1)


def frame(request: Request, around: Around, now: datetime, limits: Limits) -> HTMLResponse:
    """The frame. Whatever its address says is shown to whoever wrote it, and to nobody else."""
    asked = request.query_params
    at, line = asked.get("at", ""), asked.get("line", "")
    moment = datetime.fromtimestamp(int(at), UTC) if at.isdecimal() and len(at) <= 10 else now
    each = limits.public_lines.get(line, limits.public_lines["again"]).each
    left = min(max(moment - now, timedelta()), FURTHEST)
    shown = render.page(
        "turn.html",
        around,
        place=place_in_words(each, now + left, now, around.locale, around.slug),
        # A page that reloads itself takes the place of whoever is reading: they can have it stand still.
        every=0 if "still" in asked or not left else int(min(max(left.seconds / 4, SOONEST), LATEST)),
        has_come=not left,
        moving=around.address(address(around), at=at, line=line),
        still=around.address(address(around), at=at, line=line, still="1"),
    )
    return HTMLResponse(shown, headers=WITHIN)


def address(around: Around) -> str:
    """Where the frame is."""
    return f"{around.home}/{NAME}"


def around_it(screen: Screen) -> dict[str, str]:
    """The headers of a page that shows the frame; none of any other."""
    return AROUND if any(isinstance(part, Turn) for part in screen.body) else {}
