"""The reporter comes back: by code or under "My reports", sees the status, adds something, answers."""

from collections.abc import Sequence

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Action, Event, Fact, Facts, Heading, Note, Part, Row, Screen
from bot.foundation.visit import Visit
from bot.foundation.words import prose
from bot.messages import notices
from bot.reports import (
    attachment_screens,
    attachments,
    clocks,
    conversation,
    receipts,
    reopening,
    satisfaction,
    slots,
    timeline,
)
from bot.screens.dialogue import Question
from bot.screens.forms import check, fields
from bot.screens.layout import to_close, to_menu
from storage import reports
from storage import satisfaction as answers_given
from storage.reports import ReportRow

CODE = Question("code", "text", required=True, max_length=100)
TEXT = Question("addition", "long_text", required=True, max_length=10_000)


def open_lookup(ctx: Context, event: Event) -> Screen:
    """Asks for the code."""
    return Screen(
        "follow",
        "code",
        ctx.say("follow.steps.code.title"),
        prose(ctx.say("follow.steps.code.text")),
        inputs=fields(ctx, "follow", (CODE,), {}, {}),
        submit=Action("follow", "find", ctx.say("follow.actions.find"), style="primary"),
        close=to_close(ctx),
        locale=ctx.locale,
    )


def find(visit: Visit, event: Event) -> Screen:
    """The report behind a code, or a sentence beside the field."""
    with visit.reading() as ctx:
        screen = open_lookup(ctx, event)
        answers, errors = check(ctx, screen.inputs, event.values)
    if not errors:
        try:
            found = receipts.find(visit, str(answers["code"]))
        except Mistake as mistake:
            errors = {"code": ctx.say(mistake.key, **mistake.params)}
        else:
            with visit.unit() as ctx:
                return _open(ctx, _still_there(ctx, found), mine=False)
    return screen.with_errors(errors, answers)


def open_mine(ctx: Context, event: Event) -> Screen:
    """The reports under a name that this account opens. Shown in a window, kept nowhere."""
    rows = tuple(
        Row(
            ctx.say(
                "follow.row",
                number=report.number,
                theme=ctx.say(f"report.questions.theme.options.{report.theme}"),
            ),
            ctx.say(
                "follow.row_detail",
                status=conversation.status(ctx, report),
                day=conversation.day(ctx, report.received_on),
            ),
            Action("mine", "show", ctx.say("follow.actions.open"), report.id),
        )
        for report in _mine(ctx)
    )
    words = "follow.steps.mine.text" if rows else "follow.steps.mine.empty"
    return Screen(
        "mine",
        "list",
        ctx.say("follow.steps.mine.title"),
        (*prose(ctx.say(words)), *rows, *prose(ctx.say("follow.steps.mine.older"))),
        actions=(
            Action("follow", "open", ctx.say("follow.actions.by_code")),
            Action("proof", "begin", ctx.say("follow.actions.elsewhere")),
        ),
        close=to_close(ctx),
        locale=ctx.locale,
    )


def show_mine(ctx: Context, event: Event) -> Screen:
    """One of the person's own reports."""
    for report in _mine(ctx):
        if report.id == event.argument:
            return _open(ctx, report, mine=True)
    raise Mistake("report_gone")


def add(ctx: Context, event: Event) -> Screen:
    """Adds what the reporter wrote to the report. A double click adds it once."""
    ctx, report, state = opened(ctx, event)
    screen = _screen(ctx, report, state, event.token)
    if event.step != screen.step:
        return screen
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    report = say(ctx, report, str(answers["addition"]))
    state["said"] += 1
    drafts.save(ctx, event.token, state)
    return _screen(ctx, report, state, event.token)


def say(ctx: Context, report: ReportRow, text: str, pages: Sequence[str] = ()) -> ReportRow:
    """Writes to who handles the report, perhaps with the pages of a file. Gives the report as it is then."""
    slot, report = slots.of(ctx, report.identity), reports.lock(ctx.session, report.id)
    conversation.write(ctx, report, "reporter", text, slot, pages)
    audit.tell_of_reporter(ctx, "report.reporter_wrote", report.id, slot)
    if slot is None:
        was, report = report, reopening.by_reporter(ctx, report, ctx.today)
        if was.status != report.status:
            audit.tell_of_reporter(ctx, "report.reopened", report.id, None)
        notices.reporter_wrote(ctx, conversation.readers(ctx, report))
    return report


def back(ctx: Context, event: Event) -> Screen:
    """The report of a window once more."""
    ctx, report, state = opened(ctx, event)
    return _screen(ctx, report, state, event.token)


