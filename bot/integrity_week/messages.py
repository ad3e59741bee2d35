"""What goes out of an integrity week: the announcement, a message each day, reminders, and the thanks."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session

from bot.files import orders
from bot.foundation.context import ZONE
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Action, Bullets, Paragraph, Part, Screen
from bot.integrity_week import dilemmas, schedule
from bot.integrity_week.content import programme
from bot.integrity_week.screens import FRAME, title_of
from bot.messages import mailings, recipients, working_time
from bot.messages.mailings import Moment, Naming
from bot.screens import dates, markdown
from storage import counted_once, polls, sign_ups, week
from storage.db import reading, unit
from storage.organisations import OrganisationRow
from storage.week import ActivityRow, WeekRow

OF_ACTIVITY = ("place", "called_off", "moved", "remind")
FORGET = timedelta(days=7)  # after the week, who joined and who took part is forgotten


class Due(NamedTuple):
    """A message for everybody."""

    key: str
    about: str


def name(naming: Naming) -> str:
    """What of an integrity week, or of which activity in it."""
    kind, id = naming.about
    organisation_id = naming.organisation.id
    if kind in OF_ACTIVITY:
        one = week.activity(naming.session, organisation_id, parse_id(id))
        title = title_of(one, naming.locale) if one else ""
    else:
        row = week.by_id(naming.session, organisation_id, parse_id(id))
        title = row.title if row else ""
    return naming.say(f"going_out.names.week.{kind}", title=title) if title else ""


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Plans what is due today of the weeks that are announced; gives how many messages are new. Forgets who
    took part in a week that is over."""
    today = now.astimezone(ZONE).date()
    with reading(engine) as session:
        rows = [row for row in week.every(session, organisation.id) if row.announced and not row.over]
    planned = 0
    for row in rows:
        for due in _due(row, today, organisation.slug):
            planned += recipients.bring(engine, organisation, "week", due.key, due.about, (), now)
        planned += _remind(engine, organisation, row, now)
        if row.last_on + FORGET < today:
            with unit(engine) as session:
                _forget(session, row)
    return planned


def show(moment: Moment) -> Screen | None:
    """The message of one push; none when it is not wanted any more."""
    kind, id, *rest = moment.about.split("/")
    if kind in OF_ACTIVITY:
        return _of_activity(moment, kind, int(id), int(rest[0]) if rest else None)
    row = week.by_id(moment.session, moment.organisation.id, int(id))
    if row is None or row.cancelled or not row.announced:
        return None
    if kind == "day":
        return _of_day(moment, row, date.fromisoformat(rest[0]))
    if kind == "announce" and moment.today > row.last_on:
        return None
    say = moment.say
    if kind == "thanks":
        thanks: list[Part] = [Paragraph(say("week.messages.thanks.text"))]
        return _message(moment, kind, say("week.messages.thanks.title"), thanks)
    soon = row.ready and moment.today < row.first_on
    parts: list[Part] = [*markdown.parts(programme(moment.locale, row.turn).announcement)] if soon else []
    slug, locale = moment.organisation.slug, moment.locale
    told = {name: dates.written(getattr(row, f"{name}_on"), locale, slug) for name in ("first", "last")}
    parts.insert(0, Paragraph(say("week.messages.announce.text", **told)))
    return _message(moment, kind, row.title, parts)


def _due(row: WeekRow, today: date, organisation: str) -> Iterator[Due]:
    if today <= row.last_on:
        yield Due(f"week/{row.id}/announce", f"announce/{row.id}")
    if today in schedule.days_of(row, organisation):
        yield Due(f"week/{row.id}/day-{today}", f"day/{row.id}/{today}")
    if row.last_on < today <= row.last_on + FORGET and working_time.is_working_day(today, organisation):
        yield Due(f"week/{row.id}/thanks", f"thanks/{row.id}")


