"""Who may do what: one table."""

from bot.foundation.context import DEPUTY as DEPUTY
from bot.foundation.context import HANDLERS as HANDLERS
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake

EVERYBODY = "everybody"  # the right for which no role is needed

MAY: dict[str, frozenset[str]] = {
    "handle_reports": HANDLERS | DEPUTY,
    "share_report": DEPUTY,
    "export_account": frozenset({"coordinator"}) | DEPUTY,
    "finalise_account": frozenset({"coordinator"}),
    "log_activities": frozenset({"coordinator"}),
    "write_stories": frozenset({"coordinator"}),
    "keep_plan": frozenset({"coordinator"}),
    "manage_people": frozenset({"coordinator"}),
    "steer_pushes": frozenset({"coordinator"}),
    "plan_gatherings": frozenset({"coordinator"}),
    "open_page": frozenset({"coordinator"}),
    "read_trail": frozenset({"privacy_officer"}),
    # Who only reports does that in chat: no session on the web ever ties their name to a moment.
    "open_web": HANDLERS | DEPUTY | {"privacy_officer", "lead"},
}

# Whoever handles reports does not read the trail, whatever else they are: it tells of every report.
MAY_NOT: dict[str, frozenset[str]] = {"read_trail": HANDLERS | DEPUTY}


def may(ctx: Context, what: str) -> bool:
    """Whether the visitor's roles allow this."""
    if what == EVERYBODY:  # asks the database nothing: so it is at every step of a report
        return True
    return allows(ctx.roles, what)


def allows(roles: frozenset[str], what: str) -> bool:
    """Whether these roles together allow this."""
    return bool(roles & MAY[what]) and not roles & MAY_NOT.get(what, frozenset())


def demand(ctx: Context, what: str) -> None:
    """Raises Mistake when the visitor's roles do not allow this."""
    if not may(ctx, what):
        raise Mistake("not_allowed")
