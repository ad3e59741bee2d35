"""The trail as a file, as it was narrowed down: a line for each entry. For a page alone; no content."""

import csv
import io
from dataclasses import replace

from bot.files.orders import CSV, Asked, Made
from bot.foundation import access
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.oversight import named
from bot.oversight.chosen import parse
from bot.oversight.named import Names
from bot.tabular.harmless import harmless
from storage import oversight

MOST = 100_000  # entries of one file
COLUMNS = ("seq", "at", "who", "what", "action", "report", "about")


def make(asked: Asked) -> Made:
    """The entries of `asked.argument` (the filters of a page), newest first, with semicolons, in the UTF-8
    that Excel reads. The trail is told. Raises Mistake for who may not read it, and when it is too much."""
    if not access.allows(asked.person.roles, "read_trail"):
        raise Mistake("not_allowed")
    of = Context.of(asked.session, asked.vault, Visitor("system"), asked.organisation, asked.now)
    ctx, chosen = replace(of, locale=asked.locale), parse(f"{asked.argument}:0")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([ctx.say(f"trail.columns.{name}") for name in COLUMNS])
    written = 0
    for part in oversight.in_parts(ctx.session, ctx.organisation.id, chosen.asked):
        written += len(part)
        if written > MOST:
            raise Mistake("trail_too_long", most=MOST)
        names = Names(ctx, part)
        for entry in part:
            said = (named.when(ctx, entry.at), names.who(entry), named.what(ctx, entry.action), entry.action)
            row = (str(entry.seq), *said, names.report(entry), names.whom(entry))
            writer.writerow([harmless(cell) for cell in row])
    name = ctx.say("trail.file", organisation=ctx.organisation.slug, day=ctx.today.isoformat())
    return Made(name, CSV, out.getvalue().encode("utf-8-sig"), ("trail.exported", chosen.filters))
