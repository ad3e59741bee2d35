"""People who hand in reports at the speed of people, in a process of their own, until its stdin ends."""

import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from threading import Event, ExceptHookArgs, Thread

from bot.foundation.context import Visitor
from bot.foundation.screen import Event as Pressed
from bot.foundation.screen import Screen
from bot.foundation.settings import read
from handlers.desk import Desk, open_storage
from tests.support.servers import end, server_environment
from tests.support.world import Walk

PEOPLE = 20
PAUSE = 1.0  # seconds in which somebody reads a screen and fills it in


@contextmanager
def reporting(environment: Mapping[str, str]) -> Iterator[None]:
    """They report until the block ends; raises AssertionError when they could not."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.reporters"],
        env=server_environment(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == b"begun\n"
        yield
        assert process.poll() is None, "they stopped"
    finally:
        end(process)


def main() -> None:
    """Everybody hands in one report after another, each under a name of its own."""
    desk, over, numbers = Desk(*open_storage(read())), Event(), count(1)

    def report() -> None:
        while not over.is_set():
            user = f"UR{next(numbers)}"  # counted apart by the limits, as people are
            Patient(desk, Visitor("slack", "T1", user, known_as=user), over).reach("receipt")

    def give_up(failed: ExceptHookArgs) -> None:
        if not over.is_set():
            traceback.print_exception(failed.exc_value)
            os._exit(1)  # what is measured beside nobody is not what we say it is

    threading.excepthook = give_up

    threads = [Thread(target=report, daemon=True) for _ in range(PEOPLE)]
    for number, thread in enumerate(threads):
        thread.start()
        over.wait(PAUSE / PEOPLE)
        if number == 0:
            print("begun", flush=True)
    sys.stdin.read()
    over.set()


class Patient(Walk):
    """Somebody who reads before they press."""

    def __init__(self, desk: Desk, visitor: Visitor, over: Event) -> None:
        super().__init__(desk, visitor)
        self.over = over

    def event(self, event: Pressed) -> Screen:
        self.over.wait(PAUSE)
        return super().event(event)


if __name__ == "__main__":
    main()
