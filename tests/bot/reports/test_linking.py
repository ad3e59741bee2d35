"""Reports that belong together: the same signal once more, or a part of one case. Who may not know of the
other one sees nothing of it, and nothing in the database says that two have to do with each other."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.foundation import words
from bot.foundation.screen import Row, Said, Screen
from bot.reports import dossier, links
from storage import audit, reports, sealing
from storage.tables.reports import Report, ReportEntry, ReportIndex
from tests.bot.reports.test_forwarding import FACT
from tests.bot.reports.test_retention import at, closed
from tests.bot.reports.test_searching import in_database, rows
from tests.bot.reports.test_work_list import close, write
from tests.support.twins import TOKEN, twins
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both


def opened(world: World, reported: Reported, who: str = "handler") -> Walk:
    walk = world.walk(who)
    walk.do("casework", "show", reported.id)
    return walk


def link(world: World, one: Reported, to: str, kind: str = "same", who: str = "handler") -> Screen:
    """Somebody says that a report belongs to the one with a number."""
    walk = opened(world, one, who)
    walk.press("link")
    return walk.submit(number=to, belongs=kind)


def file(screen: Screen) -> list[str]:
    return [part.text for part in screen.body if isinstance(part, Said)]


def wrong(screen: Screen) -> str:
    return screen.error or next(one.error for one in screen.inputs if one.error)


def test_both_name_the_other_and_one_press_opens_it(world: World) -> None:
    one, other = world.report(), world.report()
    screen = link(world, one, other.number.lower().replace("-", " "))
    assert file(screen) == [f"Hoort bij {other.number} (hetzelfde signaal)."]
    assert rows(screen)[other.id].startswith("Hetzelfde signaal · ontvangen op 10 maart 2026")
    above = opened(world, other, "coordinator")
    assert rows(above.screen)[one.id].startswith("Hetzelfde signaal als deze melding")
    assert file(above.screen) == []
    assert above.press("show", one.id).title == f"Melding {one.number}"
    assert above.press("show", other.id).title == f"Melding {other.number}"


def test_where_nothing_was_seen_before_the_number_has_to_be_said(world: World) -> None:
    walk = opened(world, world.report())
    number = walk.press("link").inputs[0]
    assert (number.label, number.required) == ("Nummer van de andere melding", True)
    assert wrong(walk.submit(belongs="same")) == words.text("mistakes.answer_missing", "nl")


def test_what_was_seen_before_is_there_to_choose(world: World) -> None:
    story = {"story": "Een busje met 1-ABC-23."}
    one, other, third = world.report(**story), world.report(**story), world.report()
    walk = opened(world, one)
    form = walk.press("link")
    assert [option.value for option in form.inputs[0].options] == [other.id]
    assert wrong(walk.submit(belongs="part")) == wrong(
        walk.submit(other=other.id, number=third.number, belongs="part")
    )
    assert not walk.submit(other=other.id, number="", belongs="part").refused
    assert set(rows(walk.screen)) == {other.id}
    assert "hetzelfde: kenteken 1-abc-23" in repr(walk.screen).lower()
    assert [field.name for field in walk.press("link").inputs] == ["number", "belongs"]


def test_it_is_undone_by_one_more_line_and_can_be_said_anew(world: World) -> None:
    one, other = world.report(), world.report()
    link(world, one, other.number)
    link(world, one, other.number, "part")
    walk = opened(world, one)
    form = walk.press("link")
    event = walk.pressed("unlink", other.id)
    walk.event(event)
    screen = walk.event(event)  # a double click
    assert form.step == "link-2" and rows(screen) == {}
    assert file(screen) == [
        f"Hoort bij {other.number} (hetzelfde signaal).",
        f"Hoort bij {other.number} (deel van dezelfde zaak).",
        f"Hoort toch niet bij {other.number}.",
    ]
    assert rows(opened(world, other).screen) == {}
    assert set(rows(link(world, one, other.number))) == {other.id}


@pytest.mark.parametrize("number", ["", "AAA-AAA", "niets", "x" * 20, "123"])
def test_a_report_that_is_not_there_is_refused_and_stays_in_the_form(number: str, world: World) -> None:
    screen = link(world, world.report(), number)
    assert screen.refused and screen.step == "link-0"
    assert {one.name: one.value for one in screen.inputs} == {"number": number, "belongs": "same"}


def test_no_report_belongs_to_itself_nor_to_what_is_under_it(world: World) -> None:
    one, two, three = (world.report() for _ in range(3))
    assert "deze melding zelf" in wrong(link(world, one, one.number))
    link(world, one, two.number)
    link(world, two, three.number)
    for top in (two, three):
        assert "hoort al bij deze" in wrong(link(world, top, one.number))
    walk = opened(world, one)
    walk.press("link")
    walk.press("unlink", two.id)
    assert not link(world, two, one.number).refused


def test_neither_another_municipality_nor_a_destroyed_report_can_be_named(world: World) -> None:
    gone = closed(world, "no_action")
    at(world, date(2027, 2, 8))
    assert at(world, date(2027, 3, 10)) == (0, 1)
    one = world.report()
    assert wrong(link(world, one, gone.number)) == wrong(link(world, one, "AAA-AAA"))
    there = world.add_organisation("anderstad", "Anderstad").id
    with world.unit() as session:
        usual: dict[str, Any] = {"theme": "drugs", "identity": "anonymous", "status": "received"}
        day, sealed = date(2026, 3, 10), b"x" * sealing.SIZES[0]
        session.add(
            Report(
                id="e" * 32,
                organisation_id=there,
                number="ZZZ-ZZZ",
                audience="handlers",
                received_on=day,
                sealed=sealed,
                **usual,
            )
        )
    assert wrong(link(world, one, "ZZZ-ZZZ")) == wrong(link(world, one, "AAA-AAA"))


def ids(world: World, *keys: str) -> tuple[str, ...]:
    return tuple(str(world.people[key]) for key in keys)


def test_who_may_not_know_of_the_other_sees_the_same_as_without_a_link(
    world: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one, seen = world.report(), world.report("employee2")
    postgres = request.getfixturevalue("postgres") if world.main.startswith("postgresql") else None

    def everything(at: World, *numbers: str) -> list[str]:
        looks = [opened(at, one).screen]
        walk = opened(at, one)
        looks.append(walk.press("link"))
        looks += [walk.submit(number=number, belongs="same") for number in numbers]
        looks.append(walk.submit(number=seen.number, belongs="part"))
        looks += [walk.press("link"), walk.press("unlink", seen.id), opened(at, seen).screen]
        return [TOKEN.sub("", repr(look)) for look in looks]

    with twins(world, tmp_path, postgres) as other:
        kept = other.report(untold=ids(other, "handler"))
        link(other, one, kept.number, who="coordinator")
        assert link(other, kept, one.number, who="handler2").refused
        below = other.report(untold=ids(other, "handler"))
        link(other, below, one.number, who="coordinator")
        walk = opened(other, one)
        walk.press("link")
        assert wrong(walk.submit(number=kept.number, belongs="same")) == wrong(
            walk.submit(number="AAA-AAA", belongs="same")
        )
        assert {kept.id, below.id} == set(rows(opened(other, one, "coordinator").screen))
        assert everything(world, "AAA-AAA") == everything(other, "AAA-AAA")


def test_undoing_what_one_may_not_know_of_does_nothing(world: World) -> None:
    one, kept = world.report(), world.report(untold=ids(world, "handler"))
    link(world, one, kept.number, who="coordinator")
    walk = opened(world, one)
    walk.press("link")
    walk.event(replace(walk.pressed("linked"), action="unlink", argument=kept.id))
    assert set(rows(opened(world, one, "coordinator").screen)) == {kept.id}


def test_who_is_kept_out_later_sees_no_link_any_more(world: World) -> None:
    one, other = world.report(), world.report()
    link(world, one, other.number)
    walk = opened(world, other, "coordinator")
    walk.press("readers")
    walk.press("reader_form", "exclude")
    walk.submit(people=ids(world, "handler"), why="Buren.")
    assert other.number not in repr(opened(world, one).screen.body)
    assert set(rows(opened(world, one, "handler2").screen)) == {other.id}


def test_the_reporter_learns_nothing_of_it(world: World) -> None:
    one, other = world.report(identity="named"), world.report("employee2", identity="named")
    opened(world, one)  # from here the reporter sees that it was read
    before = world.walk("employee").do("mine", "show", one.id)
    link(world, one, other.number)
    after = world.walk("employee").do("mine", "show", one.id)
    assert TOKEN.sub("", repr(after)) == TOKEN.sub("", repr(before))


def test_a_link_stays_when_either_is_closed_or_opened_again(world: World) -> None:
    one, other = world.report(), world.report()
    write(world, one)
    link(world, one, other.number)
    close(world, one)
    walk = opened(world, one)
    assert set(rows(walk.screen)) == {other.id}
    walk.press("form", "reopen")
    assert set(rows(walk.submit(reason="Er kwam iets bij."))) == {other.id}
    close(world, other)
    assert "Afgesloten" in rows(opened(world, one).screen)[other.id]


def test_nothing_plain_and_no_row_of_the_other_report_says_that_two_belong_together(world: World) -> None:
    one, other = world.report(), world.report()

    def kept() -> dict[tuple[str, str], bytes]:
        with world.reading() as session:
            entries = session.exec(select(ReportEntry)).all()
            index = session.exec(select(ReportIndex)).all()
        found = {("ReportEntry", row.report_id): row.sealed for row in entries}
        return found | {("ReportIndex", row.report_id): row.sealed for row in index}

    before = kept()
    link(world, one, other.number)
    after = kept()
    assert {where for where, sealed in after.items() if before.get(where) != sealed} == {
        ("ReportEntry", one.id),
        ("ReportIndex", one.id),
    }
    assert {len(sealed) for sealed in after.values()} == {sealing.SIZES[0]}
    assert not in_database(world, "same")
    with world.reading() as session:
        last = audit.entries(session, world.organisation.id, 1)[0]
    assert (last.action, last.subject, last.detail) == ("report.noted", one.id, "")  # as every note


def unsealed(world: World, reported: Reported) -> list[str]:
    """All that the file of a report and its index hold."""
    home, id = world.organisation.id, reported.id
    key = world.vault.report_key(home, id)
    with world.reading() as session:
        entries = session.exec(select(ReportEntry).where(ReportEntry.report_id == id)).all()
        (index,) = session.exec(select(ReportIndex.sealed).where(ReportIndex.report_id == id)).all()
    found = [sealing.unseal(key, row.sealed, home, id, "entry", row.position, 1) for row in entries]
    return [repr(one) for one in (*found, sealing.unseal(key, index, home, id, "index", 1))]


def test_a_report_that_is_destroyed_is_gone_from_the_file_of_the_other(world: World) -> None:
    gone = closed(world, "no_action")
    one, undone = (world.report("employee2", theme="cyber") for _ in range(2))
    link(world, undone, gone.number, who="handler2")
    walk = opened(world, undone)
    walk.press("link")
    walk.press("unlink", gone.id)
    link(world, one, gone.number, who="handler2")
    link(world, one, gone.number, "part", who="handler2")
    walk = opened(world, one)
    walk.press("note")
    walk.submit(note="Bellen.")
    at(world, date(2027, 2, 8))
    assert at(world, date(2027, 3, 10)) == (0, 1)
    screen = opened(world, one).screen
    assert rows(screen) == {} and file(screen) == ["Bellen."]
    assert len(unsealed(world, one)) == 4 and len(unsealed(world, undone)) == 3
    for said in (*unsealed(world, one), *unsealed(world, undone)):
        assert gone.id not in said and gone.number not in said
    assert opened(world, one).press("link").step == "link-0"


def test_two_handlers_who_say_something_else_at_once_hear_of_each_other(world: World) -> None:
    one, two, three = (world.report() for _ in range(3))
    mine, theirs = opened(world, one), opened(world, one, "handler2")
    for walk in (mine, theirs):
        walk.press("link")
    assert not theirs.submit(number=two.number, belongs="same").refused
    screen = mine.submit(number=three.number, belongs="part")
    assert screen.refused and "collega" in screen.error
    assert {field.name: field.value for field in screen.inputs} == {"number": three.number, "belongs": "part"}
    assert set(rows(mine.submit())) == {two.id, three.id}
    again = opened(world, one)
    again.press("link")
    assert not again.submit(number=two.number, belongs="same").refused  # said already
    assert len(file(again.screen)) == 2


def test_two_who_link_two_reports_crosswise_at_once_make_one_link(world: World) -> None:
    one, other = world.report(), world.report()
    mine, theirs = opened(world, one), opened(world, other, "handler2")
    for walk in (mine, theirs):
        walk.press("link")
    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(mine.submit, number=other.number, belongs="same"),
            pool.submit(theirs.submit, number=one.number, belongs="same"),
        ]
    assert sorted(one.result().refused for one in done) == [False, True]


def test_a_link_on_the_screen_is_a_line_with_a_button(world: World) -> None:
    one, other = world.report(), world.report()
    screen = link(world, one, other.number)
    (row,) = (part for part in screen.body if isinstance(part, Row))
    assert row.title.startswith(other.number) and row.open and row.open.label == "Openen"


def test_what_goes_along_does_not_tell_of_a_link_that_is_kept_from_its_reader(world: World) -> None:
    """Entries of the file are counted by kind: a gap would say that there is one between them."""
    offered = []
    for linked in (False, True):
        one = world.report("employee2" if linked else "employee", identity="named")
        kept = world.report(untold=ids(world, "handler"))
        walk = opened(world, one)
        walk.weigh()
        walk.press("note")
        walk.submit(**FACT)
        if linked:
            link(world, one, kept.number, who="coordinator")
        walk.press("note")
        walk.submit(**FACT | {"note": "Het bedrijf is nieuw."})
        (parts,) = (one for one in walk.press("forward").inputs if one.name == "parts")
        offered.append([option.value for option in parts.options])
    assert offered[0] == offered[1] and "fact-2" in offered[0]


def test_what_a_round_that_died_left_undone_is_done_by_the_next_process(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, one = closed(world, "no_action"), world.report()
    link(world, one, gone.number)
    at(world, date(2027, 2, 8))
    with monkeypatch.context() as patched:
        patched.setattr(links, "forget", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            at(world, date(2027, 3, 10))
    assert at(world, date(2027, 3, 11)) == (0, 0)
    with world.unit() as session:
        ctx = world.context(session)
        report = reports.get(session, one.id)
        assert report and gone.id not in repr(dossier.of(ctx, report))


def test_two_who_link_at_once_do_not_close_a_circle_that_neither_sees(world: World) -> None:
    for _ in range(5):
        first, second, third, fourth = (world.report() for _ in range(4))
        link(world, first, second.number)
        link(world, third, fourth.number)
        events = []
        for who, one, to in (("handler", second, third), ("handler2", fourth, first)):
            walk = opened(world, one, who)
            walk.press("link")
            events.append((walk, walk.pressed("linked", number=to.number, belongs="same")))
        with ThreadPoolExecutor(2) as pool:
            screens = list(pool.map(lambda one: world.desk.respond(one[0].visitor, one[1]), events))
        assert sorted(one.refused for one in screens) == [False, True]
