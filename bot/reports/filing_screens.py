"""What the report dialogue shows at each step."""

from dataclasses import replace
from datetime import datetime

from bot.foundation import contacts, words
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.screen import (
    Action,
    Answer,
    Code,
    Facts,
    Heading,
    Input,
    Note,
    Option,
    Part,
    Screen,
    Values,
)
from bot.foundation.words import prose
from bot.reports import conversation, skipping, slots
from bot.reports import readers as reports_readers
from bot.reports.dialogue import PUBLIC, REDIRECTS, REPORT
from bot.reports.overrides import switched_off
from bot.screens import forms
from bot.screens.dialogue import Dialogue
from bot.screens.forms import Lists


def dialogue_for(ctx: Context) -> Dialogue:
    """The dialogue as this organisation asks it, here."""
    asked = PUBLIC if ctx.platform.is_public else REPORT
    return asked.without(switched_off(ctx.organisation.slug, REPORT.name))


def show(ctx: Context, state: State, token: str) -> Screen:
    """The screen of the step where the dialogue is."""
    step = dialogue_for(ctx).step(state["step"])
    made = {"review": _review, "redirect": _redirect, "receipt": _receipt, "ask": _ask}[step.kind]
    return made(ctx, state, token)


def inputs(ctx: Context, step: str, state: State) -> tuple[Input, ...]:
    """What a step asks, filled with the answers so far."""
    questions = dialogue_for(ctx).questions(step, state["answers"])
    asked = forms.fields(ctx, REPORT.name, questions, state["answers"], lists(ctx))
    if not ctx.platform.is_public:
        return asked
    hint = ctx.say("report.public.untold_described")
    return tuple(replace(one, hint=hint) if one.name == "untold_described" else one for one in asked)


def numbers(ctx: Context) -> Facts:
    """The phone numbers that everybody must see before anything is typed."""
    return Facts(contacts.first(ctx.say))


def _ask(ctx: Context, state: State, token: str) -> Screen:
    step, dialogue = state["step"], dialogue_for(ctx)
    first = step == dialogue.first
    body: list[Part] = []
    if first and ctx.platform.is_public:  # the doorstep said all else
        body += [numbers(ctx), *prose(ctx.say("report.public.start"))]
    elif first:
        body += [numbers(ctx)]
        if not any(reports_readers.handlers(ctx.moved_to(one.id)) for one in ctx.served):
            body.append(Note(ctx.say("report.readers.nobody_yet"), urgent=True))
        body += prose(ctx.say("report.steps.start.text"))
        body += prose(ctx.say(f"report.closing.{ctx.platform.closing}"))
        body.append(Note(ctx.say(f"report.honesty.{_platform(ctx)}")))
    else:
        body += _step_words(ctx, step)
    if step == "story" and (theme := state["answers"].get("theme")):
        body += [Heading(ctx.say("report.examples.title")), *prose(ctx.say(f"report.examples.{theme}"))]
        if theme in contacts.OF_THEME:
            body.append(Facts(contacts.facts(ctx.say, contacts.OF_THEME[theme])))
    if step == "identity":
        if not reports_readers.of(ctx, state["answers"]).readers:  # said before anything is typed
            body.append(Note(ctx.say("report.readers.nobody_yet"), urgent=True))
        body.append(Note(ctx.say(f"report.honesty.identity_{_platform(ctx)}")))
        if slots.of(ctx, "anonymous"):
            body += prose(ctx.say("slots.identity"))
    return _screen(
        ctx,
        state,
        token,
        tuple(body),
        inputs=inputs(ctx, step, state),
        submit=_action(ctx, "answer", "next", style="primary"),
        actions=(_other_language(ctx),)
        if first
        else (*skipping.buttons(ctx, step), _action(ctx, "back", "back")),
    )


def _redirect(ctx: Context, state: State, token: str) -> Screen:
    kind = state["step"]
    body: list[Part] = list(_step_words(ctx, kind))
    body.insert(
        0 if kind in contacts.AT_ONCE else 1, Facts(contacts.facts(ctx.say, contacts.REDIRECTED[kind]))
    )
    return _screen(
        ctx,
        state,
        token,
        tuple(body),
        actions=(_action(ctx, "back", "back"), _action(ctx, "go_on", "signal_after_all")),
        close="finish",
    )


