"""The integrity week: planned, announced, joined, taken part in, counted, forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from bot.files import makers
from bot.files.orders import Made
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Code, FileOrder, Row, Screen
from bot.foundation.words import LOCALES
from bot.integrity_week.content import programme
from storage import directory, gathering_counts, groups
from tests.bot.gatherings.town import Town, errors, facts, of, press, rows
from tests.support import calendars
from tests.support.world import Walk, World

PERIOD = date(2026, 1, 1), date(2026, 12, 31)
MONDAY, FRIDAY = "16-03-2026", "20-03-2026"
ACTIVITY = {
    "title": "Koffie met toezicht",
    "kind": "walk-in",
    "day": "17-03-2026",
    "time": "14:30",
    "minutes": "45",
    "place": "Kantine",
    "capacity": "2",
}


@pytest.fixture
def town(sqlite_world: World) -> Town:
    return Town(sqlite_world)


@pytest.fixture
def both(world: World) -> Town:
    """A town on SQLite, and once more on PostgreSQL."""
    return Town(world)


def plan(world: World, programme: str = "own", first: str = MONDAY, last: str = FRIDAY) -> Walk:
    walk = world.walk("coordinator")
    walk.do("week", "begin")
    walk.submit(title="Week van de integriteit", first=first, last=last, programme=programme)
    assert walk.screen.step == "board", errors(walk.screen)
    return walk


def add(world: World, **changed: str) -> Walk:
    """An activity in the only week there is."""
    walk = world.walk("coordinator")
    walk.do("week", "edit", "new:1")
    walk.submit(**{**ACTIVITY, **changed})
    return walk


def announced(world: World, **changed: str) -> None:
    plan(world)
    assert add(world, **changed).screen.step == "organise"
    assert world.walk("coordinator").do("week", "announce", "1").step == "board"


def at(world: World, moment: str) -> None:
    world.clock.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)


def state(screen: Screen) -> str:
    return facts(screen)["Plekken"]


def test_the_ready_programme_fills_five_days_with_ten_activities_and_five_dilemmas(town: Town) -> None:
    walk = plan(town.world, "ready")
    assert facts(walk.screen)["Activiteiten"] == "10"
    with town.world.reading() as session:
        counted = gathering_counts.activities(session, town.world.organisation.id, *PERIOD)
    assert sorted({row.on_day.day for row in counted}) == [16, 17, 18, 19, 20]
    assert [row[0] for row in of(town.world.engine, "SELECT opens_on FROM poll ORDER BY id")] != []
    walk.press("organise")
    assert any(isinstance(part, Code) for part in walk.screen.body)


@pytest.mark.both
def test_ready_weeks_come_in_turn_and_one_that_was_called_off_does_not_count(both: Town) -> None:
    world = both.world
    for first, last in (("16-03-2026", "20-03-2026"), ("06-04-2026", "10-04-2026")):
        plan(world, "ready", first, last)
    world.walk("coordinator").do("week", "cancel", "2")
    for first, last in (
        ("13-04-2026", "17-04-2026"),
        ("18-05-2026", "22-05-2026"),
        ("15-06-2026", "19-06-2026"),
        ("06-07-2026", "10-07-2026"),
    ):
        plan(world, "ready", first, last)
    turns = of(world.engine, "SELECT turn FROM week ORDER BY id")
    assert [row[0] for row in turns] == [1, 2, 2, 3, 4, 1]
    polls = [str(row[0]).partition("/")[2] for row in of(world.engine, "SELECT about FROM poll ORDER BY id")]
    assert len(set(polls)) == 20 and polls.count("your-name") == 2


@pytest.mark.parametrize("locale", LOCALES)
def test_a_later_ready_week_says_its_own_words_before_and_on_its_days(locale: str, town: Town) -> None:
    world = town.world
    plan(world, "ready")
    plan(world, "ready", "11-05-2026", "15-05-2026")
    world.walk("coordinator").do("week", "announce", "2")
    second, first = programme(locale, 2), programme(locale)
    walk = world.walk("employee", locale=locale)
    shown = str(walk.do("week", "open").body)
    assert second.announcement.split("\n")[0] in shown and first.announcement.split("\n")[0] not in shown
    at(world, "2026-05-12T08:05:00")
    town.plan()
    message = town.message("week/2/day-2026-05-12", "employee", locale)
    assert message is not None and second.days[1].message.split("\n")[0] in str(message.body)
    world.walk("coordinator").do("week", "manage")
    shown = str(walk.do("week", "open").body)
    assert second.dilemmas["cleaner-advice"].title in shown
    assert second.activities["lost-key"].title in shown and second.activities["cake"].title in shown


@pytest.mark.both
def test_a_week_goes_from_plan_to_figures(both: Town) -> None:
    world = both.world
    announced(world)
    assert both.plan() == len(world.people) and both.plan() == 0
    walk = world.walk("employee")
    press(walk, both.message("week/1/announce", "employee"), "open")
    assert rows(walk.screen) == [("Koffie met toezicht", "14:30 tot 15:15 uur. Nog 2 plekken")]
    walk.press("activity")
    walk.press("join")
    assert state(walk.screen) == "Je doet mee"
    at(world, "2026-03-16T09:00:00")
    both.plan()
    assert [key for key, _ in both.pushed()].count("week/1/remind-2026-03-17") == 1
    reminder = both.message("week/1/remind-2026-03-17", "employee")
    assert reminder is not None and "14:30" in str(reminder.body)
    at(world, "2026-03-17T13:05:00")  # 14:05 in the Netherlands
    walk.do("week", "activity", "1")
    walk.press("here")
    assert walk.screen.step == "present"
    code = of(world.engine, "SELECT code FROM activity")[0][0]
    assert isinstance(code, str)
    for who in ("employee", "employee2", "handler"):
        other = world.walk(who)
        other.do("week", "code")
        other.submit(code=f" {code[:3].lower()}-{code[3:]} ")
        assert other.screen.step == "present"
    at(world, "2026-03-17T15:00:00")
    organiser = world.walk("coordinator")
    organiser.do("week", "count", "1")
    organiser.submit(headcount="7")
    assert facts(organiser.screen)["Deelnames"] == "7"
    with world.reading() as session:
        home = world.organisation.id
        came = gathering_counts.participations(session, home, *PERIOD)
        whole = gathering_counts.participants(session, home, *PERIOD)
    assert sum(row.number for row in came) == 7 and sum(row.number for row in whole) == 3


@pytest.mark.both
def test_who_took_part_is_kept_nowhere_and_what_is_needed_to_count_goes_after_the_week(both: Town) -> None:
    world = both.world
    announced(world)
    walk = world.walk("employee")
    walk.do("week", "join", "1")
    at(world, "2026-03-17T13:05:00")
    walk.do("week", "here", "1")
    assert of(world.engine, "SELECT count(*) FROM once WHERE scope = 'activity/1'")[0][0] == 1
    assert {
        name
        for name, _ in of(
            world.engine, "SELECT who, scope FROM once WHERE scope NOT IN ('planned', 'started')"
        )
    }.isdisjoint(map(str, world.people.values()))
    at(world, "2026-03-31T09:00:00")
    both.plan()
    assert of(world.engine, "SELECT count(*) FROM sign_up")[0][0] == 0
    assert of(world.engine, "SELECT count(*) FROM once WHERE scope NOT IN ('planned', 'started')")[0][0] == 0
    with world.reading() as session:
        (row,) = gathering_counts.participations(session, world.organisation.id, *PERIOD)
    assert row.number == 1


@pytest.mark.both
def test_a_full_activity_has_a_waiting_list_and_the_longest_waiting_gets_the_place(both: Town) -> None:
    world = both.world
    announced(world)
    walks = [world.walk(who) for who in ("employee", "employee2", "handler", "handler2")]
    for walk in walks:
        walk.do("week", "activity", "1")
        walk.press("join")
    assert [state(walk.do("week", "activity", "1")) for walk in walks] == [
        "Je doet mee",
        "Je doet mee",
        "Je staat op de wachtlijst",
        "Je staat op de wachtlijst",
    ]
    walks[3].press("leave")  # who waits gives no place away
    assert both.pushed("week") == []
    walks[0].press("leave")
    assert both.pushed("week") == [("week/1/place-2026-03-10", "Behandelaar Een")]
    message = both.message("week/1/place-2026-03-10", "handler")
    assert message is not None and message.actions[0].name == "activity"
    assert state(walks[2].do("week", "activity", "1")) == "Je doet mee"
    assert state(walks[0].do("week", "activity", "1")) == "Vol, er is een wachtlijst"


def test_more_room_is_for_who_waits_and_less_room_sends_nobody_away(both: Town) -> None:
    world = both.world
    announced(world, capacity="1")
    for who in ("employee", "employee2", "handler"):
        world.walk(who).do("week", "join", "1")
    organiser = world.walk("coordinator")
    organiser.do("week", "edit", "1")
    organiser.submit(capacity="2")
    assert facts(organiser.screen)["Op de wachtlijst"] == "1"
    organiser.press("edit")
    organiser.submit(capacity="1")
    assert (facts(organiser.screen)["Aanmeldingen"], facts(organiser.screen)["Op de wachtlijst"]) == (
        "2",
        "1",
    )
    organiser.press("edit")
    organiser.submit(capacity="")
    assert facts(organiser.screen)["Op de wachtlijst"] == "0"


def test_joining_twice_and_leaving_twice_do_nothing_more(town: Town) -> None:
    announced(town.world)
    walk = town.world.walk("employee")
    for action in ("join", "join"):
        assert walk.do("week", action, "1").step == "activity"
    assert of(town.world.engine, "SELECT count(*) FROM sign_up")[0][0] == 1
    for _ in range(2):
        assert walk.do("week", "leave", "1").step == "activity"
    assert of(town.world.engine, "SELECT count(*) FROM sign_up")[0][0] == 0


@pytest.mark.both
def test_the_last_place_goes_to_one(both: Town) -> None:
    world = both.world
    announced(world, capacity="1")
    who = ["employee", "employee2", "handler", "handler2", "deputy", "privacy"]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda one: world.walk(one).do("week", "join", "1"), who))
    assert of(world.engine, "SELECT count(*) FROM sign_up WHERE NOT waiting")[0][0] == 1


def test_an_activity_for_a_target_group_is_not_there_for_others(town: Town) -> None:
    world = town.world
    with world.unit() as session:
        group = groups.add(session, world.organisation.id, "eyes_and_ears", "Oog en oor")
        groups.change_members(session, [(group.id, world.people["employee"])], [])
    plan(world)
    walk = world.walk("coordinator")
    walk.do("week", "edit", "new:1")
    walk.submit(**ACTIVITY, groups=("eyes_and_ears",))
    walk.do("week", "announce", "1")
    assert len(rows(world.walk("employee").do("week", "open"))) == 1
    assert rows(world.walk("employee2").do("week", "open")) == []
    assert world.walk("employee2").do("week", "join", "1").step == "sorry"
    assert world.walk("employee").do("week", "join", "1").step == "activity"


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"day": "23-03-2026"}, {"day": "outside"}),
        ({"day": "ooit"}, {"day": "no_day"}),
        ({"time": "half drie"}, {"time": "no_time"}),
        ({"time": "25:00"}, {"time": "no_time"}),
        ({"capacity": "0"}, {"capacity": "capacity"}),
        ({"capacity": "veel"}, {"capacity": "capacity"}),
        ({"minutes": "-5"}, {"minutes": "number"}),
        ({"link": "javascript:alert(1)"}, {"link": "link"}),
    ],
    ids=["outside", "no-day", "words", "25-hours", "zero", "much", "minus", "script"],
)
def test_an_activity_that_cannot_be_is_a_sentence_beside_the_field(
    changed: dict[str, str], wrong: dict[str, str], sqlite_world: World
) -> None:
    plan(sqlite_world)
    walk = add(sqlite_world, **changed)
    assert errors(walk.screen) == {
        name: words.text(f"week.errors.{key}", "nl") for name, key in wrong.items()
    }
    assert {field.name: field.value for field in walk.screen.inputs}["place"] == "Kantine"


def test_an_activity_without_capacity_takes_everybody(sqlite_world: World) -> None:
    announced(sqlite_world, capacity="")
    for who in ("employee", "employee2", "handler"):
        assert state(sqlite_world.walk(who).do("week", "join", "1")) == "Je doet mee"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("20-03-2026", "24-03-2026", "first"),
        ("09-03-2026", "13-03-2026", "first"),
        ("27-03-2026", "23-03-2026", "last"),
        ("01-04-2026", "30-04-2026", "last"),
        ("x", "24-03-2026", "first"),
        ("20-03-2062", "24-03-2062", "first"),
    ],
    ids=["overlaps", "past", "backwards", "long", "no-day", "far"],
)
def test_a_week_that_cannot_be_is_a_sentence_beside_the_field(
    first: str, last: str, field: str, sqlite_world: World
) -> None:
    plan(sqlite_world)
    walk = sqlite_world.walk("coordinator")
    walk.do("week", "begin")
    walk.submit(title="Nog een week", first=first, last=last, programme="own")
    assert list(errors(walk.screen)) == [field]


@pytest.mark.both
def test_two_weeks_are_not_begun_at_the_same_moment(both: Town) -> None:
    def begin(_: int) -> str:
        walk = both.world.walk("coordinator")
        walk.do("week", "begin")
        return walk.submit(title="W", first=MONDAY, last=FRIDAY, programme="own").step

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(begin, range(4))) == ["begin", "begin", "begin", "board"]


def test_a_code_tried_at_random_is_made_to_wait(sqlite_world: World) -> None:
    announced(sqlite_world)
    at(sqlite_world, "2026-03-17T13:05:00")
    walk = sqlite_world.walk("employee")
    walk.do("week", "code")
    for n in range(10):
        walk.submit(code=f"ZZZ{n:03}")
        assert errors(walk.screen) == {"code": words.text("week.errors.code", "nl")}
    form = walk.screen
    assert walk.submit(code="ZZZ999").step == "sorry"
    code = str(of(sqlite_world.engine, "SELECT code FROM activity")[0][0])
    other = sqlite_world.walk("employee2")  # nobody else waits
    other.do("week", "code")
    assert other.submit(code=code).step == "present"
    sqlite_world.clock.forward(minutes=10)
    walk._screen = form
    assert walk.submit(code=code).step == "present"


@pytest.mark.parametrize(
    ("moment", "step"),
    [("2026-03-17T12:59:00", "code"), ("2026-03-17T13:00:00", "present"), ("2026-03-18T08:00:00", "code")],
    ids=["early", "half-an-hour-before", "next-day"],
)
def test_a_code_works_on_the_day_alone(moment: str, step: str, sqlite_world: World) -> None:
    announced(sqlite_world)
    code = str(of(sqlite_world.engine, "SELECT code FROM activity")[0][0])
    at(sqlite_world, moment)
    walk = sqlite_world.walk("employee")
    walk.do("week", "code")
    assert walk.submit(code=code).step == step
    assert (walk.do("week", "here", "1").step == "present") == (step == "present")


def test_who_joined_hears_that_an_activity_is_called_off(town: Town) -> None:
    world = town.world
    announced(world)
    world.walk("employee").do("week", "join", "1")
    world.walk("coordinator").do("week", "drop", "1")
    assert town.pushed("week") == [("week/1/off", "Medewerker Een")]
    message = town.message("week/1/off", "employee")
    assert message is not None and "gaat niet door" in str(message.body)
    assert world.walk("employee").do("week", "activity", "1").step == "sorry"
    with world.reading() as session:
        assert gathering_counts.activities(session, world.organisation.id, *PERIOD) == []


def told(walk: Walk) -> str:
    """How many people the screen says will hear of it."""
    return facts(walk.screen)[words.text("week.facts.told", "nl")]


def test_who_announces_or_calls_off_is_asked_first_and_told_how_many_hear_of_it(town: Town) -> None:
    world = town.world
    plan(world)
    add(world)
    add(world)
    walk = world.walk("coordinator")
    walk.do("week", "manage")
    assert walk.press("sure", "announce:1").step == "sure_announce"
    with world.reading() as session:
        everybody = directory.counts(session, world.organisation.id, world.context(session).today).active
    assert told(walk) == f"{everybody} collega's"
    assert walk.press("week").step == "board"  # on second thoughts
    walk.press("sure", "announce:1")
    assert walk.press("announce").step == "board"
    for who, activity in (("employee", "1"), ("employee", "2"), ("employee2", "2")):
        world.walk(who).do("week", "join", activity)
    walk.press("organise", "1")
    assert walk.press("sure", "drop:1").step == "sure_drop"
    assert told(walk) == "1 collega"
    assert walk.press("organise").step == "organise"
    walk.press("week")
    assert walk.press("sure", "cancel:1").step == "sure_cancel"
    assert told(walk) == "2 collega's"
    walk.press("cancel")
    assert {who for _, who in town.pushed("week")} == {"Medewerker Een", "Medewerker Twee"}
    for verb in ("announce", "cancel"):
        assert walk.do("week", "sure", f"{verb}:1").step == "sorry"


def test_a_week_that_is_called_off_brings_nothing_more(town: Town) -> None:
    announced(town.world)
    town.plan()
    town.world.walk("coordinator").do("week", "cancel", "1")
    assert town.message("week/1/announce", "employee") is None
    at(town.world, "2026-03-17T09:00:00")
    assert town.plan() == 0
    assert town.world.walk("employee").do("week", "open").step == "none"
    at(town.world, "2026-03-10T09:00:00")
    plan(town.world)  # its days are free again


def test_nobody_sees_a_week_before_it_is_announced(sqlite_world: World) -> None:
    plan(sqlite_world)
    assert sqlite_world.walk("coordinator").do("week", "announce", "1").step == "sorry"  # it is empty
    add(sqlite_world)
    walk = sqlite_world.walk("employee")
    assert walk.do("week", "open").step == "none"
    assert walk.do("week", "join", "1").step == "sorry"


def test_another_organisation_has_weeks_of_its_own(sqlite_world: World) -> None:
    world = sqlite_world
    announced(world)
    other = world.add_organisation("elders", "Elders")
    world.add_person("elders", "coordinator", organisation=other)
    for step in ("activity", "organise", "week", "join", "cancel", "edit"):
        assert world.walk("elders").do("week", step, "1").step == "sorry"
    assert world.walk("elders").do("week", "open").step == "sorry"


def made(world: World, who: str, kind: str, locale: str = "nl") -> Made:
    """A file of the first activity, for somebody."""
    with world.reading() as session:
        order = FileOrder(kind, "1", world.people[who], locale)
        return makers.make(makers.asked(session, world.vault, order, world.clock()), kind)


@pytest.mark.parametrize(
    ("first", "last", "day", "utc"),
    [
        ("23-03-2026", "27-03-2026", "27-03-2026", 13),
        ("30-03-2026", "03-04-2026", "30-03-2026", 12),
        ("26-10-2026", "30-10-2026", "26-10-2026", 13),
    ],
    ids=["winter", "summer", "winter-again"],
)
def test_a_calendar_entry_is_right_in_summer_and_in_winter(
    first: str, last: str, day: str, utc: int, sqlite_world: World
) -> None:
    plan(sqlite_world, first=first, last=last)
    add(sqlite_world, day=day, time="14.30")
    with pytest.raises(Mistake):
        made(sqlite_world, "employee", "calendar")  # nobody sees a week before it is announced
    sqlite_world.walk("coordinator").do("week", "announce", "1")
    file = made(sqlite_world, "employee", "calendar")
    assert file.media_type == "text/calendar"
    read = icalendar.Calendar.from_ical(file.content)
    (entry,) = read.walk("VEVENT")
    start = entry.decoded("dtstart")
    assert (start.utcoffset(), start.hour, start.minute) == (timedelta(0), utc, 30)
    whole, event = calendars.read(file.content)
    assert whole["METHOD"] == "PUBLISH" and event["STATUS"] == "CONFIRMED" and event["SEQUENCE"] == "0"
    assert event["DTSTART"].endswith(f"T{utc}3000Z") and event["DTEND"].endswith(f"T{utc + 1}1500Z")
    assert str(entry["summary"]) == "Koffie met toezicht" and str(entry["location"]) == "Kantine"


def test_the_poster_is_for_the_coordinator(sqlite_world: World) -> None:
    announced(sqlite_world)
    file = made(sqlite_world, "coordinator", "poster", "en")
    assert file.content.startswith(b"%PDF") and file.name == "poster-1.pdf"
    with pytest.raises(Mistake):
        made(sqlite_world, "employee", "poster")


def test_the_message_of_a_day_says_what_there_is(town: Town) -> None:
    world = town.world
    plan(world, "ready")
    world.walk("coordinator").do("week", "announce", "1")
    at(world, "2026-03-16T08:05:00")
    town.plan()
    message = town.message("week/1/day-2026-03-16", "employee", "en")
    assert message is not None and [one.name for one in message.actions] == ["open", "dilemma"]
    assert "10:00" in str(message.body)
    world.clock.forward(days=1)
    assert town.message("week/1/day-2026-03-16", "employee") is None
    assert not isinstance(message.body[0], Row)


def move(world: World, **changed: str) -> Walk:
    """The coordinator changes the only activity."""
    walk = world.walk("coordinator")
    walk.do("week", "edit", "1")
    walk.submit(**{**ACTIVITY, **changed})
    assert walk.screen.step == "organise", errors(walk.screen)
    return walk


def entry(world: World, who: str) -> tuple[dict[str, str], dict[str, str]]:
    return calendars.read(made(world, who, "calendar").content)


@pytest.mark.both
def test_who_joined_hears_that_an_activity_is_moved_and_gets_a_new_entry(both: Town) -> None:
    world = both.world
    announced(world, capacity="1")
    for who in ("employee", "employee2"):
        world.walk(who).do("week", "join", "1")
    _, before = entry(world, "employee")
    walk = move(world, capacity="1", day="18-03-2026", time="09:15")
    assert words.text("week.people", "nl", count=2) in str(walk.screen.body)
    assert both.pushed("week") == [
        ("week/1/moved-1", "Medewerker Een"),
        ("week/1/moved-1", "Medewerker Twee"),
    ]
    message = both.message("week/1/moved-1", "employee")
    assert message is not None and "woensdag 18 maart 2026 om 09:15 uur" in str(message.body)
    assert [one.dialogue for one in message.actions] == ["week", "file", "week"]
    waits = both.message("week/1/moved-1", "employee2")
    assert waits is not None and [one.name for one in waits.actions] == ["activity", "leave"]
    whole, after = entry(world, "employee")
    assert (after["UID"], after["SEQUENCE"], whole["METHOD"]) == (before["UID"], "1", "PUBLISH")
    assert (before["DTSTART"], after["DTSTART"]) == ("20260317T133000Z", "20260318T081500Z")


def test_of_two_moves_the_last_one_is_told_and_other_words_are_told_to_nobody(town: Town) -> None:
    world = town.world
    announced(world)
    world.walk("employee").do("week", "join", "1")
    move(world, place="Raadzaal")
    move(world, place="Hal")
    assert town.message("week/1/moved-1", "employee") is None
    message = town.message("week/1/moved-2", "employee", "en")
    assert message is not None and "Hal" in str(message.body)
    move(world, place="Hal", title="Thee met toezicht")
    move(world, place="Hal", title="Thee met toezicht", capacity="9")
    assert [key for key, _ in town.pushed("week")] == ["week/1/moved-1", "week/1/moved-2"]
    assert entry(world, "employee")[1]["SEQUENCE"] == "3"
    world.walk("employee").do("week", "leave", "1")
    assert town.message("week/1/moved-2", "employee") is None


def test_what_is_called_off_is_taken_out_of_calendars(town: Town) -> None:
    world = town.world
    announced(world)
    world.walk("employee").do("week", "join", "1")
    _, before = entry(world, "employee")
    world.walk("coordinator").do("week", "drop", "1")
    message = town.message("week/1/off", "employee")
    assert message is not None and [one.dialogue for one in message.actions] == ["file"]
    whole, event = entry(world, "employee")
    assert (whole["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")
    assert event["UID"] == before["UID"]


def test_a_calendar_entry_holds_whatever_was_typed(sqlite_world: World) -> None:
    typed = 'Koffie, thee; en \\ "cake" 🙂 ' + "ë" * 30
    announced(
        sqlite_world, title=typed, place="Kantine; 1e, links", text="Regel een\nRegel twee, " + "x" * 200
    )
    file = made(sqlite_world, "employee", "calendar")
    _, event = calendars.read(file.content)
    (other,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert event["SUMMARY"] == str(other["summary"]) == typed
    assert event["DESCRIPTION"] == str(other["description"]) and event["LOCATION"] == "Kantine; 1e, links"


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("SEQUENCE:0\r\n", ""),
        lambda text: text.replace("Z\r\nDTEND", "\r\nDTEND"),
        lambda text: text.replace("METHOD:PUBLISH", "METHOD:CANCEL"),
        lambda text: text.replace("END:VEVENT\r\n", ""),
        lambda text: text.replace("UID:", "UID:x\r\nUID:"),
    ],
    ids=["line-ends", "sequence", "zone", "method", "nesting", "twice"],
)
def test_the_second_reader_is_strict(broken: Callable[[str], str], sqlite_world: World) -> None:
    announced(sqlite_world)
    good = made(sqlite_world, "employee", "calendar").content.decode()
    assert broken(good) != good
    with pytest.raises(ValueError):
        calendars.read(broken(good).encode())


@pytest.mark.parametrize(
    ("first", "last", "titles"),
    [
        (
            "17-03-2026",
            "19-03-2026",
            ["Dinsdag. We beginnen", "Woensdag. De andere kant", "Donderdag. De laatste dag"],
        ),
        ("18-03-2026", "18-03-2026", ["Woensdag. We beginnen"]),
        ("20-03-2026", "23-03-2026", ["Vrijdag. We beginnen", "Maandag. De laatste dag"]),
    ],
    ids=["three-days", "one-day", "over-a-weekend"],
)
def test_a_ready_week_names_the_days_that_it_has(
    first: str, last: str, titles: list[str], sqlite_world: World
) -> None:
    town = Town(sqlite_world)
    plan(sqlite_world, "ready", first, last)
    sqlite_world.walk("coordinator").do("week", "announce", "1")
    found = []
    for _ in range(14):
        town.plan()
        day = sqlite_world.clock().date()
        if any(key == f"week/1/day-{day}" for key, _ in town.pushed("week")):
            message = town.message(f"week/1/day-{day}", "employee")
            assert message is not None
            found.append(message.title)
            asked = [one for one in message.actions if one.name == "dilemma"]
            assert asked  # each of its days has the dilemma that its message speaks of
        sqlite_world.clock.forward(days=1)
    assert found == titles


def test_a_long_ready_week_ends_with_the_last_day(sqlite_world: World) -> None:
    plan(sqlite_world, "ready", "16-03-2026", "27-03-2026")
    days = [str(row[0]) for row in of(sqlite_world.engine, "SELECT opens_on FROM poll ORDER BY opens_on")]
    assert [day[-2:] for day in days] == ["16", "17", "18", "19", "27"]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-30", "04-01-2027"),  # not the week of New Year
        ("2026-11-24", "04-01-2027"),  # nor Christmas
        ("2027-11-29", "03-01-2028"),  # nor in a year in which Christmas is in the weekend
        ("2026-03-10", "13-04-2026"),  # nor the week of Easter Monday
        ("2026-09-01", "28-09-2026"),
    ],
)
def test_no_week_is_proposed_for_a_holiday(now: str, first: str, sqlite_world: World) -> None:
    at(sqlite_world, f"{now}T09:00:00")
    walk = sqlite_world.walk("coordinator")
    walk.do("week", "begin")
    assert {one.name: one.value for one in walk.screen.inputs}["first"] == first


def test_no_week_is_proposed_where_one_is(sqlite_world: World) -> None:
    at(sqlite_world, "2026-09-01T09:00:00")
    plan(sqlite_world, "own", "30-09-2026", "02-10-2026")
    walk = sqlite_world.walk("coordinator")
    walk.do("week", "begin")
    assert {one.name: one.value for one in walk.screen.inputs}["first"] == "05-10-2026"


def test_a_week_may_begin_today_with_what_is_still_to_come(sqlite_world: World) -> None:
    at(sqlite_world, "2026-03-10T11:30:00")  # 12:30 here; what begins at 10 is over, what begins at 15 is not
    walk = plan(sqlite_world, "ready", "10-03-2026", "12-03-2026")
    assert facts(walk.screen)["Activiteiten"] == "5"
    walk.do("week", "announce", "1")
    town = Town(sqlite_world)
    town.plan()
    assert {key for key, _ in town.pushed("week")} == {"week/1/announce", "week/1/day-2026-03-10"}
    message = town.message("week/1/announce", "employee")
    assert message is not None and "Binnenkort" not in str(message.body)
