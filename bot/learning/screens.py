"""What somebody sees of a module: its pages, questions, what is said after an answer, the result."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.files import orders
from bot.foundation.context import Context
from bot.foundation.screen import (
    Action,
    Answer,
    Heading,
    Input,
    Note,
    Option,
    Part,
    Screen,
)
from bot.foundation.words import prose
from bot.learning import feedback, files
from bot.learning.content import Module
from bot.learning.progress import Progress, asked, needed, order, path, right
from bot.lessons import screens as lesson_screens
from bot.lessons.content import StepWords
from bot.lessons.player import is_right, missed
from bot.lessons.screens import all_answers, explained, page, question, words_of
from bot.screens import dates, markdown
from bot.screens.layout import Frame, to_close, to_menu

FRAME = Frame("learn")
IDENTITIES = ("named", "confidential", "anonymous")


def step(ctx: Context, module: Module, progress: Progress, every: bool = False) -> Screen:
    """The step that somebody is at: a page, a question, or what is said of its answer, or of `every` one."""
    at = module.step(progress.at) or module.steps[0]
    said = words_of(ctx, module).steps.get(at.name)
    if at.kind == "practice":
        return _practice(ctx, module, progress, said)
    assert said is not None
    chosen = progress.answers.get(at.name, ())
    if at.kind == "question" and chosen:
        body = all_answers(ctx, module, at) if every else lesson_screens.feedback(ctx, module, at, chosen)
        rest = () if every else (FRAME.action(ctx, "others", "others", module.ref),)
        return _shown(ctx, module, progress, said.title, body, _next(ctx), actions=rest)
    body = page(ctx, module, at)
    if at.kind == "page":
        begins = module.test_out and at == module.steps[0] and not progress.answers
        skip = (FRAME.action(ctx, "test_out", "test_out", module.ref),) if begins else ()
        return _shown(ctx, module, progress, said.title, body, _next(ctx), actions=skip)
    check = FRAME.action(ctx, "answer", "check", primary=True)
    field = question(ctx, module, at, order(module, progress, at))
    return _shown(ctx, module, progress, said.title, body, check, (field,))


def practised(ctx: Context, module: Module, progress: Progress, told: str) -> Screen:
    """After a practice report: what would happen now. What was told is shown once, and kept nowhere."""
    parts: tuple[Part, ...] = (
        *prose(ctx.say("learn.practice.done")),
        Answer(ctx.say("learn.practice.you_told"), told),
        *feedback.notes(ctx, told),
        Note(ctx.say("learn.practice.not_kept")),
    )
    return _shown(ctx, module, progress, ctx.say("learn.practice.done_title"), parts, _next(ctx))


def result(
    ctx: Context, module: Module, progress: Progress, passed: bool, comes_back: bool = False
) -> Screen:
    """The end of a module: finished, or once more. `comes_back`: there will be questions about it later."""
    good, of = right(module, progress), asked(module, progress)
    score = ctx.say("learn.result.score", right=good, of=of)
    if not passed:
        text = ctx.say(
            "learn.result.not_yet_test" if progress.test else "learn.result.not_yet",
            needed=needed(module, progress),
        )
        again = FRAME.action(ctx, "again", "again", module.ref, primary=True)
        return plain(
            ctx,
            "not-yet",
            ctx.say("learn.result.not_yet_title"),
            (*prose(score), *prose(text), *_wrong(ctx, module, progress)),
            (again, to_mine(ctx)),
            module.ref,
        )
    return finished(ctx, module, f"{score}\n\n{ctx.say('learn.result.comes_back')}" if comes_back else score)


def finished(ctx: Context, module: Module, score: str = "") -> Screen:
    """A module that is done, with its certificate."""
    title = words_of(ctx, module).title
    body = (*prose(ctx.say("learn.result.done", module=title)), *prose(score))
    label = ctx.say("learn.actions.certificate")
    get = replace(orders.button(label, files.KIND, module.ref), style="primary")
    again = FRAME.action(ctx, "again", "read_again", module.ref)
    actions = (get, to_mine(ctx), again)
    return plain(ctx, "done", ctx.say("learn.result.done_title"), body, actions, module.ref)


def gone(ctx: Context) -> Screen:
    """The module is not there any more, through no fault of whoever was in it."""
    return plain(ctx, "gone", ctx.say("learn.gone.title"), prose(ctx.say("learn.gone.text")), (to_mine(ctx),))


def paused(ctx: Context) -> Screen:
    """The window was closed; the place in the module is kept."""
    return plain(
        ctx,
        "paused",
        ctx.say("learn.paused.title"),
        prose(ctx.say("learn.paused.text")),
        (to_mine(ctx), to_menu(ctx)),
    )


def snoozed(ctx: Context, module: Module, until: date) -> Screen:
    """It comes back on a day."""
    day = dates.written(until, ctx.locale, ctx.organisation.slug)
    start = FRAME.action(ctx, "open", "start_now", module.ref)
    text = ctx.say("learn.snoozed.text", module=words_of(ctx, module).title, day=day)
    return plain(ctx, "snoozed", ctx.say("learn.snoozed.title"), prose(text), (start, to_mine(ctx)))


def _wrong(ctx: Context, module: Module, progress: Progress) -> Iterator[Part]:
    """Each question that was not answered rightly: what was chosen, and what fits better and why."""
    for at in module.questions:
        chosen = progress.answers.get(at.name, ())
        if is_right(at, chosen):
            continue
        said = words_of(ctx, module).steps[at.name]
        labels = [said.answers[name].label for name in chosen]
        yield Heading(ctx.say("learn.result.wrong", title=said.title))
        yield from markdown.parts(said.question)
        yield from prose(ctx.say("learn.result.you_chose", answers="; ".join(labels)) if labels else "")
        yield from (part for name in missed(at, chosen) or at.right for part in explained(said, name))


def _practice(ctx: Context, module: Module, progress: Progress, said: StepWords | None) -> Screen:
    inputs = (
        Input(
            "story",
            "long_text",
            ctx.say("learn.practice.story.label"),
            ctx.say("learn.practice.story.hint"),
            required=True,
            max_length=2000,
        ),
        Input(
            "identity",
            "choice",
            ctx.say("report.questions.identity.label"),
            required=True,
            options=tuple(
                Option(name, ctx.say(f"report.questions.identity.options.{name}")) for name in IDENTITIES
            ),
        ),
    )
    title = said.title if said else ctx.say("learn.practice.title")
    body = markdown.parts(said.text) if said else prose(ctx.say("learn.practice.text"))
    send = FRAME.action(ctx, "practise", "practise", primary=True)
    skip = FRAME.action(ctx, "next", "skip", module.ref)
    return _shown(ctx, module, progress, title, body, send, inputs, (skip,))


def _shown(
    ctx: Context,
    module: Module,
    progress: Progress,
    title: str,
    body: Sequence[Part],
    submit: Action,
    inputs: tuple[Input, ...] = (),
    actions: tuple[Action, ...] = (),
) -> Screen:
    at, steps = module.step(progress.at) or module.steps[0], path(module, progress)
    position = steps.index(at)
    if position:
        actions = (*actions, FRAME.action(ctx, "back", "back", module.ref))
    return Screen(
        "learn",
        at.name,
        title,
        tuple(body),
        inputs=inputs,
        submit=submit,
        actions=actions,
        close=FRAME.action(ctx, "close", "close"),
        token=module.ref,
        locale=ctx.locale,
        progress=(position + 1, len(steps)),
    )


def plain(
    ctx: Context, name: str, title: str, body: Sequence[Part], actions: tuple[Action, ...], of: str = ""
) -> Screen:
    """A screen of this dialogue that asks nothing and is of no step of a module."""
    close = to_close(ctx)
    return Screen("learn", name, title, tuple(body), actions=actions, close=close, of=of, locale=ctx.locale)


def _next(ctx: Context) -> Action:
    return FRAME.action(ctx, "next", "next", primary=True)


def to_mine(ctx: Context) -> Action:
    """The button to my modules."""
    return FRAME.action(ctx, "mine", "mine")
