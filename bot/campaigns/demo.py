"""A year of campaigns for the made-up municipality: those that went out with their counts, those to come."""

import random
from collections import Counter
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.campaigns import content
from bot.foundation.context import ZONE
from storage import campaigns, recipients
from storage.organisations import OrganisationRow

YEAR = timedelta(days=365)
OPENED, COMPLETED = (0.55, 0.8), (0.7, 0.95)  # of those before, between these


def fill(session: Session, organisation: OrganisationRow, now: datetime) -> None:
    """The ready rhythm, a year back and a year ahead."""
    dice, today = random.Random(8), now.astimezone(ZONE).date()
    people = recipients.page(session, organisation.id, (), today)
    homes = Counter(recipients.department_of(session, person) for person in people)
    beats = [beat for beat in content.rhythm() if beat.campaign]
    every = [
        (content.day_of(beat, year, organisation.slug), beat.name)
        for beat in beats
        for year in range(today.year - 1, today.year + 2)
        if content.comes(beat, year)
    ]
    for day, name in sorted(every):
        if not today - YEAR <= day <= today + YEAR:
            continue
        id = campaigns.add(session, organisation.id, day, name, groups=content.campaign(name).groups)
        if day <= today:
            campaigns.change(session, id, state="over")
            for department_id, number in homes.items():
                opened = round(number * dice.uniform(*OPENED))
                completed = round(opened * dice.uniform(*COMPLETED))
                campaigns.note(session, id, department_id, campaigns.Reach(number, opened, completed))
