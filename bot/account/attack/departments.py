"""What a reader knows of tables by department of what is told as a whole elsewhere. Pure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.account.attack.knowledge import MANY, Knowledge
from bot.account.attack.reports import Reports
from bot.account.disclosure.acts import ACTED
from bot.account.disclosure.tables import WHOLE, Table, within_of

if TYPE_CHECKING:
    from bot.account.attack.people import People

# Which tables tell each kind as a whole.
WHOLES = {"campaigns_departments": "campaigns", "modules_departments": "modules"}
ENDED = "outcomes_departments"


def of_reports(halves: "Sequence[tuple[Reports, People]]") -> None:
    """Outcomes by department, in the last of these half-years: parts of those told as a whole. Likely,
    no department has more reports closed than came in until then, or were opened again anywhere."""
    reports, people = halves[-1]
    if ENDED not in people.tables:
        return
    know = people.knowledge
    for measure, acted in (("acted", True), ("not_acted", False)):
        kinds = [one for key, one in reports.kinds["outcomes"].items() if (key in ACTED) is acted]
        know.between(kinds, 0, 0, [people.total(ENDED, measure)])
    again = [each.total["reopened"] for each, _ in halves]
    for place in reports.kinds["departments"]:
        every = (each.kinds["departments"].get(place) for each, _ in halves)
        came_in = [one for one in every if one is not None]
        closed = [
            each.of(ENDED, f"department/{place}", measure)
            for _, each in halves
            if ENDED in each.tables
            for measure in ("acted", "not_acted")
        ]
        know.between(closed, -MANY, 0, [*came_in, *again], likely=(people.half, ENDED, place))


class Within:
    """A table of half-year number `half` whose lines are kinds ("campaign/3") by department. `sent`: to how
    many each campaign went."""

    def __init__(
        self,
        knowledge: Knowledge,
        half: int,
        table: Table,
        sizes: Mapping[str, int],
        sent: Mapping[str, int],
    ) -> None:
        self.knowledge, self.half, self.name = knowledge, half, table.name
        rows = [row for row in table.rows if row.keys != WHOLE]
        listed = {key for row in rows for key in row.keys}
        kinds = dict.fromkeys(within_of(row.keys[0])[0] for row in rows)
        for kind in kinds:
            lines = dict.fromkeys((*(f"{kind}@{place}" for place in sizes), *sorted(listed)))
            mine = [line for line in lines if within_of(line)[0] == kind]
            for place, measure in enumerate(table.measures):
                self._column(kind, measure, mine, sizes, listed, sent.get(kind, MANY))
                for row in rows:
                    if within_of(row.keys[0])[0] == kind:
                        here = (self._one(line, measure) for line in row.keys)
                        knowledge.told(here, row.numbers[place])
            for line in mine:
                every = [self._one(line, measure) for measure in table.measures]
                if (size := sizes.get(within_of(line)[1])) is not None:
                    least = size if sent.get(kind) == sum(sizes.values()) else 0  # it went to everybody
                    knowledge.between(every, least, size, likely=(half, table.name, line, "size"))

    def _column(
        self, kind: str, measure: str, lines: list[str], sizes: Mapping[str, int], listed: set[str], sent: int
    ) -> None:
        know, of = self.knowledge, WHOLES[self.name]
        ones = {line: self._one(line, measure) for line in lines}
        know.between(ones.values(), 0, 0, [know.unknown(self.half, of, kind, measure)])
        for line, one in ones.items():
            know.hide(self.half, self.name, measure, [one], min(sizes.get(within_of(line)[1], MANY), sent))
            if line not in listed:
                know.told([one], 0)

    def _one(self, line: str, measure: str) -> int:
        return self.knowledge.unknown(self.half, self.name, line, measure)
