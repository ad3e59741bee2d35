"""A photo or document of a report: added on the web, seen by who may know of it, and by nobody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlmodel import select

from bot import housekeeping
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, Heading, Paragraph, Photo, Row, Said, Screen
from bot.reports import attachments, pages, retention
from handlers import apart
from handlers.cli import main
from storage import sealing
from storage.sealing import CannotOpen
from storage.tables.reports import Report, ReportPage
from storage.vault import Destroyed
from tests.bot.reports import corpus
from tests.bot.reports.test_follow_up import by_code
from tests.bot.reports.test_handling import opened, told, trail
from tests.support.commands import deploy
from tests.support.world import Walk, World, slack_id

PHOTO = corpus.jpeg(corpus.segment(0xFE, corpus.BYTES))
PAPER = corpus.document(3)
KEPT_OUT = "bestand dat niemand kent"


def add(walk: Walk, content: bytes = PHOTO, note: str = "") -> Screen:
    """From a report: adds a file."""
    walk.press("attach")
    event = walk.pressed("attached", note=note)
    return walk.event(Event(**{**vars(event), "file": content}))


def files(screen: Screen) -> list[tuple[str, str]]:
    """The files that a screen names, with what says who added them."""
    at = [n for n, part in enumerate(screen.body) if part == Heading(words.text("attach.heading", "nl"))]
    rows = screen.body[at[0] + 1 :] if at else ()
    return [(part.title, part.detail) for part in rows if isinstance(part, Row)]


def photo(screen: Screen) -> Photo:
    (found,) = (part for part in screen.body if isinstance(part, Photo))
    return found


def error(screen: Screen) -> str:
    """The sentence beside the field for the file, if there is one."""
    return next((one.error for one in screen.inputs if one.name == "file"), "")


def stored(world: World) -> list[ReportPage]:
    with world.reading() as session:
        return list(session.exec(select(ReportPage)))


@pytest.mark.both
def test_a_reporter_adds_a_document_and_both_sides_read_it(world: World) -> None:
    reported = world.report()
    walk = by_code(world, reported.code)
    shown = add(walk, PAPER, "De vergunning.")
    assert shown.step == "report-1"
    assert files(shown) == [("Bestand 1", "Jij. Aanvulling, 10 maart 2026. 3 pagina's")]
    handler = opened(world, reported.id)
    assert files(handler.screen) == [("Bestand 1", "Melder. Aanvulling, 10 maart 2026. 3 pagina's")]
    (said,) = (part for part in handler.screen.body if isinstance(part, Said))
    assert said.text == "De vergunning.\nDocument, 3 pagina's"
    for reader in (walk, handler):
        alts = []
        reader.press("page")
        for _ in range(2):
            alts.append(photo(reader.screen).alt)
            reader.press("page", reader.screen.actions[-2].argument)
        alts.append(photo(reader.screen).alt)
        assert alts == [f"Pagina {n} van 3 van bestand 1" for n in (1, 2, 3)]
        assert pages.is_plain(photo(reader.screen).content)
        labels = [one.label for one in reader.screen.actions]
        assert labels == ["Vorige pagina", "Terug naar de melding"]
        reader.press("back")
        assert files(reader.screen)
    assert [name for name, _ in trail(world)] == ["report.opened", *["report.file_read"] * 3]


@pytest.mark.both
def test_a_handler_adds_a_photo_that_the_reporter_does_not_see(world: World) -> None:
    reported = world.report(identity="named")
    told(world)
    handler = opened(world, reported.id)
    shown = add(handler, PHOTO, "Uit het archief.")
    assert files(shown) == [("Bestand 1", "Behandelaar Een. Toegevoegd, 10 maart 2026. 1 pagina")]
    assert ("report.file_added", "") in trail(world) and told(world) == []
    (said,) = (part for part in shown.body if isinstance(part, Said))
    assert (said.who, said.text) == ("Behandelaar Een", "Uit het archief.\nFoto of document, 1 pagina")
    assert files(opened(world, reported.id, "coordinator").screen)
    page_id = stored(world)[0].id
    for walk in (by_code(world, reported.code), world.walk("employee")):
        if walk._screen is None:
            walk.do("mine", "show", reported.id)
        assert files(walk.screen) == [] and "archief" not in repr(walk.screen)
        token = walk.screen.token
        assert walk.event(Event("follow", "page", page_id, "report-0", token)).step == "sorry"


def test_nothing_of_a_file_is_in_the_database_but_sealed_pages(sqlite_world: World) -> None:
    reported = sqlite_world.report()
    add(by_code(sqlite_world, reported.code), PAPER, KEPT_OUT)
    add(by_code(sqlite_world, reported.code), PHOTO)
    every = stored(sqlite_world)
    assert len(every) == 4 and {len(one.sealed) for one in every} == {256 * 1024}
    assert {one.report_id for one in every} == {reported.id}
    assert set(ReportPage.model_fields) == {"id", "report_id", "organisation_id", "sealed"}
    place = Path(str(sqlite_world.engine.url.database))
    raw = b"".join(path.read_bytes() for path in place.parent.glob(f"{place.name}*"))
    for plain in (KEPT_OUT.encode(), b"JFIF\0\1", pages.PNG, corpus.BYTES, every[0].id.encode() * 2):
        assert plain not in raw
    assert every[0].id.encode() in raw


def test_a_double_click_adds_a_file_once(world: World) -> None:
    reported = world.report()
    walk = by_code(world, reported.code)
    walk.press("attach")
    event = Event(**{**vars(walk.pressed("attached")), "file": PHOTO})
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: world.desk.respond(walk.visitor, event), range(3)))
    assert len(stored(world)) == 1
    assert walk.event(event).step == "report-1"
    add(walk)
    assert len(stored(world)) == 2


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "attach_missing"),
        (corpus.zipped("word/document.xml"), "attach_office"),
        (b"MZ\x90\0", "attach_kind"),
        (corpus.document(26), "attach_pages"),
        (PHOTO[:900], "attach_broken"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(world: World, content: bytes, key: str) -> None:
    """What was typed with it is still there, and nothing is added."""
    for walk in (by_code(world, world.report().code), opened(world, world.report().id)):
        shown = add(walk, content, "Twee mannen.")
        assert error(shown) == words.text(f"mistakes.{key}", "nl", limit=25)
        assert shown.inputs[1].value == "Twee mannen." and shown.step == "attach"
        assert stored(world) == []
        walk.press("back")
        assert walk.screen.step in ("report", "report-0")


def test_so_many_pages_fit_with_a_report(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST", 4)
    walk = by_code(sqlite_world, sqlite_world.report().code)
    add(walk, PAPER)
    assert error(add(walk, PAPER)) == words.text("mistakes.attach_full", "nl")
    assert len(stored(sqlite_world)) == 3
    walk.press("back")
    add(walk, PHOTO)
    assert len(stored(sqlite_world)) == 4


def test_each_side_counts_its_own_pages_and_tries_alone(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a handler would see that a reporter is adding something at this very moment."""
    monkeypatch.setattr(attachments, "MOST", 1)
    reported = sqlite_world.report()
    for content in (*[b"MZ"] * 5, PHOTO, *[b"MZ"] * 6):
        add(by_code(sqlite_world, reported.code), content)
    assert error(add(opened(sqlite_world, reported.id))) == ""
    assert len(stored(sqlite_world)) == 2


