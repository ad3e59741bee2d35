"""The work list: what has to happen first stands first, each handler sees what is new to them and nothing of
what they may not know, and one press leads from a notice to the report and from a report to the next."""

import re
from datetime import date, timedelta

import pytest

from bot.foundation import words
from bot.foundation.content_files import BadContent
from bot.foundation.screen import Event, Row, Screen
from bot.reports import clocks, norms, protocol, slots, steps
from bot.reports.protocol import Protocol
from bot.reports.work_list import parse
from bot.reports.work_list_screens import Chosen
from storage import reports
from storage.work_list import SORTS, VIEWS
from tests.support import sending
from tests.support.world import Postbox, Reported, World, slack_id


def say(key: str, **params: object) -> str:
    return words.text(f"casework.{key}", "nl", "", **params)


def rows(screen: Screen) -> dict[str, str]:
    """What stands behind each report on a list, by id, in order."""
    return {part.open.argument: part.detail for part in screen.body if isinstance(part, Row) and part.open}


def listed(world: World, who: str = "handler", which: str = "") -> list[str]:
    return list(rows(world.walk(who).do("casework", "open", which)))


def write(world: World, reported: Reported, kind: str = "answer", who: str = "handler") -> Screen:
    """A handler answers or asks."""
    walk = world.walk(who)
    walk.do("casework", "show", reported.id)
    walk.press("form", kind)
    return walk.submit(message="We kijken ernaar.")


def add(world: World, reported: Reported, text: str = "Nog iets.") -> None:
    """The reporter comes back with the code."""
    walk = world.walk("")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    assert not walk.submit(addition=text).refused


def close(world: World, reported: Reported) -> None:
    walk = world.walk("handler")
    walk.do("casework", "show", reported.id)
    assert walk.finish().step == "report"


@pytest.mark.both
def test_what_has_to_happen_first_stands_first(world: World) -> None:
    answered, asked = world.report(), world.report()
    write(world, answered)
    write(world, asked, "question")
    world.clock.forward(days=3)
    first = world.report()
    world.clock.forward(days=2)
    second, wrote = world.report(), world.report()
    write(world, wrote)
    world.clock.forward(days=1)
    add(world, wrote)
    by = {one.id: detail for one, detail in zip((first, second, wrote), "abc", strict=True)}
    shown = rows(world.walk("handler").do("casework", "open"))
    assert list(shown)[:3] == list(by)  # received + 7, + 7, and the message of a day later + 7
    assert set(list(shown)[3:]) == {answered.id, asked.id}
    assert "dag 3 van 7" in shown[first.id]
    assert say("due.message", day="23 maart 2026") in shown[wrote.id]
    assert say("due.result", day="10 juni 2026") in shown[answered.id]
    assert say("due.waiting", day="10 juni 2026") in shown[asked.id]
    world.clock.forward(days=5)
    shown = rows(world.walk("handler").do("casework", "open"))
    assert say("due.late.answer", day="20 maart 2026") in shown[first.id]
    assert listed(world, which="late:0") == [first.id]
    assert listed(world, which="message:0") == [wrote.id]
    assert set(listed(world, which="answer:0")) == {first.id, second.id}
    assert listed(world, which="waiting:0") == [asked.id]
    assert listed(world, which="closed:0") == []


@pytest.mark.both
def test_each_view_says_how_many_there_are_and_an_empty_one_is_not_offered(world: World) -> None:
    one, _ = world.report(theme="drugs"), world.report(theme="cyber")
    write(world, one)
    world.walk("coordinator").do("casework", "show", one.id)
    screen = world.walk("coordinator").do("casework", "open")
    labels = {a.argument: a.label for a in screen.actions if a.dialogue == "casework" and a.name == "open"}
    assert labels == {
        "unread:0": "Nieuw voor jou (1)",
        "answer:0": "Nog geen antwoord (1)",
        "closed:0": "Afgesloten",
    }
    narrowed = world.walk("coordinator").do("casework", "open", "open.drugs:0")
    assert [a.argument for a in narrowed.actions if a.name == "open" and a.dialogue == "casework"] == [
        "closed.drugs:0",
        "open:0",
    ]


@pytest.mark.both
def test_what_is_new_is_new_to_each_handler_by_themselves(world: World) -> None:
    reported = world.report()
    assert listed(world, "handler", "unread:0") == listed(world, "handler2", "unread:0") == [reported.id]
    write(world, reported)
    assert listed(world, "handler", "unread:0") == []
    assert listed(world, "handler2", "unread:0") == [reported.id]
    world.walk("handler2").do("casework", "show", reported.id)
    assert listed(world, "handler2", "unread:0") == []
    add(world, reported)
    for who in ("handler", "handler2"):
        assert listed(world, who, "unread:0") == [reported.id]
        assert say("unread") in rows(world.walk(who).do("casework", "open"))[reported.id]
    write(world, reported)  # what a colleague answers is no news
    assert listed(world, "handler", "unread:0") == []
    assert listed(world, "handler2", "unread:0") == [reported.id]


