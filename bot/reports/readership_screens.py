"""What a reader of a report sees of who else reads it."""

from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Fact, Facts, Option, Screen
from bot.foundation.words import prose
from bot.reports import conversation
from bot.reports.conversation import LONG
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import Frame, to_menu
from storage import exclusions
from storage.people import PersonRow
from storage.reports import ReportRow

FRAME = Frame("casework")
_PEOPLE = Question("people", "choices", required=True, options="people")
_WHY = Question("why", "long_text", required=True, max_length=LONG)
FORMS = {
    "leave": (Question("why", "long_text", max_length=LONG),),
    "exclude": (_PEOPLE, _WHY),
    "admit": (_PEOPLE, _WHY),
}


def readers(ctx: Context, row: ReportRow, token: str) -> Screen:
    """Who may know of a report, and what the visitor can do about it."""
    every = conversation.readers(ctx, row)
    named = tuple(Fact(one.name, _roles(ctx, one)) for one in every)
    actions = [FRAME.button("reader_form", ctx.say("readership.actions.leave"), "leave")]
    for name in ("exclude", "admit"):
        if people(ctx, row, name):
            actions.append(FRAME.button("reader_form", ctx.say(f"readership.actions.{name}"), name))
    return Screen(
        "casework",
        "readers",
        ctx.say("readership.steps.readers.title"),
        (*prose(ctx.say("readership.steps.readers.text")), Facts(named)),
        actions=(*actions, FRAME.action(ctx, "back", "back")),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def form(ctx: Context, row: ReportRow, name: str, changes: int, token: str) -> Screen:
    """One of the forms; `changes` is how many were sent from this window. Raises Mistake for one that does
    not exist, or has nobody to choose from."""
    there = people(ctx, row, name)
    if name not in FORMS or (name != "leave" and not there):
        raise Mistake("step_gone")
    lists = {"people": lambda: tuple(Option(str(one.id), one.name) for one in there)}
    return Screen(
        "casework",
        f"{name}-{changes}",
        ctx.say(f"readership.steps.{name}.title"),
        prose(ctx.say(f"readership.steps.{name}.text")),
        inputs=forms.fields(ctx, f"readership.{name}", FORMS[name], {}, lists),
        submit=FRAME.button("reader_save", ctx.say(f"readership.actions.{name}"), primary=True),
        actions=(FRAME.button("readers", ctx.say("readership.actions.back")),),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def left(ctx: Context) -> Screen:
    """After stepping back."""
    return Screen(
        "casework",
        "left",
        ctx.say("readership.steps.left.title"),
        prose(ctx.say("readership.steps.left.text")),
        actions=(FRAME.action(ctx, "open", "list"), to_menu(ctx)),
        locale=ctx.locale,
    )


def people(ctx: Context, row: ReportRow, name: str) -> tuple[PersonRow, ...]:
    """Who can be kept out by the visitor, or let in: never whom the reporter left out."""
    mine = ctx.person.id if ctx.person else 0
    if name == "exclude":
        return tuple(one for one in conversation.readers(ctx, row) if one.id != mine)
    kept_from = exclusions.of(ctx.session, row.id)
    roles = HANDLERS if row.audience == "handlers" else DEPUTY
    found = []
    for one in ctx.handlers if name == "admit" else ():
        for_good, aside = ctx.vault.handler_keys(row.organisation_id, one.id)
        if one.roles & roles and aside in kept_from and for_good not in kept_from:
            found.append(one)
    return tuple(found)


def _roles(ctx: Context, person: PersonRow) -> str:
    role = next(one for one in ("coordinator", "handler", "deputy") if one in person.roles)
    return ctx.say(f"readership.roles.{role}")
