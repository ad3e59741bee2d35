"""Somebody who wants to know what the account hides: everything shown at once, as integer equations.

The unknowns are reports by theme and month, by identity, by origin, by department, closed ones by outcome,
redirects by kind, and the totals.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.account.disclosure.figures import Account
from bot.account.disclosure.months import Months, blocks
from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.suppression import Part
from tests.bot.account.equations import UNTOLD, Equations, Unknown


class Attacker(Equations):
    """Knows the whole account, and that no zero is hidden in a table; `known` are all kinds in each list."""

    def __init__(self, account: Account, known: dict[str, Iterable[object]]) -> None:
        super().__init__()
        self.account = account
        self.months = [block.first for block in blocks(account.first, account.last, 1)]
        self.themes = list(known["theme"])
        self._received(account, known)
        self._list("outcome", known["outcome"], account.outcomes, "closed")
        self._list("redirect", known["redirect"], account.redirects, "redirected")
        self._total("closed", account.closed.reports)
        self._total("redirected", account.redirected)
        self._total("open", account.open_at_end)
        self._total("reopened", account.reopened)
        self._total("decided", account.decided.reports if account.decided else None)
        # What is open at the end was open before, or came in, or was opened again; and was not closed.
        came: list[Unknown] = [("received",), ("open before",), ("reopened",)]
        self.say([("open",), ("closed",), *came], [1, 1, -1, -1, -1], 0, 0)

    def cell(self, themes: Iterable[object], block: Months) -> list[Unknown]:
        """The reports on these themes that came in in these months."""
        months = [month for month in self.months if block.first <= month <= block.last]
        return [("cell", theme, month) for theme in themes for month in months]

    def theme(self, theme: object) -> list[Unknown]:
        return [("cell", theme, month) for month in self.months]

    def month(self, month: date) -> list[Unknown]:
        return [("cell", theme, month) for theme in self.themes]

    def _received(self, account: Account, known: dict[str, Iterable[object]]) -> None:
        whole = self.cell(self.themes, Months(account.first, account.last))
        self._sum([*whole, ("received",)], [*([1] * len(whole)), -1], 0)
        for line in account.themes:
            self._sum([one for theme in line.themes for one in self.theme(theme)], None, line.number)
        for block in account.months:
            self._sum(self.cell(self.themes, block), None, block.number)
        if account.cross:
            for line, row in zip(account.cross.themes, account.cross.cells, strict=True):
                for block, number in zip(account.cross.months, row, strict=True):
                    cell = self.cell(line.themes, block)
                    if number is None:  # zeros are never hidden in a table
                        self.say(cell, [1] * len(cell), 1, UNTOLD)
                    else:
                        self._sum(cell, None, number)
        self._list("identity", known["identity"], account.identities, "received")
        self._list("origin", known["origin"], account.origins or (), "received")
        self._list("department", known["department"], account.departments, "received")
        self._total("received", account.received)

    def _list(self, name: str, known: Iterable[object], parts: Iterable[Part[Any]], total: str) -> None:
        kinds: list[Unknown] = [(name, kind) for kind in known]
        self._sum([*kinds, (total,)], [*([1] * len(kinds)), -1], 0)
        for keys, number, *_ in parts:
            self._sum([(name, key) for key in keys], None, number)

    def _total(self, name: str, figure: Figure) -> None:
        if isinstance(figure, Below):
            self.say([(name,)], [1], 1, figure.limit - 1)
        elif isinstance(figure, Between):
            self.say([(name,)], [1], figure.least, figure.most)
        elif isinstance(figure, AtLeast):
            self.say([(name,)], [1], figure.least, UNTOLD)
        elif figure is not None:
            self._sum([(name,)], None, figure)

    def _sum(self, unknowns: list[Unknown], signs: list[int] | None, number: int) -> None:
        self.say(unknowns, signs or [1] * len(unknowns), number, number)
