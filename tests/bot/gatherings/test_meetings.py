"""The yearly team meeting: planned, brought, held or not, logged, and seen by the coordinator."""

from datetime import date

import pytest

from bot.foundation import words
from bot.foundation.screen import Event, Note, Row
from bot.team_meetings import cases, content
from storage import audit, meeting_counts
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


def begin(town: Town, pack: str = "drugs", until: str = "30-11-2026") -> None:
    walk = town.world.walk("coordinator")
    walk.do("meeting", "begin")
    walk.submit(pack=pack, until=until)
    assert walk.screen.step == "overview", errors(walk.screen)


def led(town: Town, who: str = "handler") -> Walk:
    walk = town.world.walk(who)
    walk.do("meeting", "open")
    return walk


def log(walk: Walk, day: str = "10-03-2026", present: str = "4", **more: str) -> None:
    walk.press("log")
    walk.submit(held_on=day, present=present, **more)


@pytest.mark.both
def test_a_lead_hears_of_the_year_picks_a_day_gets_the_pack_and_logs_the_meeting(both: Town) -> None:
    both.team("Balie", "handler")
    begin(both)
    assert both.plan() == 1 and both.plan() == 0
    assert both.pushed() == [("meeting/1/invite", "Behandelaar Een")]
    walk = both.world.walk("handler")
    press(walk, both.message("meeting/1/invite", "handler"), "show")
    assert facts(walk.screen)["Team"] == "Balie (4 mensen)"
    walk.press("plan")
    walk.submit(day="2026-03-24")
    assert facts(walk.screen)["Stand"] == "Gepland op dinsdag 24 maart 2026"
    assert both.message("meeting/1/invite", "handler") is None  # not wanted any more
    assert both.plan() == 0
    both.world.clock.forward(days=10)  # Friday 20 March: two working days before
    assert both.plan() == 1
    pack = both.message("meeting/1/pack-2026-03-24", "handler")
    assert pack is not None and "dinsdag 24 maart" in words_of(pack)
    assert ("file", "open") in {(one.dialogue, one.name) for one in pack.actions}
    both.world.clock.forward(days=5)
    assert both.plan() == 1
    how = both.message("meeting/1/how-2026-03-24-0", "handler")
    press(walk, how, "show")
    log(walk, "24-03-2026", agreements="We praten elke maand na.")
    assert walk.screen.step == "logged"
    assert both.message("meeting/1/how-2026-03-24-0", "handler") is None
    asked = [who for key, who in both.pushed() if key == "meeting/1/after"]
    assert asked == ["balie-0", "balie-1", "balie-2"]
    both.world.clock.forward(days=30)
    assert both.plan() == 0  # reminders stopped
    with both.world.reading() as session:
        (held,) = meeting_counts.meetings_held(session, both.world.organisation.id, *PERIOD)
    assert (held.on_day, held.meetings, held.present, held.size) == (date(2026, 3, 24), 1, 4, 4)


def words_of(screen: object) -> str:
    return " ".join(str(part) for part in getattr(screen, "body", ()))


@pytest.mark.both
def test_what_a_team_agreed_is_sealed_and_the_lead_reads_it_again(both: Town) -> None:
    both.team("Balie", "handler")
    begin(both)
    walk = led(both)
    log(walk, agreements="Bij twijfel kijken we met zijn tweeën.")
    walk.press("show")
    assert "Bij twijfel kijken we met zijn tweeën." in words_of(walk.screen)
    with both.world.reading() as session:
        (sealed,) = session.connection().exec_driver_sql("SELECT agreements FROM team_meeting").scalars()
    assert b"twijfel" not in bytes(sealed)


@pytest.mark.parametrize(
    ("day", "present", "wrong"),
    [
        ("11-03-2026", "3", {"held_on": "meeting.errors.future"}),
        ("31-12-2062", "3", {"held_on": "meeting.errors.future"}),
        ("31-12-2025", "3", {"held_on": "meeting.errors.other_year"}),
        ("gisteren", "3", {"held_on": "meeting.errors.no_day"}),
        ("09-03-2026", "veel", {"present": "meeting.errors.number"}),
        ("09-03-2026", "0", {"present": "meeting.errors.number"}),
        ("09-03-2026", "²", {"present": "meeting.errors.number"}),
        ("", "", {"held_on": "mistakes.answer_missing", "present": "mistakes.answer_missing"}),
    ],
    ids=["future", "2062", "other-year", "no-day", "no-number", "nobody", "superscript", "empty"],
)
def test_what_cannot_be_is_a_sentence_beside_the_field(
    day: str, present: str, wrong: dict[str, str], sqlite_world: World
) -> None:
    town = Town(sqlite_world)
    town.team("Balie", "handler")
    begin(town)
    walk = led(town)
    log(walk, day, present, agreements="Blijft staan.")
    assert errors(walk.screen) == {name: words.text(key, "nl") for name, key in wrong.items()}
    assert {field.name: field.value for field in walk.screen.inputs}["agreements"] == "Blijft staan."


