"""Working a report: reading, answering, theme, status; each once, in order, and told in the trail."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.foundation import words
from bot.foundation.screen import Answer, Event, Fact, Facts, Note, Paragraph, Row, Said, Screen
from bot.screens.layout import PAGE
from storage import audit
from storage.tables.reports import Message, Report
from tests.support import sending
from tests.support.world import Postbox, Walk, World, slack_id


def opened(world: World, report: str, who: str = "handler") -> Walk:
    walk = world.walk(who)
    assert walk.do("casework", "show", report).step == "report"
    return walk


def stored(world: World) -> Report:
    with world.reading() as session:
        return session.exec(select(Report)).one()


def trail(world: World) -> list[tuple[str, str]]:
    """What happened, oldest first, with the details."""
    with world.reading() as session:
        entries = audit.entries(session, world.organisation.id, 100)
    return [(entry.action, entry.detail) for entry in reversed(entries)]


def messages(screen: Screen) -> list[tuple[str, str]]:
    return [(part.who, part.text) for part in screen.body if isinstance(part, Said)]


def facts(screen: Screen) -> list[Fact]:
    return [row for part in screen.body if isinstance(part, Facts) for row in part.rows]


def told(world: World) -> list[tuple[str, str]]:
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    return [(address.user, screen.step) for address, screen in postbox.sent if isinstance(screen, Screen)]


def test_a_handler_reads_what_was_handed_in_and_the_trail_tells_so(world: World) -> None:
    reported = world.report(
        story="Een busje.", where="Haven", source=("saw",), department=str(world.departments["Wmo"])
    )
    walk = opened(world, reported.id)
    shown = {part.text for part in walk.screen.body if isinstance(part, Answer)}
    assert {"Een busje.", "Haven", words.text("report.questions.source.options.saw", "nl")} == shown
    assert "Wmo" in {fact.value for fact in facts(walk.screen)}
    assert trail(world) == [("report.opened", "")]
    housekeeping.fold(world.engine, world.vault, world.clock() + timedelta(days=1))
    assert trail(world) == [("report.opened", ""), ("report.received", "")]
    with world.reading() as session:
        read, received = reversed(audit.entries(session, world.organisation.id, 2))
    assert (received.actor, received.at) == ("reporter", "2026-03-10")
    assert (read.actor, read.at) == (f"person:{world.people['handler']}", "2026-03-10T09:30:00+00:00")


@pytest.mark.parametrize(
    ("identity", "known"), [("named", True), ("confidential", True), ("anonymous", False)]
)
def test_handlers_see_the_reporter_unless_anonymous(identity: str, known: bool, world: World) -> None:
    reported = world.report("employee", identity=identity)
    shown = repr(opened(world, reported.id).screen)
    assert ("Medewerker Een" in shown) is known
    assert ("employee@voorbeeldstad.example" in shown) is known


def test_a_list_is_paged_and_knows_no_order_of_arrival(sqlite_world: World) -> None:
    for number in range(PAGE + 2):
        with sqlite_world.unit() as session:
            session.add(
                Report(
                    id=f"r{number}",
                    organisation_id=sqlite_world.organisation.id,
                    number=f"{number:03}-AAA",
                    theme="drugs",
                    identity="anonymous",
                    audience="handlers",
                    status="received",
                    received_on=sqlite_world.clock().date(),
                    due_on=sqlite_world.clock().date(),
                    sealed=b"",
                )
            )
    walk = sqlite_world.walk("handler")
    first = [part.title for part in walk.do("casework", "open").body if isinstance(part, Row)]
    rest = [part.title for part in walk.press("open", "open:20").body if isinstance(part, Row)]
    assert (len(first), len(rest)) == (20, 2)
    assert first + rest == sorted(first + rest)
    back = [part.title for part in walk.press("open", "open:0").body if isinstance(part, Row)]
    assert back == first
    for far in ("open:999999999999", "open:-1", "open:x", "closed:", ":", "x:1"):
        assert walk.do("casework", "open", far).step == "list"


def test_an_answer_reaches_the_reporter_without_the_name_of_the_handler(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.press("form", "answer")
    assert walk.submit(message=" ").refused
    walk.submit(message="We kijken ernaar.")
    assert messages(walk.screen) == [("Behandelaar Een", "We kijken ernaar.")]
    walk.press("form", "question")
    walk.submit(message="Welke kleur had het?")
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=reported.code)
    handler = words.text("threads.handler", "nl")
    assert messages(reporter.screen) == [(handler, "We kijken ernaar."), (handler, "Welke kleur had het?")]
    assert "Behandelaar" not in repr(reporter.screen).replace(handler, "")
    # With the first answer the reporter no longer reads that nobody has read it yet.
    explained = words.text("follow.explained.received", "nl").strip()
    assert not any(
        explained[:40] in part.text for part in reporter.screen.body if isinstance(part, Paragraph)
    )
    assert [action for action, _ in trail(world)][1:] == ["report.answer", "report.status", "report.question"]


@pytest.mark.both
def test_a_double_click_on_an_answer_sends_it_once(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.press("form", "answer")
    event = walk.pressed("save", message="We kijken ernaar.")
    first, second = walk.event(event), walk.event(event)
    assert first == second
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(4)))
    with world.reading() as session:
        assert len(session.exec(select(Message)).all()) == 1


@pytest.mark.both
def test_one_answer_sent_by_several_requests_at_once_is_one_answer(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.press("form", "answer")
    event = walk.pressed("save", message="We kijken ernaar.")
    with ThreadPoolExecutor(4) as pool:
        screens = list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(4)))
    assert {screen.step for screen in screens} == {"report"}
    with world.reading() as session:
        assert len(session.exec(select(Message)).all()) == 1


@pytest.mark.both
def test_two_handlers_who_answer_at_the_same_time_are_both_heard(world: World) -> None:
    reported = world.report()
    events = []
    for who in ("handler", "handler2"):
        walk = opened(world, reported.id, who)
        walk.press("form", "answer")
        events.append((walk.visitor, walk.pressed("save", message=f"Van {who}.")))
    with ThreadPoolExecutor(2) as pool:
        screens = list(pool.map(lambda both: world.desk.respond(*both), events))
    assert {screen.step for screen in screens} == {"report"}
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=reported.code)
    assert {text for _, text in messages(reporter.screen)} == {"Van handler.", "Van handler2."}


def test_the_day_of_the_first_answer_is_set_once(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    for days in (2, 5):
        world.clock.forward(days=days)
        walk.do("casework", "show", reported.id)
        walk.press("form", "answer")
        walk.submit(message="Een antwoord.")
    assert (stored(world).first_answer_on or stored(world).received_on).isoformat() == "2026-03-12"


def test_a_changed_theme_is_in_the_trail_without_any_content(world: World) -> None:
    reported = world.report(theme="drugs", story="Een busje.")
    walk = opened(world, reported.id)
    walk.press("form", "theme")
    assert walk.screen.inputs[0].value == "drugs"
    assert walk.submit(theme="nonsense").refused
    walk.submit(theme="laundering")
    walk.press("form", "theme")
    walk.submit(theme="laundering")  # the same again changes nothing
    assert stored(world).theme == "laundering"
    assert trail(world)[1:] == [("report.theme", "drugs > laundering")]


@pytest.mark.both
def test_a_report_is_closed_with_an_outcome_and_a_word_to_its_reporter(world: World) -> None:
    reported = world.report()
    world.clock.forward(days=3)
    walk = opened(world, reported.id)
    walk.weigh()
    walk.press("form", "finish")
    assert [field.name for field in walk.submit(outcome="").inputs if field.error] == ["outcome"]
    walk.submit(outcome="no_action")
    assert stored(world).status == "in_progress"  # nothing is closed before the reporter is written to
    assert walk.screen.inputs[0].value == words.text("casework.results.no_action", "nl").strip()
    walk.press("back")
    walk.press("form", "finish")
    walk.submit(outcome="riec")
    assert walk.submit(message=" ").refused
    walk.submit(message="Dank je wel. We gaan ermee verder.")
    row = stored(world)
    assert (row.status, row.outcome, str(row.closed_on)) == ("closed", "riec", "2026-03-13")
    assert (str(row.first_answer_on), row.due_on, row.turn) == ("2026-03-13", None, "")
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=reported.code)
    assert [text for _, text in messages(reporter.screen)] == ["Dank je wel. We gaan ermee verder."]
    assert words.text("casework.questions.outcome.options.riec", "nl") not in repr(reporter.screen)
    assert [entry for entry in trail(world) if entry[0] in ("report.status", "report.result")] == [
        ("report.status", "received > in_progress"),
        ("report.result", ""),
        ("report.status", "in_progress > closed riec"),
    ]


def test_the_ready_words_are_in_the_language_of_the_reporter(sqlite_world: World) -> None:
    world = sqlite_world
    english = world.walk("employee", locale="en")
    english.reach("receipt", identity="confidential")
    for reported, locale in ((world.report_id(english.codes()[0]), "en"), (world.report().id, "nl")):
        handler = world.walk("handler", locale="en")
        handler.do("casework", "show", reported)
        handler.weigh()
        handler.press("form", "finish")
        ready = words.text("casework.results.check", locale).strip()
        assert handler.submit(outcome="check").inputs[0].value == ready


@pytest.mark.both
def test_another_outcome_is_a_decision_of_its_own_and_the_day_stays(world: World) -> None:
    reported = world.report()
    opened(world, reported.id).finish("riec")
    world.clock.forward(days=3)
    walk = opened(world, reported.id)
    assert not any(button.argument == "finish" for button in walk.buttons())
    walk.press("form", "outcome")
    assert walk.screen.inputs[0].value == "riec"
    walk.submit(outcome="no_action")
    assert (stored(world).outcome, str(stored(world).closed_on)) == ("no_action", "2026-03-10")
    assert trail(world)[-1] == ("report.status", "closed > closed no_action")
    before = len(trail(world))
    walk.press("form", "outcome")
    walk.submit(outcome="no_action")
    assert len(trail(world)) == before


@pytest.mark.both
def test_of_two_who_close_at_the_same_time_the_second_is_told_and_nothing_is_overwritten(
    world: World,
) -> None:
    reported = world.report()
    events = []
    for who, outcome in (("handler", "no_signal"), ("handler2", "no_action")):
        walk = opened(world, reported.id, who)
        walk.press("form", "finish")
        walk.submit(outcome=outcome)
        events.append((walk.visitor, walk.pressed("save", message=f"Van {who}.")))
    with ThreadPoolExecutor(2) as pool:
        screens = list(pool.map(lambda both: world.desk.respond(*both), events))
    (refused,) = [screen for screen in screens if screen.refused]
    assert refused.inputs[0].error == words.text("casework.closed_meanwhile", "nl")
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=reported.code)
    ((_, text),) = messages(reporter.screen)
    assert refused.inputs[0].value in ("Van handler.", "Van handler2.") and text != refused.inputs[0].value
    assert stored(world).outcome == ("no_signal" if text == "Van handler." else "no_action")


@pytest.mark.both
@pytest.mark.parametrize("name", ["answer", "finish"])
def test_who_writes_while_the_reporter_does_is_told_so_and_keeps_the_text(name: str, world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.press("form", name)
    if name == "finish":
        walk.submit(outcome="no_signal")
    reporter = world.walk("")
    reporter.do("follow", "open")
    reporter.submit(code=reported.code)
    reporter.submit(addition="Het busje staat er weer.")
    refused = walk.submit(message="Dank je wel.")
    assert refused.inputs[0].error == words.text("casework.wrote_meanwhile", "nl")
    assert refused.inputs[0].value == "Dank je wel." and stored(world).status == "received"
    assert stored(world).turn == "handler"
    walk.submit(message="Dank je wel.")  # after all
    assert [text for _, text in messages(walk.screen)] == ["Het busje staat er weer.", "Dank je wel."]


@pytest.mark.both
def test_what_a_reporter_adds_while_a_handler_closes_is_not_lost(world: World) -> None:
    reported = world.report("employee", identity="named")
    handler = opened(world, reported.id)
    handler.press("form", "finish")
    handler.submit(outcome="no_action")
    reporter = world.walk("employee")
    reporter.do("mine", "open")
    reporter.press("show", reported.id)
    events = [
        (handler.visitor, handler.pressed("save", message="Dank je wel.")),
        (reporter.visitor, reporter.pressed("add", addition="Nog iets.")),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda both: world.desk.respond(*both), events))
    assert "Nog iets." in repr(world.walk("handler2").do("casework", "show", reported.id))
    row = stored(world)
    assert row.turn == "handler" and row.due_on is not None


@pytest.mark.both
@pytest.mark.parametrize(
    ("form", "field", "first", "second"),
    [("theme", "theme", "cyber", "weapons"), ("assign", "assignee", "handler", "handler2")],
)
def test_of_two_who_choose_the_second_is_told_and_may_insist(
    form: str, field: str, first: str, second: str, world: World
) -> None:
    reported = world.report()
    one, two = (opened(world, reported.id, who) for who in ("handler", "handler2"))
    for walk in (one, two):
        walk.press("form", form)
    chosen = {name: str(world.people.get(name, name)) for name in (first, second)}
    one.submit(**{field: chosen[first]})
    refused = two.submit(**{field: chosen[second]})
    assert refused.inputs[0].error == words.text("casework.changed_meanwhile", "nl")
    assert refused.inputs[0].value == chosen[second]
    assert chosen[first] in (stored(world).theme, str(stored(world).assignee_id))
    assert two.submit(**{field: chosen[second]}).step == "report"
    assert chosen[second] in (stored(world).theme, str(stored(world).assignee_id))
    two.press("form", form)  # what a colleague chose in the same way is no surprise
    one.press("form", form)
    one.submit(**{field: chosen[first]})
    assert two.submit(**{field: chosen[first]}).step == "report"


@pytest.mark.both
def test_a_window_of_before_still_sets_a_status_and_closes_nothing_without_a_word(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.weigh()
    form = Event("casework", "form", "status", token=walk.screen.token)
    walk.event(form)
    walk.submit(status="in_progress", outcome="riec")  # an outcome counts at the end only
    assert (stored(world).status, stored(world).outcome) == ("in_progress", None)
    walk.event(form)
    assert walk.submit(status="received").step == "sorry"
    assert Note(words.text("mistakes.status_back", "nl"), urgent=True) in walk.screen.body
    walk = opened(world, reported.id)
    walk.event(replace(form, token=walk.screen.token))
    assert [field.name for field in walk.submit(status="closed", outcome="").inputs if field.error] == [
        "outcome"
    ]
    walk.submit(status="closed", outcome="riec")
    assert walk.screen.step == "result-0" and stored(world).status == "in_progress"
    walk.submit(message="Dank je wel.")
    assert (stored(world).status, stored(world).outcome) == ("closed", "riec")
    walk.event(replace(form, token=walk.screen.token))
    assert walk.submit(status="in_progress", outcome="").step == "sorry"


@pytest.mark.both
def test_nobody_is_written_to_about_an_outcome_that_was_not_chosen(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    assert walk.event(Event("casework", "form", "result", token=walk.screen.token)).step == "finish-0"
    walk = opened(world, reported.id)
    answers = {"message": "Dank je wel."}
    walk.event(Event("casework", "save", "", "result-0", walk.screen.token, answers))
    assert stored(world).status == "received" and messages(walk.screen) == []


@pytest.mark.both
def test_a_closed_report_is_on_the_other_list(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    walk.finish()
    assert reported.number not in repr(walk.do("casework", "open"))
    assert reported.number in repr(walk.do("casework", "open", "closed"))


@pytest.mark.parametrize("identity", ["named", "confidential", "anonymous"])
def test_the_reporter_is_told_that_something_waits_unless_anonymous(identity: str, world: World) -> None:
    reported = world.report("employee", platform="slack", identity=identity)
    told(world)
    walk = opened(world, reported.id)
    walk.press("form", "answer")
    walk.submit(message="We kijken ernaar.")
    expected = [] if identity == "anonymous" else [(slack_id("employee"), "waiting")]
    assert told(world) == expected
    walk.finish()
    assert told(world) == expected
    walk.press("form", "theme")
    walk.submit(theme="cyber")
    assert told(world) == []


@pytest.mark.both
def test_the_message_to_a_reporter_does_not_mention_a_report(world: World) -> None:
    reported = world.report("employee", platform="slack", identity="named", story="Een busje.")
    told(world)
    walk = opened(world, reported.id)
    walk.press("form", "answer")
    walk.submit(message="We kijken ernaar.")
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    ((_, screen),) = postbox.sent
    for secret in (reported.number, "busje", "ernaar", "Behandelaar", "elding"):
        assert secret not in repr(screen)


def test_a_report_whose_key_was_destroyed_cannot_be_opened(world: World) -> None:
    reported = world.report(identity="named")
    mine = world.walk("employee")
    mine.do("mine", "open")
    mine.press("show", reported.id)
    handler = opened(world, reported.id)
    handler.press("form", "answer")
    world.vault.destroy(reported.id)
    gone = Note(words.text("mistakes.report_gone", "nl"), urgent=True)
    assert gone in world.walk("handler").do("casework", "show", reported.id).body
    assert gone in handler.submit(message="We kijken ernaar.").body
    assert gone in mine.submit(addition="Nog iets.").body
    by_code = world.walk("")
    by_code.do("follow", "open")
    assert gone in by_code.submit(code=reported.code).body
    assert not any(isinstance(part, Row) for part in world.walk("employee").do("mine", "open").body)


def test_closing_the_window_forgets_which_report_was_open(world: World) -> None:
    reported = world.report()
    walk = opened(world, reported.id)
    event = walk.pressed("form", "answer")
    assert walk.press("close").step == "closed"
    assert walk.event(event).step == "sorry"


def test_an_unknown_form_is_refused(sqlite_world: World) -> None:
    reported = sqlite_world.report()
    walk = opened(sqlite_world, reported.id)
    event = walk.pressed("form", "answer")
    for name in ("nonsense", "", "share"):
        assert walk.event(replace(event, argument=name)).step == "sorry"
    for step in ("nonsense-0", "", "share-0", "-"):
        assert walk.event(replace(event, action="save", step=step)).step == "sorry"