@pytest.mark.slots
def test_what_waits_for_its_slot_is_on_no_list_and_counts_from_its_day(sqlite_world: World) -> None:
    world = sqlite_world
    named = world.report(identity="named")
    write(world, named)
    anonymous = world.report()
    assert listed(world) == [named.id]
    moment = world.clock()
    world.clock.forward(days=1)
    _slot(world)
    assert listed(world) == [anonymous.id, named.id]
    with world.reading() as session:
        row = reports.get(session, anonymous.id)
    assert row and row.due_on == row.received_on + timedelta(
        days=6
    )  # it may have come the working day before
    assert row.due_on <= moment.date() + timedelta(days=7)
    write(world, anonymous)
    add(world, anonymous)
    assert listed(world, which="message:0") == [] == listed(world, which="unread:0")
    world.clock.forward(days=1)
    _slot(world)
    assert listed(world, which="message:0") == [anonymous.id] == listed(world, which="unread:0")


def _slot(world: World) -> None:
    slots.end_waits(world.engine, world.vault, world.clock())


@pytest.mark.both
def test_a_report_that_was_kept_from_somebody_is_in_no_view_and_no_count_of_theirs(world: World) -> None:
    known = world.report()
    before = {view: repr(world.walk("handler").do("casework", "open", f"{view}:0")) for view in VIEWS}
    kept = world.report(untold=(str(world.people["handler"]),))
    write(world, kept, "question", "handler2")
    add(world, kept)
    world.walk("handler2").do("casework", "show", kept.id)
    assert {view: repr(world.walk("handler").do("casework", "open", f"{view}:0")) for view in VIEWS} == before
    found = world.walk("handler").event(Event("casework", "find", "open:0", values={"number": kept.number}))
    strange = world.walk("handler").event(Event("casework", "find", "open:0", values={"number": "AAA-AAA"}))
    assert [one.error for one in found.inputs] == [one.error for one in strange.inputs] != [""] * 3
    assert world.walk("handler").do("casework", "next").title == say(
        "steps.report.title", number=known.number
    )
    walk = world.walk("handler2")
    walk.do("casework", "show", kept.id)
    walk.press("form", "assign")
    assert str(world.people["handler"]) not in {one.value for one in walk.screen.inputs[0].options}
    assert walk.submit(assignee=str(world.people["handler"])).refused


@pytest.mark.both
def test_a_report_is_found_by_its_number_however_it_is_written(world: World) -> None:
    reported = world.report()
    walk = world.walk("handler")
    for typed in (reported.number, reported.number.lower(), f" {reported.number.replace('-', ' ')} "):
        walk.do("casework", "filter")
        assert walk.submit(number=typed).title == say("steps.report.title", number=reported.number)
    walk.do("casework", "filter", "open.drugs:0")
    refused = walk.submit(number="niet")
    filled = {one.name: one.value for one in refused.inputs}
    assert filled == {"number": "niet", "text": "", "theme": "drugs", "step": "", "since": ""}
    assert refused.inputs[0].error == say("number_unknown")


def test_the_list_can_be_narrowed_down_and_stays_so_over_its_pages(sqlite_world: World) -> None:
    world = sqlite_world
    old = [world.report(theme="cyber").id for _ in range(3)]
    world.clock.forward(days=60)
    new = [world.report(theme=theme).id for theme in ("cyber",) * 7 + ("drugs",)]
    walk = world.walk("handler", "slack")
    walk.do("casework", "filter")
    first = walk.submit(theme="cyber", since="30")
    assert len(rows(first)) == 5
    rest = walk.press("open", "open.cyber.30:5")
    assert {*rows(first), *rows(rest)} == set(new[:7])
    assert rows(walk.press("open", "open:0")).keys() >= set(old)
    newest = world.walk("handler").do("casework", "open", "open...newest:0")
    assert set(list(rows(newest))[:8]) == set(new)


