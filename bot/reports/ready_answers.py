"""Ready texts for reporters: filled in where somebody writes to one, and made by who handles reports."""

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.sanitize import line
from bot.foundation.screen import Event, Screen
from bot.reports import handling, handling_screens, ready_answers_screens
from bot.reports.ready_answers_screens import DEFAULTS
from bot.screens.forms import check
from storage import ready_answers
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.ready_answers import Ready

MOST = 10


def fill(ctx: Context, event: Event) -> Screen:
    """The form that is open, with the text in the argument, if it is still there, behind what was typed."""
    report, state = handling.opened(ctx, event)
    name = event.step.partition("-")[0]
    screen = handling_screens.form(ctx, report, name, event.token, state["said"])
    if event.argument in DEFAULTS:
        theirs = handling_screens.theirs(ctx, report)
        text = theirs.say(f"ready.defaults.{event.argument}.text").strip()
    else:
        text = next((one.text for one in _every(ctx) if one.id == event.argument), "")
    typed = check(ctx, screen.inputs, event.values)[0].get("message", "")
    return screen.with_errors({}, {"message": "\n\n".join(filter(None, (str(typed), text)))})


def open_list(ctx: Context, event: Event) -> Screen:
    """The texts that the organisation made itself, and those that are always there."""
    return ready_answers_screens.listing(ctx, _every(ctx))


def edit(ctx: Context, event: Event) -> Screen:
    """The form of one text; without an argument that of a new one."""
    one = next((one for one in _every(ctx) if one.id == event.argument), Ready("", "", ""))
    return ready_answers_screens.form(ctx, one)


def save(ctx: Context, event: Event) -> Screen:
    """Keeps a text. The argument is its id and, behind it, the version that was shown: when a colleague
    changed it meanwhile, the visitor hears so."""
    one_at_a_time(ctx.session.connection(), Lock.READY_ANSWERS)
    ready_id, _, version = event.argument.partition(":")
    every = _every(ctx)
    now = next((one for one in every if one.id == ready_id), Ready("", "", ""))
    screen = ready_answers_screens.form(ctx, now)
    answers, errors = check(ctx, screen.inputs, event.values)
    name, text = line(str(answers["name"])), str(answers["text"])
    others = {one.name.casefold(): one for one in every if one.id != now.id}
    if not errors and not name:
        errors = {"name": ctx.say("mistakes.answer_missing")}
    if not errors and name.casefold() in others:
        if not now.id and others[name.casefold()].text == text:
            return open_list(ctx, event)  # kept already: a double click
        errors = {"name": ctx.say("ready.mistakes.there")}
    if not errors and not now.id and len(every) >= MOST:
        errors = {"name": ctx.say("ready.mistakes.many", limit=MOST)}
    if not errors and now.id and now.version != version and (now.name, now.text) != (name, text):
        errors = {"text": ctx.say("ready.mistakes.meanwhile", text=now.text)}
    if errors:
        return screen.with_errors(errors, answers)
    if (now.name, now.text) != (name, text):
        ready_answers.put(ctx.session, ctx.vault, ctx.organisation.id, Ready(now.id, name, text))
        audit.tell(ctx, "ready.changed")
    return open_list(ctx, event)


def drop(ctx: Context, event: Event) -> Screen:
    """Asks whether a text can go, and takes it away when that was said."""
    ready_id, _, is_sure = event.argument.partition(":")
    one = next((one for one in _every(ctx) if one.id == ready_id), None)
    if one and not is_sure:
        return ready_answers_screens.sure(ctx, one)
    if one:
        ready_answers.drop(ctx.session, ctx.organisation.id, ready_id)
        audit.tell(ctx, "ready.changed")
    return open_list(ctx, event)


def _every(ctx: Context) -> list[Ready]:
    return ready_answers.of(ctx.session, ctx.vault, ctx.organisation.id)
