"""Somebody who wants to know what the account hides: everything shown at once, as integer equations.

The unknowns are reports by theme and month, by identity, by department, closed ones by outcome, redirects by
kind, and the totals. `width` asks a solver for the smallest and largest value that something can have.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bot.account.figures import Account
from bot.account.months import Months, blocks
from bot.account.numbers import Below, Between, Figure

UNTOLD = 10_000  # more than any number in these tests
Unknown = tuple[object, ...]


class Attacker:
    """Knows the whole account, and that no zero is hidden in a table; `known` are all kinds in each list."""

    def __init__(self, account: Account, known: dict[str, Iterable[object]]) -> None:
        self.index: dict[Unknown, int] = {}
        self.rows: list[tuple[list[Unknown], list[int], float, float]] = []
        self.account = account
        self.months = [block.first for block in blocks(account.first, account.last, 1)]
        self.themes = list(known["theme"])
        self._received(account, known)
        self._list("outcome", known["outcome"], account.outcomes, "closed")
        self._list("redirect", known["redirect"], account.redirects, "redirected")
        self._total("closed", account.closed.reports)
        self._total("redirected", account.redirected)
        self._total("open", account.open_at_end)
        # What is open at the end was open before, or came in; and was not closed.
        self._say([("open",), ("closed",), ("received",), ("open before",)], [1, 1, -1, -1], 0, 0)

    def cell(self, themes: Iterable[object], block: Months) -> list[Unknown]:
        """The reports on these themes that came in in these months."""
        months = [month for month in self.months if block.first <= month <= block.last]
        return [("cell", theme, month) for theme in themes for month in months]

    def theme(self, theme: object) -> list[Unknown]:
        return [("cell", theme, month) for month in self.months]

    def month(self, month: date) -> list[Unknown]:
        return [("cell", theme, month) for theme in self.themes]

    def range(self, unknowns: Iterable[Unknown]) -> tuple[int, int]:
        """The smallest and the largest that these can be together."""
        goal = np.zeros(len(self.index))
        for unknown in unknowns:
            goal[self.index[unknown]] = 1
        return self._solve(goal), -self._solve(-goal)

    def _received(self, account: Account, known: dict[str, Iterable[object]]) -> None:
        whole = self.cell(self.themes, Months(account.first, account.last))
        self._sum([*whole, ("received",)], [*([1] * len(whole)), -1], 0)
        for line in account.themes:
            self._sum([one for theme in line.themes for one in self.theme(theme)], None, line.number)
        for block in account.months:
            self._sum(self.cell(self.themes, block), None, block.number)
        if account.cross:
            for line, row in zip(account.cross.themes, account.cross.cells, strict=True):
                for block, number in zip(account.cross.months, row, strict=True):
                    cell = self.cell(line.themes, block)
                    if number is None:  # zeros are never hidden in a table
                        self._say(cell, [1] * len(cell), 1, UNTOLD)
                    else:
                        self._sum(cell, None, number)
        self._list("identity", known["identity"], account.identities, "received")
        self._list("department", known["department"], account.departments, "received")
        self._total("received", account.received)

    def _list(
        self, name: str, known: Iterable[object], parts: Iterable[tuple[tuple[object, ...], int]], total: str
    ) -> None:
        kinds: list[Unknown] = [(name, kind) for kind in known]
        self._sum([*kinds, (total,)], [*([1] * len(kinds)), -1], 0)
        for keys, number in parts:
            self._sum([(name, key) for key in keys], None, number)

    def _total(self, name: str, figure: Figure) -> None:
        if isinstance(figure, Below):
            self._say([(name,)], [1], 1, figure.limit - 1)
        elif isinstance(figure, Between):
            self._say([(name,)], [1], figure.least, figure.most)
        elif figure is not None:
            self._sum([(name,)], None, figure)

    def _sum(self, unknowns: list[Unknown], signs: list[int] | None, number: int) -> None:
        self._say(unknowns, signs or [1] * len(unknowns), number, number)

    def _say(self, unknowns: list[Unknown], signs: list[int], least: float, most: float) -> None:
        for one in unknowns:
            self.index.setdefault(one, len(self.index))
        self.rows.append((unknowns, signs, least, most))

    def _solve(self, goal: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> int:
        entries = [
            (sign, row, self.index[one])
            for row, (unknowns, signs, _, _) in enumerate(self.rows)
            for one, sign in zip(unknowns, signs, strict=True)
        ]
        numbers, places, columns = zip(*entries, strict=True)
        matrix = csr_array((numbers, (places, columns)), shape=(len(self.rows), len(self.index)))
        told = LinearConstraint(matrix, [row[2] for row in self.rows], [row[3] for row in self.rows])
        found = milp(goal, constraints=told, bounds=Bounds(0, UNTOLD), integrality=np.ones(len(self.index)))
        assert found.status == 0, f"what is shown cannot be true: {found.message}"
        return round(float(found.fun))