def test_what_a_button_says_of_a_list_is_read_back_and_nonsense_is_everything() -> None:
    for view in VIEWS:
        for theme in ("", "drugs"):
            for days in (0, 30, 365):
                for sort in SORTS:
                    for step in ("", *steps.STEPS):
                        for label in ("", "0123456789abcdef"):
                            chosen = Chosen(view, theme, days, sort, step, label, 40)
                            assert parse(chosen.argument) == chosen
    far = ("open.drugz.31.up.weights:-1", "closed\n:1e9", "." * 5000)
    for nonsense in ("", ":", "x", "x.y.z:q", "....:", "open..... weight:0", *far):
        assert parse(nonsense)[1:] == ("", 0, "due", "", "", 0)
    assert parse("open:20") == Chosen(skip=20)  # as buttons of before have it
    assert parse("closed") == Chosen("closed")
    assert parse("late.drugs.30.newest:5") == Chosen("late", "drugs", 30, "newest", skip=5)
    assert Chosen("late", "drugs").argument == "late.drugs:0"


def at_step(world: World, step: str, theme: str = "drugs") -> str:
    """The id of a new report that came at a step, whatever the road was then."""
    reported = world.report(theme=theme)
    with world.unit() as session:
        reports.change(session, reported.id, step=step)
    return reported.id


@pytest.mark.both
def test_the_list_its_counts_and_the_search_are_narrowed_by_step_until_everything_is_shown(
    world: World,
) -> None:
    new, first, weighed = at_step(world, ""), at_step(world, "signal"), at_step(world, "weight")
    other, short = at_step(world, "weight", "cyber"), at_step(world, "intake")
    walk = world.walk("handler", "slack")
    form = walk.do("casework", "filter")
    offered = {one.name: [option.value for option in one.options] for one in form.inputs}["step"]
    assert offered == [*steps.ROADS[steps.FULL]]
    assert set(rows(walk.submit(step="signal"))) == {new, first, short}
    walk.do("casework", "filter")
    assert set(rows(walk.submit(step="weight"))) == {weighed, other}
    labels = {a.argument: a.label for a in walk.screen.actions if a.name == "open"}
    assert labels["unread....weight:0"] == "Nieuw voor jou (2)"
    assert set(rows(walk.press("open", "unread....weight:0"))) == {weighed, other}
    assert {one.name: one.value for one in walk.press("filter").inputs}["step"] == "weight"
    assert list(rows(walk.submit(step="weight", theme="cyber"))) == [other]
    assert set(rows(walk.press("open", "unread:0"))) == {new, first, weighed, other, short}
    assert not [a for a in walk.screen.actions if a.label == say("actions.all")]
    walk.do("casework", "filter")
    walk.submit(text="gemeentehuis", step="weight")
    assert (walk.screen.step, set(rows(walk.screen))) == ("found", {weighed, other})
    walk.do("casework", "filter")
    assert walk.submit(step="intake").refused  # no step of this road


@pytest.mark.both
def test_a_step_of_another_road_stands_for_the_one_that_takes_its_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, task, searched = at_step(world, ""), at_step(world, "task"), at_step(world, "research")
    weighed, done = at_step(world, "weight"), at_step(world, steps.RESULT)
    monkeypatch.setitem(protocol._own, "", Protocol(steps.SHORT))
    walk = world.walk("handler")
    form = walk.do("casework", "filter", "open....task:0")
    chosen = next(one for one in form.inputs if one.name == "step")
    assert [one.value for one in chosen.options] == [*steps.ROADS[steps.SHORT]]
    assert chosen.value == "intake"
    for asked, expected in {
        "intake": {new, task},
        "task": {new, task},
        "weight": {searched, weighed},
        "research": {searched, weighed},
        "result": {done},
        "approach": set(),
    }.items():
        assert set(listed(world, which=f"open....{asked}:0")) == expected
    for road, every in steps.ROADS.items():  # every report is at one step, and no two steps share one
        kept = [one for step in every for one in steps.standing(step, road)]
        assert sorted(kept) == sorted(["", *steps.STEPS])


@pytest.mark.both
def test_what_was_kept_from_somebody_is_not_counted_at_its_step(world: World) -> None:
    at_step(world, "weight")
    before = repr(world.walk("handler").do("casework", "open", "open....weight:0"))
    kept = world.report(untold=(str(world.people["handler"]),))
    with world.unit() as session:
        reports.change(session, kept.id, step="weight")
    assert repr(world.walk("handler").do("casework", "open", "open....weight:0")) == before
    assert kept.id in listed(world, "handler2", "open....weight:0")


@pytest.mark.both
def test_a_notice_opens_the_very_report_and_says_nothing_of_it(world: World) -> None:
    first = world.report()
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    for address, screen in postbox.sent:
        assert isinstance(screen, Screen)
        assert not re.search(f"{first.id}|{first.number}", repr(screen))
        assert [(a.dialogue, a.name, a.argument) for a in screen.actions] == [("casework", "next", "")]
        if address.user == slack_id("handler"):
            walk = world.walk("handler", "slack")
            assert walk.event(Event("casework", "next")).title == say(
                "steps.report.title", number=first.number
            )
    second, third = world.report(), world.report()
    assert set(rows(world.walk("handler").do("casework", "next"))) == {second.id, third.id}
    for reported in (second, third):
        world.walk("handler").do("casework", "show", reported.id)
    add(world, second)
    assert world.walk("handler").do("casework", "next").title == say(
        "steps.report.title", number=second.number
    )
    assert set(rows(world.walk("handler").do("casework", "next"))) == {first.id, second.id, third.id}


