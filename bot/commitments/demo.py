"""The plan of the made-up municipality, with what was done for it."""

from datetime import date, datetime, timedelta
from typing import Any

import yaml
from sqlmodel import Session

from bot.account import commitments
from bot.account.commitments import OWN, READY
from bot.foundation import audit, words
from bot.foundation.context import Context, Visitor
from storage import commitments as kept
from storage.organisations import OrganisationRow
from storage.vault import Vault

SOURCE = words.CONTENT / "demo" / "plan.yml"
APART = timedelta(days=45)  # between two notes of what is done again and again


def fill(session: Session, vault: Vault, organisation: OrganisationRow, now: datetime) -> None:
    """Takes the ready list and one promise of its own, from the year before on, and notes a year of it."""
    data: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    visitor = Visitor("web", "demo", "coordinator", known_as="coordinator")
    ctx = Context.of(session, vault, visitor, organisation, now)
    start = date(ctx.today.year - 1, 1, 1)
    own = {OWN: (1, "once")}
    for kind, (norm, per) in {**READY, **own}.items():
        due = date(ctx.today.year + 1, 1, 1) if kind == OWN else None
        id = kept.add(session, organisation.id, kind, norm, per, due, start)
        if kind == OWN:
            title = str(data["own"])
            kept.seal(session, id, commitments.sealed(vault, organisation.id, "commitment", id, title))
        audit.tell(ctx, "plan.changed", f"commitment:{id}", f"added {kind}")
        for place, said in enumerate(data["notes"].get(kind, ())):
            day = ctx.today - timedelta(days=10) - place * APART
            day -= timedelta(days=max(0, day.weekday() - 4))  # nobody meets on a Sunday
            note = kept.add_note(session, id, day, bool(said["done"]))
            text = str(said["text"])
            sealed = commitments.sealed(vault, organisation.id, "commitment-note", note, text)
            kept.seal_note(session, note, sealed)
