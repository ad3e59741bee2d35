"""One message of a mailing goes to one person by hand, also when they got it already: asked first, with what
became of it before."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from bot.foundation import audit
from bot.foundation.context import ZONE, Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.room import HOUSE
from bot.foundation.screen import Event, Screen
from bot.messages import monitor, monitor_screens, steering
from bot.messages.mailings import Moment, Recipient
from bot.screens import dates
from bot.screens.forms import check_person
from storage import directory, resending
from storage.directory import Known
from storage.mailings import PushRow
from storage.organisations import OrganisationRow

SENT = "push.sent_again"  # in the trail


class Before(NamedTuple):
    """What became of a message to somebody so far, as a key under going_out.before, and on which day."""

    state: str
    day: str


def ask(ctx: Context, event: Event) -> Screen:
    """Asks who; the argument is the number of the mailing."""
    return monitor_screens.whom(
        ctx, steering.found(ctx.session, ctx.organisation.id, parse_id(event.argument))
    )


def sure(ctx: Context, event: Event) -> Screen:
    """Says whether they had it, before it goes out."""
    push = steering.found(ctx.session, ctx.organisation.id, parse_id(event.argument))
    person, form = check_person(ctx, monitor_screens.whom(ctx, push), event.values)
    if person is None:
        return form
    had = before(ctx.session, ctx.organisation, push, person, ctx.now, ctx.locale)
    return monitor_screens.sure_once_more(
        ctx, push, person, ctx.say(f"going_out.before.{had.state}", day=had.day)
    )


def send(ctx: Context, event: Event) -> Screen:
    """Sends it; the argument is the mailing and the person: "12:7"."""
    id, _, who = event.argument.partition(":")
    push = steering.found(ctx.session, ctx.organisation.id, parse_id(id))
    people = directory.by_ids(ctx.session, ctx.organisation.id, [parse_id(who)])
    if not people:
        raise Mistake("people_not_found")
    again(ctx.session, ctx.organisation, push, people[0], ctx.now)
    audit.tell(ctx, SENT, subject=f"push:{push.id}", detail=f"person:{people[0].id}")
    return monitor.shown(ctx, push.id, told=ctx.say("going_out.done.send"))


def before(
    session: Session,
    organisation: OrganisationRow,
    push: PushRow,
    person: Known,
    now: datetime,
    locale: str,
) -> Before:
    """What became of it so far. Raises Mistake when it cannot be sent to them: the mailing does not run, they
    left, the message has nothing to say to them any more, or it is under way."""
    if push.state != "running" or push.kind not in HOUSE.messages:
        raise Mistake("push_cannot")
    if not person.active:
        raise Mistake("push_left")
    today = now.astimezone(ZONE).date()
    who = Recipient(person.id, person.name, person.email)
    if (
        HOUSE.messages[push.kind].show(Moment(session, organisation, who, push.about, person.locale, today))
        is None
    ):
        raise Mistake("push_not_wanted")
    state, day = resending.of_person(session, push.id, person.id)
    if state == "sending":
        raise Mistake("push_under_way")
    return Before(state or "never", dates.written(day, locale, organisation.slug) if day else "")


def again(
    session: Session, organisation: OrganisationRow, push: PushRow, person: Known, now: datetime
) -> Before:
    """Sends it once more, or for the first time; gives what had become of it. Raises Mistake as `before`."""
    had = before(session, organisation, push, person, now, person.locale)
    resending.send_to(session, organisation.id, push.id, person.id, now)
    return had
