"""Numbers from measurements: percentiles, ratios of contestants that took turns, and what was aimed at."""

import os
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Slice = list[float]  # seconds, one for each request of one turn


@dataclass(frozen=True)
class Finding:
    """One figure. `aim` is the most it should be; without one it is there to be read."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    low: float | None = None  # over the turns
    high: float | None = None

    @property
    def reached(self) -> bool | None:
        return None if self.aim is None else self.value <= self.aim

    def line(self) -> str:
        """The figure as a person reads it."""
        said = f"  {self.name:<58}{_number(self.value)}{self.unit}"
        if self.low is not None and self.high is not None:
            said += f"  ({_number(self.low)}–{_number(self.high)})"
        if self.aim is not None:
            said += f"  aim ≤ {_number(self.aim)}{self.unit}: {'reached' if self.reached else 'NOT REACHED'}"
        return said


@dataclass
class Chapter:
    """Findings that belong together; `notes` say what a reader must know of this run."""

    title: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, aim: float | None = None) -> None:
        self.findings.append(Finding(name, value, unit, aim))

    def add_ratio(self, name: str, ratios: Sequence[float], aim: float | None = None) -> None:
        """The median of the ratios of all turns, with the lowest and the highest."""
        self.add_range(name, ratios, "×", aim)

    def add_range(self, name: str, values: Sequence[float], unit: str, aim: float | None = None) -> None:
        """The median of the values of all turns, with the lowest and the highest."""
        middle = statistics.median(values)
        self.findings.append(Finding(name, middle, unit, aim, min(values), max(values)))

    def text(self) -> str:
        return "\n".join([self.title, *(f.line() for f in self.findings), *(f"  {n}" for n in self.notes)])

    def data(self) -> dict[str, Any]:
        found = [asdict(finding) | {"reached": finding.reached} for finding in self.findings]
        return {"title": self.title, "findings": found, "notes": self.notes}


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def take_turns(turns: int, contestants: Mapping[str, Callable[[], Slice]]) -> dict[str, list[Slice]]:
    """Lets everybody go once a turn, each time in another order, so that a drifting machine spares nobody."""
    slices: dict[str, list[Slice]] = {name: [] for name in contestants}
    names = list(contestants)
    for turn in range(turns):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            slices[name].append(contestants[name]())
    return slices


def ratios(ours: Sequence[Slice], floor: Sequence[Slice], share: float) -> list[float]:
    """For each turn, how many times the floor's quantile ours was."""
    return [quantile(a, share) / quantile(b, share) for a, b in zip(ours, floor, strict=True)]


def beside(title: str, slices: Mapping[str, Sequence[Slice]]) -> Chapter:
    """A chapter on one step: without anything beside it, the same a second time, and with something."""
    chapter, (without, also_without, with_it) = Chapter(title), slices
    for name, measured in slices.items():
        for share in (0.5, 0.99):
            chapter.add(f"{name}, p{share * 100:.0f}", milliseconds(measured, share), " ms")
    for share in (0.5, 0.99):
        found = ratios(slices[with_it], slices[without], share)
        chapter.add_ratio(f"with against without, p{share * 100:.0f}", found, 1.5 if share > 0.9 else None)
    for share in (0.5, 0.99):
        noise = ratios(slices[also_without], slices[without], share)
        chapter.add_ratio(f"noise: without against without, p{share * 100:.0f}", noise)
    return chapter


def milliseconds(slices: Sequence[Slice], share: float) -> float:
    """The median over the turns of a quantile, in ms."""
    return statistics.median(quantile(one, share) for one in slices) * 1000


def processor_time(pid: int) -> float:
    """How many seconds a process has computed so far, in all its threads that are there."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def highest(pid: int | str = "self") -> float:
    """The most memory that a process held so far, in MB; 0 when it is just gone. Not what `getrusage` says:
    that counts also what its parent held when it was started."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith("VmHWM")), 0)


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """Processes that start in this block stay on one core; does nothing where there are not enough."""
    if not hasattr(os, "sched_setaffinity") or len(cores := sorted(os.sched_getaffinity(0))) <= number:
        yield
        return
    os.sched_setaffinity(0, {cores[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, set(cores))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
