"""What handlers of the made-up municipality keep: labels, reports that belong together, a text, a list."""

from typing import Any

from bot.foundation import audit
from bot.foundation.context import Context
from bot.reports import dossier, readers, relations
from storage import ready_answers, saved_views, work_list
from storage.ready_answers import Ready
from storage.reports import ReportRow
from storage.saved_views import View
from storage.work_list import Wanted

LABELS = {"drugs": ["loods"], "property": ["bedrijventerrein", "loods"], "laundering": ["horeca"]}  # by theme
SOME = 30  # open reports
TEXT = Ready(
    "",
    "Bel de wijkagent",
    "Dank je voor je melding. Zie je het nu gebeuren? Bel dan 112. Kan het wachten? Bel dan de wijkagent.",
)


def fill(ctx: Context) -> None:
    """Keeps them, as the visitor."""
    assert ctx.person is not None
    mine = Wanted(ctx.person.id, ctx.today)
    every = [line.report for line in work_list.page(ctx.session, readers.demand_viewer(ctx), mine, SOME)]
    first, linked = dict[str, str](), False  # the first report of each theme
    for report in every:
        if report.theme in LABELS:
            _note(ctx, report, dossier.LABELS, {"labels": LABELS[report.theme]})
        other = first.setdefault(report.theme, report.id)
        if other != report.id and not linked:
            linked = True
            _note(ctx, report, dossier.LINK, {"what": relations.SAME, "report": other})
    home = ctx.organisation.id
    ready_answers.put(ctx.session, ctx.vault, home, TEXT)
    view = View("", "Drugs, deze maand", "open.drugs.30:0")
    saved_views.put(ctx.session, ctx.vault, home, ctx.person.id, view)


def _note(ctx: Context, report: ReportRow, kind: str, said: dict[str, Any]) -> None:
    dossier.write(ctx, report, kind, said)
    audit.tell(ctx, "report.noted", subject=report.id)
