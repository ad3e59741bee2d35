"""The coordinator writes the story behind the counts: per theme and half-year, version by version, sealed."""

import pytest

from bot.account import narratives as told
from bot.account.periods import days_of
from bot.account.workbook import summary
from bot.account.workbook.labels import Labels
from bot.foundation import words
from bot.foundation.screen import Bullets, Event, Note, Paragraph, Rich, Screen
from bot.narratives import coordinator, coordinator_screens
from bot.screens import reload
from storage import narratives
from tests.bot.gatherings.town import errors, of, rows
from tests.support.world import Walk, World

TEXT = "In de haven zagen we meer **leegstand**.\n\n- Vier controles\n- Eén sluiting"


def begin(
    world: World, which: str = "2026-H1/whole", who: str = "coordinator", platform: str = "web"
) -> Walk:
    """The form of one story, reached by its button."""
    walk = world.walk(who, platform)
    walk.do("stories", "open", which.partition("/")[0])
    walk.press("write", which)
    return walk


def write(world: World, text: str = TEXT, which: str = "2026-H1/whole", state: str = "draft") -> Screen:
    return begin(world, which).submit(text=text, state=state)


def notes(screen: Screen) -> str:
    return " ".join(part.text for part in screen.body if isinstance(part, Note))


def in_account(world: World, half: str = "2026-H1", ready: bool = True) -> dict[str, str]:
    """The stories that an account of this half-year would hold."""
    with world.reading() as session:
        found = told.told(session, world.vault, world.organisation.id, *days_of(half), ready=ready)
    return found.get(half, {})


def test_a_story_is_in_the_account_once_it_is_done_and_not_before(world: World) -> None:
    assert write(world).step == "list" and in_account(world) == {}
    assert in_account(world, ready=False) == {"": TEXT}
    write(world, state="ready")
    write(world, "Over drugs.", "2026-H1/drugs", "ready")
    assert in_account(world) == {"": TEXT, "drugs": "Over drugs."}
    assert in_account(world, "2025-H2") == {}
    assert words.text("stories.withdrawn", "nl") in notes(write(world, "Toch nog niet."))
    assert in_account(world) == {"drugs": "Over drugs."}


@pytest.mark.both
def test_what_was_written_is_sealed_and_the_trail_says_only_that_it_was(world: World) -> None:
    write(world)
    kept = of(world.engine, "SELECT sealed, written_by FROM story")
    assert b"leegstand" not in bytes(kept[0][0]) and kept[0][1] == world.people["coordinator"]  # type: ignore[call-overload]
    drafts = of(world.engine, "SELECT sealed FROM draft")
    assert not any(b"leegstand" in bytes(row[0]) for row in drafts)  # type: ignore[call-overload]
    trail = of(world.engine, "SELECT action, subject, detail FROM audit_entry ORDER BY seq DESC")
    assert trail[0] == ("story.written", "story:2026-H1/whole", "v1 draft")


def test_the_list_says_what_is_still_missing_and_who_wrote_last(world: World) -> None:
    walk = world.walk("coordinator")
    walk.do("stories", "open", "2026-H1")
    assert "Over het geheel is nog niets geschreven. Over 15 thema's is niets geschreven." in notes(
        walk.screen
    )
    assert rows(walk.screen)[0] == ("Het geheel", "Nog niets geschreven") and len(rows(walk.screen)) == 16
    write(world, state="ready")
    screen = write(world, which="2026-H1/drugs")
    assert notes(screen).startswith("Bewaard als versie 1. Het verhaal over het geheel is klaar.")
    assert "1 thema is nog een concept. Over 14 thema's is niets geschreven." in notes(screen)
    assert rows(screen)[:2] == [
        ("Het geheel", "Klaar. Versie 1, Coördinator Een, dinsdag 10 maart 2026"),
        ("Drugs", "Concept. Versie 1, Coördinator Een, dinsdag 10 maart 2026"),
    ]


