"""The lock files as they are read on a machine of another kind."""

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")


def environment(python: str, machine: str) -> dict[str, str]:
    """What a marker is asked about: CPython on Linux."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
        "extra": "",
    }


def locked(name: str, here: dict[str, str]) -> dict[str, Requirement]:
    """What a lock file installs there, by name."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    every = [Requirement(line.partition("--hash")[0]) for line in text.splitlines() if line.strip()]
    chosen = [one for one in every if not one.marker or one.marker.evaluate(here)]
    assert len({one.name for one in chosen}) == len(chosen), "two versions of one package"
    return {canonicalize_name(one.name): one for one in chosen}
