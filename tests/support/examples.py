"""Hypothesis as all tests use it: how long an example takes says how busy the machine is, and is no matter.

A test imports it from here, so that those without examples do not load it.
"""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

__all__ = ["HealthCheck", "example", "given", "settings", "st"]

settings.register_profile("baken", deadline=None)
settings.load_profile("baken")
