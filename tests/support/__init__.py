"""What tests share: databases, servers, a browser, an office suite."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The top folder of the project."""

MEMORY = Path("/dev/shm")
"""Where files are in memory, on Linux; `tests/conftest.py` has what is temporary there."""

TOGETHER = "TESTS_TOGETHER"
"""In the environment: the folder of what one process of a run leaves for the others."""
