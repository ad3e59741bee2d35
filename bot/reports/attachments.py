"""Photos and documents of a report: pages that are kept sealed, and who added them.

A file of the reporter comes with a message, is known as that message is, and both sides see it. A file of a
handler stands in the file of the report, which the reporter does not see.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.reports import conversation, deciding_screens, dossier, sealed
from storage import report_pages
from storage.reports import ReportRow
from storage.tables.reports import ReportPage

MOST = 50  # pages from each side of a report: a hundred megabytes at most


class Attached(NamedTuple):
    """A photo or document: the ids of its pages, and who added it and when, in words."""

    pages: tuple[str, ...]
    who: str
    when: str


def of(ctx: Context, report: ReportRow, from_reporter: bool) -> tuple[Attached, ...]:
    """The files of a report that its reporter or a handler may know of now, in order. Raises Mistake when the
    report was destroyed."""
    heard = conversation.heard(ctx, report, from_reporter)
    found = [Attached(one.pages, one.who, one.when) for one in heard if one.pages]
    for entry in () if from_reporter else dossier.of(ctx, report):
        if entry.kind == dossier.ATTACHED:
            who, when = deciding_screens.author(ctx, entry), deciding_screens.when(ctx, entry)
            found.append(Attached(tuple(entry.said["pages"]), who, when))
    return tuple(found)


def room(ctx: Context, report: ReportRow, from_reporter: bool) -> int:
    """How many pages one side may add still. Each counts its own alone, or a handler would see how many a
    reporter added that are not to be known yet."""
    if from_reporter:
        files = [one.pages for one in conversation.heard(ctx, report, True) if one.pages]
    else:
        files = [one.said["pages"] for one in dossier.of(ctx, report) if one.kind == dossier.ATTACHED]
    return MOST - sum(map(len, files))


def keep(ctx: Context, report: ReportRow, from_reporter: bool, pictures: Sequence[bytes]) -> list[str]:
    """Keeps pages of a report, sealed, and gives their ids: whoever calls this writes down whose they are, in
    the same unit of work. Others are kept from changing the report. Raises Mistake when it has too many."""
    if len(pictures) > room(ctx, report, from_reporter):
        raise Mistake("attach_full")
    key, ids = conversation.key(ctx, report), []
    for picture in pictures:
        page_id = report_pages.new_id()
        value = sealed.seal_page(key, report, page_id, picture)
        row = ReportPage(
            id=page_id, report_id=report.id, organisation_id=report.organisation_id, sealed=value
        )
        report_pages.add(ctx.session, row)
        ids.append(page_id)
    return ids


def picture(ctx: Context, report: ReportRow, page_id: str) -> bytes:
    """A page of a report. Whether somebody may see it, whoever calls this has looked. Raises Mistake."""
    value = report_pages.get(ctx.session, report.id, page_id)
    if value is None:
        raise Mistake("report_gone")
    return sealed.page(conversation.key(ctx, report), report, page_id, value)
