"""What a handler sees of ready texts for reporters."""

from collections.abc import Sequence
from dataclasses import replace

from bot.foundation.context import Context
from bot.foundation.screen import Action, Heading, Paragraph, Part, Row, Screen
from bot.reports.conversation import LONG
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame
from storage import ready_answers
from storage.ready_answers import Ready

FRAME = Frame("casework")
# The texts that are always there, and the form in which each is offered.
DEFAULTS = {"thanks": "answer", "passed": "answer", "when": "question"}
QUESTIONS = (
    Question("name", "text", required=True, max_length=20),
    Question("text", "long_text", required=True, max_length=LONG),
)
SHOWN = 120  # characters of a text in a list


def buttons(ctx: Context, form: str) -> list[Action]:
    """What fills in a ready text on a form: those of Baken that fit it, and all of the organisation's own."""
    if form not in DEFAULTS.values():
        return []
    ours = [(name, ctx.say(f"ready.defaults.{name}.name")) for name, fits in DEFAULTS.items() if fits == form]
    own = ready_answers.of(ctx.session, ctx.vault, ctx.organisation.id)
    return [
        FRAME.button("ready", ctx.say("ready.fill", name=name), key)
        for key, name in (*ours, *((one.id, one.name) for one in own))
    ]


def listing(ctx: Context, every: Sequence[Ready]) -> Screen:
    """The organisation's own texts to change, and those of Baken to read."""
    own: list[Part] = [
        Row(one.name, _short(one.text), FRAME.button("ready_edit", ctx.say("ready.actions.edit"), one.id))
        for one in every
    ]
    ours = [
        Row(ctx.say(f"ready.defaults.{one}.name"), _short(ctx.say(f"ready.defaults.{one}.text")))
        for one in DEFAULTS
    ]
    return FRAME.screen(
        ctx,
        "ready_list",
        (
            Heading(ctx.say("ready.own")),
            *(own or [Paragraph(ctx.say("ready.none"))]),
            Heading(ctx.say("ready.ours")),
            *ours,
        ),
        (
            FRAME.button("ready_edit", ctx.say("ready.actions.new"), primary=True),
            FRAME.action(ctx, "open", "list"),
        ),
        close=FRAME.action(ctx, "close", "close"),
    )


def form(ctx: Context, one: Ready) -> Screen:
    """The form to change a text, or to make one."""
    drop = [FRAME.button("ready_drop", ctx.say("ready.actions.drop"), one.id)] if one.id else []
    key = f"{one.id}:{one.version}" if one.id else ""
    return FRAME.screen(
        ctx,
        "ready_edit",
        (),
        (*drop, FRAME.button("ready_list", ctx.say("ready.actions.back"))),
        inputs=forms.fields(ctx, "ready", QUESTIONS, {"name": one.name, "text": one.text}, {}),
        submit=FRAME.button("ready_save", ctx.say("ready.actions.save"), key, primary=True),
        close=FRAME.action(ctx, "close", "close"),
        of=one.id,
    )


def sure(ctx: Context, one: Ready) -> Screen:
    """Asks whether a text can go."""
    drop = FRAME.button("ready_drop", ctx.say("ready.actions.drop"), f"{one.id}:now")
    back = FRAME.button("ready_list", ctx.say("ready.actions.back"))
    return FRAME.screen(
        ctx,
        "ready_sure",
        (Paragraph(ctx.say("ready.which", name=one.name)),),
        (replace(drop, style="danger"), back),
        close=FRAME.action(ctx, "close", "close"),
        of=one.id,
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
