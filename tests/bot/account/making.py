"""Made-up reports, and the counts of them worked out by hand: what SQL and the workbook are held against."""

import random
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.reports.dialogue import IDENTITIES, ORIGINS, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Answered, Closed, Counts, Decided, Received, Redirected
from storage.tables.reports import Redirect, Report, ReportReopening


class Ended(NamedTuple):
    """How a report had ended before it was opened again."""

    closed_on: date
    outcome: str
    days: int
    reopened_on: date


class Made(NamedTuple):
    """A report as far as it is counted. `again`: each time that it was closed and then opened again.
    `decided_on`: by its first closing at the latest."""

    theme: str
    identity: str
    department: int | None
    received_on: date
    first_answer_on: date | None
    closed_on: date | None
    outcome: str | None
    again: tuple[Ended, ...] = ()
    decided_on: date | None = None
    origin: str = ""


def some_reports(
    number: int,
    first: date,
    last: date,
    seed: int,
    departments: Sequence[int] = (),
    skew: float = 1.0,
    again: float = 0.0,
) -> list[Made]:
    """Made-up reports received in a period; with more skew, few themes and departments have most of them.
    `again`: the chance that a closed one is opened again."""
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
    made = [_decided(one, last, random.Random(-seed - place)) for place, one in enumerate(made)]
    made = [_entered(one, random.Random(f"{seed}/{place}")) for place, one in enumerate(made)]
    return [_reopened(one, again, random.Random(seed + place)) for place, one in enumerate(made)]


def _decided(made: Made, last: date, rng: random.Random) -> Made:
    """The report, decided on before it was closed; perhaps not yet when it is open."""
    if made.closed_on is None and rng.random() < 0.4:
        return made
    until = made.closed_on or last + timedelta(days=60)
    waited = int(rng.random() * ((until - made.received_on).days + 1))
    return made._replace(decided_on=made.received_on + timedelta(days=waited))


def _entered(made: Made, rng: random.Random) -> Made:
    """The report, perhaps entered by the reporting point for its reporter."""
    return made._replace(origin=rng.choice(ORIGINS[: rng.randint(1, 6)])) if rng.random() < 0.3 else made


def _reopened(made: Made, chance: float, rng: random.Random) -> Made:
    """The report, perhaps opened again after a while, and perhaps closed again."""
    while made.closed_on and made.outcome and rng.random() < chance:
        since = made.again[-1].reopened_on if made.again else made.received_on
        ended = Ended(
            made.closed_on,
            made.outcome,
            (made.closed_on - since).days,
            made.closed_on + timedelta(days=rng.randrange(120)),
        )
        closed = ended.reopened_on + timedelta(days=rng.randrange(90)) if rng.random() < 0.7 else None
        outcome = rng.choice(OUTCOMES) if closed else None
        made = made._replace(closed_on=closed, outcome=outcome, again=(*made.again, ended))
    return made


def closings(made: Made) -> list[tuple[date, str | None, int]]:
    """Each time that a report was closed: the day, the outcome, and how long it was open."""
    found: list[tuple[date, str | None, int]] = [one[:3] for one in made.again]
    if made.closed_on:
        since = made.again[-1].reopened_on if made.again else made.received_on
        found.append((made.closed_on, made.outcome, (made.closed_on - since).days))
    return found


def is_open(made: Made, day: date) -> bool:
    """Whether a report had come in and was not closed, at the end of a day."""
    ended = sum(one <= day for one, *_ in closings(made))
    return made.received_on <= day and ended == sum(one.reopened_on <= day for one in made.again)


def some_redirects(number: int, seed: int) -> dict[str, int]:
    """How often somebody was sent to each other address."""
    rng = random.Random(seed)
    return {kind: int(number * rng.random() ** 2) for kind in REDIRECTS}


def counted(reports: Sequence[Made], redirects: dict[str, int], first: date, last: date) -> Counts:
    """What must be counted of these reports in a period, one by one."""
    received = Counter(
        (r.received_on.replace(day=1), r.theme, r.identity, r.department, r.origin)
        for r in reports
        if first <= r.received_on <= last
    )
    answered = Counter(
        (r.first_answer_on - r.received_on).days
        for r in reports
        if r.first_answer_on and first <= r.first_answer_on <= last
    )
    decided = Counter(
        (r.decided_on - r.received_on).days for r in reports if r.decided_on and first <= r.decided_on <= last
    )
    closed = Counter(
        (outcome, days) for r in reports for day, outcome, days in closings(r) if first <= day <= last
    )
    still_open = [r for r in reports if is_open(r, last)]
    again = [one for r in reports for one in r.again if first <= one.reopened_on <= last]
    return Counts(
        [Received(*key, number) for key, number in received.items()],
        [Answered(days, number) for days, number in answered.items()],
        [Closed(*key, number) for key, number in closed.items()],
        len(still_open),
        [Redirected(kind, number) for kind, number in redirects.items()],
        len(again),
        [Decided(days, number) for days, number in decided.items()],
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
                origin=made.origin,
                department_id=made.department,
                audience=audience,
                status="closed" if made.closed_on else "received",
                outcome=made.outcome,
                received_on=made.received_on,
                first_answer_on=made.first_answer_on,
                closed_on=made.closed_on,
                decided_on=made.decided_on,
                reopened_on=made.again[-1].reopened_on if made.again else None,
                sealed=b"x",
            )
        )
        session.flush()
        for place, one in enumerate(made.again, 1):
            session.add(ReportReopening(report_id=id, position=place, **one._asdict()))
    session.flush()


def keep_redirects(session: Session, organisation_id: int, redirects: dict[str, int], month: date) -> None:
    """Puts counts of redirects into a database."""
    for kind, number in redirects.items():
        session.add(Redirect(organisation_id=organisation_id, kind=kind, month=month, count=number))
    session.flush()
