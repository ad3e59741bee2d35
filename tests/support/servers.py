"""Starts a server as a process of its own, waits until it answers, and ends it by its pid."""

import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import ROOT
from tests.support.lifeline import MARK
from tests.support.lifeline import folder as own_folder
from tests.support.patience import tries

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
"""All that a server is given of our own environment: the settings of whoever runs the tests stay out."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def server_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process under test: a bare one, plus `extra`."""
    bare = {name: os.environ[name] for name in KEPT if name in os.environ}
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "BAKEN_SETTINGS": os.devnull}
    return bare | {MARK: str(own_folder())} | ours | dict(extra or {})


@dataclass(frozen=True)
class RunningServer:
    """A server that answers on `url`; what it says goes to the file `log`."""

    url: str
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def output(self) -> str:
        """Everything the server wrote so far, standard error included."""
        return self.log.read_text(errors="replace")


@contextmanager
def running_server(
    args: Sequence[str],
    env: Mapping[str, str] | None = None,
    *,
    port: int | None = None,
    path: str = "/healthz",
    cwd: Path | None = None,
    seconds: float = 120,
) -> Iterator[RunningServer]:
    """Run Python with `args` (such as `["-m", "handlers.cli", "serve"]`) until the block ends.

    It gets BAKEN_HOST and BAKEN_PORT (a free one unless `port` is given) and `env`, and runs in `cwd` or in
    an empty folder. Raises AssertionError with what it wrote when it stops or does not answer 200 on
    `path` within `seconds`.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="server-", dir=own_folder()) as scratch:
        log = Path(scratch, "log")
        given = {"BAKEN_HOST": "127.0.0.1", "BAKEN_PORT": str(port)} | dict(env or {})
        content = Path(scratch, "content")  # without one of the test's own, reports are known at once
        content.mkdir()
        content.joinpath("working_time.yml").write_text("reports_read_at: at once\n")
        given = {"BAKEN_CONTENT": str(content)} | given
        folder = cwd or Path(scratch, "cwd")
        folder.mkdir(exist_ok=True)
        (own := folder / ".env").touch()  # paths are taken from its folder
        given = {"BAKEN_SETTINGS": str(own)} | given
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *args],
                env=server_environment(given),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        server = RunningServer(f"http://127.0.0.1:{port}", port, process, log)
        try:
            _wait_until_it_answers(server, path, seconds)
            yield server
        finally:
            end(process)


def end(process: "subprocess.Popen[bytes]", seconds: float = 120) -> int:
    """Ask the process to stop, kill it when it never does, and return its exit code."""
    process.terminate()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _wait_until_it_answers(server: RunningServer, path: str, seconds: float) -> None:
    for _ in tries(seconds, 0.03):
        code = server.process.poll()
        if code is not None:
            raise AssertionError(f"the server stopped with exit code {code}:\n{server.output()}")
        try:
            with urllib.request.urlopen(server.url + path, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    raise AssertionError(f"no answer on {path} within {seconds:.0f} seconds:\n{server.output()}")
