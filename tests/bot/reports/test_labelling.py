"""Labels: handlers' own words on reports. Who may not know of a report learns no label of it, and nothing in
the database is equal because two reports have the same one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from bot.foundation.screen import Facts, Said, Screen, Value
from bot.reports import labels
from bot.reports.labels import tidy
from bot.reports.work_list import parse
from storage import audit, sealing
from storage.tables.reports import ReportIndex
from tests.bot.reports.test_retention import at, closed
from tests.bot.reports.test_searching import in_database, rows, said
from tests.bot.reports.test_work_list import close
from tests.support.twins import TOKEN, twins
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both


def opened(world: World, reported: Reported, who: str = "handler") -> Walk:
    walk = world.walk(who)
    walk.do("casework", "show", reported.id)
    return walk


def label(world: World, reported: Reported, own: str, who: str = "handler", **values: Value) -> Screen:
    """Somebody gives a report labels, beside those that it has."""
    walk = opened(world, reported, who)
    walk.press("labels")
    return walk.submit(own=own, **values)


def of(screen: Screen) -> str:
    facts = [row for part in screen.body if isinstance(part, Facts) for row in part.rows]
    return next((row.value for row in facts if row.label == "Labels"), "")


def offered(world: World, who: str = "handler") -> dict[str, str]:
    """What can be chosen in the form of the list: what stands for each label, by what is said of it."""
    form = world.walk(who).do("casework", "filter", "open:0")
    found = [one.options for one in form.inputs if one.name == "label"]
    return {option.label: option.value for options in found for option in options}


def listed(world: World, mark: str, who: str = "handler", view: str = "open") -> set[str]:
    return set(rows(world.walk(who).do("casework", "open", f"{view}.....{mark}:0")))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Loods,  avg-verzoek ", ["loods", "avg-verzoek"]),
        ("LOODS;loods\nloods", ["loods"]),
        (" , ;", []),
        ("A\u200bB  c", ["ab c"]),
        ("cafe\u0301", ["café"]),
    ],
)
def test_labels_are_small_letters_each_once(typed: str, found: list[str]) -> None:
    assert tidy(typed) == found


def test_a_label_is_on_the_report_and_narrows_the_list(world: World) -> None:
    one, two, three = (world.report() for _ in range(3))
    screen = label(world, one, "Loods, AVG-verzoek")
    assert of(screen) == "avg-verzoek, loods"
    assert [part.text for part in screen.body if isinstance(part, Said)] == ["avg-verzoek, loods"]
    label(world, two, "loods")
    found = offered(world)
    assert list(found) == ["avg-verzoek (1)", "loods (2)"]
    walk = world.walk("handler")
    walk.do("casework", "filter", "open:0")
    screen = walk.submit(label=found["loods (2)"])
    assert set(rows(screen)) == {one.id, two.id} and "Alleen met het label: loods" in said(screen)
    assert set(rows(walk.press("open", "open:0"))) == {one.id, two.id, three.id}
    assert listed(world, found["avg-verzoek (1)"]) == {one.id}
    close(world, one)
    assert listed(world, found["loods (2)"]) == {two.id}
    assert listed(world, found["loods (2)"], view="closed") == {one.id}
    counts = [
        one.label
        for one in world.walk("handler").do("casework", "open", f"open.....{found['loods (2)']}:0").actions
    ]
    assert "Nieuw voor jou (1)" in counts or "Nog geen antwoord (1)" in counts


def test_a_label_goes_together_with_the_other_choices_and_with_words(world: World) -> None:
    one, two = world.report(story="Een busje."), world.report(story="Een busje.", theme="cyber")
    other = world.report(story="Een busje.")
    label(world, one, "loods")
    label(world, two, "loods")
    walk = world.walk("handler")
    walk.do("casework", "filter", "open:0")
    mark = offered(world)["loods (2)"]
    assert set(rows(walk.submit(label=mark, theme="cyber"))) == {two.id}
    walk.do("casework", "filter", "open:0")
    found = walk.submit(label=mark, text="busje")
    assert set(rows(found)) == {one.id, two.id} and other.id not in rows(found)


def test_nothing_that_is_no_label_gets_into_a_list_by_the_form(world: World) -> None:
    one = world.report()
    label(world, one, "loods")
    walk = world.walk("handler")
    walk.do("casework", "filter", "open:0")
    screen = walk.submit(label="Zomaar iets")
    assert screen.of == "open:0" and set(rows(screen)) == {one.id}
    walk.do("casework", "filter", "open:0")
    screen = walk.submit(number="AAA-AAA", label=offered(world)["loods (1)"])
    assert screen.refused and [field.name for field in screen.inputs if field.value][-1] == "label"


def test_labels_are_taken_away_as_they_are_given(world: World) -> None:
    one = world.report()
    label(world, one, "loods, busje")
    screen = label(world, one, "", labels=("busje",))
    assert of(screen) == "busje"
    screen = label(world, one, "", labels=())
    assert of(screen) == "" and offered(world) == {}
    assert [part.text for part in screen.body if isinstance(part, Said)] == ["busje, loods", "busje", "geen"]


@pytest.mark.parametrize("own", ["x" * 31, "a,b,c,d,e,f", "x" * 10_000])
def test_too_long_or_too_many_is_refused_and_stays_in_the_form(own: str, world: World) -> None:
    one = world.report()
    screen = label(world, one, own)
    assert screen.refused and screen.step == "labels-0"
    assert next(field.value for field in screen.inputs if field.name == "own") == own
    assert offered(world) == {}


@pytest.mark.parametrize("argument", ["open.....loods:0", "open.....0:0", f"open.....{'g' * 16}:0"])
def test_what_is_no_label_in_an_address_counts_as_all(argument: str, world: World) -> None:
    one = world.report()
    assert parse(argument).label == "" and set(
        rows(world.walk("handler").do("casework", "open", argument))
    ) == {one.id}
    assert listed(world, "0" * 16) == set()


def test_a_double_click_writes_once_and_a_colleague_is_heard_first(world: World) -> None:
    one = world.report()
    mine, theirs = opened(world, one), opened(world, one, "handler2")
    for walk in (mine, theirs):
        walk.press("labels")
    event = theirs.pressed("labelled", own="loods")
    theirs.event(event)
    assert len([part for part in theirs.event(event).body if isinstance(part, Said)]) == 1
    screen = mine.submit(own="busje")
    assert screen.refused and "nu: loods" in screen.error
    assert of(mine.submit()) == "busje"


def test_two_who_label_at_the_same_moment_both_get_an_answer(world: World) -> None:
    one = world.report()
    walks = [opened(world, one), opened(world, one, "handler2")]
    for walk in walks:
        walk.press("labels")
    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(walk.submit, own=own) for walk, own in zip(walks, ("loods", "busje"), strict=True)
        ]
    assert sorted(one.result().refused for one in done) == [False, True]


def ids(world: World, *keys: str) -> tuple[str, ...]:
    return tuple(str(world.people[key]) for key in keys)


def test_who_may_not_know_of_a_report_learns_no_label_of_it(
    world: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one = world.report()
    label(world, one, "loods")
    postgres = request.getfixturevalue("postgres") if world.main.startswith("postgresql") else None

    def everything(at: World) -> list[str]:
        looks = [at.walk("handler").do("casework", "filter", "open:0")]
        looks += [at.walk("handler").do("casework", "open", f"open.....{mark}:0") for mark in marks]
        looks += [opened(at, one).screen, opened(at, one).press("labels"), label(at, one, "geheim, busje")]
        looks.append(at.walk("handler").do("casework", "filter", "open:0"))
        return [TOKEN.sub("", repr(look)) for look in looks]

    with twins(world, tmp_path, postgres) as other:
        kept = other.report(untold=ids(other, "handler"))
        label(other, kept, "geheim, loods", "coordinator")
        marks = [*offered(other, "coordinator").values()]
        assert len(marks) == 2 and len(offered(other)) == 1
        assert everything(world) == everything(other)


def test_neither_the_database_nor_an_address_nor_the_trail_tells_a_label(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    one, two = world.report(), world.report()
    for reported in (one, two):
        label(world, reported, "geheimwoord")
    mark = offered(world)["geheimwoord (2)"]
    listed(world, mark)
    with world.reading() as session:
        kept = {row.report_id: row.sealed for row in session.exec(select(ReportIndex)).all()}
        last = audit.entries(session, world.organisation.id, 1)[0]
    assert {len(sealed) for sealed in kept.values()} == {sealing.SIZES[0]}
    parts = [{kept[id][n : n + 8] for n in range(len(kept[id]) - 8)} for id in (one.id, two.id)]
    assert not parts[0] & parts[1]
    assert not in_database(world, "geheimwoord") and not in_database(world, mark)
    assert "geheimwoord" not in caplog.text and (last.action, last.detail) == ("report.noted", "")
    there = world.add_organisation("anderstad", "Anderstad")
    assert world.vault.label_mark(there.id, "geheimwoord") != mark


def test_two_reports_are_not_alike_because_of_a_label(world: World) -> None:
    one, two = world.report(), world.report()
    label(world, one, "loods")
    label(world, two, "loods")
    assert rows(opened(world, one).screen) == {}


def test_labels_go_with_the_report(world: World) -> None:
    gone = closed(world, "no_action")
    label(world, gone, "loods", "handler2")
    at(world, date(2027, 2, 8))
    assert list(offered(world)) == ["loods (1)"]
    assert at(world, date(2027, 3, 10)) == (0, 1)
    assert offered(world) == {}


def test_no_more_than_the_newest_are_gone_through_and_the_list_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = world.report()
    label(world, old, "loods")
    mark = offered(world)["loods (1)"]
    world.clock.forward(days=1)
    world.report()
    monkeypatch.setattr(labels, "THROUGH", 1)
    screen = world.walk("handler").do("casework", "open", f"open.....{mark}:0")
    assert rows(screen) == {} and "de nieuwste 1 meldingen" in said(screen)
