"""Several processes that serve one port. The first process only watches: it loads all, forks the workers, and
starts anew what stops by itself.

Each worker has a listening socket of its own on the same port, among which the kernel divides who connects.
The first process holds all of them: who connects while a worker is started anew waits and is not refused."""

import mmap
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence

from handlers.logs import log_failure, logger

MOST = 32  # workers
SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
SHORT = 5.0  # seconds; of one that lived shorter the successor waits for a moment
MOMENT = 0.2
TRIES = 3  # times that a worker may end before it got going, one after the other
LAST = 30.0  # seconds in which all must have stopped in good order
BOARD = struct.Struct("<3i")  # how many there should be, how many there are, how many were started anew
FAILED = 3  # the exit code when a worker does not get going

Work = Callable[[int, socket.socket], None]


def cores() -> int:
    """How many there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def doors(host: str, port: int, number: int) -> list[socket.socket]:
    """So many listening sockets on one port. Raises OSError."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = []
    for _ in range(number):
        door = socket.socket(family, kind)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        door.bind(address)
        door.listen(2048)
        made.append(door)
    return made


class Board:
    """What the first process and its workers tell each other: how they are doing."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, BOARD.size + MOST)

    def going(self, number: int, yes: bool = True) -> None:
        """That a worker got going, and serves."""
        self._memory[BOARD.size + number] = yes

    def is_going(self, number: int) -> bool:
        """Whether it did, since it was started."""
        return bool(self._memory[BOARD.size + number])

    def write(self, wanted: int, running: int, anew: int) -> None:
        BOARD.pack_into(self._memory, 0, wanted, running, anew)

    def read(self) -> dict[str, int]:
        """By name: `wanted`, `running`, and how often one was started `anew`."""
        return dict(zip(("wanted", "running", "anew"), BOARD.unpack_from(self._memory, 0), strict=True))


class Workers:
    """Forks and watches. `work` is called in each worker with its number and its socket, until it is told to
    stop by SIGTERM. Must be used where there is one thread."""

    def __init__(self, doors: Sequence[socket.socket], work: Work, board: Board) -> None:
        self._doors, self._work, self._board = doors, work, board
        self._running: dict[int, tuple[int, float]] = {}  # by process id: which one, and since when
        self._short = [0] * len(doors)
        self._anew, self._over = 0, False
        self._alive = os.pipe()  # closed when this process is gone, however that came

    def run(self) -> int:
        """Until SIGTERM or SIGINT, and all have stopped; gives an exit code."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        for number in range(len(self._doors)):
            self._start(number)
        code = 0
        while signal.sigwait(SIGNALS) == signal.SIGCHLD:
            for number in self._ended():
                if self._short[number] >= TRIES:
                    logger.error("A worker does not get going, so Baken stops")
                    code = FAILED
                    break
                self._anew += 1
                self._start(number)
            if code:
                break
        self._stop()
        return code

    def _start(self, number: int) -> None:
        self._board.going(number, False)
        if pid := os.fork():
            self._running[pid] = number, time.monotonic()
            self._tell()
            return
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            os.close(self._alive[1])
            threading.Thread(target=self._end_with_the_first, daemon=True).start()
            for other, door in enumerate(self._doors):
                if other != number:
                    door.close()
            self._work(number, self._doors[number])
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except Exception as error:
            log_failure(error)
        finally:
            os._exit(code)  # nothing of the first process is ended here

    def _end_with_the_first(self) -> None:
        os.read(self._alive[0], 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _ended(self) -> list[int]:
        """Which workers stopped since the last look."""
        gone = []
        for pid, (number, since) in list(self._running.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                del self._running[pid]
                code = os.waitstatus_to_exitcode(status)
                failed = code > 0 and not self._board.is_going(number)  # whoever is killed did not fail
                self._short[number] = self._short[number] + 1 if failed else 0
                if not self._over:
                    logger.warning("Worker %s ended with %s and is started anew", number, code)
                if time.monotonic() - since < SHORT:
                    time.sleep(MOMENT)
                gone.append(number)
        self._tell()
        return gone

    def _stop(self) -> None:
        self._over = True
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + LAST
        while self._running and (left := until - time.monotonic()) > 0:
            signal.sigtimedwait({signal.SIGCHLD}, left)
            self._ended()
        for pid in self._running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _tell(self) -> None:
        self._board.write(len(self._doors), len(self._running), self._anew)