def _remind(engine: Engine, organisation: OrganisationRow, row: WeekRow, now: datetime) -> int:
    """Reminds whoever has a place, one working day before."""
    today = now.astimezone(ZONE).date()
    tomorrow = working_time.working_days_after(today, 1, organisation.slug)
    with reading(engine) as session:
        soon = [
            (f"week/{one.id}/remind-{one.on_day}", one.id, sign_ups.joined(session, one.id))
            for one in week.activities(session, organisation.id, row.id)
            if today < one.on_day <= tomorrow
        ]
        soon = [one for one in soon if one[2] and not counted_once.taken(session, recipients.PLANNED, one[0])]
    if not soon:
        return 0
    moment = working_time.next_moment(now, organisation)
    planned = 0
    with unit(engine) as session:
        for key, id, people in soon:
            counted_once.take(session, recipients.PLANNED, key)
            planned += mailings.plan(session, organisation.id, "week", key, people, moment, f"remind/{id}")
    return planned


def _forget(session: Session, row: WeekRow) -> None:
    ids = [one.id for one in week.activities(session, row.organisation_id, row.id)]
    sign_ups.forget(session, ids)
    for scope in (f"week/{row.id}", *(f"activity/{id}" for id in ids)):
        counted_once.forget(session, scope)
    week.change(session, row.id, over=True)


def _of_activity(moment: Moment, kind: str, id: int, sequence: int | None) -> Screen | None:
    """The message about one activity; `sequence` is that of the change that it tells of."""
    one = week.activity(moment.session, moment.organisation.id, id)
    over = one is None or one.starts_at.astimezone(ZONE).date() < moment.today
    if one is None or over or (one.cancelled and kind != "called_off"):
        return None
    if sequence not in (None, one.sequence):
        return None  # changed once more since
    waits = sign_ups.find(moment.session, id, moment.person.id)
    if kind != "called_off" and (waits is None or (waits and kind != "moved")):
        return None  # left again, or waits again
    say = moment.say
    told = say(f"week.messages.{kind}.text", title=title_of(one, moment.locale), **_when(moment, one))
    said = {"moved": "calendar_again", "called_off": "calendar_off"}.get(kind, "calendar")
    calendar = () if waits else (orders.button(say(f"week.actions.{said}"), "calendar", str(id)),)
    actions = (
        calendar
        if kind == "called_off"
        else (
            FRAME.button("activity", say("week.actions.open_activity"), str(id), primary=True),
            *calendar,
            FRAME.button("leave", say("week.actions.leave"), str(id)),
        )
    )
    return _message(moment, kind, say(f"week.messages.{kind}.title"), [Paragraph(told)], actions)


def _of_day(moment: Moment, row: WeekRow, day: date) -> Screen | None:
    if moment.today != day:
        return None
    say = moment.say
    today = [one for one in week.activities(moment.session, row.organisation_id, row.id) if one.on_day == day]
    said = schedule.said_on(row, day, moment.organisation.slug, moment.locale)
    parts: list[Part] = [*markdown.parts(said.message)] if said else []
    if today:
        lines = (say("week.line", title=title_of(one, moment.locale), **_when(moment, one)) for one in today)
        parts.append(Bullets(tuple(lines)))
    actions = [FRAME.button("open", say("week.actions.programme"), primary=True)]
    for poll in polls.of_kind(moment.session, row.organisation_id, dilemmas.KIND, f"{row.id}/"):
        if poll.opens_on == day:
            actions.append(FRAME.button("dilemma", say("week.actions.vote"), str(poll.id)))
        elif poll.closed and poll.result and poll.opens_on == _day_before(row, day, moment):
            actions.append(FRAME.button("dilemma", say("week.actions.yesterday"), str(poll.id)))
    title = said.title if said else say("week.messages.day.title", title=row.title)
    return _message(moment, "day", title, parts, tuple(actions)) if parts else None


def _day_before(row: WeekRow, day: date, moment: Moment) -> date | None:
    earlier = [one for one in schedule.days_of(row, moment.organisation.slug) if one < day]
    return earlier[-1] if earlier else None


def _when(moment: Moment, one: ActivityRow) -> dict[str, str]:
    where = one.place or one.link or moment.say("week.nowhere")
    day = dates.written(one.on_day, moment.locale, moment.organisation.slug)
    return {"day": day, "time": dates.clock(one.starts_at), "place": where}


def _message(
    moment: Moment, kind: str, title: str, parts: list[Part], actions: tuple[Action, ...] | None = None
) -> Screen:
    to_week = FRAME.button("open", moment.say("week.actions.programme"), primary=True)
    return Screen(
        "week",
        f"{kind}_message",
        title,
        tuple(parts),
        actions=(to_week,) if actions is None else actions,
        locale=moment.locale,
        confidential=False,
    )
