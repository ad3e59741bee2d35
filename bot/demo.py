"""Fills the made-up municipality of `baken demo` with a year of history, through the same use cases."""

import random
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import yaml
from sqlalchemy import Engine
from sqlmodel import Session

from bot.account import closing
from bot.campaigns import demo as campaigns
from bot.commitments import demo as plan
from bot.field_log import demo as activities
from bot.foundation import audit, words
from bot.foundation.context import ZONE, Context, Visitor
from bot.integrity_week import demo as week
from bot.learning import demo as learning
from bot.reports import clocks, conversation, dossier, handling_screens, intake, receipts, steps
from bot.reports import demo as handling
from bot.reports.dialogue import ORIGINS, REDIRECTS
from bot.screens.dialogue import restored
from bot.team_meetings import demo as meetings
from storage import organisations, pending, people, public_pages, redirects, reports, work_list
from storage import receipts as storage_receipts
from storage.db import unit
from storage.organisations import OrganisationRow
from storage.public_pages import Page
from storage.tables.directory import Department, Team
from storage.vault import Vault

SOURCE = words.CONTENT / "demo" / "voorbeeldstad.yml"
OWN = words.CONTENT / "demo" / "own"  # what the municipality filled in for itself
REPORTS = 150
ENTERED = 12  # one of so many was entered for its reporter
OF_REPORTS = 0.7  # of the work
EXAMPLE_CODE = "DEM0-DEM0-DEM0-DEM0"
IDENTITIES = ("named",) * 4 + ("confidential",) * 3 + ("anonymous",) * 5
WORKED = 0.4  # of the reports that were answered somebody in particular works
WORKSPACE = "demo"
TURNS = {"reporter": "handler", "question": "reporter"}  # who has the word after a message
WEIGHED = (  # step, choice, and the ground where one is chosen
    ("signal", "yes", ""),
    ("task", "ours", ""),
    ("ground", "yes", "integrity"),
    ("weight", "department", ""),
)
FORGOTTEN = timedelta(days=150)  # nothing is open for longer than this


def build(engine: Engine, vault: Vault, now: datetime, progress: Callable[[float], None]) -> None:
    """Makes the municipality, its people and their year; does nothing when it is there already.

    `progress` hears which share of the work, from 0 to 1, is done."""
    data = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    with unit(engine) as session:
        if organisations.everyone(session):
            return
        organisation = organisations.add(session, data["slug"], data["organisation"], demo=True)
        _add_people(session, organisation, data, random.Random(1))
        for done in _history(session, vault, organisation, data, now):
            progress(OF_REPORTS * done)
        learning.fill(session, vault, organisation, data, now)
        progress(OF_REPORTS + (1 - OF_REPORTS) / 2)
        lead = people.by_email(session, organisation.id, f"lead@{data['domain']}")
        assert lead is not None
        meetings.fill(session, vault, organisation, lead.id, now)
        week.fill(session, vault, organisation, now)
        campaigns.fill(session, organisation, now)
        activities.fill(session, vault, organisation, now)
        plan.fill(session, vault, organisation, now)
        public_pages.put(session, vault, organisation.id, Page("on"))
    closing.close_due(engine, vault, now)  # nobody meets "not final yet" first
    progress(1)


def _add_people(
    session: Session, organisation: OrganisationRow, data: dict[str, Any], dice: random.Random
) -> None:
    teams: dict[str, int] = {}
    for department, names in data["departments"].items():
        row = Department(organisation_id=organisation.id, name=department)
        session.add(row)
        session.flush()
        for name in names:
            team = Team(organisation_id=organisation.id, department_id=row.id or 0, name=name)
            session.add(team)
            session.flush()
            teams[name] = team.id or 0
    for key, persona in data["personas"].items():
        person = people.add(
            session, organisation.id, persona["name"], f"{key}@{data['domain']}", teams[persona["team"]]
        )
        people.give_address(session, person, "web", WORKSPACE, key)
        for role in persona["roles"]:
            people.give_role(session, person, role)
    pairs = [(first, last) for first in data["first_names"] for last in data["last_names"]]
    for first, last in dice.sample(pairs, data["colleagues"]):
        email = f"{first}.{last}@{data['domain']}"
        people.add(session, organisation.id, f"{first} {last}", email, dice.choice(list(teams.values())))


