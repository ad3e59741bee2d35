"""What the file of a report says now that its entries said in turn: to which reports it belongs.

Pure: entries as they are kept, in order; the last one about something holds."""

from collections.abc import Iterable, Mapping
from typing import Any

LINK = "link"  # the kind of an entry that says to which report this one belongs, or no longer does
SAME, PART = KINDS = ("same", "part")  # the same signal once more; a part of the same case
APART = "apart"  # it does not belong there after all

Opened = Mapping[str, Any]  # an entry: its `kind`, and what it `said`


def links(entries: Iterable[Opened]) -> dict[str, str]:
    """The ids of the reports to which this one belongs, and how: SAME or PART."""
    found: dict[str, str] = {}
    for said in (one["said"] for one in entries if one["kind"] == LINK):
        found.pop(said["report"], None)
        if said["what"] in KINDS:
            found[said["report"]] = said["what"]
    return found
