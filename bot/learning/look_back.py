"""Somebody reads a module that they finished once more, page by page: nothing is asked, nothing is kept."""

from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Event, Part, Screen
from bot.foundation.words import prose
from bot.learning import content, participant, screens
from bot.learning.content import Module
from bot.lessons import screens as lesson_screens
from bot.lessons.content import Step
from bot.lessons.screens import words_of
from bot.screens.layout import to_close
from storage import learning


def look(ctx: Context, event: Event) -> Screen:
    """One page of a module that is finished; the argument is the module and the page: "onboarding/signals:2".

    What is not finished is gone on with."""
    ref, _, number = event.argument.partition(":")
    module, person = content.find(ctx.organisation.slug, ref), participant.whoever(ctx)
    if module is None:
        return screens.gone(ctx)
    row = learning.find(ctx.session, ctx.organisation.id, person.id, module.programme, module.name)
    if row is None or row.finished_on is None:
        return participant.open_module(ctx, Event("learn", "open", ref))
    return _page(ctx, module, min(parse_id(number), len(module.steps) - 1))


def _page(ctx: Context, module: Module, position: int) -> Screen:
    at, last = module.steps[position], position + 1 == len(module.steps)
    said = words_of(ctx, module).steps.get(at.name)
    title = said.title if said else ctx.say("learn.practice.title")
    turn = [_turn(ctx, module, "next", position + 1)] if not last else []
    turn += [_turn(ctx, module, "back", position - 1)] if position else []
    done = screens.FRAME.action(ctx, "open", "result", module.ref, primary=last)
    return Screen(
        "learn",
        "look",
        title,
        _body(ctx, module, at),
        actions=(*turn, done, screens.to_mine(ctx)),
        close=to_close(ctx),
        of=f"{module.ref}:{position}",
        locale=ctx.locale,
        progress=(position + 1, len(module.steps)),
    )


def _body(ctx: Context, module: Module, at: Step) -> tuple[Part, ...]:
    """A page as it was; of a question all answers, with what there is to say of each."""
    if at.name not in words_of(ctx, module).steps:
        return prose(ctx.say("learn.practice.text"))
    text = lesson_screens.page(ctx, module, at)
    return text if at.kind != "question" else (*text, *lesson_screens.all_answers(ctx, module, at))


def _turn(ctx: Context, module: Module, label: str, position: int) -> Action:
    return screens.FRAME.action(ctx, "look", label, f"{module.ref}:{position}", primary=label == "next")
