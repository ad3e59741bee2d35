"""HiGHS, the solver: finds worlds at the edge of what is possible. Only a process apart loads this."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import highspy
import numpy as np

from bot.account.attack.knowledge import MANY, Secret, Sum, Terms

NEAR = 1e-6


class Model:
    """What is known of some unknowns, which are known here by their places among them."""

    def __init__(self, caps: Mapping[int, int], sums: Iterable[Sum]) -> None:
        self.place = {one: place for place, one in enumerate(caps)}
        self.caps = list(caps.values())
        self.sums = [one._replace(terms=self._terms(one.terms)) for one in sums]
        # What has no end has one here: far from any number that is told, so that there always is a largest.
        told = (abs(number) for one in self.sums for number in (one.least, one.most))
        far = 100 + 10 * max((number for number in told if number < MANY), default=0)
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
            self._highs.setOptionValue(option, value)
        no, zeros = np.array([], dtype=np.int32), np.zeros(len(caps))
        tops = np.array([min(cap, far) for cap in self.caps], dtype=np.double)
        self._highs.addCols(len(caps), zeros, zeros, tops, 0, no, no, np.array([], dtype=np.double))
        for one in self.sums:
            most = one.most if one.most < MANY else highspy.kHighsInf
            places = np.array([place for place, _ in one.terms], dtype=np.int32)
            times = np.array([times for _, times in one.terms], dtype=np.double)
            self._highs.addRow(float(one.least), float(most), len(places), places, times)

    def local(self, secret: Secret) -> Secret:
        """The secret as it is known here."""
        return secret._replace(terms=self._terms(secret.terms))

    def _terms(self, terms: Terms) -> Terms:
        return tuple((self.place[one], times) for one, times in terms)

    def edge(self, terms: Terms, largest: bool, seconds: float, whole: bool) -> tuple[list[float], float]:
        """A world in which these together are as many, or as few, as they can be, and the bound on that; the
        world is empty when there is none, or none was found in time. Not `whole`: parts of people too."""
        size = len(self.caps)
        highs, every, costs = self._highs, np.arange(size, dtype=np.int32), np.zeros(size)
        for place, times in terms:
            costs[place] = times
        highs.changeColsCost(size, every, costs)
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        highs.changeColsIntegrality(size, every, np.full(size, int(kind), dtype=np.uint8))
        sense = highspy.ObjSense.kMaximize if largest else highspy.ObjSense.kMinimize
        highs.changeObjectiveSense(sense)
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return [], 0.0
        return list(highs.getSolution().col_value), float(highs.getInfo().objective_function_value)


def in_whole_numbers(world: Sequence[float]) -> list[int]:
    """The world if its numbers are whole ones, else nothing."""
    whole = [round(one) for one in world]
    is_whole = all(abs(one - near) <= NEAR for one, near in zip(world, whole, strict=True))
    return whole if is_whole else []
