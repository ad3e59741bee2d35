"""Reading the same again and again is one line."""

from collections.abc import Iterable
from typing import NamedTuple

from storage.audit import Entry

READS = frozenset({"report.opened", "report.file_read", "meeting.read", "account.viewed", "trail.read"})


class Run(NamedTuple):
    """Entries that follow each other and are one reading: the newest and the oldest of them, and how many."""

    newest: Entry
    oldest: Entry
    many: int = 1


def fold(entries: Iterable[Entry]) -> list[Run]:
    """The entries, newest first, as runs. Only of readings there is more than one in a run: each time that
    something changed is a line of its own."""
    runs: list[Run] = []
    for entry in entries:
        if runs and entry.action in READS and _same(runs[-1].newest, entry):
            runs[-1] = runs[-1]._replace(oldest=entry, many=runs[-1].many + 1)
        else:
            runs.append(Run(entry, entry))
    return runs


def _same(one: Entry, other: Entry) -> bool:
    """Whether the same person read the same."""
    return (one.actor, one.action, one.subject) == (other.actor, other.action, other.subject)
