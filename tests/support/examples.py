"""Hypothesis as all tests use it: how long an example takes says how busy the machine is, and is no matter.

A test imports it from here, so that those without examples do not load it. `make quick` tries a fifth of the
examples of a full run.
"""

import os
from typing import Any

import hypothesis
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

__all__ = ["HealthCheck", "example", "given", "settings", "st"]

SHARE = 5 if os.environ.get("TESTS") == "quick" else 1
FEWEST = 5
USUAL = 100

hypothesis.settings.register_profile("baken", deadline=None, max_examples=USUAL // SHARE)
hypothesis.settings.load_profile("baken")


def settings(*, max_examples: int, **others: Any) -> hypothesis.settings:
    """Hypothesis's settings for a test; `max_examples` is of a full run."""
    few = max(min(FEWEST, max_examples), max_examples // SHARE)
    return hypothesis.settings(max_examples=few, **others)
