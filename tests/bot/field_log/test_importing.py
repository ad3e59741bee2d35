"""A file of activities: first what it would add, then whether to add it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.field_log import activity_file, coordinator_screens, kinds, notes, upload
from bot.foundation import words
from bot.foundation.screen import Bullets, Event, Screen
from storage import field_log
from storage.field_log import LoggedRow
from tests.bot.directory.files import workbook
from tests.bot.field_log.test_logging import counted, log
from tests.bot.gatherings.town import errors, facts, of, rows
from tests.support.world import Walk, World

HEADER = ("Soort", "Datum", "Aantal", "Notitie")
GOOD: list[tuple[object, ...]] = [
    ("Controles", date(2026, 1, 15), 4, "Met de brandweer"),
    ("MMA-meldingen", "2 februari 2026", "3", None),
    ("13b Opiumwet", datetime(2026, 3, 1, 12, 30), 1.0, ""),  # noqa: DTZ001 (as Excel keeps it)
    ("Bibob-onderzoek", "05-03-2026", 2, ""),
    ("Checks", "2026-01-20", 6, ""),
    ("Havenscan", "1-3-2026", 1, "@haven +1"),
]


def bring(walk: Walk, file: bytes) -> Screen:
    """Chooses a file and presses the button."""
    walk.do("activities", "upload")
    pressed = walk.pressed("check")
    return walk.event(Event("activities", "check", step=pressed.step, values=pressed.values, file=file))


def taken(world: World, file: bytes) -> Screen:
    """A file that is checked and then taken over."""
    walk = world.walk("coordinator")
    bring(walk, file)
    return walk.press("apply")


def csv(*lines: str, header: str = "Soort;Datum;Aantal;Notitie") -> bytes:
    return "\r\n".join((header, *lines, "")).encode("utf-8-sig")


def refused(screen: Screen) -> list[str]:
    return [
        item for part in screen.body if isinstance(part, Bullets) for item in part.items if "Rij " in item
    ]


@pytest.mark.both
def test_a_workbook_is_first_checked_and_then_taken_over(world: World) -> None:
    walk = world.walk("coordinator")
    bring(walk, workbook([HEADER, *GOOD]))
    said = facts(walk.screen)
    assert walk.screen.step == "checked" and counted(world) == {}
    assert (said["Nieuwe activiteiten"], said["Bij elkaar geteld"], said["Geweigerde rijen"]) == (
        "6",
        "17",
        "0",
    )
    assert Bullets(("Havenscan",)) in walk.screen.body
    again = walk.pressed("apply")
    assert walk.event(again).step == "imported"
    assert counted(world) == {"bibob": 2, "checks": 10, "closures": 1, "own/1": 1, "tips": 3}
    assert walk.event(again).step == "sorry"  # a double click does nothing more
    listed = rows(world.walk("coordinator").do("activities", "open"))
    assert ("Controles", "donderdag 15 januari 2026, 4 keer. Met de brandweer") in listed
    assert ("Havenscan", "zondag 1 maart 2026, 1 keer. @haven +1") in listed
    assert of(world.engine, "SELECT detail FROM audit_entry ORDER BY seq DESC")[0] == ("added:6 refused:0",)


@pytest.mark.both
def test_the_same_file_adds_nothing_twice_and_a_longer_one_only_what_is_new(world: World) -> None:
    taken(world, workbook([HEADER, *GOOD, GOOD[0]]))  # two checks on one day are two checks
    walk = world.walk("coordinator")
    bring(walk, workbook([HEADER, *GOOD, GOOD[0]]))
    assert facts(walk.screen)["Stond er al"] == "7" and walk.screen.submit is None
    screen = taken(world, workbook([HEADER, *GOOD, ("Briefing", "9-3-2026", 5, "")]))
    assert facts(screen)["Nieuwe activiteiten"] == "1"
    assert counted(world)["briefings"] == 5 and counted(world)["checks"] == 14


def test_rows_that_cannot_be_right_are_refused_with_the_reason_and_the_others_are_taken(world: World) -> None:
    screen = taken(
        world,
        csv(
            "Controles;1-3-2026;2;",
            "Controles;1-4-2026;2;",
            "Controles;31-12-2025;2;",
            "Controles;toen;2;",
            "Controles;1-3-2026;0;",
            "Controles;1-3-2026;12345;",
            "Controles;1-3-2026;veel;",
            ";1-3-2026;2;",
            f"{'x' * 61};1-3-2026;2;",
            f"Controles;1-3-2026;2;{'x' * 1_001}",
        ),
    )
    why = ("future", "early", "no_day", "number", "many", "number", "name_missing", "name_long", "note_long")
    told = {"first": "01-01-2026", "limit": "9999"}
    longest = [coordinator_screens.NOTE if one == "note_long" else kinds.LONGEST for one in why]
    assert refused(screen) == [
        f"Rij {n}: {words.text(f'activities.errors.{one}', 'nl', **told, longest=most)}"
        for n, (one, most) in enumerate(zip(why, longest, strict=True), 3)
    ]
    assert counted(world) == {"checks": 2}


@pytest.mark.parametrize(
    ("file", "key", "params"),
    [
        (b"", "activities_no_header", {}),
        (b"Naam;E-mail\r\nBas;bas@v.example", "activities_no_header", {}),
        (b"\xd0\xcf\x11\xe0oud", "people_file_kind", {}),
        (b"PK\x03\x04kapot", "people_file_kind", {}),
        (b"%PDF-1.7", "people_file_kind", {}),
        (
            csv(*["Controles;1-3-2026;1;"] * 2_001),
            "activities_too_many_rows",
            {"limit": activity_file.LONGEST},
        ),
    ],
    ids=["empty", "staff", "old", "broken", "pdf", "long"],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    file: bytes, key: str, params: dict[str, object], sqlite_world: World
) -> None:
    screen = bring(sqlite_world.walk("coordinator"), file or b" ")
    assert errors(screen) == {"file": words.text(f"mistakes.{key}", "nl", **params)}


def test_columns_are_found_in_any_order_under_a_title_and_a_missing_number_is_one(
    sqlite_world: World,
) -> None:
    taken(sqlite_world, workbook([("Activiteiten 2026",), (), ("Dag", "Type"), ("1-2-2026", "sluiting")]))
    taken(sqlite_world, b"Kind,Date,Count\r\nBriefings,2026-02-03,4\r\n")
    assert counted(sqlite_world) == {"briefings": 4, "closures": 1}


def test_a_new_kind_is_made_once_and_there_is_an_end_to_them(sqlite_world: World) -> None:
    log(sqlite_world, kind=kinds.NEW, own="Waterscan")
    taken(sqlite_world, csv("waterscan;1-3-2026;1;", "Nieuw;1-3-2026;1;", "NIEUW;2-3-2026;1;"))
    assert counted(sqlite_world) == {"own/1": 2, "own/2": 2}
    with sqlite_world.unit() as session:
        field_log.add_kinds(
            session, sqlite_world.organisation.id, [f"Soort {n}" for n in range(kinds.MOST - 2)]
        )
    screen = taken(sqlite_world, csv("Teveel;1-3-2026;1;", "Nieuw;3-3-2026;1;"))
    assert len(refused(screen)) == 1 and counted(sqlite_world)["own/2"] == 3


def test_a_long_list_of_refused_rows_is_cut_and_counted(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    screen = bring(walk, csv(*["Controles;nooit;1;"] * 60))
    assert len(refused(screen)) == 40 and facts(screen)["Geweigerde rijen"] == "60"
    assert walk.screen.submit is None
    assert walk.press("cancel").step == "cancelled"


def test_nothing_of_a_file_stays_readable_in_the_database(world: World) -> None:
    walk = world.walk("coordinator")
    bring(walk, workbook([HEADER, *GOOD]))
    kept = of(world.engine, "SELECT sealed FROM draft")
    assert len(kept) == 1 and b"brandweer" not in bytes(kept[0][0])  # type: ignore[call-overload]
    walk.press("cancel")
    assert of(world.engine, "SELECT sealed FROM draft") == []


def many(number: int) -> bytes:
    rows = [("Controles", date(2026, 1, 1 + n % 28), 1 + n // 28, f"Notitie {n}") for n in range(number)]
    return workbook([HEADER, *rows])


def test_somebody_reports_while_the_rows_of_a_file_are_read(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite, where there is one writer: the rows are read while none is at work."""
    walk = sqlite_world.walk("coordinator")
    bring(walk, many(200))
    read, reported = activity_file.read, list[str]()

    def meanwhile(*given: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            reported.append(pool.submit(sqlite_world.report).result().number)
        return read(*given)

    monkeypatch.setattr(activity_file, "read", meanwhile)
    assert walk.press("apply").step == "imported"
    assert len(reported) == 1 and len(logged_now(sqlite_world)) == 200


@pytest.mark.both
def test_many_activities_are_written_without_a_question_for_each(world: World) -> None:
    walk = world.walk("coordinator")
    bring(walk, many(1_000))
    said: list[str] = []
    event.listen(world.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert walk.press("apply").step == "imported"
    assert len([one for one in said if not one.startswith("INSERT INTO logged ")]) < 40
    shown = [row for row in logged_now(world) if row.day == date(2026, 1, 1)]
    texts = notes.read(world.vault, world.organisation.id, shown)
    assert len(shown) == 36
    assert {texts[row.id] for row in shown} == {f"Notitie {28 * (row.number - 1)}" for row in shown}


@pytest.mark.both
def test_what_somebody_logged_after_the_rows_were_read_is_not_added_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, other = world.walk("coordinator"), world.walk("coordinator")
    bring(walk, many(5))
    bring(other, many(3))
    look, looked = upload._logged, list[int]()

    def meanwhile(*given: Any) -> Any:
        found = look(*given)
        looked.append(len(found[1]))
        if len(looked) == 1:
            assert other.press("apply").step == "imported"
        return found

    monkeypatch.setattr(upload, "_logged", meanwhile)
    shown = walk.press("apply")
    assert shown.step == "imported" and looked == [0, 0, 0, 3]
    assert len(logged_now(world)) == 5


def logged_now(world: World) -> list[LoggedRow]:
    with world.reading() as session:
        return field_log.newest(session, world.organisation.id, 5_000)
