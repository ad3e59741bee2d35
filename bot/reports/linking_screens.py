"""What a handler sees of reports that belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.foundation.context import Context
from bot.foundation.screen import Heading, Option, Part, Screen
from bot.foundation.words import prose
from bot.reports import relations, search_screens
from bot.reports.report_facts import theme
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame
from storage.report_index import Found

FRAME = Frame("casework")
QUESTIONS = (
    Question("other", "choice", options="seen"),
    Question("number", "text", max_length=20),
    Question("belongs", "choice", required=True, options=relations.KINDS),
)


def rows(ctx: Context, belongs: Mapping[str, str], known: Mapping[str, Found]) -> tuple[Part, ...]:
    """The reports to which one belongs, of those that its reader may know of; nothing when there are none."""
    found = [
        search_screens.row(ctx, known[id], ctx.say(f"links.to_that.{kind}"))
        for id, kind in belongs.items()
        if id in known
    ]
    return (Heading(ctx.say("links.heading")), *found) if found else ()


def form(ctx: Context, seen: Sequence[Found], linked: Sequence[Found], said: int, token: str) -> Screen:
    """The form to say to which report one belongs: of those that were `seen` before, or by number. `linked`
    are those to which it does; `said` is how often that was said."""
    options = tuple(
        Option(one.id, ctx.say("casework.row", number=one.number, theme=theme(ctx, one.theme)))
        for one in seen
    )
    undo = [
        FRAME.button("unlink", ctx.say("links.actions.unlink", number=one.number), one.id) for one in linked
    ]
    inputs = forms.fields(ctx, "links", QUESTIONS, {}, {"seen": lambda: options})
    if not options:  # then there is nothing but the number
        alone = ctx.say("links.questions.number.alone")
        number, belongs = inputs
        inputs = (replace(number, label=alone, required=True), belongs)
    return Screen(
        "casework",
        f"link-{said}",
        ctx.say("links.steps.link.title"),
        prose(ctx.say("links.steps.link.text")),
        inputs=inputs,
        submit=FRAME.button("linked", ctx.say("links.actions.linked"), primary=True),
        actions=(*undo, FRAME.action(ctx, "back", "back")),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )
