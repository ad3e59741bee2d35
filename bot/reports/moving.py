"""How the report dialogue goes to a step, and what is counted and remembered on the way."""

from datetime import date

from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.reports import readers
from bot.reports.dialogue import REDIRECTS
from storage import redirects


def move(ctx: Context, state: State, step: str) -> None:
    """Goes to a step. Being sent to another address is counted, and taken back when the person returns."""
    if step == "safety" and not ctx.platform.is_public:  # of whom a reporter can say they may not know
        state["offered"] = [str(one.id) for one in readers.handlers(ctx)]
    changes = []
    if counted := state.pop("redirected", None):
        then = date.fromisoformat(counted["day"])
        changes.append((counted["organisation"], counted["kind"], then, -1))
    if step in REDIRECTS:
        changes.append((ctx.organisation.id, step, ctx.today, 1))
        day = ctx.today.isoformat()
        state["redirected"] = {"organisation": ctx.organisation.id, "kind": step, "day": day}
    if step == "review":
        state["looked_over"] = True
    for change in sorted(changes):  # all in the same order, so that two people never wait for each other
        redirects.count(ctx.session, *change)
    state["step"] = step
