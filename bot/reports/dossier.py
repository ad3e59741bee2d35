"""The file of a report: what those who work it decided and noted, and who came to read it or no longer does.

Sealed under the report's key."""

from datetime import date
from typing import Any, NamedTuple

from bot.foundation.context import Context
from bot.reports import conversation, relations, sealed, search_index, steps
from storage import entries, reports, sealing
from storage.reports import ReportRow
from storage.tables.reports import ReportEntry

DECISION, NOTE, READERS, FORWARDED, RECEIPT = "decision", "note", "readers", "forwarded", "receipt"
LINK, LABELS = relations.LINK, relations.LABELS
ATTACHED = "attached"  # a photo or document of a handler


class Entry(NamedTuple):
    """One entry: its place, its kind, the day, who wrote it (a name as it was then, none for the reporter),
    and what it says."""

    position: int
    kind: str
    made_on: date
    author: str
    said: dict[str, Any]


def of(ctx: Context, report: ReportRow) -> tuple[Entry, ...]:
    """Everything in the file, in order. Raises Mistake when the report was destroyed."""
    rows = entries.of(ctx.session, report.id)
    opener = conversation.key(ctx, report) if rows else b""
    found = []
    for row in rows:
        value = sealed.entry(opener, report, row)
        found.append(Entry(row.position, value["kind"], row.made_on, value["author"], value["said"]))
    return tuple(found)


def decisions(every: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those of the entries that are decisions."""
    return tuple(one for one in every if one.kind == DECISION)


def ground(every: tuple[Entry, ...]) -> str:
    """On which legal ground it was decided to work the report; nothing when that was not, or was revised."""
    found = ""
    for one in decisions(every):
        found = str(one.said.get("ground") or ("" if one.said["to"] in steps.BEFORE_GROUND else found))
    return found


def has_ground(every: tuple[Entry, ...]) -> bool:
    """Whether there is such a ground."""
    return bool(ground(every))


def write(
    ctx: Context, report: ReportRow, kind: str, said: dict[str, Any], author: str | None = None
) -> None:
    """Adds an entry of who does this now, or of another `author`: nobody's name is the reporter. It is never
    changed: what was wrong gets an entry that says so."""
    reports.lock(ctx.session, report.id)
    position = entries.next_position(ctx.session, report.id)
    if author is None:
        author = ctx.person.name if ctx.person else ""
    value = {"kind": kind, "author": author, "said": said}
    key = conversation.key(ctx, report)
    entries.add(
        ctx.session,
        ReportEntry(
            report_id=report.id,
            position=position,
            organisation_id=report.organisation_id,
            made_on=ctx.today,
            sealed=sealing.seal(key, value, report.organisation_id, report.id, "entry", position, 1),
        ),
    )
    search_index.keep(ctx.session, key, report)
