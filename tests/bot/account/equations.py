"""All that somebody knows as integer equations, and a solver that says what can still be true."""

from collections.abc import Iterable

import numpy as np

UNTOLD = 10_000  # more than any number in these tests
Unknown = tuple[object, ...]


class Equations:
    """Unknown numbers of zero and more, and sums of them that lie between two bounds."""

    def __init__(self) -> None:
        self.index: dict[Unknown, int] = {}
        self.rows: list[tuple[list[Unknown], list[int], float, float]] = []

    def say(self, unknowns: list[Unknown], signs: list[int], least: float, most: float) -> None:
        """These with their signs add up to something between the bounds."""
        for one in unknowns:
            self.index.setdefault(one, len(self.index))
        self.rows.append((unknowns, signs, least, most))

    def range(self, unknowns: Iterable[Unknown], minus: Iterable[Unknown] = ()) -> tuple[int, int]:
        """The smallest and the largest that these can be together, less others."""
        goal = np.zeros(len(self.index))
        for sign, some in ((1, unknowns), (-1, minus)):
            for unknown in some:
                goal[self.index[unknown]] += sign
        return self._solve(goal), -self._solve(-goal)

    def _solve(self, goal: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> int:
        from scipy.optimize import Bounds, LinearConstraint, milp  # takes half a second to load
        from scipy.sparse import csr_array

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
