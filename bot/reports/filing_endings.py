"""What the report dialogue shows when it is over: nothing was kept, or what happens next."""

from dataclasses import replace

from bot.foundation.context import Context
from bot.foundation.screen import Action, Screen
from bot.foundation.words import prose
from bot.reports import attachment_screens
from bot.reports.dialogue import REPORT
from bot.screens.layout import to_menu


def wiped(ctx: Context) -> Screen:
    """After cancelling: nothing was kept."""
    return _ending(ctx, "cancelled")


def done(ctx: Context, receipt: dict[str, str] | None = None) -> Screen:
    """After the gate: what happens next, or only that all is well when the receipt is forgotten already."""
    if receipt is None:
        return _ending(ctx, "done_before")
    known = "public" if ctx.platform.is_public else "named"
    ended = _ending(ctx, f"done_{'anonymous' if receipt['identity'] == 'anonymous' else known}")
    if ctx.platform.is_chat:
        return replace(ended, body=(*ended.body, *attachment_screens.elsewhere(ctx)))
    add = Action("follow", "open", ctx.say("attach.actions.attach"))
    also = prose(ctx.say("attach.after"))
    return replace(ended, body=(*ended.body, *also), actions=(add, *ended.actions))


def _ending(ctx: Context, name: str) -> Screen:
    return Screen(
        dialogue=REPORT.name,
        step=name,
        title=ctx.say(f"report.steps.{name}.title"),
        body=prose(ctx.say(f"report.steps.{name}.text")),
        actions=(to_menu(ctx),),
        locale=ctx.locale,
    )
