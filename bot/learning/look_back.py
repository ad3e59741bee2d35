"""Somebody reads a module that they finished once more, page by page: nothing is asked, nothing is kept."""

from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Event, Heading, Part, Screen
from bot.foundation.words import prose
from bot.learning import content, participant, screens
from bot.learning.content import Module, Step
from bot.screens import markdown
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
    said = screens.words_of(ctx, module).steps.get(at.name)
    title = said.title if said else ctx.say("learn.practice.title")
    turn = [_turn(ctx, module, "next", position + 1)] if not last else []
    turn += [_turn(ctx, module, "back", position - 1)] if position else []
    done = screens.FRAME.action(ctx, "open", "result", module.ref, primary=last)
    return Screen(
        "learn",
        "look",
        title,
        tuple(_body(ctx, module, at)),
        actions=(*turn, done, screens.to_mine(ctx)),
        close=to_close(ctx),
        of=f"{module.ref}:{position}",
        locale=ctx.locale,
        progress=(position + 1, len(module.steps)),
    )


def _body(ctx: Context, module: Module, at: Step) -> list[Part]:
    """A page as it was; of a question all answers, with what there is to say of each."""
    said = screens.words_of(ctx, module).steps.get(at.name)
    if said is None:
        return [*prose(ctx.say("learn.practice.text"))]
    parts: list[Part] = [*screens.picture_of(ctx, module, at), *markdown.parts(said.text)]
    if at.kind != "question":
        return parts
    parts.append(Heading(said.question))
    for heading, names in (
        ("fits", [name for name in at.answers if name in at.right]),
        ("fits_not", [name for name in at.answers if name not in at.right]),
    ):
        parts.append(Heading(ctx.say(f"learn.look.{heading}")))
        parts += [part for name in names for part in screens.explained(said, name)]
    return parts


def _turn(ctx: Context, module: Module, label: str, position: int) -> Action:
    return screens.FRAME.action(ctx, "look", label, f"{module.ref}:{position}", primary=label == "next")
