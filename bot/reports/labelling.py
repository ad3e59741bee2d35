"""Giving a report labels, and taking them away."""

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.screen import Event, Screen
from bot.reports import dossier, handling, labelling_screens, labels
from bot.screens.dialogue import as_tuple
from bot.screens.forms import check
from storage.reports import ReportRow


def form(ctx: Context, event: Event) -> Screen:
    """The form with the labels of the open report."""
    report, _ = handling.opened(ctx, event)
    return _form(ctx, report, event.token)


def save(ctx: Context, event: Event) -> Screen:
    """Takes the labels in. When a colleague gave others meanwhile, the visitor hears which."""
    report, _ = handling.opened(ctx, event, change=True)
    screen = _form(ctx, report, event.token)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    ticked = as_tuple(answers.get("labels") or ())
    chosen = sorted({*ticked, *labels.tidy(str(answers["own"]))})
    now = labels.of(dossier.of(ctx, report))
    if chosen == [*now]:
        return handling.shown(ctx, report, event.token)  # said already: a double click, or nothing changed
    if too_long := [one for one in chosen if len(one) > labels.LONGEST]:
        errors = {"own": ctx.say("labels.mistakes.long", label=too_long[0], limit=labels.LONGEST)}
    elif len(chosen) > labels.MOST:
        errors = {"own": ctx.say("labels.mistakes.many", count=len(chosen), limit=labels.MOST)}
    elif screen.step != event.step:
        errors = {"": ctx.say("labels.mistakes.meanwhile", labels=labelling_screens.words(ctx, now))}
    if errors:
        return screen.with_errors(errors, answers)
    dossier.write(ctx, report, dossier.LABELS, {"labels": chosen})
    audit.tell(ctx, "report.noted", subject=report.id)
    return handling.shown(ctx, report, event.token)


def _form(ctx: Context, report: ReportRow, token: str) -> Screen:
    file = dossier.of(ctx, report)
    given = sum(one.kind == dossier.LABELS for one in file)
    return labelling_screens.form(ctx, labels.of(file), labels.counted(ctx), given, token)
