"""Fixtures for all tests, and the rule that nothing is skipped in silence (on CI: nothing at all)."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.terminal import TerminalReporter
from hypothesis import settings
from playwright.sync_api import Browser, Page

from bot.foundation import settings_file
from bot.messages import working_time
from tests.support import browser, javascript, office
from tests.support.postgres import Postgres, running_postgres
from tests.support.world import (  # noqa: F401  (fixtures)
    postgres_original,
    postgres_world,
    sqlite_original,
    sqlite_world,
    world,
)

settings.register_profile("baken", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("baken")

SETTINGS = ("BAKEN_", "SLACK_", "TEAMS_", "DATABASE_URL", "KEYS_DATABASE_URL")
MARKED_BY_FIXTURE = {
    "chromium": "browser",
    "page": "browser",
    "postgres": "postgresql",
    "postgres_url": "postgresql",
    "own_postgres": "postgresql",
    "libreoffice": "libreoffice",
    "node": "node",
}


class DatabaseUrls(NamedTuple):
    """SQLAlchemy addresses of two empty databases: the main one and that of the keys."""

    main: str
    keys: str


@pytest.fixture(autouse=True)
def nothing_from_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting, .env or data folder of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings_file, "INSTALLED", tmp_path)


@pytest.fixture(autouse=True)
def reports_are_known_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a story of handlers needs no waiting. A test that is marked `slots` has the usual moments."""
    if "slots" not in request.keywords:
        monkeypatch.setattr(working_time, "USUAL", replace(working_time.USUAL, reports_read_at=()))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server that this test process shares."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of the test's own, to stop and start again."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database."""
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrls]:
    """Fresh, empty databases: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield DatabaseUrls(f"sqlite:///{tmp_path}/baken.db", f"sqlite:///{tmp_path}/keys.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    with ExitStack() as stack:
        yield DatabaseUrls(*(stack.enter_context(server.fresh_database()) for _ in range(2)))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium.

    A module's and not the session's: while Playwright runs, asyncio.run does not work in this thread.
    """
    with browser.running_chromium() as running:
        if running is None:
            pytest.skip(browser.MISSING)
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page in a Dutch browser without cookies, which gives up on an element after 10 seconds."""
    with chromium.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(10_000)
        yield context.new_page()


@pytest.fixture
def libreoffice() -> Callable[[Path, str, Path], Path]:
    """`convert(source, to, folder)` of tests/support/office.py."""
    if office.office_path() is None:
        pytest.skip(office.MISSING)
    return office.convert


@pytest.fixture
def node() -> Callable[[str, object], object]:
    """`run_script(script, value)` of tests/support/javascript.py."""
    if not javascript.installed():
        pytest.skip(javascript.MISSING)
    return javascript.run_script


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