def opened(ctx: Context, event: Event) -> tuple[Context, ReportRow, State]:
    """The report of a window, its state, and what goes on in its organisation. Raises Mistake."""
    state = drafts.load(ctx, event.token, "follow")
    report = _still_there(ctx, state["report"])
    return ctx.moved_to(report.organisation_id), report, state


def rate(visit: Visit, event: Event) -> Screen:
    """Takes the answer to the question after a result, or puts it aside: once for each closing.

    Two units of work, so that nothing that is written says which report a number came from."""
    if event.argument not in (*satisfaction.ANSWERS, satisfaction.ASIDE):
        raise Mistake("dialogue_changed")
    with visit.unit() as ctx:
        state = drafts.load(ctx, event.token, "follow")
        report = _still_there(ctx, state["report"])
        is_new = satisfaction.settle(ctx.moved_to(report.organisation_id), report)
    if is_new and event.argument in satisfaction.ANSWERS:
        with visit.unit() as ctx:
            answers_given.count(ctx.session, report.organisation_id, ctx.today, event.argument)
    with visit.reading() as ctx:
        screen = _screen(ctx.moved_to(report.organisation_id), report, state, event.token, rated=True)
        return screen.with_errors({}, event.values)  # what was being written stays


def close(ctx: Context, event: Event) -> Screen:
    """Forgets which report was open."""
    drafts.drop(ctx, event.token)
    return Screen(
        "follow",
        "closed",
        ctx.say("follow.steps.closed.title"),
        prose(ctx.say("follow.steps.closed.text")),
        actions=(to_menu(ctx),),
        locale=ctx.locale,
    )


def _mine(ctx: Context) -> list[ReportRow]:
    return [
        report
        for organisation in ctx.served
        for report in reports.by_ids(
            ctx.session, organisation.id, ctx.vault.reports_of(organisation.id, ctx.names)
        )
    ]


def _still_there(ctx: Context, report_id: str) -> ReportRow:
    report = reports.get(ctx.session, report_id)
    if report is None:
        raise Mistake("report_gone")
    return report


def _open(ctx: Context, report: ReportRow, mine: bool) -> Screen:
    ctx = ctx.moved_to(report.organisation_id)
    state: State = {"dialogue": "follow", "report": report.id, "mine": mine, "said": 0}
    return _screen(ctx, report, state, drafts.begin(ctx, state))


def _screen(ctx: Context, report: ReportRow, state: State, token: str, rated: bool = False) -> Screen:
    """Status and conversation. The step says how much was added from here: a double click adds it once."""
    said = conversation.said(ctx, report, from_reporter=True)
    number = Facts((Fact(ctx.say("follow.number"), report.number),))
    asked = report.turn == "reporter" and report.status != clocks.CLOSED
    thanks = (Note(ctx.say("follow.thanks")),) if state["said"] else ()
    thanks = (Note(ctx.say("follow.rated")),) if rated else thanks
    is_asked = not rated and satisfaction.is_open(ctx, report)
    question: tuple[Part, ...] = (
        (Heading(ctx.say("follow.satisfaction.title")), *prose(ctx.say("follow.satisfaction.text")))
        if is_asked
        else ()
    )
    ratings = tuple(
        Action("follow", "rate", ctx.say(f"follow.satisfaction.answers.{one}"), one)
        for one in ((*satisfaction.ANSWERS, satisfaction.ASIDE) if is_asked else ())
    )
    status = "waiting" if report.waits_until else report.status
    again = status == "in_progress" and report.reopened_on is not None
    explained = prose(ctx.say(f"follow.explained.{'asked' if asked else 'reopened' if again else status}"))
    thread: tuple[Part, ...] = (Heading(ctx.say("follow.conversation")), *said) if said else ()
    files = attachment_screens.listed(ctx, "follow", attachments.of(ctx, report, from_reporter=True))
    return Screen(
        "follow",
        f"report-{state['said']}",
        ctx.say("follow.steps.report.title"),
        (
            *(*thanks, number, timeline.facts(ctx, report), *explained, *thread, *files, *question),
            *attachment_screens.elsewhere(ctx),
        ),
        inputs=fields(ctx, "follow", (TEXT,), {}, {}),
        submit=Action("follow", "add", ctx.say("follow.actions.add"), style="primary"),
        actions=(
            *ratings,
            *attachment_screens.button(ctx, "follow"),
            *((Action("mine", "open", ctx.say("follow.actions.back")),) if state["mine"] else ()),
        ),
        close=to_close(ctx),
        token=token,
        locale=ctx.locale,
    )
