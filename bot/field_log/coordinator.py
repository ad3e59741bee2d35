"""The coordinator logs what was done outside the bot: lists it, puts it right, takes it away."""

from collections.abc import Callable
from typing import TypeVar

from bot.account.periods import half_of
from bot.field_log import coordinator_screens, kinds, notes, rules
from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.screens.forms import check
from bot.screens.layout import PAGE
from bot.tabular.cells import Unclear
from storage import closings, field_log
from storage.db import one_at_a_time
from storage.field_log import LoggedRow
from storage.locks import Lock

T = TypeVar("T")


def open_list(ctx: Context, event: Event) -> Screen:
    """What was logged; the argument is how many to skip."""
    skip = parse_id(event.argument)
    return _listing(ctx, skip)


def open_form(ctx: Context, event: Event) -> Screen:
    """Asks for a new activity."""
    return _form(ctx, None, _begin(ctx))


def show(ctx: Context, event: Event) -> Screen:
    """One activity, to be put right; the argument is its number."""
    row = _found(ctx, event.argument)
    return _form(ctx, row, drafts.begin(ctx, {"dialogue": "activities", "id": row.id}))


def again(ctx: Context, event: Event) -> Screen:
    """The open form once more, with what was filled in."""
    state = drafts.load(ctx, event.token, "activities")
    row = _found(ctx, str(state["id"])) if state["id"] else None
    return _form(ctx, row, event.token).with_errors({}, event.values)


def save(ctx: Context, event: Event) -> Screen:
    """Keeps a new or a changed activity. Sent twice, it is kept once."""
    row = None if event.argument == "new" else _found(ctx, event.argument)
    state = _state(ctx, event.token)
    if state and state.get("saved"):
        return _listing(ctx, 0, ctx.say("activities.saved"))
    if row is None and state is None:  # open for hours: it may have been sent before
        late = _form(ctx, None, _begin(ctx))
        return late.with_errors({"": ctx.say("activities.errors.open_long")}, event.values)
    form = _form(ctx, row, event.token)
    answers, errors = check(ctx, form.inputs, event.values)
    first = rules.earliest(ctx)

    def asked(name: str, how: Callable[[str], T]) -> T | None:
        try:
            return how(str(answers[name]))
        except Unclear as unclear:
            most = {"first": f"{first:%d-%m-%Y}", "limit": rules.MOST, "longest": kinds.LONGEST}
            errors.setdefault(name, ctx.say(f"activities.errors.{unclear.why}", **most))
            return None

    day = asked("day", lambda typed: rules.day(typed, first, ctx.today))
    number = asked("number", rules.number)
    name = asked("own", rules.name) if answers["kind"] == kinds.NEW else ""
    kind = str(answers["kind"])
    if not errors and name:
        one_at_a_time(ctx.session.connection(), Lock.FIELD_LOG_KINDS)
        kind = kinds.code_of(ctx, name) or ""
        if not kind:
            errors["own"] = ctx.say("activities.errors.kinds", limit=kinds.MOST)
    if errors or day is None or number is None:
        return form.with_errors(errors, answers)
    if row is None:
        id = field_log.add(ctx.session, ctx.organisation.id, kind, day, number)
    else:
        id = row.id
        field_log.change(ctx.session, ctx.organisation.id, id, kind, day, number)
    notes.keep(ctx.session, ctx.vault, ctx.organisation.id, [(id, str(answers["note"]))])
    if event.token and state is not None:
        drafts.save(ctx, event.token, {**state, "saved": True})
    audit.tell(ctx, "activities.changed", f"activity:{id}", f"{'changed' if row else 'logged'} {kind}")
    touched = [half_of(one) for one in (day, row.day if row else day)]
    return _listing(ctx, 0, ctx.say("activities.saved"), touched)


def remove(ctx: Context, event: Event) -> Screen:
    """Asks whether an activity is to go."""
    row = _found(ctx, event.argument)
    note = notes.read(ctx.vault, ctx.organisation.id, [row]).get(row.id, "")
    return coordinator_screens.remove(ctx, row, note, field_log.own_kinds(ctx.session, ctx.organisation.id))


def drop(ctx: Context, event: Event) -> Screen:
    """Takes an activity away."""
    row = _found(ctx, event.argument)
    field_log.drop(ctx.session, ctx.organisation.id, row.id)
    audit.tell(ctx, "activities.changed", f"activity:{row.id}", f"removed {row.kind}")
    return _listing(ctx, 0, ctx.say("activities.removed"), [half_of(row.day)])


def _listing(ctx: Context, skip: int, said: str = "", touched: list[str] | None = None) -> Screen:
    """The list; with a word about the account where a half-year that was closed is touched."""
    organisation_id = ctx.organisation.id
    rows = field_log.newest(ctx.session, organisation_id, PAGE + 1, skip)
    found = notes.read(ctx.vault, organisation_id, rows[:PAGE])
    if touched and set(touched) & set(closings.closed(ctx.session, organisation_id)):
        said = f"{said} {ctx.say('activities.after_closing')}"
    return coordinator_screens.listing(
        ctx, rows, found, field_log.own_kinds(ctx.session, organisation_id), skip, said
    )


def _form(ctx: Context, row: LoggedRow | None, token: str) -> Screen:
    own = field_log.own_kinds(ctx.session, ctx.organisation.id)
    note = notes.read(ctx.vault, ctx.organisation.id, [row]).get(row.id, "") if row else ""
    return coordinator_screens.form(ctx, row, note, own, token)


def _begin(ctx: Context) -> str:
    return drafts.begin(ctx, {"dialogue": "activities", "id": 0})


def _state(ctx: Context, token: str) -> State | None:
    """What is kept of the open form; nothing when it was open for too long."""
    try:
        return drafts.load(ctx, token, "activities")
    except Mistake:
        return None


def _found(ctx: Context, argument: str) -> LoggedRow:
    id = parse_id(argument)
    row = field_log.one(ctx.session, ctx.organisation.id, id)
    if row is None:
        raise Mistake("activity_gone")
    return row
