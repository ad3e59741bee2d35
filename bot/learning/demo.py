"""A year of learning for the made-up municipality: leads, target groups, newcomers and how far they came."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.foundation.context import ZONE, Context, Visitor
from bot.foundation.screen import Event
from bot.learning import content, files, participant, planner, spacing
from bot.learning.content import Programme
from bot.learning.progress import Progress
from bot.learning.spacing import KIND
from bot.messages import mailings
from bot.messages.working_time import working_days_after
from storage import groups, learning, recalls
from storage.organisations import OrganisationRow
from storage.tables.directory import Person, Team
from storage.vault import Vault

NEWCOMERS = 0.45  # of the colleagues began in the last year
HERE_SINCE = 5  # the newcomer of the cast is in their first weeks: on this working day
DONE, BEGUN = 0.88, 0.5  # of the modules were finished; of the others were begun


def fill(
    session: Session, vault: Vault, organisation: OrganisationRow, data: dict[str, Any], now: datetime
) -> None:
    """Gives everybody a lead and target groups, newcomers modules, who is here for long the refresher; the
    cast's newcomer is in a module, and their employee has the refresher to do."""
    dice, today = random.Random(4), now.astimezone(ZONE).date()
    cast = {f"{key}@{data['domain']}" for key in data["personas"]}
    people = _people(session, organisation)
    newcomer = next(person for person in people if person.email.startswith("newcomer@"))
    lead = next(person for person in people if person.email.startswith("lead@"))
    _leads(session, people, lead, newcomer)
    _groups(session, organisation, data, people)
    onboarding = content.of(organisation.slug)["onboarding"]
    newcomer.started_on = _days_ago(today, HERE_SINCE - 1, organisation.slug)
    for person in people:
        if person.email not in cast and dice.random() < NEWCOMERS:
            person.started_on = today - timedelta(days=dice.randint(1, 364))
    session.flush()
    for person in people:
        if person.started_on:
            rows = list(_rows(session, organisation, onboarding, person, today, dice, person is newcomer))
            learning.assign(session, rows)
            if person is newcomer:
                _bring(session, organisation, rows, now)
    _refresh(session, organisation, people, today, dice)
    visitor = Visitor("web", "demo", "newcomer", newcomer.name, known_as="newcomer")
    ctx = Context.of(session, vault, visitor, organisation, now)
    second = f"onboarding/{onboarding.entries[1].name}"
    screen = participant.open_module(ctx, Event("learn", "open", second))
    participant.go_on(ctx, Event("learn", "next", step=screen.step, token=screen.token))
    _come_back(ctx, newcomer.id or 0, onboarding.entries[0].name)


def _come_back(ctx: Context, person_id: int, name: str) -> None:
    """A question about the module that the newcomer finished came back today."""
    about, home = f"onboarding/{name}", ctx.organisation
    module = content.find(home.slug, about)
    row = learning.find(ctx.session, home.id, person_id, "onboarding", name)
    if module is None or row is None or not spacing.begin(ctx, module, row, Progress(module.steps[0].name)):
        return
    recalls.brought(ctx.session, [row.id], 1, working_days_after(ctx.today, 7, home.slug))
    mailings.plan(ctx.session, home.id, KIND, f"{KIND}/{about}/once/0", [person_id], ctx.now, about)


def _bring(
    session: Session, organisation: OrganisationRow, rows: list[dict[str, Any]], now: datetime
) -> None:
    """The messages of what is not finished yet, so that they are there whenever the demo is looked at."""
    for row in rows:
        if row["finished_on"] is None:
            about = f"{row['programme']}/{row['module']}"
            key = f"{planner.KIND}/{about}/once/0"
            mailings.plan(session, organisation.id, planner.KIND, key, [row["person_id"]], now, about)


def _people(session: Session, organisation: OrganisationRow) -> list[Person]:
    wanted = select(Person).where(col(Person.organisation_id) == organisation.id)
    return list(session.execute(wanted.order_by(col(Person.id))).scalars())


def _leads(session: Session, people: list[Person], lead: Person, newcomer: Person) -> None:
    """The lead of the cast leads their own team and the newcomer; of each other team the first leads it."""
    leads = {lead.team_id: lead}
    for person in people:
        leads.setdefault(person.team_id, person)
    for person in people:
        theirs = lead if person is newcomer else leads[person.team_id]
        if theirs is not person:
            person.lead_id = theirs.id


