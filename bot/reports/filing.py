"""The reporting point: begin, answer, go back, look over, send, keep the receipt. One function an action."""

from dataclasses import replace

from bot.foundation import drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen, Value, Values
from bot.reports import (
    filing_endings,
    filing_screens,
    intake,
    moving,
    readers,
    receipts,
    skipping,
    slots,
    turn_screens,
    turns,
)
from bot.reports.dialogue import REDIRECTS, REPORT
from bot.screens import forms
from bot.screens.dialogue import Dialogue, UnknownStep, restored

TOO_LONG = 2  # times what fits, that is kept of an answer until it is made shorter


def begin(ctx: Context, event: Event) -> Screen:
    """The first screen of a new dialogue; nothing of the visitor is kept with it."""
    state: State = {"dialogue": REPORT.name, "step": REPORT.first, "answers": {}, "locale": ctx.locale}
    return filing_screens.show(ctx, state, drafts.begin(ctx, state))


def answer(ctx: Context, event: Event) -> Screen:
    """Takes the answers of a step and goes to the next one, or shows what is wrong with them.

    The same answers twice (a double click, a redelivered event) lead to the same screen.
    """
    ctx, state, dialogue = _open(ctx, event)
    step = "" if _is_over(state) else _question_on_the_way(dialogue, state, event.step)
    if not step:
        return filing_screens.show(ctx, state, event.token)
    answers, errors = forms.check(ctx, filing_screens.inputs(ctx, step, state), event.values)
    if errors:
        screen = filing_screens.show(ctx, {**state, "step": step}, event.token)
        return skipping.refused(ctx, screen.with_errors(errors, answers), errors, event)
    if event.argument == skipping.TO:
        state["looked_over"] = True
    ctx = _keep_answers(ctx, state, answers)
    moving.move(ctx, state, _next(ctx, dialogue, state, step))
    drafts.save(ctx, event.token, state)
    return filing_screens.show(ctx, state, event.token)


def back(ctx: Context, event: Event) -> Screen:
    """To the step before the one it was pressed on, once, with what was filled in so far, checked or not."""
    ctx, state, dialogue = _open(ctx, event)
    if not _is_over(state):
        _keep_unchecked(ctx, state, dialogue, event)
        walked = dialogue.path(state["answers"], event.step)
        if event.step not in walked:
            walked = dialogue.path(state["answers"], state["step"])
        moving.move(ctx, state, walked[-2] if len(walked) > 1 else dialogue.first)
        drafts.save(ctx, event.token, state)
    return filing_screens.show(ctx, state, event.token)


def edit(ctx: Context, event: Event) -> Screen:
    """Back to the questions of the step named in the argument, which must be on the way; or from the first
    that was not answered on."""
    ctx, state, dialogue = _open(ctx, event)
    wanted = event.argument
    if wanted == skipping.REST:
        wanted = skipping.first_unanswered(dialogue, state["answers"], filing_screens.lists(ctx))
        state.pop("looked_over", None)
    if not _is_over(state) and (step := _question_on_the_way(dialogue, state, wanted)):
        moving.move(ctx, state, step)
        drafts.save(ctx, event.token, state)
    return filing_screens.show(ctx, state, event.token)


def language(ctx: Context, event: Event) -> Screen:
    """The same screen in the other language; the rest of the dialogue follows."""
    ctx, state, dialogue = _open(ctx, event)
    state["locale"] = event.argument if event.argument in ("nl", "en") else ctx.locale
    _keep_unchecked(ctx, state, dialogue, event)
    drafts.save(ctx, event.token, state)
    return filing_screens.show(replace(ctx, locale=state["locale"]), state, event.token)


def go_on(ctx: Context, event: Event) -> Screen:
    """From a redirect on to the signal after all: there may be crime behind it."""
    ctx, state, _ = _open(ctx, event)
    if state["step"] in REDIRECTS:
        state["answers"]["kind"] = "signal"
        moving.move(ctx, state, "identity")
        drafts.save(ctx, event.token, state)
    return filing_screens.show(ctx, state, event.token)


def cancel(ctx: Context, event: Event) -> Screen:
    """Wipes the draft. A report that was sent stays sent."""
    try:
        ctx, state, _ = _open(ctx, event)
    except Mistake:  # wiped or expired before
        return filing_endings.wiped(ctx)
    drafts.drop(ctx, event.token)
    return filing_endings.done(ctx, state["receipt"]) if _is_over(state) else filing_endings.wiped(ctx)


