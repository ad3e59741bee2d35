"""What the audit trail is told: codes, never what a person typed."""

from datetime import datetime, time

from bot.foundation.context import ZONE, Context
from storage import audit, pending


def tell_of_reporter(ctx: Context, action: str, report_id: str, known_from: datetime | None) -> None:
    """Adds what a reporter did: no name, the day alone, and no place in the trail until that day is over.

    `known_from` is when handlers get to know of it, at once when there is none; the day is that moment's."""
    day = known_from.astimezone(ZONE).date() if known_from else ctx.today
    since = known_from or datetime.combine(day, time(), ZONE)
    pending.add(ctx.session, ctx.vault.audit_secret, ctx.organisation.id, day, since, action, report_id)


def tell(ctx: Context, action: str, subject: str = "", detail: str = "") -> None:
    """Adds an entry in this unit of work: what somebody of the staff did, or Baken by itself."""
    person = ctx.person
    audit.append(
        ctx.session,
        ctx.vault.audit_secret,
        at=ctx.now.isoformat(timespec="seconds"),
        actor=f"person:{person.id}" if person else "system",
        action=action,
        organisation_id=ctx.organisation.id,
        subject=subject,
        detail=detail,
    )
