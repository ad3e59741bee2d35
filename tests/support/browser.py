"""Real headless Chromium: Debian's, an installed Chrome, or Playwright's own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import ROOT
from tests.support.lifeline import folder as own_folder

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
MISSING = (
    "no Chromium here; this adds it: sudo apt-get install chromium libatomic1"
    " (or, where that package is none: .venv/bin/playwright install chromium)"
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
SCREENSHOTS = ROOT / "tests" / "screenshots"


def chromium_path() -> Path | None:
    """The browser to use: $CHROMIUM, an installed one, the newest that Playwright brought, or none."""
    installed = [Path(found) for found in map(shutil.which, NAMES) if found]
    if chosen := os.environ.get("CHROMIUM"):
        return Path(chosen)
    if usable := [path for path in installed if not _is_snap(path)]:
        return usable[0]
    brought = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright").expanduser()
    return max(brought.glob("chromium-*/chrome-linux*/chrome"), default=None)


def _is_snap(path: Path) -> bool:
    """Whether this is Ubuntu's, which sees neither our folders nor us as root."""
    real = path.resolve()
    return "snap" in real.parts or b"/snap/" in real.read_bytes()[:10_000]


@contextmanager
def running_chromium() -> Iterator[Browser | None]:
    """A browser that reaches this machine alone, or None where there is no browser to be had."""
    path = chromium_path()
    if path is None:
        yield None
        return
    own = own_folder()  # before Playwright starts its own process, which is to carry our mark
    with sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, "TMPDIR": str(own)}
        environment.setdefault("HOME", "/tmp")
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS], env=environment)
        try:
            yield browser
        finally:
            browser.close()


def screenshot(page: Page, name: str) -> Path:
    """Save the whole page as tests/screenshots/<name>.png, a folder that is not committed."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
