"""Everybody sees the integrity week, joins and leaves activities in one tap, and says to be there."""

from collections.abc import Sequence

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.integrity_week import dilemmas, screens
from bot.messages import mailings, working_time
from bot.reports import receipts
from bot.screens.forms import check
from storage import counted_once, recipients, sign_ups, week
from storage.week import ActivityRow

CODE_LENGTH = 6  # characters of the alphabet of receipts: 30 bits, and tries are limited


def open_week(ctx: Context, event: Event) -> Screen:
    """The week that is on, or the next one."""
    row = week.now_or_next(ctx.session, ctx.organisation.id, ctx.today)
    person_id = _person(ctx)
    if row is None:
        return screens.none(ctx)
    every = [
        one
        for one in week.activities(ctx.session, ctx.organisation.id, row.id)
        if recipients.among(ctx.session, ctx.organisation.id, one.groups, person_id)
    ]
    return screens.week(
        ctx,
        row,
        every,
        sign_ups.places(ctx.session, [one.id for one in every]),
        sign_ups.of_person(ctx.session, row.id, person_id),
        dilemmas.of_week(ctx, row),
    )


def show(ctx: Context, event: Event) -> Screen:
    """One activity; the argument is its number."""
    return _shown(ctx, _activity(ctx, event.argument))


def join(ctx: Context, event: Event) -> Screen:
    """Takes a place, or one in the line when there is none. Pressed twice it does nothing more."""
    one = _activity(ctx, event.argument, lock=True)
    person_id = _person(ctx)
    if ctx.now >= one.starts_at:
        raise Mistake("week_begun")
    if sign_ups.find(ctx.session, one.id, person_id) is None:
        joined = sign_ups.places(ctx.session, [one.id])[one.id].joined
        waits = one.capacity is not None and joined >= one.capacity
        sign_ups.add(ctx.session, one.id, person_id, waits)
        return _shown(ctx, one, ctx.say(f"week.joined.{'waiting' if waits else 'place'}"))
    return _shown(ctx, one)


def leave(ctx: Context, event: Event) -> Screen:
    """Gives the place to whoever waits longest."""
    one = _activity(ctx, event.argument, lock=True)
    if sign_ups.find(ctx.session, one.id, _person(ctx)) is None:
        return _shown(ctx, one)
    sign_ups.drop(ctx.session, one.id, _person(ctx))
    promote(ctx, one)
    return _shown(ctx, one, ctx.say("week.joined.left"))


def promote(ctx: Context, one: ActivityRow) -> None:
    """Gives every free place to whoever waits longest, and tells them. The activity is locked."""
    places = sign_ups.places(ctx.session, [one.id])[one.id]
    free = places.waiting if one.capacity is None else one.capacity - places.joined
    if ctx.now >= one.starts_at or free <= 0 or not places.waiting:
        return
    lucky = sign_ups.promote(ctx.session, one.id, free)
    tell(ctx, f"week/{one.id}/place-{ctx.today}", lucky, f"place/{one.id}")


def tell(ctx: Context, key: str, people: Sequence[int], about: str) -> None:
    """Plans a message of the week for some people, in working time."""
    moment = working_time.next_moment(ctx.now, ctx.organisation)
    mailings.plan(ctx.session, ctx.organisation.id, "week", key, people, moment, about)


def here(ctx: Context, event: Event) -> Screen:
    """Somebody says to be there, by a tap."""
    one = _activity(ctx, event.argument)
    if not screens.can_be_there(ctx, one):
        raise Mistake("week_not_now")
    return screens.present(ctx, one, _count(ctx, one))


def open_code(ctx: Context, event: Event) -> Screen:
    """Asks for the code that hangs at an activity."""
    _person(ctx)
    return screens.code(ctx)


def present(ctx: Context, event: Event) -> Screen:
    """Somebody says to be there, by the code on the spot. Wrong codes are counted and made to wait."""
    _person(ctx)
    screen = screens.code(ctx)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    who = ctx.visitor.known_as
    if wait := ctx.limits.codes.take(who, ctx.now):
        raise Mistake("too_many_tries", count=max(1, -(-int(wait.total_seconds()) // 60)))
    one = week.by_code(ctx.session, ctx.organisation.id, receipts.plain(str(answers["code"])))
    if one is None or one.cancelled:
        return screen.with_errors({"code": ctx.say("week.errors.code")}, answers)
    ctx.limits.codes.give_back(who, ctx.now)
    if not screens.can_be_there(ctx, one):
        return screen.with_errors({"code": ctx.say("week.errors.not_now")}, answers)
    return screens.present(ctx, one, _count(ctx, one))


def _count(ctx: Context, one: ActivityRow) -> bool:
    """Counts somebody once for the activity and once for the week; whether they are new at the activity."""
    person_id = _person(ctx)
    scope, whole = f"activity/{one.id}", f"week/{one.week_id}"
    if not counted_once.take(ctx.session, scope, ctx.vault.once_hash(scope, person_id)):
        return False
    department_id = recipients.department_of(ctx.session, person_id)
    sign_ups.count_participation(ctx.session, one.id, department_id)
    if counted_once.take(ctx.session, whole, ctx.vault.once_hash(whole, person_id)):
        sign_ups.count_participant(ctx.session, one.week_id, department_id)
    return True


def _shown(ctx: Context, one: ActivityRow, note: str = "") -> Screen:
    waits = sign_ups.find(ctx.session, one.id, ctx.person.id) if ctx.person else None
    return screens.activity(ctx, one, sign_ups.places(ctx.session, [one.id])[one.id], waits, note)


def _activity(ctx: Context, argument: str, lock: bool = False) -> ActivityRow:
    """An activity of an announced week that this person may come to. Raises Mistake."""
    id = parse_id(argument)
    one = week.activity(ctx.session, ctx.organisation.id, id, lock)
    row = week.by_id(ctx.session, ctx.organisation.id, one.week_id) if one else None
    if one is None or row is None or one.cancelled or row.cancelled or not row.announced:
        raise Mistake("week_gone")
    if not recipients.among(ctx.session, ctx.organisation.id, one.groups, _person(ctx)):
        raise Mistake("week_gone")
    return one


def _person(ctx: Context) -> int:
    """Whoever is in the directory here. Raises Mistake."""
    if ctx.person is None or not ctx.at_home:
        raise Mistake("not_in_directory")
    return ctx.person.id
