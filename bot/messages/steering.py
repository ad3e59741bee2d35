"""Pausing, resuming, cancelling and sending again: what may be done with a push, and what that changes."""

from datetime import datetime
from typing import Literal, NamedTuple

from sqlmodel import Session

from bot.foundation.context import ZONE
from bot.foundation.mistakes import Mistake
from storage import mailings
from storage.mailings import PushRow

Verb = Literal["pause", "resume", "cancel", "resend", "retry"]
STATES: dict[Verb, str] = {"pause": "paused", "resume": "running", "cancel": "cancelled"}
TOLD: dict[Verb, str] = {
    "pause": "push.paused",
    "resume": "push.resumed",
    "cancel": "push.cancelled",
    "resend": "push.resent",
    "retry": "push.resent",
}
NOTICES_TOLD = "notices.resent"


class Tally(NamedTuple):
    """How far a push is, in people."""

    sent: int
    waiting: int
    under_way: int
    failed: int
    unknown: int
    dropped: int

    @property
    def all(self) -> int:
        """Everybody for whom it was planned and still wanted."""
        return sum(self) - self.dropped


def tally(push: PushRow) -> Tally:
    """The counts of a push under the names that people see."""
    states = ("sent", "pending", "sending", "failed", "unknown", "cancelled")
    return Tally(*(push.counts.get(state, 0) for state in states))


def stage(push: PushRow) -> str:
    """How it stands, as a key under going_out.stages: "done" when nothing is waiting or under way."""
    count = tally(push)
    if push.state == "running" and not count.waiting + count.under_way:
        return "done"
    return push.state


def possible(push: PushRow) -> tuple[Verb, ...]:
    """What may be done with it now. A push that was cancelled can be resumed for whoever comes later."""
    if push.state == "cancelled":
        return ("resume",)
    turn: Verb = "resume" if push.state == "paused" else "pause"
    again: tuple[Verb, ...] = ("resend",) if tally(push).unknown else ()
    failed: tuple[Verb, ...] = ("retry",) if tally(push).failed else ()
    return (turn, *failed, *again, "cancel")


def steer(session: Session, organisation_id: int, push_id: int, what: Verb, now: datetime) -> int:
    """Does it; gives how many messages that was about. Raises Mistake when it is not there or cannot be."""
    push = found(session, organisation_id, push_id)
    if what not in possible(push):
        raise Mistake("push_cannot")
    if what in ("resend", "retry"):
        state = "unknown" if what == "resend" else "failed"
        return mailings.send_again(session, organisation_id, push_id, now, state)
    count = tally(push)
    mailings.set_state(session, push_id, STATES[what])
    if what == "cancel":
        return mailings.cancel_pending(session, push_id, now.astimezone(ZONE).date())
    return count.waiting


def resend_notices(session: Session, organisation_id: int, now: datetime) -> int:
    """Sends the notices and files that are unknown once more; gives how many. Raises Mistake for none."""
    many = mailings.send_again(session, organisation_id, None, now)
    if not many:
        raise Mistake("notices_none_unknown")
    return many


def found(session: Session, organisation_id: int, push_id: int) -> PushRow:
    """The push. Raises Mistake."""
    push = mailings.found(session, organisation_id, push_id)
    if push is None:
        raise Mistake("push_gone")
    return push