def _groups(
    session: Session, organisation: OrganisationRow, data: dict[str, Any], people: list[Person]
) -> None:
    teams = {team.name: team.id for team in session.execute(select(Team)).scalars()}
    names = content.of(organisation.slug)["onboarding"].groups["nl"]
    for key, of in data["target_groups"].items():
        group = groups.add(session, organisation.id, key, names.get(key, key))
        members = {teams[name] for name in of}
        groups.change_members(session, [(group.id, p.id or 0) for p in people if p.team_id in members], [])
    leading = {person.lead_id for person in people if person.lead_id}
    group = groups.add(session, organisation.id, "leidinggevenden", names.get("leidinggevenden", ""))
    groups.change_members(session, [(group.id, id) for id in leading], [])


def _rows(
    session: Session,
    organisation: OrganisationRow,
    programme: Programme,
    person: Person,
    today: date,
    dice: random.Random,
    in_the_middle: bool,
) -> Iterator[dict[str, Any]]:
    """What somebody was given since they began: one module a day at most, most of them finished in days."""
    slug = organisation.slug
    keys = {group.id: group.key for group in groups.every(session, organisation.id)}
    own = {keys[id] for id in groups.memberships(session, [person.id or 0]).get(person.id or 0, set())}
    assert person.started_on is not None
    before = date.min
    for position, entry in enumerate(programme.entries):
        if entry.groups and not own & set(entry.groups):
            continue
        day = working_days_after(working_days_after(person.started_on, 0, slug), entry.day - 1, slug)
        assigned = max(day, working_days_after(before, 1, slug)) if before > date.min else day
        if assigned > today:
            return
        before = assigned
        row = _given(organisation, programme, entry.name, "", person, assigned)
        finished = assigned + timedelta(days=int(dice.expovariate(0.25)))
        done = position == 0 if in_the_middle else dice.random() < DONE
        if done and finished <= today:
            row |= {"begun_on": assigned, "finished_on": finished, "version": 1}
            row["certificate"] = files.new_code()
        elif not in_the_middle and dice.random() < BEGUN:
            row["begun_on"] = assigned
        if row["finished_on"] is None:
            row["bring_on"] = planner.next_reminder(programme, assigned, today, slug)
        yield row


def _refresh(
    session: Session,
    organisation: OrganisationRow,
    people: list[Person],
    today: date,
    dice: random.Random,
) -> None:
    """The refresher that came last, for everybody who was here for long enough; most of them did it."""
    programme, slug = content.of(organisation.slug)["refresher"], organisation.slug
    year = today.year - (f"{today:%m-%d}" < programme.starts)
    assigned = working_days_after(date.fromisoformat(f"{year}-{programme.starts}"), 0, slug)
    (entry,) = (one for one in programme.entries if programme.has_turn(one, str(year)))
    rows = []
    for person in people:
        if person.started_on and person.started_on > assigned - timedelta(days=programme.settled):
            continue
        row = _given(organisation, programme, entry.name, str(year), person, assigned)
        finished = assigned + timedelta(days=int(dice.expovariate(0.1)))
        is_done = dice.random() < DONE and not person.email.startswith("employee@")
        if is_done and finished <= today:
            row |= {"begun_on": assigned, "finished_on": finished, "version": 1}
            row["certificate"] = files.new_code()
        rows.append(row)
    learning.assign(session, rows)


def _given(
    organisation: OrganisationRow,
    programme: Programme,
    module: str,
    edition: str,
    person: Person,
    assigned: date,
) -> dict[str, Any]:
    """A module that became somebody's on a day, and was brought."""
    return {
        "organisation_id": organisation.id,
        "person_id": person.id,
        "programme": programme.name,
        "module": module,
        "edition": edition,
        "assigned_on": assigned,
        "due_on": working_days_after(assigned, programme.due, organisation.slug),
        "bring_on": None,
        "begun_on": None,
        "finished_on": None,
        "version": None,
        "certificate": None,
        "brought": 1,
    }


def _days_ago(today: date, number: int, organisation: str) -> date:
    """The day from which today is so many working days on."""
    day = today
    while working_days_after(day, number, organisation) > today:
        day -= timedelta(days=1)
    return day
