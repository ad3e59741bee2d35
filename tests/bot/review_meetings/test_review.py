"""Review meetings: an agenda of what everybody may know, decisions on one screen, papers on the web alone."""

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from sqlmodel import select

from bot.files import makers, orders
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Facts, Row, Said, Screen
from bot.review_meetings import agenda
from storage import reviews
from storage.tables.reports import Report
from storage.tables.reviews import ReviewMeeting
from tests.bot.reports.test_exclusion import ids
from tests.bot.reports.test_handling import trail
from tests.bot.reports.test_linking import link
from tests.bot.reports.test_readership import choose, opened, take
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both


def weighed(world: World, **answers: Any) -> Reported:
    reported = world.report(story="Elke maandag haalt een man geld op.", risk="Hij kent mij.", **answers)
    opened(world, "coordinator", reported).weigh()
    return reported


def planned(world: World, *people: str, who: str = "coordinator", guests: str = "") -> Walk:
    """Somebody plans a meeting with these people and takes the agenda as it is proposed."""
    walk = world.walk(who)
    walk.do("review", "open")
    walk.press("begin")
    form = walk.submit(day="17-03-2026", people=ids(world, *people), guests=guests)
    walk.submit(reports=next((one.value for one in form.inputs), ()))
    return walk


def numbers(screen: Screen) -> list[str]:
    return [part.title[:7] for part in screen.body if isinstance(part, Row)]


def file_of(world: World, reported: Reported, who: str = "coordinator") -> list[tuple[str, str]]:
    body = opened(world, who, reported).screen.body
    return [(part.when.partition(",")[0], part.text) for part in body if isinstance(part, Said)]


def test_reports_that_belong_together_stand_together_on_the_agenda(world: World) -> None:
    first, between, last = (weighed(world, theme=theme) for theme in ("drugs", "cyber", "drugs"))
    link(world, last, first.number)
    walk = planned(world, "handler")
    at = [numbers(walk.screen).index(one.number) for one in (first, last)]
    assert abs(at[0] - at[1]) == 1 and between.number in numbers(walk.screen)
    (said,) = (one.detail for one in walk.screen.body if isinstance(one, Row) and last.number in one.title)
    assert f"Hoort bij {first.number}" in said


def test_a_link_to_what_somebody_there_may_not_know_is_not_there(world: World) -> None:
    hidden = weighed(world, untold=(str(world.people["handler2"]),))
    known = weighed(world)
    link(world, known, hidden.number)
    walk = planned(world, "handler2")
    assert numbers(walk.screen) == [known.number] and "Hoort bij" not in repr(walk.screen)


def fetched(world: World, screen: Screen, kind: str, who: str = "coordinator") -> str:
    button = next(one for one in screen.actions if one.argument.startswith(kind))
    with world.unit() as session:
        order = orders.offer(world.context(session, who), *button.argument.split("/", 1))
    with world.reading() as session:
        made = makers.make(makers.asked(session, world.vault, order, world.clock()), kind)
    return "\n".join(one.text for one in docx.Document(io.BytesIO(made.content)).paragraphs)


def test_the_agenda_has_what_needs_a_decision_and_everybody_may_know(world: World) -> None:
    kept = weighed(world, untold=ids(world, "handler2"))
    free, fresh = weighed(world), world.report()
    without = planned(world, "handler")
    assert set(numbers(without.screen)) == {kept.number, free.number}
    with_two = planned(world, "handler", "handler2")
    assert numbers(with_two.screen) == [free.number]
    change = with_two.press("change")
    offered = {option.value for option in change.inputs[0].options}
    assert offered == {free.id, fresh.id}
    facts = next(part for part in without.screen.body if isinstance(part, Facts))
    assert "Coördinator Een" in facts.rows[1].value and "Behandelaar Een" in facts.rows[1].value


def test_who_is_kept_out_sees_the_meeting_without_a_gap(world: World) -> None:
    kept, free = weighed(world), weighed(world)
    planned(world, "handler", "handler2")
    choose(world, "coordinator", "exclude", kept, "handler2")
    other = world.walk("handler2")
    meeting = other.do("review", "show", _id(world))
    assert numbers(meeting) == [free.number] and kept.number not in repr(meeting)
    taking = other.press("take")
    assert [one.name for one in taking.inputs] == [f"choice_{free.number}", f"said_{free.number}", "remarks"]
    other.press("back")
    other.press("change")
    other.submit(reports=())  # does not take away what they cannot see
    other.press("change")
    assert not other.screen.inputs[0].value  # as of an agenda that is empty: nothing is proposed anew
    with world.unit() as session:
        whole = agenda.of(world.context(session, "coordinator"), _id(world), world.people["coordinator"])
    assert whole.reports == (kept.id,)


