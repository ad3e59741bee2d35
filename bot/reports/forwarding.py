"""Passing a report on to the RIEC or an authority: the handler picks what goes, sees it, and it is written
down before it can be fetched."""

from typing import Any

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
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
    chosen = {name: answers[name] for name in ("to", "name", "legal_ground", "summary")}
    state = {**state, "forward": {**chosen, "parts": list(as_tuple(answers["parts"]))}}
    drafts.save(ctx, event.token, state)
    return forwarding_screens.preview(ctx, report, _made(ctx, report, state), _sent(ctx, report), event.token)


def send(ctx: Context, event: Event) -> Screen:
    """Writes down what goes, to whom and on which ground; from then on it can be fetched."""
    report, state = handling.opened(ctx, event, change=True)
    known = parse_id(event.argument)
    if "forward" not in state or known < _sent(ctx, report):  # passed on already: a double click
        return every(ctx, event)
    _demand_ground(ctx, report)
    out = _made(ctx, report, state)
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
    entry = forwarded(ctx, report, parse_id(event.argument))
    return forwarding_screens.receipt(ctx, entry, event.token)


def save_receipt(ctx: Context, event: Event) -> Screen:
    """Keeps it in the file of the report, by what was passed on. The same words twice are kept once."""
    report, _ = handling.opened(ctx, event, change=True)
    entry = forwarded(ctx, report, parse_id(event.step.partition("-")[2]))
    screen = forwarding_screens.receipt(ctx, entry, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    said = {"of": entry.position, "name": entry.said["out"]["recipient"]["name"], "text": answers["receipt"]}
    if not any(one.kind == dossier.RECEIPT and one.said == said for one in dossier.of(ctx, report)):
        dossier.write(ctx, report, dossier.RECEIPT, said)
        audit.tell(ctx, "report.noted", subject=report.id)
    return every(ctx, event)


def forwarded(ctx: Context, report: ReportRow, position: int) -> Entry:
    """What was passed on at this place of the file. Raises Mistake."""
    for one in dossier.of(ctx, report):
        if one.kind == dossier.FORWARDED and one.position == position:
            return one
    raise Mistake("dialogue_gone")


def _made(ctx: Context, report: ReportRow, state: State) -> Outgoing:
    chosen: dict[str, Any] = state["forward"]
    return outgoing.made(ctx, report, chosen["parts"], chosen)


def _sent(ctx: Context, report: ReportRow) -> int:
    return sum(one.kind == dossier.FORWARDED for one in dossier.of(ctx, report))


def _demand_ground(ctx: Context, report: ReportRow) -> None:
    if not dossier.has_ground(dossier.of(ctx, report)):
        raise Mistake("no_ground_yet")
