"""The report dialogue: nothing typed is lost, nothing forged is taken, and a report is sent once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.foundation import words
from bot.foundation.screen import Answer, Event, Note, Screen, Value
from bot.reports.dialogue import REDIRECTS
from storage.tables.directory import Department, Person
from storage.tables.reports import Draft, Receipt, Redirect, Report
from tests.support.world import ANSWERS, World


def values(screen: Screen) -> dict[str, Value]:
    return {field.name: field.value for field in screen.inputs}


def errors(screen: Screen) -> dict[str, str]:
    return {field.name: field.error for field in screen.inputs if field.error}


def answered(screen: Screen) -> dict[str, str]:
    """What a review or a report shows, by the label of the question."""
    return {part.label: part.text for part in screen.body if isinstance(part, Answer)}


def said(screen: Screen) -> str:
    """The sentences of what somebody sees when something did not work."""
    assert (screen.dialogue, screen.step) == ("menu", "sorry")
    return " ".join(part.text for part in screen.body if isinstance(part, Note))


def count(world: World, table: type) -> int:
    with world.reading() as session:
        return len(session.exec(select(table)).all())


def redirects(world: World) -> dict[tuple[str, str], int]:
    with world.reading() as session:
        return {
            (row.kind, row.month.isoformat()): row.count
            for row in session.exec(select(Redirect))
            if row.count
        }


# Walking through it


def test_a_report_gets_a_number_and_a_code(world: World) -> None:
    reported = world.report()
    assert len(reported.number) == 7
    assert len(reported.code.replace("-", "")) == 16
    assert (count(world, Report), count(world, Receipt), count(world, Draft)) == (1, 1, 1)


def test_the_first_screen_gives_the_phone_numbers_and_an_honest_word_before_anything_is_typed(
    sqlite_world: World,
) -> None:
    for platform, honesty in (("web", "web"), ("slack", "chat")):
        first = sqlite_world.walk("employee", platform).begin()
        assert Note(words.text(f"report.honesty.{honesty}", "nl")) in first.body
        for number in ("112", "0900-8844", "0800-7000"):
            assert number in repr(first.body)


def test_the_same_step_twice_leads_to_the_same_screen(world: World) -> None:
    walk = world.walk()
    walk.reach("theme")
    event = walk.pressed("answer", theme="weapons")
    assert walk.event(event) == walk.event(event) == walk.event(event)
    assert walk.screen.step == "story"


def test_an_answer_on_an_older_screen_goes_on_from_there(world: World) -> None:
    walk = world.walk()
    walk.reach("theme")
    earlier = walk.pressed("answer", theme="weapons")
    walk.event(earlier)
    walk.submit(story="Het eerste verhaal.")
    assert walk.event(earlier).step == "story"
    assert values(walk.screen) == {"story": "Het eerste verhaal."}


def test_back_keeps_what_was_filled_in_unchecked(world: World) -> None:
    walk = world.walk()
    walk.reach("story")
    walk.press("back", story="  Nog niet af\x00  ")
    assert walk.screen.step == "theme"
    walk.submit()
    assert values(walk.screen) == {"story": "Nog niet af"}
    walk.press("back", story="")  # emptied is emptied
    walk.submit()
    assert values(walk.screen) == {"story": ""}
    walk.press("back", story="x" * 10_001)  # too long is kept too, and refused when it is sent
    walk.submit()
    assert values(walk.screen) == {"story": "x" * 10_001}
    assert errors(walk.submit()).keys() == {"story"}


def test_back_does_not_keep_a_choice_that_does_not_exist(world: World) -> None:
    walk = world.walk()
    walk.reach("theme")
    walk.press("back", theme="nonsense")
    walk.submit()
    assert values(walk.screen) == {"theme": ""}


def test_back_from_the_first_step_stays_there(sqlite_world: World) -> None:
    walk = sqlite_world.walk()
    walk.begin()
    walk.event(Event("report", "back", step="start", token=walk.screen.token))
    assert walk.screen.step == "start"


def test_everything_can_be_changed_from_the_review(world: World) -> None:
    walk = world.walk()
    some = {"where": "Haven", "story": "Een busje.", "involved": "De buurman", "risk": "Hij kent mij."}
    walk.reach("review", **some)
    for step in ("identity", "theme", "story", "circumstances", "involved", "safety"):
        assert walk.press("edit", step).step == step
        walk.reach("review", **some)
    walk.press("edit", "story")
    walk.reach("review", where="Haven", story="Twee busjes.")
    assert "Twee busjes." in answered(walk.screen).values()
    assert "Haven" in answered(walk.screen).values()


@pytest.mark.both
def test_from_the_story_one_button_leads_to_the_review_and_one_line_back_to_the_rest(world: World) -> None:
    walk = world.walk()
    walk.reach("story")
    assert walk.press("answer", "review", story="Een busje.").step == "review"
    lines = [part for part in walk.screen.body if isinstance(part, Answer)]
    (left,) = [one for one in lines if one.label == "Niet ingevuld"]
    assert len(lines) == 4 and "Waar" in left.text and "Wie of wat hoort erbij?" in left.text
    assert walk.press("edit", "rest").step == "circumstances"
    assert walk.submit(where="Haven").step == "involved"
    assert walk.press("answer", "review").step == "review"
    assert walk.submit().step == "receipt"


@pytest.mark.parametrize("platform", ["slack", "web"])
def test_a_story_that_is_not_there_is_asked_for_before_anything_is_skipped(
    world: World, platform: str
) -> None:
    walk = world.walk(platform=platform)
    walk.reach("story")
    assert walk.press("answer", "review", story="").step == "story"
    assert errors(walk.screen).keys() == {"story"}
    assert isinstance(walk.screen.body[0], Note) == (platform == "slack")


def test_the_way_back_to_the_rest_is_harmless_where_all_was_answered(world: World) -> None:
    walk = world.walk()
    walk.reach("review", where="x", when="x", ongoing="over", involved="x", source=("saw",))
    for _ in range(2):
        shown = walk.event(Event("report", "edit", "rest", "review", walk.screen.token))
        assert shown.step in ("involved", "safety", "review")


def test_what_was_changed_from_the_review_leads_back_to_it(world: World) -> None:
    walk = world.walk()
    walk.reach("review", where="Haven", story="Een busje.", involved="De buurman", risk="Hij kent mij.")
    for step in ("identity", "theme", "story", "circumstances", "involved", "safety"):
        walk.press("edit", step)
        event = walk.pressed("answer")
        assert walk.event(event).step == walk.event(event).step == "review"
    walk.press("edit", "story")
    assert errors(walk.submit(story="")).keys() == {"story"}
    assert walk.submit(story="Twee busjes.").step == "review"
    assert "Twee busjes." in answered(walk.screen).values()


@pytest.mark.both
def test_what_cannot_be_taken_any_more_is_asked_on_the_way_back_to_the_review(world: World) -> None:
    """A department that was taken from the list in the meantime: its step is shown, and not passed over."""
    walk = world.walk()
    walk.reach("review", department=str(world.departments["Wmo"]))
    with world.unit() as session:
        session.delete(session.get_one(Department, world.departments["Wmo"]))
    walk.press("edit", "theme")
    assert walk.submit(theme="cyber").step == "safety"
    assert walk.submit(department=str(world.departments["Toezicht"])).step == "review"


def test_another_first_choice_shows_where_to_go_also_after_the_review(world: World) -> None:
    walk = world.walk()
    walk.reach("review")
    walk.event(Event("report", "edit", "start", "review", walk.screen.token))
    assert walk.submit(kind="danger").step == "danger"
    assert walk.press("go_on").step == "identity"
    assert walk.submit().step == "review"


def test_the_language_can_be_changed_and_stays_changed(world: World) -> None:
    walk = world.walk()
    assert walk.begin().title == words.text("report.steps.start.title", "nl")
    walk.press("language", kind="signal")
    assert walk.screen.title == words.text("report.steps.start.title", "en")
    assert walk.screen.locale == "en"
    assert values(walk.screen) == {"kind": "signal"}
    assert walk.reach("review").title == words.text("report.steps.review.title", "en")
    assert walk.submit().locale == "en"


def test_review_shows_what_was_answered_and_who_will_read_it(world: World) -> None:
    walk = world.walk()
    review = walk.reach("review", story="Een busje.", ongoing="ongoing", source=("heard", "saw"))
    shown = answered(review)
    assert "Een busje." in shown.values()
    sources = [words.text(f"report.questions.source.options.{one}", "nl") for one in ("saw", "heard")]
    assert ", ".join(sources) in shown.values()
    note = next(part.text for part in review.body if isinstance(part, Note))
    for name in ("Coördinator Een", "Behandelaar Een", "Behandelaar Twee"):
        assert name in note
    assert "Vervanger" not in note


def test_a_restart_in_the_middle_loses_nothing(world: World) -> None:
    walk = world.walk()
    walk.reach("circumstances", story="Een busje.")
    event = walk.pressed("answer", where="Haven")
    world.stop()
    world.start()
    walk.desk = world.desk
    walk.event(event)
    assert walk.reach("review").step == "review"
    assert {"Een busje.", "Haven"} < set(answered(walk.screen).values())


def test_cancelling_wipes_the_draft(world: World) -> None:
    walk = world.walk()
    walk.reach("circumstances")
    late = walk.pressed("answer", where="Haven")
    assert walk.press("cancel").step == "cancelled"
    assert count(world, Draft) == 0
    assert walk.event(late).step == "sorry"
    walk.event(Event("report", "cancel", token=late.token))
    assert walk.screen.step == "cancelled"


@pytest.mark.both
def test_a_draft_expires_after_two_hours_without_an_answer_and_says_so(world: World) -> None:
    walk = world.walk()
    walk.reach("story")
    world.clock.forward(hours=1, minutes=59)
    walk.submit(story="Een busje.")
    assert walk.screen.step == "circumstances"
    late = walk.pressed("answer")
    world.clock.forward(hours=2)
    assert said(walk.event(late)) == words.text("mistakes.dialogue_gone", "nl")


@pytest.mark.both
def test_a_draft_of_somebody_else_cannot_be_guessed(world: World) -> None:
    walk = world.walk()
    walk.reach("story")
    with world.reading() as session:
        (found_by,) = session.exec(select(Draft.token_hash)).all()
    for token in ("", "x", found_by, walk.screen.token[:-1], walk.screen.token + "x"):
        assert said(world.walk("employee2").event(Event("report", "answer", step="story", token=token)))


# Redirects


@pytest.mark.parametrize("kind", REDIRECTS)
def test_being_sent_elsewhere_is_counted_once_and_without_content(kind: str, world: World) -> None:
    walk = world.walk()
    walk.begin()
    event = walk.pressed("answer", kind=kind)
    for _ in range(3):
        assert walk.event(event).step == kind
    assert redirects(world) == {(kind, "2026-03-01"): 1}
    walk.press("cancel")
    assert redirects(world) == {(kind, "2026-03-01"): 1}
    assert count(world, Report) == 0 and count(world, Draft) == 0


def test_who_returns_from_a_redirect_is_not_counted_as_sent_elsewhere(world: World) -> None:
    walk = world.walk()
    walk.begin()
    walk.submit(kind="threat")
    walk.press("back")
    assert redirects(world) == {}
    walk.submit(kind="nuisance")
    assert redirects(world) == {("nuisance", "2026-03-01"): 1}
    walk.press("go_on")
    assert redirects(world) == {}
    assert walk.reach("receipt").step == "receipt"
    assert redirects(world) == {} and count(world, Report) == 1


def test_who_returns_in_the_next_month_is_taken_from_the_month_that_counted_them(world: World) -> None:
    world.clock.now = world.clock().replace(day=31, hour=20)
    world.walk().reach("identity")
    walk = world.walk()
    walk.begin()
    walk.submit(kind="danger")
    other = world.walk()
    world.clock.forward(hours=3)
    other.begin()
    other.submit(kind="danger")
    world.clock.forward(minutes=-70)
    walk.press("back")
    assert redirects(world) == {("danger", "2026-04-01"): 1}


@pytest.mark.both
def test_the_first_redirects_of_a_month_may_come_at_the_same_moment(world: World) -> None:
    walks = [world.walk(f"colleague{number}") for number in range(6)]
    for walk in walks:
        walk.begin()
    with ThreadPoolExecutor(6) as pool:
        steps = list(pool.map(lambda walk: walk.submit(kind="danger").step, walks))
    assert steps == ["danger"] * 6
    assert redirects(world) == {("danger", "2026-03-01"): 6}


@pytest.mark.both
def test_people_who_change_their_mind_at_the_same_moment_do_not_wait_for_each_other(world: World) -> None:
    def changes(number: int) -> str:
        walk = world.walk(f"colleague{number}")
        walk.begin()
        first = walk.screen
        for kind in ("danger", "threat") * 5 if number % 2 else ("threat", "danger") * 5:
            walk.event(Event("report", "answer", "", "start", first.token, {"kind": kind}))
        return walk.screen.step

    with ThreadPoolExecutor(6) as pool:
        ended = list(pool.map(changes, range(6)))
    assert ended == ["danger", "threat"] * 3
    assert redirects(world) == {("danger", "2026-03-01"): 3, ("threat", "2026-03-01"): 3}


# What is refused


@pytest.mark.parametrize(
    ("step", "empty"),
    [("start", "kind"), ("identity", "identity"), ("theme", "theme"), ("story", "story")],
)
def test_a_required_answer_that_is_missing_is_asked_for_beside_its_field(
    step: str, empty: str, sqlite_world: World
) -> None:
    walk = sqlite_world.walk()
    walk.reach(step)
    blank = " \n\t\u202e" if empty == "story" else ""
    assert errors(walk.submit(**{empty: blank})).keys() == {empty}
    assert walk.screen.step == step and walk.screen.refused


@pytest.mark.parametrize(
    ("step", "name", "forged"),
    [
        ("start", "kind", "signal'--"),
        ("identity", "identity", "everybody"),
        ("theme", "theme", "nonsense"),
        ("circumstances", "ongoing", "x"),
        ("involved", "source", ("saw", "x")),
        ("involved", "processes", ("permits", "\ud800")),
        ("safety", "untold", ("999999",)),
        ("safety", "untold", ("1 OR 1=1",)),
        ("safety", "department", "999999"),
        ("safety", "department", "x"),
    ],
)
def test_a_forged_choice_is_refused(step: str, name: str, forged: Value, world: World) -> None:
    walk = world.walk()
    walk.reach(step)
    assert errors(walk.submit(**{name: forged})).keys() == {name}
    repr(walk.screen).encode()  # nothing in it that could not be shown


@pytest.mark.parametrize(
    ("name", "who"), [("untold", "their_handler"), ("untold", "employee"), ("department", "theirs")]
)
def test_somebody_elses_ids_are_refused(name: str, who: str, world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    world.people["their_handler"] = world.add_person("their_handler", "handler", organisation=other)
    ids = world.people | {"theirs": world.add_department("Elders", other)}
    walk = world.walk("employee", "slack")
    walk.reach("safety")
    forged = str(ids[who])
    assert errors(walk.submit(**{name: (forged,) if name == "untold" else forged})).keys() == {name}


@pytest.mark.parametrize(
    "step", ["review", "receipt", "danger", "cancelled", "nonsense", "", "\x00", "x" * 5000]
)
@pytest.mark.parametrize(
    "action", ["answer", "edit", "back", "go_on", "send", "keep", "language", "nonsense"]
)
def test_no_forged_step_or_action_breaks_anything(step: str, action: str, sqlite_world: World) -> None:
    for at in ("start", "story", "review"):
        walk = sqlite_world.walk()
        walk.reach(at)
        token = walk.screen.token
        walk.event(Event("report", action, argument=step, step=step, token=token, values=dict(ANSWERS)))
        assert walk.screen.dialogue in ("report", "menu")
    assert redirects(sqlite_world) == {}


@pytest.mark.parametrize(
    ("dialogue", "action"), [("report", "nonsense"), ("nonsense", "begin"), ("", ""), ("Report", "begin")]
)
def test_an_unknown_button_says_that_baken_was_renewed(
    dialogue: str, action: str, sqlite_world: World
) -> None:
    gone = words.text("mistakes.dialogue_changed", "nl")
    assert said(sqlite_world.walk().do(dialogue, action)) == gone


def test_ten_thousand_characters_are_taken_and_one_more_is_refused_with_the_text_kept(world: World) -> None:
    walk = world.walk()
    walk.reach("story")
    story = "é" * 9_999 + "!"
    refused = walk.submit(story=story + "x")
    assert errors(refused).keys() == {"story"} and "10001" in errors(refused)["story"].replace(".", "")
    assert values(refused) == {"story": story + "x"}
    walk.submit(story=story)
    assert walk.screen.step == "circumstances"
    assert story in answered(walk.reach("review")).values()


def test_nothing_goes_out_while_something_required_is_missing(world: World) -> None:
    walk = world.walk()
    walk.begin()
    walk.submit(kind="signal")
    forged = Event("report", "send", step="review", token=walk.screen.token)
    assert walk.event(forged).step == "identity"
    assert errors(walk.screen).keys() == {"identity"}
    walk.reach("theme")
    assert walk.event(forged).step == "theme"
    assert count(world, Report) == 0


def test_a_handler_who_left_meanwhile_is_asked_about_again(world: World) -> None:
    extra = world.add_person("extra", "handler")
    walk = world.walk()
    walk.reach("review", untold=(str(extra),))
    with world.unit() as session:
        session.get_one(Person, extra).active = False
    walk.submit()
    assert walk.screen.step == "safety" and errors(walk.screen).keys() == {"untold"}
    assert count(world, Report) == 0
    walk.submit(untold=())
    assert walk.submit().step == "receipt"


@pytest.mark.parametrize("action", ["language", "back"])
def test_a_draft_has_an_end_whatever_button_brings_it_text(action: str, sqlite_world: World) -> None:
    """What is a little too long stays, to be made shorter; what is many times too long is cut."""
    walk = sqlite_world.walk()
    walk.reach("story")
    story = next(field for field in walk.screen.inputs if field.name == "story")
    for typed, kept in ((story.max_length + 5, story.max_length + 5), (900_000, 2 * story.max_length)):
        event = walk.pressed("back", story="x" * typed)
        walk.event(replace(event, action=action, argument="en" if action == "language" else ""))
        walk.reach("story")
        shown = next(field for field in walk.screen.inputs if field.name == "story")
        assert len(shown.value) == kept
