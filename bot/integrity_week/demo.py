"""Two integrity weeks for the made-up municipality: one of months ago, and one that is on or about to be."""

import random
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from bot.foundation import words
from bot.foundation.context import ZONE, Context, Visitor
from bot.integrity_week import coordinator, dilemmas, polls, schedule
from bot.integrity_week.content import next_turn, programme
from storage import recipients, sign_ups, week
from storage.organisations import OrganisationRow
from storage.vault import Vault
from storage.week import WeekRow

AGO = timedelta(weeks=20)
CAME = 0.35  # of the colleagues took part in something
PLACES = ("Raadzaal", "Kantine", "Hal van het gemeentehuis", "Gemeentewerf")
LEANINGS = ((5, 2, 3), (2, 3, 5), (3, 3, 4), (2, 3, 5), (4, 4, 2))  # what people choose, a row a dilemma


def fill(session: Session, vault: Vault, organisation: OrganisationRow, now: datetime) -> None:
    """Makes both weeks, with who joined, took part and voted."""
    today = now.astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    coming = monday if today.weekday() < 5 else monday + timedelta(weeks=1)
    dice = random.Random(7)
    for first in (monday - AGO, coming):
        _make(session, vault, organisation, first, now, dice)


def _make(
    session: Session,
    vault: Vault,
    organisation: OrganisationRow,
    first: date,
    now: datetime,
    dice: random.Random,
) -> None:
    planned = schedule.moment(first - timedelta(days=30), time(10))
    ctx = _visit(session, vault, organisation, "coordinator", planned)
    title = f"{programme('nl').title} {words.text(f'months.m{first.month}', 'nl')} {first.year}"
    turn = next_turn(week.last_turn(session, organisation.id))
    row = week.add(session, organisation.id, title, first, first + timedelta(days=4), True, turn)
    coordinator.fill(ctx, row)
    dilemmas.begin(ctx, row)
    week.change(session, row.id, announced=True)
    people = recipients.page(session, organisation.id, (), now.astimezone(ZONE).date())
    _come(session, row, people, now, dice)
    for poll, leaning in zip(dilemmas.of_week(ctx, row), LEANINGS, strict=False):
        voting = _visit(session, vault, organisation, "", schedule.moment(poll.opens_on, time(12)))
        if voting.now > now:
            continue
        for number, answer in enumerate(dice.choices(poll.answers, leaning, k=dice.randint(18, 34))):
            polls.vote(_visit(session, vault, organisation, f"demo-{number}", voting.now), poll.id, answer)
        if poll.closes_on < now.astimezone(ZONE).date():
            polls.close(session, vault, organisation.id, poll.id)


def _come(session: Session, row: WeekRow, people: list[int], now: datetime, dice: random.Random) -> None:
    """Some come to one or two activities; whoever still has to come has joined."""
    homes = {person: recipients.department_of(session, person) for person in people}
    every = week.activities(session, row.organisation_id, row.id)
    for at, one in enumerate(every):
        week.change_activity(session, one.id, place=PLACES[at % len(PLACES)])
    for person in dice.sample(people, int(len(people) * CAME)):
        chosen = dice.sample(every, dice.choice((1, 1, 2)))
        for one in chosen:
            if one.starts_at > now:
                full = (
                    one.capacity is not None
                    and sign_ups.places(session, [one.id])[one.id].joined >= one.capacity
                )
                sign_ups.add(session, one.id, person, full)
            else:
                sign_ups.count_participation(session, one.id, homes[person])
        if any(one.starts_at <= now for one in chosen):
            sign_ups.count_participant(session, row.id, homes[person])
    over = [one for one in every if one.starts_at <= now]
    came = sign_ups.participations(session, [one.id for one in over])
    for one in dice.sample(over, len(over) // 2):
        week.change_activity(session, one.id, headcount=came.get(one.id, 0) + dice.randint(0, 9))


def _visit(
    session: Session, vault: Vault, organisation: OrganisationRow, who: str, when: datetime
) -> Context:
    visitor = Visitor("web", "demo", who, who, known_as=who)
    return Context.of(session, vault, visitor, organisation, when)
