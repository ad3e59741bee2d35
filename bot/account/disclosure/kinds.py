"""Every table of the account besides those of reports: what it counts, how that adds up, and who may have it.

A table is made through its kind and in no other way, and no field of a kind has a default: so a new table
cannot be made before somebody has said all of this. Pure."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from bot.account.disclosure.acts import every_line, logged, of_units
from bot.account.disclosure.tables import (
    Numbers,
    Table,
    as_told,
    each_alone,
    exact,
    from_ten,
    of_people,
    within,
)

COUNCIL, INTERNAL = "council", "internal"  # editions
ALL_TOLD = 1  # the threshold below which there is no number to hide
EVERYBODY, OURS = frozenset({COUNCIL, INTERNAL}), frozenset({INTERNAL})

Rule = Callable[[str, Sequence[str], Numbers, int], Table]  # the last one is the threshold


class Adds(Enum):
    """How a number adds up over half-years. Those of several organisations are added in any case."""

    FLOW = "what happened in the half-year: added"
    STATE = "how it stood on the last day: that of the last half-year"
    PEOPLE = "different people, who may be the same ones again: between the largest and the sum"
    ROUND = "of a round of team meetings, which knows no half-years: as that round was told last"
    ALONE = "of one half-year alone: two of them say nothing together"


class TableKind(NamedTuple):
    """`measures`: what is on a line, and how it adds up. `rule`: what may be told of it to everybody.
    `known`: what the coordinator may know of it, counted afresh; None where that is what everybody is told,
    because it counts people. `editions`: who may have it. `own_lines`: whether its lines are of one
    organisation, and mean nothing beside those of another.
    `summary`: the measures of its total that are among the key figures."""

    name: str
    measures: Mapping[str, Adds]
    rule: Rule
    known: Rule | None
    editions: frozenset[str]
    own_lines: bool
    summary: tuple[str, ...]

    def of(self, counts: Numbers, threshold: int) -> Table:
        """The table of these numbers (line → a number for each measure), with what is below it hidden."""
        return self.rule(self.name, tuple(self.measures), counts, threshold)

    def afresh(self, counts: Numbers) -> Table | None:
        """The table of these numbers for the coordinator, where that differs from what everybody is told."""
        return self.known(self.name, tuple(self.measures), counts, ALL_TOLD) if self.known else None


HOW_FAR = {"completed": Adds.FLOW, "busy": Adds.STATE, "waiting": Adds.STATE, "late": Adds.STATE}
DAYS = ("quarter", "half", "three_quarters")
MODULES = {"begun": Adds.FLOW, "finished": Adds.FLOW, "overdue": Adds.STATE}
NUMBER = {"number": Adds.FLOW}
REACHED = dict.fromkeys(("reached", "teams"), Adds.ROUND)
SENT = dict.fromkeys(("completed", "opened", "unopened"), Adds.FLOW)
THERE = dict.fromkeys(("present", "absent"), Adds.FLOW)

ENDED = dict.fromkeys(("acted", "not_acted"), Adds.FLOW)

ALL = (
    TableKind("outcomes_departments", ENDED, of_people, None, EVERYBODY, True, ()),
    TableKind("days_departments", dict.fromkeys(DAYS, Adds.ALONE), as_told, None, EVERYBODY, True, ()),
    TableKind("satisfaction", NUMBER, from_ten, None, EVERYBODY, False, ()),
    TableKind("onboarding", NUMBER, each_alone, None, EVERYBODY, False, ()),
    TableKind("onboarding_departments", HOW_FAR, of_people, None, EVERYBODY, True, ("completed", "late")),
    TableKind("onboarding_days", dict.fromkeys(DAYS, Adds.ALONE), as_told, None, EVERYBODY, False, ()),
    TableKind("onboarding_groups", HOW_FAR, each_alone, None, EVERYBODY, True, ()),
    TableKind("modules", MODULES, each_alone, None, EVERYBODY, False, ()),
    TableKind("modules_departments", {"finished": Adds.ALONE}, within, None, EVERYBODY, True, ()),
    TableKind("meetings_reached", REACHED, of_units, every_line, EVERYBODY, True, ("reached", "teams")),
    TableKind("meetings_held", NUMBER, exact, exact, EVERYBODY, False, ()),
    TableKind("meetings_present", THERE, of_people, None, EVERYBODY, True, ("present",)),
    TableKind("meetings_not_reached", {"year": Adds.ROUND}, as_told, as_told, OURS, True, ()),
    TableKind("week_activities", NUMBER, exact, exact, EVERYBODY, False, ()),
    TableKind("week_participations", NUMBER, of_people, None, EVERYBODY, False, ()),
    TableKind("week_participants", {"number": Adds.PEOPLE}, of_people, None, EVERYBODY, True, ("number",)),
    TableKind("week_votes", NUMBER, each_alone, None, EVERYBODY, False, ()),
    TableKind("campaigns_sent", NUMBER, exact, exact, EVERYBODY, False, ()),
    TableKind("campaigns", SENT, of_people, None, EVERYBODY, True, ("completed",)),
    TableKind("campaigns_departments", SENT, within, None, EVERYBODY, True, ()),
    TableKind("activities", NUMBER, logged, as_told, EVERYBODY, False, ()),
)  # in the order of the sheets
KINDS: Mapping[str, TableKind] = {kind.name: kind for kind in ALL}
