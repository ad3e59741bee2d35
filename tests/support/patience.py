"""Waiting for what another thread or process does. Only this module looks at a clock, and only to give up."""

import time
from collections.abc import Callable, Iterator


def tries(seconds: float = 200, pause: float = 0.02) -> Iterator[None]:
    """Goes round until the caller leaves, with a pause in between. Ends after `seconds`: for what will never
    happen, so many that no test passes or fails by how busy the machine is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
        time.sleep(pause)


def until(happened: Callable[[], object], seconds: float = 200) -> None:
    """Waits until something is so. Raises AssertionError when it never is."""
    for _ in tries(seconds):
        if happened():
            return
    raise AssertionError("it did not happen")
