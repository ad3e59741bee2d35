"""Ready texts for reporters: filled in with one press behind what was typed, made by who handles reports."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete
from sqlmodel import col

from bot.foundation import words
from bot.foundation.screen import Paragraph, Row, Said, Screen
from bot.reports.ready_answers import MOST
from bot.reports.ready_answers_screens import DEFAULTS
from storage import audit
from storage.tables.keys import Secret
from tests.bot.reports.test_searching import in_database
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both


def make(world: World, name: str, text: str = "Wij zijn de Wmo.", who: str = "handler") -> Screen:
    walk = world.walk(who)
    walk.do("casework", "ready_list")
    walk.press("ready_edit", "")
    return walk.submit(name=name, text=text)


def names(screen: Screen) -> list[str]:
    return [part.title for part in screen.body if isinstance(part, Row) and part.open]


def own(world: World, who: str = "handler") -> list[str]:
    return names(world.walk(who).do("casework", "ready_list"))


def at_form(world: World, reported: Reported, form: str = "answer", platform: str = "web") -> Walk:
    walk = world.walk("handler", platform)
    walk.do("casework", "show", reported.id)
    walk.press("form", form)
    return walk


def fills(walk: Walk) -> dict[str, str]:
    return {one.label: one.argument for one in walk.screen.actions if one.name == "ready"}


def edited(world: World, who: str = "handler") -> Walk:
    """Somebody at the form of the only text."""
    walk = world.walk(who)
    screen = walk.do("casework", "ready_list")
    walk.press(
        "ready_edit", next(part.open.argument for part in screen.body if isinstance(part, Row) and part.open)
    )
    return walk


@pytest.mark.parametrize("platform", ["web", "slack"])
def test_one_press_puts_the_text_behind_what_was_typed_and_the_reporter_reads_both(
    platform: str, world: World
) -> None:
    reported = world.report()
    walk = at_form(world, reported, platform=platform)
    screen = walk.press("ready", "thanks", message="Dag melder.")
    written = str(screen.inputs[0].value)
    assert written.startswith("Dag melder.\n\nDank je voor je melding.") and not screen.refused
    assert screen.step == "answer-0" and screen.submit and screen.submit.name == "save"
    shown = walk.submit()
    assert written in [part.text for part in shown.body if isinstance(part, Said)]


def test_each_form_offers_what_fits_and_all_of_the_municipality(world: World) -> None:
    reported = world.report()
    make(world, "Avondwinkel", who="coordinator")
    answer, question = at_form(world, reported), at_form(world, reported, "question")
    assert [*fills(answer).values()][:2] == ["thanks", "passed"] and "Vul in: Avondwinkel" in fills(answer)
    assert next(iter(fills(question).values())) == "when" and "Vul in: Avondwinkel" in fills(question)
    for form in ("assign", "theme", "finish"):
        assert fills(at_form(world, reported, form)) == {}
    screen = question.press("ready", fills(question)["Vul in: Avondwinkel"])
    assert screen.inputs[0].value == "Wij zijn de Wmo." and screen.step == "question-0"


def test_the_texts_of_baken_are_in_the_language_of_the_reporter(world: World) -> None:
    walk = world.walk("employee", locale="en")
    walk.reach("receipt", identity="named")
    number, code = walk.codes()
    reported = Reported(world.report_id(number), number, code, walk)
    theirs, anonymous = at_form(world, reported), at_form(world, world.report())
    assert str(theirs.press("ready", "thanks").inputs[0].value).startswith("Thank you")
    assert str(anonymous.press("ready", "thanks").inputs[0].value).startswith("Dank je")
    for name in DEFAULTS:
        for locale in words.LOCALES:
            assert len(words.text(f"ready.defaults.{name}.text", locale)) > 80


def test_a_text_that_is_too_long_together_is_refused_when_it_is_sent_and_stays(world: World) -> None:
    walk = at_form(world, world.report())
    walk.press("ready", "thanks", message="x" * 3_000)
    screen = walk.submit()
    assert screen.refused and len(str(screen.inputs[0].value)) > 3_000


@pytest.mark.parametrize("argument", ["gone", "", "0" * 32, "thanks/x"])
def test_a_text_that_is_gone_loses_nothing_that_was_typed(argument: str, world: World) -> None:
    walk = at_form(world, world.report())
    event = walk.pressed("ready", "thanks", message="Dag.")
    screen = walk.event(event.__class__(**{**vars(event), "argument": argument}))
    assert screen.inputs[0].value == "Dag." and screen.step == "answer-0"


def test_who_changes_a_text_that_a_colleague_changed_hears_so(world: World) -> None:
    make(world, "Avondwinkel")
    mine, theirs = edited(world), edited(world, "handler2")
    assert theirs.submit(name="Avondwinkel", text="Anders.").step == "ready_list"
    screen = mine.submit(name="Avondwinkel", text="Nog anders.")
    assert screen.refused and "nu: Anders." in screen.inputs[1].error
    assert screen.inputs[1].value == "Nog anders."
    assert mine.submit().step == "ready_list"
    assert edited(world).screen.inputs[1].value == "Nog anders."


@pytest.mark.parametrize(
    ("name", "text"), [("", "x"), ("\u200b", "x"), ("x" * 21, "x"), ("x", ""), ("x", "x" * 3_001)]
)
def test_what_has_no_name_or_no_words_or_too_many_is_refused(name: str, text: str, world: World) -> None:
    screen = make(world, name, text)
    assert screen.refused and screen.inputs[1].value == text and own(world) == []


def test_there_are_ten_at_most_each_with_its_own_name(world: World) -> None:
    for number in range(MOST):
        make(world, f"Tekst {number}")
    assert make(world, "Nog een").refused and make(world, "TEKST 3", "Anders.").refused
    assert make(world, "Tekst 3").step == "ready_list"  # a double click
    assert own(world) == [f"Tekst {number}" for number in range(MOST)]


def test_two_who_make_the_last_one_at_once_never_make_eleven(world: World) -> None:
    for number in range(MOST - 1):
        make(world, f"Tekst {number}")
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(make, world, name) for name in ("Een", "Twee")]
    assert sorted(one.result().refused for one in done) == [False, True]


def test_a_text_goes_after_one_question_and_what_was_sent_stays(world: World) -> None:
    make(world, "Avondwinkel")
    reported = world.report()
    walk = at_form(world, reported)
    walk.press("ready", fills(walk)["Vul in: Avondwinkel"])
    walk.submit()
    walk = edited(world)
    screen = walk.press("ready_drop")
    assert "Avondwinkel" in repr([part for part in screen.body if isinstance(part, Paragraph)])
    event = walk.pressed("ready_drop")
    for _ in range(2):
        assert names(walk.event(event)) == []
    assert len(fills(at_form(world, reported))) == 2
    assert "Wij zijn de Wmo." in repr(world.walk("handler").do("casework", "show", reported.id))


def test_texts_are_of_one_municipality_and_sealed(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    make(world, "Geheimzinnig", "Heel geheimzinnig.")
    assert not in_database(world, "eheimzinnig") and "eheimzinnig" not in caplog.text
    with world.reading() as session:
        last = audit.entries(session, world.organisation.id, 1)[0]
    assert (last.action, last.subject, last.detail) == ("ready.changed", "", "")
    there = world.add_organisation("anderstad", "Anderstad")
    world.add_person("elders", "handler", organisation=there)
    assert own(world, "elders") == [] and own(world, "coordinator") == ["Geheimzinnig"]


def test_an_older_key_database_takes_the_texts_and_nothing_else(world: World) -> None:
    make(world, "Avondwinkel")
    with world.vault.engine.begin() as connection:
        connection.execute(delete(Secret).where(col(Secret.name).like("%/ready")))
    assert own(world) == [] and len(fills(at_form(world, world.report()))) == 2
