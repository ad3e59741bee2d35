"""Searching in what was written, and what a report has in common with others: both in memory, over what the
reader may know of and nothing else."""

from pathlib import Path

import pytest
from sqlalchemy import delete, inspect, text
from sqlmodel import col, select

from bot import housekeeping
from bot.foundation.screen import Event, Heading, Paragraph, Row, Screen, Value
from bot.reports import search_index, searching, seen_before
from storage import audit, exclusions, sealing
from storage.tables.directory import PersonRole
from storage.tables.reports import Report, ReportIndex
from tests.bot.reports.test_work_list import add, close
from tests.support.twins import TOKEN, twins
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both
STORY = "Een busje met 1-ABC-23 bij een lege loods."
AGAIN = "Weer dat busje, 1abc23 staat er op. Kenteken 1abc23."


def search(world: World, words: str, who: str = "handler", **narrowed: Value) -> Walk:
    """Somebody who searched for words."""
    walk = world.walk(who)
    walk.do("casework", "filter", "open:0")
    walk.submit(text=words, **narrowed)
    return walk


def rows(screen: Screen) -> dict[str, str]:
    """What stands behind each report on a screen, by id, in order."""
    return {part.open.argument: part.detail for part in screen.body if isinstance(part, Row) and part.open}


def found(world: World, words: str, who: str = "handler", **narrowed: Value) -> set[str]:
    return set(rows(search(world, words, who, **narrowed).screen))


def seen(world: World, reported: Reported, who: str = "handler") -> dict[str, str]:
    """What a report has in common with others, as somebody reads it."""
    return rows(world.walk(who).do("casework", "show", reported.id))


def note(world: World, reported: Reported, **values: Value) -> Screen:
    walk = world.walk("handler")
    walk.do("casework", "show", reported.id)
    walk.press("note")
    return walk.submit(**values)


def said(screen: Screen) -> str:
    return " ".join(part.text for part in screen.body if isinstance(part, Paragraph | Heading))


def test_words_are_found_wherever_they_stand_and_however_they_are_written(world: World) -> None:
    first = world.report(story="Een café aan de Kade.", involved="José van den Berg", risk="Ik ben bang.")
    second = world.report(story="Iets anders.")
    add(world, second, "Het CAFE heet Zeezicht.")
    third = world.report(story="Niets.")
    note(world, third, note="Zie ook het cafe\u0301.", names="")
    world.clock.forward(days=1)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    assert found(world, "café") == {first.id, second.id, third.id}
    assert found(world, "  KADE   cafe ") == {first.id}
    assert found(world, "jose bang") == {first.id}
    assert found(world, "zeezicht") == {second.id}
    assert found(world, "kade zeezicht") == set()
    close(world, first)
    assert found(world, "kade") == {first.id}
    assert found(world, "kade", theme="cyber") == set()
    assert found(world, "kade", theme="drugs", since="30") == {first.id}
    world.clock.forward(days=60)
    assert found(world, "kade", since="30") == set()


def test_a_number_plate_is_found_however_it_is_written(world: World) -> None:
    one, other = world.report(story=STORY), world.report(story=AGAIN)
    world.report(story="Kenteken 1-ABC-24.")
    for written in ("1-abc-23", "1ABC23", "1 ABC 23", "1abc 23", "kenteken 1abc23"):
        assert found(world, written) == {one.id, other.id}


def test_who_reported_and_who_may_not_know_are_no_part_of_the_text(world: World) -> None:
    world.report("employee2", identity="named", untold_described="Die met de hoed.")
    assert found(world, "Medewerker Twee", "deputy") == set()
    assert found(world, "hoed", "deputy") == set()
    assert len(found(world, "busje", "deputy")) == 1 and found(world, "busje") == set()


@pytest.mark.parametrize("words", ["ab", " e\u0301 ", "1"])
def test_too_few_letters_are_refused_and_stay_in_the_form(words: str, world: World) -> None:
    screen = search(world, words).screen
    assert screen.refused and screen.step == "filter"


@pytest.mark.slots
def test_what_waits_is_not_found_before_the_handlers_know_of_it(world: World) -> None:
    known = world.report(story="Niets.", identity="named")
    waits = world.report(story=STORY)
    named = world.report("employee2", story=AGAIN, identity="named")
    assert seen(world, named) == {} and found(world, "loods") == set()
    world.clock.forward(days=1)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    assert set(seen(world, named)) == {waits.id} and found(world, "loods") == {waits.id}
    add(world, waits, "De loods heet Noorderlicht, bel 06-12345678.")
    note(world, known, note="Bellen: 0612345678", names="")
    assert found(world, "noorderlicht") == set() and seen(world, known) == {}
    world.clock.forward(days=1)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    assert found(world, "noorderlicht") == {waits.id} == set(seen(world, known))


