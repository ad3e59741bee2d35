"""What the audit trail is told: codes, never what a person typed."""

from bot.context import Context
from storage import audit


def tell(ctx: Context, action: str, subject: str = "", detail: str = "", by_reporter: bool = False) -> None:
    """Adds an entry in this unit of work. What a reporter did carries no name and only a day."""
    person = ctx.person if not by_reporter else None
    audit.append(
        ctx.session,
        ctx.vault.audit_secret,
        at=ctx.today.isoformat() if by_reporter else ctx.now.isoformat(timespec="seconds"),
        actor="reporter" if by_reporter else f"person:{person.id}" if person else "system",
        action=action,
        organisation_id=ctx.organisation.id,
        subject=subject,
        detail=detail,
    )
