"""The trail, narrowed down: by whom, what, about which report, when; in pages that stay what they were."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.foundation.screen import Note, Row, Screen
from bot.oversight.chosen import Chosen, parse
from bot.screens.layout import PAGE
from storage import audit, oversight
from storage.oversight import Asked
from storage.tables.directory import Person
from storage.tables.reports import Report
from tests.support.world import Walk, World

AT = "2026-03-09T10:{:02}:00+00:00"


def write(world: World, actions: Iterable[str], who: str = "handler", subject: str = "") -> None:
    """Puts entries in the trail, a minute after each other."""
    with world.unit() as session:
        for minute, action in enumerate(actions):
            told = (f"person:{world.people[who]}", action, world.organisation.id, subject)
            audit.append(session, world.vault.audit_secret, AT.format(minute), *told)


def rows(screen: Screen) -> list[Row]:
    return [part for part in screen.body if isinstance(part, Row)]


def titles(screen: Screen) -> list[str]:
    return [row.title for row in rows(screen)]


def opened(world: World) -> Walk:
    walk = world.walk("privacy")
    walk.do("trail", "open")
    return walk


def only(screen: Screen) -> str:
    return next((part.text for part in screen.body if isinstance(part, Note) and "Alleen" in part.text), "")


@pytest.mark.both
def test_it_is_narrowed_down_by_all_that_is_asked_at_once(world: World) -> None:
    reported, other = world.report(), world.report()
    for who in ("handler", "handler2"):
        for one in (reported, other):
            world.walk(who).do("casework", "show", one.id)
    world.clock.forward(days=1)
    world.walk("handler").do("casework", "show", reported.id)
    walk = opened(world)
    walk.press("filter")
    typed = reported.number.lower().replace("-", " ")
    screen = walk.submit(
        person="behandelaar een", what="report.opened", report=typed, since="10-3-2026", until="10-3-2026"
    )
    assert titles(screen) == ["Melding gelezen"]
    detail = rows(screen)[0].detail
    assert "10 maart 2026" in detail and "Behandelaar Een" in detail and reported.number in detail
    said = (
        "Behandelaar Een",
        "Melding gelezen",
        reported.number,
        "vanaf 10-03-2026",
        "tot en met 10-03-2026",
    )
    assert all(part in only(screen) for part in said)
    walk.press("filter")
    kept = {one.name: one.value for one in walk.screen.inputs}
    assert (kept["report"], kept["since"], kept["what"]) == (reported.number, "10-03-2026", "report.opened")
    walk.do("trail", "open", walk.pressed("open").argument)
    assert not only(opened(world).screen)


@pytest.mark.both
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"by": "reporter"}, {"Melding ontvangen"}),
        ({"person": "Behandelaar Een"}, {"Melding gelezen"}),
        ({"person": "handler2@voorbeeldstad.example"}, set()),
        ({"since": "11-3-2026", "what": "report.received"}, set()),
        ({"until": "10-3-2026", "what": "report.received"}, {"Melding ontvangen"}),
        ({"until": "9-3-2026", "what": "report.received"}, set()),
    ],
)
def test_each_filter_finds_what_it_says(asked: dict[str, str], found: set[str], world: World) -> None:
    reported = world.report()
    world.walk("handler").do("casework", "show", reported.id)
    housekeeping.fold(world.engine, world.vault, datetime(2026, 3, 12, 9, tzinfo=UTC))
    walk = opened(world)
    walk.press("filter")
    screen = walk.submit(**asked)
    assert set(titles(screen)) == found
    assert screen.of and only(screen)


def test_what_is_no_person_no_day_and_no_report_gets_a_sentence(sqlite_world: World) -> None:
    walk = opened(sqlite_world)
    walk.press("filter")
    screen = walk.submit(person="Niemand", report="AAA-AAA", since="gisteren", until="x")
    wrong = {one.name: one.error for one in screen.inputs if one.error}
    assert wrong.keys() == {"person", "report", "since", "until"}
    screen = walk.submit(person="", report="", since="2-1-2026", until="1-1-2026")
    assert {one.name for one in screen.inputs if one.error} == {"until"}
    assert titles(walk.submit(since="", until=""))  # nothing asked is everything


def test_a_report_that_waits_or_was_destroyed_has_no_number_to_find(sqlite_world: World) -> None:
    """Until its slot is over nobody but its reporter may know of it; what is destroyed is gone by number."""
    world = sqlite_world
    for change in ({"waits_until": datetime(2026, 3, 11, tzinfo=UTC)}, {"status": "destroyed"}):
        reported = world.report()
        with world.unit() as session:
            row = session.exec(select(Report).where(Report.id == reported.id)).one()
            for name, value in change.items():
                setattr(row, name, value)
        walk = opened(world)
        walk.press("filter")
        screen = walk.submit(report=reported.number)
        unknown = [one.error for one in screen.inputs if one.error]
        walk.submit(report="AAA-AAB")
        assert unknown == [one.error for one in walk.screen.inputs if one.error] != []
        assert reported.number not in repr(world.walk("privacy").do("trail", "readers"))


@pytest.mark.both
def test_pages_follow_each_other_and_stay_what_they_are_while_the_trail_grows(world: World) -> None:
    with world.unit() as session:
        for minute in range(PAGE * 2 + 5):
            told = ("system", "report.status" if minute % 2 else "report.theme")
            audit.append(session, world.vault.audit_secret, AT.format(minute), *told, world.organisation.id)
        audit.append(session, world.vault.audit_secret, "2026-03-09", "system", "keys.rotated")
    walk = opened(world)
    seen, first = titles(walk.screen), rows(walk.screen)
    here = walk.screen.of
    while older := [one for one in walk.buttons() if one.label == "Ouder"]:
        seen += titles(walk.do("trail", "open", older[0].argument))
    assert len(seen) == PAGE * 2 + 6 and seen[-1] == "Sleutels vernieuwd"
    assert rows(world.walk("privacy").do("trail", "open", here)) == first
    assert titles(world.walk("privacy").do("trail", "open"))[0] == "Logboek gelezen"


def test_each_time_that_something_changed_is_a_line_of_its_own(sqlite_world: World) -> None:
    write(sqlite_world, ["report.status"] * 3, subject="a")
    assert titles(opened(sqlite_world).screen) == ["Status gewijzigd"] * 3


def test_only_who_reads_the_same_again_is_folded(sqlite_world: World) -> None:
    for who, subject in (("handler", "a"), ("handler2", "a"), ("handler2", "b"), ("handler2", "b")):
        with sqlite_world.unit() as session:
            told = (
                f"person:{sqlite_world.people[who]}",
                "report.opened",
                sqlite_world.organisation.id,
                subject,
            )
            audit.append(session, sqlite_world.vault.audit_secret, AT.format(0), *told)
    details = [row.detail for row in rows(opened(sqlite_world).screen)]
    assert ["2 keer" in one for one in details] == [True, False, False]


@pytest.mark.both
def test_a_run_of_readings_says_how_often_and_since_when(world: World) -> None:
    write(world, ["report.opened"] * 3 + ["report.answer"] + ["report.opened"] * 2, subject="a")
    walk = opened(world)
    found = [row.detail for row in rows(walk.screen)]
    assert titles(walk.screen) == ["Melding gelezen", "Antwoord gegeven aan melder", "Melding gelezen"]
    assert found[0].startswith("Nummer 6, ") and found[0].endswith("2 keer sinds 9 maart 2026 11:04")
    assert found[2].endswith("3 keer sinds 9 maart 2026 11:00")


def test_a_run_longer_than_a_page_is_made_of_goes_on_on_the_next(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        for _ in range(501 + 3):
            told = (
                "2026-03-09T10:00:00+00:00",
                "person:1",
                "report.opened",
                sqlite_world.organisation.id,
                "a",
            )
            audit.append(session, sqlite_world.vault.audit_secret, *told)
    walk = opened(sqlite_world)
    (line,) = rows(walk.screen)
    assert "500 keer" in line.detail
    (line,) = rows(walk.press("open", walk.buttons()[0].argument))
    assert "4 keer" in line.detail


@pytest.mark.both
def test_a_reading_of_the_view_is_in_the_trail_with_what_was_asked(world: World) -> None:
    reported = world.report()
    walk = opened(world)
    walk.press("filter")
    walk.submit(person="Behandelaar Een", report=reported.number)
    for part in ("retention", "readers"):
        walk.do("trail", part)
    with world.reading() as session:
        read = oversight.entries(session, world.organisation.id, Asked(action="trail.read"), 9)
    told = [(one.actor, one.subject, one.detail) for one in reversed(read)]
    me, them = f"person:{world.people['privacy']}", str(world.people["handler"])
    parts = [(me, "", "retention"), (me, "", "readers")]
    assert told == [(me, "", ""), (me, reported.id, them), *parts]
    assert titles(world.walk("privacy").do("trail", "open"))[0] == "Logboek gelezen"


def test_who_was_looked_for_does_not_see_it_in_what_is_kept_of_them(sqlite_world: World) -> None:
    before = repr(sqlite_world.walk("handler").do("kept", "open"))
    walk = opened(sqlite_world)
    walk.press("filter")
    walk.submit(person="Behandelaar Een")
    assert repr(sqlite_world.walk("handler").do("kept", "open")) == before


@pytest.mark.both
def test_an_organisation_sees_nothing_of_another(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    there = world.add_person("elders", name="Iemand Elders", organisation=other)
    with world.unit() as session:
        told = ("2026-03-09", f"person:{there}", "role.given", other.id, f"person:{there}")
        audit.append(session, world.vault.audit_secret, *told)
    walk = opened(world)
    walk.press("filter")
    assert "role.given" not in repr(walk.screen.inputs)
    assert "Iemand Elders" not in repr(walk.do("trail", "open", f"{there}:0"))
    assert walk.do("trail", "open", f"{there}:1").step == "list" and titles(walk.screen) == []


@pytest.mark.parametrize(
    "argument",
    ["", "20", ":", "x:y", ",,,,:", "1,;drop,,2026-99-01,x:1", "a" * 99, ",a.b,,,:999999999"],
)
def test_any_argument_gives_a_page(argument: str, sqlite_world: World) -> None:
    walk = sqlite_world.walk("privacy")
    for name in ("open", "filter", "readers", "retention"):
        assert walk.do("trail", name, argument).step != "sorry"


def test_what_was_chosen_is_the_same_after_a_button() -> None:
    day = datetime(2026, 3, 10, tzinfo=UTC).date()
    for chosen in (Chosen(), Chosen("reporter", first=3), Chosen("12", "report.opened", "ab1", day, day, 7)):
        assert parse(chosen.argument) == chosen
        assert len(chosen.argument) < 100


def test_whoever_handles_reports_too_reads_nothing_of_it(sqlite_world: World) -> None:
    """Also the privacy officer who was made a handler: roles do not add up here."""
    world = sqlite_world
    world.add_person("both", "privacy_officer", "handler")
    for name in ("open", "filter", "find", "readers", "retention"):
        assert world.walk("both").do("trail", name).step == "sorry"


def test_the_privacy_officer_is_no_handler_and_opens_no_report(sqlite_world: World) -> None:
    reported = sqlite_world.report()
    walk = opened(sqlite_world)
    for action in ("open", "show", "filter"):
        assert walk.do("casework", action, reported.id).step == "sorry"
    with sqlite_world.reading() as session:
        assert session.get_one(Person, sqlite_world.people["privacy"]).active
        assert sqlite_world.context(session, "privacy").handlers == sqlite_world.context(session).handlers


@pytest.mark.parametrize("asked", [{}, {"actor": "person:1"}, {"action": "a.b"}, {"subject": "x"}])
@pytest.mark.parametrize("days", [{}, {"since": "2026-01-01", "before": "2026-02-01"}])
def test_a_page_is_read_from_an_index_in_order(
    asked: dict[str, str], days: dict[str, str], sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the trail is: nothing is sorted, nor read from one end to the other."""
    write(sqlite_world, ["report.opened"])
    with sqlite_world.reading() as session:
        plans: list[str] = []
        execute = session.exec

        def explain(statement: object) -> object:
            sql = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))  # type: ignore[attr-defined]
            lines = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()
            plans.extend(line[3] for line in lines)
            return execute(statement)  # type: ignore[call-overload]

        monkeypatch.setattr(session, "exec", explain)
        oversight.entries(session, sqlite_world.organisation.id, Asked(**asked, **days), 20, 1)
        oversight.actions(session, sqlite_world.organisation.id)
    assert plans and all("USING" in plan and "INDEX" in plan for plan in plans), plans