def test_a_report_names_those_that_have_something_in_common_with_it(world: World) -> None:
    one = world.report(story=STORY, where="Dorpsstraat 5, 1234 AB", involved="Jan Jansen, KvK 12345678")
    plate = world.report(story=AGAIN)
    place = world.report(story="Op 1234ab 5 brandt altijd licht.")
    company = world.report(story="Het is KvK-nummer 1234 5678.")
    name = world.report(involved="Jan  Jansen en een ander")
    world.report(story="Jan Jansen woont op 1234 AB 6, kenteken 1-ABC-24.")
    close(world, place)
    shown = seen(world, one)
    assert {key: detail.split(" · ")[0] for key, detail in shown.items()} == {
        plate.id: "Hetzelfde: kenteken 1-ABC-23",
        place.id: "Hetzelfde: adres 1234 AB 5",
        company.id: "Hetzelfde: KvK-nummer 12345678",
        name.id: "Hetzelfde: naam Jan Jansen",
    }
    assert "ontvangen op 10 maart 2026 · Afgesloten" in shown[place.id]
    assert set(seen(world, plate)) == {one.id}
    walk = world.walk("handler")
    walk.do("casework", "show", one.id)
    assert walk.press("show", plate.id).title == f"Melding {plate.number}"


def test_a_name_that_a_handler_noted_is_looked_for_at_once(world: World) -> None:
    one, other = world.report(involved="Autohuis De Vries"), world.report(story="Niets.")
    assert seen(world, other) == {}
    screen = note(world, other, note="Wie zit daar?", names="autohuis de vries; Piet")
    assert set(rows(screen)) == {one.id}
    assert "autohuis de vries; Piet" in repr(screen)
    screen = note(world, world.report(story="Leeg."), note="Hij heet zo.", names="piet")
    assert set(rows(screen)) == {other.id}


def test_a_report_without_anything_in_common_says_nothing_about_it(world: World) -> None:
    world.report(story=AGAIN)
    for story in ("Niets bijzonders.", "Kenteken 9-XYZ-99."):
        screen = world.walk("handler").do("casework", "show", world.report(story=story).id)
        assert "Eerder gezien?" not in said(screen)


def ids(world: World, *keys: str) -> tuple[str, ...]:
    return tuple(str(world.people[key]) for key in keys)


