"""The floor of an export: the same questions in plain SQL, the same sheets in plain openpyxl, nothing else.

`python -m bench.bare_export <database> <sheets.json> <out.xlsx>`; bench.export makes sheets.json."""

import json
import re
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

QUESTIONS = """
    SELECT substr(received_on, 1, 7), theme, identity, department_id, count(*) FROM report
    WHERE organisation_id = 1 AND received_on BETWEEN :first AND :last GROUP BY 1, 2, 3, 4;

    SELECT julianday(first_answer_on) - julianday(received_on), count(*) FROM report
    WHERE organisation_id = 1 AND first_answer_on BETWEEN :first AND :last GROUP BY 1;

    SELECT outcome, julianday(closed_on) - julianday(received_on), count(*) FROM report
    WHERE organisation_id = 1 AND closed_on BETWEEN :first AND :last GROUP BY 1, 2;

    SELECT count(*) FROM report
    WHERE organisation_id = 1 AND received_on <= :last AND (closed_on IS NULL OR closed_on > :last);

    SELECT kind, sum(count) FROM redirect
    WHERE organisation_id = 1 AND month BETWEEN :first AND :last GROUP BY kind
"""


def main(database: str, sheets: str, out: str) -> None:
    """Asks, writes, and says nothing."""
    given = json.loads(Path(sheets).read_text(encoding="utf-8"))
    ask(database, [(QUESTIONS, {"first": given["first"], "last": given["last"]})])
    write(given["sheets"], out)


def ask(database: str, asked: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Asks questions, with a semicolon between them, of an SQLite file or a PostgreSQL address."""
    if not database.startswith("postgresql"):
        lite = sqlite3.connect(database)
        for questions, given in asked:
            for question in questions.split(";"):
                lite.execute(question, given).fetchall()
        return
    with psycopg.connect(database) as large:
        for questions, given in asked:
            for question in in_postgresql(questions).split(";"):
                large.execute(question.encode(), given).fetchall()


def in_postgresql(questions: str) -> str:
    """The same questions in the words of PostgreSQL."""
    named = re.sub(r":(first|last|home)\b", r"%(\1)s", questions)
    months = named.replace("substr(received_on, 1, 7)", "date_trunc('month', received_on)")
    return re.sub(r"julianday\((\w+)\)", r"\1", months)


def write(sheets: list[dict[str, Any]], out: str) -> None:
    """Writes these sheets and nothing else."""
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        page = workbook.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            page.append(row)
        for _ in range(sheet["charts"]):
            chart = BarChart()
            chart.add_data(Reference(page, min_col=2, min_row=1, max_row=len(sheet["rows"])))
            page.add_chart(chart, "A1")
    workbook.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
