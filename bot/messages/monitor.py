"""The coordinator watches what is going out, and steers it."""

from datetime import timedelta

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.messages import monitor_screens, steering
from bot.messages.steering import NOTICES_TOLD, TOLD, Verb
from bot.screens.layout import PAGE
from storage import mailings

LOST_FOR = timedelta(days=14)  # that a push stays among those that run because of what is unknown


def open_list(ctx: Context, event: Event) -> Screen:
    """What is going out; the argument is "open" or "all" with how many to skip: "all:20"."""
    which, _, skipped = event.argument.partition(":")
    skip, since = parse_id(skipped), None if which == "all" else ctx.today - LOST_FOR
    found = mailings.listed(ctx.session, ctx.organisation.id, PAGE + 1, skip, since)
    return monitor_screens.listed(ctx, found, "all" if which == "all" else "open", skip)


def show(ctx: Context, event: Event) -> Screen:
    """One push; the argument is its id, with how many people in trouble to skip: "12:20"."""
    id, _, skip = event.argument.partition(":")
    return shown(ctx, parse_id(id), parse_id(skip))


def sure(ctx: Context, event: Event) -> Screen:
    """Asks first; the argument is what, with the id of a push: "cancel:12", "resend_notices:"."""
    verb, _, id = event.argument.partition(":")
    if verb == "resend_notices":
        return monitor_screens.sure_notices(ctx)
    push = steering.found(ctx.session, ctx.organisation.id, parse_id(id))
    if verb not in ("cancel", "resend") or verb not in steering.possible(push):
        raise Mistake("push_cannot")
    return monitor_screens.sure(ctx, push, verb)


def pause(ctx: Context, event: Event) -> Screen:
    """Nothing more of a push goes out for now."""
    return _steer(ctx, event, "pause")


def resume(ctx: Context, event: Event) -> Screen:
    """A push goes on."""
    return _steer(ctx, event, "resume")


def cancel(ctx: Context, event: Event) -> Screen:
    """What did not go out of a push will not."""
    return _steer(ctx, event, "cancel")


def resend(ctx: Context, event: Event) -> Screen:
    """Sends what is unknown once more."""
    return _steer(ctx, event, "resend")


def retry(ctx: Context, event: Event) -> Screen:
    """Sends to whom it failed once more; nobody gets it twice by that."""
    return _steer(ctx, event, "retry")


def resend_notices(ctx: Context, event: Event) -> Screen:
    """Sends the notices that are unknown once more. Nobody is told whose, how many, or whether any."""
    mailings.send_again(ctx.session, ctx.organisation.id, None, ctx.now)
    audit.tell(ctx, NOTICES_TOLD)
    return open_list(ctx, Event("going_out", "open"))


def _steer(ctx: Context, event: Event, what: Verb) -> Screen:
    push_id = parse_id(event.argument)
    many = steering.steer(ctx.session, ctx.organisation.id, push_id, what, ctx.now)
    audit.tell(ctx, TOLD[what], subject=f"push:{push_id}", detail=str(many))
    return shown(ctx, push_id, told=ctx.say(f"going_out.done.{what}"))


def shown(ctx: Context, push_id: int, skip: int = 0, told: str = "") -> Screen:
    """One push, with what was done just now."""
    push = steering.found(ctx.session, ctx.organisation.id, push_id)
    trouble = mailings.trouble(ctx.session, push_id, PAGE + 1, skip)
    return monitor_screens.one(ctx, push, trouble, skip, told)
