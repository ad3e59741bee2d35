"""The real server, talked to by a Teams-like client in a real browser."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from storage.masters import new_master
from tests.support import javascript
from tests.support.browser import screenshot
from tests.support.servers import RunningServer, running_server, server_environment
from tests.support.teams_playground import CLI, TENANT, Client, email, running_playground, speaking

SECRET = "Elke nacht wordt er koper geladen achter loods 7."

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


def test_a_report_is_handed_in_answered_followed_and_destroyed_and_its_figures_stay(
    server: RunningServer, settings: dict[str, str], chromium: Browser, tmp_path: Path
) -> None:
    endpoint = f"{server.url}/api/messages"
    with ExitStack() as stack:
        dutch = stack.enter_context(speaking("nl-NL", endpoint))
        alex = Client(chromium, stack.enter_context(running_playground(dutch, "alex")))
        megan = Client(chromium, stack.enter_context(running_playground(endpoint, "megan")))
        alex.card("Dit is het meldpunt").wait_for()  # the welcome
        megan.card("Handle reports").wait_for()  # recognised by the e-mail address in the settings
        screenshot(alex.page, "teams-welcome-nl")

        code = report(alex, "Vertrouwelijk")

        megan.card("Er is een nieuwe melding").wait_for()
        screenshot(megan.page, "teams-notice-nl")
        megan.command("menu")
        megan.press("Handle reports")
        megan.sees("First answer by")
        screenshot(megan.page, "teams-list-en")
        megan.press("Open")
        megan.sees(SECRET)
        screenshot(megan.page, "teams-casework-en")
        megan.press("Give an answer")
        megan.fill("Your message", "Dank je. We gaan kijken.")
        megan.press("Send the answer")
        megan.sees("We gaan kijken")
        told = alex.page.locator(".ac-adaptiveCard").filter(has_text="Er staat iets voor je klaar")
        expect(told).to_have_count(1, timeout=30_000)  # the answer
        weigh(megan)
        meet(megan)
        megan.press("Open")
        pass_on(megan)
        megan.press("Decide")
        expect(megan.dialog.get_by_label("Your message")).to_have_value(
            re.compile("onze partners in het RIEC")
        )
        screenshot(megan.page, "teams-result-en")
        megan.press("Send and close")
        megan.sees("then the report is destroyed")
        screenshot(megan.page, "teams-closed-en")
        megan.close()
        expect(megan.page.get_by_role("dialog")).to_have_count(0)

        expect(told).to_have_count(2, timeout=30_000)  # the result; a card that comes closes an open dialog
        follow(alex, code)
        for client in (alex, megan):
            said = client.page.locator("body").inner_text()
            assert SECRET not in said and code not in said and "We gaan kijken" not in said
        figures = destroyed(settings, tmp_path)
        assert ("outcomes", "riec", 1) in figures and ("summary", "decided", 1) in figures
        alex.command("menu")
        alex.press("Volgen met je code")
        alex.fill("Jouw code", code)
        alex.press("Zoeken")
        alex.sees("Deze code kennen we niet")


def report(me: Client, identity: str) -> str:
    """From the action command to the receipt and past its gate; gives the code."""
    me.command("report")
    me.sees("Iets melden")
    screenshot(me.page, "teams-start-nl")
    me.press("Verder")  # nothing chosen yet
    me.sees("Kies hier nog een antwoord")
    screenshot(me.page, "teams-error-nl")
    me.choose("Ik zag of hoorde iets wat niet klopt")
    me.press("Verder")
    me.choose(identity)
    me.press("Verder")
    me.choose("Drugs")
    me.press("Verder")
    me.sees("Herken je dit")
    me.fill("Wat zag, hoorde of merkte je?", SECRET)
    screenshot(me.page, "teams-story-nl")
    me.press("Terug")
    me.sees("Waar gaat het over")
    me.press("Verder")
    expect(me.dialog.get_by_label("Wat zag, hoorde of merkte je?")).to_have_value(SECRET)
    for step in ("story", "circumstances", "involved", "safety"):
        screenshot(me.page, f"teams-{step}-nl")
        before = me.dialog.inner_text()
        me.press("Verder")
        expect(me.dialog).not_to_have_text(before, use_inner_text=True)
    me.sees(SECRET)
    screenshot(me.page, "teams-review-nl")
    me.press("Versturen")
    me.sees("Bewaar je code")
    screenshot(me.page, "teams-receipt-nl")
    found = re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", me.dialog.inner_text())
    assert found
    me.choose("Ja, ik heb de code bewaard")
    me.press("Klaar")
    me.sees("Dank je wel")
    screenshot(me.page, "teams-done-nl")
    me.close()
    return found[0]


def weigh(me: Client) -> None:
    """The three weighings of the intake, and a fact with its source."""
    me.press("Decide")
    screenshot(me.page, "teams-signal-en")
    me.dialog.get_by_text("It runs through a company, building or site here").click()
    me.choose("Yes")
    screenshot(me.page, "teams-signal-en")
    me.press("Save decision")
    me.sees("Weighing 2A")
    me.press("Decide")
    me.choose("The municipality's")
    me.press("Save decision")
    me.sees("Weighing 2B")
    me.press("Decide")
    screenshot(me.page, "teams-ground-en")
    me.choose("Drugs on premises (Opiumwet, article 13b)")
    me.press("Save decision")
    me.sees("Weighing 3")
    me.press("Make a note")
    me.fill("Your note", "Er staat niemand op dit adres.")
    me.choose("Register of persons (BRP)")
    me.choose("Registered address (Wet BRP)")
    screenshot(me.page, "teams-note-en")
    me.press("Save note")
    me.sees("Er staat niemand op dit adres.")
    screenshot(me.page, "teams-file-en")


def meet(me: Client) -> None:
    """A review meeting in which the RIEC is asked to take the lead."""
    me.press("Back to the list")
    me.press("Review meetings")
    me.press("Plan a meeting")
    screenshot(me.page, "teams-meeting-plan-en")
    me.press("To the agenda")
    me.sees("Which reports do you discuss?")
    screenshot(me.page, "teams-agenda-en")
    me.press("Set the agenda")
    me.sees("On the agenda")
    screenshot(me.page, "teams-meeting-en")
    me.press("Note decisions")
    me.choose("The RIEC takes the lead")
    screenshot(me.page, "teams-meeting-decide-en")
    me.press("Save")
    me.sees("Write shortly why")
    me.dialog.get_by_label(re.compile("What was said about")).fill("Dit is groter dan onze gemeente.")
    me.press("Save")
    me.sees("On the agenda")


def pass_on(me: Client) -> None:
    """To the RIEC; there is no file in chat."""
    me.press("Pass on")
    screenshot(me.page, "teams-forward-en")
    me.choose("RIEC")
    me.fill("What is the organisation called, or who gets it there?", "RIEC Verzonnen")
    me.press("See what goes")
    me.sees("Exactly this is in the form")
    screenshot(me.page, "teams-forward-preview-en")
    me.press("Write it down")
    me.sees("on the web")
    screenshot(me.page, "teams-forwarded-en")
    me.press("Back")
    me.sees("Passed on to RIEC Verzonnen")


def follow(me: Client, code: str) -> None:
    """Looks the report up by its code."""
    me.command("menu")
    me.press("Volgen met je code")
    me.fill("Jouw code", code)
    screenshot(me.page, "teams-code-nl")
    me.press("Zoeken")
    me.sees("We gaan kijken")
    me.sees("onze partners in het RIEC")
    screenshot(me.page, "teams-follow-nl")
    me.press("Tevreden: ja")
    me.sees("Dank je wel")
    expect(me.dialog.get_by_text("Hoe vond je het?")).to_have_count(0)
    me.close()


def destroyed(settings: dict[str, str], folder: Path) -> set[tuple[str, str, object]]:
    """The time of the report is over, and it is destroyed; gives figures, which are those of before."""
    before = exported(settings, folder / "before.json")
    with sqlite3.connect(folder / "baken.db") as database:  # instead of five years
        kept = "keep_until = date('now', '-1 day'), warned_on = date('now', '-20 days')"
        database.execute(f"UPDATE report SET {kept}")
    database.close()
    run(settings, "retention", "run")  # or the server did, by itself
    assert exported(settings, folder / "after.json") == before
    return before


def exported(settings: dict[str, str], path: Path) -> set[tuple[str, str, object]]:
    """The coordinator's figures of this half-year: sheet, line and number."""
    now = datetime.now(UTC)
    half = f"{now.year}-H{1 + (now.month > 6)}"
    who = ("--person", "1", "--edition", "internal")
    run(settings, "export", "--period", half, *who, "--format", "json", "--out", str(path))
    told = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {(one["sheet_code"], one["line_code"], one["value"]) for one in told}


def run(settings: dict[str, str], *command: str) -> str:
    """What a command of `baken` says, on what the server serves."""
    whole = [sys.executable, "-m", "handlers.cli", *command]
    done = subprocess.run(whole, env=server_environment(settings), capture_output=True, text=True, check=True)
    return done.stdout


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