def test_more_people_than_the_team_has_is_asked_about_and_then_believed(both: Town) -> None:
    both.team("Balie", "handler")
    begin(both)
    walk = led(both)
    log(walk, present="9", agreements="Iets.")
    assert walk.screen.step == "many" and not walk.screen.refused
    assert {field.name: field.value for field in walk.screen.inputs}["agreements"] == "Iets."
    walk.submit()
    assert "sure" in errors(walk.screen)
    walk.submit(sure="sure")
    assert walk.screen.step == "logged"
    other = led(both)
    log(other, present="9")
    other.submit(present="4")  # it was a mistake: no tick needed
    assert other.screen.step == "logged"
    with both.world.reading() as session:
        (held,) = meeting_counts.meetings_held(session, both.world.organisation.id, *PERIOD)
    assert (held.meetings, held.present) == (1, 4)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("09-03-2026", "past"),
        ("14-03-2026", "free"),
        ("27-04-2026", "free"),
        ("15-02-2027", "late"),
        ("x", "no_day"),
    ],
    ids=["past", "saturday", "holiday", "late", "no-day"],
)
def test_a_meeting_is_planned_on_a_working_day_to_come(day: str, key: str, sqlite_world: World) -> None:
    town = Town(sqlite_world)
    town.team("Balie", "handler")
    begin(town)
    walk = led(town)
    walk.press("plan")
    walk.submit(day="other", other=day)
    assert errors(walk.screen) == {"other": words.text(f"meeting.errors.{key}", "nl")}
    walk.submit(day="other", other="16 mrt 2026")
    assert facts(walk.screen)["Stand"] == "Gepland op maandag 16 maart 2026"


def test_a_meeting_that_did_not_go_on_gets_a_new_day_and_counts_once(town: Town) -> None:
    town.team("Balie", "handler")
    begin(town)
    walk = led(town)
    walk.press("plan")
    walk.submit(day="2026-03-17")
    town.world.clock.forward(days=8)
    town.plan()
    how = town.message("meeting/1/how-2026-03-17-0", "handler")
    press(walk, how, "missed")
    press(walk, how, "missed")
    assert walk.screen.step == "date"
    walk.submit(day="2026-03-25")
    coordinator = town.world.walk("coordinator")
    coordinator.do("meeting", "team", "1")
    assert facts(coordinator.screen)["Keer niet doorgegaan"] == "1"
    assert town.message("meeting/1/how-2026-03-17-0", "handler") is None


def test_who_does_not_pick_a_day_is_reminded_a_few_times_and_no_more(town: Town) -> None:
    town.team("Balie", "handler")
    begin(town)
    for _ in range(120):
        town.plan()
        town.world.clock.forward(days=1)
    assert [key for key, _ in town.pushed()] == [
        "meeting/1/invite",
        "meeting/1/pick-1",
        "meeting/1/pick-2",
        "meeting/1/pick-3",
    ]


def test_nothing_goes_out_at_night_or_in_the_weekend(town: Town) -> None:
    town.team("Balie", "handler")
    town.world.clock.forward(days=3, hours=10)  # Friday evening
    begin(town)
    town.plan()
    with town.world.reading() as session:
        (moment,) = session.connection().exec_driver_sql("SELECT not_before FROM delivery").scalars()
    assert "2026-03-16" in str(moment)


