"""What every page on the web has in common: how a screen becomes one, and what stands around an app."""

from collections.abc import Collection
from dataclasses import replace

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.foundation.screen import Action, Screen
from handlers.limits import Refused
from handlers.web import forms, render, visits
from handlers.web.forms import Posted
from handlers.web.guard import Guard
from handlers.web.render import Around
from handlers.web.work_list import WorkList


def app_of(pages: list[BaseRoute], demo: bool, frames: str = "") -> Starlette:
    """An app of pages: guarded, and with a page in words for whatever cannot be answered."""
    app = Starlette(
        routes=pages,
        middleware=[Middleware(Guard, demo=demo, frames=frames)],
        exception_handlers={HTTPException: visits.in_words, Refused: visits.not_taken},
    )
    app.router.redirect_slashes = False
    return app


def dressed(screen: Screen, posted: Posted | None, around: Around, beside: WorkList | None = None) -> str:
    """The page of a screen. What was typed is kept where the screen cannot take it."""
    if posted and posted.event.dialogue == forms.LANGUAGE and screen.dialogue != "report":
        screen = screen.with_errors({}, posted.event.values)  # the report keeps them itself
    lost = posted.texts if posted and screen.step == "sorry" else {}
    return render.screen(screen, around, lost, beside)


def offered_alone(screen: Screen, offered: Collection[tuple[str, str]]) -> Screen:
    """The screen without buttons that would be refused here."""

    def is_offered(action: Action | None) -> bool:
        return action is not None and (action.dialogue, action.name) in offered

    actions = tuple(one for one in screen.actions if is_offered(one))
    return replace(screen, actions=actions, close=screen.close if is_offered(screen.close) else None)
