"""Kills the process in which a handler works while an answer, a note or a decision is kept, and reconciles.

`python -m tests.bot.reports.chaos --database postgresql --kills 20` prints what was found; exit code 1 when a
promise broke.
"""

import argparse
import pickle
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

from bot import housekeeping
from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Screen
from bot.reports import conversation, dossier, steps
from handlers.desk import Desk
from storage import audit, reports
from storage.reports import ReportRow
from tests.support.postgres import running_postgres
from tests.support.servers import server_environment
from tests.support.world import Walk, World

WORKS = ("answer", "note", "decide")
LONGEST = 120.0  # seconds that an answer may take
KEPT = 60.0  # this delay stands for: as soon as it is kept
LATE = 1.3  # times what a press usually takes, within which a kill comes
TRAIL = 10_000  # more entries than a run makes
DECISIONS: dict[str, dict[str, Any]] = {
    "signal": {"roots": ("business",), "signal": "yes"},
    "task": {"task": "ours"},
    "ground": {"legal_ground": "premises"},
    "weight": {"back_to": "signal"},
}


class Killed(Exception):
    """The process was killed before it answered."""


class Process:
    """A desk in a process of its own. After a kill the next press starts another one."""

    def __init__(self, world: World) -> None:
        self._env = server_environment({"MAIN": world.main, "KEYS": world.keys, "MASTER": world.master})
        self._process: subprocess.Popen[bytes] | None = None
        self.kill_after: float | None = None  # seconds into the next press
        self.took = 0.0

    def respond(self, visitor: Visitor, event: Event, locale: str = "nl") -> Screen:
        """The screen that follows. Raises Killed."""
        process = self._process or self._start()
        assert process.stdin and process.stdout
        began, delay, self.kill_after = time.perf_counter(), self.kill_after, None
        killer = threading.Timer(LONGEST if delay is None else delay, process.kill)
        killer.start()
        try:
            pickle.dump(((visitor, event, locale), delay == KEPT), process.stdin)
            process.stdin.flush()
            screen = pickle.load(process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            if delay is None:
                raise AssertionError("the process ended, or did not answer in time") from None
            raise Killed from None
        finally:
            if delay in (None, KEPT):
                killer.cancel()
            if delay is not None:
                killer.join()
                self.end()
        self.took = time.perf_counter() - began
        return cast(Screen, screen)

    def _start(self) -> "subprocess.Popen[bytes]":
        args = [sys.executable, "-m", "tests.bot.reports.worker"]
        pipe = subprocess.PIPE
        self._process = process = subprocess.Popen(args, env=self._env, stdin=pipe, stdout=pipe)
        assert process.stdout and pickle.load(process.stdout) == "ready"
        return process

    def end(self) -> None:
        """Kills it, if it lives."""
        if process := self._process:
            self._process = None
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                try:
                    assert pipe
                    pipe.close()
                except BrokenPipeError:
                    pass  # what it was still to be told


class Run:
    """One handler at one report, and what was found: `broken` is what may never be."""

    def __init__(self, world: World, process: Process) -> None:
        # With a name: known at once, and an answer brings its reporter a notice.
        self.world, self.report = world, world.report(identity="named").id
        self.process, self.walk = process, Walk(cast(Desk, process), world.visitor("handler"))
        self.usual = 0.0  # seconds that a press took the last time
        self.sent: list[str] = []
        self.kills: Counter[str] = Counter()
        self.broken: list[str] = []

    def press(self, work: str, killed: bool) -> None:
        """Sends one text, perhaps with a kill in the middle, and presses again from the same window."""
        event, text = self._filled(work)
        if killed:
            chance = random.uniform(0, self.usual * LATE)
            self.process.kill_after = chance if self.kills.total() % 4 else KEPT
            try:
                self.walk.event(event)
                fell = "after the answer"
            except Killed:
                fell = "kept, not answered" if self._kept()[text] else "not kept"
            self.kills[fell] += 1
            if self._kept()[text] > 1 or (fell == "after the answer" and not self._kept()[text]):
                self.broken.append(f"{work}: there {self._kept()[text]} times after a kill")
            self.look()
        self.sent.append(text)
        first = self.walk.event(event)
        self.usual = self.process.took
        again = self.walk.event(event)
        if (first.step, again.step) != ("report", "report"):
            self.broken.append(f"{work}: pressing led to {first.step} and {again.step}")
        if self._kept()[text] != 1:
            self.broken.append(f"{work}: there {self._kept()[text]} times after pressing again")
        self.look()

    def _filled(self, work: str) -> tuple[Event, str]:
        """What the button of a form sends, with the text that tells it from all others."""
        text = f"Tekst {len(self.sent)}."
        screen = self.walk.do("casework", "show", self.report)
        if work == "answer":
            self.walk.press("form", "answer")
            values: dict[str, Any] = {"message": text}
        elif work == "note":
            self.walk.press("note")
            values = {"note": text}
        else:
            screen = self.walk.press("decide")
            at = screen.step.partition("-")[0]
            if at == "weight":
                self.walk.press("decide", steps.REVISE)
            values = {**DECISIONS[at], "why": text}
        submit = self.walk.screen.submit
        assert submit
        return self.walk.pressed(submit.name, **values), text

    def _file(self) -> tuple[ReportRow, tuple[dossier.Entry, ...], list[str]]:
        """The report, its entries, and the answers to its reporter."""
        with self.world.reading() as session:
            ctx = self.world.context(session, "handler")
            report = reports.get(session, self.report)
            assert report
            said = [one.text for one in conversation.said(ctx, report, from_reporter=False)]
            return report, dossier.of(ctx, report), said

    def _kept(self) -> Counter[str]:
        _, entries, said = self._file()
        return Counter([*said, *(str(one.said.get("why") or one.said.get("text")) for one in entries)])

    def look(self) -> None:
        """Holds the report, its file, its conversation and the trail beside each other."""
        report, entries, said = self._file()
        made = [one.said for one in dossier.decisions(entries)]
        at = "signal"
        for one in made:
            if one["step"] != at:
                self.broken.append(f"a decision at {one['step']} after one that led to {at}")
            at = one["to"]
        if made and report.step != at:
            self.broken.append(f"the report stands at {report.step}, its decisions lead to {at}")
        if bool(said) != (report.first_answer_on is not None):
            self.broken.append(f"{len(said)} answers, the first on {report.first_answer_on}")
        if bool(made or said) != (report.status == "in_progress"):
            self.broken.append(f"{len(made)} decisions and {len(said)} answers make it {report.status}")
        with self.world.reading() as session:
            trail = audit.entries(session, self.world.organisation.id, TRAIL)
            verified = housekeeping.verify(session, self.world.vault, self.world.clock())
        if verified.broken is not None:
            self.broken.append("the trail is broken")
        told = Counter(one.action for one in trail)
        in_trail = told["report.decided"], told["report.noted"], told["report.answer"]
        if in_trail != (len(made), len(entries) - len(made), len(said)):
            self.broken.append(f"the trail tells {in_trail}, the file {len(made)} of {len(entries)}")
        led = [one.detail.split()[2] for one in reversed(trail) if one.action == "report.decided"]
        if led != [one["to"] for one in made]:
            self.broken.append("the trail tells of other decisions than the file")


def run(world: World, work: str, kills: int) -> Run:
    """One report, and so many kills while this is done; before each there is a press that nobody disturbs."""
    process = Process(world)
    found = Run(world, process)
    try:
        for _ in range(kills):
            found.press(work, killed=False)
            found.press(work, killed=True)
    finally:
        process.end()
    kept = found._kept()
    found.broken += [f"{work}: a text is there {kept[text]} times" for text in found.sent if kept[text] != 1]
    if kept.total() != len(found.sent):
        found.broken.append(f"{work}: {kept.total()} texts of {len(found.sent)}")
    return found


def main() -> int:
    """Each of the three in a world of its own; gives 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--kills", type=int, default=20)
    given = parser.parse_args()
    broken: list[str] = []
    with ExitStack() as stack:
        server = stack.enter_context(running_postgres()) if given.database == "postgresql" else None
        for work in WORKS:
            if server:
                urls = [stack.enter_context(server.fresh_database()) for _ in range(2)]
            else:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="baken-chaos-"))
                urls = [f"sqlite:///{Path(folder, name)}.db" for name in ("main", "keys")]
            world = World(*urls)
            try:
                found = run(world, work, given.kills)
            finally:
                world.stop()
            fell = ", ".join(f"{count} {how}" for how, count in sorted(found.kills.items()))
            print(f"{given.database}, {work}: {found.kills.total()} kills ({fell}), {len(found.sent)} texts")  # noqa: T201
            broken += found.broken
    for sentence in broken or ["Nothing was lost or kept twice."]:
        print(sentence)  # noqa: T201
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
