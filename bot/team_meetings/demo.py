"""A year of team meetings for the made-up municipality: most were held, some are still to come."""

import random
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.foundation.context import ZONE, Context, Visitor
from bot.integrity_week import polls
from bot.messages import working_time
from bot.team_meetings import content, follow_up, participant
from storage import meetings, purpose_keys, sealing, teams
from storage import polls as kept
from storage.meetings import RoundRow
from storage.organisations import OrganisationRow
from storage.vault import Vault

BEGAN = timedelta(days=150)  # ago
HELD = 0.7  # of the teams
AGREED = (
    "Bij twijfel kijken we met zijn tweeën.",
    "Een signaal blijft nooit langer dan een dag liggen.",
    "We bespreken elke maand één voorbeeld.",
)
VOTES = {"know": 24, "roughly": 9, "unknown": 4}


def fill(session: Session, vault: Vault, organisation: OrganisationRow, lead_id: int, now: datetime) -> None:
    """A round with the meetings of every team; that of the cast's lead is planned for next week."""
    dice, today = random.Random(6), now.astimezone(ZONE).date()
    began = working_time.working_days_after(today - BEGAN, 0, organisation.slug)
    until = began + timedelta(days=290)
    of = RoundRow(began.year, content.names()[0], began, until - timedelta(days=(until.weekday() - 4) % 7))
    ctx = _visit(session, vault, organisation, "coordinator", now - BEGAN)
    meetings.start_round(session, organisation.id, of)
    every = {team.id: team for team in teams.every(session, organisation.id, today)}
    meetings.add_missing(session, organisation.id, of.year, every.values())
    follow_up.begin(ctx, of)
    key = purpose_keys.make(vault, organisation.id, participant.KEY)
    for row in meetings.of_year(session, organisation.id, of.year):
        team = every[row.team_id]
        if team.lead_id == lead_id:
            soon = working_time.working_days_after(today, 4, organisation.slug)
            meetings.change(session, row.id, planned_on=soon)
        elif dice.random() < HELD and (held := _day(dice, of, today)):
            place = (participant.KEY, organisation.id, row.id)
            agreed = sealing.seal(key, dice.choice(AGREED), *place) if dice.random() < 0.6 else None
            present = max(1, team.size - dice.randint(0, max(1, team.size // 4)))
            meetings.change(
                session,
                row.id,
                planned_on=held,
                held_on=held,
                present=present,
                size=team.size,
                agreements=agreed,
            )
    poll = kept.about(session, organisation.id, follow_up.KIND, str(of.year))
    assert poll is not None
    answers = [answer for answer, number in VOTES.items() for _ in range(number)]
    for number, answer in enumerate(dice.sample(answers, len(answers))):
        polls.vote(_visit(session, vault, organisation, f"demo-{number}", now), poll.id, answer)


def _day(dice: random.Random, of: RoundRow, today: date) -> date | None:
    """A working day on which a team met, in the year of the round."""
    day = working_time.working_days_after(of.started_on, dice.randint(10, 90))
    return day if day < today and day.year == of.year else None


def _visit(
    session: Session, vault: Vault, organisation: OrganisationRow, who: str, when: datetime
) -> Context:
    visitor = Visitor("web", "demo", who, who, known_as=who)
    return Context.of(session, vault, visitor, organisation, when)
