"""Which entries of the trail somebody chose, and how a button carries that."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from bot.foundation.context import ZONE
from bot.foundation.numbers import parse_id
from storage.oversight import Asked

KINDS = ("reporter", "system", "scim")  # who does something and is nobody of the directory
A_CODE = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}")
AN_ID = re.compile(r"[0-9a-zA-Z-]{1,40}")


class Chosen(NamedTuple):
    """Entries of one person or kind of actor, of one action, about one report, from and up to a day; empty
    is all. `first` is the number of the entry with which the page begins, 0 for the newest."""

    who: str = ""
    what: str = ""
    report_id: str = ""
    since: date | None = None
    until: date | None = None
    first: int = 0

    @property
    def filters(self) -> str:
        """As an order of a file and the trail itself have it: codes alone."""
        days = (day.isoformat() if day else "" for day in (self.since, self.until))
        return ",".join((self.who, self.what, self.report_id, *days)).rstrip(",")

    @property
    def argument(self) -> str:
        """As an action carries it."""
        return f"{self.filters}:{self.first}"

    @property
    def narrowed(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.filters)

    @property
    def asked(self) -> Asked:
        """As the database is asked for it; days are those of the Netherlands."""
        actor = f"person:{self.who}" if self.who.isdecimal() else self.who
        last = self.until + timedelta(days=1) if self.until else None
        return Asked(actor, self.what, self.report_id, _moment(self.since), _moment(last))


def parse(argument: str) -> Chosen:
    """What an action carries, as `Chosen.argument` writes it; what is not known counts as all."""
    filters, colon, first = argument.partition(":")
    if not colon:  # a button of before, which said how many to skip
        return Chosen()
    who, what, report_id, since, until, *_ = [*filters.split(","), "", "", "", "", ""]
    return Chosen(
        who if who in KINDS or parse_id(who) else "",
        what if A_CODE.fullmatch(what) else "",
        report_id if AN_ID.fullmatch(report_id) else "",
        _day(since),
        _day(until),
        parse_id(first),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _moment(day: date | None) -> str:
    """The beginning of a day as the trail writes moments."""
    if day is None:
        return ""
    return datetime.combine(day, time(), ZONE).astimezone(UTC).isoformat(timespec="seconds")
