"""Counts put in the lines and columns of a table."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session

from storage import organisations

Numbers = dict[str, list[int]]


def every_department(session: Session, organisation_id: int) -> list[str]:
    """Every department has its line, with people in it or without: who is there, nobody can see from that."""
    return [f"department/{one.id}" for one in organisations.departments(session, organisation_id)]


def grid(counted: Iterable[tuple[str, str, int]], of: Iterable[str], lines: Iterable[str] = ()) -> Numbers:
    """(line, measure, number) added up: line → its numbers in the order of the measures; these `lines` are
    there also when nothing is on them."""
    measures = list(of)
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(measures))
    for key in lines:
        found[key] = [0] * len(measures)
    for key, name, number in counted:
        found[key][measures.index(name)] += number
    return dict(sorted(found.items()))
