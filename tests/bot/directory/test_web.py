"""A file of staff brought in the browser: the page itself, what it sends, and who may send it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from bot.directory import newcomers
from bot.foundation import words
from handlers.web.forms import FORM, UPLOADS
from storage import people
from storage.people import AddressRow
from tests.bot.directory.files import lines, staff, workbook
from tests.bot.directory.test_exports import EXPORTS, REFUSED
from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site, let_play, web_app
from tests.handlers.web.tab import Tab
from tests.support.accessibility import found
from tests.support.browser import screenshot
from tests.support.world import TEAM, World

FILE = lines("Zoe Bedacht;zoe@v.example;Nieuw;Team;;;;", "Wie;;;;;;;", "Bas;bas@v.example;;;weg@v.example;;;")
CHECK = {"_do": "people/check", "_who": "coordinator", "_step": "upload", "_dialogue": "people"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small world, served by `baken demo`."""
    made = Site(tmp_path_factory.mktemp("site"))
    with made.demo():
        yield made
    made.world.stop()


@pytest.fixture
def demo(sqlite_world: World) -> Tab:
    return Tab(web_app(let_play(sqlite_world)))


def post(tab: Tab, file: bytes, headers: dict[str, str] | None = None, **fields: str) -> Tab:
    sent = {"file": ("staff.csv", file, "text/csv")}
    head = {"sec-fetch-site": "same-origin"} | (headers or {})
    return tab.show(tab.client.post(UPLOADS["file"], data=CHECK | fields, files=sent, headers=head))


def test_a_posted_file_is_checked(demo: Tab) -> None:
    post(demo, FILE)
    assert demo.response.status_code == 200 and demo.step == "people/checked"
    assert "Rij 3: Er staat geen e-mailadres." in demo.text


@pytest.mark.parametrize("name", ["afas.csv", "sap-successfactors.csv", "excel-nederlands.xlsx", "mac.csv"])
def test_an_export_is_read_whole(name: str, demo: Tab) -> None:
    post(demo, (EXPORTS / name).read_bytes())
    assert demo.step == "people/checked" and "zijn geweigerd" not in demo.text


def test_an_export_that_cannot_be_read_says_how_to_go_on(demo: Tab) -> None:
    for name, said in REFUSED.items():
        post(demo, (EXPORTS / "geweigerd" / name).read_bytes())
        assert demo.step == "people/upload" and said in demo.text


def test_another_site_cannot_bring_a_file(demo: Tab) -> None:
    post(demo, FILE, {"sec-fetch-site": "cross-site"})
    assert demo.response.status_code == 403 and "Rij 3" not in demo.text


def test_only_a_coordinator_can_bring_a_file(demo: Tab) -> None:
    for who in ("employee", "handler", "privacy_officer"):
        assert "Dit mag je niet doen" in post(demo, FILE, _who=who).text


def test_a_file_that_is_too_large_is_refused_in_words(demo: Tab) -> None:
    post(demo, b"x" * 1_100_000)
    assert demo.response.status_code == 413 and "Dit bestand is te groot" in demo.text


def test_what_is_no_form_with_a_file_is_refused(demo: Tab) -> None:
    for content, kind in (
        (b"_do=people/check", FORM),
        (b"", "multipart/form-data"),
    ):
        head = {"content-type": kind, "sec-fetch-site": "same-origin"}
        assert demo.client.post(UPLOADS["file"], content=content, headers=head).status_code == 400
    assert demo.client.get(UPLOADS["file"]).status_code == 405


def test_no_other_page_takes_a_file(demo: Tab) -> None:
    head = {"sec-fetch-site": "same-origin"}
    sent = {"file": ("staff.csv", FILE, "text/csv")}
    assert demo.client.post("/", data=CHECK, files=sent, headers=head).status_code == 400


def test_what_baken_serves_without_a_login_takes_no_file(sqlite_world: World) -> None:
    public = Tab(
        web_app(let_play(sqlite_world), demo=False), client=("192.0.2.7", 1), address="https://baken.example"
    )
    assert post(public, FILE).response.status_code == 404


def test_no_file_is_written_to_disk(demo: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file would go to disk")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", refuse)
    big = lines(*(f"P{n} {'x' * 175};p{n}@v.example;;;;;;" for n in range(4_900)))
    assert 900_000 < len(big) < 1_040_000
    post(demo, big)
    assert demo.step == "people/checked"


class Journey:
    """The coordinator with a file, in a real browser."""

    def __init__(self, page: Page, url: str, locale: str) -> None:
        self.page, self.browsing, self.locale = page, Browsing(page, url), locale

    def see(self, name: str) -> None:
        """No finding of axe; a picture to look at."""
        assert found(self.page) == []
        screenshot(self.page, f"people-{name}-{self.locale}")

    def choose(self, name: str, content: bytes) -> None:
        file: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator('input[type="file"]').set_input_files(file)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_coordinator_brings_a_workbook(served: Site, chromium: Browser, locale: str) -> None:
    world = served.world
    with world.unit() as session:
        where = AddressRow("slack", TEAM, f"U0{locale}")
        newcomers.noticed(session, [world.organisation.id], where, "Nina Niemand", "nina@elders.example")
        people.add(session, world.organisation.id, f"Kwijt {locale}", f"kwijt-{locale}@v.example")
    file = workbook(
        [
            ["Naam", "E-mail", "Afdeling", "Team", "Leidinggevende", "Startdatum"],
            ["Zoe Bedacht", f"zoe-{locale}@v.example", "Vergunningen", "Toezicht", None, "1-3-2026"],
            ["Wie", None, None, None, None, None],
            ["Bas Model", f"bas-{locale}@v.example", "Vergunningen", "Toezicht", "weg@v.example", "1-3-2062"],
            [
                "Ine Model",
                f"ine-{locale}@v.example",
                "Vergunningen",
                "Toezicht",
                "weg@v.example",
                "2026-03-01",
            ],
        ]
    )
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        journey = Journey(context.new_page(), served.url, locale)
        page, browsing = journey.page, journey.browsing
        browsing.open("coordinator", locale)
        browsing.press("menu/coordinate")
        browsing.press("people/open")
        journey.see("overview")
        browsing.press("people/newcomers")
        journey.see("newcomers")
        browsing.press("people/newcomer/")
        journey.see("newcomer")
        browsing.press("people/newcomers")
        browsing.press("people/open")
        browsing.press("people/unreachable")
        journey.see("unreachable")
        browsing.press("people/open")
        browsing.press("people/upload")
        journey.see("upload")
        browsing.press("people/check")
        assert browsing.step() == "people/upload"
        journey.see("upload-wrong")
        journey.choose("staff.xlsx", file)
        browsing.press("people/check")
        assert browsing.step() == "people/checked"
        journey.see("checked")
        browsing.press("people/apply")
        assert browsing.step() == "people/done"
        journey.see("done")
        assert page.locator(".error").count() == 0
    assert staff(world)[f"zoe-{locale}"].active
