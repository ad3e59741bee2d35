"""The floor of twenty accounts: the same questions in plain SQL, the same sheets in plain openpyxl.

`python -m bench.bare_account <database> <sheets.json> <folder>`; bench.account makes sheets.json."""

import json
import sys
from pathlib import Path

from bench.bare_export import QUESTIONS, ask, write

LEARNING = """
    SELECT assigned >= :first, begun >= :first, department_id, unfinished = 0, late > 0,
      CASE WHEN unfinished = 0 THEN julianday(finished) - julianday(assigned) END, count(*)
    FROM (SELECT person_id, min(assigned_on) assigned, min(begun_on) begun, max(finished_on) finished,
        count(CASE WHEN finished_on IS NULL OR finished_on > :last THEN 1 END) unfinished,
        count(CASE WHEN (finished_on IS NULL OR finished_on > :last) AND due_on < :last THEN 1 END) late
      FROM learning WHERE organisation_id = :home AND assigned_on <= :last GROUP BY person_id, programme) each
    JOIN person ON person.id = person_id GROUP BY 1, 2, 3, 4, 5, 6;

    SELECT programme, module, count(CASE WHEN begun_on >= :first THEN 1 END),
      count(CASE WHEN finished_on BETWEEN :first AND :last THEN 1 END),
      count(CASE WHEN (finished_on IS NULL OR finished_on > :last) AND due_on < :last AND active THEN 1 END)
    FROM learning JOIN person ON person.id = person_id
    WHERE learning.organisation_id = :home AND assigned_on <= :last GROUP BY 1, 2
"""


def main(database: str, sheets: str, folder: str) -> None:
    """Asks, writes, and says nothing."""
    books = json.loads(Path(sheets).read_text(encoding="utf-8"))
    questions = f"{QUESTIONS.replace('organisation_id = 1', 'organisation_id = :home')};{LEARNING}"
    period = {"first": books[0]["first"], "last": books[0]["last"]}
    homes = range(1, len(books))  # the last book is over all, and asks nothing of its own
    ask(database, ((questions, {**period, "home": home}) for home in homes))
    for book in books:
        write(book["sheets"], str(Path(folder, f"bare-{book['name']}")))


if __name__ == "__main__":
    main(*sys.argv[1:])