def test_the_first_question_to_somebody_is_an_invitation_however_late_it_comes(town: Town) -> None:
    """Baken was away when the year began, or somebody came to lead the team in the middle of it."""
    town.team("Balie", "handler")
    begin(town)
    town.world.clock.forward(days=14)
    town.plan()
    assert town.pushed() == [("meeting/1/pick-1", "Behandelaar Een")]
    message = town.message("meeting/1/pick-1", "handler")
    assert message is not None and message.step == "invite_message"
    walk = town.world.walk("coordinator")
    walk.do("going_out", "show", "1")
    assert facts(walk.screen)["Wat"] == "Teamoverleg Balie: kies een dag"
    town.world.clock.forward(days=16)
    town.plan()
    message = town.message("meeting/1/pick-2", "handler")
    assert message is not None and message.step == "pick_message"


def test_whoever_leads_the_team_by_then_goes_on(town: Town) -> None:
    team = town.team("Balie", "handler")
    begin(town)
    town.plan()
    town.change("handler", active=False)
    assert rows(town.world.walk("coordinator").do("meeting", "overview")) == [
        ("Balie", "Geen leidinggevende bekend. Nog geen dag gekozen")
    ]
    assert town.plan() == 0
    with town.world.unit() as session:
        session.connection().exec_driver_sql(
            f"UPDATE person SET lead_id = {town.world.people['handler2']} WHERE team_id = {team}"
        )
    assert town.plan() == 1
    assert town.pushed()[-1] == ("meeting/1/invite", "Behandelaar Twee")
    assert town.message("meeting/1/invite", "handler") is None
    assert led(town, "handler2").screen.step == "meeting"


def test_who_leads_several_teams_chooses_one(town: Town) -> None:
    town.team("Balie", "handler")
    town.team("Post", "handler")
    begin(town)
    walk = led(town)
    assert [name for name, _ in rows(walk.screen)] == ["Balie", "Post"]
    walk.press("show", "2")
    assert facts(walk.screen)["Team"] == "Post (4 mensen)"


@pytest.mark.both
def test_the_coordinator_sees_who_is_not_reached_nudges_and_takes_over(both: Town) -> None:
    both.team("Balie", "handler")
    both.team("Post", "handler2")
    both.team("Archief")
    begin(both)
    both.plan()
    log(led(both))
    walk = both.world.walk("coordinator")
    walk.do("meeting", "overview")
    assert (facts(walk.screen)["Teams"], facts(walk.screen)["Gehouden"]) == ("3", "1")
    assert [name for name, _ in rows(walk.screen)] == ["Archief", "Post"]
    walk.press("team", "3")
    walk.press("nudge")
    assert both.pushed("meeting")[-1] == ("meeting/3/nudge-1", "Behandelaar Twee")
    assert "Post" in words_of(both.message("meeting/3/nudge-1", "handler2"))
    walk.do("meeting", "team", "1")
    assert "nudge" not in [one.name for one in walk.buttons()]  # nobody to nudge
    assert walk.do("meeting", "nudge", "1").step == "sorry"
    walk.do("meeting", "team", "1")
    walk.press("take")
    assert both.plan() == 1
    assert both.pushed()[-1] == ("meeting/1/invite", "Coördinator Een")
    walk.press("show")
    log(walk, present="3")
    assert walk.screen.step == "logged"
    log(led(both, "handler2"))
    walk.do("meeting", "overview")
    assert Note(words.text("meeting.all_reached", "nl")) in walk.screen.body


def test_only_whoever_holds_a_meeting_sees_it(town: Town) -> None:
    town.team("Balie", "handler")
    other = town.world.add_organisation("elders", "Elders")
    stranger = town.world.add_person("elders", "coordinator", organisation=other)
    assert stranger
    begin(town)
    for who in ("handler2", "employee", "elders", "nobody", ""):
        walk = town.world.walk(who)
        assert walk.do("meeting", "show", "1").step == "sorry"
        assert (
            walk.event(Event("meeting", "save", "1", values={"held_on": "1-3-2026", "present": "1"})).step
            == "sorry"
        )
        assert walk.do("meeting", "open").step == "none"


def test_a_new_team_joins_the_year_and_one_without_people_does_not(town: Town) -> None:
    town.team("Balie", "handler")
    begin(town)
    town.plan()
    town.team("Nieuw", "handler2")
    town.team("Leeg", members=0)
    town.plan()
    assert [key for key, _ in town.pushed()] == ["meeting/1/invite", "meeting/2/invite"]
    overview = town.world.walk("coordinator").do("meeting", "overview")
    assert [name for name, _ in rows(overview)] == ["Balie", "Nieuw"]


