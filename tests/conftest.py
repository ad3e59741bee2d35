"""Fixtures for all tests, and the rule that nothing is skipped in silence (on CI: nothing at all).

Every test pays for what this imports: what only some need is imported in the fixture that gives it.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.terminal import TerminalReporter

from bot.foundation import content_files, settings_file
from tests.support import MEMORY, TOGETHER
from tests.support.worlds import (  # noqa: F401  (fixtures)
    EACH,
    database_urls,
    known_at_once,
    own_postgres,
    postgres,
    postgres_original,
    postgres_url,
    postgres_world,
    solvers,
    sqlite_original,
    sqlite_world,
    world,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SETTINGS = ("BAKEN_", "SLACK_", "TEAMS_", "DATABASE_URL", "KEYS_DATABASE_URL")
ROOM = 3 * 2**30  # bytes of memory
MARKED_BY_FIXTURE = {
    "chromium": "browser",
    "page": "browser",
    "postgres": "postgresql",
    "postgres_url": "postgresql",
    "own_postgres": "postgresql",
    "libreoffice": "libreoffice",
    "node": "node",
}


@pytest.fixture(autouse=True)
def nothing_from_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting, .env or data folder of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings_file, "INSTALLED", tmp_path)


@pytest.fixture(scope="session", autouse=True)
def content_is_parsed_once() -> Iterator[None]:
    """A file of content that is read again by another test, and says the same, is not parsed again."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(content_files, "parsed", cache(content_files.parsed))
        yield


@pytest.fixture(autouse=True)
def reports_are_known_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that is marked `slots` has the usual moments."""
    if "slots" not in request.keywords:
        known_at_once(monkeypatch)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Headless Chromium.

    A module's and not the session's: while Playwright runs, asyncio.run does not work in this thread.
    """
    from tests.support import browser

    with browser.running_chromium() as running:
        if running is None:
            pytest.skip(browser.MISSING)
        yield running


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """An empty page in a Dutch browser without cookies, which gives up on an element after 10 seconds."""
    with chromium.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


@pytest.fixture
def libreoffice() -> Callable[[Path, str, Path], Path]:
    """`convert(source, to, folder)` of tests/support/office.py."""
    from tests.support import office

    if office.office_path() is None:
        pytest.skip(office.MISSING)
    return office.convert


@pytest.fixture
def node() -> Callable[[str, object], object]:
    """`run_script(script, value)` of tests/support/javascript.py."""
    from tests.support import javascript

    if not javascript.installed():
        pytest.skip(javascript.MISSING)
    return javascript.run_script


def pytest_configure(config: pytest.Config) -> None:
    """What is temporary is in memory where there is room: nobody misses a test's database after a power cut,
    and a commit on a disk waits for it some milliseconds. Processes of a run have a folder in common."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
    if not hasattr(config, "workerinput"):
        os.environ[TOGETHER] = tempfile.mkdtemp()
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(TOGETHER), ignore_errors=True))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked `both` has its world on SQLite and once more on PostgreSQL."""
    if "world" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both")
        metafunc.parametrize("world", EACH if both else EACH[:1], indirect=True)


def pytest_collection_finish() -> None:
    """What all tests share is not looked through for garbage, and what they make less often than usual."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it needs, so that `-m "not browser"` works without anyone keeping a list."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARKED_BY_FIXTURE:
                item.add_marker(MARKED_BY_FIXTURE[fixture])


def _skipped(config: pytest.Config) -> dict[str, int]:
    reporter: TerminalReporter | None = config.pluginmanager.get_plugin("terminalreporter")
    reasons: dict[str, int] = {}
    for report in reporter.stats.get("skipped", []) if reporter else []:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    return reasons


def _on_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1"}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a skipped test is a failed run."""
    if _on_ci() and _skipped(session.config) and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: TerminalReporter, config: pytest.Config
) -> Generator[None, None, None]:
    """Say loudly, as the last thing, what was not tested and what would make it so."""
    yield
    reasons = _skipped(config)
    if not reasons:
        return
    terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
    for reason, count in reasons.items():
        terminalreporter.line(f"{count} tests: {reason.removeprefix('Skipped: ')}", red=True)
    if _on_ci():
        terminalreporter.line("On CI nothing may be skipped, so this run has failed.", red=True)
