"""What `baken person …` does. Sentences are English; the file that is handed over is in their language."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bot.directory import finding
from bot.foundation.context import Context
from bot.personal_data import erasing
from bot.personal_data import export as file
from handlers.cli.people_work import Opened
from handlers.desk import utc_now
from storage import db

# What `erasing.look` counts → what it is called, by what becomes of it.
GOES = {
    "personrole.person_id": "roles",
    "role_holder.person_id": "roles as the others with a role know them",
    "chat_address.person_id": "chat addresses",
    "conversation": "conversations in chat",
    "opened_name": "accounts that another account of theirs opens",
    "newcomer": "lines on the list of newcomers",
    "sign_up.person_id": "activities they signed up for (a free place goes to who waits)",
    "staff_session.person_id": "sessions on the web",
    "saved_view.person_id": "lists of reports that they kept under a name",
    "report_mark.person_id": "marks of how far they read a report",
}
LOSES = {
    "person.lead_id": "people they led have no lead until the directory names one",
    "team_meeting.taken_by": "team meetings they had taken over are the lead's again",
    "story.written_by": "stories behind the counts name no writer",
    "report.assignee_id": "reports assigned to them are nobody's",
    "address_holder.person_id": "chat accounts stay without a person, so that who has one next opens nothing",
}
COUNTED = {
    "learning.person_id": "modules (without certificate code; figures by half-year count them)",
    "delivery.person_id": "messages (figures of campaigns count them; what still waits is dropped)",
    "group_member.person_id": "target groups (figures by target group count them)",
}
NAMED = {
    "named_in_settings.person_id": "entries of the settings",
    "named_in_settings.candidate_id": "entries of the settings that may become theirs",
}
STAYS = (
    "the row of the directory, without a name: number, department, last day (figures count it)",
    "the audit trail: their number, in what they did and what was done to them; nothing in it can change",
    "keyed hashes of their addresses and numbers: if they come back, what reports keep from them stays so",
    "reports they handed in: found by no name here; they end when their time is over",
    "what they wrote in reports as a handler, under their name: sealed with the report, and goes with it",
    "that they were at a review meeting: sealed, and gone after five years",
    "backups of the main database, until you delete those",
)


class Export(NamedTuple):
    """A file for somebody, and their number."""

    number: int
    text: str


def export(at: Opened, who: str, language: str | None) -> Export:
    """All that is kept of a person, and the trail says that it was handed over. Raises Mistake."""
    now = utc_now()
    with db.unit(at.engine) as session:
        one = finding.find(session, at.organisation.id, who)
        ctx = Context.of(session, at.vault, erasing.BY_ITSELF, at.organisation, now)
        text = file.of_person(replace(ctx, locale=language or one.locale), one.id)
        erasing.tell(session, at.vault, at.organisation.id, one.id, "person.exported", now)
        return Export(one.id, text)


def write(path: Path, text: str) -> None:
    """A new file that nobody else can read. Raises OSError when it is there already."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def look(at: Opened, who: str) -> Iterator[str]:
    """What erasing somebody does, a line each, without changing anything. Raises Mistake."""
    with db.reading(at.engine) as session:
        one = finding.find(session, at.organisation.id, who)
        counts = erasing.look(session, one, utc_now())
    yield f"Number {one.id}: {one.name} {one.email}".rstrip()
    for heading, kinds in (
        ("Goes", GOES),
        ("Loses the name", LOSES),
        ("Stays as a count, of nobody", COUNTED),
    ):
        for kind, called in kinds.items():
            if counts[kind]:
                yield f"{heading}: {counts[kind]} {called}"
    yield from (f"Stays: {one}" for one in STAYS)


def erase(at: Opened, who: str) -> int:
    """Erases somebody; gives their number. Raises Mistake."""
    with db.unit(at.engine) as session:
        one = finding.find(session, at.organisation.id, who)
        erasing.erase(session, at.vault, at.organisation, one, utc_now())
    db.wipe_deleted(at.engine)
    return one.id