def test_nothing_is_made_anew_for_a_report_that_is_full(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST", 1)
    walk = by_code(sqlite_world, sqlite_world.report().code)
    add(walk, PHOTO)
    assert error(add(walk, b"MZ")) == words.text("mistakes.attach_full", "nl")  # nobody looked at what it is


def test_whoever_adds_much_that_cannot_be_taken_has_to_wait(sqlite_world: World) -> None:
    """Of one report, from whatever window: each costs seconds of a processor. What is good does not count."""
    reported = sqlite_world.report()
    walk = by_code(sqlite_world, reported.code)
    for content in (PHOTO, *[b"MZ"] * 5, PHOTO, *[b"MZ"] * 5):
        assert error(add(walk, content)) in ("", words.text("mistakes.attach_kind", "nl"))
        if walk.screen.step == "attach":
            walk.press("back")
    again = by_code(sqlite_world, reported.code)
    assert error(add(again)) == words.text("mistakes.attach_often", "nl")
    assert not add(by_code(sqlite_world, sqlite_world.report("employee2").code)).refused
    sqlite_world.clock.forward(minutes=5)
    again.press("back")
    assert not add(again).refused


@pytest.mark.slots
@pytest.mark.both
def test_a_file_of_an_anonymous_reporter_is_known_at_the_next_moment(world: World) -> None:
    reported = world.report()
    world.clock.forward(hours=6)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    walk = by_code(world, reported.code)
    assert "gelezen vanaf" in files(add(walk))[0][1]
    page_id = walk.pressed("page").argument
    handler = opened(world, reported.id)
    assert files(handler.screen) == []
    token = handler.screen.token
    assert handler.event(Event("casework", "page", page_id, "report", token)).step == "sorry"
    world.clock.forward(hours=24)
    housekeeping.sweep(world.engine, world.vault, world.clock())
    handler = opened(world, reported.id)
    assert len(files(handler.screen)) == 1
    assert photo(handler.press("page")).content
    assert photo(by_code(world, reported.code).press("page")).content


@pytest.mark.both
def test_who_may_not_read_a_report_has_nothing_of_its_files(world: World) -> None:
    """Also while it is open: somebody steps back, or is kept out."""
    reported = world.report(untold=(str(world.people["handler2"]),))
    add(by_code(world, reported.code), PAPER)
    page_id = stored(world)[0].id
    for who in ("handler2", "privacy", "employee", ""):
        walk = world.walk(who)
        assert walk.do("casework", "page", page_id).step == "sorry"
        assert walk.do("casework", "attach").step == "sorry"
    mine = opened(world, reported.id)
    mine.press("page")
    leaving = opened(world, reported.id)
    leaving.press("readers")
    leaving.press("reader_form", "leave")
    leaving.submit(why="Buren.")
    for action in ("page", "attach", "attached", "back"):
        event = Event("casework", action, page_id, "page", mine.screen.token, file=PHOTO)
        assert world.desk.respond(mine.visitor, event).step == "sorry"
    assert len(stored(world)) == 3


def test_a_page_of_another_report_is_not_there(world: World) -> None:
    one, other = world.report(), world.report("employee2")
    add(by_code(world, one.code))
    add(by_code(world, other.code))
    theirs = next(page.id for page in stored(world) if page.report_id == other.id)
    for dialogue, walk in (("follow", by_code(world, one.code)), ("casework", opened(world, one.id))):
        for argument in (theirs, "", "x", "0" * 16):
            event = Event(dialogue, "page", argument, walk.screen.step, walk.screen.token)
            assert world.desk.respond(walk.visitor, event).step == "sorry"


def test_nobody_adds_or_sees_a_file_in_chat(world: World) -> None:
    """The reporter reads where it can be done and why not here; the handler that there is one."""
    world.desk.address = "https://baken.example"
    reported = world.report(identity="named")
    add(by_code(world, reported.code))
    page_id = stored(world)[0].id
    walk = by_code(world, reported.code, "employee", "slack")
    said = " ".join(part.text for part in walk.screen.body if isinstance(part, Paragraph))
    assert "Ga in je browser naar https://baken.example" in said and "wie een bestand stuurde" in said
    handler = world.walk("handler", "slack")
    handler.do("casework", "show", reported.id)
    assert len(files(handler.screen)) == 1 and words.text("attach.on_web", "nl").strip() in repr(
        handler.screen
    )
    for one, dialogue in ((walk, "follow"), (handler, "casework")):
        assert not [button for button in one.buttons() if button.name in ("attach", "page")]
        for action in ("attach", "attached", "page"):
            event = Event(dialogue, action, page_id, one.screen.step, one.screen.token, file=PHOTO)
            refused = world.desk.respond(one.visitor, event)
            assert words.text("mistakes.attach_on_web", "nl") in repr(refused)
    assert len(stored(world)) == 1


def test_who_hands_in_reads_how_to_add_a_photo(world: World) -> None:
    world.desk.address = "https://baken.example"
    for platform, said in (("web", "met je code"), ("slack", "Ga in je browser")):
        walk = world.report("employee", platform).walk
        assert said in repr(walk.submit(kept="kept").body)


@pytest.mark.both
def test_a_file_is_destroyed_with_its_report(world: World) -> None:
    reported = world.report()
    add(by_code(world, reported.code), PAPER)
    handler = opened(world, reported.id)
    add(handler)
    handler.finish("no_action")
    home, before = world.organisation.id, stored(world)
    assert len(before) == 4
    for days in (336, 30):
        world.clock.forward(days=days)
        world.clock.now = world.clock.now.replace(hour=9)
        retention.run(world.engine, world.vault, world.clock())
    with world.reading() as session:
        assert session.exec(select(Report.status)).one() == "destroyed"
    assert stored(world) == []
    with pytest.raises(Destroyed):
        world.vault.report_key(home, reported.id)


@pytest.mark.both
def test_pages_that_a_backup_brings_back_open_nowhere_and_are_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported = world.report()
    add(by_code(world, reported.code), PAPER)
    kept, home = stored(world), world.organisation.id
    handler = opened(world, reported.id)
    handler.finish("no_action")
    for days in (336, 30):
        world.clock.forward(days=days)
        world.clock.now = world.clock.now.replace(hour=9)
        retention.run(world.engine, world.vault, world.clock())
    other = world.report()
    add(by_code(world, other.code))
    assert housekeeping.stray_pages(world.engine, world.vault) == (1, 0)
    with world.unit() as session:
        for page in kept:
            session.add(ReportPage(**page.model_dump()))
    assert housekeeping.stray_pages(world.engine, world.vault) == (4, 3)
    key = world.vault.report_key(home, other.id)
    for page in kept:
        for report_id in (reported.id, other.id):
            with pytest.raises(CannotOpen):
                sealing.unwrap_large(key, page.sealed, home, report_id, "page", page.id, 1)
    deploy(world, monkeypatch)
    said = CliRunner().invoke(main, ["audit", "verify"]).output
    assert "3 of 4 pages" in said and reported.id not in said and reported.number not in said


@pytest.mark.both
def test_a_file_survives_that_its_day_is_written_anew(world: World) -> None:
    codes = [world.report(f"employee{n or ''}").code for n in (0, 2)]
    for code in codes * 2:
        add(by_code(world, code), PAPER)
    before = {page.id: page.sealed for page in stored(world)}
    world.clock.forward(days=1)
    housekeeping.fold(world.engine, world.vault, world.clock())
    assert {page.id: page.sealed for page in stored(world)} == before
    for code in codes:
        walk = by_code(world, code)
        assert photo(walk.press("page")).content


def test_what_is_typed_with_a_file_can_be_found(sqlite_world: World) -> None:
    one, other = sqlite_world.report(), sqlite_world.report("employee2")
    add(by_code(sqlite_world, one.code), PHOTO, "Een kano op een dak.")
    add(opened(sqlite_world, other.id), PHOTO, "Een kano in een kelder.")
    walk = sqlite_world.walk("handler")
    walk.do("casework", "filter")
    walk.submit(text="kano")
    assert len([part for part in walk.screen.body if isinstance(part, Row)]) == 2


def test_a_new_file_tells_who_handles_the_report(world: World) -> None:
    reported = world.report()
    told(world)
    add(by_code(world, reported.code))
    assert (slack_id("handler"), "reporter_wrote") in told(world)


def test_a_file_that_its_process_cannot_make_anew_leaves_nothing(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def heavy(_: bytes) -> list[bytes]:
        raise Mistake("attach_heavy")

    monkeypatch.setattr(apart, "pages", heavy)
    shown = add(by_code(sqlite_world, sqlite_world.report().code), PHOTO, KEPT_OUT)
    assert error(shown) == words.text("mistakes.attach_heavy", "nl")
    assert KEPT_OUT not in caplog.text and stored(sqlite_world) == []


@pytest.mark.parametrize("role", ["reporter", "handler"])
def test_the_window_is_gone_while_the_file_is_made(
    role: str, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two units of work the window was closed, or the report went: nothing is kept."""
    world, whole = sqlite_world, apart.pages
    reported = world.report()
    walk = by_code(world, reported.code) if role == "reporter" else opened(world, reported.id)

    def meanwhile(content: bytes) -> list[bytes]:
        with world.engine.begin() as connection:
            connection.execute(text("DELETE FROM draft"))
        return whole(content)

    monkeypatch.setattr(apart, "pages", meanwhile)
    assert add(walk).step == "sorry" and stored(world) == []


def test_reporting_goes_on_while_files_are_made(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite, where there is one writer: whoever waits for a photo keeps nobody from reporting."""
    world, whole = sqlite_world, apart.pages

    def meanwhile(content: bytes) -> list[bytes]:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(world.report, "employee2").result(20).number
        return whole(content)

    monkeypatch.setattr(apart, "pages", meanwhile)
    assert not add(by_code(world, world.report().code)).refused
