"""The other tables of a half-year: onboarding, team meetings, integrity week, campaigns, activities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlmodel import Session

from bot.account import departments, grids
from bot.account.attack.people import Public
from bot.account.disclosure import adding, rounds
from bot.account.disclosure.figures import days_of
from bot.account.disclosure.kinds import DAYS, HOW_FAR, KINDS, SENT, THERE, Adds
from bot.account.disclosure.tables import Table
from bot.account.grids import Numbers, grid
from bot.account.periods import half_of
from storage import (
    field_log,
    gathering_counts,
    groups,
    learning_counts,
    meeting_counts,
    onboarding_counts,
    organisations,
    presence,
)

ONBOARDING = "onboarding"  # the programme
ORDER = tuple(KINDS)
LEFT = "left"  # who left is in what they did, and not in how far people are


def tables(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> tuple[Table, ...]:
    """Every table that has something to tell, with what is below the threshold hidden already."""
    people = _people(session, organisation_id, first, last, threshold)
    acts = (
        KINDS[name].of(counts, threshold) for name, counts in _acts(session, organisation_id, first, last)
    )
    return in_order((*people, *acts))


def logged(session: Session, organisation_id: int, first: date, last: date) -> Mapping[str, Numbers]:
    """What was logged with its own day and place, as it is counted now, by table: acts, and people who were
    at something, got something or took a lesson. With its small numbers: it is not to be told."""
    weeks = list(_weeks(session, organisation_id, first, last))
    every = [
        *_acts(session, organisation_id, first, last),
        ("modules", _modules(session, organisation_id, first, last)),
        ("meetings_present", _there(session, organisation_id, first, last)),
        ("week_participations", _joined(session, organisation_id, first, last)),
        *((("week_participants", weeks[0]),) if len(weeks) == 1 else ()),
        ("week_votes", _voted(session, organisation_id, first, last)),
        ("campaigns", _sent(session, organisation_id, first, last)),
    ]
    return dict(every)


def afresh(session: Session, organisation_id: int, first: date, last: date) -> tuple[Table, ...]:
    """What the coordinator may know of what the municipality itself did, whatever was told of it before."""
    acts = (KINDS[name].afresh(counts) for name, counts in _acts(session, organisation_id, first, last))
    return in_order(table for table in acts if table)


def in_order(tables: Iterable[Table]) -> tuple[Table, ...]:
    """Those that have something to tell, in the order of the sheets."""
    some = (_in_rounds(table) for table in tables if any_number(table))
    return tuple(sorted(some, key=lambda table: ORDER.index(table.name)))


def _in_rounds(table: Table) -> Table:
    return rounds.in_rounds(table) if Adds.ROUND in KINDS[table.name].measures.values() else table


def public(session: Session, organisation_id: int, day: date) -> Public:
    """How many people work in each department and are in each target group, and to how many each campaign was
    sent: what anybody may know."""
    sent: dict[str, dict[str, int]] = {}
    for one in gathering_counts.campaigns(session, organisation_id, date.min, day):
        of_half = sent.setdefault(half_of(one.planned_on), {})
        code = f"campaign/{one.campaign_id}"
        of_half[code] = of_half.get(code, 0) + one.sent
    places, members = (
        count(session, organisation_id, day) for count in (presence.by_department, presence.by_group)
    )
    every = grids.every_department(session, organisation_id)
    return Public(
        {code: places.get(int(code.partition("/")[2]), 0) for code in every},
        {f"group/{one.id}": members.get(one.id, 0) for one in groups.every(session, organisation_id)},
        sent,
    )


def any_number(table: Table) -> bool:
    """Whether there is anything in a table."""
    return any(number != 0 for row in table.rows for number in row.numbers) or any(table.total)


def names(session: Session, organisation_id: int) -> Mapping[str, str]:
    """What departments, target groups and own kinds are called now, by their codes in the tables."""
    places = {f"department/{one.id}": one.name for one in organisations.departments(session, organisation_id)}
    found = {f"group/{group.id}": group.name for group in groups.every(session, organisation_id)}
    return places | found | field_log.own_kinds(session, organisation_id)


def names_of(session: Session, organisation_id: int, first: date, last: date) -> Mapping[str, str]:
    """`names`, and those of campaigns and of teams that did not meet."""
    late = meeting_counts.teams_not_reached(session, organisation_id, first, last)
    sent = gathering_counts.campaigns(session, organisation_id, first, last)
    teams = {f"team/{one.team_id}": one.team for one in late}
    titles = {f"campaign/{one.campaign_id}": one.title or one.name for one in sent}
    return {**names(session, organisation_id), **teams, **titles}


def _people(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> Iterator[Table]:
    """The tables that count people."""
    yield from _onboarding(session, organisation_id, first, last, threshold)
    yield KINDS["modules"].of(_modules(session, organisation_id, first, last), threshold)
    yield KINDS["meetings_present"].of(_there(session, organisation_id, first, last), threshold)
    yield KINDS["week_participations"].of(_joined(session, organisation_id, first, last), threshold)
    yield from _participants(session, organisation_id, first, last, threshold)
    yield KINDS["week_votes"].of(_voted(session, organisation_id, first, last), threshold)
    yield KINDS["campaigns"].of(_sent(session, organisation_id, first, last), threshold)
    yield from departments.of_people(session, organisation_id, first, last, threshold)


def _acts(session: Session, organisation_id: int, first: date, last: date) -> Iterator[tuple[str, Numbers]]:
    """What the municipality itself did: the name of each table, and its numbers."""
    yield "meetings_reached", _teams(session, organisation_id, first, last)
    held = meeting_counts.meetings_held(session, organisation_id, first, last)
    yield "meetings_held", {"meetings": [sum(one.meetings for one in held)]}
    late = meeting_counts.teams_not_reached(session, organisation_id, first, last)
    yield "meetings_not_reached", {rounds.coded(one.year, f"team/{one.team_id}"): [one.year] for one in late}
    done = gathering_counts.activities(session, organisation_id, first, last)
    yield "week_activities", grid(((one.kind, "number", one.number) for one in done), ("number",))
    sent = gathering_counts.campaigns(session, organisation_id, first, last)
    yield "campaigns_sent", {"campaigns": [len({one.campaign_id for one in sent if one.sent})]}
    logged = field_log.count(session, organisation_id, first, last)
    yield "activities", {one.kind: [one.number] for one in logged}


def _teams(session: Session, organisation_id: int, first: date, last: date) -> Numbers:
    """Teams that met, all teams, and the people of the department, by round and department."""
    people = meeting_counts.department_sizes(session, organisation_id)
    return {
        rounds.coded(one.year, f"department/{one.department_id}"): [
            one.reached,
            one.teams,
            people.get(one.department_id, 0),
        ]
        for one in sorted(meeting_counts.teams_reached(session, organisation_id, first, last))
    }


def _onboarding(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> Iterator[Table]:
    everybody = onboarding_counts.by_department(session, organisation_id, first, last)
    people = [one for one in everybody if one.programme == ONBOARDING]
    began = sum(one.number for one in people if one.assigned), sum(one.number for one in people if one.begun)
    yield KINDS["onboarding"].of({"assigned": [began[0]], "begun": [began[1]]}, threshold)
    here = (one for one in people if one.standing != LEFT)
    standing = ((f"department/{one.place}", one.standing, one.number) for one in here)
    every = grids.every_department(session, organisation_id)
    yield KINDS["onboarding_departments"].of(grid(standing, HOW_FAR, every), threshold)
    took: Counter[int] = Counter()
    for one in people:
        took[one.days or 0] += one.number if one.standing == "completed" else 0
    days = days_of(+took, threshold)
    if days.half is not None:
        yield KINDS["onboarding_days"].of({"completed": [getattr(days, name) for name in DAYS]}, threshold)
    in_groups = (
        (f"group/{one.place}", one.standing, one.number)
        for one in onboarding_counts.by_group(session, organisation_id, first, last)
        if one.programme == ONBOARDING and one.standing != LEFT
    )
    every = [f"group/{group.id}" for group in groups.every(session, organisation_id)]
    yield KINDS["onboarding_groups"].of(grid(in_groups, HOW_FAR, every), threshold)


def _modules(session: Session, organisation_id: int, first: date, last: date) -> Numbers:
    return {
        f"{one.programme}/{one.module}": [one.begun, one.finished, one.overdue]
        for one in sorted(learning_counts.by_module(session, organisation_id, first, last))
    }


def _there(session: Session, organisation_id: int, first: date, last: date) -> Numbers:
    held = meeting_counts.meetings_held(session, organisation_id, first, last)
    there = [
        (f"department/{one.department_id}", name, number)
        for one in held
        for name, number in (("present", one.present), ("absent", max(one.size - one.present, 0)))
    ]
    return grid(there, THERE, grids.every_department(session, organisation_id))


def _joined(session: Session, organisation_id: int, first: date, last: date) -> Numbers:
    joined = gathering_counts.participations(session, organisation_id, first, last)
    return grid(((one.kind, "number", one.number) for one in joined), ("number",))


def _voted(session: Session, organisation_id: int, first: date, last: date) -> Numbers:
    voted = gathering_counts.votes(session, organisation_id, first, last)
    return grid(((one.kind, "number", one.votes) for one in voted), ("number",))


def _participants(
    session: Session, organisation_id: int, first: date, last: date, threshold: int
) -> Iterator[Table]:
    """Different people; of several weeks nobody knows who came to more than one."""
    kind = KINDS["week_participants"]
    every = [kind.of(places, threshold) for places in _weeks(session, organisation_id, first, last)]
    if every:
        yield every[0] if len(every) == 1 else adding.over_time(kind, every)


def _weeks(session: Session, organisation_id: int, first: date, last: date) -> Iterator[Numbers]:
    """Of each week, how many different people of each department."""
    weeks = defaultdict[int, list[tuple[str, str, int]]](list)
    for one in gathering_counts.participants(session, organisation_id, first, last):
        weeks[one.week_id].append((f"department/{one.department_id}", "number", one.number))
    lines = grids.every_department(session, organisation_id)
    return (grid(places, ("number",), lines) for places in weeks.values())


def _sent(session: Session, organisation_id: int, first: date, last: date) -> Numbers:
    """What became of every message that was sent: completed, opened without that, or not opened."""
    sent = (
        (f"campaign/{one.campaign_id}", name, number)
        for one in gathering_counts.campaigns(session, organisation_id, first, last)
        for name, number in zip(
            SENT,
            (one.completed, max(one.opened - one.completed, 0), max(one.sent - one.opened, 0)),
            strict=True,
        )
    )
    return grid(sent, SENT)
