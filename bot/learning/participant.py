"""Somebody takes a module: page by page, on whatever platform, stopping and going on whenever they like.

Where they are is kept in the database with their person, so the token that a screen carries is only the
module's name. A step that is not theirs any more (another window went on) shows where they are.
"""

from dataclasses import replace

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen
from bot.learning import content, files, progress, screens, spacing
from bot.learning.content import Module
from bot.learning.progress import Progress
from bot.lessons import player
from bot.lessons.content import Step
from bot.messages.working_time import working_days_after
from bot.screens.forms import check
from storage import learning
from storage.learning import LearningRow
from storage.people import PersonRow

LATER, NOT_NOW = 1, 5  # working days until it comes back


def open_module(ctx: Context, event: Event) -> Screen:
    """Begins a module, or goes on where it was left; the argument says which."""
    found = _find(ctx, event)
    if found is None:
        return screens.gone(ctx)
    module, row = found
    if row.finished_on and row.progress is None:
        return screens.finished(ctx, module)
    at = progress.read(ctx, row, module)
    if row.progress is None:
        progress.keep(ctx, row, at)
    return _where(ctx, module, at)


def answer(ctx: Context, event: Event) -> Screen:
    """What was chosen, and what is said about it."""
    found = _at(ctx, event, "question")
    if isinstance(found, Screen):
        return found
    module, row, at, step = found
    if step.name in at.answers:
        return screens.step(ctx, module, at)
    screen = screens.step(ctx, module, at)
    chosen = player.chosen(ctx, screen, event.values)
    if isinstance(chosen, Screen):
        return chosen
    at = at.answered(step.name, chosen)
    progress.keep(ctx, row, at)
    return screens.step(ctx, module, at)


def practise(ctx: Context, event: Event) -> Screen:
    """A practice report: checked like a real one, shown, and forgotten."""
    found = _at(ctx, event, "practice")
    if isinstance(found, Screen):
        return found
    module, _, at, _ = found
    screen = screens.step(ctx, module, at)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    return screens.practised(ctx, module, at, str(answers["story"]))


def go_on(ctx: Context, event: Event) -> Screen:
    """The next step, or the result after the last one."""
    found = _at(ctx, event)
    if isinstance(found, Screen):
        return found
    module, row, at, step = found
    if step.kind == "question" and step.name not in at.answers:
        return screens.step(ctx, module, at)
    steps = progress.path(module, at)
    position = steps.index(step) + 1
    if position == len(steps):
        return _finish(ctx, module, row, at)
    return _move(ctx, module, row, at, position)


def back(ctx: Context, event: Event) -> Screen:
    """The step before."""
    found = _at(ctx, event)
    if isinstance(found, Screen):
        return found
    module, row, at, step = found
    return _move(ctx, module, row, at, max(progress.path(module, at).index(step) - 1, 0))


def again(ctx: Context, event: Event) -> Screen:
    """From the beginning, without the answers so far."""
    found = _find(ctx, event)
    if found is None:
        return screens.gone(ctx)
    module, row = found
    attempt = progress.read(ctx, row, module).attempt + 1
    return _move(ctx, module, row, Progress(module.steps[0].name, attempt=attempt), 0)


def test_out(ctx: Context, event: Event) -> Screen:
    """Only the questions, for who knows it already; from the first step of a module that allows it."""
    found = _at(ctx, event)
    if isinstance(found, Screen):
        return found
    module, row, at, step = found
    if not module.test_out or step != module.steps[0] or at.answers:
        return screens.step(ctx, module, at)
    return _move(ctx, module, row, replace(at, test=True), 0)


def others(ctx: Context, event: Event) -> Screen:
    """What there is to say of every answer to a question that was answered."""
    found = _at(ctx, event, "question")
    if isinstance(found, Screen):
        return found
    module, _, at, _ = found
    return screens.step(ctx, module, at, every=True)


def close(ctx: Context, event: Event) -> Screen:
    """The window is closed; everything is kept already."""
    return screens.paused(ctx)


