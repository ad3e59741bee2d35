"""The conversation about a report between its reporter and its handlers, sealed under the report's key."""

from datetime import date
from typing import Any

from bot import audiences
from bot.access import DEPUTY, HANDLERS
from bot.context import Context
from bot.mistakes import Mistake
from bot.screen import Said
from storage import reports, sealing
from storage.people import PersonRow
from storage.reports import ReportRow
from storage.tables import Message
from storage.vault import Destroyed


def key(ctx: Context, report: ReportRow) -> bytes:
    """The report's key. Raises Mistake when the report was destroyed."""
    try:
        return ctx.vault.report_key(report.organisation_id, report.id)
    except Destroyed:
        raise Mistake("report_gone") from None


def content(ctx: Context, report: ReportRow) -> dict[str, Any]:
    """What was handed in: `answers`, and `reporter` unless anonymous. Raises Mistake."""
    opened: dict[str, Any] = sealing.unseal(
        key(ctx, report), report.sealed, report.organisation_id, report.id, "report", 1
    )
    return opened


def said(ctx: Context, report: ReportRow, from_reporter: bool) -> tuple[Said, ...]:
    """Every message so far, as the reporter or as a handler sees it."""
    opener = key(ctx, report)
    shown = []
    for row in reports.messages(ctx.session, report.id):
        message = sealing.unseal(
            opener, row.sealed, report.organisation_id, report.id, "message", row.position, 1
        )
        by_reporter = row.kind == "reporter"
        mine = by_reporter == from_reporter
        if by_reporter:
            who = ctx.say("threads.you" if from_reporter else "threads.reporter")
        else:  # the reporter is not told which handler wrote
            who = ctx.say("threads.handler") if from_reporter else message["author"]
        kind = ctx.say(f"threads.kinds.{row.kind}")
        shown.append(Said(who, f"{kind}, {day(ctx, row.sent_on)}", message["text"], mine))
    return tuple(shown)


def write(ctx: Context, report: ReportRow, kind: str, text: str) -> None:
    """Adds a message: from the "reporter", or a handler's "answer" or "question"."""
    reports.lock(ctx.session, report.id)
    position = reports.message_count(ctx.session, report.id) + 1
    author = ctx.person.name if ctx.person and kind != "reporter" else ""
    sealed = sealing.seal(
        key(ctx, report),
        {"text": text, "author": author},
        report.organisation_id,
        report.id,
        "message",
        position,
        1,
    )
    reports.add_message(
        ctx.session,
        Message(
            organisation_id=report.organisation_id,
            report_id=report.id,
            position=position,
            kind=kind,
            sent_on=ctx.today,
            sealed=sealed,
        ),
    )


def readers(ctx: Context, report: ReportRow) -> tuple[PersonRow, ...]:
    """Who may know of this report now."""
    roles = HANDLERS if report.audience == "handlers" else DEPUTY
    return tuple(
        person
        for person in audiences.handlers(ctx)
        if person.roles & roles
        and not reports.is_excluded(
            ctx.session, report.id, ctx.vault.handler_hash(report.organisation_id, person.id)
        )
    )


def status(ctx: Context, report: ReportRow) -> str:
    """Where the report stands, in words."""
    return ctx.say(f"casework.statuses.{report.status}")


def day(ctx: Context, day: date) -> str:
    """A day as it is written in the person's language."""
    return f"{day.day} {ctx.say(f'months.m{day.month}')} {day.year}"