def test_from_a_report_one_goes_on_to_the_one_behind_it_and_from_the_last_to_the_list(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    for days in (1, 1, 0, 1, 0):
        world.report()
        world.clock.forward(days=days)
    every = listed(world)
    walk = world.walk("handler")
    walk.do("casework", "show", every[0])
    seen = [every[0]]
    while walk.screen.step == "report":
        walk.press("form", "answer")  # the report itself moves far down the list
        walk.submit(message="We kijken ernaar.")
        if walk.press("next").step == "report":
            number = walk.screen.title.split()[-1]
            seen.append(world.report_id(number))
    assert seen[: len(every)] == every
    assert walk.screen.step == "list"


@pytest.mark.both
def test_a_closed_report_comes_back_on_the_list_when_its_reporter_writes(world: World) -> None:
    reported = world.report()
    write(world, reported)
    close(world, reported)
    assert listed(world) == []
    add(world, reported)
    assert listed(world) == listed(world, which="message:0") == [reported.id]
    assert listed(world, which="closed:0") == []
    write(world, reported)
    assert listed(world, which="message:0") == [] and listed(world) == [reported.id]  # a result is due
    close(world, reported)
    assert listed(world) == [] and listed(world, which="closed:0") == [reported.id]


@pytest.mark.both
def test_who_works_a_report_is_told_and_finds_it_by_their_name(world: World) -> None:
    reported = world.report()
    sending.send(world, {"slack": Postbox()})
    walk = world.walk("coordinator")
    walk.do("casework", "show", reported.id)
    walk.press("form", "assign")
    assert walk.submit(assignee="12345").refused
    walk.submit(assignee=str(world.people["handler2"]))
    assert "Behandelaar Twee" in repr(walk.screen.body)
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    ((address, screen),) = postbox.sent
    assert isinstance(screen, Screen)
    assert (address.user, screen.step) == (slack_id("handler2"), "assigned")
    assert reported.number not in repr(screen) and reported.id not in repr(screen)
    assert listed(world, "handler2", "mine:0") == [reported.id]
    assert listed(world, "handler", "mine:0") == []
    assert "bij Behandelaar Twee" in rows(world.walk("handler").do("casework", "open"))[reported.id]
    walk.press("form", "assign")
    walk.submit(assignee="0")
    assert listed(world, "handler2", "mine:0") == []
    walk.press("form", "assign")
    walk.submit(assignee=str(world.people["coordinator"]))  # nobody is told what they did themselves
    assert sending.waiting(world) == 0 and listed(world, "coordinator", "mine:0") == [reported.id]


def test_three_months_end_with_the_month_and_weeks_never_later() -> None:
    assert norms.Norms().result_by(date(2025, 11, 30)) == date(2026, 2, 28)
    assert norms.Norms(result_within_weeks=13).result_by(date(2026, 1, 1)) == date(2026, 4, 1)
    assert norms.Norms(5, 8).answer_by(date(2026, 12, 30)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("answer_within_days: 5", ""),
        ("result_within_weeks: 8\nremind_working_days_before: 3", ""),
        ("answer_within_days: 14", "write answer_within_days as a number from 1 to 7"),
        ("answer_within_days: true", "write answer_within_days as a number from 1 to 7"),
        ("result_within_weeks: 0", "write result_within_weeks as a number from 1 to 13"),
        ("answer: 3", "answer is not known here"),
    ],
)
def test_an_organisation_may_promise_more_and_never_less(
    written: str, wrong: str, tmp_path_factory: pytest.TempPathFactory, sqlite_world: World
) -> None:
    folder = tmp_path_factory.mktemp("own")
    (folder / "norms.yml").write_text(written)
    try:
        if wrong:
            with pytest.raises(BadContent, match=wrong):
                norms.load(folder)
            return
        norms.load(folder)
        reported = sqlite_world.report()
        days = norms.of("voorbeeldstad").answer_within_days
        with sqlite_world.reading() as session:
            row = reports.get(session, reported.id)
            assert row is not None
            due = clocks.due_of(sqlite_world.context(session), row)
            assert row.due_on == row.received_on + timedelta(days=days) == (due and due.day)
    finally:
        norms.load(None)