def test_the_question_afterwards_is_counted_once_and_told_from_five(both: Town) -> None:
    both.team("Balie", "handler", members=6)
    begin(both)
    log(led(both))
    for n in range(5):
        walk = both.world.walk(f"balie-{n}")
        walk.do("meeting", "after", "2026")
        walk.submit()
        assert "answer" in errors(walk.screen)
        overview = both.world.walk("coordinator").do("meeting", "overview")
        assert "Ja, dat weet ik" not in facts(overview)
        walk.submit(answer="know" if n else "unknown")
        assert walk.screen.step == "answered"
    assert both.world.walk("balie-4").do("meeting", "after", "2026").step == "sorry"
    overview = both.world.walk("coordinator").do("meeting", "overview")
    assert facts(overview)["Ja, dat weet ik"] == "4" and facts(overview)["Nee, nog niet"] == "1"


@pytest.mark.both
def test_a_year_that_is_begun_again_keeps_what_was_planned(both: Town) -> None:
    both.team("Balie", "handler")
    begin(both)
    log(led(both))
    begin(both, "money-laundering", "15-12-2026")
    overview = both.world.walk("coordinator").do("meeting", "overview")
    assert facts(overview)["Gehouden"] == "1" and facts(overview)["Uiterlijk"] == "dinsdag 15 december 2026"


