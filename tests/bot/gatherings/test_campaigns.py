"""Campaigns: planned on the calendar, brought once, gone through, counted."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from bot.campaigns import content
from bot.foundation import words
from bot.foundation.screen import Heading
from bot.menu import coming_up
from storage import gathering_counts, groups
from storage.gathering_counts import Campaigns
from storage.tables.delivery import Delivery
from storage.tables.directory import Person
from tests.bot.gatherings.town import Town, errors, facts, of, press, rows
from tests.support.world import Walk, World

PERIOD = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def town(sqlite_world: World) -> Town:
    return Town(sqlite_world)


@pytest.fixture
def both(world: World) -> Town:
    """A town on SQLite, and once more on PostgreSQL."""
    return Town(world)


def plan(
    world: World, name: str = "phishing", day: str = "16-03-2026", **more: str | tuple[str, ...]
) -> Walk:
    walk = world.walk("coordinator")
    walk.do("campaign", "new")
    walk.submit(name=name, day=day, **more)
    assert walk.screen.step == "campaign", errors(walk.screen)
    return walk


def on(world: World, day: int, hour: int = 9) -> None:
    world.clock.now = datetime(2026, 3, day, hour, tzinfo=UTC)


def counted(world: World) -> list[Campaigns]:
    with world.reading() as session:
        return gathering_counts.campaigns(session, world.organisation.id, *PERIOD)


def go_through(walk: Walk, name: str = "phishing") -> None:
    """From the first page to the last, with the first answer each time."""
    for step in content.campaign(name).steps:
        if step.answers:
            walk.submit(answer=next(iter(step.answers)))
        walk.press(next(action.name for action in walk.screen.actions if action.name in ("go", "finish")))
    assert walk.screen.step == "done"


@pytest.mark.both
def test_a_campaign_goes_out_on_its_day_once_and_is_counted_by_department(both: Town) -> None:
    world = both.world
    both.team("Balie", "handler")
    plan(world)
    assert both.plan() == 0
    on(world, 16)
    assert both.plan() == len(world.people) + 3 and both.plan() == 0
    both.sent("campaign/1")
    walk = world.walk("balie-0")
    world.people["balie-0"] = 0
    press(walk, both.message("campaign/1", "employee"), "open")
    go_through(walk)
    again = world.walk("balie-0")
    again.do("campaign", "open", "1")
    go_through(again)
    other = world.walk("employee")
    other.do("campaign", "open", "1")
    both.plan()
    found = {row.department_id: (row.sent, row.opened, row.completed) for row in counted(world)}
    assert found[world.departments["Burgerzaken"]] == (3, 1, 1)
    assert found[0] == (7, 1, 0)
    shown = facts(world.walk("coordinator").do("campaign", "manage", "1"))
    assert (shown["Verstuurd"], shown["Geopend"], shown["Afgerond"]) == ("10", "2", "1")


@pytest.mark.both
def test_who_moves_after_a_campaign_came_counts_where_they_worked_then_and_once(both: Town) -> None:
    world = both.world
    desk, street = (world.departments[name] for name in ("Burgerzaken", "Toezicht"))
    both.team("Balie", "handler")
    plan(world)
    on(world, 16)
    both.plan()
    both.sent("campaign/1")
    walk = world.walk("balie-0")
    walk.do("campaign", "open", "1")
    both.plan()
    before = {row.department_id: (row.sent, row.opened) for row in counted(world)}
    assert before[desk] == (3, 1)
    with world.unit() as session:
        for person in session.exec(select(Person).where(col(Person.department_id) == desk)):
            person.department_id, person.team_id = street, None
    on(world, 17)
    both.plan()
    assert {row.department_id: (row.sent, row.opened) for row in counted(world)} == before
    go_through(walk)
    walk = world.walk("balie-1")
    walk.do("campaign", "open", "1")  # which came to them before they moved
    after = {row.department_id: (row.sent, row.opened, row.completed) for row in counted(world)}
    assert after[desk] == (3, 2, 1) and street not in after


@pytest.mark.both
def test_whoever_opens_a_campaign_before_it_is_counted_is_counted_once(both: Town) -> None:
    world = both.world
    both.team("Balie", "handler")
    plan(world)
    on(world, 16)
    both.plan()
    walk = world.walk("balie-0")
    walk.do("campaign", "open", "1")  # it came, and that is not settled yet
    assert [(row.sent, row.opened) for row in counted(world)] == [(1, 1)]
    with world.unit() as session:
        for person in session.exec(select(Person).where(col(Person.department_id).is_not(None))):
            person.department_id, person.team_id = world.departments["Toezicht"], None
    both.sent("campaign/1")
    both.plan()
    found = {row.department_id: (row.sent, row.opened) for row in counted(world)}
    assert found[world.departments["Burgerzaken"]] == (1, 1)
    with world.unit() as session:
        assert sum(sent for sent, _ in found.values()) == len(session.exec(select(Delivery)).all())


@pytest.mark.both
def test_who_gets_a_campaign_later_is_counted_and_nobody_twice(both: Town) -> None:
    world = both.world
    both.team("Balie", "handler")
    plan(world)
    on(world, 16)
    both.plan()
    both.sent("campaign/1")
    with world.unit() as session:
        late = session.exec(select(Delivery).where(Delivery.person_id == world.people["employee"])).one()
        late.state = "unknown"
        number = len(session.exec(select(Delivery)).all())
    both.plan()
    assert sum(row.sent for row in counted(world)) == number - 1
    with world.unit() as session:
        for person in session.exec(select(Person).where(col(Person.department_id).is_not(None))):
            person.department_id, person.team_id = world.departments["Toezicht"], None
    both.sent("campaign/1")
    both.plan()
    assert sum(row.sent for row in counted(world)) == number


def test_what_somebody_chose_is_kept_nowhere(town: Town) -> None:
    world = town.world
    plan(world)
    on(world, 16)
    town.plan()
    walk = world.walk("employee")
    walk.do("campaign", "open", "1")
    before = of(world.engine, "SELECT count(*) FROM once")
    walk.press("go")
    walk.submit(answer="")
    assert errors(walk.screen)
    walk.submit(answer="send-rules")
    assert "send-rules" not in str(of(world.engine, "SELECT * FROM campaign_count"))
    assert of(world.engine, "SELECT count(*) FROM once") == before
    assert any(words.text("lesson.verdict.wrong", "nl") in str(part) for part in walk.screen.body)


def test_who_only_looks_is_not_counted(town: Town) -> None:
    plan(town.world)
    walk = town.world.walk("coordinator")
    walk.do("campaign", "open", "1")
    go_through(walk)
    assert counted(town.world) == []


def test_a_target_group_alone_gets_what_is_for_it(town: Town) -> None:
    world = town.world
    with world.unit() as session:
        group = groups.add(session, world.organisation.id, "vergunningen", "Vergunningen")
        groups.change_members(session, [(group.id, world.people["employee"])], [])
    walk = plan(world, groups=("vergunningen",))
    assert facts(walk.screen)["Voor wie"] == "Vergunningen"
    on(world, 16)
    town.plan()
    assert town.pushed("campaign") == [("campaign/1", "Medewerker Een")]


def test_a_message_of_ones_own_goes_out_as_it_was_written(town: Town) -> None:
    world = town.world
    plan(world, "own", title="Let op", text="Er loopt iemand rond met een **valse** pas.")
    on(world, 16)
    town.plan()
    message = town.message("campaign/1", "employee")
    assert message is not None and message.title == "Let op"
    walk = world.walk("employee")
    press(walk, message, "finish")
    assert walk.screen.step == "done" and counted(world)[0].completed == 1


def test_a_campaign_that_was_cancelled_does_not_go_out(town: Town) -> None:
    walk = plan(town.world)
    assert walk.press("sure", "cancel:1").step == "sure_cancel"
    assert walk.press("manage").step == "campaign"  # on second thoughts
    walk.press("sure", "cancel:1")
    walk.press("cancel")
    assert rows(walk.screen) == []
    on(town.world, 16)
    assert town.plan() == 0
    assert town.world.walk("employee").do("campaign", "open", "1").step == "sorry"


@pytest.mark.parametrize("day", range(1, 15))
def test_the_day_that_is_proposed_is_a_working_day(day: int, town: Town) -> None:
    on(town.world, day)
    walk = town.world.walk("coordinator")
    walk.do("campaign", "new")
    assert walk.submit(name="phishing").step == "campaign", errors(walk.screen)


def test_a_campaign_can_be_moved_until_it_went_out(town: Town) -> None:
    walk = plan(town.world)
    walk.press("move")
    walk.submit(day="14-03-2026")
    assert errors(walk.screen) == {"day": words.text("campaign.errors.free", "nl")}
    walk.submit(day="17-03-2026")
    on(town.world, 16)
    assert town.plan() == 0
    on(town.world, 17)
    assert town.plan() > 0
    for action in ("move", "cancel", "set"):
        assert town.world.walk("coordinator").do("campaign", action, "1").step == "sorry"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": "phishing", "day": "10-03-2026"}, ["day"]),
        ({"name": "phishing", "day": "bijna"}, ["day"]),
        ({"name": "phishing", "day": "16-03-2062"}, ["day"]),
        ({"name": "own", "day": "16-03-2026"}, ["text", "title"]),
        ({"name": "own", "day": "16-03-2026", "title": "x", "text": "x" * 601}, ["text"]),
        ({"name": "", "day": "16-03-2026"}, ["name"]),
    ],
    ids=["today", "no-day", "far", "empty", "long", "none"],
)
def test_a_campaign_that_cannot_be_is_a_sentence_beside_the_field(
    values: dict[str, str], wrong: list[str], sqlite_world: World
) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.do("campaign", "new")
    walk.submit(**values)
    assert sorted(errors(walk.screen)) == wrong


def test_the_ready_rhythm_is_taken_over_once(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.do("campaign", "overview")
    walk.press("rhythm")
    (number,) = of(sqlite_world.engine, "SELECT count(*) FROM campaign")[0]
    first, last = date(2026, 3, 11), date(2027, 3, 10)
    coming = [
        beat.name
        for beat in content.rhythm()
        for year in (2026, 2027)
        if beat.campaign and beat.turn in (0, 2 if year == 2026 else 1)
        if first <= content.day_of(beat, year) <= last
    ]
    assert number == len(coming) == len(set(coming)) >= 10
    assert "rhythm" not in [one.name for one in walk.buttons()]
    walk.do("campaign", "rhythm")
    assert of(sqlite_world.engine, "SELECT count(*) FROM campaign")[0] == (number,)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_year_shows_every_month_with_what_is_in_it(locale: str, sqlite_world: World) -> None:
    sqlite_world.walk("coordinator").do("campaign", "rhythm")
    walk = sqlite_world.walk("coordinator", locale=locale)
    walk.do("campaign", "overview")
    screen = walk.press("year")
    assert len([part for part in screen.body if isinstance(part, Heading)]) == 12
    assert len(rows(screen)) > 15
    assert walk.press("year", "2027").title == "2027"
    assert walk.do("campaign", "year", "9999").title == "2028"


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_campaign_can_be_gone_through(locale: str, sqlite_world: World) -> None:
    assert len(content.names()) == 18
    for number, name in enumerate(content.names(), 1):
        plan(sqlite_world, name)
        walk = sqlite_world.walk("employee", locale=locale)
        walk.do("campaign", "open", str(number))
        go_through(walk, name)


def test_another_organisation_has_campaigns_of_its_own(sqlite_world: World) -> None:
    world = sqlite_world
    plan(world)
    other = world.add_organisation("elders", "Elders")
    world.add_person("elders", "coordinator", organisation=other)
    for action in ("open", "manage", "cancel", "finish"):
        assert world.walk("elders").do("campaign", action, "1").step == "sorry"


@pytest.mark.both
def test_long_after_a_campaign_nobody_is_counted_and_what_was_needed_for_it_is_gone(both: Town) -> None:
    world = both.world
    plan(world)
    on(world, 16)
    both.plan()
    world.walk("employee").do("campaign", "open", "1")
    world.clock.forward(days=120)
    both.plan()
    assert of(world.engine, "SELECT count(*) FROM once WHERE scope <> 'planned'") == [(0,)]
    world.walk("employee2").do("campaign", "open", "1")
    assert [row.opened for row in counted(world)] == [1]


def test_a_campaign_that_was_forgotten_for_weeks_is_not_brought_any_more(town: Town) -> None:
    plan(town.world)
    town.world.clock.forward(days=40)
    assert town.plan() == 0


@pytest.mark.parametrize("locale", words.LOCALES)
def test_what_comes_up_is_told_without_persons_places_and_campaigns(locale: str, sqlite_world: World) -> None:
    plan(sqlite_world)
    walk = sqlite_world.walk("coordinator")
    walk.do("week", "begin")
    walk.submit(title="Week", first="23-03-2026", last="27-03-2026", programme="ready")

    def told() -> list[coming_up.Coming]:
        with sqlite_world.reading() as session:
            today = sqlite_world.clock().date()
            return coming_up.coming(session, sqlite_world.organisation, today, locale)

    assert told() == []
    walk.press("sure")
    walk.press("announce")
    walk.do("meeting", "begin")
    walk.submit(pack="drugs", until="30-11-2026")
    assert [one.day for one in told()] == [date(2026, 3, 10), date(2026, 3, 23)]
    assert not [one for one in told() if "%{" in one.text or one.text.startswith("coming.")]
