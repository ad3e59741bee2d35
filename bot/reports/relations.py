"""What the file of a report says now: to which reports it belongs, and which labels it has.

Pure: entries as they are kept, in order; the last one about something holds."""

from collections.abc import Iterable, Mapping
from typing import Any

LINK = "link"  # the kind of an entry that says to which report this one belongs, or no longer does
SAME, PART = KINDS = ("same", "part")  # the same signal once more; a part of the same case
APART = "apart"  # it does not belong there after all
LABELS = "labels"  # the kind of an entry that says which labels the report has from then on

Opened = Mapping[str, Any]  # an entry: its `kind`, and what it `said`


def spoken_of(entries: Iterable[Opened]) -> dict[str, str]:
    """The ids of the reports of which it was ever said that this one belongs to them, and what was said last:
    SAME, PART or APART."""
    found: dict[str, str] = {}
    for said in (one["said"] for one in entries if one["kind"] == LINK):
        found.pop(said["report"], None)
        if said["report"]:  # else it was destroyed
            found[said["report"]] = said["what"]
    return found


def links(entries: Iterable[Opened]) -> dict[str, str]:
    """The ids of the reports to which this one belongs, and how: SAME or PART."""
    return {id: what for id, what in spoken_of(entries).items() if what in KINDS}


def labels(entries: Iterable[Opened]) -> tuple[str, ...]:
    """The labels of the report."""
    given = [one["said"]["labels"] for one in entries if one["kind"] == LABELS]
    return tuple(given[-1]) if given else ()
