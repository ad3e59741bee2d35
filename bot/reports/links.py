"""Which reports belong together, as far as somebody may know of them (decision 50).

That a report belongs to another one stands in its own file alone, sealed; the other one finds it in memory,
as it finds what was seen before. Nothing of it is plain, and no row of the other report is written."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from bot.foundation.context import Context, Visitor
from bot.reports import dossier, readers, relations, sealed, search_index
from bot.reports.dossier import Entry
from storage import entries, report_index, reports, sealing
from storage.db import reading, unit
from storage.organisations import OrganisationRow
from storage.report_index import Found
from storage.reports import ReportRow
from storage.vault import Vault

MOST = 50  # reports that are gone through upwards, so that none comes under itself
GONE = "gone"  # what an entry says of a report that was destroyed


def known(ctx: Context, report: ReportRow, file: Sequence[Entry]) -> dict[str, Found]:
    """Those of the reports that a file speaks of which the visitor may know of. It asks the database as often
    whether there are any or not."""
    ids = {one.said["report"] for one in file if one.kind == dossier.LINK} or {report.id}
    found = report_index.those(ctx.session, readers.demand_viewer(ctx), ids)
    return {one.id: one for one in found if one.id != report.id}


def readable(file: Sequence[Entry], others: Collection[str]) -> tuple[Entry, ...]:
    """The file without what it says of other reports than these, of which its reader may not know."""
    return tuple(one for one in file if one.kind != dossier.LINK or one.said["report"] in others)


def current(file: Iterable[Entry]) -> dict[str, str]:
    """The ids of the reports to which a report belongs, and how."""
    return relations.links(one._asdict() for one in file)


def is_under(ctx: Context, report: ReportRow, top: str) -> bool:
    """Whether a report belongs to the one called `top`, perhaps by way of others; only by way of those that
    the visitor may know of, or the answer would tell of the rest."""
    viewer, waiting, seen = readers.demand_viewer(ctx), [report], {report.id}
    while waiting and len(seen) < MOST:
        above = current(dossier.of(ctx, waiting.pop()))
        if top in above:
            return True
        for other in above.keys() - seen:
            seen.add(other)
            if row := reports.get_for(ctx.session, viewer, other):
                waiting.append(row)
    return False


def forget(engine: Engine, vault: Vault, organisation: OrganisationRow, now: datetime) -> None:
    """Takes reports that were destroyed out of the files of those that belonged to them. That an entry was
    there stays, without what it said. What was not reached is found the next time."""
    with reading(engine) as session:
        every = {
            report_id: {
                mark.value for mark in index.marks if mark.kind in (*relations.KINDS, relations.APART)
            }
            for report_id, index in search_index.all_of(session, vault, organisation.id)
        }
        linked = set[str]().union(*every.values())
        gone = linked - reports.existing(session, [*linked])
    for report_id in [one for one, others in every.items() if others & gone]:
        with unit(engine) as session:
            ctx = Context.of(session, vault, Visitor("system"), organisation, now)
            report = reports.lock(session, report_id)
            if key := vault.report_keys(organisation.id, [report_id]).get(report_id):
                _forget(ctx, key, report, gone)


def _forget(ctx: Context, key: bytes, report: ReportRow, gone: Collection[str]) -> None:
    for row in entries.of(ctx.session, report.id):
        value = sealed.entry(key, report, row)
        if value["kind"] == dossier.LINK and value["said"]["report"] in gone:
            value["said"] = {"what": GONE, "report": ""}
            place = report.organisation_id, report.id, "entry", row.position, 1
            entries.replace(ctx.session, report.id, row.position, sealing.seal(key, value, *place))
    search_index.keep(ctx.session, key, report)
