"""A photo of a report in the browser: what the page sends, who may send it, and how it is looked at."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from bot.foundation import words
from bot.reports import pages
from handlers.limits import LARGER
from handlers.web.forms import UPLOADS
from tests.bot.reports import corpus
from tests.handlers.web.browsing import Browsing
from tests.handlers.web.conftest import Site
from tests.handlers.web.tab import Tab
from tests.support.accessibility import found
from tests.support.browser import screenshot

ATTACH = UPLOADS["attachment"]
PHOTO = corpus.saved(corpus.picture((1_600, 1_200)), "JPEG", exif=corpus.exif(6))
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def follow(tab: Tab, code: str) -> Tab:
    """To the form, with a code."""
    return tab.open().press("follow/open").press("follow/find", {"code": code}).press("follow/attach")


def send(tab: Tab, content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg", **fields: str) -> Tab:
    """Posts the form with a file, whatever its name and type."""
    data = dict(tab.pressed("follow/attached")) | fields
    head = {"sec-fetch-site": "same-origin"}
    return tab.show(tab.client.post(ATTACH, data=data, files={"file": (name, content, kind)}, headers=head))


def code_of(world_tab: Tab) -> str:
    return world_tab.open("employee").hand_in()


def shown(tab: Tab) -> bytes:
    """The picture on the page."""
    (source,) = tab.page.xpath("//p[@class='picture photo']/img/@src")
    kind, _, content = source.partition(";base64,")
    assert kind in ("data:image/jpeg", "data:image/png")
    return base64.b64decode(content)


@pytest.fixture
def code(demo: Tab) -> str:
    """The code of a report that was handed in."""
    return code_of(demo)


def test_without_a_login_a_reporter_adds_a_photo_and_looks_at_it(code: str, public: Tab) -> None:
    """Whatever the browser says of it; and nothing of the file is kept where somebody could find it again."""
    send(follow(public, code), PHOTO, "Jan Jansen thuis.exe", "application/x-msdownload")
    assert public.step == "follow/report-1" and "Bestand 1" in public.text
    public.press("follow/page")
    assert pages.is_plain(shown(public)) and "Jan Jansen" not in public.text
    assert not public.page.xpath("//img[@src[starts-with(., 'http')]] | //script")
    headers = public.response.headers
    assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "img-src 'self' data:" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "set-cookie" not in headers
    assert public.press("follow/back").step == "follow/report-1"


def test_a_refused_file_is_said_beside_the_field_and_the_text_stays(code: str, public: Tab) -> None:
    send(follow(public, code), b"MZ", note="Twee mannen.")
    assert public.error("file").endswith(words.text("mistakes.attach_kind", "nl"))
    assert public.field("note") == "Twee mannen."
    send(public, b"", note="Twee mannen.")
    assert words.text("mistakes.attach_missing", "nl") in public.error("file")
    assert send(public, PHOTO).step == "follow/report-1"


def test_a_file_over_the_limit_is_refused_in_words(code: str, public: Tab) -> None:
    send(follow(public, code), bytes(LARGER[ATTACH]))
    assert public.response.status_code == 413 and "Er past 15 MB" in public.text
    follow(public, code)
    send(public, b"\xff\xd8\xff" + bytes(pages.LARGEST))
    assert words.text("mistakes.attach_large", "nl", limit=15) in public.error("file")


def test_no_file_is_written_to_disk(code: str, public: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file would go to disk")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", refuse)
    send(follow(public, code), PHOTO + bytes(14_000_000))
    assert public.step == "follow/report-1"


def test_another_site_cannot_add_a_file(code: str, public: Tab) -> None:
    follow(public, code)
    data = dict(public.pressed("follow/attached"))
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        answer = public.client.post(ATTACH, data=data, files={"file": PHOTO}, headers=headers)
        assert answer.status_code == 403


def test_only_a_form_with_a_file_is_taken_there_and_it_opens_nothing_else(code: str, public: Tab) -> None:
    assert public.client.get(ATTACH).status_code == 405
    assert public.client.post(ATTACH, data={"_do": "follow/open"}).status_code == 400
    torn = {"content-type": "multipart/form-data; boundary=x"}
    assert public.client.post(ATTACH, content=b"--x\r\nnonsense", headers=torn).status_code in (400, 403)
    two = [("file", ("a", PHOTO)), ("file", ("b", PHOTO))]
    assert public.client.post(ATTACH, data={"_do": "follow/attached"}, files=two).status_code == 400
    for action in ("casework/attached", "people/check", "casework/show", "report/begin"):
        answer = public.client.post(ATTACH, data={"_do": action}, files={"file": PHOTO})
        assert answer.status_code == 403


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small world, served by `baken demo`."""
    made = Site(tmp_path_factory.mktemp("site"))
    with made.demo():
        yield made
    made.world.stop()


