"""Somebody takes a module: through it, out of it and back, with and without enough right answers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlmodel

from bot.foundation.screen import Event, Facts, Heading, Note, Row, Screen
from bot.learning import content, files, messages
from bot.learning.content import Module
from bot.messages.mailings import Moment, Recipient
from bot.screens import markdown
from storage import learning, mailings, sealing
from storage.tables.delivery import Delivery
from storage.tables.directory import Person
from storage.tables.learning import Learning
from tests.support.world import Walk, World

pytestmark = pytest.mark.usefixtures("sample")
FIRST, SECOND = "onboarding/first", "onboarding/second"


def opened(world: World, ref: str = FIRST, who: str = "employee", platform: str = "web") -> Walk:
    walk = world.walk(who, platform)
    walk.do("learn", "open", ref)
    return walk


def row(world: World) -> Learning:
    with world.reading() as session:
        return session.exec(sqlmodel.select(Learning)).one()


def notes(screen: Screen) -> list[str]:
    return [part.text for part in screen.body if isinstance(part, Note)]


def to_the_end(walk: Walk, parcel: str = "ask", forms: tuple[str, ...] = ("same", "haste")) -> Screen:
    """Through the first module with these answers."""
    walk.submit()
    walk.submit(answer=parcel)
    walk.submit()
    walk.submit(answer=forms)
    walk.submit()
    assert walk.screen.step == "remember"
    return walk.submit()


@pytest.mark.both
def test_a_module_is_finished_with_a_certificate_and_without_answers(world: World) -> None:
    walk = opened(world)
    assert (walk.screen.title, walk.screen.progress, walk.screen.confidential) == ("Welkom", (1, 4), True)
    assert to_the_end(walk).step == "done"
    kept = row(world)
    assert (kept.begun_on, kept.finished_on) == (date(2026, 3, 10), date(2026, 3, 10))
    assert kept.progress is None and kept.version == 1
    with world.reading() as session:
        assert kept.certificate
        proof = files.prove(session, kept.certificate.lower().replace("-", " "), "nl")
    assert proof == files.Proof("Voorbeeldstad", "De eerste dag", date(2026, 3, 10))


@pytest.mark.both
def test_who_knows_it_already_answers_the_questions_alone_and_all_of_them_rightly(world: World) -> None:
    walk = opened(world)
    assert walk.press("test_out").step == "parcel" and walk.screen.progress == (1, 2)
    walk.submit(answer="ask")
    walk.submit()
    assert walk.screen.step == "forms" and walk.press("back").step == "parcel"
    walk.submit()
    walk.submit(answer=("same", "haste"))
    assert walk.submit().step == "done"
    assert row(world).finished_on and row(world).progress is None


def test_one_wrong_of_the_questions_alone_is_too_few_and_the_lesson_is_read(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    walk.press("test_out")
    walk.submit(answer="take")
    walk.submit()
    walk.submit(answer=("same", "haste"))
    assert walk.submit().step == "not-yet"
    assert "all 2" in str(walk.screen.body) or "alle 2" in str(walk.screen.body)
    assert walk.do("learn", "open", FIRST).step == "not-yet"
    assert walk.press("again").step == "opening" and walk.screen.progress == (1, 4)


def test_in_the_middle_of_a_lesson_nobody_goes_over_to_the_questions_alone(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    begun, pressed = walk.screen, walk.pressed("test_out")
    walk.submit()
    walk.submit(answer="ask")
    walk.press("back")
    assert walk.screen.step == begun.step
    assert "test_out" not in {action.name for action in walk.screen.actions}
    assert walk.event(pressed).progress == (1, 4)


def test_the_reasons_of_all_answers_can_be_opened_after_one_was_given(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    walk.submit()
    options = walk.screen.inputs[0].options
    walk.submit(answer="ask")
    given, every = str(walk.screen.body), str(walk.press("others").body)
    assert "dan blijft het staan" in every and "dan blijft het staan" not in given
    assert all(option.label in every for option in options)
    assert "others" not in {action.name for action in walk.screen.actions}
    assert walk.submit().step == "forms"


@pytest.mark.both
def test_at_a_retake_the_answers_stand_in_another_order_which_stays(world: World) -> None:
    orders = []
    walk = opened(world)
    for _ in range(4):
        walk.submit()
        orders.append(tuple(option.value for option in walk.screen.inputs[0].options))
        walk.do("learn", "open", FIRST)
        assert tuple(option.value for option in walk.screen.inputs[0].options) == orders[-1]
        walk.do("learn", "again", FIRST)
    assert len(set(orders)) > 1 and all(sorted(one) == sorted(orders[0]) for one in orders)


def test_too_few_right_answers_means_once_more(world: World) -> None:
    walk = opened(world)
    assert to_the_end(walk, parcel="take").step == "not-yet"
    assert row(world).finished_on is None
    walk.press("again")
    assert walk.screen.step == "opening"
    assert to_the_end(walk).step == "done"


def test_who_did_not_pass_reads_what_went_wrong_and_begins_anew(world: World) -> None:
    """Going on with it is no loop to the last page, on whatever platform, also in another language."""
    to_the_end(opened(world), parcel="take", forms=("same", "tie"))
    walk = opened(world)
    for platform in ("slack", "web"):
        walk = opened(world, platform=platform)
        assert walk.screen.step == "not-yet"
        told = [line for part in walk.screen.body for line in markdown.lines(part)]
        assert "Jij koos: Ik neem het mee." in told and "Ja. Zo weet je snel van wie het is." in told
        wrong = [part.text for part in walk.screen.body if isinstance(part, Heading)]
        assert wrong == ["Dit ging mis: Casus. Het pakje", "Dit ging mis: Casus. De formulieren"]
    rows = [part for part in walk.do("learn", "mine").body if isinstance(part, Row)]
    assert (rows[0].detail, rows[0].open and rows[0].open.label) == (
        "Nog niet gehaald.",
        "Kijk wat er misging",
    )
    walk.press("open", FIRST)
    assert walk.do("learn", "show", FIRST).step == "not-yet"
    older = Event("learn", "next", step="remember", token=FIRST)
    assert walk.event(older).step == "not-yet"
    walk.press("again")
    assert walk.screen.step == "opening"
    assert opened(world).screen.step == "opening"  # and it is begun, not failed
    assert to_the_end(opened(world)).step == "done"


def test_of_what_went_right_nothing_is_told(sqlite_world: World) -> None:
    screen = to_the_end(opened(sqlite_world), parcel="take")
    wrong = [part.text for part in screen.body if isinstance(part, Heading)]
    assert wrong == ["Dit ging mis: Casus. Het pakje"]


def test_a_failed_module_of_an_older_version_is_read(sqlite_world: World) -> None:
    """What was kept before there was a mark of failing."""
    world = sqlite_world
    opened(world)
    with world.unit() as session:
        kept = session.exec(sqlmodel.select(Learning)).one()
        key = world.vault.learning_key(kept.id or 0)
        kept.progress = sealing.seal(key, ["remember", {"parcel": ["take"]}], "learning", kept.id or 0)
    assert opened(world).screen.step == "remember"


def test_a_finished_module_is_read_again_page_by_page(world: World) -> None:
    to_the_end(opened(world))
    walk = world.walk("employee", "slack")
    walk.do("learn", "mine")
    walk.press("look")
    titles, texts = [walk.screen.title], [str(walk.screen.body)]
    while any(one.label == "Verder" for one in walk.buttons()):
        on = next(one for one in walk.buttons() if one.label == "Verder")
        walk.press("look", on.argument)
        titles.append(walk.screen.title)
        texts.append(str(walk.screen.body))
    assert len(titles) == 4 and titles[0] == "Welkom" and len(set(titles)) == 4
    assert walk.screen.progress == (4, 4) and walk.screen.inputs == ()
    asked = texts[1]
    assert asked.index("Dit past het best") < asked.index("Ik vraag rond.") < asked.index("Dit past minder")
    assert "Dan weet niemand waar het is." in asked
    assert walk.press("open").step == "done"  # with the certificate
    kept = row(world)
    assert kept.progress is None and kept.finished_on == date(2026, 3, 10)


def test_looking_at_what_is_not_finished_goes_on_with_it(sqlite_world: World) -> None:
    walk = sqlite_world.walk("employee")
    assert walk.do("learn", "look", FIRST).step == "opening"
    assert walk.do("learn", "look", "onboarding/gone:3").step == "gone"
    to_the_end(opened(sqlite_world))
    assert walk.do("learn", "look", f"{FIRST}:99").progress == (4, 4)
    assert walk.do("learn", "look", f"{FIRST}:x").progress == (1, 4)


def test_every_answer_gets_its_explanation_and_the_right_one_is_told(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    walk.submit()
    walk.submit(answer="take")
    assert notes(walk.screen) == ["Dat is niet de beste keuze."]
    told = [line for part in walk.screen.body for line in markdown.lines(part)]
    assert told == [
        "Ik neem het mee.",
        "Dan weet niemand waar het is.",
        "Ik vraag rond.",
        "Ja. Zo weet je snel van wie het is.",
    ]
    walk.submit()
    walk.submit(answer=("same", "tie"))
    assert notes(walk.screen) == ["Je bent er bijna."]
    assert [part.text for part in walk.screen.body if isinstance(part, Heading)] == [
        "Jij koos",
        "Dit hoort er ook bij",
    ]


def test_an_answer_is_given_once(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    asked = walk.submit()
    walk.submit(answer="take")
    again = Event("learn", "answer", "", asked.step, asked.token, {"answer": "ask"})
    assert notes(walk.event(again)) == ["Dat is niet de beste keuze."]
    walk.press("back")
    assert walk.screen.step == "opening"
    assert notes(walk.submit()) == ["Dat is niet de beste keuze."]


def test_it_goes_on_where_it_was_left_on_another_platform(world: World) -> None:
    walk = opened(world, platform="slack")
    walk.submit()
    walk.submit(answer="ask")
    world.stop()
    world.start()
    other = opened(world, platform="web")
    assert other.screen.step == "parcel" and notes(other.screen) == ["Goed gezien."]


def test_what_an_older_window_sends_changes_nothing(sqlite_world: World) -> None:
    old = opened(sqlite_world, platform="slack")
    first = old.screen
    new = opened(sqlite_world)
    new.submit()
    new.submit(answer="ask")
    new.submit()
    assert old.event(Event("learn", "next", "", first.step, first.token)).step == "forms"
    answered = Event("learn", "answer", "", "parcel", first.token, {"answer": "take"})
    assert old.event(answered).step == "forms"


@pytest.mark.parametrize("given", ["", "nonsense", "x" * 2_000, ("ask", "take"), ("nonsense",)])
def test_no_or_a_strange_answer_gets_a_sentence(given: str | tuple[str, ...], sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    walk.submit()
    screen = walk.submit(answer=given)
    if isinstance(given, tuple) and given[0] == "ask":
        return  # a browser that sends two of one: the first counts
    assert screen.step == "parcel" and screen.inputs[0].error


@pytest.mark.parametrize("ref", ["", "onboarding", "onboarding/", "x/y", "../..", "onboarding/first/x"])
def test_a_module_that_is_not_there_gets_a_friendly_screen(ref: str, sqlite_world: World) -> None:
    assert opened(sqlite_world, ref).screen.step == "gone"
    for action in ("answer", "next", "back", "again", "later", "not_now", "show", "practise"):
        assert sqlite_world.walk().do("learn", action, ref).step == "gone"


def test_a_module_taken_away_while_somebody_is_in_it(world: World) -> None:
    walk = opened(world)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {})
        assert walk.submit().step == "gone"
        assert "Deze les is er niet meer" in walk.screen.title
        walk.press("mine")
        assert walk.screen.step == "mine"


def renewed(module: Module) -> Module:
    """A new version without the page where somebody was."""
    return replace(module, version=2, steps=module.steps[1:])


def test_a_new_version_begins_again_only_for_who_is_in_a_step_that_is_gone(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    programme = content.of("voorbeeldstad")["onboarding"]
    changed = replace(programme, modules={**programme.modules, "first": renewed(programme.modules["first"])})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {"onboarding": changed})
        assert walk.submit().step == "parcel"


def test_who_finished_an_older_version_stays_finished(sqlite_world: World) -> None:
    to_the_end(opened(sqlite_world))
    code = row(sqlite_world).certificate
    programme = content.of("voorbeeldstad")["onboarding"]
    changed = replace(programme, modules={**programme.modules, "first": renewed(programme.modules["first"])})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content, "of", lambda organisation: {"onboarding": changed})
        walk = opened(sqlite_world)
        assert walk.screen.step == "done"
        walk.press("again")
        assert walk.screen.step == "parcel"
    kept = row(sqlite_world)
    assert (kept.version, kept.certificate) == (1, code) and kept.finished_on


def test_later_and_not_now_bring_it_back_on_a_working_day(sqlite_world: World) -> None:
    walk = sqlite_world.walk()
    assert "woensdag 11 maart 2026" in str(walk.do("learn", "later", FIRST).body)
    assert row(sqlite_world).bring_on == date(2026, 3, 11)
    assert "dinsdag 17 maart 2026" in str(walk.do("learn", "not_now", FIRST).body)
    assert row(sqlite_world).snoozed_until == date(2026, 3, 17)
    walk.press("open")
    assert walk.screen.step == "opening"


def card(world: World, who: str = "employee", ref: str = FIRST) -> Screen | None:
    with world.unit() as session:
        person = Recipient(world.people[who], who, "")
        return messages.show(Moment(session, world.organisation, person, ref, "nl", world.clock().date()))


def test_the_card_is_no_longer_wanted_when_it_is_finished_or_put_off(sqlite_world: World) -> None:
    assert card(sqlite_world) is None  # never given
    walk = opened(sqlite_world)
    shown = card(sqlite_world)
    assert shown is not None and not shown.confidential
    assert [button.name for button in shown.actions] == ["open", "later", "not_now"]
    walk.do("learn", "later", FIRST)
    assert card(sqlite_world) is None
    sqlite_world.clock.forward(days=1)
    assert card(sqlite_world) is not None
    to_the_end(opened(sqlite_world))
    assert card(sqlite_world) is None
    assert card(sqlite_world, ref="onboarding/gone") is None


@pytest.mark.parametrize("state", ["failed", "sent"])
def test_a_lesson_whose_message_never_arrived_is_new(state: str, sqlite_world: World) -> None:
    """The second message is a reminder of the first one, and of nothing when that did not arrive."""
    world, home = sqlite_world, sqlite_world.organisation.id
    person, noon = world.people["employee"], world.clock()
    given = {"organisation_id": home, "person_id": person, "programme": "onboarding", "module": "first"}
    with world.unit() as session:
        learning.assign(session, [given | {"assigned_on": noon.date(), "brought": 2, "due_on": noon.date()}])
        for number in (0, 1):
            key = f"module/onboarding/first/once/{number}"
            mailings.plan(session, home, "module", key, FIRST, [person], noon, noon.date())
        first = session.exec(sqlmodel.select(Delivery).where(Delivery.push_id == 1)).one()
        first.state, first.settled_on = state, noon.date()
    with world.reading() as session:
        moment = Moment(session, world.organisation, Recipient(person, "", ""), FIRST, "nl", noon.date())
        shown = messages.show(moment)
    again = state == "sent"
    assert ("staat nog voor je klaar" in str(shown)) is again
    title = str(world.walk("coordinator").do("going_out", "show", "2").body)
    assert "De eerste dag" in title and ("herinnering" in title) is again


def test_a_practice_report_is_kept_nowhere(sqlite_world: World) -> None:
    walk = opened(sqlite_world, SECOND)
    walk.submit()
    walk.submit(answer="bring")
    walk.submit()
    assert walk.screen.inputs[0].name == "story"
    assert walk.submit(story="").inputs[0].error
    assert walk.screen.inputs[1].error
    screen = walk.submit(story="Een geheim busje.", identity="anonymous")
    assert "Een geheim busje." in str(screen.body)
    before = row(sqlite_world).progress
    assert walk.submit().step == "done"
    assert before is not None and b"busje" not in before
    for file in (sqlite_world.main, sqlite_world.keys):
        path = Path(file.removeprefix("sqlite:///"))
        for one in path.parent.glob(f"{path.name}*"):
            assert b"geheim busje" not in one.read_bytes()


def test_answers_are_never_plain_in_the_database(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    walk.submit()
    walk.submit(answer="take")
    kept = row(sqlite_world).progress
    assert kept is not None and b"take" not in kept and b"parcel" not in kept


def test_somebody_unknown_is_told_what_to_do(sqlite_world: World) -> None:
    for who in ("somebody-unknown", ""):
        screen = sqlite_world.walk(who).do("learn", "open", FIRST)
        (said,) = notes(screen)
        assert said.startswith("Voor de lessen moet je in de lijst met collega's staan.")


def test_my_modules_shows_what_to_do_what_is_done_and_what_else(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    rows = [part for part in walk.do("learn", "mine").body if isinstance(part, Row)]
    assert [(one.title, one.open.label if one.open else "") for one in rows] == [
        ("De eerste dag", "Verdergaan"),
        ("De tweede les", "Beginnen"),
    ]
    to_the_end(opened(sqlite_world))
    screen = walk.do("learn", "mine")
    headings = [part.text for part in screen.body if isinstance(part, Heading)]
    assert headings == ["Klaar", "Het hele programma", "Ook leuk om te doen"]
    assert "Klaar sinds dinsdag 10 maart 2026." in str(screen.body)


def test_a_lead_sees_what_their_people_must_do_and_did_and_nobody_else(sqlite_world: World) -> None:
    world = sqlite_world
    with world.unit() as session:
        for who in ("employee", "employee2"):
            person = session.get(Person, world.people[who])
            assert person is not None
            person.lead_id = world.people["handler"]
        mine = {"organisation_id": world.organisation.id, "person_id": world.people["employee2"]}
        late = {"assigned_on": date(2026, 2, 2), "due_on": date(2026, 3, 9)}
        learning.assign(session, [mine | {"programme": "onboarding", "module": "second"} | late])
    opened(world)  # of their own accord, and not finished
    lead = world.walk("handler")
    lead.do("learn", "team")
    told = {one.label: one.value for part in lead.screen.body if isinstance(part, Facts) for one in part.rows}
    assert (told["Mensen in je team"], told["Helemaal bij"], told["Nog zonder les"]) == ("2", "0", "1")
    rows = {part.title: part.detail for part in lead.screen.body if isinstance(part, Row)}
    assert rows == {
        "Medewerker Een": "Heeft nog geen lessen gekregen.",
        "Medewerker Twee": "0 van 1 klaar, 1 te laat",
    }
    screen = lead.press("member", str(world.people["employee2"]))
    assert [part.text for part in screen.body if isinstance(part, Heading)] == ["Te laat"]
    other = world.walk("coordinator")
    assert other.do("learn", "team").step == "sorry"
    assert other.do("learn", "member", str(world.people["employee2"])).step == "sorry"
    assert lead.do("learn", "member", str(world.people["coordinator"])).step == "sorry"


def test_a_certificate_can_be_checked_by_anybody_and_names_nobody(sqlite_world: World) -> None:
    to_the_end(opened(sqlite_world))
    code = row(sqlite_world).certificate
    walk = sqlite_world.walk("")
    walk.do("learn", "verify")
    assert walk.submit(code="").inputs[0].error
    assert "kennen we niet" in walk.submit(code="0000-0000-0000").inputs[0].error
    screen = walk.submit(code=f" {code} ")
    assert screen.step == "verified"
    assert "De eerste dag" in str(screen) and "dinsdag 10 maart 2026" in str(screen)
    assert "Medewerker" not in str(screen)
