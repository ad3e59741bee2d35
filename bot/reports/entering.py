"""A report that came by telephone, e-mail, letter or at the desk, entered for its reporter."""

from typing import Any

from bot.foundation import drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Code, Event, Option, Screen
from bot.reports import handling_screens, intake, readers, receipts, report_facts
from bot.reports.dialogue import IDENTITIES, ORIGINS, STORY, TEXT, THEMES
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.forms import Lists, check
from bot.screens.layout import Frame
from storage import organisations, work_list

FRAME = Frame("entering")
QUESTIONS = (
    Question("origin", "choice", required=True, options=ORIGINS),
    Question("identity", "choice", required=True, options=IDENTITIES),
    Question("name", "text", max_length=200),
    Question("contact", "text", max_length=200),
    Question("theme", "choice", required=True, options="themes"),
    Question("story", "long_text", required=True, max_length=STORY),
    Question("where", "text", max_length=300),
    Question("involved", "long_text", max_length=TEXT),
    Question("untold", "choices", options="colleagues"),
    Question("department", "choice", options="departments"),
)


def begin(ctx: Context, event: Event) -> Screen:
    """The form; nothing is kept before it is sent."""
    offered = [str(one.id) for one in readers.handlers(ctx)]
    state: State = {"dialogue": "entering", "offered": offered}
    return _form(ctx, drafts.begin(ctx, state))


def send(ctx: Context, event: Event) -> Screen:
    """Hands the report in, and shows the code to pass on. Sent twice it is the same report."""
    state = drafts.load(ctx, event.token, "entering")
    if "receipt" in state:
        return _receipt(ctx, state["receipt"], event.token)
    screen = _form(ctx, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    errors = errors or _missing(ctx, answers)
    if errors:
        return screen.with_errors(errors, answers)
    receipt = receipts.new(ctx.vault)
    try:
        report_id, number = intake.enter(ctx, answers, receipt, state["offered"])
    except Mistake as mistake:  # nothing that was entered is lost
        return screen.with_errors({"untold": ctx.say(mistake.key, **mistake.params)}, answers)
    assert ctx.person is not None
    work_list.mark_read(ctx.session, report_id, ctx.person.id)
    state["receipt"] = {"id": report_id, "number": number, "code": receipt.code}
    drafts.save(ctx, event.token, state)
    return _receipt(ctx, state["receipt"], event.token)


def cancel(ctx: Context, event: Event) -> Screen:
    """Forgets what was filled in, or the code that was shown."""
    drafts.drop(ctx, event.token)
    return handling_screens.closed(ctx)


def _missing(ctx: Context, answers: dict[str, Any]) -> dict[str, str]:
    """Somebody by name has a name; of somebody who is anonymous none is kept."""
    if answers["identity"] == "anonymous":
        typed = next((name for name in ("name", "contact") if answers[name]), "")
        return {typed: ctx.say("entering.mistakes.anonymous")} if typed else {}
    return {} if answers["name"] else {"name": ctx.say("entering.mistakes.name_missing")}


def _form(ctx: Context, token: str) -> Screen:
    return FRAME.screen(
        ctx,
        "form",
        (),
        (),
        inputs=forms.fields(ctx, "entering", QUESTIONS, {}, _lists(ctx)),
        submit=FRAME.action(ctx, "send", "send", primary=True),
        close=FRAME.action(ctx, "cancel", "cancel"),
        token=token,
    )


def _receipt(ctx: Context, receipt: dict[str, str], token: str) -> Screen:
    body = (
        Code(ctx.say("entering.number"), receipt["number"]),
        Code(ctx.say("entering.code"), receipt["code"]),
    )
    casework = handling_screens.FRAME
    actions = (
        casework.action(ctx, "show", "open", receipt["id"], primary=True),
        FRAME.action(ctx, "begin", "another"),
        casework.action(ctx, "open", "list"),
    )
    close = FRAME.action(ctx, "cancel", "close")
    return FRAME.screen(ctx, "receipt", body, actions, close=close, token=token)


def _lists(ctx: Context) -> Lists:
    def colleagues() -> tuple[Option, ...]:
        mine = ctx.person.id if ctx.person else 0
        return tuple(Option(str(one.id), one.name) for one in readers.handlers(ctx) if one.id != mine)

    def departments() -> tuple[Option, ...]:
        rows = organisations.departments(ctx.session, ctx.organisation.id)
        return tuple(Option(str(row.id), row.name) for row in rows)

    return {
        "themes": lambda: tuple(Option(name, report_facts.theme(ctx, name)) for name in THEMES),
        "colleagues": colleagues,
        "departments": departments,
    }
