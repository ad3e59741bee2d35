"""Which modules become whose, and when they are brought. Asked again, it plans nothing twice.

Newcomers get them by working days from their start date, everybody from one day (each year); at most one of a
programme a day. Reminders come until they end, or the module is finished."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from bot.foundation.context import ZONE
from bot.learning import content
from bot.learning.content import Entry, Programme
from bot.messages import mailings
from bot.messages.working_time import is_working_day, next_moment, working_days_after
from storage import learning, learning_due
from storage.db import reading, unit
from storage.learning_due import ToBring
from storage.organisations import OrganisationRow

KIND = "module"
SOME = 1000  # people in one unit of work
LATE = 30  # working days after its day in which a module still becomes somebody's: who came late gets it late
BACK = 450  # days that are looked back: a year of working days and LATE


def plan(engine: Engine, organisation: OrganisationRow, now: datetime) -> int:
    """Gives people the modules that are due, and plans what is brought today. Gives how many messages."""
    today = now.astimezone(ZONE).date()
    moment = next_moment(now, organisation)
    if moment.date() != today:
        return 0  # no more working time today
    known = content.of(organisation.slug)
    with reading(engine) as session:
        gone = learning_due.of_leavers(session, organisation.id, today)
    if gone:
        with unit(engine) as session:
            learning_due.let_go(session, gone)
    days = (today - timedelta(days=ago) for ago in range(BACK, -1, -1))
    working = [day for day in days if is_working_day(day, organisation.slug)]
    for programme in known.values():
        for entry in programme.entries:
            _assign(engine, organisation, programme, entry, working)
    planned = 0
    while True:
        with reading(engine) as session:  # looking makes nobody wait who writes
            due = learning_due.to_bring(session, organisation.id, today, SOME)
        if due:
            with unit(engine) as session:
                now_due = _one_a_day(session, organisation, due, today)
                planned += sum(
                    _bring(session, organisation, known, batch, moment) for batch in _alike(now_due)
                )
        if len(due) < SOME:
            return planned


def first_days(entry: Entry, working: list[date]) -> tuple[date, date]:
    """The start dates (from, to) for which a module is due today, or was in the last LATE working days.

    `working` are the working days up to today, which is one."""
    last = max(len(working) - entry.day, LATE + 1)
    return working[last - LATE - 1] + timedelta(days=1), working[last]


def edition(programme: Programme, window: tuple[date, date]) -> str | None:
    """The year of a yearly programme that begins in these days, "" for one that comes once; none: not now."""
    if not programme.starts:
        return ""
    if not programme.yearly:
        return "" if window[0] <= date.fromisoformat(programme.starts) <= window[1] else None
    for year in {day.year for day in window}:
        try:
            begins = date.fromisoformat(f"{year}-{programme.starts}")
        except ValueError:  # 29 February
            begins = date(year, 3, 1)
        if window[0] <= begins <= window[1]:
            return str(year)
    return None


def _assign(
    engine: Engine, organisation: OrganisationRow, programme: Programme, entry: Entry, working: list[date]
) -> None:
    today, window = working[-1], first_days(entry, working)
    which = edition(programme, window)
    if which is None or not programme.has_turn(entry, which):
        return
    if which:
        _lapse(engine, organisation, programme.name, which)
    named = {"programme": programme.name, "module": entry.name, "edition": which}
    dates = {
        "assigned_on": today,
        "due_on": working_days_after(today, programme.due, organisation.slug),
        "bring_on": today,
    }
    after = 0
    while True:
        with reading(engine) as session:
            found = learning_due.without(
                session,
                organisation.id,
                (programme.name, entry.name, which),
                today,
                groups=entry.groups,
                started=window
                if programme.audience == "newcomers"
                else (date.min, today - timedelta(days=programme.settled)),
                undated=programme.audience == "everybody",
                after=after,
                limit=SOME,
            )
        rows = [{"organisation_id": organisation.id, "person_id": id, **named, **dates} for id in found]
        if rows:
            with unit(engine) as session:
                learning.assign(session, rows)
        if len(found) < SOME:
            return
        after = found[-1]


def _lapse(engine: Engine, organisation: OrganisationRow, programme: str, edition: str) -> None:
    """This year's takes the place of what was not done of the years before: nobody is late for ever."""
    with reading(engine) as session:
        old = learning_due.unfinished_before(session, organisation.id, programme, edition)
    if old:
        with unit(engine) as session:
            learning_due.let_go(session, old)


def _bring(
    session: Session,
    organisation: OrganisationRow,
    known: Mapping[str, Programme],
    batch: list[ToBring],
    moment: datetime,
) -> int:
    """Plans one push, and notes when what it brings comes back. Gives how many messages."""
    one, today = batch[0], moment.date()
    programme, planned, again = known.get(one.programme), 0, None
    if programme and _is_late(one, today):
        due_on = working_days_after(today, programme.due, organisation.slug)
        learning_due.begin(session, [each.id for each in batch], today, due_on)
        one = one._replace(assigned_on=today)
    if programme and one.module in programme.modules:
        if _in_time(programme, one, today, organisation.slug):
            people, about = [each.person_id for each in batch], f"{one.programme}/{one.module}"
            planned = mailings.plan(session, organisation.id, KIND, _key(one), people, moment, about)
        again = next_reminder(programme, one.assigned_on, today, organisation.slug)
    learning_due.was_brought(session, [each.id for each in batch], one.brought + 1, again)
    return planned


def _is_late(one: ToBring, today: date) -> bool:
    """Whether it could not be brought on the day it became somebody's, as when they were in no chat."""
    return not one.brought and not one.snoozed_until and one.assigned_on < today


def _one_a_day(
    session: Session, organisation: OrganisationRow, due: list[ToBring], today: date
) -> list[ToBring]:
    """What is brought today: of what is late, the first of a programme; the next ones on the next days."""
    waiting: dict[tuple[int, str], int] = defaultdict(int)
    now, later = [], defaultdict(list)
    for one in sorted(due, key=lambda one: (one.assigned_on, one.id)):
        before = waiting[one.person_id, one.programme]
        if one.brought or one.snoozed_until:
            now.append(one)
            continue
        waiting[one.person_id, one.programme] += 1
        if before:
            later[before].append(one.id)
        else:
            now.append(one)
    for number, ids in later.items():
        learning_due.put_off(session, ids, working_days_after(today, number, organisation.slug))
    return now


def _alike(due: list[ToBring]) -> Iterator[list[ToBring]]:
    """What goes out as one push and comes back on one day."""
    batches: dict[tuple[object, ...], list[ToBring]] = defaultdict(list)
    for one in due:
        batches[one[2:]].append(one)
    yield from batches.values()


def _key(one: ToBring) -> str:
    return f"{KIND}/{one.programme}/{one.module}/{one.edition or 'once'}/{one.brought}"


def _in_time(programme: Programme, one: ToBring, today: date, organisation: str) -> bool:
    """Whether it may be brought still: for the first time, when it was asked for, or while reminders last."""
    if not one.brought or one.snoozed_until:
        return True
    return today <= working_days_after(one.assigned_on, programme.until, organisation)


def next_reminder(programme: Programme, assigned_on: date, today: date, organisation: str) -> date | None:
    """The day of the next reminder of a module that was given on a day, if there is one."""
    for days in programme.remind:
        day = working_days_after(assigned_on, days, organisation)
        if day > today and days <= programme.until:
            return day
    return None
