"""What a handler sees of the lists that they kept under names."""

from collections.abc import Sequence

from bot.foundation.context import Context
from bot.foundation.screen import Action, Heading, Paragraph, Part, Row, Screen
from bot.reports import work_list
from bot.reports.report_facts import theme
from bot.reports.work_list_screens import Chosen
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame
from storage.saved_views import View

FRAME = Frame("casework")
NAME = Question("name", "text", required=True, max_length=30)


def form(ctx: Context, chosen: Chosen, mine: Sequence[View]) -> Screen:
    """The form to keep a list, with what was kept before."""
    rows = tuple(
        Row(one.name, words(ctx, work_list.parse(one.shows)), _drop(ctx, one, chosen)) for one in mine
    )
    kept: tuple[Part, ...] = (Heading(ctx.say("views.mine")), *rows) if rows else ()
    return FRAME.screen(
        ctx,
        "views",
        (Paragraph(ctx.say("views.this", list=words(ctx, chosen))), *kept),
        (FRAME.action(ctx, "open", "list", chosen.argument),),
        inputs=forms.fields(ctx, "views", (NAME,), {}, {}),
        submit=FRAME.button("keep_view", ctx.say("views.actions.keep"), chosen.argument, primary=True),
        close=FRAME.action(ctx, "close", "close"),
        of=chosen.argument,
    )


def words(ctx: Context, chosen: Chosen) -> str:
    """Which list it is; a label is not named, as that would take going through the reports."""
    said = [ctx.say(f"casework.views.{chosen.view}")]
    if chosen.theme:
        said.append(theme(ctx, chosen.theme))
    if chosen.step:
        said.append(ctx.say(f"deciding.at.{chosen.step}"))
    if chosen.days:
        said.append(ctx.say(f"casework.questions.since.options.{chosen.days}"))
    if chosen.label:
        said.append(ctx.say("views.with_label"))
    return " · ".join(said)


def _drop(ctx: Context, view: View, chosen: Chosen) -> Action:
    return FRAME.button("drop_view", ctx.say("views.actions.drop"), f"{view.id}:{chosen.argument}")
