"""My modules: what there is to do, what is done, and what else one may take."""

from datetime import date

from bot.files import orders
from bot.foundation.context import Context
from bot.foundation.screen import Action, Event, Heading, Part, Row, Screen
from bot.foundation.words import prose
from bot.learning import files, participant, programmes, progress
from bot.learning.content import Module
from bot.learning.programmes import Standing
from bot.screens import dates
from bot.screens.layout import to_close, to_menu
from storage import learning
from storage.learning import LearningRow


def open_mine(ctx: Context, event: Event) -> Screen:
    """Everything that this person has, had, or may take of their own accord."""
    person = participant.whoever(ctx)
    rows = learning.of_person(ctx.session, ctx.organisation.id, person.id)
    standing = progress.standing(rows)
    newest = {(row.programme, row.module): row for row in standing}  # by edition: the last one counts
    theirs = programmes.modules(ctx.session, ctx.organisation, person.id, standing)
    todo, done, more = [], [], []
    for module in theirs:
        row = newest.get((module.programme, module.name))
        if row is None:
            more.append(_row(ctx, module, ctx.say("learn.mine.minutes", minutes=module.minutes), "start"))
        elif row.finished_on:
            done.append(_row(ctx, module, _on(ctx, "finished", row.finished_on), "look", "look"))
        elif progress.read(ctx, row, module).failed:
            todo.append(_row(ctx, module, ctx.say("learn.mine.failed"), "failed"))
        else:
            todo.append(_row(ctx, module, _state(ctx, module, row), "go_on" if row.begun_on else "start"))
    whole = [_whole(ctx, one) for one in programmes.begun(ctx.organisation, standing, theirs)]
    said = "text" if todo else "nothing" if done else "none"
    body: list[Part] = [*prose(ctx.say(f"learn.mine.{said}"))]
    for name, listed in (("todo", todo), ("done", done), ("whole", whole), ("more", more)):
        if listed:
            body += [Heading(ctx.say(f"learn.mine.{name}")), *listed]
    return Screen(
        "learn",
        "mine",
        ctx.say("learn.mine.title"),
        tuple(body),
        actions=(to_menu(ctx),),
        close=to_close(ctx),
        locale=ctx.locale,
    )


def _whole(ctx: Context, of: Standing) -> Row:
    """How much of a programme is done, and the certificate of all of it."""
    title = of.programme.titles[ctx.locale]
    detail = ctx.say("learn.mine.of", done=len(of.finished), all=len(of.modules))
    label = ctx.say("learn.actions.certificate")
    get = orders.button(label, files.WHOLE, of.programme.name) if of.is_complete else None
    return Row(title, detail, get)


def _state(ctx: Context, module: Module, row: LearningRow) -> str:
    """Since when, until when, or that it is late."""
    minutes = ctx.say("learn.mine.minutes", minutes=module.minutes)
    if row.due_on is None:
        return minutes
    return f"{minutes} {_on(ctx, 'late' if row.due_on < ctx.today else 'due', row.due_on)}"


def _on(ctx: Context, what: str, day: date) -> str:
    return ctx.say(f"learn.mine.{what}", day=dates.written(day, ctx.locale, ctx.organisation.slug))


def _row(ctx: Context, module: Module, detail: str, label: str, name: str = "open") -> Row:
    open_it = Action("learn", name, ctx.say(f"learn.actions.{label}"), module.ref)
    return Row(module.words[ctx.locale].title, detail, open_it)
