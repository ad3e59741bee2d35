"""What a use case is given that takes long: it opens units of work itself, and each of them is short.

A unit of work is the one writer on SQLite. So whoever reads a file, or hashes a code slowly, does that
outside of it: nobody who reports waits for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from bot.foundation.context import Context, Visitor
from storage.vault import Vault

Open = Callable[[], AbstractContextManager[Context]]


@dataclass(frozen=True)
class Visit:
    """`unit` opens a unit of work, `reading` a look that changes nothing. `read_file` reads a file of at most
    so many rows, in a process apart; it gives a `bot.tabular.reader.Table`, or raises Mistake. `read_pages`
    makes pictures of a photo or document there (see bot/reports/pages.py), or raises Mistake."""

    visitor: Visitor
    vault: Vault
    unit: Open
    reading: Open
    read_file: Callable[[bytes, int], Any]
    read_pages: Callable[[bytes], list[bytes]]
