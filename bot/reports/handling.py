"""Working a report: the list, one report, its theme, answers and questions, its status and outcome."""

from collections.abc import Callable

from bot.foundation import access, audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen, Value
from bot.messages import notices
from bot.reports import conversation, handling_screens, readers
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from bot.screens.layout import PAGE
from storage import reports
from storage.reports import ReportRow, Viewer

Answers = dict[str, Value]


def open_list(ctx: Context, event: Event) -> Screen:
    """The reports that the visitor may know of; the argument is "open" or "closed", with how many to skip."""
    viewer = _viewer(ctx)
    asked, _, skip = event.argument.partition(":")
    which = "closed" if asked == "closed" else "open"
    statuses = handling_screens.STATUSES[which]
    start = parse_id(skip)
    rows = reports.page_for(ctx.session, viewer, statuses, PAGE + 1, start)
    return handling_screens.listing(ctx, which, rows, start)


def show(ctx: Context, event: Event) -> Screen:
    """Opens one report; that somebody read it goes into the trail."""
    report = _report(ctx, event.argument)
    audit.tell(ctx, "report.opened", subject=report.id)
    state: State = {"dialogue": "casework", "report": report.id, "said": 0}
    return handling_screens.report(ctx, report, drafts.begin(ctx, state))


def back(ctx: Context, event: Event) -> Screen:
    """From a form back to the report."""
    report, _ = _opened(ctx, event)
    return handling_screens.report(ctx, report, event.token)


def form(ctx: Context, event: Event) -> Screen:
    """The form named in the argument: answer, question, theme, status or share."""
    report, state = _opened(ctx, event)
    return handling_screens.form(ctx, report, event.argument, event.token, state["said"])


def save(ctx: Context, event: Event) -> Screen:
    """Takes a form in. The step tells which form, and after how many messages from this window."""
    report, state = _opened(ctx, event, change=True)
    name = event.step.partition("-")[0]
    screen = handling_screens.form(ctx, report, name, event.token, state["said"])
    if name in ("answer", "question") and screen.step != event.step:
        return handling_screens.report(ctx, report, event.token)  # sent already: a double click
    answers, errors = check(ctx, screen.inputs, event.values)
    if not errors and name == "status" and answers["status"] == "closed" and not answers["outcome"]:
        errors = {"outcome": ctx.say("mistakes.outcome_missing")}
    if errors:
        return screen.with_errors(errors, answers)
    if name in ("answer", "question"):
        drafts.save(ctx, event.token, {**state, "said": state["said"] + 1})
    return _SAVE[name](ctx, report, answers, event.token)


def close(ctx: Context, event: Event) -> Screen:
    """Forgets which report was open."""
    drafts.drop(ctx, event.token)
    return handling_screens.closed(ctx)


def _say(kind: str) -> Callable[[Context, ReportRow, Answers, str], Screen]:
    def saved(ctx: Context, report: ReportRow, answers: Answers, token: str) -> Screen:
        conversation.write(ctx, report, kind, str(answers["message"]))
        if report.first_answer_on is None:
            reports.change(ctx.session, report.id, first_answer_on=ctx.today)
        audit.tell(ctx, f"report.{kind}", subject=report.id)
        if report.status == "received":  # else the reporter would read that nobody read it yet
            reports.change(ctx.session, report.id, status="in_progress")
            audit.tell(ctx, "report.status", subject=report.id, detail="received > in_progress")
        if reporter := conversation.content(ctx, report)["reporter"]:
            notices.answer_waits(ctx, reporter)
        return _again(ctx, report, token)

    return saved


def _save_theme(ctx: Context, report: ReportRow, answers: Answers, token: str) -> Screen:
    theme = str(answers["theme"])
    if theme != report.theme:
        reports.change(ctx.session, report.id, theme=theme)
        audit.tell(ctx, "report.theme", subject=report.id, detail=f"{report.theme} > {theme}")
    return _again(ctx, report, token)


def _save_status(ctx: Context, report: ReportRow, answers: Answers, token: str) -> Screen:
    status = str(answers["status"])
    outcome = str(answers["outcome"]) if status == "closed" else None
    if (status, outcome) == (report.status, report.outcome):
        return _again(ctx, report, token)
    if handling_screens.ORDER.index(status) < handling_screens.ORDER.index(report.status):
        raise Mistake("status_back")
    closed_on = report.closed_on or ctx.today if status == "closed" else None
    reports.change(ctx.session, report.id, status=status, outcome=outcome, closed_on=closed_on)
    audit.tell(
        ctx, "report.status", subject=report.id, detail=f"{report.status} > {status} {outcome or ''}".strip()
    )
    if status != report.status and (reporter := conversation.content(ctx, report)["reporter"]):
        notices.answer_waits(ctx, reporter)
    return _again(ctx, report, token)


def _save_share(ctx: Context, report: ReportRow, answers: Answers, token: str) -> Screen:
    """The deputy chooses who of the handlers may know of the report; everybody else never will."""
    access.demand(ctx, "share_report")
    chosen = as_tuple(answers["readers"])
    others = [p for p in readers.handlers(ctx) if str(p.id) not in chosen and p.roles & access.HANDLERS]
    keys = {ctx.vault.handler_hash(ctx.organisation.id, person.id) for person in others}
    reports.exclude(ctx.session, report.id, keys)
    reports.change(ctx.session, report.id, audience="handlers")
    audit.tell(ctx, "report.shared", subject=report.id)
    report = report._replace(audience="handlers")
    notices.new_report(ctx, conversation.readers(ctx, report))
    drafts.drop(ctx, token)
    return open_list(ctx, Event("casework", "open"))


_SAVE: dict[str, Callable[[Context, ReportRow, Answers, str], Screen]] = {
    "answer": _say("answer"),
    "question": _say("question"),
    "theme": _save_theme,
    "status": _save_status,
    "share": _save_share,
}


def _viewer(ctx: Context) -> Viewer:
    viewer = readers.viewer(ctx)
    if viewer is None:
        raise Mistake("not_allowed")
    return viewer


def _report(ctx: Context, report_id: str, change: bool = False) -> ReportRow:
    report = reports.get_for(ctx.session, _viewer(ctx), report_id, change)
    if report is None:  # the same words whether it does not exist or may not be known
        raise Mistake("report_gone")
    return report


def _opened(ctx: Context, event: Event, change: bool = False) -> tuple[ReportRow, State]:
    state = drafts.load(ctx, event.token, "casework")
    return _report(ctx, state["report"], change), state


def _again(ctx: Context, report: ReportRow, token: str) -> Screen:
    return handling_screens.report(ctx, _report(ctx, report.id), token)