def test_a_meeting_is_there_for_who_is_at_it(world: World) -> None:
    weighed(world)
    planned(world, "handler")
    other = world.walk("handler2")
    assert numbers(other.do("review", "open")) == []
    assert other.do("review", "show", _id(world)).step == "sorry"


def test_what_was_written_stays_where_it_was_when_a_report_goes_off_the_agenda(world: World) -> None:
    every = [weighed(world) for _ in range(7)]
    walk = planned(world, "handler", "handler2")
    taking = walk.press("take")
    first = [one.name.partition("_")[2] for one in taking.inputs if one.name.startswith("said")]
    gone = next(one for one in every if one.number == first[0])
    choose(world, "coordinator", "exclude", gone, "handler2")
    walk.submit(**{f"said_{number}": f"Over {number}." for number in first})
    for one in every:
        said = ("Overleg", f"Over {one.number}.") in file_of(world, one)
        assert said == (one.number in first[1:])


def test_who_is_kept_out_afterwards_takes_it_off_the_papers_too(world: World) -> None:
    one, two = weighed(world), weighed(world)
    walk = planned(world, "handler", "handler2")
    choose(world, "coordinator", "exclude", one, "handler2")
    assert numbers(walk.do("review", "show", _id(world))) == [two.number]
    papers = walk.press("papers")
    for kind in ("report_list", "minutes"):
        assert one.number not in fetched(world, papers, kind) and two.number in fetched(world, papers, kind)


def _id(world: World) -> str:
    with world.reading() as session:
        return session.exec(select(ReviewMeeting.id)).one()


def test_decisions_are_taken_down_on_one_screen(world: World) -> None:
    one, two, fresh = weighed(world), weighed(world), world.report()
    walk = planned(world, "handler")
    walk.press("change")
    walk.submit(reports=(one.id, two.id, fresh.id))
    taking = walk.press("take")
    assert {each.name for each in taking.inputs} == {
        f"choice_{one.number}",
        f"said_{one.number}",
        f"choice_{two.number}",
        f"said_{two.number}",
        f"said_{fresh.number}",
        "remarks",
    }
    event = walk.pressed(
        "taken",
        **{
            f"choice_{one.number}": "department",
            f"said_{one.number}": "Toezicht kijkt.",
            f"choice_{two.number}": "",
            f"said_{fresh.number}": "Eerst wegen.",
            "remarks": "Volgende keer met de brandweer.",
        },
    )
    walk.event(event)
    shown = walk.event(event)  # a double click
    assert "Volgende keer met de brandweer." in repr(shown.body)
    assert file_of(world, one)[-1] == (
        "Besluit",
        "Weging 3, wat doen we ermee? Een afdeling neemt de leiding\nWaarom: Toezicht kijkt.",
    )
    assert file_of(world, fresh) == [("Overleg", "Eerst wegen.")]
    assert len(file_of(world, two)) == 3
    with world.reading() as session:
        steps = dict(session.exec(select(Report.id, Report.step)).all())
    assert (steps[one.id], steps[two.id]) == ("approach", "weight")
    minutes = fetched(world, walk.press("papers"), "minutes")
    assert "Toezicht kijkt." in minutes and "Eerst wegen." in minutes and "brandweer" in minutes
    assert minutes.index("Coördinator Een") < minutes.index(one.number)  # who was there comes first


def test_what_a_colleague_decided_meanwhile_is_read_and_nothing_is_lost(world: World) -> None:
    one = weighed(world)
    walk = planned(world, "handler")
    walk.press("take")
    colleague = opened(world, "handler", one)
    colleague.press("decide")
    colleague.submit(weight="analysis", why="Eerst zoeken.")
    filled = {f"choice_{one.number}": "department", f"said_{one.number}": "Toezicht kijkt."}
    wrong = walk.submit(**filled)
    errors = {each.name: each.error for each in wrong.inputs if each.error}
    assert set(errors) == {f"choice_{one.number}"} and "Behandelaar Een" in errors[f"choice_{one.number}"]
    assert next(each.value for each in wrong.inputs if each.name == f"said_{one.number}") == "Toezicht kijkt."
    assert len(file_of(world, one)) == 4


def test_an_end_needs_a_reason_and_an_unknown_choice_is_refused(world: World) -> None:
    one = weighed(world)
    walk = planned(world, "handler")
    walk.press("take")
    wrong = walk.submit(**{f"choice_{one.number}": "riec"})
    assert [each.name for each in wrong.inputs if each.error] == [f"said_{one.number}"]
    wrong = walk.submit(**{f"choice_{one.number}": "close"})
    assert [each.name for each in wrong.inputs if each.error] == [f"choice_{one.number}"]
    wrong = walk.submit(**{f"choice_{one.number}": "", f"said_{one.number}": "x" * 10_000})
    assert [each.name for each in wrong.inputs if each.error] == [f"said_{one.number}"]
    assert len(file_of(world, one)) == 3


