"""Makes the pictures of the running bot in docs/images: python -m tests.support.pictures"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.handlers.web.browsing import Browsing
from tests.support import ROOT
from tests.support.browser import MISSING, running_chromium
from tests.support.lifeline import folder as own_folder
from tests.support.servers import free_port, running_server

FOLDER = ROOT / "docs" / "images"
DESKTOP, PHONE = (900, 700), (390, 844)  # pixels
QUESTION = {"nl": "Weet je nog hoe laat de man langskomt?", "en": "Do you remember when the man comes by?"}


def make(browser: Browser, url: str, locale: str) -> None:
    """Hands a report in on a phone, answers it at a desk, and takes a picture at each stop."""

    def take(tab: Browsing, name: str) -> None:
        suffix = "" if locale == "nl" else f"-{locale}"
        tab.page.screenshot(path=FOLDER / f"{name}{suffix}.png", full_page=True)

    phone, desk = (_tab(browser, url, size) for size in (PHONE, DESKTOP))
    desk.open(locale=locale)
    take(desk, "choose")
    desk.open("employee", locale)
    desk.press("report/begin")
    take(desk, "report-start")
    phone.open("employee", locale)
    phone.answer_until("review")
    phone.press("report/send")
    take(phone, "receipt")
    number, code = phone.receipt()
    desk.open("coordinator", locale)
    desk.open_report(number)
    desk.press("casework/form/question")
    desk.fill({"message": QUESTION[locale]})
    desk.press("casework/save")
    take(desk, "casework")
    phone.open("employee", locale)
    phone.press("follow/open")
    phone.fill({"code": code})
    phone.press("follow/find")
    take(phone, "follow")


def _tab(browser: Browser, url: str, size: tuple[int, int]) -> Browsing:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    return Browsing(context.new_page(), url)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="pictures-", dir=own_folder()) as folder,
        running_chromium() as browser,
    ):
        if browser is None:
            raise SystemExit(MISSING)
        port = free_port()
        command = ["-m", "handlers.cli", "demo", "--port", str(port), "--data", str(Path(folder, "demo"))]
        with running_server(command, port=port, seconds=120) as server:
            for locale in ("nl", "en"):
                make(browser, server.url, locale)


if __name__ == "__main__":
    main()