def _review(ctx: Context, state: State, token: str) -> Screen:
    dialogue, answers, given = dialogue_for(ctx), state["answers"], lists(ctx)
    body = list(_step_words(ctx, "review"))
    readers = reports_readers.of(ctx, state["answers"])
    unanswered = []
    for name in dialogue.path(answers, "review"):
        edit: Action | None = _action(ctx, "edit", "change", argument=name)
        for question in dialogue.questions(name, answers):
            if question.name != "kind" and forms.has_choice(question, given):
                said = forms.said(ctx, REPORT.name, question, answers.get(question.name, ""), given)
                label = ctx.say(f"report.questions.{question.name}.label")
                if said:
                    body.append(Answer(label, said, edit))
                    edit = None
                else:
                    unanswered.append(label)
    if unanswered:  # in one line, with the way to the first of them and on from there
        rest = _action(ctx, "edit", "fill_in", argument=skipping.REST)
        body.append(Answer(ctx.say("report.not_answered"), " · ".join(unanswered), rest))
    if readers.readers:
        names = ", ".join(person.name for person in readers.readers)
        unnamed = "public_" if ctx.platform.is_public else ""
        body.append(Note(ctx.say(f"report.readers.{unnamed}{readers.name}", names=names)))
    else:
        body += [Note(ctx.say("report.readers.nobody"), urgent=True), numbers(ctx)]
    return _screen(
        ctx,
        state,
        token,
        tuple(body),
        submit=_action(ctx, "send", "send", style="primary") if readers.readers else None,
        actions=(_action(ctx, "back", "back"),),
    )


def _receipt(ctx: Context, state: State, token: str) -> Screen:
    receipt, slot = state["receipt"], state["receipt"].get("known_from")
    moment = conversation.moment(ctx, datetime.fromisoformat(slot)) if slot else ""
    by_code_alone = receipt["identity"] == "anonymous" or ctx.platform.is_public
    body = (
        *_step_words(ctx, "receipt"),
        Code(ctx.say("report.receipt.number"), receipt["number"]),
        Code(ctx.say("report.receipt.code"), receipt["code"]),
        Note(ctx.say(f"report.receipt.{'anonymous' if by_code_alone else 'named'}")),
        *(prose(ctx.say("slots.receipt", moment=moment)) if moment else ()),
    )
    gate = forms.fields(ctx, "report", REPORT.step("receipt").questions, {}, {})
    submit = _action(ctx, "keep", "keep", style="primary")
    return _screen(ctx, state, token, body, inputs=gate, submit=submit, close="")


def _screen(
    ctx: Context, state: State, token: str, body: tuple[Part, ...], close: str = "cancel", **more: object
) -> Screen:
    step, answers = state["step"], state["answers"]
    way = dialogue_for(ctx).path({**answers, "kind": answers.get("kind") or "signal"}, "review")
    before = way[: way.index(step)] if step in way else []
    asked = [name for name in way if name not in REDIRECTS]
    place = asked.index(step) + 1 if step in asked else 0
    return Screen(
        dialogue=REPORT.name,
        step=step,
        title=ctx.say(f"report.steps.{step}.title"),
        body=body,
        # Beside the gate a button that closes would lose somebody's only code.
        close=_action(ctx, "cancel", close) if close else None,
        token=token,
        locale=ctx.locale,
        progress=(place, len(asked)) if place else None,
        trail=_trail(ctx, answers, before),
        **more,  # type: ignore[arg-type]
    )


def _trail(ctx: Context, answers: Values, steps: list[str]) -> tuple[str, ...]:
    """What was chosen at these steps; never what was typed."""
    dialogue, given = dialogue_for(ctx), lists(ctx)
    asked = (question for name in steps for question in dialogue.questions(name, answers))
    chosen = (one for one in asked if one.kind == "choice" and answers.get(one.name))
    return tuple(forms.said(ctx, REPORT.name, one, answers[one.name], given) for one in chosen)


def lists(ctx: Context) -> Lists:
    """What can be chosen where that is not the same everywhere."""

    def served() -> tuple[Option, ...]:
        return tuple(Option(str(o.id), o.name) for o in ctx.served) if len(ctx.served) > 1 else ()

    def handlers() -> tuple[Option, ...]:
        return tuple(Option(str(person.id), person.name) for person in reports_readers.handlers(ctx))

    def departments() -> tuple[Option, ...]:
        return tuple(Option(str(row.id), row.name) for row in ctx.departments)

    return {"organisations": served, "handlers": handlers, "departments": departments}


def _step_words(ctx: Context, step: str) -> tuple[Part, ...]:
    key = f"report.steps.{step}.text"
    return words.kept(
        ("prose", key, ctx.locale, ctx.organisation.slug), lambda: prose(forms.optional_words(ctx, key))
    )


def _action(ctx: Context, name: str, label: str, argument: str = "", style: str = "plain") -> Action:
    return Action(REPORT.name, name, ctx.say(f"report.actions.{label}"), argument, style)  # type: ignore[arg-type]


def _other_language(ctx: Context) -> Action:
    other = next(locale for locale in words.LOCALES if locale != ctx.locale)
    return Action(REPORT.name, "language", words.text("report.actions.language", other), other)


def _platform(ctx: Context) -> str:
    if ctx.visitor.known_in:
        return "staff"
    return "chat" if ctx.platform.is_chat else "public" if ctx.platform.is_public else "web"
