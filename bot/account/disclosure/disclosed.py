"""What is told of one half-year: all that any workbook may show of it, kept as JSON. Pure.

It is decided once, when the half-year is closed. Every account of a longer or shorter period, of whatever
edition or of several organisations, is made of this alone: so all together they tell no more than this."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from bot.account.disclosure.figures import Account, Days
from bot.account.disclosure.months import Cross, Months
from bot.account.disclosure.numbers import AtLeast, Below, Between, Figure
from bot.account.disclosure.suppression import THRESHOLD, Part
from bot.account.disclosure.tables import Row, Table
from bot.account.disclosure.themes import ThemeLine

# Which reports are counted: all, in half-years closed by older versions, in which also a line of a table was
# there because somebody was in it.
ALL, KNOWN_TO_ALL = 1, 2


class Year(NamedTuple):
    """What is told of a year besides what its half-years tell. `before` is the version of the first of them
    with which it was decided. Of the account, what is not told is empty; `tables` have no totals."""

    before: int
    account: Account
    tables: tuple[Table, ...] = ()


class Disclosed(NamedTuple):
    """`names` are what departments, target groups and kinds were called. `changed` names the lists in which
    a correction changed something ("themes", "onboarding_departments", …), `withheld` those that are not told
    because a reader could have worked out a small number. `form` says which reports are counted: those that
    were never kept from anybody, or all. `year` is there with the second half-year of a year, where
    more is told of that."""

    account: Account
    tables: tuple[Table, ...] = ()
    names: Mapping[str, str] = {}
    changed: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    form: int = KNOWN_TO_ALL
    year: Year | None = None


def dump(told: Disclosed) -> str:
    """The JSON of what is told; the same figures always give the same text."""
    kept = {
        "form": told.form,
        **_account(told.account),
        "tables": [_table(table) for table in told.tables],
        "names": dict(sorted(told.names.items())),
        "changed": list(told.changed),
        **({"withheld": list(told.withheld)} if told.withheld else {}),
        **({"year": _year(told.year)} if told.year else {}),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Disclosed:
    """What `dump` made JSON of."""
    kept = json.loads(text)
    return Disclosed(
        _read_account(kept),
        tuple(map(_read_table, kept["tables"])),
        kept["names"],
        tuple(kept["changed"]),
        tuple(kept.get("withheld", ())),
        kept["form"],
        _read_year(kept["year"]) if "year" in kept else None,
    )


PARTS = ("identities", "departments", "outcomes", "redirects")


def _year(year: Year) -> dict[str, Any]:
    tables = [_table(table) for table in year.tables]
    return {"before": year.before, **_account(year.account), "tables": tables}


def _read_year(kept: dict[str, Any]) -> Year:
    return Year(kept["before"], _read_account(kept), tuple(map(_read_table, kept["tables"])))


def _account(account: Account) -> dict[str, Any]:
    decided = account.decided
    return {
        "first": account.first.isoformat(),
        "last": account.last.isoformat(),
        "received": _figure(account.received),
        "themes": [[list(line.groups), list(line.themes), line.number] for line in account.themes],
        "months": [_months(block) for block in account.months],
        "size": account.size,
        "cross": account.cross and _cross(account.cross),
        **{name: _parts(getattr(account, name)) for name in PARTS},
        "answered": [_figure(account.answered.reports), *account.answered[1:]],
        "closed": [_figure(account.closed.reports), *account.closed[1:]],
        "open_at_end": _figure(account.open_at_end),
        "redirected": _figure(account.redirected),
        **({"reopened": _figure(account.reopened)} if account.reopened != 0 else {}),
        **({"decided": [_figure(decided.reports), *decided[1:]]} if decided is not None else {}),
        **({"origins": _parts(account.origins)} if account.origins is not None else {}),
        **({"threshold": account.threshold} if account.threshold != THRESHOLD else {}),
    }


def _read_account(kept: dict[str, Any]) -> Account:
    lists = {
        name: tuple(Part(tuple(keys), number) for keys, number in kept[name])
        for name in (*PARTS, "origins")
        if name in kept
    }
    return Account(
        first=date.fromisoformat(kept["first"]),
        last=date.fromisoformat(kept["last"]),
        received=_read(kept["received"]),
        themes=tuple(ThemeLine(tuple(g), tuple(t), n) for g, t, n in kept["themes"]),
        months=tuple(map(_read_months, kept["months"])),
        size=kept["size"],
        cross=_read_cross(kept["cross"]) if kept["cross"] else None,
        answered=Days(_read(kept["answered"][0]), *kept["answered"][1:]),
        closed=Days(_read(kept["closed"][0]), *kept["closed"][1:]),
        open_at_end=_read(kept["open_at_end"]),
        redirected=_read(kept["redirected"]),
        threshold=kept.get("threshold", THRESHOLD),
        reopened=_read(kept.get("reopened", 0)),
        decided=Days(_read(kept["decided"][0]), *kept["decided"][1:]) if "decided" in kept else None,
        **lists,
    )


def _figure(figure: Figure) -> Any:
    if isinstance(figure, Below):
        return {"below": figure.limit}
    if isinstance(figure, AtLeast):
        return {"at_least": figure.least}
    return {"least": figure.least, "most": figure.most} if isinstance(figure, Between) else figure


def _read(kept: Any) -> Figure:
    if isinstance(kept, list):  # as versions before wrote a minimum, and could not read it any more
        return AtLeast(*kept)
    if isinstance(kept, dict) and "at_least" in kept:
        return AtLeast(kept["at_least"])
    if isinstance(kept, dict):
        return Below(kept["below"]) if "below" in kept else Between(kept["least"], kept["most"])
    return None if kept is None else int(kept)


def _parts(parts: tuple[Part[Any], ...]) -> list[Any]:
    return [[list(part.keys), part.number] for part in parts]


def _months(block: Months) -> list[Any]:
    return [block.first.isoformat(), block.last.isoformat(), block.number]


def _read_months(kept: list[Any]) -> Months:
    return Months(date.fromisoformat(kept[0]), date.fromisoformat(kept[1]), kept[2])


def _cross(cross: Cross) -> dict[str, Any]:
    return {
        "themes": [[list(line.groups), list(line.themes), line.number] for line in cross.themes],
        "months": [_months(block) for block in cross.months],
        "size": cross.size,
        "cells": [list(row) for row in cross.cells],
    }


def _read_cross(kept: dict[str, Any]) -> Cross:
    return Cross(
        tuple(ThemeLine(tuple(g), tuple(t), n) for g, t, n in kept["themes"]),
        tuple(map(_read_months, kept["months"])),
        kept["size"],
        tuple(map(tuple, kept["cells"])),
    )


def _table(table: Table) -> list[Any]:
    rows = [[list(row.keys), [_figure(number) for number in row.numbers]] for row in table.rows]
    return [table.name, list(table.measures), rows, [_figure(number) for number in table.total]]


def _read_table(kept: list[Any]) -> Table:
    name, measures, rows, total = kept
    read = tuple(Row(tuple(keys), tuple(map(_read, numbers))) for keys, numbers in rows)
    return Table(name, tuple(measures), read, tuple(map(_read, total)))
