"""A year of activities outside the bot, and some stories, for the made-up municipality."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import yaml
from sqlmodel import Session

from bot.account import narratives
from bot.account.periods import before, half_of
from bot.field_log import kinds, notes
from bot.foundation import audit, words
from bot.foundation.context import Context, Visitor
from storage import field_log
from storage import narratives as kept
from storage.organisations import OrganisationRow
from storage.vault import Vault

SOURCE = words.CONTENT / "demo" / "activities.yml"
YEAR = 364  # days


def fill(session: Session, vault: Vault, organisation: OrganisationRow, now: datetime) -> None:
    """Logs a year of activities, the oldest first, and writes about two half-years."""
    data: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    dice = random.Random(7)
    visitor = Visitor("web", "demo", "coordinator", known_as="coordinator")
    ctx = Context.of(session, vault, visitor, organisation, now)
    own = field_log.add_kinds(session, organisation.id, [data["own"]])[data["own"]]
    found = [
        (ctx.today - timedelta(days=dice.randint(1, YEAR)), kind, dice.randint(1, said["most"]), note)
        for kind, said in data["activities"].items()
        for _ in range(said["times"])
        for note in [dice.choice(said["notes"])]
    ]
    noted = []
    for day, kind, number, note in sorted(found):
        code = own if kind == kinds.NEW else kind
        id = field_log.add(session, organisation.id, code, day, number)
        noted.append((id, note))
        audit.tell(ctx, "activities.changed", f"activity:{id}", f"logged {code}")
    notes.keep(session, vault, organisation.id, noted)
    now_half = half_of(ctx.today)
    for half, key, ready in ((before(now_half), "over", True), (now_half, "running", False)):
        for theme, text in data[key].items():
            _write(ctx, half, theme, text.strip(), ready, ctx.today - timedelta(days=3))


def _write(ctx: Context, half: str, theme: str, text: str, ready: bool, day: date) -> None:
    organisation_id = ctx.organisation.id
    sealed = narratives.sealed(ctx.vault, organisation_id, half, theme, 1, text)
    writer = ctx.person.id if ctx.person else None
    kept.add(ctx.session, organisation_id, half, theme, day, ready, sealed, writer)
    audit.tell(
        ctx, "story.written", f"story:{half}/{theme or 'whole'}", f"v1 {'ready' if ready else 'draft'}"
    )
