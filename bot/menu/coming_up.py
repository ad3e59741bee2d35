"""What comes up for everybody: for a page that anybody in the organisation can read without logging in."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.foundation import words
from bot.screens import dates
from bot.team_meetings import content
from storage import meetings, week
from storage.organisations import OrganisationRow

AHEAD = timedelta(days=120)


class Coming(NamedTuple):
    """Something that comes up: from when, and what, in words. `day` is when it begins, or has begun."""

    day: date
    title: str
    text: str


def coming(session: Session, organisation: OrganisationRow, today: date, locale: str) -> list[Coming]:
    """What is announced: the integrity week, and this year's team meetings; by day. Campaigns are not told
    beforehand, and nothing here names a person, a place or a link."""
    say = words.speaker(locale, organisation.slug)

    def written(day: date) -> str:
        return dates.written(day, locale, organisation.slug)

    found = []
    row = week.now_or_next(session, organisation.id, today)
    if row is not None and row.first_on <= today + AHEAD:
        number = len(week.activities(session, organisation.id, row.id))
        first, last = written(row.first_on), written(row.last_on)
        text = say("coming.week", first=first, last=last, count=number)
        found.append(Coming(row.first_on, row.title, text))
    of = meetings.newest(session, organisation.id)
    if of is not None and of.started_on <= today <= of.until:
        theme = content.pack(of.pack, locale).title
        text = say("coming.meetings.text", theme=theme, until=written(of.until))
        found.append(Coming(of.started_on, say("coming.meetings.title"), text))
    return sorted(found)
