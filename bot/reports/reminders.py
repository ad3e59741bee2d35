"""Reminders of what has to happen: to who works the report, then to the coordinators, then to the deputy.

What went out is kept with the report, so that nobody is reminded twice by several replicas, and a round that
was missed is made up for. A reminder says why, and nothing of the report; somebody gets one a round, however
many reports wait. Whoever may not know of a report is not reminded of it.
"""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from bot.foundation.access import DEPUTY
from bot.foundation.context import ZONE, Context, Visitor
from bot.messages import notices, working_time
from bot.reports import clocks, conversation, norms, protocol
from bot.reports.norms import Norms
from bot.reports.protocol import Protocol
from storage import organisations, reports, work_list
from storage.db import one_at_a_time, reading, unit
from storage.locks import Lock
from storage.organisations import OrganisationRow
from storage.people import PersonRow
from storage.reports import ReportRow
from storage.vault import Vault

SOON, LATE, LONG = 1, 2, 3  # how many reminders went out
LONG_AFTER = timedelta(days=7)  # late; then the deputy hears of it
SOME = 100  # reports in one unit of work
AHEAD = timedelta(days=21)  # no reminder comes earlier than this
KINDS = (
    "late_deputy",
    *(f"due_{why}" for why in ("step", "result", "message", "answer")),
    *(f"late_{why}" for why in ("step", "result", "message", "answer")),
)
# The norms by which each organisation's reports were listed; made anew after a start.
_settled: WeakKeyDictionary[Engine, dict[str, tuple[Norms, Protocol]]] = WeakKeyDictionary()


def remind(engine: Engine, vault: Vault, now: datetime) -> None:
    """Reminds whom it is time to remind, in working time. Safe in several replicas at a time."""
    settled = _settled.setdefault(engine, {})
    with reading(engine) as session:
        everyone = organisations.everyone(session)
    for organisation in everyone:
        if working_time.next_moment(now, organisation) != now.astimezone(ZONE):
            continue
        slug = organisation.slug
        if settled.get(slug) != (norms.of(slug), protocol.of(slug)):
            settle(engine, vault, organisation, now)
            settled[slug] = norms.of(slug), protocol.of(slug)
        with reading(engine) as session:  # nobody waits for a round in which there is nothing to do
            ctx = Context.of(session, vault, Visitor("system"), organisation, now)
            if not any(_level_of(ctx, one) > one.reminded for one in _waiting(ctx, change=False)):
                continue
        with unit(engine) as session:
            one_at_a_time(session.connection(), Lock.REMINDERS)
            _remind(Context.of(session, vault, Visitor("system"), organisation, now))


def settle(engine: Engine, vault: Vault, organisation: OrganisationRow, now: datetime) -> None:
    """Puts every report under the days that it has by the norms of today, which may have changed; also what
    an older version took in while the databases were of this one already. A few at a time, so that nobody
    waits for it."""
    with reading(engine) as session:
        ctx = Context.of(session, vault, Visitor("system"), organisation, now)
        every = work_list.every_one(session, organisation.id)
        moved = [one.id for one in every if clocks.days_of(ctx, one) != (one.due_on, one.keep_until)]
    for start in range(0, len(moved), SOME):
        with unit(engine) as session:
            ctx = Context.of(session, vault, Visitor("system"), organisation, now)
            for report_id in sorted(moved[start : start + SOME]):
                clocks.change(ctx, reports.lock(session, report_id))


def _remind(ctx: Context) -> None:
    told: dict[int, int] = {}  # for each person the place in KINDS, of which the last is the most urgent
    people: dict[int, PersonRow] = {}
    for report in _waiting(ctx, change=True):
        due, level, reached = clocks.due_of(ctx, report), _level_of(ctx, report), report.reminded
        for step in range(report.reminded + 1, level + 1):
            assert due is not None
            for person in _whom(ctx, report, step):
                asks = step == LONG and person.roles <= DEPUTY and not report.withheld
                kind = "late_deputy" if asks else f"{'due' if level == SOON else 'late'}_{due.reason}"
                told[person.id] = max(told.get(person.id, 0), KINDS.index(kind))
                people[person.id], reached = person, step
        if reached > report.reminded:  # a step that reached nobody is taken when somebody is there
            reports.change(ctx.session, report.id, reminded=reached)
    for id, place in told.items():
        notices.due(ctx, people[id], KINDS[place])


def _waiting(ctx: Context, change: bool) -> list[ReportRow]:
    """The reports for which something has to happen soon, and not every reminder went out."""
    return work_list.to_remind(ctx.session, ctx.organisation.id, ctx.today + AHEAD, LONG, change)


def _level_of(ctx: Context, report: ReportRow) -> int:
    """How many reminders should have gone out by today."""
    due, today, slug = clocks.due_of(ctx, report), ctx.today, ctx.organisation.slug
    if due is None:
        return 0
    if due.day + LONG_AFTER < today:
        return LONG
    if due.day < today:
        return LATE
    before = norms.of(slug).remind_working_days_before
    return SOON if working_time.working_days_after(today, before, slug) >= due.day else 0


def _whom(ctx: Context, report: ReportRow, step: int) -> tuple[PersonRow, ...]:
    """Who hears of it at this step, of those who may know of the report. The last step is for the deputies,
    who read only what is kept from handlers and ask the others; of what was kept from anybody they would ask
    somebody who must not know, so then its own readers hear of it once more."""
    every = conversation.readers(ctx, report)
    if step == LONG and not report.withheld:
        return conversation.readers(ctx, report._replace(audience="deputy"))
    if step == LONG:
        return every
    theirs = tuple(one for one in every if one.id == report.assignee_id)
    if step == SOON:
        return theirs or every
    over = tuple(one for one in every if one.roles & ({"coordinator"} | DEPUTY))
    return tuple(dict.fromkeys((*theirs, *(over or every))))