def test_a_meeting_without_reports_and_a_day_that_is_none(world: World) -> None:
    walk = world.walk("coordinator")
    walk.do("review", "open")
    assert "Er was nog geen overleg" in repr(walk.screen.body)
    walk.press("begin")
    for day in ("morgen", "31-02-2026", "10-03-2126"):
        wrong = walk.submit(day=day, people=(), guests="")
        assert [one.name for one in wrong.inputs if one.error] == ["day"]
    form = walk.submit(day="17-03-2026", people=(), guests="Wijkagent")
    assert words.text("review.nothing", "nl") in repr(form.body) and form.inputs == ()
    meeting = walk.submit()
    assert words.text("review.empty", "nl") in repr(meeting.body) and "Wijkagent" in repr(meeting.body)
    assert "take" not in {one.name for one in meeting.actions}
    assert "17 maart" in repr(walk.press("open").body)
    world.clock.forward(days=8)
    assert "uiterlijk op dinsdag 28 april 2026" in repr(world.walk("coordinator").do("review", "open").body)


def test_who_is_alone_at_the_reporting_point_meets_with_guests(world: World) -> None:
    take(world, "handler", "handler2")
    one = weighed(world)
    assert numbers(planned(world, guests="Wijkagent").screen) == [one.number]


def test_who_no_longer_reads_reports_when_the_agenda_is_set_is_not_at_the_meeting(world: World) -> None:
    one = weighed(world)
    walk = world.walk("coordinator")
    walk.do("review", "open")
    walk.press("begin")
    walk.submit(day="17-03-2026", people=ids(world, "handler", "handler2"), guests="")
    take(world, "handler2")
    meeting = walk.submit(reports=(one.id,))
    assert numbers(meeting) == [one.number]
    assert "Behandelaar Een" in repr(meeting.body) and "Behandelaar Twee" not in repr(meeting.body)


def test_the_same_agenda_twice_is_one_meeting(world: World) -> None:
    one = weighed(world)
    walk = world.walk("coordinator")
    walk.do("review", "open")
    walk.press("begin")
    walk.submit(day="17-03-2026", people=(), guests="")
    event = walk.pressed("choose", reports=(one.id,))
    walk.event(event)
    assert numbers(walk.event(event)) == [one.number]
    with world.reading() as session:
        assert len(reviews.latest(session, world.organisation.id, 9)) == 1


def test_papers_hold_nothing_of_the_reporter_and_come_on_the_web_alone(world: World) -> None:
    one = weighed(world, identity="named", department=str(world.departments["Wmo"]))
    walk = planned(world, "handler", guests="Wijkagent Verzonnen")
    papers = walk.press("papers")
    assert trail(world)[-1] == ("report.listed", "")
    paper = fetched(world, papers, "report_list")
    for said in ("Elke maandag", one.number, "Wijkagent Verzonnen", "Behandelaar Een", "Weging 3"):
        assert said in paper
    for kept in ("Medewerker Een", "Hij kent mij", "Wmo"):
        assert kept not in paper
    chat = world.walk("coordinator", "slack")
    chat.do("review", "show", _id(world))
    there = chat.press("papers")
    assert ("web", "open") in {(action.dialogue, action.name) for action in there.actions}
    ticket = next(action.argument for action in papers.actions if action.argument.startswith("minutes"))
    assert chat.do("file", "open", ticket).step == "sorry"
    for who in ("employee", "privacy"):
        with pytest.raises(Mistake):
            fetched(world, papers, "minutes", who)
        assert world.walk(who).do("review", "show", _id(world)).step == "sorry"


def test_what_was_typed_and_who_was_there_is_sealed(world: World) -> None:
    one = weighed(world)
    walk = planned(world, "handler", guests="Wijkagent Verzonnen")
    walk.press("take")
    walk.submit(remarks="Brandweer erbij.")
    with world.reading() as session:
        row = session.exec(select(ReviewMeeting)).one()
    for typed in (b"Wijkagent", b"Brandweer", one.id.encode(), b"Behandelaar"):
        assert typed not in row.sealed


def test_a_meeting_of_another_municipality_is_not_there(world: World) -> None:
    planned(world, "handler")
    other = world.add_organisation("elders", "Elders")
    with world.reading() as session:
        assert reviews.get(session, other.id, _id(world)) is None


def test_meetings_are_kept_as_long_as_reports_at_most(world: World) -> None:
    planned(world, "handler")
    with world.unit() as session:
        reviews.drop_before(session, world.organisation.id, world.clock().date() + timedelta(days=3))
        assert len(reviews.latest(session, world.organisation.id, 9)) == 1
        reviews.drop_before(session, world.organisation.id, world.clock().date() + timedelta(days=30))
        assert reviews.latest(session, world.organisation.id, 9) == []
