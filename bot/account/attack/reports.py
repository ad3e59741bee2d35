"""What a reader knows of the reports of a half-year, and what they may not find out. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any

from bot.account.attack.knowledge import MANY, Knowledge
from bot.account.disclosure.figures import NORM, NOT_GIVEN, WAYS, Account
from bot.account.disclosure.months import Months, blocks
from bot.account.disclosure.numbers import Figure
from bot.account.disclosure.suppression import Part
from bot.reports.dialogue import IDENTITIES, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES

TOTALS = ("received", "closed", "open", "redirected", "answered", "reopened", "decided")


class Reports:
    """The reports of one half-year, number `half`, as one version of it tells them."""

    def __init__(self, knowledge: Knowledge, half: int, account: Account, departments: Sequence[int]) -> None:
        self.knowledge, self.half, self.account = knowledge, half, account
        self.before: Reports | None = None
        self.total = {name: knowledge.unknown(half, name) for name in TOTALS}
        self.months = blocks(account.first, account.last, 1)
        self.kinds: dict[str, dict[Any, int]] = {}
        self.cells = {
            (theme, month.first): knowledge.unknown(half, "cell", theme, month.first)
            for theme in THEMES
            for month in self.months
        }
        self._totals(account)
        self._split_of_received(account)
        places = (*departments, NOT_GIVEN)
        for name, every, parts, total in (
            ("identities", IDENTITIES, account.identities, "received"),
            ("origins", WAYS, account.origins or (), "received"),
            ("departments", places, account.departments, "received"),
            ("outcomes", OUTCOMES, account.outcomes, "closed"),
            ("redirects", REDIRECTS, account.redirects, "redirected"),
        ):
            self._list(name, every, parts, total)
        self._days(account)

    def theme(self, theme: str) -> list[int]:
        """The reports on a theme."""
        return [self.cells[theme, month.first] for month in self.months]

    def block(self, block: Months) -> list[int]:
        """The reports of some months."""
        inside = [month.first for month in self.months if block.first <= month.first <= block.last]
        return [self.cells[theme, first] for theme in THEMES for first in inside]

    def part(self, name: str, key: object) -> int:
        """The reports of one kind of a list."""
        return self.knowledge.unknown(self.half, name, key)

    def follows(self, before: "Reports | None") -> None:
        """What is open is what was open before, and came in or was opened again since, and was not closed;
        before the first half-year there was nothing. Nothing is opened again that was not closed."""
        self.before = before
        open_before = [before.total["open"]] if before else []
        came, went, still, again = (self.total[name] for name in ("received", "closed", "open", "reopened"))
        # Likely, and not certain: who may know of a report can change between two half-years.
        likely = self.half, "chain"
        self.knowledge.between([still, went], 0, 0, [came, again, *open_before], likely=likely)
        so_far = [*self._until_now()]
        ended, opened = ([one.total[name] for one in so_far] for name in ("closed", "reopened"))
        self.knowledge.between(opened, -MANY, 0, ended, likely=likely)
        # Who closes a report decides on it, if nobody did before; and that counts once.
        if all(one.account.decided is not None for one in so_far):
            decided, received = ([one.total[name] for one in so_far] for name in ("decided", "received"))
            likely = self.half, "decisions"
            self.knowledge.between([*decided, *opened], 0, MANY, ended, likely=likely)
            self.knowledge.between(decided, -MANY, 0, received, likely=likely)

    def _until_now(self) -> Iterator["Reports"]:
        """This half-year and those before it."""
        one: Reports | None = self
        while one:
            yield one
            one = one.before

    def changed_since(self, before: "Reports") -> None:
        """How many moved from one line to another by a correction, nobody may find out."""
        hide = self.knowledge.hide_change
        for theme in THEMES:
            hide(self.half, "themes", self.theme(theme), before.theme(theme))
        for name in ("identities", "departments", "outcomes"):
            for key in {key for part in getattr(self.account, name) for key in part.keys}:
                hide(self.half, name, [self.part(name, key)], [before.part(name, key)])

    def _totals(self, account: Account) -> None:
        figures = account.received, account.closed.reports, account.open_at_end, account.redirected
        others = account.answered.reports, account.reopened, account.decided and account.decided.reports
        for name, figure in zip(TOTALS, (*figures, *others), strict=True):
            self.knowledge.told([self.total[name]], figure)
            if not isinstance(figure, int):
                self.knowledge.hide(self.half, name, "reports", [self.total[name]])

    def _split_of_received(self, account: Account) -> None:
        know, told = self.knowledge, self._told
        know.between(self.cells.values(), 0, 0, [self.total["received"]])
        for line in account.themes:
            told((one for theme in line.themes for one in self.theme(theme)), line.number)
        for block in account.months:
            told(self.block(block), block.number)
        cross = account.cross
        for line, row in zip(cross.themes, cross.cells, strict=True) if cross else ():
            for block, number in zip(cross.months if cross else (), row, strict=True):
                inside = {*self.block(block)}
                cell = [one for theme in line.themes for one in self.theme(theme) if one in inside]
                if number is None:  # nobody is never hidden in a table
                    know.between(cell, 1, MANY)
                    know.hide(self.half, "cross", "cell", cell)
                else:
                    told(cell, number)
        for theme in THEMES:
            know.hide(self.half, "themes", "line", self.theme(theme))
        for month in self.months:
            know.hide(self.half, "months", "line", self.block(month))
        for one in self.cells.values():
            know.hide(self.half, "cross", "cell", [one])

    def _list(self, name: str, every: Iterable[Any], parts: Sequence[Part[Any]], total: str) -> None:
        listed = {key for part in parts for key in part.keys}
        kinds = {key: self.part(name, key) for key in (*every, *listed)}
        self.kinds[name] = kinds
        self.knowledge.between(kinds.values(), 0, 0, [self.total[total]])
        for part in parts:
            self._told([kinds[key] for key in part.keys], part.number)
        for key, one in kinds.items():
            if parts and key not in listed:
                self._told([one], 0)
            self.knowledge.hide(self.half, name, "line", [one])

    def _days(self, account: Account) -> None:
        """How many were answered in time, and what the quarters say of that."""
        days = account.answered
        in_time, late = (self.knowledge.unknown(self.half, "answered", name) for name in ("in_time", "late"))
        self.knowledge.between([in_time, late], 0, 0, [self.total["answered"]])
        for one, number in ((in_time, days.in_time), (late, days.late)):
            self.knowledge.told([one], number)
            self.knowledge.hide(self.half, "answered", "days", [one])
        if not isinstance(days.reports, int):
            return
        for quarters, value in enumerate((days.quarter, days.half, days.three_quarters), 1):
            done = ceil(quarters * days.reports / 4)
            if value is not None and value <= NORM:
                self.knowledge.between([in_time], done, MANY)
            elif value is not None:
                self.knowledge.between([in_time], 0, done - 1)

    def _told(self, unknowns: Iterable[int], figure: Figure) -> None:
        self.knowledge.told(unknowns, figure)
