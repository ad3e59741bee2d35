"""The solver of accounts for tests: one process loads it once, and splits for each who asks.

What splits off is what Baken itself starts: bounded, alone, and gone with whoever asked. Who has no
world starts it as Baken does.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import cast

from bot.account.attack import alone, apart
from tests.support import ROOT


class Split:
    """As much of a process that was started as the product uses."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        self._pid, self.stdin, self.stdout = pid, os.fdopen(stdin, "w"), os.fdopen(stdout)

    def kill(self) -> None:
        """Ends it, once: its number may be another one's afterwards."""
        pid, self._pid = self._pid, 0
        with suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGKILL)

    def communicate(self) -> None:
        """Lets go of it. Whoever it split off from has seen to it that nothing is left of it."""
        for end in (self.stdin, self.stdout):
            with suppress(BrokenPipeError):  # it did not read all
                end.close()


def split(asking: socket.socket) -> "subprocess.Popen[str]":
    """One more process."""
    its_stdin, stdin = os.pipe()
    stdout, its_stdout = os.pipe()
    socket.send_fds(asking, [b"1"], [its_stdin, its_stdout])
    os.close(its_stdin)
    os.close(its_stdout)
    return cast("subprocess.Popen[str]", Split(int(asking.recv(16)), stdin, stdout))


@contextmanager
def loaded_once() -> Iterator[partial["subprocess.Popen[str]"]]:
    """What starts a process apart, for as long as the block lasts."""
    asking, asked = socket.socketpair()
    environment = {name: os.environ[name] for name in apart.GIVEN if name in os.environ} | apart.ONE_THREAD
    command = [sys.executable, "-m", "tests.support.solvers"]
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=asked.fileno(), stderr=subprocess.DEVNULL
    )
    asked.close()
    yield partial(split, asking)
    asking.close()
    process.wait()


def main() -> None:
    """Splits for each pair of pipes on stdin, and says the number of the process that reads there."""
    import bot.account.attack.trial  # noqa: F401  (what takes long to load)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asked = socket.socket(fileno=os.dup(0))
    while True:
        said, ends, *_ = socket.recv_fds(asked, 1, 2)
        if not said:
            return
        pid = os.fork()
        if not pid:
            asked.close()
            for number, end in enumerate(ends):
                os.dup2(end, number)
                os.close(end)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            alone.main()
            os._exit(0)
        for end in ends:
            os.close(end)
        asked.send(str(pid).encode())


if __name__ == "__main__":
    main()
