"""The coordinator plans an integrity week: begins it, announces it, calls it off."""

from collections.abc import Iterable

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.integrity_week import coordinator_forms, coordinator_screens, dilemmas, organiser, schedule
from bot.integrity_week.content import next_turn
from bot.screens import dates
from bot.screens.forms import check
from storage import counted_once, recipients, sign_ups, starting, week
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.week import ActivityRow, WeekRow


def manage(ctx: Context, event: Event) -> Screen:
    """The weeks there are; with one to come or on, that one."""
    every = week.every(ctx.session, ctx.organisation.id)
    coming = [row for row in every if row.last_on >= ctx.today]
    return board(ctx, coming[-1]) if coming and not event.argument else coordinator_screens.weeks(ctx, every)


def open_week(ctx: Context, event: Event) -> Screen:
    """One week; the argument is its number."""
    return board(ctx, found(ctx, event.argument))


def begin(ctx: Context, event: Event) -> Screen:
    """Asks when the week is, and whether to begin with the ready programme."""
    return coordinator_forms.week(ctx)


def create(ctx: Context, event: Event) -> Screen:
    """Makes the week, with the activities and dilemmas of the ready programme when asked."""
    one_at_a_time(ctx.session.connection(), Lock.WEEKS)
    form = coordinator_forms.week(ctx)
    answers, errors = check(ctx, form.inputs, event.values)
    first, last = (dates.typed(str(answers[name])) for name in ("first", "last"))
    for name, day in (("first", first), ("last", last)):
        if day is None:
            errors.setdefault(name, ctx.say("week.errors.no_day"))
    if first and first < ctx.today:
        errors["first"] = ctx.say("week.errors.past")
    if first and dates.is_far(first, ctx.today):
        errors["first"] = ctx.say("week.errors.far")
    if first and last and not 0 <= (last - first).days < schedule.LONGEST:
        errors["last"] = ctx.say("week.errors.length", count=schedule.LONGEST)
    elif first and last and (other := week.overlapping(ctx.session, ctx.organisation.id, first, last)):
        errors["first"] = ctx.say("week.errors.overlaps", title=other.title)
    if errors or first is None or last is None:
        return form.with_errors(errors, answers)
    ready = answers["programme"] == "ready"
    title = str(answers["title"])
    turn = next_turn(week.last_turn(ctx.session, ctx.organisation.id))
    row = week.add(ctx.session, ctx.organisation.id, title, first, last, ready, turn)
    if ready:
        fill(ctx, row)
        dilemmas.begin(ctx, row)
    audit.tell(ctx, "week.planned", subject=f"week:{row.id}", detail=f"{first} {last}")
    return board(ctx, row)


def sure(ctx: Context, event: Event) -> Screen:
    """Asks first; the argument is what with the number of a week or an activity: "cancel:3", "drop:12"."""
    verb, _, id = event.argument.partition(":")
    if verb == "drop":
        one, row = _to_come(ctx, id)
        return coordinator_screens.sure(ctx, verb, row, _joined(ctx, [one]), one)
    if verb == "announce":
        row = _to_announce(ctx, id)
        return coordinator_screens.sure(
            ctx, verb, row, recipients.count(ctx.session, ctx.organisation.id, ctx.today)
        )
    row = _not_over(ctx, id)
    every = week.activities(ctx.session, ctx.organisation.id, row.id)
    return coordinator_screens.sure(ctx, "cancel", row, _joined(ctx, every))


def announce(ctx: Context, event: Event) -> Screen:
    """Lets everybody know, in working time; from now on they can join."""
    row = _to_announce(ctx, event.argument)
    week.change(ctx.session, row.id, announced=True)
    starting.soon(ctx.session, ctx.organisation.id)
    return board(ctx, row._replace(announced=True))


def cancel(ctx: Context, event: Event) -> Screen:
    """Calls a week off; nothing of it goes out any more. Its activities are not counted."""
    row = _not_over(ctx, event.argument)
    for one in week.activities(ctx.session, ctx.organisation.id, row.id):
        organiser.call_off(ctx, one)
    week.change(ctx.session, row.id, cancelled=True)
    audit.tell(ctx, "week.cancelled", subject=f"week:{row.id}")
    return manage(ctx, Event("week", "manage"))


def drop(ctx: Context, event: Event) -> Screen:
    """Calls one activity off; whoever joined is told."""
    one, row = _to_come(ctx, event.argument)
    organiser.call_off(ctx, one)
    return board(ctx, row)


def fill(ctx: Context, row: WeekRow) -> None:
    """The ready programme, day by day, at the usual times; what a short week has no day for is left out, and
    what would have begun already."""
    for day, said in schedule.ready_days(row, ctx.organisation.slug, ctx.locale).items():
        for one, clock in zip(said.activities, schedule.USUAL, strict=False):
            if schedule.moment(day, clock) <= ctx.now:
                continue
            week.add_activity(
                ctx.session,
                ctx.organisation.id,
                row.id,
                organiser.new_code(ctx),
                name=one.name,
                kind=one.kind,
                title="",
                text="",
                on_day=day,
                starts_at=schedule.moment(day, clock),
                minutes=one.minutes,
                place="",
                link="",
                capacity=one.capacity,
            )


def board(ctx: Context, row: WeekRow) -> Screen:
    """How a week stands."""
    every = week.activities(ctx.session, ctx.organisation.id, row.id)
    ids = [one.id for one in every]
    people = sign_ups.participants(ctx.session, row.id)
    came = sign_ups.participations(ctx.session, ids)
    polls = dilemmas.of_week(ctx, row)
    votes = sum(
        poll.votes or 0 if poll.closed else counted_once.number(ctx.session, f"poll/{poll.id}")
        for poll in polls
    )
    return coordinator_screens.week(ctx, row, every, sign_ups.places(ctx.session, ids), came, people, votes)


def found(ctx: Context, argument: str) -> WeekRow:
    """A week of this organisation, for the coordinator. Raises Mistake."""
    row = week.by_id(ctx.session, ctx.organisation.id, parse_id(argument))
    if row is None or row.cancelled:
        raise Mistake("week_gone")
    return row


def _not_over(ctx: Context, argument: str) -> WeekRow:
    row = found(ctx, argument)
    if row.last_on < ctx.today:
        raise Mistake("week_over")
    return row


def _to_announce(ctx: Context, argument: str) -> WeekRow:
    row = _not_over(ctx, argument)
    if not week.activities(ctx.session, ctx.organisation.id, row.id):
        raise Mistake("week_empty")
    return row


def _to_come(ctx: Context, argument: str) -> tuple[ActivityRow, WeekRow]:
    one, row = organiser.asked(ctx, argument)
    if one.starts_at <= ctx.now:
        raise Mistake("week_begun")
    return one, row


def _joined(ctx: Context, activities: Iterable[ActivityRow]) -> int:
    """How many people hear of it when these are called off."""
    return len({person for one in activities for person in organiser.to_tell(ctx, one)})
