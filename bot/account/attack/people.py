"""What a reader knows of the people in the other tables, and what they may not find out. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.account.attack.departments import Within
from bot.account.attack.knowledge import MANY, Knowledge
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.tables import WHOLE, Table


class Public(NamedTuple):
    """What everybody can know of an organisation: how many people work in each department and are in each
    target group, by the codes of the lines ("department/3"); and to how many each campaign was sent, by the
    half-year in which that was ("2026-H1")."""

    departments: Mapping[str, int] = {}
    groups: Mapping[str, int] = {}
    sent: Mapping[str, Mapping[str, int]] = {}

    def sizes(self, lines: str, half: str) -> Mapping[str, int]:
        """How many people can be on each line of a table of that half-year."""
        of_half = {"campaigns": self.sent.get(half, {})}
        if lines == "places":  # of reports there can be more than people
            return dict.fromkeys((*self.departments, "department/0"), MANY)
        return {"departments": self.departments, "groups": self.groups, **of_half}.get(lines, {})


class OfPeople(NamedTuple):
    """A table whose numbers are people. `lines`: what its lines are ("departments", "groups", "campaigns",
    "places" for departments that reports are of, "within" for kinds by department,
    or what is in the table). `apart`: somebody is in one column alone. `divides`: its lines are parts of its
    total."""

    lines: str
    apart: bool
    divides: bool


PEOPLE = {
    "onboarding": OfPeople("", False, False),
    "onboarding_departments": OfPeople("departments", True, True),
    "onboarding_groups": OfPeople("groups", True, False),
    "modules": OfPeople("", False, False),
    "meetings_present": OfPeople("departments", True, True),
    "week_participations": OfPeople("", False, True),
    "week_participants": OfPeople("departments", False, True),
    "week_votes": OfPeople("", False, False),
    "campaigns": OfPeople("campaigns", True, True),
    "outcomes_departments": OfPeople("places", False, True),
    "satisfaction": OfPeople("", False, True),
    "modules_departments": OfPeople("within", False, False),
    "campaigns_departments": OfPeople("within", True, False),
}
# older half-years lack them
SINCE = {"outcomes_departments", "modules_departments", "campaigns_departments", "satisfaction"}
ALWAYS = {"onboarding": ("assigned", "begun")}  # lines that are there unless they are zero
PRESENT = ("completed", "busy", "waiting", "late")


class People:
    """The tables of people of one half-year, number `half` and of this `name`. `listed_all`: a line can be
    there without anybody in it; before, a line was there because somebody was in it. A table that is not
    there at all counts nobody; one that is not told is there, and says nothing."""

    def __init__(
        self,
        knowledge: Knowledge,
        half: int,
        tables: Sequence[Table],
        public: Public,
        listed_all: bool,
        name: str = "",
    ) -> None:
        self.knowledge, self.half, self.public, self.name = knowledge, half, public, name
        self.tables = {table.name: table for table in tables if table.name in PEOPLE}
        self.told_all = listed_all
        for gone in {*PEOPLE} - {*self.tables} - SINCE if listed_all else ():
            self._nobody(gone)
        for table in self.tables.values():
            if PEOPLE[table.name].lines == "within":
                Within(knowledge, half, table, public.departments, public.sent.get(name, {}))
            else:
                self._table(table, PEOPLE[table.name], listed_all)
        self._groups()

    def of(self, table: str, key: str, measure: str) -> int:
        """One number of a line."""
        return self.knowledge.unknown(self.half, table, key, measure)

    def total(self, table: str, measure: str) -> int:
        return self.knowledge.unknown(self.half, table, "total", measure)

    def follows(self, before: "People | None") -> None:
        """Who was assigned the programme, or was at it before, has finished it, has not, or left."""
        if not self.told_all and not {"onboarding", "onboarding_departments"} & {*self.tables}:
            return
        know, here = self.knowledge, "onboarding_departments"
        assigned, begun = (self.of("onboarding", name, "number") for name in ("assigned", "begun"))
        completed, busy, waiting, late = (self.total(here, name) for name in PRESENT)
        left = know.unknown(self.half, "left")
        carried = [before.total(here, name) for name in PRESENT[1:]] if before else []
        know.between([completed, busy, waiting, late, left], 0, 0, [assigned, *carried], (self.half, "all"))
        know.between([left], 0, 0, likely=(self.half, "nobody left"))
        began = [before.total(here, name) for name in ("busy", "late")] if before else []
        know.between([begun, *began], 0, MANY, [completed, busy], (self.half, "begun"))
        know.between([completed, busy, late, left], 0, MANY, [begun], (self.half, "began"))

    def _nobody(self, name: str) -> None:
        """Nothing was counted of a table: all that it could have is zero."""
        kind, measures = PEOPLE[name], KINDS[name].measures
        for measure in measures:
            for key in (*self.public.sizes(kind.lines, self.name), *ALWAYS.get(name, ())):
                self.knowledge.told([self.of(name, key, measure)], 0)
            if kind.divides:
                self.knowledge.told([self.total(name, measure)], 0)

    def _table(self, table: Table, kind: OfPeople, listed_all: bool) -> None:
        rows = [row for row in table.rows if row.keys != WHOLE]
        know, listed = self.knowledge, [key for row in rows for key in row.keys]
        sizes = self.public.sizes(kind.lines, self.name)
        keys = dict.fromkeys((*sizes, *ALWAYS.get(table.name, ()), *listed))
        for place, measure in enumerate(table.measures):
            ones = {key: self.of(table.name, key, measure) for key in keys}
            by_line = any(row.numbers[place] is not None for row in rows)
            for row in rows:
                know.told((ones[key] for key in row.keys), row.numbers[place])
            if kind.divides:
                total = self.total(table.name, measure)
                if ones:
                    know.between(ones.values(), 0, 0, [total])
                if table.total:
                    know.told([total], table.total[place])
                know.hide(self.half, table.name, measure, [total])
            for key, one in ones.items():
                know.hide(self.half, table.name, measure, [one], sizes.get(key, MANY))
                if by_line and key not in listed:
                    know.told([one], 0)
                if key in sizes:  # as far as it can be true: people come, go and move
                    know.between([one], 0, sizes[key], likely=(self.half, table.name, key, "size"))
        for key in keys if kind.apart else ():
            every = [self.of(table.name, key, measure) for measure in table.measures]
            if key in sizes:
                least = (
                    sizes[key] if kind.lines == "campaigns" else 0
                )  # something became of each that was sent
                know.between(every, least, sizes[key], likely=(self.half, table.name, key, "size"))
            if key in listed and not listed_all and kind.lines:
                know.between(every, 1, MANY)

    def _groups(self) -> None:
        """Whoever is in a target group works somewhere; likely, nobody is in two of them."""
        groups, places = self.tables.get("onboarding_groups"), self.tables.get("onboarding_departments")
        if not groups or not places:
            return
        keys = dict.fromkeys(
            (*self.public.groups, *(key for row in groups.rows for key in row.keys if row.keys != WHOLE))
        )
        for measure in groups.measures:
            whole = self.total(places.name, measure)
            every = [self.of(groups.name, key, measure) for key in keys]
            for key, one in zip(keys, every, strict=True):
                self.knowledge.between([whole], 0, MANY, [one], likely=(self.half, "groups", key, measure))
            self.knowledge.between([whole], 0, MANY, every, likely=(self.half, "groups", measure))
