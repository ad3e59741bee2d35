"""The lock is closed: nothing that it installs asks for something outside it, wherever Baken runs.

So it can be installed as it is, and what somebody publishes tomorrow changes nothing. What is installed here
is read from its own metadata; tests/installing.py asks the registry about the versions that are for others.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import ROOT
from tests.support.lock import LOCKS, MACHINES, PYTHONS, environment, locked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-dev.txt": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"],
    "requirements-build.txt": (ROOT / "requirements-build.in").read_text(encoding="utf-8").splitlines(),
}


@cache
def needs(name: str, version: str) -> tuple[str, ...] | None:
    """What a package asks for, with its markers; None when that version is not installed here."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    return tuple(found.requires or ()) if found.version == version else None


def holes(lock: dict[str, Requirement], asked: list[str], here: dict[str, str]) -> Iterator[str]:
    """What is asked for, from the project on, and is not in the lock in a version that will do."""
    left = [(Requirement(one.partition("  #")[0]), "") for one in asked]
    seen: set[tuple[str, str]] = set()
    while left:
        wanted, extra = left.pop()
        if wanted.marker and not wanted.marker.evaluate(here | {"extra": extra}):
            continue
        name = canonicalize_name(wanted.name)
        pin = lock.get(name)
        version = next(iter(pin.specifier)).version if pin else ""
        if not version or not wanted.specifier.contains(version, prereleases=True):
            yield str(wanted)
            continue
        for one in {"", *wanted.extras} - {one for known, one in seen if known == name}:
            seen.add((name, one))
            left += [(Requirement(need), one) for need in needs(name, version) or ()]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", LOCKS)
def test_nothing_outside_the_lock_is_asked_for(name: str, python: str, machine: str) -> None:
    here = environment(python, machine)
    assert list(holes(locked(name, here), ASKED[name], here)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_only_what_is_for_other_pythons_cannot_be_read_here(name: str) -> None:
    here = {key: str(value) for key, value in default_environment().items()}
    for python in PYTHONS:
        for one in locked(name, environment(python, "x86_64")).values():
            if needs(one.name, next(iter(one.specifier)).version) is None:
                assert one.marker and not one.marker.evaluate(here), f"{one} is not installed here"


def test_a_package_with_an_extra_needs_what_the_extra_needs() -> None:
    """Older pips took `pydantic[email]` apart, looked for its newest release, and failed."""
    here = environment("3.11", "x86_64")
    lock = locked("requirements.txt", here)
    assert list(holes(lock, ["pydantic[email]"], here)) == []
    del lock["email-validator"]
    assert [one.partition(">")[0] for one in holes(lock, ["pydantic[email]"], here)] == ["email-validator"]


def test_a_version_that_will_not_do_is_a_hole() -> None:
    here = environment("3.11", "x86_64")
    assert list(holes(locked("requirements.txt", here), ["pydantic>=9999"], here)) == ["pydantic>=9999"]
