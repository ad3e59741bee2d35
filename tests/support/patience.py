"""Waiting for what another thread or process does. Only this module looks at a clock, and only to give up."""

import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any


def tries(seconds: float = 200, pause: float = 0.02) -> Iterator[None]:
    """Goes round until the caller leaves, with a pause in between. Ends after `seconds`: for what will never
    happen, so many that no test passes or fails by how busy the machine is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(pause)


def until(happened: Callable[[], object], seconds: float = 200, pause: float = 0.02) -> None:
    """Waits until something is so. Raises AssertionError when it never is."""
    for _ in tries(seconds, pause):
        if happened():
            return
    raise AssertionError("it did not happen")


class Brief:
    """A module of Python's (`time`, `asyncio`) for a library that naps between two looks at something: as it
    is, but no nap is long. How long a library naps is nothing that a test proves."""

    def __init__(self, module: ModuleType, longest: float) -> None:
        self._module, self._longest = module, longest

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def sleep(self, seconds: float) -> Any:
        return self._module.sleep(min(seconds, self._longest))
