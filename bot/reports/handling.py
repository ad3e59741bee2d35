"""Working a report: reading it, answers and questions, who works it, its theme, its status and outcome."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.foundation import access, audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen, Value
from bot.messages import notices
from bot.reports import (
    clocks,
    conversation,
    ending,
    handling_screens,
    readers,
    reopening,
    seen_before,
    work_list,
)
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from storage import exclusions, reports
from storage import work_list as storage_work_list
from storage.reports import ReportRow

Answers = dict[str, Value]
ONCE = ("answer", "question", "result", "reopen", "keep")  # the forms that a double click sends once


def show(ctx: Context, event: Event) -> Screen:
    """Opens one report; that somebody read it goes into the trail."""
    return open_report(ctx, event.argument, (), event.token if event.step == "found" else "")


def back(ctx: Context, event: Event) -> Screen:
    """From a form back to the report."""
    report, _ = opened(ctx, event)
    return shown(ctx, report, event.token)


def form(ctx: Context, event: Event) -> Screen:
    """The form named in the argument."""
    report, state = opened(ctx, event)
    if event.argument == "finish" and not handling_screens.is_closed(report):
        return finish_form(ctx, report, event.token, state)
    if event.argument in handling_screens.CHANGES:
        drafts.save(ctx, event.token, {**state, "was": handling_screens.values(report)})
    return _form(ctx, report, event.argument, event.token, state)


def save(ctx: Context, event: Event) -> Screen:
    """Takes a form in. The step tells which form, and after how many messages from this window."""
    report, state = opened(ctx, event, change=True)
    name = event.step.partition("-")[0]
    screen = _form(ctx, report, name, event.token, state)
    if name in ONCE and screen.step != event.step:
        return shown(ctx, report, event.token)  # sent already: a double click
    answers, errors = check(ctx, screen.inputs, event.values)
    if not errors and name == "status" and answers["status"] == "closed" and not answers["outcome"]:
        errors = {"outcome": ctx.say("mistakes.outcome_missing")}
    if not errors and (name in ("finish", "outcome") or answers.get("status") == "closed"):
        errors = ending.refused(ctx, report, str(answers["outcome"]))
    if not errors and name == "result" and handling_screens.is_closed(report):
        errors = {"message": ctx.say("casework.closed_meanwhile")}
    if not errors and name == "reopen" and not handling_screens.is_closed(report):
        errors = {"reason": ctx.say("casework.reopened_meanwhile")}
    if not errors and "message" in answers and _is_behind(ctx, report):
        errors = {"message": ctx.say("casework.wrote_meanwhile")}
        _read(ctx, report)  # who sends it after all has been told
    if not errors and (changed := handling_screens.changed(report, name, state, answers)):
        errors = {changed: ctx.say("casework.changed_meanwhile")}
        drafts.save(ctx, event.token, {**state, "was": handling_screens.values(report)})
    if errors:
        return screen.with_errors(errors, answers)
    if name in ONCE:
        drafts.save(ctx, event.token, {**state, "said": state["said"] + 1})
    if name == "finish" or (name == "status" and answers["status"] == "closed"):
        state["outcome"] = str(answers["outcome"])  # what the reporter is told comes next
        drafts.save(ctx, event.token, state)
        return _form(
            ctx, report, "outcome" if handling_screens.is_closed(report) else "result", event.token, state
        )
    if name == "result":
        answers["outcome"] = state.get("outcome", "")
    if name == "share":
        return _save_share(ctx, report, answers, event.token)
    _SAVE[name](ctx, report, answers)
    return shown(ctx, again(ctx, report), event.token)


def finish_form(ctx: Context, report: ReportRow, token: str, state: State) -> Screen:
    """What to tell the reporter, where the outcome was decided; else the form that asks for it."""
    outcome = ending.decided(ctx, report)
    drafts.save(ctx, token, {**state, "outcome": outcome})
    return _form(ctx, report, "result" if outcome else "finish", token, {**state, "outcome": outcome})


def close(ctx: Context, event: Event) -> Screen:
    """Forgets which report was open."""
    drafts.drop(ctx, event.token)
    return handling_screens.closed(ctx)


def _say(kind: str) -> Callable[[Context, ReportRow, Answers], None]:
    def saved(ctx: Context, report: ReportRow, answers: Answers) -> None:
        conversation.write(ctx, report, kind, str(answers["message"]))
        audit.tell(ctx, f"report.{kind}", subject=report.id)
        asked = kind == "question"
        now: dict[str, Any] = {"turn": "reporter" if asked else "", "turn_on": ctx.today if asked else None}
        if report.first_answer_on is None:
            now["first_answer_on"] = ctx.today
        if report.status == "received":  # else the reporter would read that nobody read it yet
            now["status"] = "in_progress"
            audit.tell(ctx, "report.status", subject=report.id, detail="received > in_progress")
        clocks.change(ctx, report, **now)
        conversation.tell_reporter(ctx, report)

    return saved


def _save_theme(ctx: Context, report: ReportRow, answers: Answers) -> None:
    theme = str(answers["theme"])
    if theme != report.theme:
        reports.change(ctx.session, report.id, theme=theme)
        audit.tell(ctx, "report.theme", subject=report.id, detail=f"{report.theme} > {theme}")


def _save_result(ctx: Context, report: ReportRow, answers: Answers) -> None:
    ending.finish(ctx, report, str(answers["outcome"]), str(answers["message"]))


def _save_outcome(ctx: Context, report: ReportRow, answers: Answers) -> None:
    ending.change_outcome(ctx, report, str(answers["outcome"]))


def _save_reopen(ctx: Context, report: ReportRow, answers: Answers) -> None:
    reopening.by_handler(ctx, report, str(answers["reason"]))


def _save_keep(ctx: Context, report: ReportRow, answers: Answers) -> None:
    ending.keep_longer(ctx, report, str(answers["ground"]))


def _save_status(ctx: Context, report: ReportRow, answers: Answers) -> None:
    status = str(answers["status"])
    if handling_screens.ORDER.index(status) < handling_screens.ORDER.index(report.status):
        raise Mistake("status_back")
    if status != report.status:
        clocks.change(ctx, report, status=status)
        audit.tell(ctx, "report.status", subject=report.id, detail=f"{report.status} > {status}")
        conversation.tell_reporter(ctx, report)


def _save_assign(ctx: Context, report: ReportRow, answers: Answers) -> None:
    """From now on somebody works the report, or nobody in particular."""
    chosen = parse_id(str(answers["assignee"])) or None
    if chosen != report.assignee_id:
        clocks.change(ctx, report, assignee_id=chosen)
        to = f"person:{chosen}" if chosen else "nobody"
        audit.tell(ctx, "report.assigned", subject=report.id, detail=to)
        if ctx.person is None or ctx.person.id != chosen:  # nobody is told what they did themselves
            notices.assigned(ctx, [one for one in conversation.readers(ctx, report) if one.id == chosen])


def _save_share(ctx: Context, report: ReportRow, answers: Answers, token: str) -> Screen:
    """The deputy chooses who of the handlers may know of the report; everybody else never will."""
    access.demand(ctx, "share_report")
    chosen = as_tuple(answers["readers"])
    others = [p for p in readers.handlers(ctx) if str(p.id) not in chosen and p.roles & access.HANDLERS]
    keys = {ctx.vault.handler_hash(ctx.organisation.id, person.id) for person in others}
    exclusions.exclude(ctx.session, report.id, keys)
    reports.change(ctx.session, report.id, audience="handlers", reminded=0, assignee_id=None)
    audit.tell(ctx, "report.shared", subject=report.id)
    report = report._replace(audience="handlers")
    notices.new_report(ctx, conversation.readers(ctx, report))
    drafts.drop(ctx, token)
    return work_list.open_list(ctx, Event("casework", "open"))


_SAVE: dict[str, Callable[[Context, ReportRow, Answers], None]] = {
    "answer": _say("answer"),
    "question": _say("question"),
    "theme": _save_theme,
    "result": _save_result,
    "outcome": _save_outcome,
    "reopen": _save_reopen,
    "keep": _save_keep,
    "status": _save_status,
    "assign": _save_assign,
}


def open_report(ctx: Context, report_id: str, seen: Sequence[str], search: str = "") -> Screen:
    """Opens a report; `seen` are those from which somebody came to it, one after the other; `search` is the
    token of the search that led to it."""
    report = _report(ctx, report_id)
    place = [report.due_on.isoformat(), report.number] if report.due_on else None  # to go on from
    state: State = {"dialogue": "casework", "report": report.id, "said": 0, "place": place, "seen": seen}
    state = seen_before.look(ctx, report, {**state, "search": search})
    _read(ctx, report)  # before the trail: who changes a report holds it, and then waits for the trail
    audit.tell(ctx, "report.opened", subject=report.id)
    return handling_screens.report(ctx, report, drafts.begin(ctx, state), seen_before.shown(ctx, state))


def _is_behind(ctx: Context, report: ReportRow) -> bool:
    """Whether the reporter wrote something that this handler has yet to read."""
    assert ctx.person is not None
    return storage_work_list.has_news(ctx.session, report.id, ctx.person.id)


def _form(ctx: Context, report: ReportRow, name: str, token: str, state: State) -> Screen:
    """A form on a report. Nobody writes to a reporter why it is closed before the outcome is chosen."""
    outcome = state.get("outcome", "")
    wanted = "finish" if name == "result" and not outcome else name
    allowed = ending.outcomes(ctx, report) if wanted in ("finish", "outcome") else ()
    return handling_screens.form(ctx, report, wanted, token, state["said"], outcome, allowed)


def _report(ctx: Context, report_id: str, change: bool = False) -> ReportRow:
    report = reports.get_for(ctx.session, readers.demand_viewer(ctx), report_id, change)
    if report is None:  # the same words whether it does not exist or may not be known
        raise Mistake("report_gone")
    return report


def opened(ctx: Context, event: Event, change: bool = False) -> tuple[ReportRow, State]:
    """The report of a window, and its state. Raises Mistake. To `change` it keeps others from doing so."""
    state = drafts.load(ctx, event.token, "casework")
    return _report(ctx, state["report"], change), state


def again(ctx: Context, report: ReportRow) -> ReportRow:
    """The report as it is after what was just done with it."""
    return _report(ctx, report.id)


def shown(ctx: Context, report: ReportRow, token: str) -> Screen:
    """The report, which this handler has read from here on."""
    _read(ctx, report)
    return handling_screens.report(ctx, report, token, seen_before.again(ctx, report, token))


def _read(ctx: Context, report: ReportRow) -> None:
    assert ctx.person is not None
    storage_work_list.mark_read(ctx.session, report.id, ctx.person.id)
