"""An outsider who has all tables of people and knows the town. Shares no code with the product's attacker."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.tables import Table
from tests.bot.account.equations import UNTOLD, Equations, Unknown

MEASURES = ("completed", "busy", "waiting", "late")
SENT, THERE = ("completed", "opened", "unopened"), ("present", "absent")
Grid = dict[str, list[int]]


class Town(NamedTuple):
    """Who works where, and is in which group; what is true of each half-year, by table, and to how many each
    campaign was sent in it. Nobody leaves."""

    departments: Mapping[str, int]
    groups: Mapping[str, int]
    halves: list[dict[str, Grid]]
    sent: tuple[Mapping[str, int], ...] = ()

    def sizes(self, half: int) -> dict[str, int]:
        """How many people can be on a line."""
        sent = self.sent[half] if self.sent else {}
        by_place = {
            f"{code}@{place}": min(n, most)
            for code, most in sent.items()
            for place, n in self.departments.items()
        }
        return {**self.departments, **self.groups, **sent, **by_place}

    def reached_all(self, half: int, key: str) -> bool:
        """Whether a line is of a campaign, or by department of one that went to everybody: then something
        became of each person on it."""
        code, _, place = key.partition("@")
        everybody = sum(self.departments.values())
        return code.startswith("campaign") and (not place or self.sent[half][code] == everybody)


def measures_of(numbers: Sequence[object]) -> tuple[str, ...]:
    """What the numbers of a line are."""
    return next((some for some in (MEASURES, SENT, THERE) if len(some) == len(numbers)), ("number",))


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


def with_gatherings(town: Town, seed: int) -> Town:
    """The same town with campaigns for everybody or for some, and meetings of departments."""
    rng, sent = random.Random(seed), []
    for half, lines in enumerate(town.halves):
        lines |= {"campaigns": {}, "campaigns_departments": {}, "meetings_present": {}}
        to: dict[str, int] = {}
        for number in range(rng.randint(0, 3)):
            code, for_all = f"campaign/{10 * half + number}", rng.random() < 0.5
            for place, size in town.departments.items():
                got = size if for_all else rng.randint(0, size)
                opened = rng.randint(got // 2, got)
                completed = max(opened - rng.choice([0, 2, 4, 9]), 0)
                numbers = [completed, opened - completed, got - opened]
                lines["campaigns_departments"][f"{code}@{place}"] = numbers
                before = lines["campaigns"].get(code, [0, 0, 0])
                lines["campaigns"][code] = [a + b for a, b in zip(before, numbers, strict=True)]
            to[code] = sum(lines["campaigns"][code])
        for code, size in town.departments.items():
            absent = min(rng.choice([0, 0, 1, 3, 6]), size) if rng.random() < 0.7 else size
            lines["meetings_present"][code] = [size - absent, absent] if absent < size else [0, 0]
        sent.append(to)
    return town._replace(sent=tuple(sent))


class Outsider(Equations):
    """Puts what is told into equations: of whole people, of whom nobody left and nobody is in two groups."""

    def __init__(self, town: Town, told: Sequence[Sequence[Table]]) -> None:
        super().__init__()
        for half, tables in enumerate(told):
            self._half(half, town, {table.name: table for table in tables})

    def _half(self, half: int, town: Town, told: Mapping[str, Table]) -> None:
        for name, lines in town.halves[half].items():
            table = told.get(name)
            measures = measures_of(next(iter(lines.values()), ()))
            sizes = town.sizes(half)
            for place, measure in enumerate(measures):
                ones: dict[str, Unknown] = {key: (half, name, key, measure) for key in lines}
                for key, one in ones.items():
                    self.say([one], [1], 0, sizes.get(key, UNTOLD))
                if name == "campaigns_departments":
                    self._by_kind(ones, table, place)
                    continue
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
            if len(measures) > 1:
                for key in lines:
                    least = sizes[key] if town.reached_all(half, key) else 0
                    every: list[Unknown] = [(half, name, key, one) for one in measures]
                    self.say(every, [1] * len(every), least, sizes[key])
        for code, numbers in town.halves[half].get("campaigns", {}).items():
            for measure in measures_of(numbers):
                places = [f"{code}@{place}" for place in town.departments]
                mine: list[Unknown] = [(half, "campaigns_departments", place, measure) for place in places]
                self.say([*mine, (half, "campaigns", code, measure)], [1] * len(mine) + [-1], 0, 0)
        if not {"onboarding", "onboarding_groups"} <= {*town.halves[half]}:
            return
        column = self.column
        for measure in MEASURES:
            inside = column(half, "onboarding_groups", measure, town)
            here = column(half, "onboarding_departments", measure, town)
            self.say([*here, *inside], [1] * len(here) + [-1] * len(inside), 0, UNTOLD)
        now = [one for measure in MEASURES for one in column(half, "onboarding_departments", measure, town)]
        before = [
            one
            for measure in MEASURES[1:]
            for one in (column(half - 1, "onboarding_departments", measure, town) if half else [])
        ]
        assigned: list[Unknown] = [(half, "onboarding", "assigned", "number")]
        self.say([*now, *before, *assigned], [1] * len(now) + [-1] * (len(before) + 1), 0, 0)

    def _by_kind(self, ones: Mapping[str, Unknown], table: Table | None, place: int) -> None:
        """Lines of each campaign; of one that has none here nothing is said."""
        rows = table.rows if table else ()
        listed = {key for row in rows for key in row.keys}
        kinds = {key.partition("@")[0] for key in listed}
        for row in rows:
            if row.keys[0] in ones:
                self.figure([ones[key] for key in row.keys], row.numbers[place])
        for key, one in ones.items():
            if key.partition("@")[0] in kinds and key not in listed:
                self.figure([one], 0)

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
