"""Tables by department of what is told as a whole elsewhere: outcomes and days, modules, campaigns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.account.disclosure.acts import ACTED
from bot.account.disclosure.figures import NOT_GIVEN, days_of
from bot.account.disclosure.kinds import DAYS, KINDS, SENT
from bot.account.disclosure.tables import Table
from bot.reports.satisfaction import ANSWERS
from storage import department_counts, gathering_counts, learning_counts, organisations, satisfaction


def of_reports(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> Iterator[Table]:
    """Outcomes and days of closed reports, of a half-year that is closed; what is small is hidden already."""
    places = [one.id for one in organisations.departments(session, organisation_id)]
    if places:
        closed = department_counts.closed(session, organisation_id, first, last)
        ended = KINDS["outcomes_departments"].of(_outcomes(closed, places), threshold)
        yield ended
        yield KINDS["days_departments"].of(_days(closed, ended, threshold), threshold)


def of_reporters(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> Iterator[Table]:
    """What reporters thought of how their report was handled, in a half-year that is closed."""
    given = satisfaction.counts(session, organisation_id, first)
    yield KINDS["satisfaction"].of({one: [given.get(one, 0)] for one in ANSWERS}, threshold)


def of_people(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> Iterator[Table]:
    """Modules that were finished, and what became of campaigns; what is small is hidden already."""
    asked = session, organisation_id, first, last
    places = [one.id for one in organisations.departments(session, organisation_id)]
    modules = {
        _line(f"{one.programme}/{one.module}", one.department_id): [one.finished]
        for one in learning_counts.finished_by_department(*asked)
    }
    yield KINDS["modules_departments"].of(_everywhere(modules, places, 1), threshold)
    sent = {
        _line(f"campaign/{one.campaign_id}", one.department_id): [
            one.completed,
            max(one.opened - one.completed, 0),
            max(one.sent - one.opened, 0),
        ]
        for one in gathering_counts.campaigns(*asked)
    }
    yield KINDS["campaigns_departments"].of(_everywhere(sent, places, len(SENT)), threshold)


def _outcomes(closed: Iterable[department_counts.Closed], places: Iterable[int]) -> dict[str, list[int]]:
    """How many something was done with, and how many not, by department and where none was named."""
    found = {f"department/{place}": [0, 0] for place in (*places, NOT_GIVEN)}
    for one in closed:
        line = found.setdefault(f"department/{one.department_id or NOT_GIVEN}", [0, 0])
        line[one.outcome not in ACTED] += one.number
    return found


def _days(closed: Iterable[department_counts.Closed], ended: Table, threshold: int) -> dict[str, list[Any]]:
    """Within how many days a quarter, half and three quarters were closed: of departments of which it is told
    how many were, so that it says nothing of that."""
    waited: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for one in closed:
        line = waited[f"department/{one.department_id or NOT_GIVEN}"]
        line[one.days] = line.get(one.days, 0) + one.number
    alone = {row.keys[0] for row in ended.rows if len(row.keys) == 1 and None not in row.numbers}
    told = {line: days_of(waited[line], threshold) for line in sorted(alone & {*waited})}
    return {
        line: [getattr(days, name) for name in DAYS] for line, days in told.items() if days.half is not None
    }


def _line(of: str, department_id: int) -> str:
    return f"{of}@department/{department_id}"


def _everywhere(
    counts: Mapping[str, list[int]], places: Iterable[int], measures: int
) -> Mapping[str, list[int]]:
    """With a line for each department, also where there is nobody."""
    every = [*places]
    kinds = dict.fromkeys(line.partition("@")[0] for line in counts)
    empty = {_line(kind, place): [0] * measures for kind in kinds for place in every}
    return dict(sorted({**empty, **counts}.items()))