def send(ctx: Context, event: Event) -> Screen:
    """Hands the report in and shows its receipt. Sent twice, it is the same report and receipt."""
    ctx, state, dialogue = _open(ctx, event)
    if _is_over(state):
        return filing_screens.show(ctx, state, event.token)
    if "review" not in dialogue.path(state["answers"], "review"):
        raise Mistake("dialogue_gone")
    answers, wrong = _to_send(ctx, dialogue, state)
    if wrong:
        moving.move(ctx, state, wrong)
        drafts.save(ctx, event.token, state)
        return _look_again(ctx, state, event.token)
    receipt = receipts.new(ctx.vault)
    try:
        if ctx.platform.is_public and turns.waits(ctx, state, event.values):
            drafts.save(ctx, event.token, state)
            return turn_screens.waiting(ctx, state, event.token)
        number = intake.take_in(ctx, answers, receipt, state.get("offered"))
        slot = slots.of(ctx, str(answers["identity"]))
    except Mistake as mistake:  # nothing that was entered is lost: the answers stay where they are
        screen = filing_screens.show(ctx, state, event.token)
        return replace(screen, error=ctx.say(mistake.key, **mistake.params))
    state = {
        "dialogue": REPORT.name,
        "step": "receipt",
        "locale": ctx.locale,
        "answers": {"organisation": str(ctx.organisation.id)},
        "receipt": {
            "number": number,
            "code": receipt.code,
            "identity": answers["identity"],
            "known_from": slot.isoformat() if slot else "",
        },
    }
    drafts.save(ctx, event.token, state)
    return filing_screens.show(ctx, state, event.token)


def keep(ctx: Context, event: Event) -> Screen:
    """Past the gate: the receipt was kept, so the dialogue forgets it. A second click finds it forgotten."""
    try:
        ctx, state, _ = _open(ctx, event)
    except Mistake:
        if event.step != "receipt" or not event.values.get("kept"):
            raise
        return filing_endings.done(ctx)
    screen = filing_screens.show(ctx, state, event.token)
    if "receipt" not in state:
        return screen
    answers, errors = forms.check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    drafts.drop(ctx, event.token)
    return filing_endings.done(ctx, state["receipt"])


def _next(ctx: Context, dialogue: Dialogue, state: State, step: str) -> str:
    """The step that follows. Whoever looked all answers over already goes on to where an answer is missing,
    and else back to look them over."""
    following = dialogue.after(step, state["answers"])
    while state.get("looked_over") and dialogue.step(following).kind == "ask":
        if forms.check(ctx, filing_screens.inputs(ctx, following, state), state["answers"])[1]:
            break
        following = dialogue.after(following, state["answers"])
    return following


def _open(ctx: Context, event: Event) -> tuple[Context, State, Dialogue]:
    state = drafts.load(ctx, event.token, REPORT.name)
    state["answers"] = restored(state["answers"])
    chosen = state["answers"].get("organisation")
    ctx = ctx.moved_to(int(chosen) if chosen else None, state["locale"])
    return ctx, state, filing_screens.dialogue_for(ctx)


def _is_over(state: State) -> bool:
    return "receipt" in state


def _question_on_the_way(dialogue: Dialogue, state: State, step: str) -> str:
    """The step if these answers lead past it and asks something; nothing for an old or forged screen."""
    try:
        asks = dialogue.step(step).kind == "ask"
    except UnknownStep:
        raise Mistake("dialogue_changed") from None
    return step if asks and step in dialogue.path(state["answers"], step) else ""


def _to_send(ctx: Context, dialogue: Dialogue, state: State) -> tuple[dict[str, Value], str]:
    """The answers to what is asked now, and the first step where one cannot be taken (any more), if any."""
    taken: dict[str, Value] = {}
    wrong = ""
    for name in dialogue.path(state["answers"], "review"):
        if dialogue.step(name).kind == "ask":
            asked = filing_screens.inputs(ctx, name, state)
            answers, errors = forms.check(ctx, asked, state["answers"])
            taken.update(answers)
            wrong = wrong or (name if errors else "")
    return taken, wrong or ("" if readers.of(ctx, taken).readers else "safety")


def _look_again(ctx: Context, state: State, token: str) -> Screen:
    """The step where something cannot be sent, with what is wrong there."""
    screen = filing_screens.show(ctx, state, token)
    answers, errors = forms.check(ctx, screen.inputs, state["answers"])
    if errors:
        return screen.with_errors(errors, answers)
    return replace(screen, error=ctx.say("mistakes.nobody_reads"))


def _keep_answers(ctx: Context, state: State, answers: Values) -> Context:
    state["answers"].update(answers)
    chosen = answers.get("organisation")
    return ctx.moved_to(int(chosen)) if isinstance(chosen, str) and chosen else ctx


def _keep_unchecked(ctx: Context, state: State, dialogue: Dialogue, event: Event) -> None:
    """Going back loses nothing: what was filled in stays, except choices that do not exist, and what is many
    times too long: a draft has an end."""
    if event.step != state["step"]:
        return
    screen = filing_screens.show(ctx, state, event.token)
    answers, errors = forms.check(ctx, screen.inputs, event.values)
    given = {name: value for name, value in answers.items() if name in event.values}
    for field in screen.inputs:
        if not (field.options and field.name in errors) and field.name in given:
            answer = given[field.name]
            most = TOO_LONG * field.max_length
            state["answers"][field.name] = answer[:most] if most and isinstance(answer, str) else answer
