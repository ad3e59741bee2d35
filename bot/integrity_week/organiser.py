"""The coordinator organises the activities of a week: makes, changes, calls off, counts heads."""

import secrets

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_count, parse_id
from bot.foundation.screen import Event, Screen
from bot.integrity_week import coordinator_forms, coordinator_screens, participant
from bot.integrity_week.content import activities
from bot.reports import receipts
from bot.screens.forms import check
from storage import groups, sign_ups, week
from storage.week import ActivityRow, WeekRow

MANY = 5_000  # people
WHERE_AND_WHEN = ("starts_at", "minutes", "place", "link")
IN_CALENDAR = (*WHERE_AND_WHEN, "title", "text")


def activity(ctx: Context, event: Event) -> Screen:
    """One activity for its organiser: who counts, the code, the form."""
    one, row = asked(ctx, event.argument)
    return coordinator_screens.activity(ctx, row, one, *_numbers(ctx, one))


def edit(ctx: Context, event: Event) -> Screen:
    """The form of an activity; the argument is its number, or "new:" and the number of the week."""
    row, one = _either(ctx, event.argument)
    return coordinator_forms.activity(
        ctx, row, one, event.argument, groups.every(ctx.session, ctx.organisation.id)
    )


def save(ctx: Context, event: Event) -> Screen:
    """Makes or changes an activity. More places go to whoever waits longest."""
    row, one = _either(ctx, event.argument)
    known = groups.every(ctx.session, ctx.organisation.id)
    form = coordinator_forms.activity(ctx, row, one, event.argument, known)
    answers, errors = check(ctx, form.inputs, event.values)
    values, wrong = coordinator_forms.read(ctx, row, answers)
    errors = {**wrong, **errors}
    if errors:
        return form.with_errors(errors, answers)
    chosen = [key for key in answers.get("groups", ()) if key]
    if one is None:
        id = week.add_activity(
            ctx.session, ctx.organisation.id, row.id, new_code(ctx), chosen, name="", **values
        )
    else:
        id = one.id
        week.activity(ctx.session, ctx.organisation.id, id, lock=True)
        week.change_activity(ctx.session, id, groups="\n".join(chosen), **_kept(one, ctx.locale, values))
    now = week.activity(ctx.session, ctx.organisation.id, id)
    assert now is not None
    told = _moved(ctx, one, now) if one else 0
    participant.promote(ctx, now)
    note = ctx.say("week.moved", people=ctx.say("week.people", count=told)) if told else ""
    return coordinator_screens.activity(ctx, row, now, *_numbers(ctx, now), note)


def count(ctx: Context, event: Event) -> Screen:
    """Asks the organiser how many there were."""
    one, _ = asked(ctx, event.argument)
    return coordinator_forms.headcount(ctx, one)


def save_count(ctx: Context, event: Event) -> Screen:
    """Keeps the organiser's count; those who said to be there are part of it."""
    one, row = asked(ctx, event.argument)
    form = coordinator_forms.headcount(ctx, one)
    answers, errors = check(ctx, form.inputs, event.values)
    number = parse_count(str(answers["headcount"]), MANY)
    if "headcount" not in errors and number is None:
        errors["headcount"] = ctx.say("week.errors.number")
    if one.starts_at > ctx.now:
        errors["headcount"] = ctx.say("week.errors.too_early")
    if errors:
        return form.with_errors(errors, answers)
    week.change_activity(ctx.session, one.id, headcount=number)
    return coordinator_screens.activity(ctx, row, one._replace(headcount=number), *_numbers(ctx, one))


def call_off(ctx: Context, one: ActivityRow) -> None:
    """Takes an activity off the programme, and tells whoever joined."""
    if people := to_tell(ctx, one):
        participant.tell(ctx, f"week/{one.id}/off", people, f"called_off/{one.id}")
    week.change_activity(ctx.session, one.id, cancelled=True, sequence=one.sequence + 1)


def _moved(ctx: Context, before: ActivityRow, now: ActivityRow) -> int:
    """What stands in calendars is counted on when it changes; who joined hears of another time or place.
    Gives how many people do."""
    if all(getattr(before, name) == getattr(now, name) for name in IN_CALENDAR):
        return 0
    sequence = now.sequence + 1
    week.change_activity(ctx.session, now.id, sequence=sequence)
    if all(getattr(before, name) == getattr(now, name) for name in WHERE_AND_WHEN):
        return 0
    if people := to_tell(ctx, now):
        key = f"week/{now.id}/moved-{sequence}"
        participant.tell(ctx, key, people, f"moved/{now.id}/{sequence}")
    return len(people)


def to_tell(ctx: Context, one: ActivityRow) -> list[int]:
    """The ids of those who hear of it when an activity is called off: who joined it, or waits for a place."""
    return sign_ups.everyone(ctx.session, one.id) if one.starts_at > ctx.now else []


def new_code(ctx: Context) -> str:
    """A code that no other activity has."""
    while True:
        code = "".join(secrets.choice(receipts.ALPHABET) for _ in range(participant.CODE_LENGTH))
        if week.by_code(ctx.session, ctx.organisation.id, code) is None:
            return code


def _kept(one: ActivityRow, locale: str, values: dict[str, object]) -> dict[str, object]:
    """Words that still are those of the ready programme stay so, in every language."""
    ready = activities(locale).get(one.name)
    same = {"title": ready.title, "text": ready.text.strip()} if ready else {}
    return values | {name: "" for name, value in same.items() if values[name] == value}


def _numbers(ctx: Context, one: ActivityRow) -> tuple[sign_ups.Places, int]:
    places = sign_ups.places(ctx.session, [one.id])[one.id]
    return places, sign_ups.participations(ctx.session, [one.id]).get(one.id, 0)


def _either(ctx: Context, argument: str) -> tuple[WeekRow, ActivityRow | None]:
    new, _, id = argument.rpartition(":")
    if new == "new":
        return _found(ctx, parse_id(id)), None
    one, row = asked(ctx, id)
    return row, one


def asked(ctx: Context, argument: str) -> tuple[ActivityRow, WeekRow]:
    """An activity and its week, for the coordinator. Raises Mistake."""
    one = week.activity(ctx.session, ctx.organisation.id, parse_id(argument))
    if one is None or one.cancelled:
        raise Mistake("week_gone")
    return one, _found(ctx, one.week_id)


def _found(ctx: Context, id: int) -> WeekRow:
    row = week.by_id(ctx.session, ctx.organisation.id, id)
    if row is None or row.cancelled:
        raise Mistake("week_gone")
    return row
