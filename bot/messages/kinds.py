"""What is brought to people by itself: who makes the message of each kind of push, who plans them, and what
the coordinator calls them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from bot.account import messages as account
from bot.campaigns import messages as campaigns
from bot.foundation import words
from bot.foundation.screen import Screen
from bot.integrity_week import messages as week
from bot.learning import messages, planner
from bot.messages import catch_up, names
from bot.messages.mailings import Moment, Naming
from bot.team_meetings import messages as meetings
from storage.organisations import OrganisationRow

# The message of one push to one person, never confidential; nothing when it is not wanted any more.
Show = Callable[[Moment], Screen | None]
# Plans what is due for an organisation, in units of work of its own; asked again, it plans nothing twice.
Planner = Callable[[Engine, OrganisationRow, datetime], int]
# What one push is called, such as "Module Recognising signals, reminder"; nothing when that is gone.
Name = Callable[[Naming], str]

SHOWS: dict[str, Show] = {
    "account": account.show,
    "meeting": meetings.show,
    "week": week.show,
    "campaign": campaigns.show,
    "module": messages.show,
}
# What disturbs nobody outside working time, also when it was paused or the queue is long.
IN_WORKING_TIME = frozenset({"campaign", "meeting", "module", "week"})
PLANNERS: tuple[Planner, ...] = (
    catch_up.plan,
    account.plan,
    meetings.plan,
    week.plan,
    campaigns.plan,
    planner.plan,
)
NAMES: dict[str, Name] = {
    "account": names.account,
    "meeting": names.meeting,
    "week": names.week,
    "campaign": names.campaign,
    "module": names.module,
}


def called(naming: Naming) -> str:
    """What a push is called: as its room says, or else as its kind."""
    kind = naming.push.kind
    if kind in NAMES and (found := NAMES[kind](naming)):
        return found
    known = words.has(f"going_out.kinds.{kind}", naming.locale, naming.organisation.slug)
    return names.say(naming, f"going_out.kinds.{kind if known else 'other'}")
