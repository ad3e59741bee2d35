"""The real server, talked to by a Teams-like client in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from storage.masters import new_master
from tests.support import javascript
from tests.support.browser import screenshot
from tests.support.servers import RunningServer, running_server
from tests.support.teams_playground import CLI, TENANT, Client, email, running_playground

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """Those of a municipality on SQLite that knows the coordinator's e-mail address."""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path}/baken.db",
        "KEYS_DATABASE_URL": f"sqlite:///{tmp_path}/keys.db",
        "BAKEN_MASTER_KEYS": new_master(),
        "BAKEN_ORGANISATION": "Voorbeeldstad",
        "BAKEN_COORDINATORS": email("megan"),
        "TEAMS_UNAUTHENTICATED": "loopback",
        "TEAMS_TENANT_ID": TENANT,
    }


@pytest.fixture
def server(settings: dict[str, str]) -> Iterator[RunningServer]:
    """`baken serve`, which believes whoever is on this machine."""
    if not CLI.exists():
        pytest.skip(javascript.MISSING)
    with running_server(["-m", "handlers.cli", "serve"], settings) as running:
        yield running


def test_hoi_gives_the_menu_which_explains_itself_in_place(server: RunningServer, chromium: Browser) -> None:
    with running_playground(f"{server.url}/api/messages", "alex") as url:
        alex = Client(chromium, url)
        alex.card("This is the reporting point").wait_for()
        alex.say("hoi")
        expect(alex.page.locator(".ac-adaptiveCard").filter(has_text="reporting point")).to_have_count(2)
        alex.say("Ik zag iets")
        alex.card("Baken does not read what you type here").wait_for()
        alex.card("This is the reporting point").get_by_role("button", name="How does it work?").click()
        alex.card("How does Baken work?").wait_for()
        screenshot(alex.page, "teams-about-en")


def test_it_is_fine_on_a_phones_width(server: RunningServer, chromium: Browser) -> None:
    with running_playground(f"{server.url}/api/messages", "alex") as url:
        alex = Client(chromium, url)
        alex.command("report")
        alex.sees("Step 1 of")
        alex.page.set_viewport_size({"width": 390, "height": 844})
        alex.page.wait_for_timeout(500)
        card = alex.dialog.locator(".ac-adaptiveCard")
        screenshot(alex.page, "teams-phone-en")
        box = card.bounding_box()
        assert box and box["width"] <= 390
        assert card.evaluate("card => card.scrollWidth - card.clientWidth") <= 1