def later(ctx: Context, event: Event) -> Screen:
    """It comes back on the next working day."""
    return _snooze(ctx, event, LATER)


def not_now(ctx: Context, event: Event) -> Screen:
    """It comes back in a week."""
    return _snooze(ctx, event, NOT_NOW)


def show(ctx: Context, event: Event) -> Screen:
    """Where somebody is, once more: in another language, or on another page of a modal."""
    found = _find(ctx, event)
    if found is None:
        return screens.gone(ctx)
    module, row = found
    return _where(ctx, module, progress.read(ctx, row, module))


def whoever(ctx: Context) -> PersonRow:
    """The person whose modules these are. Raises Mistake for who is not in the directory here."""
    person = ctx.person
    if person is None or person.organisation_id != ctx.organisation.id:
        raise Mistake("learn_not_known")
    return person


def _find(ctx: Context, event: Event) -> tuple[Module, LearningRow] | None:
    """The module that is meant, and how far this person is. Who takes one unasked is given it now."""
    person = whoever(ctx)
    ref = event.token or event.argument
    module = content.find(ctx.organisation.slug, ref)
    if module is None:
        return None
    names = (ctx.organisation.id, person.id, module.programme, module.name)
    row = learning.find(ctx.session, *names, locked=True)
    if row is None:
        named = {"programme": module.programme, "module": module.name, "assigned_on": ctx.today}
        mine = {"organisation_id": ctx.organisation.id, "person_id": person.id}
        learning.assign(ctx.session, [mine | named])
        row = learning.find(ctx.session, *names)
        assert row is not None
    return module, row


def _at(ctx: Context, event: Event, kind: str = "") -> tuple[Module, LearningRow, Progress, Step] | Screen:
    """The step that somebody is at, when that is what they did something on; else where they are."""
    found = _find(ctx, event)
    if found is None:
        return screens.gone(ctx)
    module, row = found
    if row.progress is None:  # finished meanwhile, or never begun
        return open_module(ctx, event)
    at = progress.read(ctx, row, module)
    step = module.step(at.at) or module.steps[0]
    if at.failed:
        return _where(ctx, module, at)
    if event.step != step.name or (kind and step.kind != kind):
        return screens.step(ctx, module, at)
    return module, row, at, step


def _move(ctx: Context, module: Module, row: LearningRow, at: Progress, position: int) -> Screen:
    at = replace(at, at=progress.path(module, at)[position].name, failed=False)
    progress.keep(ctx, row, at)
    return screens.step(ctx, module, at)


def _where(ctx: Context, module: Module, at: Progress) -> Screen:
    """Where somebody is: at a step, or past the last one with too few right answers."""
    return screens.result(ctx, module, at, False) if at.failed else screens.step(ctx, module, at)


def _finish(ctx: Context, module: Module, row: LearningRow, at: Progress) -> Screen:
    """Passed: the answers are wiped, the certificate is there. Not passed: the answers stay, so that what
    went wrong can be read, until the module is begun again."""
    if progress.right(module, at) < progress.needed(module, at):
        progress.keep(ctx, row, replace(at, failed=True))
        return screens.result(ctx, module, at, False)
    done = {} if row.finished_on else files.earned(ctx, module)
    learning.change(ctx.session, row.id, progress=None, bring_on=None, snoozed_until=None, **done)
    comes_back = bool(done) and spacing.begin(ctx, module, row, at)
    return screens.result(ctx, module, at, True, comes_back)


def _snooze(ctx: Context, event: Event, days: int) -> Screen:
    found = _find(ctx, event)
    if found is None:
        return screens.gone(ctx)
    module, row = found
    if row.finished_on:
        return screens.finished(ctx, module)
    until = working_days_after(ctx.today, days, ctx.organisation.slug)
    learning.change(ctx.session, row.id, bring_on=until, snoozed_until=until)
    return screens.snoozed(ctx, module, until)