def test_what_is_kept_from_somebody_is_neither_found_nor_in_common(
    world: World, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two worlds that differ by one report that has everything in common with another: every screen is the
    same, and as much is opened for it."""
    unwrap, opened = sealing.unwrap, list[int]()

    def counted(key: bytes, sealed: bytes, *place: str | int) -> bytes:
        opened.append(len(sealed))
        return unwrap(key, sealed, *place)

    monkeypatch.setattr(sealing, "unwrap", counted)
    one = world.report(story=STORY, involved="Jan Jansen")
    world.report(story="Een busje.", theme="cyber")

    def everything(at: World, who: str) -> list[str]:
        opened.clear()
        walk, looks = at.walk(who), []
        looks.append(walk.do("casework", "show", one.id))
        walk.press("note")
        looks.append(walk.submit(note="Bel 06-12345678.", names="Piet"))
        for words in ("busje", "1-abc-23", "jan jansen", "0612345678", "Zeezicht", "piet"):
            looks += [search(at, words, who).screen, search(at, words, who, theme="drugs").screen]
        looks.append(search(at, "busje", who).press("show", one.id))
        return [*(TOKEN.sub("", repr(screen)) for screen in looks), str(opened)]

    postgres = request.getfixturevalue("postgres") if world.main.startswith("postgresql") else None
    with twins(world, tmp_path, postgres) as other:
        story = f"{AGAIN} Zeezicht, 06-12345678."
        kept = other.report(story=story, involved="Jan Jansen, Piet", untold=ids(other, "handler"))
        assert everything(world, "handler") == everything(other, "handler")
        assert found(other, "zeezicht") == found(other, "zeezicht", "deputy") == set()
        assert kept.id in repr(everything(other, "coordinator"))
        assert set(seen(other, kept, "handler2")) == {one.id}


def test_what_is_kept_from_somebody_later_is_gone_from_what_they_found(world: World) -> None:
    one, other = world.report(story=STORY), world.report(story=AGAIN)
    searched, reading = search(world, "1-abc-23"), world.walk("handler")
    assert set(rows(searched.screen)) == {one.id, other.id}
    reading.do("casework", "show", one.id)
    with world.unit() as session:
        key = world.vault.handler_hash(world.organisation.id, world.people["handler"])
        exclusions.exclude(session, other.id, [key])
    event = Event("casework", "found", "0", "found", searched.screen.token)
    assert set(rows(searched.event(event))) == {one.id} and "Gevonden: 1." in said(searched.screen)
    reading.press("form", "answer")
    assert rows(reading.press("back")) == {}


def test_a_search_goes_on_where_it_was_and_comes_back_from_a_report(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PORTION", 2)
    monkeypatch.setattr(search_index, "AT_A_TIME", 1)
    every = set()
    for _ in range(5):
        every.add(world.report(story=STORY).id)
        world.report(story="Niets.")
        world.clock.forward(days=1)
    walk, shown = search(world, "loods"), set[str]()
    for through in (2, 4, 6, 8):
        assert f"Doorzocht: {through} van 10 meldingen" in said(walk.screen)
        shown |= set(rows(walk.screen))
        walk.press("search_on")
    assert "Gevonden: 5. Alle meldingen zijn doorzocht (10)." in said(walk.screen)
    assert set(rows(walk.screen)) == every > shown and len(shown) == 4
    assert walk.press("show", next(iter(every))).step == "report"
    walk.press("form", "answer")
    walk.submit(message="Dank je.")
    assert rows(walk.press("found")).keys() == every


def test_what_is_found_is_shown_page_by_page(world: World) -> None:
    every = [world.report(story=STORY).id for _ in range(7)]
    walk = world.walk("handler", "slack")
    walk.do("casework", "filter", "open:0")
    first = rows(walk.submit(text="loods"))
    assert len(first) == 5 and "Doorzocht: 6 van 7" in said(walk.screen)
    second = rows(walk.press("search_on"))
    assert sorted([*first, *second]) == sorted(every)
    assert rows(walk.press("found", "0")) == first


def test_what_is_in_common_is_looked_for_further_when_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen_before, "AT_ONCE", 1)
    old = world.report(story=AGAIN)
    world.clock.forward(days=1)
    one = world.report(story=STORY)
    walk = world.walk("handler")
    screen = walk.do("casework", "show", one.id)
    assert rows(screen) == {} and "Bekeken: 1 meldingen, de nieuwste eerst." in said(screen)
    screen = walk.press("look_on")
    assert set(rows(screen)) == {old.id} and "Bekeken" not in said(screen)
    assert "look_on" not in {one.name for one in screen.actions}


def test_nothing_in_the_database_is_equal_because_two_reports_are(world: World) -> None:
    same = {"story": STORY, "involved": "Jan Jansen", "where": "1234 AB 5"}
    one, other = world.report(**same), world.report(**same)
    assert set(seen(world, one)) == {other.id}
    with world.reading() as session:
        kept = {row.report_id: row.sealed for row in session.exec(select(ReportIndex)).all()}
    assert {len(sealed) for sealed in kept.values()} == {sealing.SIZES[0]}
    parts = [{sealed[n : n + 8] for n in range(len(sealed) - 8)} for sealed in kept.values()]
    assert not parts[0] & parts[1]
    with pytest.raises(sealing.CannotOpen):
        key = world.vault.report_key(world.organisation.id, one.id)
        sealing.unseal(key, kept[other.id], world.organisation.id, other.id, "index", 1)
    for mark in ("1ABC23", "jan jansen", "1234AB", "Jansen"):
        assert not in_database(world, mark)


def in_database(world: World, what: str) -> bool:
    with world.engine.connect() as connection:
        for table in inspect(world.engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                if any(what in (v.decode("latin-1") if isinstance(v, bytes) else str(v)) for v in row):
                    return True
    return False


def test_the_trail_has_that_somebody_searched_and_nothing_has_what_for(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    world.report(story=STORY)
    walk = search(world, "loods Geheimwoord")
    assert rows(walk.screen) == {} and "Geheimwoord" in said(walk.screen)
    assert not in_database(world, "Geheimwoord") and "eheimwoord" not in caplog.text
    with world.reading() as session:
        every = audit.entries(session, world.organisation.id, 20)
    (entry,) = [one for one in every if one.action == "report.searched"]
    assert (entry.subject, entry.detail) == ("", "")
    assert entry.actor == f"person:{world.people['handler']}"
    token = walk.screen.token
    walk.press("close")
    assert world.walk("handler").event(Event("casework", "found", "0", "found", token)).step == "sorry"
    assert world.walk("handler").event(Event("casework", "search_on", "0", "found", token)).step == "sorry"


def test_reports_of_before_are_found_and_get_what_they_are_found_by(world: World) -> None:
    one, other, lost = (world.report(story=story) for story in (STORY, AGAIN, "Een loods."))
    broken = world.report(story="Nog een loods.")
    world.vault.destroy(lost.id)
    with world.unit() as session:
        session.exec(delete(ReportIndex))
        session.get_one(Report, broken.id).sealed = b"x" * sealing.SIZES[0]
    assert found(world, "loods") == {one.id} and set(seen(world, one)) == {other.id}
    housekeeping.index(world.engine, world.vault)
    with world.reading() as session:
        kept = {row.report_id: len(row.sealed) for row in session.exec(select(ReportIndex)).all()}
    assert set(kept) == {one.id, other.id, lost.id, broken.id}
    assert set(kept.values()) == {sealing.SIZES[0]}
    assert search_index.add_missing(world.engine, world.vault) == 0
    assert found(world, "loods") == {one.id} and set(seen(world, one)) == {other.id}


def test_a_handler_who_lost_the_role_searches_no_further(world: World) -> None:
    world.report(story=STORY)
    walk = search(world, "loods")
    with world.unit() as session:
        session.exec(delete(PersonRole).where(col(PersonRole.person_id) == world.people["handler"]))
    for action in ("found", "search_on"):
        event = Event("casework", action, "0", "found", walk.screen.token)
        assert world.walk("handler").event(event).step == "sorry"
