"""The coordinator keeps what was promised: takes the ready list, adds their own, notes what was done."""

from datetime import date

from bot.account import commitments, hiding
from bot.account import tables as account_tables
from bot.account.commitments import COUNTED, OWN, READY, Line, Period, Promise
from bot.account.periods import days_of, half_of
from bot.commitments import coordinator_screens
from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen, Values
from bot.screens import dates
from bot.screens.forms import check
from storage import commitments as kept
from storage.db import one_at_a_time
from storage.locks import Lock

MOST = 60  # promises that are not over
LONGEST_NORM = 100


def open_list(ctx: Context, event: Event) -> Screen:
    """What was promised, and how it stands in this half-year."""
    return coordinator_screens.listing(ctx, _lines(ctx), _left(ctx, _here(ctx)))


def take_ready(ctx: Context, event: Event) -> Screen:
    """Takes over what is on the ready list and not promised yet."""
    one_at_a_time(ctx.session.connection(), Lock.COMMITMENTS)
    for kind in _left(ctx, _here(ctx)):
        norm, per = READY[kind]
        id = kept.add(ctx.session, ctx.organisation.id, kind, norm, per, None, _from(ctx))
        audit.tell(ctx, "plan.changed", f"commitment:{id}", f"added {kind}")
    return open_list(ctx, event)


def new(ctx: Context, event: Event) -> Screen:
    """Asks for a promise."""
    return coordinator_screens.form(ctx, _left(ctx, _here(ctx)))


def add(ctx: Context, event: Event) -> Screen:
    """Keeps a promise."""
    one_at_a_time(ctx.session.connection(), Lock.COMMITMENTS)
    here = _here(ctx)
    form = coordinator_screens.form(ctx, _left(ctx, here))
    answers, errors = check(ctx, form.inputs, event.values)
    kind, title = str(answers.get("kind", OWN)), str(answers["title"]).strip()
    if kind == OWN and not title:
        errors.setdefault("title", ctx.say("mistakes.answer_missing"))
    if kind == OWN and title.casefold() in [one.title.casefold() for one in here]:
        errors.setdefault("title", ctx.say("plan.errors.there"))
    norm = str(answers["norm"]).strip()
    if not norm.isdecimal() or not 0 < int(norm[:9]) <= LONGEST_NORM:
        errors.setdefault("norm", ctx.say("plan.errors.norm", limit=LONGEST_NORM))
    due = _day(ctx, answers, "due", errors) if answers["due"] else None
    if due and answers["per"] != "once":
        errors.setdefault("due", ctx.say("plan.errors.due"))
    if len(here) >= MOST:
        errors.setdefault("", ctx.say("plan.errors.many", limit=MOST))
    if errors:
        return form.with_errors(errors, answers)
    per = str(answers["per"])
    times = 1 if per == "once" else int(norm)
    if kind in commitments.NO_NORM:
        times, per = READY[kind]
    id = kept.add(ctx.session, ctx.organisation.id, kind, times, per, due, _from(ctx))
    if kind == OWN:
        kept.seal(ctx.session, id, _sealed(ctx, "commitment", id, title))
    audit.tell(ctx, "plan.changed", f"commitment:{id}", f"added {kind}")
    return open_list(ctx, event)


def show(ctx: Context, event: Event) -> Screen:
    """One promise, with what was noted of it; the argument is its number."""
    return _shown(ctx, _found(ctx, event.argument))