def _history(
    session: Session,
    vault: Vault,
    organisation: OrganisationRow,
    data: dict[str, Any],
    now: datetime,
) -> Iterator[float]:
    """Makes the reports and what became of them, one by one; gives which share of them is made."""
    dice, stories = random.Random(2), data["stories"]
    places = {row.name: str(row.id) for row in organisations.departments(session, organisation.id)}

    def visit(user: str, when: datetime, name: str = "") -> Context:
        visitor = Visitor("web", WORKSPACE, user, name, known_as=user)
        return Context.of(session, vault, visitor, organisation, when)

    days = sorted((dice.randint(0, 364) for _ in range(REPORTS)), reverse=True)
    for position, ago in enumerate(days):
        story = (
            stories[position % len(stories)] if position >= REPORTS - len(stories) else dice.choice(stories)
        )
        last = position == REPORTS - 1
        when = now - timedelta(days=0 if last else ago)
        # Nobody was ever given the others' codes.
        code = receipts.plain(EXAMPLE_CODE) if last else secrets.token_hex(32)
        lookup = vault.receipt_lookup(code)
        answers: dict[str, Any] = {
            name: value for name, value in restored(story).items() if name not in ("of", "thread")
        }
        answers["identity"] = "anonymous" if last else dice.choice(IDENTITIES)
        answers["department"] = places.get(story.get("of", ""), "") if dice.random() < 0.7 else ""
        reporter = "employee" if position % 25 == 0 else f"colleague-{dice.randrange(100)}"
        name = f"{dice.choice(data['first_names'])} {dice.choice(data['last_names'])}"
        receipt = receipts.Receipt("", lookup)
        if position % ENTERED == ENTERED - 1 and not last:  # by telephone, at the desk: a colleague enters it
            answers |= {"identity": "anonymous", "origin": ORIGINS[position // ENTERED % len(ORIGINS)]}
            intake.enter(visit("handler", when), answers, receipt, ())
        else:
            intake.take_in(visit(reporter, when, name), answers, receipt, None)
        pending.fold(session, vault.audit_secret, now.astimezone(ZONE).date())
        found = storage_receipts.by_receipt(session, lookup)
        assert found is not None
        _work(visit, found, story.get("thread", []), when, now, dice)
        yield (position + 1) / REPORTS
    handling.fill(visit("coordinator", now))
    for _ in range(60):
        day = (now - timedelta(days=dice.randint(0, 364))).date()
        redirects.count(session, organisation.id, dice.choice(REDIRECTS), day)


def _weigh(ctx: Context, report: reports.ReportRow, dice: random.Random) -> reports.ReportRow:
    """The first steps of the protocol: some reports stand at the beginning, most at the approach."""
    for step, choice, ground in WEIGHED[: dice.choice((0, 1, 3, 4, 4))]:
        rule = steps.decide(step, choice, steps.FULL)
        said = {"step": step, "choice": choice, "to": rule.to, "outcome": "", "ground": ground}
        said["ground_words"] = ctx.say(f"deciding.grounds.{ground}.name") if ground else ""
        dossier.write(ctx, report, dossier.DECISION, said)
        first = {"decided_on": ctx.today} if steps.is_decision(rule) else {}
        report = clocks.change(ctx, report, step=rule.to, step_on=ctx.today, **first)
        audit.tell(ctx, "report.decided", report.id, f"{step} > {rule.to} {choice} {ground}".rstrip())
    return report


def _work(
    visit: Callable[[str, datetime], Context],
    report: reports.ReportRow,
    thread: list[list[str]],
    when: datetime,
    now: datetime,
    dice: random.Random,
) -> None:
    """What the handlers did since: most were answered within a week and closed within three months."""
    moment = when + timedelta(days=dice.randint(1, 9))
    if moment > now:
        return
    ctx = visit("coordinator", moment)
    for kind, text in thread or [
        ["answer", "Dank je voor je melding. We hebben hem gelezen en zoeken het uit."]
    ]:
        conversation.write(
            visit("employee" if kind == "reporter" else "coordinator", moment), report, kind, text
        )
    turn = TURNS.get((thread or [["answer"]])[-1][0], "")
    first = {"status": "in_progress", "first_answer_on": ctx.today}
    report = clocks.change(ctx, report, **first, turn=turn, turn_on=ctx.today if turn else None)
    audit.tell(ctx, "report.answer", subject=report.id)
    assert ctx.person is not None
    if turn != "handler":
        work_list.mark_read(ctx.session, report.id, ctx.person.id)
    if dice.random() < WORKED:
        report = clocks.change(ctx, report, assignee_id=ctx.person.id)
    report = _weigh(ctx, report, random.Random(int(when.timestamp())))
    closed = moment + timedelta(days=dice.randint(7, 100))
    if closed <= now and (dice.random() < 0.85 or now - when > FORGOTTEN):
        outcome = dice.choice(handling_screens.OUTCOMES)
        ctx = visit("coordinator", closed)
        ended = {"status": "closed", "outcome": outcome, "closed_on": ctx.today}
        clocks.change(ctx, report, **ended, turn="", turn_on=None)
        audit.tell(ctx, "report.status", subject=report.id, detail=f"in_progress > closed {outcome}")
