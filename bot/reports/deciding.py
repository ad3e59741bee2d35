"""Deciding about a report, step by step, and noting what became known; what was decided is never changed."""

from typing import Any

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.reports import clocks, deciding_screens, dossier, handling, handling_screens, protocol, steps
from bot.reports.deciding_screens import MARKS, NONE, place
from bot.reports.steps import Rule
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from storage.reports import ReportRow

Answers = dict[str, Any]


def form(ctx: Context, event: Event) -> Screen:
    """The form of the step at which the report stands, or with the argument "revise" to go back to one."""
    report, state = handling.opened(ctx, event)
    if handling_screens.is_closed(report):
        raise Mistake("report_closed")
    at = place(ctx, report)
    if event.argument != steps.REVISE and at == steps.RESULT:
        return handling.finish_form(ctx, report, event.token, state)
    name = steps.REVISE if event.argument == steps.REVISE else at
    if name == steps.REVISE and not steps.earlier(at, protocol.of(ctx.organisation.slug).road):
        raise Mistake("not_allowed")
    known = len(dossier.decisions(dossier.of(ctx, report)))
    drafts.save(ctx, event.token, {**state, "known": known})
    return deciding_screens.form(ctx, report, name, known, event.token)


def save(ctx: Context, event: Event) -> Screen:
    """Takes a decision in. When a colleague decided since the form was shown, nothing is written: they read
    what was decided, and what they filled in is still there."""
    report, state = handling.opened(ctx, event, change=True)
    name, _, number = event.step.partition("-")
    known = parse_id(number)
    made = dossier.decisions(dossier.of(ctx, report))
    if known < state.get("known", 0):  # decided already from this window: a double click
        if place(ctx, report) == steps.RESULT and not handling_screens.is_closed(report):
            return handling.finish_form(ctx, report, event.token, state)
        return handling.shown(ctx, report, event.token)
    if handling_screens.is_closed(report):
        raise Mistake("report_closed")
    if len(made) > known:
        return _late(ctx, report, name, event, {**state, "known": len(made)}, made[-1])
    at, road = place(ctx, report), protocol.of(ctx.organisation.slug).road
    if name not in (at, steps.REVISE) or name not in deciding_screens.QUESTIONS:
        raise Mistake("step_gone")
    screen = deciding_screens.form(ctx, report, name, known, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    rule = None if errors else _rule(name, answers, at, road)
    errors = errors or _missing(ctx, name, answers, rule)
    if errors or rule is None:
        return screen.with_errors(errors, answers)
    write(ctx, report, rule, answers)
    state = {**state, "known": known + 1, "outcome": rule.outcome}
    drafts.save(ctx, event.token, state)
    if rule.to == steps.RESULT:
        return handling.finish_form(ctx, handling.again(ctx, report), event.token, state)
    return handling.shown(ctx, handling.again(ctx, report), event.token)


def note(ctx: Context, event: Event) -> Screen:
    """The form to note something about a report, or a fact with its source and ground."""
    report, state = handling.opened(ctx, event)
    return deciding_screens.note_form(ctx, report, state.get("noted", 0), event.token)


def save_note(ctx: Context, event: Event) -> Screen:
    """Takes a note in. A fact from a source needs the ground on which it was looked up."""
    report, state = handling.opened(ctx, event, change=True)
    written = state.get("noted", 0)
    screen = deciding_screens.note_form(ctx, report, written, event.token)
    if event.step != screen.step:
        return handling.shown(ctx, report, event.token)  # noted already: a double click
    answers, errors = check(ctx, screen.inputs, event.values)
    if not errors and answers["source"] and not answers.get("legal_ground"):
        errors = {"legal_ground": ctx.say("deciding.mistakes.source_without_ground")}
    if errors:
        return screen.with_errors(errors, answers)
    said = {"text": answers["note"], "names": answers["names"], "source": answers["source"]}
    write_note(ctx, report, said | _ground(ctx, answers))
    drafts.save(ctx, event.token, {**state, "noted": written + 1})
    return handling.shown(ctx, report, event.token)


def write_note(ctx: Context, report: ReportRow, said: Answers) -> None:
    """Keeps a note: `text`, a `source` or nothing, and with that the ground; perhaps the `meeting` of it."""
    dossier.write(ctx, report, dossier.NOTE, said)
    audit.tell(ctx, "report.noted", subject=report.id, detail=str(said.get("ground") or ""))


def _rule(name: str, answers: Answers, at: str, road: str) -> Rule | None:
    """Where the answers lead; nothing when the table knows no such choice."""
    if name == steps.REVISE:
        to = str(answers["back_to"])
        return Rule(at, steps.REVISE, to) if to in steps.earlier(at, road) else None
    choice = ("no" if answers["legal_ground"] == NONE else "yes") if name == "ground" else str(answers[name])
    try:
        return steps.decide(at, choice, road)
    except steps.NotAllowed:
        return None


def _missing(ctx: Context, name: str, answers: Answers, rule: Rule | None) -> dict[str, str]:
    """A sentence for what a decision needs and does not have."""
    if rule is None:
        return {"back_to" if name == steps.REVISE else name: ctx.say("mistakes.unknown_choice")}
    if rule.choice == "yes" and "roots" in answers and not answers["roots"]:
        return {"roots": ctx.say("deciding.mistakes.no_root")}
    if name == "intake" and rule.choice == "yes" and not answers.get("legal_ground"):
        return {"legal_ground": ctx.say("deciding.mistakes.no_ground")}
    if rule.to == steps.RESULT and not answers["why"]:
        return {"why": ctx.say("deciding.mistakes.why_missing")}
    return {}


def write(ctx: Context, report: ReportRow, rule: Rule, answers: Answers) -> None:
    """Keeps a decision with what was answered, of which `why` is always there, and moves the report to where
    it leads; perhaps with the `meeting` in which it was taken."""
    said: Answers = {"step": rule.step, "choice": rule.choice, "to": rule.to, "outcome": rule.outcome}
    said |= {"meeting": answers["meeting"]} if "meeting" in answers else {}
    said |= {mark: as_tuple(answers[mark]) for mark in MARKS if answers.get(mark)}
    said |= {**(_ground(ctx, answers) if rule.choice == "yes" else {}), "why": answers["why"]}
    dossier.write(ctx, report, dossier.DECISION, said)
    changes: Answers = {"step": rule.to, "step_on": ctx.today}
    if report.decided_on is None and steps.is_decision(rule) and rule.choice != steps.REVISE:
        changes["decided_on"] = ctx.today
    if report.status == "received":
        changes["status"] = "in_progress"
    clocks.change(ctx, report, **changes)
    ground = f" {said['ground']}" if said.get("ground") else ""
    detail = f"{rule.step} > {rule.to} {rule.choice}{ground}"
    audit.tell(ctx, "report.decided", subject=report.id, detail=detail)
    if report.status == "received":
        audit.tell(ctx, "report.status", subject=report.id, detail="received > in_progress")


def _ground(ctx: Context, answers: Answers) -> dict[str, str]:
    """The ground that was chosen, with its words as they are now: an organisation may change its list."""
    name = str(answers.get("legal_ground") or "")
    if not name or name == NONE:
        return {}
    return {"ground": name, "ground_words": deciding_screens.ground_words(ctx, name)}


def _late(
    ctx: Context, report: ReportRow, name: str, event: Event, state: State, last: dossier.Entry
) -> Screen:
    """The form of where the report stands now, with what a colleague decided and what was filled in."""
    drafts.save(ctx, event.token, state)
    at = place(ctx, report)
    if at == steps.RESULT:
        return handling.finish_form(ctx, report, event.token, state)
    screen = deciding_screens.form(ctx, report, at, state["known"], event.token)
    told = ctx.say(
        "deciding.mistakes.decided_meanwhile",
        name=deciding_screens.author(ctx, last),
        decision=deciding_screens.words(ctx, last),
    )
    values, _ = check(ctx, screen.inputs, event.values)
    return screen.with_errors({"": told}, values if at == name else {"why": values.get("why", "")})
