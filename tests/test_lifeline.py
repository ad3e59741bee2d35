"""Nothing that tests start outlives them, however they end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.lifeline import MARK, belonging_to, clear_leftovers
from tests.support.patience import until

pytestmark = [pytest.mark.browser, pytest.mark.postgresql]  # a run within the run starts them

STARTS_EVERYTHING = """
import signal
from pathlib import Path
from tests.support.browser import running_chromium
from tests.support.lifeline import folder
from tests.support.servers import free_port, running_server

def test_that_never_ends(own_postgres):
    port = free_port()
    serve = ["-m", "http.server", "--bind", "127.0.0.1", str(port)]
    with running_server(serve, port=port, path="/"), running_chromium():
        Path("started.new").write_text(str(folder()))
        Path("started.new").rename("{told}")
        signal.pause()
"""


@contextmanager
def endless_run(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """A run of the tests that has PostgreSQL, a server and a browser, and the folder that they belong to."""
    told = tmp_path / "started"
    (tmp_path / "test_some.py").write_text(STARTS_EVERYTHING.replace("{told}", str(told)))
    environment = {name: value for name, value in os.environ.items() if name != MARK}
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-n", "1", "."],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: told.exists() or run.poll() is not None)
        place = Path(told.read_text())
        yield run, place
    finally:
        run.kill()
        run.wait()
    until(lambda: not place.exists())
    assert list(belonging_to(place)) == []


@pytest.mark.parametrize(
    ("whom", "how"), [("the run alone", signal.SIGTERM), ("all of its group", signal.SIGKILL)]
)
def test_a_run_that_is_ended_leaves_no_process_and_no_folder(
    whom: str, how: signal.Signals, tmp_path: Path
) -> None:
    with endless_run(tmp_path) as (run, place):
        programs = {Path(program.decode()).name for _, program in belonging_to(place)}
        assert len(programs) >= 3 and "postgres" in programs, programs
        if whom == "the run alone":
            run.send_signal(how)
        else:
            os.killpg(run.pid, how)
        run.wait()


def test_what_is_left_of_a_run_and_its_watcher_is_cleared_by_the_next(tmp_path: Path) -> None:
    with endless_run(tmp_path) as (run, place):
        clear_leftovers()
        assert list(belonging_to(place)) and place.exists()  # it is alive, so it is left alone
        watchers = [
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if (process / "cmdline").exists()
            and (process / "cmdline").read_bytes().endswith(b"tests.support.lifeline\0%b\0" % bytes(place))
        ]
        assert len(watchers) == 1
        os.kill(watchers[0], signal.SIGKILL)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert place.exists()

        def cleared() -> bool:
            clear_leftovers()  # the worker of a run that was killed may take a moment to go
            return not place.exists()

        until(cleared)
