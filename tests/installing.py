"""Installs Baken as somebody with an old pip does, beside an index that offers newer versions of everything.

    python -m tests.installing [--pip]

It needs the package registry, as `make install` does. Ends with exit code 1 and a sentence when anything but
the lock would be installed. First it asks the registry whether the lock is closed, and whether there is a
ready-made package of everything, for every Python and processor that Baken is for.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from tests.support import ROOT
from tests.support.lock import LOCKS, MACHINES, PYTHONS, environment, locked

OLDEST_PIP = "22.3"  # what Python 3.11.0 brings; the README promises it
DECOY = "9999.0"
OURS = {"baken", "pip"}
ROOMS = ("bot", "handlers", "storage", "content")
EVERYTHING = "requirements-dev.txt"  # the others are part of it, and read whole in test_lock.py
FILES = ("Makefile", "pyproject.toml", "README.md", "LICENSE", *LOCKS)


def closed(here: tuple[str, str]) -> str:
    """What a resolver would add to the lock or change in it, or what is nowhere to be had ready-made, on one
    Python and processor; nothing when all is well."""
    python, machine = here
    ask = ["uv", "pip", "compile", "--quiet", "--no-config", "--system-certs", "--only-binary", ":all:"]
    ask += ["--python-platform", f"{machine}-unknown-linux-gnu", "--python-version", python]
    ask += ["--no-header", "--no-annotate", EVERYTHING]
    uv = Path(sys.executable).parent / ask[0]
    done = subprocess.run([uv, *ask[1:]], cwd=ROOT, capture_output=True, text=True)
    pins = {f"{pin.name}{pin.specifier}" for pin in locked(EVERYTHING, environment(*here)).values()}
    wrong = done.stderr.strip() if done.returncode else ", ".join(sorted(pins ^ set(done.stdout.split())))
    return f"Python {python} on {machine}: {wrong}" if wrong else ""


def installed(way: str, *make: str) -> Iterator[str]:
    """What differs from the lock after `make install` with the oldest pip beside the decoy."""
    with tempfile.TemporaryDirectory(prefix="baken-installing-") as name, _decoy(Path(name, "decoy")) as url:
        folder = Path(name, "baken")
        _copy(folder)
        python = str(folder / ".venv/bin/python")
        env = {**os.environ, "PIP_EXTRA_INDEX_URL": url, "UV_INDEX": url}
        env.pop("VIRTUAL_ENV", None)
        subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
        old = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"pip=={OLDEST_PIP}"]
        subprocess.run(old, check=True)
        done = subprocess.run(["make", "install", *make], cwd=folder, env=env, capture_output=True, text=True)
        if done.returncode:
            yield f"{way}: {done.stdout}{done.stderr}"
            return
        listed = subprocess.run(
            [python, "-m", "pip", "list", "--format=freeze"],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        found = dict(line.split("==") for line in listed.stdout.split())
        assert found["pip"] == OLDEST_PIP
        here = {key: str(value) for key, value in default_environment().items()}
        lock = locked("requirements.txt", here) | locked("requirements-build.txt", here)
        wanted = {one: next(iter(pin.specifier)).version for one, pin in lock.items()}
        given = {canonicalize_name(one): version for one, version in found.items() if one not in OURS}
        if odd := set(wanted.items()) ^ set(given.items()):
            yield f"{way}: {sorted(odd)}"


def _copy(folder: Path) -> None:
    folder.mkdir()
    for one in FILES:
        shutil.copy(ROOT / one, folder)
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))


@contextmanager
def _decoy(folder: Path) -> Iterator[str]:
    """An index on this machine that has, of everything in the lock, a newer version that asks for more."""
    for name in {one for lock in LOCKS for one in locked(lock, environment("3.11", "x86_64"))}:
        place, plain = folder / name, name.replace("-", "_")
        place.mkdir(parents=True)
        wheel = f"{plain}-{DECOY}-py3-none-any.whl"
        about = f"{plain}-{DECOY}.dist-info"
        with ZipFile(place / wheel, "w") as made:
            made.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {DECOY}\n")
            made.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            made.writestr(f"{about}/RECORD", "")
        (place / "index.html").write_text(f'<!doctype html><a href="{wheel}">{wheel}</a>')
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main() -> int:
    """Prints what is wrong; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pip", action="store_true", help="also without uv, which takes minutes")
    given = parser.parse_args()
    print("Whether the lock is closed, and ready-made, for every Python and processor.", flush=True)
    with ThreadPoolExecutor(4) as pool:
        wrong = [said for said in pool.map(closed, product(PYTHONS, MACHINES)) if said]
    print(f"Whether pip {OLDEST_PIP} and uv install the lock and nothing else.", flush=True)
    wrong += installed("with uv")
    if given.pip:
        print(f"Whether pip {OLDEST_PIP} does so alone.", flush=True)
        wrong += installed("by pip alone", "UV=false")
    print("\n".join(wrong) or "All as it should be.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
