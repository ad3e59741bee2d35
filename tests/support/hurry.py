"""The clock and the engine for tests that wait for what they do: all that they do every few seconds, they do
at once, and the engine neither starts nor stops with a nap of a second or two."""

import threading
import time
from typing import Any

import dbos._dbos
import dbos._queue
import dbos._sys_db
import pytest

from handlers import clock, engine
from tests.support.patience import Brief

EVERY = 0.1  # seconds


class BriefEvent(threading.Event):
    """An event of the engine's that is looked at more often."""

    def __init__(self, event: threading.Event) -> None:
        super().__init__()
        self.set, self.is_set, self._waited = event.set, event.is_set, event.wait  # type: ignore[method-assign]

    def wait(self, timeout: float | None = None) -> bool:
        return self._waited(EVERY if timeout is None else min(timeout, EVERY))


def hurry(patched: pytest.MonkeyPatch, *names: str) -> None:
    """Lets what the clock does every so often (`DELIVER_EVERY` and the like) be done ten times a second."""

    def look(stop: threading.Event, of: Any) -> None:
        dbos._queue.queue_thread(BriefEvent(stop), of)

    for name in names:
        patched.setattr(clock, name, EVERY)
    patched.setattr(engine, "LOOK_EVERY", EVERY)
    patched.setattr(dbos._dbos, "queue_thread", look)
    for naps in (dbos._dbos, dbos._sys_db):
        patched.setattr(naps, "time", Brief(time, EVERY / 2))
