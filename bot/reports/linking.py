"""Saying that a report belongs to another one, and that it does not after all."""

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen
from bot.reports import dossier, handling, linking_screens, links, readers
from bot.reports.receipts import plain
from bot.reports.relations import APART
from bot.screens.forms import check
from storage import report_index, reports, work_list
from storage.db import one_at_a_time
from storage.locks import Lock
from storage.reports import ReportRow

OFFERED = 9  # reports that were seen before, to choose from


def form(ctx: Context, event: Event) -> Screen:
    """The form to say to which other report the open one belongs."""
    report, _ = handling.opened(ctx, event)
    return _form(ctx, report, event.token)


def save(ctx: Context, event: Event) -> Screen:
    """Takes it in. When a colleague said something else meanwhile, the visitor hears so. Raises Mistake."""
    report, _ = handling.opened(ctx, event)
    screen = _form(ctx, report, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    chosen, number = str(answers.get("other") or ""), plain(str(answers["number"]))
    if not errors and bool(chosen) == bool(number):
        errors = {"number": ctx.say("links.mistakes.one_of_both")}
    if errors:
        return screen.with_errors(errors, answers)
    other = chosen or work_list.by_number(
        ctx.session, readers.demand_viewer(ctx), f"{number[:3]}-{number[3:]}"
    )
    one_at_a_time(ctx.session.connection(), Lock.LINKS)
    both = _held(ctx, report.id, other or "")
    screen = _form(ctx, report, event.token)  # as it is now that nobody else changes it
    kind, where = str(answers["belongs"]), "other" if chosen else "number"
    if other == report.id:
        errors = {where: ctx.say("links.mistakes.itself")}
    elif not other or other not in both:
        errors = {where: ctx.say("casework.number_unknown")}
    elif links.current(dossier.of(ctx, report)).get(other) == kind:
        return handling.shown(ctx, report, event.token)  # said already: a double click, or a colleague did
    elif screen.step != event.step:
        errors = {"": ctx.say("links.mistakes.meanwhile")}
    elif links.is_under(ctx, both[other], report.id):
        errors = {where: ctx.say("links.mistakes.circle")}
    if errors:
        return screen.with_errors(errors, answers)
    _write(ctx, report, kind, other or "")
    return handling.shown(ctx, report, event.token)


def undo(ctx: Context, event: Event) -> Screen:
    """The open report does not belong to the one in the argument after all."""
    report, _ = handling.opened(ctx, event, change=True)
    file, other = dossier.of(ctx, report), event.argument
    if other in links.current(file) and other in links.known(ctx, report, file):
        _write(ctx, report, APART, other)
    return handling.shown(ctx, report, event.token)


def _write(ctx: Context, report: ReportRow, what: str, other: str) -> None:
    """In the trail it is a note like any other, and nothing of the other report: the trail is plain."""
    dossier.write(ctx, report, dossier.LINK, {"what": what, "report": other})
    audit.tell(ctx, "report.noted", subject=report.id)


def _held(ctx: Context, *ids: str) -> dict[str, ReportRow]:
    """Those of these reports that the visitor may know of, which nobody else changes meanwhile: always in one
    order, or two who link them the other way round would wait for each other for ever. Raises Mistake when
    the first is gone."""
    viewer = readers.demand_viewer(ctx)
    held = {id: reports.get_for(ctx.session, viewer, id, change=True) for id in sorted({*ids})}
    if held[ids[0]] is None:
        raise Mistake("report_gone")
    return {id: row for id, row in held.items() if row}


def _form(ctx: Context, report: ReportRow, token: str) -> Screen:
    file = dossier.of(ctx, report)
    known = links.known(ctx, report, file)
    belongs = links.current(file)
    alike = dict(drafts.load(ctx, token, "casework").get("alike", {}).get("found", ()))
    seen = [
        one
        for one in report_index.those(ctx.session, readers.demand_viewer(ctx), alike)
        if one.id not in belongs
    ]
    linked = [known[id] for id in belongs if id in known]
    said = sum(one.kind == dossier.LINK for one in links.readable(file, known))
    return linking_screens.form(ctx, seen[:OFFERED], linked, said, token)
