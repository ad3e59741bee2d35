"""What leads are brought, and when: the question to pick a day, the pack, and how it went.

Each message knows whether it is still wanted: who logged the meeting, or leads the team no more, gets none.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.files import orders
from bot.foundation.context import ZONE
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Paragraph, Screen
from bot.messages import mailings, working_time
from bot.messages.mailings import Moment, Naming
from bot.screens import dates
from bot.team_meetings import content, follow_up
from bot.team_meetings.participant import holder
from storage import meetings, teams
from storage.db import reading, unit
from storage.meetings import MeetingRow, RoundRow
from storage.organisations import OrganisationRow

BEFORE = 3  # working days before the meeting that the pack comes
ASK_AGAIN = (0, 10, 20, 30)  # working days after the round began, for who picked no day
ASKING = ("invite", "pick-1", "pick-2", "pick-3")  # how each of these is told from the others
SOME = 25  # messages in one unit of work
AFTER = timedelta(days=90)  # the round's last day, in which there still is something to ask
HOW_WAS_IT = (1, 4, 8)  # working days after the planned day


class Due(NamedTuple):
    """One message for whoever holds a meeting: of which kind, and how it is told from others."""

    person_id: int
    kind: str
    about: str


def name(naming: Naming) -> str:
    """What of a team's meeting, and of which team."""
    kind, id = naming.about
    organisation_id, day = naming.organisation.id, naming.push.planned_on
    row = meetings.by_id(naming.session, organisation_id, parse_id(id))
    team = teams.one(naming.session, organisation_id, row.team_id, day) if row else None
    return naming.say(f"going_out.names.meeting.{kind}", team=team.name) if team else ""


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Plans what is due today; new teams get a meeting too. Gives how many messages are new.

    Looks first, and writes only what is new: nobody who reports waits for it."""
    today = now.astimezone(ZONE).date()
    with reading(engine) as session:
        of = meetings.newest(session, organisation.id)
        if of is None or not of.started_on <= today <= of.until + AFTER:
            return 0
        every = teams.every(session, organisation.id, today)
        rows = {row.team_id: row for row in meetings.of_year(session, organisation.id, of.year)}
        known = meetings.brought(session, organisation.id, today - 2 * AFTER)
    if any(team.id not in rows for team in every):
        with unit(engine) as session:
            meetings.add_missing(session, organisation.id, of.year, every)
            rows = {row.team_id: row for row in meetings.of_year(session, organisation.id, of.year)}
    due = []
    for team in every:
        row = rows[team.id]
        person_id = holder(row, team)
        asked = any((_key(row, one), person_id) in known for one in ASKING)
        for kind, about in _due(of, row, today, organisation.slug, asked) if person_id else ():
            if person_id and (_key(row, about), person_id) not in known:
                due.append((row, Due(person_id, kind, about)))
    planned = 0
    for start in range(0, len(due), SOME):
        with unit(engine) as session:
            some = due[start : start + SOME]
            planned += sum(_bring(session, organisation, row, one, now) for row, one in some)
    return planned


def nudge(
    session: Session, organisation: OrganisationRow, row: MeetingRow, person_id: int, now: datetime
) -> int:
    """The coordinator asks once more. Gives how many messages are new."""
    meetings.change(session, row.id, nudges=row.nudges + 1)
    return _bring(session, organisation, row, Due(person_id, "nudge", f"nudge-{row.nudges + 1}"), now)


def show(moment: Moment) -> Screen | None:
    """The message of one push; none when it is not wanted any more."""
    kind, id, *_ = moment.about.split("/")
    row = meetings.by_id(moment.session, moment.organisation.id, int(id))
    if row is None:
        return None
    if kind == "after":
        return follow_up.message(moment, row)
    team = teams.one(moment.session, moment.organisation.id, row.team_id, moment.today)
    of = meetings.round_of(moment.session, moment.organisation.id, row.year)
    if of is None or team is None or holder(row, team) != moment.person.id or not _wanted(kind, row, moment):
        return None

    say = moment.say
    told = {"theme": content.pack(of.pack, moment.locale).title, "team": team.name}
    day = dates.written(row.planned_on or of.until, moment.locale, moment.organisation.slug)
    actions = [Action("meeting", "show", say(f"meeting.messages.{kind}.button"), str(row.id), "primary")]
    if kind == "pack":
        actions.append(orders.button(say("meeting.actions.handout"), "handout", of.pack))
    if kind == "how":
        actions.append(Action("meeting", "missed", say("meeting.actions.missed"), str(row.id)))
    return Screen(
        "meeting",
        f"{kind}_message",
        say(f"meeting.messages.{kind}.title"),
        (Paragraph(say(f"meeting.messages.{kind}.text", day=day, **told)),),
        actions=tuple(actions),
        locale=moment.locale,
        confidential=False,
    )


def _bring(session: Session, organisation: OrganisationRow, row: MeetingRow, due: Due, now: datetime) -> int:
    moment = working_time.next_moment(now, organisation)
    about = f"{due.kind}/{row.id}/{due.about}"
    key = _key(row, due.about)
    return mailings.plan(session, organisation.id, "meeting", key, [due.person_id], moment, about)


def _key(row: MeetingRow, about: str) -> str:
    return f"meeting/{row.id}/{about}"


def _due(
    of: RoundRow, row: MeetingRow, today: date, organisation: str, asked: bool
) -> Iterator[tuple[str, str]]:
    """Kind and name of what whoever holds a meeting is due by today. Only the last of each kind; the first
    question to somebody is an invitation, also when it comes late."""

    def after_days(day: date, number: int) -> date:
        return working_time.working_days_after(day, number, organisation)

    if row.held_on is not None:
        return
    if row.planned_on is None:
        begun = [n for n, late in enumerate(ASK_AGAIN) if after_days(of.started_on, late) <= today]
        if begun:
            yield ("pick" if asked else "invite"), ASKING[begun[-1]]
    elif row.planned_on >= today:
        if after_days(today, BEFORE) >= row.planned_on:
            yield "pack", f"pack-{row.planned_on}"
    else:
        over = [n for n, late in enumerate(HOW_WAS_IT) if after_days(row.planned_on, late) <= today]
        if over:
            yield "how", f"how-{row.planned_on}-{over[-1]}"


def _wanted(kind: str, row: MeetingRow, moment: Moment) -> bool:
    if row.held_on is not None:
        return False
    if kind in ("invite", "pick"):
        return row.planned_on is None
    if kind == "nudge":
        return True
    in_name = moment.about.endswith(f"pack-{row.planned_on}") or f"how-{row.planned_on}-" in moment.about
    return row.planned_on is not None and in_name
