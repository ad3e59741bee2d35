"""What clamd says of a file, by a small one of our own that speaks its protocol: clamd itself is not here."""

import logging
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from bot.foundation import words
from bot.foundation.mistakes import Mistake
from handlers import doctor, scanner
from tests.bot.reports import corpus
from tests.bot.reports.test_attaching import PHOTO, add, error, stored
from tests.bot.reports.test_follow_up import by_code
from tests.support.commands import deploy
from tests.support.lifeline import folder
from tests.support.world import World

HARMFUL = b"zwaluwstaart-is-harmful"
NUMBERS = count()
PAUSE = 0.1  # seconds
Said = Callable[[socket.socket, bytes], None]


def honest(line: socket.socket, content: bytes) -> None:
    line.sendall(b"stream: Planted.Test FOUND\0" if HARMFUL in content else b"stream: OK\0")


def in_pieces(line: socket.socket, content: bytes) -> None:
    for byte in b"stream: OK\0":
        line.sendall(bytes([byte]))


def dripping(line: socket.socket, content: bytes) -> None:
    for byte in b"stream: OK\0":
        line.sendall(bytes([byte]))
        sleep(PAUSE)


def silent(line: socket.socket, content: bytes) -> None:
    line.recv(1)  # until the other side is gone


def says(answer: bytes) -> Said:
    return lambda line, content: line.sendall(answer)


def heard(line: socket.socket, most: int, pause: float) -> bytes:
    """What INSTREAM brings: pieces with their length before them, and an empty one last."""
    content, reader = b"", line.makefile("rb")
    while size := struct.unpack("!I", reader.read(4))[0]:
        content += reader.read(size)
        sleep(pause)
        if len(content) > most:
            break
    return content


@contextmanager
def clamd(said: Said = honest, most: int = 2**30, unix: bool = True, pause: float = 0.0) -> Iterator[str]:
    """A scanner at a place of its own, as long as the block lasts; it takes a `pause` after each piece."""
    door = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
    at = str(Path(folder()) / f"clamd-{next(NUMBERS)}")
    door.bind(at if unix else ("127.0.0.1", 0))
    door.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:  # it was closed
                return
            with line:
                command = b""
                while not command.endswith(b"\0"):
                    command += line.recv(1)
                if command == b"zPING\0":
                    line.sendall(b"PONG\0")
                elif command == b"zINSTREAM\0":
                    with suppress(OSError, struct.error):  # the other side is gone
                        said(line, heard(line, most, pause))

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix:{at}" if unix else f"tcp:127.0.0.1:{door.getsockname()[1]}"
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def refusal(place: str, content: bytes) -> str:
    try:
        scanner.look(place, content)
    except Mistake as mistake:
        return mistake.key.removeprefix("mistakes.")
    return ""


@pytest.mark.parametrize("unix", [True, False])
@pytest.mark.parametrize("size", [0, 1, scanner.PIECE - 1, scanner.PIECE, 3 * scanner.PIECE + 7])
def test_a_file_is_looked_at_whole(unix: bool, size: int) -> None:
    with clamd(unix=unix) as place:
        assert refusal(place, b"x" * size) == ""
        assert refusal(place, b"x" * size + HARMFUL) == "attach_infected"


def test_without_a_scanner_nobody_is_asked() -> None:
    assert refusal("", HARMFUL) == ""


@pytest.mark.parametrize(
    "said",
    [
        says(b"INSTREAM size limit exceeded. ERROR\0"),
        says(b"stream: Cannot allocate memory ERROR\0"),
        says(b"stream: OK"),  # it goes away before its answer ends
        says(b""),
        says(b"x" * 10_000),
        says(b"\0"),
    ],
)
def test_what_was_not_looked_at_is_not_let_in(said: Said) -> None:
    with clamd(said) as place:
        assert refusal(place, b"x" * 100) == "attach_scanner_away"


def test_an_answer_may_come_in_pieces() -> None:
    with clamd(in_pieces) as place:
        assert refusal(place, b"x") == ""


def test_a_scanner_that_stops_listening_says_why() -> None:
    with clamd(says(b"INSTREAM size limit exceeded. ERROR\0"), most=10) as place:
        assert refusal(place, b"x" * 8_000_000) == "attach_scanner_away"


def test_a_scanner_that_says_nothing_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "PATIENCE", 0.2)
    with clamd(silent) as place:
        assert refusal(place, b"x") == "attach_scanner_away"


def test_a_scanner_that_goes_on_and_on_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "WHOLE", 0.5)
    with clamd(dripping) as place:
        assert refusal(place, b"x") == "attach_scanner_away"


def test_a_scanner_that_reads_little_by_little_is_not_waited_for_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scanner, "WHOLE", 0.5)
    with clamd(pause=PAUSE) as place:
        assert refusal(place, b"x" * 8_000_000) == "attach_scanner_away"


@pytest.mark.parametrize(
    "place",
    ["unix:/nowhere/clamd", "tcp:127.0.0.1:1", "tcp:[::1]:1", "tcp:a..b:3310", f"tcp:{'x' * 64}:3310"],
)
def test_a_scanner_that_is_not_there_lets_nothing_in(place: str) -> None:
    assert refusal(place, b"x") == "attach_scanner_away" and not scanner.is_there(place)


@pytest.mark.both
def test_a_photo_of_a_report_is_looked_at_before_it_is_made_anew(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    walk = by_code(world, world.report().code)
    harmful = corpus.jpeg(corpus.segment(0xFE, HARMFUL))
    with clamd() as place:
        world.desk.scanned_at = place
        assert error(add(walk, harmful)) == words.text("mistakes.attach_infected", "nl")
        assert stored(world) == []
        walk.press("back")
        assert error(add(walk, PHOTO)) == "" and len(stored(world)) == 1
    assert error(add(walk, PHOTO)) == words.text("mistakes.attach_scanner_away", "nl")
    assert len(stored(world)) == 1 and "zwaluwstaart" not in caplog.text and "Planted" not in caplog.text


def test_the_doctor_says_when_it_does_not_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(world, monkeypatch)
    said: list[str] = []
    with clamd() as place:
        monkeypatch.setenv("BAKEN_SCANNER", place)
        doctor.examine(said.append)
    assert "ok    scanner" in said
    said.clear()
    doctor.examine(said.append)
    assert [line for line in said if line.startswith("WRONG scanner")]
