"""Reads a file that somebody brings in a process apart: bounded in time and memory, without a setting or a
secret, one file at a time. Whatever the file does there, everybody else goes on."""

import json
import os
import resource
import subprocess
import sys
from threading import Lock
from typing import Any

from bot.foundation.mistakes import Mistake
from bot.tabular import reader
from bot.tabular.reader import Table
from handlers.logs import logger

SECONDS = 20  # of a processor for one file; half as long again by the clock
MEMORY = 512 * 1024 * 1024  # bytes of addresses; a file of 5,000 rows takes an eighth of it
GIVEN = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR")
TOO_HEAVY: dict[str, Any] = {"mistake": "people_file_heavy", "params": {}}

_one_at_a_time = Lock()


def read(content: bytes, longest: int) -> Table:
    """The rows of a file. Raises Mistake, also when reading it takes too long or too much."""
    if len(content) > reader.LARGEST:
        raise Mistake("people_file_too_large", limit=reader.LARGEST // 1024 // 1024)
    with _one_at_a_time:
        said = _said(content, longest)
    if "mistake" in said:
        raise Mistake(said["mistake"], **said["params"])
    return reader.unpacked(said["table"])


def _said(content: bytes, longest: int) -> dict[str, Any]:
    try:
        ended = subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-m", "handlers.apart", str(longest)],
            env={name: os.environ[name] for name in GIVEN if name in os.environ},
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may hold what stands in the file
            timeout=SECONDS * 1.5,
            check=True,
        )
        found: dict[str, Any] = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        logger.warning("A file was not read: %s", type(error).__name__)
        return TOO_HEAVY
    return found


def main() -> None:
    """The process apart: the file on stdin, the table or the mistake on stdout."""
    os.nice(10)
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        said: dict[str, Any] = {
            "table": reader.packed(reader.table(sys.stdin.buffer.read(), int(sys.argv[1])))
        }
    except Mistake as mistake:
        said = {"mistake": mistake.key.removeprefix("mistakes."), "params": mistake.params}
    except MemoryError:
        said = TOO_HEAVY
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
