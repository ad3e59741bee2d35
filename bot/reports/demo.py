"""What handlers of the made-up municipality keep: labels, reports that belong together, a text, a list."""

import io
from typing import Any

from bot.foundation import audit
from bot.foundation.context import Context
from bot.reports import attachments, decoding, dossier, readers, relations
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
SHED = "Gemaakt op een rondje langs het bedrijventerrein. Voor deze demo is de foto getekend."


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
    for pictured in [one for one in every if one.theme in ("drugs", "property")][:1]:
        pages = attachments.keep(ctx, pictured, False, decoding.made(_picture()))
        _note(ctx, pictured, dossier.ATTACHED, {"text": SHED, "pages": pages})
    home = ctx.organisation.id
    ready_answers.put(ctx.session, ctx.vault, home, TEXT)
    view = View("", "Drugs, deze maand", "open.drugs.30:0")
    saved_views.put(ctx.session, ctx.vault, home, ctx.person.id, view)


def _picture() -> bytes:
    """A photo, as far as a made-up municipality has any: a shed at night, drawn, with one window lit."""
    from PIL import Image, ImageDraw  # only where a demo is made

    image = Image.new("RGB", (960, 640), "#22303c")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 470, 960, 640), fill="#2c2a28")
    draw.rectangle((220, 200, 760, 480), fill="#4a5560")
    draw.polygon(((190, 205), (490, 90), (790, 205)), fill="#39434d")
    draw.rectangle((300, 300, 380, 360), fill="#15191d")
    draw.rectangle((600, 300, 680, 360), fill="#f2c14e")
    draw.rectangle((430, 320, 550, 480), fill="#2e363e")
    draw.rectangle((60, 400, 200, 490), fill="#d8dde1")
    draw.rectangle((60, 410, 100, 445), fill="#8fa6b5")
    for x in (90, 170):
        draw.ellipse((x - 18, 472, x + 18, 508), fill="#111417")
    draw.text((20, 600), "DEMO", fill="#9fb0bd", font_size=28)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def _note(ctx: Context, report: ReportRow, kind: str, said: dict[str, Any]) -> None:
    dossier.write(ctx, report, kind, said)
    audit.tell(ctx, "report.noted", subject=report.id)
