"""The attacker: has every account that there is, and is shown what might be told of one half-year.

What they know is put together here. The solver runs in a process apart that is bounded in time and memory, so
that a server never loads it. It is given what is told and what is public, and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Timer

from bot.account.attack.knowledge import Knowledge, Secret
from bot.account.attack.people import Public
from bot.account.attack.reader import Version, everything
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.publishing import LONGEST, Attack, Findings, TooSlow

HARD_END = 1.5 * LONGEST  # seconds by the clock, after which the process ends
ONE_ATTACK = 60.0  # seconds
GIVEN = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@contextmanager
def attacker(others: Sequence[Version], half: str, version: int, public: Public) -> Iterator[Attack]:
    """Somebody who has these others. Each version that they are shown, they look at as if it were told; they
    raise TooSlow when they have no answer in time."""
    with _Solver() as solver:
        yield _Reader(solver, others, half, version, public).finds


def started() -> "subprocess.Popen[str]":
    """The process apart, which answers a line with a line until its stdin ends."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot.account.attack.alone"],
        env={name: os.environ[name] for name in GIVEN if name in os.environ} | ONE_THREAD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


class _Solver:
    """The process apart."""

    def __enter__(self) -> "_Solver":
        self.process = started()
        self.end = Timer(HARD_END, self.process.kill)
        self.end.daemon = True
        self.end.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end.cancel()
        self.process.kill()
        self.process.communicate()

    def asked(self, knowledge: Knowledge, half: int | None) -> set[Secret]:
        """The secrets that are not well hidden, or of which that is not known in time."""
        assert self.process.stdin and self.process.stdout
        try:
            print(json.dumps([knowledge.plain(), half, ONE_ATTACK]), file=self.process.stdin, flush=True)
            places, *_ = json.loads(self.process.stdout.readline())
        except (OSError, ValueError):
            raise TooSlow from None
        return {knowledge.secrets[place] for place in places}


class _Reader:
    """Has the others, and looks at what might be told of one half-year."""

    def __init__(
        self, solver: _Solver, others: Sequence[Version], half: str, version: int, public: Public
    ) -> None:
        self.solver, self.public = solver, public
        self.half, self.version = half, version
        self.others = [one for one in others if one[:2] != (half, version)]
        self.unknowns = Knowledge()
        self.old: set[Secret] | None = None

    def finds(self, told: Disclosed) -> Findings:
        """What this lets them find out. Of other half-years: what they could not find out before."""
        here = Version(self.half, self.version, told)
        every = sorted([*self.others, here], key=lambda one: one[:2])
        place = every.index(here)
        found = self.solver.asked(self._known(every), place)
        if any(secret.where[0] != place for secret in found):
            if self.old is None:
                self.old = self.solver.asked(self._known(every, place), None)
            found -= self.old
        kinds = {secret.where if secret.where[0] == place else secret for secret in found}
        return Findings(sorted({secret.where[1] for secret in found}), len(kinds))

    def _known(self, every: Sequence[Version], without: int | None = None) -> Knowledge:
        return everything(every, self.public, without, self.unknowns)
