"""All that is kept of somebody as one file that can be read and handed over: JSON with words for labels."""

import json
from collections.abc import Iterable
from typing import Any

from bot.foundation.context import Context
from bot.personal_data import sections
from bot.personal_data.sections import Pairs
from bot.screens import dates


def of_person(ctx: Context, person_id: int) -> str:
    """The file, in the language of `ctx`. Never a report, nor whether there is one."""
    say, day = ctx.say, dates.written(ctx.today, ctx.locale, ctx.organisation.slug)
    kept: dict[str, Any] = {
        say("kept.file.heading"): say("kept.file.text", organisation=ctx.organisation.name, day=day)
    }
    for section in sections.of_person(ctx, person_id):
        kept[section.title] = {
            say("kept.file.why"): section.why,
            say("kept.file.long"): section.how_long,
            say("kept.file.rows"): list(_named(section.rows)),
        }
    kept[say("kept.file.elsewhere")] = dict(sections.elsewhere(ctx))
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _named(rows: Iterable[Pairs]) -> Iterable[dict[str, str]]:
    return (dict(row) for row in rows)
