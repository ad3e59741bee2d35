"""Has a file that somebody brings read in a process apart: bounded in time and memory, without a setting or
a secret, one file of a kind at a time. Whatever the file does there, everybody else goes on.

What the process is to do is a `Job`. The file is its stdin; its stdout a line of JSON and bytes behind it."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from threading import Lock, Thread, Timer
from typing import IO, Any, NamedTuple

from bot.foundation.mistakes import Mistake
from bot.reports import decoding
from bot.reports import pages as report_pages
from bot.tabular import reader
from bot.tabular.reader import Table
from handlers.logs import logger

GIVEN = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
MIB = 1024 * 1024

Said = tuple[dict[str, Any], bytes]  # a line of JSON, and what comes behind it


class Job(NamedTuple):
    """What is done with a file in a process of its own.

    `seconds` are of a processor, half as many again by the clock; `memory` is bytes of addresses; `answer`
    bytes that it may say. `heavy` is the mistake when it takes too much. `work(content, argument)` gives what
    is said; `prepare` loads all that it needs, after which it cannot open a file or a socket any more."""

    seconds: int
    memory: int
    answer: int
    heavy: str
    work: Callable[[bytes, str], Said]
    prepare: Callable[[], None] | None = None


def _table(content: bytes, longest: str) -> Said:
    return {"table": reader.packed(reader.table(content, int(longest)))}, b""


def _pages(content: bytes, _: str) -> Said:
    made = decoding.made(content)
    return {"sizes": [len(page) for page in made]}, b"".join(made)


JOBS = {
    # A file of 5,000 rows takes an eighth of this memory.
    "table": Job(20, 512 * MIB, 256 * MIB, "people_file_heavy", _table),
    "pages": Job(30, 768 * MIB, 32 * MIB, "attach_heavy", _pages, decoding.prepare),
}
_one_at_a_time = {name: Lock() for name in JOBS}


def read(content: bytes, longest: int) -> Table:
    """The rows of a file. Raises Mistake, also when reading it takes too long or too much."""
    if len(content) > reader.LARGEST:
        raise Mistake("people_file_too_large", limit=reader.LARGEST // MIB)
    said, _ = _done("table", content, str(longest))
    return reader.unpacked(said["table"])


def pages(content: bytes) -> list[bytes]:
    """A photo or document as pictures of nothing but pixels. Raises Mistake, also when that takes too long or
    too much, or when what came back is not such pictures."""
    if (kind := report_pages.kind_of(content)) not in report_pages.KINDS:
        raise Mistake(f"attach_{kind}", limit=report_pages.LARGEST // MIB)
    said, every = _done("pages", content)
    found, at = [], 0
    for size in said["sizes"]:
        found.append(every[at : at + size])
        at += size
    if (
        at != len(every)
        or not 0 < len(found) <= report_pages.MOST_PAGES
        or not all(map(report_pages.is_plain, found))
    ):
        logger.warning("A file did not become plain pictures.")
        raise Mistake("attach_broken")
    return found


def _done(name: str, content: bytes, argument: str = "") -> Said:
    """What a job said of a file. Raises Mistake."""
    with _one_at_a_time[name]:
        answer = _answer(JOBS[name], [sys.executable, "-m", "handlers.apart", name, argument], content)
    try:
        line, _, rest = answer.partition(b"\n")
        said: dict[str, Any] = json.loads(line)
    except ValueError:
        logger.warning("A file was not read: it took too much.")
        raise Mistake(JOBS[name].heavy) from None
    if "mistake" in said:
        raise Mistake(said["mistake"], **said["params"])
    return said, rest


def _answer(job: Job, command: Sequence[str], content: bytes) -> bytes:
    """All that the process says; nothing when it did not end well, or says too much."""
    process = subprocess.Popen(  # noqa: S603 (our own program)
        command,
        env={name: os.environ[name] for name in GIVEN if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # it may hold what stands in the file
    )
    assert process.stdin and process.stdout
    end = Timer(job.seconds * 1.5, process.kill)
    giving = Thread(target=_give, args=(process.stdin, content))
    try:
        end.start()
        giving.start()
        answer = process.stdout.read(job.answer + 1)
        if len(answer) > job.answer:
            process.kill()
        ended = process.wait()
    finally:
        end.cancel()
        process.kill()
        process.wait()
        giving.join()
        process.stdout.close()
    return answer if ended == 0 else b""


def _give(stdin: IO[bytes], content: bytes) -> None:
    try:
        with stdin:
            stdin.write(content)
    except OSError:  # it ended before it had read everything
        pass


def main() -> None:
    """The process apart: a job and its argument in the command, the file on stdin."""
    job, argument = JOBS[sys.argv[1]], sys.argv[2]
    os.nice(10)
    for limit, most in (
        (resource.RLIMIT_AS, job.memory),
        (resource.RLIMIT_CPU, job.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        content = sys.stdin.buffer.read()
        if job.prepare:
            job.prepare()
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # what is open stays; nothing is opened
        said, rest = job.work(content, argument)
    except Mistake as mistake:
        said, rest = {"mistake": mistake.key.removeprefix("mistakes."), "params": mistake.params}, b""
    except MemoryError:
        said, rest = {"mistake": job.heavy, "params": {}}, b""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + rest)


if __name__ == "__main__":
    main()