@pytest.mark.parametrize("until", ["", "1-1-2026", "ooit", "1-1-2062"])
def test_a_year_needs_a_last_day_to_come(until: str, sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.do("meeting", "begin")
    walk.submit(pack="drugs", until=until)
    assert list(errors(walk.screen)) == ["until"]


def test_what_was_agreed_goes_when_the_third_year_begins(sqlite_world: World) -> None:
    town = Town(sqlite_world)
    town.team("Balie", "handler")
    for year in (2026, 2027, 2028):
        sqlite_world.clock.now = sqlite_world.clock.now.replace(year=year)
        begin(town, until=f"30-11-{year}")
        log(led(town), f"10-03-{year}", agreements="Samen kijken.")
    kept = of(sqlite_world.engine, "SELECT year, agreements IS NULL FROM team_meeting ORDER BY year")
    assert kept == [(2026, 1), (2027, 0), (2028, 0)]


@pytest.mark.both
def test_the_coordinator_reads_what_teams_agreed_and_the_trail_tells_it(both: Town) -> None:
    world = both.world
    both.team("Balie", "handler")
    both.team("Post", "handler2")
    begin(both)
    coordinator = world.walk("coordinator")
    coordinator.do("meeting", "overview")
    assert "agreements" not in [one.name for one in coordinator.buttons()]  # there is nothing to read yet
    log(led(both), agreements="Bij twijfel kijken we met zijn tweeën.")
    log(led(both, "handler2"))
    coordinator.do("meeting", "overview")
    coordinator.press("agreements")
    assert [name for name, _ in rows(coordinator.screen)] == ["Balie"]
    assert reads(world) == []  # a list says nothing of what stands in it
    coordinator.press("agreed")
    assert (coordinator.screen.step, coordinator.screen.title) == ("agreed", "Balie")
    assert "Bij twijfel kijken we met zijn tweeën." in words_of(coordinator.screen)
    assert reads(world) == [(world.people["coordinator"], "meeting:1")]
    coordinator.do("meeting", "show", "1")  # by the other road
    assert len(reads(world)) == 2
    led(both)
    assert len(reads(world)) == 2  # who led the meeting reads their own
    officer = world.walk("privacy")
    assert words.text("trail.what.meeting_read", "nl") in str(officer.do("trail", "open").body)


def reads(world: World) -> list[tuple[int, str]]:
    """Who read what of which meeting, by the trail."""
    with world.reading() as session:
        found = audit.of_action(session, world.organisation.id, "meeting.read", 10)
    return [(int(one.actor.partition(":")[2]), one.subject) for one in found]


@pytest.mark.parametrize("who", ["employee", "handler", "handler2", "privacy"])
def test_nobody_else_reads_what_teams_agreed(who: str, sqlite_world: World) -> None:
    town = Town(sqlite_world)
    town.team("Balie", "handler")
    begin(town)
    log(led(town), agreements="Samen kijken.")
    assert sqlite_world.walk(who).do("meeting", "agreements").step == "sorry"
    assert sqlite_world.walk(who).do("meeting", "agreed", "1").step == "sorry"
    assert sqlite_world.walk("coordinator").do("meeting", "agreed", "9").step == "sorry"
    assert reads(sqlite_world) == []


def test_another_organisation_reads_nothing_of_it(sqlite_world: World) -> None:
    town = Town(sqlite_world)
    town.team("Balie", "handler")
    begin(town)
    log(led(town), agreements="Samen kijken.")
    other = sqlite_world.add_organisation("elders", "Elders")
    sqlite_world.add_person("elders", "coordinator", organisation=other)
    assert sqlite_world.walk("elders").do("meeting", "agreed", "1").step == "sorry"


CASES = tuple(cases.WORDS)


@pytest.mark.parametrize(
    ("team", "department", "case"),
    [
        ("Balie", "Burgerzaken", "front-desk"),
        ("Klantcontactcentrum", "Dienstverlening", "customer-contact"),
        ("Vergunningen", "Fysiek domein", "permits"),
        ("Vergunningen, toezicht en handhaving", "Fysiek", "permits"),
        ("VTH", "Ruimte", "permits"),
        ("Bibob", "Juridische zaken", "permits"),
        ("Wmo", "Samenleving", "social-domain"),
        ("Team Noord", "Sociaal domein", "social-domain"),
        ("Jeugd en gezin", "", "social-domain"),
        ("Werk en inkomen", "", "work-income"),
        ("Vastgoed", "Bedrijfsvoering", "property"),
        ("Grondzaken", "Ruimte", "property"),
        ("Boa's", "Veiligheid", "outdoor"),
        ("Buitendienst", "Openbare ruimte", "outdoor"),
        ("Toezicht en handhaving", "", "outdoor"),
        ("Parks and green", "Public space", "outdoor"),
        ("Social care", "", "social-domain"),
        ("Financiën", "Bedrijfsvoering", "finance"),
        ("Personeel", "Concern", "hr"),
        ("Griffie", "", "council-office"),
        ("ICT", "Informatievoorziening", "ict"),
        ("Inkoop en Subsidies", "Bedrijfsvoering", "procurement"),
        ("Belastingen", "Dienstverlening", "finance"),
        ("Sociale zaken", "Sociaal domein", "work-income"),
        ("Bodes en huismeesters", "Bedrijfsvoering", "facility"),
        ("Directieteam", "", "management"),
        ("Webcare", "Communicatie", "customer-contact"),
        ("Media", "Concern", "communication"),
        ("Juridische zaken", "Concern", None),
    ],
)
def test_each_team_gets_the_case_that_fits(team: str, department: str, case: str | None) -> None:
    assert cases.case_for(CASES, team, department) == case


def test_who_is_out_on_the_street_gets_the_case_for_outside_where_no_name_tells() -> None:
    outside, inside = {"eyes_and_ears", "vulnerable_position"}, {"vulnerable_position"}
    assert cases.case_for(CASES, "Team 4", "Ruimte", [outside, outside, inside]) == "outdoor"
    assert cases.case_for(CASES, "Team 4", "Ruimte", [outside, inside]) is None
    assert cases.case_for(CASES, "Balie", "", [outside]) == "front-desk"
    assert cases.case_for(("permits",), "Balie", "", [outside]) is None


@pytest.mark.parametrize(
    ("name", "own"), [("Vastgoed", "property"), ("Balie", "front-desk"), ("Juridische zaken", "")]
)
def test_the_guide_has_the_case_of_the_team_and_the_others_stay_in_reach(
    name: str, own: str, sqlite_world: World
) -> None:
    town = Town(sqlite_world)
    town.team(name, "handler")
    with sqlite_world.unit() as session:
        session.connection().exec_driver_sql(
            "UPDATE department SET name = 'Concern' WHERE name = 'Burgerzaken'"
        )
    begin(town)
    walk = led(town)
    screen = walk.press("guide")
    pack = content.pack("drugs", "nl")
    shown = [case for case, said in pack.cases.items() if said.text.split(".")[0] in words_of(screen)]
    assert shown == ([own] if own else [])
    others = [part.open.argument for part in screen.body if isinstance(part, Row) and part.open]
    assert others == [f"1:{case}" for case in CASES if case != own]
    for argument in others:
        again = walk.do("meeting", "guide", argument)
        assert pack.cases[argument.partition(":")[2]].title in words_of(again)
