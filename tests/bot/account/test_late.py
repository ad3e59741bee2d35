"""What was logged late is in a correction: meetings, lessons, activities, campaigns. And nobody can be seen
in what it changed."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from bot.account.disclosure.disclosed import Disclosed, load
from bot.account.disclosure.figures import account
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import AtLeast, Between, Figure, bounds
from bot.account.disclosure.suppression import THRESHOLD, safe
from bot.account.disclosure.tables import Table
from bot.account.late import ACTS, ALONE, KEPT, PARTS, recounted
from bot.foundation import words
from storage import closings, directory
from storage.counts import Counts
from storage.tables.directory import Person
from storage.tables.gatherings import Activity, Campaign, CampaignCount, MeetingRound, TeamMeeting
from storage.tables.learning import Learning
from tests.bot.account.filling import fill
from tests.bot.account.test_closing import FIRST, HALF, LAST, close, correct
from tests.support.examples import given, settings, st
from tests.support.world import World

NOTHING = account(Counts([], [], [], 0, []), FIRST, LAST, [], THRESHOLD)
Grid = dict[str, list[int]]


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def told(world: World) -> dict[str, Table]:
    """The tables of the newest version."""
    with world.reading() as session:
        newest = closings.versions(session, world.organisation.id, HALF)[-1]
    return {table.name: table for table in load(newest.told).tables}


def again(name: str, *grids: Grid) -> Table:
    """A table that was closed with the first of these numbers, and corrected to each of the others."""
    was = Disclosed(NOTHING, (KINDS[name].of(grids[0], THRESHOLD),))
    for grid in grids[1:]:
        was = recounted(was, was, {name: grid})
    (table,) = was.tables
    return table


def rows(table: Table) -> dict[tuple[str, ...], tuple[Figure, ...]]:
    return {row.keys: row.numbers for row in table.rows}


def test_every_table_is_counted_again_or_it_is_said_that_it_is_not() -> None:
    assert {*ACTS, *ALONE, *PARTS, *KEPT} == {*KINDS} - {"activities"}  # which half_year.late counts again


@pytest.mark.both
def test_a_meeting_that_was_logged_late_counts_after_a_correction(world: World) -> None:
    home, place = world.organisation.id, min(world.departments.values())
    with world.unit() as session:
        session.add(
            MeetingRound(
                organisation_id=home, year=2025, pack="drugs", started_on=date(2025, 7, 1), until=LAST
            )
        )
        for number in range(6):
            team = directory.add_team(session, home, place, f"Team {number}")
            one = TeamMeeting(organisation_id=home, year=2025, team_id=team, department_id=place)
            if number < 4:
                one.held_on, one.present, one.size = date(2025, 9, 9), 8, 14
            session.add(one)
    close(world)
    assert told(world)["meetings_held"].total == (4,) and correct(world) is None
    with world.unit() as session:
        late = session.exec(select(TeamMeeting).where(col(TeamMeeting.held_on).is_(None))).first()
        assert late is not None
        late.held_on, late.present, late.size = date(2025, 10, 9), 9, 16
    done = correct(world)
    now = told(world)
    assert done is not None and done.version == 2
    assert now["meetings_held"].total == (5,) and now["meetings_reached"].total == (5, 6)
    assert len(now["meetings_not_reached"].rows) == 1
    assert now["meetings_present"].total == (41, 31)
    assert correct(world) is None


@pytest.mark.both
def test_heads_that_were_counted_late_lessons_and_campaigns_count_after_a_correction(world: World) -> None:
    fill(world)
    with world.unit() as session:
        _heads(session, 200)
    close(world)
    before = told(world)
    with world.unit() as session:
        _heads(session, 240)
        _more_campaigns(session, 30)
        _more_lessons(session, world, 7)
    assert correct(world) is not None
    now = told(world)
    assert _number(now["week_participations"].total) == _number(before["week_participations"].total) + 40
    assert _number(now["campaigns"].total) == _number(before["campaigns"].total) + 30
    assert rows(now["modules"])["onboarding/late",] == (7, 0, 7)
    assert now["onboarding_departments"] == before["onboarding_departments"]


def _number(total: tuple[Figure, ...]) -> int:
    return bounds(total[0])[0]


def _heads(session: Session, number: int) -> None:
    one = session.exec(select(Activity).order_by(col(Activity.id))).first()
    assert one is not None
    one.headcount = number


def _more_campaigns(session: Session, number: int) -> None:
    sent = select(Campaign.id).where(col(Campaign.planned_on).between(FIRST, LAST))
    row = session.exec(select(CampaignCount).where(col(CampaignCount.campaign_id).in_(sent))).first()
    assert row is not None
    row.sent, row.opened, row.completed = row.sent + number, row.opened + number, row.completed + number


def _more_lessons(session: Session, world: World, number: int) -> None:
    for at in range(number):
        person = Person(organisation_id=world.organisation.id, name=f"Iemand {at}")
        session.add(person)
        session.flush()
        session.add(
            Learning(
                organisation_id=world.organisation.id,
                person_id=person.id or 0,
                programme="onboarding",
                module="late",
                assigned_on=date(2025, 9, 1),
                due_on=date(2025, 10, 1),
                begun_on=date(2025, 9, 2),
            )
        )


def test_what_was_destroyed_since_is_not_lost_by_counting_again() -> None:
    whole = {"onboarding/a": [30, 20, 10], "onboarding/b": [9, 8, 7]}
    less = {"onboarding/a": [30, 12, 0], "onboarding/b": [9, 8, 7]}
    assert rows(again("modules", whole, less)) == rows(again("modules", whole))
    assert rows(again("modules", whole, {**whole, "onboarding/a": [30, 20, 0]}))["onboarding/a",][2] == 0


def test_what_is_kept_back_stays_so_after_a_correction() -> None:
    hidden = Disclosed(
        NOTHING, (KINDS["campaigns"].of({"campaign/1": [2, 2, 2]}, THRESHOLD),), withheld=("campaigns",)
    )
    (table,) = hidden.tables
    nothing = table._replace(rows=(), total=(None, None, None))
    was = hidden._replace(tables=(nothing,))
    assert recounted(was, was, {"campaigns": {"campaign/1": [90, 90, 90]}}).tables == (nothing,)


def test_lines_that_changed_by_a_few_are_put_together() -> None:
    first = {"department/1": [20, 20], "department/2": [15, 12], "department/3": [9, 9]}
    later = {**first, "department/1": [29, 27]}
    assert rows(again("meetings_present", first, later))["department/1",] == (29, 27)
    near = {**first, "department/1": [29, 21]}  # one more was absent: nobody may see where
    table = again("meetings_present", first, near)
    assert table.total == (53, Between(42, 45)) and rows(table)["department/1",] == (29, None)
    assert AtLeast not in {type(number) for row in table.rows for number in row.numbers}


numbers = st.dictionaries(
    st.sampled_from([f"department/{n}" for n in range(1, 6)]),
    st.lists(st.integers(0, 30), min_size=2, max_size=2),
    min_size=1,
)


@settings(max_examples=400)
@given(st.lists(numbers, min_size=2, max_size=4))
def test_a_correction_of_people_is_true_and_tells_no_change_of_a_few(grids: list[Grid]) -> None:
    every = {f"department/{n}": [0, 0] for n in range(1, 6)}
    was = Disclosed(NOTHING, (KINDS["meetings_present"].of({**every, **grids[0]}, THRESHOLD),))
    for grid in grids[1:]:
        counts = {**every, **grid}
        now = recounted(was, was, {"meetings_present": counts})
        (old,), (new,) = was.tables, now.tables
        for figures, keys in [(new.total, tuple(every)), *((row.numbers, row.keys) for row in new.rows)]:
            for place, figure in enumerate(figures):
                truth = sum(counts[key][place] for key in keys)
                least, most = bounds(figure)
                assert least <= truth and (most is None or truth <= most)
                if isinstance(figure, int):
                    assert safe(figure, THRESHOLD)
                    before = _told(old, keys, place)
                    assert before is None or safe(abs(figure - before), THRESHOLD), (old, new)
        was = now


def _told(table: Table, keys: tuple[str, ...], place: int) -> int | None:
    """What a table tells exactly of some lines together, if it does."""
    inside = [row for row in table.rows if {*row.keys} <= {*keys}]
    covers = {key for row in inside for key in row.keys}
    if table.total and len(keys) == 5 and isinstance(table.total[place], int):
        return int(bounds(table.total[place])[0])
    found = [row.numbers[place] for row in inside]
    left = {*keys} - covers
    listed = {key for row in table.rows for key in row.keys}
    if left & listed or not all(isinstance(one, int) for one in found) or not found:
        return None
    return sum(bounds(one)[0] for one in found)
