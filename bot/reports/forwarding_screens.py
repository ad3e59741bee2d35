"""What a handler sees of passing a report on: the form, exactly what leaves, and what left."""

from collections.abc import Sequence
from typing import Any

from bot.files import orders
from bot.foundation import drafts
from bot.foundation.context import Context
from bot.foundation.screen import Action, Answer, Heading, Note, Option, Part, Said, Screen, Values
from bot.foundation.words import prose
from bot.reports import conversation, deciding_screens, dossier, outgoing, protocol
from bot.reports.conversation import LONG
from bot.reports.dossier import Entry
from bot.reports.outgoing import RECIPIENTS, Outgoing
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame
from storage.reports import ReportRow

FRAME = Frame("casework")
FORM = (
    Question("to", "choice", required=True, options=RECIPIENTS),
    Question("name", "text", required=True, max_length=200),
    Question("legal_ground", "choice", required=True, options="grounds"),
    Question("parts", "choices", options="parts"),
    Question("summary", "long_text", max_length=LONG),
)
_NAMES = tuple(one.name for one in FORM)
RECEIPT = (Question("receipt", "long_text", required=True, max_length=LONG),)


def form(ctx: Context, row: ReportRow, chosen: dict[str, Any], token: str) -> Screen:
    """To whom, on which ground, and what goes; filled with what was chosen before, or what usually goes."""
    there = outgoing.parts(ctx, row)
    values: Values = {
        "legal_ground": dossier.ground(dossier.of(ctx, row)),
        "parts": tuple(one.name for one in there if one.picked),
        **{
            name: tuple(chosen[name]) if name == "parts" else chosen[name]
            for name in _NAMES
            if name in chosen
        },
    }
    lists: forms.Lists = {
        "parts": lambda: tuple(Option(one.name, one.label) for one in there),
        "grounds": lambda: tuple(
            Option(one, deciding_screens.ground_words(ctx, one))
            for one in protocol.of(ctx.organisation.slug).grounds
        ),
    }
    return _screen(
        ctx,
        "forward",
        prose(ctx.say("forwarding.steps.forward.text")),
        token,
        (FRAME.action(ctx, "back", "back"),),
        inputs=forms.fields(ctx, "forwarding", FORM, values, lists),
        submit=FRAME.button("forward_look", ctx.say("forwarding.actions.look"), primary=True),
    )


def preview(ctx: Context, out: Outgoing, look: str, token: str) -> Screen:
    """Exactly what would leave; `look` names this look at it, so that nothing else is sent from here."""
    leaves = tuple(Answer(label, text) for label, text in outgoing.lines(out, ctx.say))
    return _screen(
        ctx,
        "preview",
        (*prose(ctx.say("forwarding.steps.preview.text")), *leaves),
        token,
        (
            FRAME.button("forward_send", ctx.say("forwarding.actions.send"), look, primary=True),
            FRAME.button("forward", ctx.say("forwarding.actions.change")),
        ),
    )


def every(ctx: Context, row: ReportRow, entries: Sequence[Entry], token: str) -> Screen:
    """What left, with the files; in chat how to come to those."""
    body: list[Part] = [*prose(ctx.say("forwarding.steps.forwards.text"))]
    actions: list[Action] = []
    sent = [one for one in entries if one.kind == dossier.FORWARDED]
    for at, one in enumerate(sent, 1):
        name = one.said["out"]["recipient"]["name"]
        body.append(Heading(f"{at}. {name}, {conversation.day(ctx, one.made_on)}"))
        body += [
            Said(r.author, conversation.day(ctx, r.made_on), r.said["text"]) for r in _back(entries, one)
        ]
        if not ctx.platform.is_chat:
            ticket = drafts.begin(ctx, {"dialogue": "signal", "report": row.id, "at": at})
            for_people = ctx.say("forwarding.actions.signal_docx", at=at)
            actions.append(orders.button(for_people, "signal_docx", ticket))
            for_machines = ctx.say("forwarding.actions.signal_json", at=at)
            actions.append(orders.button(for_machines, "signal_json", ticket))
        label = ctx.say("forwarding.actions.receipt", at=at)
        actions.append(FRAME.button("forward_receipt", label, str(at)))
    if ctx.platform.is_chat:
        body.append(Note(ctx.say("forwarding.on_web")))
        actions.append(Action("web", "open", ctx.say("forwarding.actions.web")))
    actions.append(FRAME.button("forward", ctx.say("forwarding.actions.again")))
    return _screen(ctx, "forwards", tuple(body), token, (*actions, FRAME.action(ctx, "back", "back")))


def receipt(ctx: Context, entry: Entry, at: int, token: str) -> Screen:
    """The form for what the other side sent back, to what was passed on as the first (1), second, …."""
    return _screen(
        ctx,
        "receipt",
        prose(ctx.say("forwarding.steps.receipt.text", name=entry.said["out"]["recipient"]["name"])),
        token,
        (FRAME.button("forwards", ctx.say("forwarding.actions.back")),),
        number=at,
        inputs=forms.fields(ctx, "forwarding", RECEIPT, {}, {}),
        submit=FRAME.button("forward_received", ctx.say("forwarding.actions.received"), primary=True),
    )


def _back(entries: Sequence[Entry], sent: Entry) -> list[Entry]:
    """What the other side sent back."""
    return [one for one in entries if one.kind == dossier.RECEIPT and one.said["of"] == sent.position]


def _screen(
    ctx: Context,
    name: str,
    body: tuple[Part, ...],
    token: str,
    actions: tuple[Action, ...],
    number: int = 0,
    **form: Any,
) -> Screen:
    return Screen(
        "casework",
        f"{name}-{number}",
        ctx.say(f"forwarding.steps.{name}.title"),
        body,
        actions=actions,
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
        **form,
    )