def test_the_half_year_before_is_written_about_until_two_months_later(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    for days, half in ((0, "Eerste half jaar van 2026"), (120, "Eerste half jaar van 2026")):
        sqlite_world.clock.forward(days=days)  # 10 March, 8 July
        assert walk.do("stories", "open").body[-18].rows[0].value == half  # type: ignore[union-attr]
    sqlite_world.clock.forward(days=60)
    walk.do("stories", "open")
    assert [one.argument for one in walk.screen.actions if one.name == "open" and one.argument] == ["2026-H1"]
    walk.press("open", "2026-H1")
    assert {one.argument for one in walk.screen.actions if one.name == "open"} >= {"2025-H2", "2026-H2"}


@pytest.mark.parametrize("argument", ["2026-H2", "1900-H1", "2026", "x", "2026-H3", "0000-H1"])
def test_a_half_year_that_cannot_be_meant_is_refused_in_words(argument: str, sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    for action, rest in (("open", ""), ("write", "/whole"), ("save", "/whole/0"), ("versions", "/drugs")):
        assert walk.do("stories", action, argument + rest).step == "sorry"
    assert walk.do("stories", "write", "2026-H1/geen-thema").step == "sorry"
    assert walk.do("stories", "version", "2026-H1/drugs/7").step == "sorry"


def test_every_version_stays_and_one_can_go_on_from_an_old_one(world: World) -> None:
    for text in ("Eerste.", "Tweede.", "Tweede."):  # the same once more makes no version
        write(world, text)
    walk = begin(world)
    walk.press("versions")
    assert [title for title, _ in rows(walk.screen)] == ["Versie 2", "Versie 1"]
    walk.press("version", "2026-H1/whole/1")
    assert Paragraph("Eerste.") in walk.screen.body
    walk.press("write", "2026-H1/whole/1")
    assert walk.screen.inputs[0].value == "Eerste."
    assert walk.submit().step == "list"
    with world.reading() as session:
        kept = narratives.versions(session, world.organisation.id, "2026-H1", "")
    assert [row.version for row in kept] == [3, 2, 1]


def test_a_preview_shows_marks_as_they_read_and_loses_nothing(world: World) -> None:
    walk = begin(world)
    walk.press("preview", text=TEXT, state="ready")
    kinds = [type(part) for part in walk.screen.body]
    assert Rich in kinds and Bullets in kinds and in_account(world, ready=False) == {}
    walk.press("again")
    assert [field.value for field in walk.screen.inputs] == [TEXT, "ready"]
    walk.submit()
    assert in_account(world) == {"": TEXT}


def test_another_language_or_more_room_loses_nothing(sqlite_world: World) -> None:
    walk = begin(sqlite_world, platform="slack")
    walk.press("preview", text="Eerder.")
    event = reload.event(walk.screen, "en", {"text": TEXT, "state": "ready"})
    assert event is not None
    assert [field.value for field in walk.event(event).inputs] == [TEXT, "ready"]


def test_a_version_is_shown_again_on_its_own(sqlite_world: World) -> None:
    walk = begin(sqlite_world)
    walk.submit(text=TEXT, state="ready")
    walk.press("write")
    walk.press("versions")
    for place in ("versions", "version"):
        shown = walk.screen if place == "versions" else walk.press("version")
        event = reload.event(shown, "en")
        assert event is not None and walk.event(event) == shown


def test_who_is_overtaken_is_told_first_and_both_texts_stay(world: World) -> None:
    world.add_person("second", "coordinator", name="Coördinator Twee")
    mine, theirs = begin(world), begin(world, who="second")
    theirs.submit(text="Van de ander.")
    for _ in range(2):  # looking back and forth is not reading what the other wrote
        mine.press("preview", text="Van mij.")
        mine.press("again")
    screen = mine.submit(text="Van mij.")
    assert screen.error.startswith("Coördinator Twee bewaarde intussen ook een versie.")
    assert screen.inputs[0].value == "Van mij." and in_account(world, ready=False) == {"": "Van de ander."}
    mine.press("versions")
    mine.press("version", "2026-H1/whole/1")
    assert Paragraph("Van de ander.") in mine.screen.body
    mine.press("versions")
    assert mine.press("again").inputs[0].value == "Van mij."
    mine.submit()
    assert in_account(world, ready=False) == {"": "Van mij."}
    with world.reading() as session:
        assert len(narratives.versions(session, world.organisation.id, "2026-H1", "")) == 2


def test_a_double_click_makes_one_version(world: World) -> None:
    walk = begin(world)
    sent = walk.pressed("save", text=TEXT)
    assert [walk.event(sent).step for _ in range(2)] == ["list", "list"]
    assert of(world.engine, "SELECT count(*) FROM story") == [(1,)]


@pytest.mark.parametrize(
    ("text", "key", "params"),
    [
        ("", "mistakes.answer_missing", {}),
        (
            "a b\n\n" * 2_001,
            "mistakes.too_long",
            {"length": 10_003, "limit": coordinator_screens.LONGEST, "over": 3},
        ),
        ("x" * 2_001, "stories.errors.paragraph", {"limit": coordinator.PARAGRAPH}),
    ],
    ids=["empty", "long", "paragraph"],
)
def test_what_does_not_fit_is_refused_and_stays(
    text: str, key: str, params: dict[str, object], sqlite_world: World
) -> None:
    screen = write(sqlite_world, text)
    assert errors(screen) == {"text": words.text(key, "nl", **params)}
    assert screen.inputs[0].value == text.strip()


def test_a_page_that_was_open_for_hours_still_keeps_its_text(sqlite_world: World) -> None:
    walk = begin(sqlite_world)
    sqlite_world.clock.forward(hours=5)
    assert walk.submit(text=TEXT).step == "list"
    assert in_account(sqlite_world, ready=False) == {"": TEXT}


def test_of_another_organisation_nothing_is_read(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        day = world.clock().date()
        sealed = told.sealed(world.vault, other.id, "2026-H1", "", 1, "Van elders.")
        narratives.add(session, other.id, "2026-H1", "", day, True, sealed)
    walk = begin(world)
    assert walk.screen.inputs[0].value == ""
    assert walk.event(Event("stories", "version", "2026-H1/whole/1")).step == "sorry"


def test_in_the_workbook_a_story_stands_as_it_reads_and_whole(sqlite_world: World) -> None:
    item = "Een lang punt. " * 130
    write(sqlite_world, f"{TEXT}\n\n" + "\n\n".join(f"{n}. {item}" for n in range(1, 4)), state="ready")
    sheet = summary.stories({"2026-H1": in_account(sqlite_world)}, Labels("nl", "voorbeeldstad", {}))
    assert sheet is not None
    assert [line[2] for line in sheet.lines] == [
        "In de haven zagen we meer leegstand.",
        "• Vier controles",
        "• Eén sluiting",
        *(f"{n}. {item.strip()}" for n in range(1, 4)),
    ]
