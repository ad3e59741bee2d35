"""What a handler sees: a report, and the forms on it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.foundation import access
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Answer, Heading, Input, Note, Option, Part, Screen, Values
from bot.foundation.words import LOCALES, prose
from bot.reports import (
    attachment_screens,
    attachments,
    deciding_screens,
    dossier,
    labels,
    linking_screens,
    links,
    ready_answers_screens,
    report_facts,
)
from bot.reports import conversation as reports_conversation
from bot.reports.conversation import LONG
from bot.reports.dialogue import REPORT, THEMES
from bot.screens import forms
from bot.screens.dialogue import Question, restored
from bot.screens.forms import Lists
from bot.screens.layout import Frame, to_menu
from storage.people import PersonRow
from storage.reports import ReportRow

FRAME = Frame("casework")
ORDER = ("received", "in_progress", "closed")
OUTCOMES = ("no_signal", "no_action", "department", "check", "riec", "authority")
GROUNDS = ("investigation", "court", "complaint", "access")  # to keep a report longer
CHANGES = {"assign": "assignee", "theme": "theme", "outcome": "outcome"}  # the field that each form sets
NOBODY = 0  # in particular

FORMS: dict[str, tuple[Question, ...]] = {
    "answer": (Question("message", "long_text", required=True, max_length=LONG),),
    "question": (Question("message", "long_text", required=True, max_length=LONG),),
    "theme": (Question("theme", "choice", required=True, options="themes"),),
    "finish": (Question("outcome", "choice", required=True, options=OUTCOMES),),
    "result": (Question("message", "long_text", required=True, max_length=LONG),),
    "outcome": (Question("outcome", "choice", required=True, options=OUTCOMES),),
    "reopen": (Question("reason", "long_text", required=True, max_length=LONG),),
    "status": (  # no button leads to it any more; windows that were open during an upgrade have it
        Question("status", "choice", required=True, options=ORDER),
        Question("outcome", "choice", options=OUTCOMES),
    ),
    "assign": (Question("assignee", "choice", required=True, options="assignees"),),
    "keep": (Question("ground", "choice", required=True, options=GROUNDS),),
    "share": (Question("readers", "choices", required=True, options="readers"),),
}


def report(ctx: Context, row: ReportRow, token: str, also: tuple[Sequence[Part], Sequence[Action]]) -> Screen:
    """One report with everything in it; `also` is what is said about others beside it, with its buttons."""
    content = reports_conversation.content(ctx, row)
    said = reports_conversation.said(ctx, row, from_reporter=False)
    conversation: tuple[Part, ...] = (Heading(ctx.say("casework.conversation")), *said) if said else ()
    file = dossier.of(ctx, row)
    others = links.known(ctx, row, file)
    on = (FRAME.action(ctx, "next", "next"), FRAME.action(ctx, "open", "list"))
    return Screen(
        "casework",
        "report",
        ctx.say("casework.steps.report.title", number=row.number),
        (
            report_facts.facts(ctx, row, content, labels.of(file)),
            *((Note(ctx.say("casework.for_deputy")),) if row.audience == "deputy" else ()),
            *_answers(ctx, content["answers"]),
            *linking_screens.rows(ctx, links.current(file), others),
            *also[0],
            *conversation,
            *attachment_screens.listed(ctx, "casework", attachments.of(ctx, row, from_reporter=False)),
            *deciding_screens.shown(
                ctx, links.readable(file, others), {id: one.number for id, one in others.items()}
            ),
        ),
        actions=(*_main(ctx, row), *also[1], *on, *_minor(ctx, row, file)),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def _main(ctx: Context, row: ReportRow) -> list[Action]:
    """What is done with a report every day."""
    note = FRAME.button("note", ctx.say("deciding.actions.note"))
    answer = FRAME.action(ctx, "form", "answer", "answer", primary=True)
    if is_closed(row):
        return [answer, note, FRAME.action(ctx, "form", "reopen", "reopen")]
    decide = FRAME.button("decide", ctx.say("deciding.actions.decide"))
    return [answer, decide, note, FRAME.action(ctx, "form", "finish", "finish")]


def _minor(ctx: Context, row: ReportRow, file: tuple[dossier.Entry, ...]) -> list[Action]:
    """What is done with it now and then."""
    names = ("question", "assign", "theme", *(("outcome", "keep") if is_closed(row) else ()))
    buttons = [FRAME.action(ctx, "form", name, name) for name in names]
    buttons += attachment_screens.button(ctx, "casework")
    buttons.append(FRAME.button("labels", ctx.say("labels.actions.labels")))
    buttons.append(FRAME.button("link", ctx.say("links.actions.link")))
    buttons.append(FRAME.button("readers", ctx.say("readership.actions.readers")))
    gone = "forwards" if any(one.kind == dossier.FORWARDED for one in file) else "forward"
    if gone == "forwards" or dossier.ground(file):
        buttons.append(FRAME.button(gone, ctx.say(f"forwarding.actions.{gone}")))
    if _may_share(ctx, row):
        buttons.append(FRAME.action(ctx, "form", "share", "share"))
    return [replace(one, minor=True) for one in buttons]


def form(
    ctx: Context,
    row: ReportRow,
    name: str,
    token: str,
    said: int,
    outcome: str = "",
    allowed: Sequence[str] = OUTCOMES,
) -> Screen:
    """One form on a report, filled with what holds now. Raises Mistake for a form that does not exist.

    `said` is how many messages were sent from this window, so that a double click sends one; `outcome` is the
    one for which the reporter is written to; `allowed` are the outcomes that can be chosen now."""
    if name not in FORMS or (name == "share" and not _may_share(ctx, row)):
        raise Mistake("not_allowed")
    shown = values(row)
    if name == "result":
        shown["message"] = _ready(ctx, row, outcome or OUTCOMES[1])
    return Screen(
        "casework",
        f"{name}-{said}",
        ctx.say(f"casework.steps.{name}.title"),
        prose(ctx.say(f"casework.steps.{name}.text")),
        inputs=tuple(
            _with_hints(ctx, one, allowed) if one.name == "outcome" else one
            for one in forms.fields(ctx, "casework", FORMS[name], shown, _lists(ctx, row))
        ),
        submit=FRAME.action(ctx, "save", f"save_{name}", primary=True),
        actions=(*ready_answers_screens.buttons(ctx, name), FRAME.action(ctx, "back", "back")),
        close=FRAME.action(ctx, "close", "close"),
        token=token,
        locale=ctx.locale,
    )


def _with_hints(ctx: Context, field: Input, allowed: Sequence[str]) -> Input:
    """The outcomes, of which some cannot be chosen yet; what is needed first is said with those."""
    said = ctx.say("deciding.first_ground")
    options = (one if one.value in allowed else replace(one, hint=said) for one in field.options)
    return replace(field, options=tuple(options))


def values(row: ReportRow) -> dict[str, str]:
    """What holds now of all that a form can change."""
    return {
        "theme": row.theme,
        "status": row.status,
        "outcome": row.outcome or "",
        "assignee": str(row.assignee_id or NOBODY),
    }


def changed(row: ReportRow, name: str, state: State, answers: Values) -> str:
    """The field of a form that a colleague changed since it was shown, to something else than what was chosen
    now; nothing where nobody did."""
    was, now = state.get("was", {}), values(row)
    field = CHANGES.get(name, "")
    is_other = field in was and was[field] != now[field] != answers.get(field)
    return field if is_other else ""


def _ready(ctx: Context, row: ReportRow, outcome: str) -> str:
    """The ready words for an outcome, in the language of the reporter."""
    return theirs(ctx, row).say(f"casework.results.{outcome}").strip()


def theirs(ctx: Context, row: ReportRow) -> Context:
    """The same in the language of the reporter, as far as we know it."""
    reporter = reports_conversation.content(ctx, row)["reporter"]
    return ctx.moved_to(locale=reporter["locale"] if reporter else LOCALES[0])


def is_closed(row: ReportRow) -> bool:
    """Whether nothing is done with a report any more."""
    return row.status == ORDER[-1]


def closed(ctx: Context) -> Screen:
    """After closing the window."""
    return Screen(
        "casework",
        "closed",
        ctx.say("casework.steps.closed.title"),
        prose(ctx.say("casework.steps.closed.text")),
        actions=(FRAME.action(ctx, "open", "list"), to_menu(ctx)),
        locale=ctx.locale,
    )


def _answers(ctx: Context, answers: dict[str, str | list[str]]) -> tuple[Answer, ...]:
    given = restored(answers)
    questions = tuple(q for _, q in REPORT.all_questions() if given.get(q.name))
    return tuple(
        Answer(
            ctx.say(f"report.questions.{one.name}.label"),
            forms.said(ctx, "report", one, given[one.name], {}),
        )
        for one in questions
    )


def _may_share(ctx: Context, row: ReportRow) -> bool:
    return row.audience == "deputy" and access.may(ctx, "share_report") and bool(_may_know(ctx, row))


def _may_know(ctx: Context, row: ReportRow) -> tuple[PersonRow, ...]:
    """The handlers whom the reporter did not leave out by name."""
    return reports_conversation.readers(ctx, row._replace(audience="handlers"))


def _lists(ctx: Context, row: ReportRow) -> Lists:
    def readers() -> tuple[Option, ...]:
        return tuple(Option(str(person.id), person.name) for person in _may_know(ctx, row))

    def assignees() -> tuple[Option, ...]:
        every = reports_conversation.readers(ctx, row)
        people = tuple(Option(str(person.id), person.name) for person in every)
        return (*people, Option(str(NOBODY), ctx.say("casework.nobody")))

    return {
        "assignees": assignees,
        "themes": lambda: tuple(Option(name, report_facts.theme(ctx, name)) for name in THEMES),
        "readers": readers,
    }
