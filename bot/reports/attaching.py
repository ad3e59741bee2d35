"""A photo or document is added to a report, and looked at: by its reporter, and by who handles it."""

from collections.abc import Callable
from typing import NamedTuple

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Screen
from bot.foundation.visit import Visit
from bot.reports import attachment_screens, attachments, dossier, follow_up, handling
from bot.screens.forms import check
from storage.reports import ReportRow

Opened = tuple[Context, ReportRow, State]


class Side(NamedTuple):
    """Whose window it is: how its report is found (to change it, when asked), how a file is written down with
    a text and the ids of its pages, and what is shown after that."""

    dialogue: str
    opened: Callable[[Context, Event, bool], Opened]
    write: Callable[[Context, ReportRow, str, list[str]], object]
    back: Callable[[Context, Event], Screen]

    @property
    def is_reporter(self) -> bool:
        return self.dialogue == "follow"


def _open_own(ctx: Context, event: Event, change: bool) -> Opened:
    return follow_up.opened(ctx, event)


def _open_handled(ctx: Context, event: Event, change: bool) -> Opened:
    return ctx, *handling.opened(ctx, event, change)


def _write_in_file(ctx: Context, report: ReportRow, text: str, pages: list[str]) -> None:
    dossier.write(ctx, report, dossier.ATTACHED, {"text": text, "pages": pages})
    audit.tell(ctx, "report.file_added", subject=report.id)


REPORTER = Side("follow", _open_own, follow_up.say, follow_up.back)
HANDLER = Side("casework", _open_handled, _write_in_file, handling.back)


def form(side: Side) -> Callable[[Context, Event], Screen]:
    """The form to add a file."""

    def shown(ctx: Context, event: Event) -> Screen:
        ctx, _, state = _on_web(side, ctx, event)
        return attachment_screens.form(ctx, side.dialogue, event.token, state["said"])

    return shown


def add(side: Side) -> Callable[[Visit, Event], Screen]:
    """Takes a file, has it made anew and keeps that; or says why it cannot be taken. It is made between two
    units of work, so that nobody waits for it. A double click adds it once."""

    def added(visit: Visit, event: Event) -> Screen:
        with visit.reading() as ctx:
            ctx, report, state = _on_web(side, ctx, event)
            screen = attachment_screens.form(ctx, side.dialogue, event.token, state["said"])
            is_new, bucket = event.argument == str(state["said"]), _bucket(side, report)
            answers, errors = check(ctx, screen.inputs[1:], event.values)
            if is_new and not event.file:
                errors["file"] = ctx.say("mistakes.attach_missing")
            elif is_new and not attachments.room(ctx, report, side.is_reporter):
                errors["file"] = ctx.say("mistakes.attach_full")
            elif is_new and not ctx.limits.attachments.take(bucket, ctx.now):
                errors["file"] = ctx.say("mistakes.attach_often")
        try:
            if is_new and not errors:
                pictures = visit.read_pages(event.file)
                with visit.unit() as ctx:
                    _keep(side, ctx, event, str(answers["note"]), pictures)
                ctx.limits.attachments.give_back(bucket)  # it was a good one
        except Mistake as mistake:
            if not mistake.key.startswith("mistakes.attach_"):
                raise
            errors["file"] = ctx.say(mistake.key, **mistake.params)
        if errors:
            return screen.with_errors(errors, answers)
        with visit.unit() as ctx:
            return side.back(ctx, event)

    return added


def _keep(side: Side, ctx: Context, event: Event, text: str, pictures: list[bytes]) -> None:
    ctx, report, state = side.opened(ctx, event, True)
    if event.argument == str(state["said"]):
        side.write(ctx, report, text, attachments.keep(ctx, report, side.is_reporter, pictures))
        drafts.save(ctx, event.token, {**state, "said": state["said"] + 1})


def _bucket(side: Side, report: ReportRow) -> str:
    """Each side by itself, or one would see that the other is busy at this moment."""
    return f"report:{report.id}:{side.dialogue}"


def page(side: Side) -> Callable[[Context, Event], Screen]:
    """One page, for who may know of the report and of the file; that a handler looked is in the trail."""

    def shown(ctx: Context, event: Event) -> Screen:
        ctx, report, _ = _on_web(side, ctx, event)
        files = attachments.of(ctx, report, side.is_reporter)
        if not any(event.argument in one.pages for one in files):
            raise Mistake("report_gone")
        picture = attachments.picture(ctx, report, event.argument)
        if not side.is_reporter:
            audit.tell(ctx, "report.file_read", subject=report.id)
        return attachment_screens.page(ctx, side.dialogue, files, event.argument, picture, event.token)

    return shown


def _on_web(side: Side, ctx: Context, event: Event) -> Opened:
    if ctx.platform.is_chat:
        raise Mistake("attach_on_web")
    return side.opened(ctx, event, False)
