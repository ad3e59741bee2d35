"""Passing a report on to the RIEC or an authority: the handler picks what goes, sees it, and it is written
down before it can be fetched."""

import secrets
from typing import Any

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.reports import dossier, forwarding_screens, handling, outgoing
from bot.reports.dossier import Entry
from bot.reports.outgoing import Outgoing
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from storage.reports import ReportRow


def form(ctx: Context, event: Event) -> Screen:
    """Asks to whom, on which ground and what. Raises Mistake before there is a ground to work the report."""
    report, state = handling.opened(ctx, event)
    _demand_ground(ctx, report)
    return forwarding_screens.form(ctx, report, state.get("forward", {}), event.token)


def look(ctx: Context, event: Event) -> Screen:
    """Shows exactly what would leave; nothing is written down yet."""
    report, state = handling.opened(ctx, event)
    _demand_ground(ctx, report)
    screen = forwarding_screens.form(ctx, report, {}, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    if not errors and not answers["parts"] and not answers["summary"]:
        errors = {"parts": ctx.say("forwarding.nothing")}
    if errors:
        return screen.with_errors(errors, answers)
    chosen: dict[str, Any] = {name: answers[name] for name in ("to", "name", "legal_ground", "summary")}
    chosen["parts"] = list(as_tuple(answers["parts"]))
    out, look = outgoing.made(ctx, report, chosen["parts"], chosen), secrets.token_urlsafe(8)
    drafts.save(ctx, event.token, {**state, "forward": {**chosen, "out": out, "look": look}})
    return forwarding_screens.preview(ctx, out, look, event.token)


def send(ctx: Context, event: Event) -> Screen:
    """Writes down what goes, to whom and on which ground; from then on it can be fetched."""
    report, state = handling.opened(ctx, event, change=True)
    if "forward" not in state:  # passed on already: a double click
        return every(ctx, event)
    _demand_ground(ctx, report)
    out: Outgoing = state["forward"]["out"]
    if event.argument != state["forward"]["look"]:
        # Something else was looked at since, as in another window: that is shown once more.
        return forwarding_screens.preview(ctx, out, state["forward"]["look"], event.token)
    dossier.write(ctx, report, dossier.FORWARDED, {"out": out})
    detail = f"{out['recipient']['kind']} {out['ground']['id']}"
    audit.tell(ctx, "report.forwarded", subject=report.id, detail=detail)
    del state["forward"]
    drafts.save(ctx, event.token, state)
    return every(ctx, event)


def every(ctx: Context, event: Event) -> Screen:
    """All that was passed on of this report, to fetch, and to note what the other side said."""
    report, _ = handling.opened(ctx, event)
    return forwarding_screens.every(ctx, report, dossier.of(ctx, report), event.token)


def receipt(ctx: Context, event: Event) -> Screen:
    """The form for what the other side sent back."""
    report, _ = handling.opened(ctx, event)
    at = parse_id(event.argument)
    return forwarding_screens.receipt(ctx, forwarded(ctx, report, at), at, event.token)


def save_receipt(ctx: Context, event: Event) -> Screen:
    """Keeps it in the file of the report, by what was passed on. The same words twice are kept once."""
    report, _ = handling.opened(ctx, event, change=True)
    at = parse_id(event.step.partition("-")[2])
    entry = forwarded(ctx, report, at)
    screen = forwarding_screens.receipt(ctx, entry, at, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    said = {"of": entry.position, "name": entry.said["out"]["recipient"]["name"], "text": answers["receipt"]}
    if not any(one.kind == dossier.RECEIPT and one.said == said for one in dossier.of(ctx, report)):
        dossier.write(ctx, report, dossier.RECEIPT, said)
        audit.tell(ctx, "report.noted", subject=report.id)
    return every(ctx, event)


def forwarded(ctx: Context, report: ReportRow, at: int) -> Entry:
    """What was passed on as the first (1), the second, … Its place in the file would tell of entries of which
    its reader may not know. Raises Mistake."""
    sent = [one for one in dossier.of(ctx, report) if one.kind == dossier.FORWARDED]
    if not 0 < at <= len(sent):
        raise Mistake("dialogue_gone")
    return sent[at - 1]


def _demand_ground(ctx: Context, report: ReportRow) -> None:
    if not dossier.has_ground(dossier.of(ctx, report)):
        raise Mistake("no_ground_yet")
