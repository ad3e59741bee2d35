"""Deciding step by step: who decided what, on which ground; two at once; nothing is lost or erased."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.foundation import words
from bot.foundation.content_files import BadContent
from bot.foundation.screen import Event, Screen
from bot.reports import protocol, reminders
from storage import retention as storage_retention
from storage.tables.reports import ReportEntry
from tests.bot.reports.test_handling import facts, messages, opened, stored, told, trail
from tests.support.world import Walk, World

pytestmark = pytest.mark.both
WHY = "Er is geen pand in onze gemeente bij."


@pytest.fixture
def short(world: World, tmp_path: Path) -> Iterator[None]:
    (tmp_path / "protocol.yml").write_text(
        'road: short\ngrounds:\n  - benefits\n  - apv: {nl: "APV, artikel 2:74", en: "By-law 2:74"}\n'
        "days: {intake: 3, weight: 10}\n"
    )
    protocol.load(tmp_path)
    yield
    protocol.load(None)


def dossier(screen: Screen) -> list[str]:
    """What the file of a report says, without what was said to and by the reporter."""
    return [part.split("\n")[0] for who, part in messages(screen) if who]


def entries(world: World) -> list[ReportEntry]:
    with world.reading() as session:
        return list(session.exec(select(ReportEntry)))


def decide(walk: Walk, **answers: object) -> Screen:
    walk.press("decide")
    return walk.submit(**answers)  # type: ignore[arg-type]


def step_of(walk: Walk) -> str:
    label = words.text("deciding.step", "nl")
    return next(fact.value for fact in facts(walk.screen) if fact.label == label)


def test_a_report_goes_from_the_first_weighing_to_the_approach(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    assert step_of(walk) == words.text("deciding.at.signal", "nl")
    decide(walk, roots=("business", "network"), flags=("odd",), signal="yes", why="Elke nacht busjes.")
    assert stored(world).status == "in_progress" and stored(world).decided_on is None
    decide(walk, task="ours")
    decide(walk, legal_ground="premises")
    world.clock.forward(days=2)
    walk = opened(world, reported.id)
    decide(walk, holds=("recent",), weight="analysis")
    assert stored(world).decided_on is None  # it is only looked into
    world.clock.forward(days=2)
    walk = opened(world, reported.id)
    decide(walk, research="meeting")
    assert stored(world).decided_on == date(2026, 3, 14)
    decide(walk, approach="park")
    decide(walk, approach="check")
    assert step_of(walk) == words.text("deciding.at.approach", "nl")
    said = "\n".join(text for _, text in messages(walk.screen))
    for key in (
        "deciding.questions.roots.options.business",
        "deciding.questions.flags.options.odd",
        "deciding.questions.holds.options.recent",
        "deciding.grounds.premises.name",
        "deciding.choices.approach.park.name",
        "deciding.choices.approach.check.name",
    ):
        assert words.text(key, "nl") in said, key
    assert "Elke nacht busjes." in said and "Behandelaar Een" in repr(walk.screen)
    decided = [detail for action, detail in trail(world) if action == "report.decided"]
    assert decided == [
        "signal > task yes",
        "task > ground ours",
        "ground > weight yes premises",
        "weight > research analysis",
        "research > approach meeting",
        "approach > approach park",
        "approach > approach check",
    ]
    walk.press("decide")
    walk.submit(approach="riec", why="Te groot voor ons.")
    assert walk.screen.inputs[0].value == words.text("casework.results.riec", "nl").strip()
    walk.submit()
    row = stored(world)
    assert (row.status, row.outcome, row.decided_on) == ("closed", "riec", date(2026, 3, 14))
    assert not any(button.name == "decide" for button in walk.buttons())


def test_the_reporter_sees_nothing_of_it(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    decide(walk, roots=("business",), signal="yes", why="Onze burgemeester weet het.")
    walk.press("note")
    walk.submit(note="Bel de politie.")
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=reported.code)
    assert messages(reporter.screen) == []
    for word in ("burgemeester", "politie", words.text("deciding.dossier", "nl")):
        assert word not in repr(reporter.screen)


def test_what_is_no_signal_ends_with_a_word_to_the_reporter(world: World) -> None:
    walk = opened(world, world.report().id)
    walk.press("decide")
    assert [one.name for one in walk.submit(signal="no").inputs if one.error] == ["why"]
    walk.submit(signal="no", why=WHY)
    assert walk.screen.inputs[0].value == words.text("casework.results.no_signal", "nl").strip()
    assert stored(world).status == "in_progress" and stored(world).decided_on == date(2026, 3, 10)
    walk.press("back")  # and who comes back to it later only has to tell the reporter
    assert step_of(walk) == words.text("deciding.at.result", "nl")
    for button in ("decide", "form"):
        walk.press("back") if walk.screen.step != "report" else None
        walk.press(button, "finish" if button == "form" else None)
        assert walk.screen.inputs[0].value == words.text("casework.results.no_signal", "nl").strip()
    walk.submit()
    assert (stored(world).status, stored(world).outcome) == ("closed", "no_signal")


def test_a_signal_has_something_local(world: World) -> None:
    walk = opened(world, world.report().id)
    walk.press("decide")
    refused = walk.submit(signal="yes", why="Lang verhaal.")
    assert [one.name for one in refused.inputs if one.error] == ["roots"]
    assert [one.value for one in refused.inputs] == [(), (), "yes", "Lang verhaal."]
    assert entries(world) == []


@pytest.mark.parametrize("outcome", ["department", "check", "riec", "authority"])
def test_nothing_is_passed_on_without_a_ground(outcome: str, world: World) -> None:
    walk = opened(world, world.report().id)
    walk.press("form", "finish")
    hints = {one.value: one.hint for one in walk.screen.inputs[0].options}
    assert hints[outcome] == words.text("deciding.first_ground", "nl") and not hints["no_action"]
    refused = walk.submit(outcome=outcome)
    assert refused.inputs[0].error == words.text("deciding.mistakes.ground_first", "nl")
    walk.press("back")
    walk.weigh()
    walk.finish(outcome)
    assert stored(world).outcome == outcome


def test_a_ground_that_was_taken_back_is_no_ground(world: World) -> None:
    walk = opened(world, world.report().id)
    walk.weigh()
    walk.press("decide")
    walk.press("decide", "revise")
    assert [one.name for one in walk.submit(back_to="ground").inputs if one.error] == ["why"]
    walk.submit(back_to="ground", why="Dit was de verkeerde wet.")
    assert step_of(walk) == words.text("deciding.at.ground", "nl")
    walk.press("form", "finish")
    assert walk.submit(outcome="riec").refused
    walk.press("back")
    decide(walk, legal_ground="housing")
    # Nothing was erased: the wrong ground, why it went, and the new one.
    said = "\n".join(text for _, text in messages(walk.screen))
    for wanted in (
        words.text("deciding.grounds.premises.name", "nl"),
        "Dit was de verkeerde wet.",
        words.text("deciding.grounds.housing.name", "nl"),
    ):
        assert wanted in said
    assert len(entries(world)) == 5
    walk.press("form", "finish")
    assert not walk.submit(outcome="riec").refused


def test_of_two_who_decide_at_once_the_second_is_told_and_keeps_what_was_typed(world: World) -> None:
    reported = world.report()
    events = []
    for who, signal in (("handler", "yes"), ("handler2", "no")):
        walk = opened(world, reported.id, who)
        walk.press("decide")
        events.append(
            (walk.visitor, walk.pressed("decided", roots=("business",), signal=signal, why=f"Van {who}."))
        )
    with ThreadPoolExecutor(2) as pool:
        screens = list(pool.map(lambda both: world.desk.respond(*both), events))
    assert len(entries(world)) == 1
    won = stored(world).step
    refused = screens[1 if won == "task" else 0]
    if won == "task":  # the form of where it stands now, with who decided what, and the words that were typed
        assert refused.error and "Behandelaar Een" in refused.error and refused.step == "task-1"
        assert next(one.value for one in refused.inputs if one.name == "why") == "Van handler2."
    else:
        assert refused.step.startswith("result")


def test_a_double_click_decides_once(world: World) -> None:
    walk = opened(world, world.report().id)
    walk.press("decide")
    event = walk.pressed("decided", roots=("business",), signal="yes")
    with ThreadPoolExecutor(4) as pool:
        screens = list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(4)))
    assert {screen.step for screen in screens} == {"report"} and len(entries(world)) == 1
    walk.press("back") if walk.screen.step != "report" else None
    walk.press("note")
    event = walk.pressed("noted", note="Een keer.")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(4)))
    assert len(entries(world)) == 2


def test_stale_and_unknown_decisions_are_refused_in_words(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.press("decide")
    stale = walk.pressed("decided", roots=("business",), signal="yes")
    token = stale.token
    for step in ("approach-0", "result-0", "gone-0", "-", "revise-0", ""):
        said = walk.event(
            Event("casework", "decided", "", step, token, {"approach": "riec", "back_to": "signal"})
        )
        assert said.step in ("sorry", "revise-0"), step
    for bad in ("maybe", "", "other"):
        refused = walk.event(Event("casework", "decided", "", "signal-0", token, {"signal": bad}))
        assert refused.refused and refused.inputs[2].error
    assert entries(world) == []
    walk.event(stale)
    opened(world, reported.id).finish("no_action")
    assert walk.event(stale).step in ("report", "sorry")  # closed meanwhile
    fresh = opened(world, reported.id)
    assert fresh.event(Event("casework", "decide", token=fresh.screen.token)).step == "sorry"
    assert len(entries(world)) == 1


def test_who_may_not_know_of_a_report_decides_nothing_about_it(world: World) -> None:
    reported = world.report(untold=(str(world.people["handler2"]),))
    walk = opened(world, reported.id)
    walk.press("decide")
    other = world.walk("handler2")
    assert other.do("casework", "show", reported.id).step == "sorry"
    event = walk.pressed("decided", roots=("business",), signal="yes")
    assert world.desk.respond(other.visitor, event).step == "sorry"
    assert entries(world) == []


def test_a_fact_has_its_source_and_the_ground_to_look_there(world: World) -> None:
    walk = opened(world, world.report().id)
    walk.press("note")
    refused = walk.submit(note="Er staat niemand ingeschreven.", source="registry")
    assert [one.name for one in refused.inputs if one.error] == ["legal_ground"]
    walk.submit(note="Er staat niemand ingeschreven.", source="registry", legal_ground="registry")
    ((_, said),) = messages(walk.screen)
    assert "Er staat niemand ingeschreven." in said
    assert words.text("deciding.questions.source.options.registry", "nl") in said
    assert words.text("deciding.grounds.registry.name", "nl") in said
    assert ("report.noted", "registry") in trail(world)
    walk.press("note")
    assert [one.name for one in walk.submit(note=" ").inputs if one.error] == ["note"]
    walk.submit(note="Maandag bellen.")
    walk.finish("no_action")
    walk.press("note")
    assert walk.submit(note="Ook hierna kan iemand iets noteren.").step == "report"
    assert len(entries(world)) == 3


def test_nothing_of_it_can_be_read_in_the_database_and_it_goes_with_the_report(world: World) -> None:
    walk = opened(world, world.report().id)
    decide(walk, roots=("business",), signal="no", why=WHY)
    (entry,) = entries(world)
    assert WHY.encode() not in entry.sealed and b"signal" not in entry.sealed
    with world.unit() as session:
        storage_retention.bury(session, entry.report_id)
    assert entries(world) == [] and stored(world).step == "" and stored(world).step_on is None
    assert stored(world).decided_on == date(2026, 3, 10)  # that is counted


def test_the_short_road_asks_all_at_once_and_keeps_the_ground(short: None, world: World) -> None:
    walk = opened(world, world.report().id)
    walk.press("decide")
    assert [one.name for one in walk.screen.inputs] == ["roots", "intake", "legal_ground", "why"]
    assert [one.value for one in walk.screen.inputs[2].options] == ["benefits", "apv"]
    refused = walk.submit(intake="yes", roots=("network",))
    assert [one.name for one in refused.inputs if one.error] == ["legal_ground"]
    walk.submit(intake="yes", roots=("network",), legal_ground="apv")
    assert "APV, artikel 2:74" in repr(messages(walk.screen))
    walk.press("decide")
    assert [one.value for one in walk.screen.inputs[1].options] == ["nothing", "department", "riec"]
    walk.submit(weight="department")
    walk.press("form", "finish")
    assert not walk.submit(outcome="department").refused


def test_a_step_with_days_is_on_the_list_and_somebody_hears_of_it(short: None, world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.press("form", "answer")
    walk.submit(message="We kijken ernaar.")
    reminders.settle(world.engine, world.vault, world.organisation, world.clock())
    assert stored(world).due_on == date(2026, 3, 13)
    listing = world.walk("handler").do("casework", "open")
    assert words.text("casework.due.step", "nl").split(" %")[0] in repr(listing)
    world.clock.forward(days=6)
    reminders.remind(world.engine, world.vault, world.clock())
    assert "late_step" in {step for _, step in told(world)}
    walk = opened(world, reported.id)
    decide(walk, intake="yes", roots=("network",), legal_ground="apv")
    assert stored(world).due_on == (world.clock() + timedelta(days=10)).date()


def test_a_road_that_changed_finds_every_report_at_a_step(tmp_path: Path, world: World) -> None:
    walk = opened(world, world.report().id)
    decide(walk, roots=("business",), signal="yes")
    (tmp_path / "voorbeeldstad").mkdir()
    (tmp_path / "voorbeeldstad" / "protocol.yml").write_text("road: short\n")
    try:
        protocol.load(tmp_path)
        walk.press("decide")
        assert walk.screen.step == "intake-1"
        walk.submit(intake="yes", roots=("business",), legal_ground="benefits")
        assert stored(world).step == "weight"
    finally:
        protocol.load(None)
    walk.press("decide")
    assert walk.screen.step == "weight-2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("road: long", "full or short"),
        ("grounds: []", "a list of 1 to 20"),
        ("grounds: [hunch]", "hunch is not known here"),
        ("grounds: [benefits, benefits]", "stands here twice"),
        ('grounds: [{benefits: "Anders"}]', "a name of your own"),
        (f'grounds: [{{apv: "{"a" * 76}"}}]', "at most 75 characters"),
        ('grounds: [{apv: {nl: "APV"}}]', "a name of your own"),
        ("days: {research: 0}", "from 1 to 91"),
        ("road: short\ndays: {research: 5}", "no step of the short road"),
        ("days: 5", "steps with a number each"),
        ("speed: 3", "speed is not known here"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "protocol.yml").write_text(f"{text}\n")
    with pytest.raises(BadContent, match=said) as told:
        protocol.load(tmp_path)
    assert "protocol.yml, line" in str(told.value)
    protocol.load(None)
    assert protocol.of("voorbeeldstad") == protocol.USUAL