def note(ctx: Context, event: Event) -> Screen:
    """Keeps what was done for a promise on a day, or why not. Sent twice, it is noted once."""
    one_at_a_time(ctx.session.connection(), Lock.COMMITMENTS)
    one = _found(ctx, event.argument)
    answers, errors = check(ctx, coordinator_screens.promise(ctx, one, None).inputs, event.values)
    day = _day(ctx, answers, "day", errors)
    if day and day > ctx.today:
        errors.setdefault("day", ctx.say("plan.errors.ahead"))
    if errors or day is None:
        return _shown(ctx, one).with_errors(errors, answers)
    done = one.row.kind not in COUNTED and answers["done"] == "yes"
    said = str(answers["text"])
    if any((row.on_day, row.done, text) == (day, done, said) for row, text in one.notes):
        return _shown(ctx, one)
    id = kept.add_note(ctx.session, one.row.id, day, done)
    kept.seal_note(ctx.session, id, _sealed(ctx, "commitment-note", id, said))
    audit.tell(ctx, "plan.changed", f"commitment:{one.row.id}", "noted")
    return _shown(ctx, _found(ctx, str(one.row.id)))


def sure(ctx: Context, event: Event) -> Screen:
    """Asks before a note goes or a promise ends; the argument is "drop:" or "end:" and which."""
    verb, _, which = event.argument.partition(":")
    one = _found(ctx, which.partition("/")[0])
    return coordinator_screens.sure(ctx, "drop" if verb == "drop" else "end", which, one)


def drop(ctx: Context, event: Event) -> Screen:
    """Takes a note away; the argument is the numbers of promise and note."""
    id, _, note_id = event.argument.partition("/")
    one = _found(ctx, id)
    kept.drop_note(ctx.session, one.row.id, parse_id(note_id))
    audit.tell(ctx, "plan.changed", f"commitment:{one.row.id}", "removed a note")
    return _shown(ctx, _found(ctx, id))


def end(ctx: Context, event: Event) -> Screen:
    """From today on it is no promise any more; accounts of before still tell of it."""
    one = _found(ctx, event.argument)
    kept.end(ctx.session, one.row.id, ctx.today)
    audit.tell(ctx, "plan.changed", f"commitment:{one.row.id}", "ended")
    return open_list(ctx, event)


def _here(ctx: Context) -> list[Promise]:
    """The promises that did not end."""
    every = commitments.promises(ctx.session, ctx.vault, ctx.organisation.id)
    return [one for one in every if one.row.ended_on is None]


def _left(ctx: Context, here: list[Promise]) -> list[str]:
    """What is on the ready list and not promised."""
    return [kind for kind in READY if kind not in {one.row.kind for one in here}]


def _lines(ctx: Context) -> list[Line]:
    """How every promise stands today, by what the account of this half-year would tell."""
    here = _here(ctx)
    if not here:
        return []
    first, last = days_of(half_of(ctx.today))
    few = hiding.of(ctx.organisation.slug)
    counted = account_tables.tables(ctx.session, ctx.organisation.id, first, min(last, ctx.today), few)
    period = Period(first, min(last, ctx.today), {table.name: table for table in counted})
    found = {line.promise.row.id: line for line in commitments.lines(here, period, None, ctx.today)}
    return [found.get(one.row.id) or Line(one, commitments.Done(1, 1), "done") for one in here]


def _shown(ctx: Context, one: Promise) -> Screen:
    line = next((line for line in _lines(ctx) if line.promise.row.id == one.row.id), None)
    return coordinator_screens.promise(ctx, one, line)


def _found(ctx: Context, argument: str) -> Promise:
    id = parse_id(argument)
    for one in commitments.promises(ctx.session, ctx.vault, ctx.organisation.id):
        if one.row.id == id:
            return one
    raise Mistake("dialogue_changed")


def _from(ctx: Context) -> date:
    """A plan counts from the first day of the year in which it is put in."""
    return date(ctx.today.year, 1, 1)


def _day(ctx: Context, answers: Values, name: str, errors: dict[str, str]) -> date | None:
    day = dates.typed(str(answers[name]))
    if day is None or day.year < ctx.today.year - 10 or dates.is_far(day, ctx.today):
        errors.setdefault(name, ctx.say("plan.errors.day"))
        return None
    return day


def _sealed(ctx: Context, what: str, id: int, text: str) -> bytes:
    return commitments.sealed(ctx.vault, ctx.organisation.id, what, id, text)
