"""Made-up reports, and the counts of them worked out by hand: what SQL and the workbook are held against."""

import random
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.reports.dialogue import IDENTITIES, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Answered, Closed, Counts, Received, Redirected
from storage.tables.reports import Redirect, Report


class Made(NamedTuple):
    """A report as far as it is counted."""

    theme: str
    identity: str
    department: int | None
    received_on: date
    first_answer_on: date | None
    closed_on: date | None
    outcome: str | None


def some_reports(
    number: int, first: date, last: date, seed: int, departments: Sequence[int] = (), skew: float = 1.0
) -> list[Made]:
    """Made-up reports received in a period; with more skew, few themes and departments have most of them."""
    rng = random.Random(seed)

    def one_of(kinds: Sequence[object]) -> int:
        return min(int(rng.random() ** (1 + skew) * len(kinds)), len(kinds) - 1)

    def later(day: date, chance: float, most: int) -> date | None:
        return day + timedelta(days=int(rng.random() ** 2 * most)) if rng.random() < chance else None

    made = []
    places = [*departments, None]
    themes, outcomes = rng.sample(THEMES, len(THEMES)), rng.sample(OUTCOMES, len(OUTCOMES))
    for _ in range(number):
        day = first + timedelta(days=rng.randrange((last - first).days + 1))
        closed = later(day, 0.7, 300)
        made.append(
            Made(
                themes[one_of(themes)],
                IDENTITIES[one_of(IDENTITIES)],
                places[one_of(places)],
                day,
                later(day, 0.9, 30),
                closed,
                outcomes[one_of(outcomes)] if closed else None,
            )
        )
    return made


def some_redirects(number: int, seed: int) -> dict[str, int]:
    """How often somebody was sent to each other address."""
    rng = random.Random(seed)
    return {kind: int(number * rng.random() ** 2) for kind in REDIRECTS}


def counted(reports: Sequence[Made], redirects: dict[str, int], first: date, last: date) -> Counts:
    """What must be counted of these reports in a period, one by one."""
    received = Counter(
        (r.received_on.replace(day=1), r.theme, r.identity, r.department)
        for r in reports
        if first <= r.received_on <= last
    )
    answered = Counter(
        (r.first_answer_on - r.received_on).days
        for r in reports
        if r.first_answer_on and first <= r.first_answer_on <= last
    )
    closed = Counter(
        (r.outcome, (r.closed_on - r.received_on).days)
        for r in reports
        if r.closed_on and first <= r.closed_on <= last
    )
    still_open = [r for r in reports if r.received_on <= last and not (r.closed_on and r.closed_on <= last)]
    return Counts(
        [Received(*key, number) for key, number in received.items()],
        [Answered(days, number) for days, number in answered.items()],
        [Closed(*key, number) for key, number in closed.items()],
        len(still_open),
        [Redirected(kind, number) for kind, number in redirects.items()],
    )


def keep(session: Session, organisation_id: int, reports: Sequence[Made], audience: str = "handlers") -> None:
    """Puts made-up reports into a database."""
    for made in reports:
        id = secrets.token_hex(16)
        session.add(
            Report(
                id=id,
                organisation_id=organisation_id,
                number=id[:12],
                theme=made.theme,
                identity=made.identity,
                department_id=made.department,
                audience=audience,
                status="closed" if made.closed_on else "received",
                outcome=made.outcome,
                received_on=made.received_on,
                first_answer_on=made.first_answer_on,
                closed_on=made.closed_on,
                sealed=b"x",
            )
        )
    session.flush()


def keep_redirects(session: Session, organisation_id: int, redirects: dict[str, int], month: date) -> None:
    """Puts counts of redirects into a database."""
    for kind, number in redirects.items():
        session.add(Redirect(organisation_id=organisation_id, kind=kind, month=month, count=number))
    session.flush()
