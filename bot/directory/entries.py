"""What the rows of a file of staff say, one person each, and what is wrong with a row."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """What a row says. What the file has no column for is empty, and is not in `Reading.fields`."""

    row: int
    email: str
    name: str
    department: str = ""
    team: str = ""
    lead: str = ""  # as it is written; in `Staff` an e-mail address
    started_on: date | None = None
    left_on: date | None = None
    groups: tuple[str, ...] = ()
    directory_id: str = ""
    personnel_number: str = ""
    locale: str = "nl"
    gone: bool = False  # a status says that they do not work here any more
    key: str = ""  # what this file calls them by when it names who leads whom; kept nowhere


class Problem(NamedTuple):
    """Why a row was not taken, or not wholly: the row, a key under people.refused, and what fills it in.

    Never holds what stands in the row, so that it may be shown and logged."""

    row: int
    why: str
    params: Mapping[str, Any] = {}
