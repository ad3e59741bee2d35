"""What a handler sees of labels."""

from collections import Counter
from collections.abc import Sequence

from bot.foundation.context import Context
from bot.foundation.screen import Option, Screen
from bot.foundation.words import prose
from bot.reports import labels
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame

FRAME = Frame("casework")
OFFERED = 40  # labels to choose from, those that are used most
QUESTIONS = (
    Question("labels", "choices", options="known"),
    Question("own", "text", max_length=labels.MOST * (labels.LONGEST + 2)),
)


def form(ctx: Context, now: Sequence[str], counts: Counter[str], given: int, token: str) -> Screen:
    """The form with the labels of a report, and those of others; `given` is how often they were set."""
    known = tuple(Option(one, one) for one in offered(counts, now))
    return Screen(
        "casework",
        f"labels-{given}",
        ctx.say("labels.steps.labels.title"),
        prose(ctx.say("labels.steps.labels.text", most=labels.MOST, longest=labels.LONGEST)),
        inputs=forms.fields(ctx, "labels", QUESTIONS, {"labels": tuple(now) or ""}, {"known": lambda: known}),
        submit=FRAME.button("labelled", ctx.say("labels.actions.labelled"), primary=True),
        actions=(FRAME.action(ctx, "back", "back"),),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def offered(counts: Counter[str], own: Sequence[str] = ()) -> list[str]:
    """The labels that are used most, and `own` whatever their number, in the order of the alphabet."""
    first = sorted(counts, key=lambda one: (-counts[one], one))[:OFFERED]
    return sorted({*first, *own})


def words(ctx: Context, now: Sequence[str]) -> str:
    """Labels in one line."""
    return ", ".join(now) if now else ctx.say("labels.none")
