"""What should have gone by itself by now: reports that became known, messages, entries of the trail."""

from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.foundation.context import ZONE
from bot.foundation.settings import Settings
from handlers.desk import utc_now
from handlers.doctor.databases import Looked
from handlers.doctor.finding import Finding, judged
from storage import late
from storage.db import open_engine, reading

NAME = "what waits"
PATIENCE = timedelta(minutes=30)  # after its moment; Baken looks at least every five minutes


def look(settings: Settings, found: Looked) -> Finding:
    """Whether anything waits past its moment, which it does when nobody serves, or something broke."""
    if found.slugs is None:  # no databases to look in, which is said already
        return Finding(NAME)
    before = utc_now() - PATIENCE
    engine = open_engine(settings.database_url)
    try:
        with reading(engine) as session:
            there = late.count(session, before, before.astimezone(ZONE).date())
    except SQLAlchemyError:  # said already
        return Finding(NAME)
    finally:
        engine.dispose()
    said = [
        text
        for number, text in (
            (there.reports, f"{there.reports} reports or additions that handlers should know of by now"),
            (there.messages, f"{there.messages} messages to one person"),
            (there.entries, f"{there.entries} entries of the trail of a day that is over"),
        )
        if number
    ]
    if not said:
        return Finding(NAME)
    mend = "start `baken serve`, or when it runs, look in its log for what keeps them"
    return judged(NAME, f"more than half an hour past its moment: {', '.join(said)}; {mend}")
