"""The conversation about a report between its reporter and its handlers, sealed under the report's key."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import ZONE, Context
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Said
from bot.messages import notices
from bot.reports import readers as reports_readers
from bot.reports import sealed, search_index
from storage import exclusions, reports, sealing
from storage.people import PersonRow
from storage.reports import ReportRow
from storage.tables.reports import Message
from storage.vault import Destroyed

LONG = 3_000  # characters of what is written about a report


def key(ctx: Context, report: ReportRow) -> bytes:
    """The report's key. Raises Mistake when the report was destroyed."""
    try:
        return ctx.vault.report_key(report.organisation_id, report.id)
    except Destroyed:
        raise Mistake("report_gone") from None


def content(ctx: Context, report: ReportRow) -> dict[str, Any]:
    """What was handed in: `answers`, and `reporter` unless anonymous. Raises Mistake."""
    return sealed.content(key(ctx, report), report)


class Heard(NamedTuple):
    """A message as somebody reads it: who wrote it, what kind it is and when, whether it is their own, and
    the ids of the pages of a photo or document that came with it."""

    who: str
    when: str
    text: str
    mine: bool
    pages: tuple[str, ...]


def heard(ctx: Context, report: ReportRow, from_reporter: bool) -> tuple[Heard, ...]:
    """Every message so far, as the reporter or as a handler may know it."""
    opener = key(ctx, report)
    found = []
    for row in reports.messages(ctx.session, report.id):
        if row.waits_until and not from_reporter:
            continue
        message = sealed.message(opener, report, row)
        by_reporter = row.kind == "reporter"
        if by_reporter:
            who = ctx.say("threads.you" if from_reporter else "threads.reporter")
        else:  # the reporter is not told which handler wrote
            who = ctx.say("threads.handler") if from_reporter else message["author"]
        kind = ctx.say(f"threads.kinds.{row.kind}")
        when = f"{kind}, {day(ctx, row.sent_on)}"
        if row.waits_until:
            when = ctx.say("threads.waits", kind=kind, moment=moment(ctx, row.waits_until))
        pages = tuple(message.get("pages", ()))
        found.append(Heard(who, when, message["text"], by_reporter == from_reporter, pages))
    return tuple(found)


def said(ctx: Context, report: ReportRow, from_reporter: bool) -> tuple[Said, ...]:
    """The same for a screen, where a photo or document is named."""
    return tuple(
        Said(one.who, one.when, with_file(ctx, one.text, len(one.pages)), one.mine)
        for one in heard(ctx, report, from_reporter)
    )


def with_file(ctx: Context, text: str, pages: int) -> str:
    """What was written, and that a photo or document of so many pages came with it."""
    return "\n".join(filter(None, (text, ctx.say("threads.file", count=pages) if pages else "")))


def write(
    ctx: Context,
    report: ReportRow,
    kind: str,
    text: str,
    waits_until: datetime | None = None,
    pages: Sequence[str] = (),
) -> None:
    """Adds a message: from the "reporter", or a handler's "answer", "question" or "result". One that waits is
    known to the reporter alone, and has the day on which it becomes known. `pages` are those of a photo or
    document that comes with it, and are known as it is."""
    reports.lock(ctx.session, report.id)
    position = reports.next_position(ctx.session, report.id, waits_until is not None)
    author = ctx.person.name if ctx.person and kind != "reporter" else ""
    opener, value = key(ctx, report), {"text": text, "author": author, **({"pages": pages} if pages else {})}
    reports.add_message(
        ctx.session,
        Message(
            organisation_id=report.organisation_id,
            report_id=report.id,
            position=position,
            kind=kind,
            sent_on=waits_until.astimezone(ZONE).date() if waits_until else ctx.today,
            waits_until=waits_until,
            sealed=sealing.seal(opener, value, report.organisation_id, report.id, "message", position, 1),
        ),
    )
    if waits_until is None:  # else nobody who handles reports finds it yet
        search_index.keep(ctx.session, opener, report)


def end_waits(ctx: Context, report: ReportRow) -> date | None:
    """Messages that waited until now come behind what was said meanwhile, as if they were written now; gives
    the day of the first of them, if there are any."""
    first: date | None = None
    place = report.organisation_id, report.id, "message"
    opener = ctx.vault.report_keys(report.organisation_id, [report.id]).get(report.id)
    for row in reports.messages(ctx.session, report.id):
        if row.waits_until is None or row.waits_until > ctx.now:
            continue
        position, value = reports.next_position(ctx.session, report.id), row.sealed
        if opener:  # or else the report was destroyed, and nobody reads it any more
            text = sealed.message(opener, report, row)
            value = sealing.seal(opener, text, *place, position, 1)
        reports.end_wait(ctx.session, report.id, row, position, value)
        first = min(first or row.sent_on, row.sent_on)
    if first and opener:
        search_index.keep(ctx.session, opener, report)
    return first


def tell_reporter(ctx: Context, report: ReportRow) -> None:
    """Brings the reporter, unless anonymous, the word that something waits for them."""
    if reporter := content(ctx, report)["reporter"]:
        notices.answer_waits(ctx, reporter)


def readers(ctx: Context, report: ReportRow) -> tuple[PersonRow, ...]:
    """Who may know of this report now."""
    roles = HANDLERS if report.audience == "handlers" else DEPUTY
    kept_from = exclusions.of(ctx.session, report.id)
    return tuple(
        person
        for person in reports_readers.handlers(ctx)
        if person.roles & roles
        and kept_from.isdisjoint(ctx.vault.handler_keys(report.organisation_id, person.id))
    )


def status(ctx: Context, report: ReportRow) -> str:
    """Where the report stands, in words."""
    return ctx.say(f"casework.statuses.{report.status}")


def day(ctx: Context, day: date) -> str:
    """A day as it is written in the person's language."""
    return f"{day.day} {ctx.say(f'months.m{day.month}')} {day.year}"


def moment(ctx: Context, moment: datetime) -> str:
    """A day and time as they are written in the person's language."""
    here = moment.astimezone(ZONE)
    return ctx.say("slots.moment", day=day(ctx, here.date()), time=f"{here:%H:%M}")
