"""What is brought to people by itself: who makes the message of each kind of push, and who plans them."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from bot.learning import cards, planning
from bot.pushes import Moment
from bot.screen import Screen
from bot.team_meetings import bringing
from storage.organisations import OrganisationRow

# The message of one push to one person, never confidential; nothing when it is not wanted any more.
Show = Callable[[Moment], Screen | None]
# Plans what is due for an organisation, in units of work of its own; asked again, it plans nothing twice.
Planner = Callable[[Engine, OrganisationRow, datetime], int]

SHOWS: dict[str, Show] = {
    "meeting": bringing.show,
    "module": cards.show,
}
PLANNERS: tuple[Planner, ...] = (bringing.plan, planning.plan)
