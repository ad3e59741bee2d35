"""The picture of final figures: to look at, to put on the intranet page and to take off."""

from datetime import date

from sqlmodel import Session

from bot.account import picture
from bot.account.periods import days_of
from bot.account.request import FRAME, ordered
from bot.files import orders
from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Note, Picture, Screen
from storage import closings, public_pictures
from storage.organisations import OrganisationRow

screen, action = FRAME.screen, FRAME.action


def buttons(ctx: Context, half: str) -> list[Action]:
    """The ways to the pictures of a closed half-year, and of its year when both halves are closed."""
    closed = closings.closed(ctx.session, ctx.organisation.id)
    year = date(int(half[:4]), 1, 1), date(int(half[:4]), 12, 31)
    periods = [year] if {f"{half[:4]}-H1", f"{half[:4]}-H2"} <= {*closed} else []
    return [
        FRAME.button("look", ctx.say("account.actions.look", period=_period(ctx, *one)), f"{one[0]}/{one[1]}")
        for one in (*periods, days_of(half))
    ]


def look(ctx: Context, event: Event) -> Screen:
    """The picture of a period of which the figures are final; the argument is "<first day>/<last day>"."""
    return _shown(ctx, *_asked(ctx, event))


def publish(ctx: Context, event: Event) -> Screen:
    """Puts the picture on the intranet page, instead of the one that is there."""
    period = _asked(ctx, event)
    public_pictures.put(ctx.session, ctx.organisation.id, *period)
    audit.tell(ctx, "picture.published", f"{period[0]}/{period[1]}")
    return _shown(ctx, *period)  # refuses what is not final, and then nothing is kept


def take_down(ctx: Context, event: Event) -> Screen:
    """Takes the picture off the intranet page."""
    period = _asked(ctx, event)
    public_pictures.remove(ctx.session, ctx.organisation.id)
    audit.tell(ctx, "picture.taken_down", f"{period[0]}/{period[1]}")
    return _shown(ctx, *period)


def on_intranet(session: Session, organisation: OrganisationRow, locale: str) -> Picture | None:
    """The picture that this organisation shows to everybody, if it does."""
    period = public_pictures.find(session, organisation.id)
    return picture.part(session, organisation, *period, locale) if period else None


def _asked(ctx: Context, event: Event) -> tuple[date, date]:
    first, last, _ = ordered(event.argument)
    return first, last


def _shown(ctx: Context, first: date, last: date) -> Screen:
    period, argument = _period(ctx, first, last), f"{first}/{last}"
    drawn = picture.part(ctx.session, ctx.organisation, first, last, ctx.locale)
    if drawn is None:
        raise Mistake("half_not_closed", half=period)
    there = public_pictures.find(ctx.session, ctx.organisation.id) == (first, last)
    change = "take_down" if there else "publish"
    put = action(ctx, change, change, argument, primary=not there)
    forms = {"png": ctx.say("account.pictures.png"), "pdf": ctx.say("account.pictures.pdf")}
    get = [orders.button(label, "picture", f"{argument}/{form}") for form, label in forms.items()]
    note = (Note(ctx.say("account.on_intranet")),) if there else ()
    back = action(ctx, "final", "back")
    title = ctx.say("account.steps.picture.title", period=period)
    return screen(ctx, "picture", (*note, drawn), (put, *get, back), title=title, of=argument)


def _period(ctx: Context, first: date, last: date) -> str:
    return picture.period(first, last, ctx.locale, ctx.organisation.slug)
