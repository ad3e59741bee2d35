"""An outsider who has all tables of people and knows the town. Shares no code with the product's attacker."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.tables import Table
from tests.bot.account.equations import UNTOLD, Equations, Unknown

MEASURES = ("completed", "busy", "waiting", "late")
Grid = dict[str, list[int]]


class Town(NamedTuple):
    """Who works where, and is in which group; what is true of each half-year, by table. Nobody leaves."""

    departments: Mapping[str, int]
    groups: Mapping[str, int]
    halves: list[dict[str, Grid]]


def some_town(seed: int, departments: int, halves: int) -> Town:
    """A made-up municipality in which people are assigned the programme, begin, and finish or are late."""
    rng = random.Random(seed)
    codes = [f"department/{number}" for number in range(1, departments + 1)]
    people = [
        (code, rng.choice([None, "group/1", "group/2", "group/3"]))
        for code in codes
        for _ in range(rng.choice([1, 2, 4, 9, 15, 40]))
    ]
    state = dict.fromkeys(range(len(people)), "new")
    found = []
    for _ in range(halves):
        lines: dict[str, Grid] = {
            "onboarding_departments": {code: [0, 0, 0, 0] for code in codes},
            "onboarding_groups": {f"group/{number}": [0, 0, 0, 0] for number in (1, 2, 3)},
            "onboarding": {"assigned": [0], "begun": [0]},
            "week_participants": {code: [0] for code in codes},
        }
        share = rng.choice([0.02, 0.2, 0.7])
        for person, (code, group) in enumerate(people):
            lines["week_participants"][code][0] += rng.random() < share
            if state[person] == "completed" or (state[person] == "new" and rng.random() > share):
                continue
            lines["onboarding"]["assigned"][0] += state[person] == "new"
            had_begun = state[person] in ("busy", "late")
            state[person] = rng.choices(MEASURES, [8, 1, 1, 2 if had_begun or rng.random() < 0.5 else 0])[0]
            if had_begun and state[person] == "waiting":
                state[person] = "busy"
            lines["onboarding"]["begun"][0] += not had_begun and state[person] in ("completed", "busy")
            place = MEASURES.index(state[person])
            lines["onboarding_departments"][code][place] += 1
            if group:
                lines["onboarding_groups"][group][place] += 1
        found.append(lines)
    every, groups = Counter(code for code, _ in people), Counter(group for _, group in people)
    return Town(every, {code: groups[code] for code in ("group/1", "group/2", "group/3")}, found)


class Outsider(Equations):
    """Puts what is told into equations: of whole people, of whom nobody left and nobody is in two groups."""

    def __init__(self, town: Town, told: Sequence[Sequence[Table]]) -> None:
        super().__init__()
        for half, tables in enumerate(told):
            self._half(half, town, {table.name: table for table in tables})

    def _half(self, half: int, town: Town, told: Mapping[str, Table]) -> None:
        for name, lines in town.halves[half].items():
            table = told.get(name)
            measures = MEASURES if len(next(iter(lines.values()))) == 4 else ("number",)
            sizes = {**town.departments, **town.groups}
            for place, measure in enumerate(measures):
                ones: dict[str, Unknown] = {key: (half, name, key, measure) for key in lines}
                for key, one in ones.items():
                    self.say([one], [1], 0, sizes.get(key, UNTOLD))
                if table is None:  # nothing was counted of it
                    self.figure(list(ones.values()), 0)
                    continue
                listed = [row for row in table.rows if row.keys[0] in ones]
                for row in listed:
                    self.figure([ones[key] for key in row.keys], row.numbers[place])
                if any(row.numbers[place] is not None for row in listed):
                    for key in {*ones} - {key for row in listed for key in row.keys}:
                        self.figure([ones[key]], 0)
                if table.total:
                    self.figure(list(ones.values()), table.total[place])
            if len(measures) == 4:
                for key in lines:
                    self.say([(half, name, key, one) for one in measures], [1] * 4, 0, sizes[key])
        if not {"onboarding", "onboarding_groups"} <= {*town.halves[half]}:
            return
        every = self.column
        for measure in MEASURES:
            inside = every(half, "onboarding_groups", measure, town)
            here = every(half, "onboarding_departments", measure, town)
            self.say([*here, *inside], [1] * len(here) + [-1] * len(inside), 0, UNTOLD)
        now = [one for measure in MEASURES for one in every(half, "onboarding_departments", measure, town)]
        before = [
            one
            for measure in MEASURES[1:]
            for one in (every(half - 1, "onboarding_departments", measure, town) if half else [])
        ]
        assigned: list[Unknown] = [(half, "onboarding", "assigned", "number")]
        self.say([*now, *before, *assigned], [1] * len(now) + [-1] * (len(before) + 1), 0, 0)

    def column(self, half: int, name: str, measure: str, town: Town) -> list[Unknown]:
        """One column of a table."""
        return [(half, name, key, measure) for key in town.halves[half][name]]

    def figure(self, unknowns: list[Unknown], figure: Figure) -> None:
        """These together are told as this."""
        assert not isinstance(figure, AtLeast)
        if isinstance(figure, Below):
            self.say(unknowns, [1] * len(unknowns), 1, figure.limit - 1)
        elif isinstance(figure, Between):
            self.say(unknowns, [1] * len(unknowns), figure.least, figure.most)
        elif figure is not None:
            self.say(unknowns, [1] * len(unknowns), figure, figure)