class Journey:
    """A reporter and a handler with files, in a real browser."""

    def __init__(self, page: Page, url: str, name: str, locale: str) -> None:
        self.page, self.name, self.locale = page, name, locale
        self.browsing = Browsing(page, url)

    def see(self, what: str) -> None:
        """No finding of axe, nothing that is cut off; a picture to look at."""
        assert found(self.page) == [] and not self.page.evaluate(WIDE)
        screenshot(self.page, f"attach-{what}-{self.name}")

    def add(self, content: bytes, kind: str, note: str = "") -> None:
        """Chooses a file and sends the form."""
        file: FilePayload = {"name": "Jan.bin", "mimeType": kind, "buffer": content}
        self.page.locator('input[type="file"]').set_input_files(file)
        if note:
            self.page.locator("textarea").fill(note)
        self.browsing.press(f"{self.browsing.step().partition('/')[0]}/attached")

    def look(self) -> tuple[int, int]:
        """How large the picture is that the browser drew."""
        image = self.page.locator(".picture img")
        image.wait_for()
        size: list[int] = image.evaluate("e => e.decode().then(() => [e.naturalWidth, e.naturalHeight])")
        return size[0], size[1]


@pytest.mark.parametrize(("locale", "width"), [("nl", 1280), ("en", 320)])
def test_a_reporter_adds_files_and_a_handler_looks_at_them(
    served: Site, chromium: Browser, locale: str, width: int
) -> None:
    asked: list[str] = []
    with chromium.new_context(viewport={"width": width, "height": 800}) as context:
        journey = Journey(context.new_page(), served.url, f"{locale}-{width}", locale)
        page, browsing = journey.page, journey.browsing
        page.on("request", lambda request: asked.append(request.url))
        browsing.open("employee", locale)
        number, code = browsing.hand_in()
        journey.see("receipt")
        browsing.press("follow/open")
        browsing.fill({"code": code})
        browsing.press("follow/find")
        browsing.press("follow/attach")
        journey.see("form")
        journey.add(b"PK\x03\x04", "application/zip", "Een brief.")
        journey.see("refused")
        journey.add(PHOTO, "image/jpeg")
        journey.see("added")
        browsing.press("follow/attach")
        journey.add(corpus.document(3), "application/pdf")
        browsing.press("follow/page")
        assert journey.look() == (1_200, 1_600)  # upright
        journey.see("page-of-reporter")
        browsing.open("handler", locale)
        browsing.open_report(number)
        journey.see("report")
        browsing.press("casework/page")
        for _ in range(2):
            page.locator('button[value^="casework/page"]').last.click()
        journey.look()
        page.locator('button[value^="casework/page"]').last.focus()
        page.keyboard.press("Enter")
        alt = words.text("attach.alt", locale, at=3, of=3, number=2)
        page.get_by_alt_text(alt, exact=True).wait_for()
        assert journey.look()[1] == 2_000
        journey.see("page-of-handler")
        page.locator(f'button[value="language/{"en" if locale == "nl" else "nl"}"]').click()
        page.get_by_alt_text(alt, exact=True).wait_for(state="detached")
        journey.look()
        browsing.press("casework/back")
        browsing.press("casework/attach")
        journey.see("form-of-handler")
        journey.add(PHOTO, "image/jpeg", "Archief.")
        journey.see("report-with-three")
    ours = re.compile(rf"^(data:|{re.escape(served.url)}/(\?|attach$|static/|reports|$))")
    assert [url[:80] for url in asked if not ours.match(url)] == []
