"""Has a file looked at by clamd, where the settings name one, before anything else is done with it.

Of clamd's protocol we need one command (INSTREAM, man 8 clamd): twenty lines, where the client on PyPI was
not kept for years. The bytes go over the socket alone: nothing is written to a disk by us, and the name of
what is found is not logged, since it may tell of what file it was."""

import socket
import struct
from contextlib import closing
from time import monotonic

from bot.foundation.mistakes import Mistake
from handlers.logs import log_failure

PIECE = 64 * 1024  # bytes at a time
PATIENCE = 20.0  # seconds for each thing that is said
WHOLE = 60.0  # seconds for all of it: what says a little now and then holds nobody up
LONGEST = 4096  # bytes of an answer


class Away(Exception):
    """The scanner cannot be reached, or said nothing that we understand."""


def look(place: str, content: bytes) -> None:
    """Asks the scanner at a place (unix:/run/clamav/clamd.ctl or tcp:host:3310) about a file; without a place
    nobody is asked. Raises Mistake when it finds something, and when there is no answer: what was not looked
    at is not let in."""
    if not place:
        return
    try:
        answer = _asked(place, b"zINSTREAM\0", content)
    except (OSError, Away) as error:
        log_failure(error)
        raise Mistake("attach_scanner_away") from None
    if answer.endswith(b"FOUND"):
        raise Mistake("attach_infected")
    if answer != b"stream: OK":  # too large for it, or it does not work
        log_failure(Away())
        raise Mistake("attach_scanner_away")


def is_there(place: str) -> bool:
    """Whether the scanner answers."""
    try:
        return _asked(place, b"zPING\0") == b"PONG"
    except (OSError, Away):
        return False


def _asked(place: str, command: bytes, content: bytes | None = None) -> bytes:
    until = monotonic() + WHOLE
    with closing(_connected(place)) as line:
        line.sendall(command)
        try:
            for start in range(0, len(content or b""), PIECE):
                piece = (content or b"")[start : start + PIECE]
                _wait_no_longer(line, until)
                line.sendall(struct.pack("!I", len(piece)) + piece)
            if content is not None:
                line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it says why it has heard enough
        answer = b""
        while b"\0" not in answer:
            _wait_no_longer(line, until)
            more = line.recv(LONGEST)
            answer += more
            if not more or len(answer) > LONGEST:
                raise Away
        return answer.partition(b"\0")[0]


def _wait_no_longer(line: socket.socket, until: float) -> None:
    """What is said next has no more time than is left for all. Raises Away when that is over."""
    left = until - monotonic()
    if left <= 0:
        raise Away
    line.settimeout(min(PATIENCE, left))


def _connected(place: str) -> socket.socket:
    kind, _, where = place.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    try:
        return socket.create_connection((host.strip("[]"), int(port)), PATIENCE)
    except UnicodeError:  # no name that a host can have
        raise Away from None
