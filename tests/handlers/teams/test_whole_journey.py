"""One report in a Teams-like client in a real browser, from the first dialog to the figures that stay."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import update

from bot.foundation import words
from storage.db import open_engine, unit
from storage.masters import new_master
from storage.tables.reports import Report
from tests.support import javascript
from tests.support.browser import screenshot
from tests.support.servers import running_server, server_environment
from tests.support.teams_playground import CLI, TENANT, Client, email, running_playground, speaking
from tests.support.worlds import DatabaseUrls, sqlite_urls

SECRET = "Elke nacht wordt er koper geladen achter loods 7."
QUESTION, ANSWER = "Zag je een kenteken?", "Ja: 00-XX-00"
WHY = "Dit is groter dan onze gemeente."
FACT = "Er staat niemand op dit adres."

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture
def databases(locale: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrls]:
    """SQLite for the journey in Dutch, PostgreSQL for the one in English."""
    if locale == "nl":
        yield sqlite_urls(tmp_path)
        return
    server = request.getfixturevalue("postgres")
    with server.fresh_database() as main, server.fresh_database() as keys:
        yield DatabaseUrls(main, keys)


@pytest.fixture
def settings(databases: DatabaseUrls) -> dict[str, str]:
    """Those of a municipality that knows the coordinator's e-mail address."""
    return {
        "DATABASE_URL": databases.main,
        "KEYS_DATABASE_URL": databases.keys,
        "BAKEN_MASTER_KEYS": new_master(),
        "BAKEN_ORGANISATION": "Voorbeeldstad",
        "BAKEN_COORDINATORS": email("megan"),
        "TEAMS_UNAUTHENTICATED": "loopback",
        "TEAMS_TENANT_ID": TENANT,
    }


class Person:
    """Somebody in the client, who reads and presses what Baken says in their language."""

    def __init__(self, client: Client, locale: str) -> None:
        self.client, self.locale = client, locale

    def words(self, key: str) -> str:
        """What Baken says, up to the first thing that it fills in."""
        return words.text(key, self.locale).partition("%{")[0].strip()

    def sees(self, key: str) -> None:
        self.client.sees(self.words(key))

    def press(self, key: str) -> None:
        self.client.press(self.words(key))

    def choose(self, key: str) -> None:
        self.client.choose(self.words(key))

    def fill(self, key: str, text: str) -> None:
        self.client.dialog.get_by_role("textbox", name=self.words(key)).fill(text)

    def picture(self, name: str) -> None:
        screenshot(self.client.page, f"teams-{name}-{self.locale}")

    def gets(self, key: str, number: int, locale: str = "") -> None:
        """Waits for so many cards that say this. One that comes closes an open dialog."""
        said = words.text(key, locale or self.locale).partition("%{")[0]
        cards = self.client.page.locator(".ac-adaptiveCard").filter(has_text=said)
        expect(cards).to_have_count(number, timeout=30_000)


@pytest.mark.parametrize("locale", ["nl", pytest.param("en", marks=pytest.mark.postgresql)])
def test_a_report_is_handed_in_answered_weighed_told_of_and_destroyed_and_its_figures_stay(
    locale: str, databases: DatabaseUrls, settings: dict[str, str], chromium: Browser, tmp_path: Path
) -> None:
    if not CLI.exists():
        pytest.skip(javascript.MISSING)
    words.load()
    with ExitStack() as stack:
        server = stack.enter_context(running_server(["-m", "handlers.cli", "serve"], settings))
        endpoint = stack.enter_context(speaking(f"{locale}-NL", f"{server.url}/api/messages"))
        alex, megan = (
            Person(Client(chromium, stack.enter_context(running_playground(endpoint, who))), locale)
            for who in ("alex", "megan")
        )
        alex.gets("menu.text", 1)  # the welcome
        # recognised by the e-mail address in the settings
        megan.client.card(megan.words("menu.actions.casework")).wait_for()
        alex.picture("welcome")
        code = report(alex)
        megan.gets("notices.new_report.text", 1, "nl")  # of whose language the directory knows nothing
        megan.picture("notice")
        ask(megan)
        alex.gets("notices.waiting.text", 1)
        answer(alex, code)
        megan.gets("notices.reporter_wrote.text", 1, "nl")
        weigh(megan)
        meet(megan)
        megan.press("review.actions.open")
        pass_on(megan)
        close(megan)
        alex.gets("notices.waiting.text", 2)
        follow(alex, code)
        for one in (alex, megan):
            said = one.client.page.locator("body").inner_text()
            assert not any(text in said for text in (SECRET, code, QUESTION, ANSWER, WHY, FACT))
        figures = destroyed(databases, settings, tmp_path)
        assert ("outcomes", "riec", 1) in figures and ("summary", "decided", 1) in figures
        look_up(alex, code)
        alex.sees("mistakes.code_unknown")


def report(me: Person) -> str:
    """From the action command to the receipt and past its gate; gives the code."""
    story = "report.questions.story.label"
    me.client.command("report")
    me.sees("report.steps.start.title")
    me.picture("start")
    me.press("report.actions.next")  # nothing chosen yet
    me.sees("mistakes.choice_missing")
    me.picture("error")
    for choice in ("kind.options.signal", "identity.options.confidential"):
        me.choose(f"report.questions.{choice}")
        me.press("report.actions.next")
    me.choose("report.themes.drugs")
    me.press("report.actions.next")
    me.sees("report.examples.title")
    me.fill(story, SECRET)
    me.press("report.actions.back")
    me.sees("report.steps.theme.title")
    me.press("report.actions.next")
    expect(me.client.dialog.get_by_label(me.words(story))).to_have_value(SECRET)
    for step in ("story", "circumstances", "involved", "safety"):
        me.picture(step)
        before = me.client.dialog.inner_text()
        me.press("report.actions.next")
        expect(me.client.dialog).not_to_have_text(before, use_inner_text=True)
    me.client.sees(SECRET)
    me.picture("review")
    me.press("report.actions.send")
    me.sees("report.steps.receipt.title")
    me.picture("receipt")
    found = re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", me.client.dialog.inner_text())
    assert found
    me.choose("report.questions.kept.options.kept")
    me.press("report.actions.keep")
    me.sees("report.steps.done_named.title")
    me.picture("done")
    me.client.close()
    return found[0]


def ask(me: Person) -> None:
    """Opens the report from the list, and asks its reporter something."""
    opened(me)
    me.client.sees(SECRET)
    me.picture("casework")
    me.press("casework.actions.question")
    me.fill("casework.questions.message.label", QUESTION)
    me.press("casework.actions.save_question")
    me.client.sees(QUESTION)
    me.client.close()


def opened(me: Person) -> None:
    """From the menu to the only report."""
    me.client.command("menu")
    me.press("menu.actions.casework")
    me.client.dialog.get_by_role("button", name=me.words("casework.actions.open"), exact=True).wait_for()
    me.picture("list")
    me.press("casework.actions.open")


def answer(me: Person, code: str) -> None:
    """The reporter reads the question, and answers."""
    look_up(me, code)
    me.client.sees(QUESTION)
    me.fill("follow.questions.addition.label", ANSWER)
    me.press("follow.actions.add")
    expect(me.client.dialog.get_by_role("textbox")).to_have_value("")
    me.client.sees(ANSWER)
    me.picture("answered")
    me.client.close()


def look_up(me: Person, code: str) -> None:
    """Asks for a report by its code."""
    me.client.command("menu")
    me.press("menu.actions.look_up")
    me.fill("follow.questions.code.label", code)
    me.picture("code")
    me.press("follow.actions.find")


def weigh(me: Person) -> None:
    """The answer is read; the three weighings of the intake, and a fact with its source."""
    opened(me)
    me.client.sees(ANSWER)
    me.press("deciding.actions.decide")
    me.client.dialog.get_by_text(me.words("deciding.questions.roots.options.business")).click()
    me.choose("deciding.choices.signal.yes.name")
    me.picture("signal")
    me.press("deciding.actions.decided")
    for at, choice in (("task", "choices.task.ours.name"), ("ground", "grounds.premises.name")):
        me.sees(f"deciding.steps.{at}.title")
        me.press("deciding.actions.decide")
        me.choose(f"deciding.{choice}")
        me.picture(at)
        me.press("deciding.actions.decided")
    me.sees("deciding.steps.weight.title")
    me.press("deciding.actions.note")
    me.fill("deciding.questions.note.label", FACT)
    me.choose("deciding.questions.source.options.registry")
    me.choose("deciding.grounds.registry.name")
    me.picture("note")
    me.press("deciding.actions.noted")
    me.client.sees(FACT)
    me.picture("file")


def meet(me: Person) -> None:
    """A review meeting in which the RIEC is asked to take the lead."""
    me.press("casework.actions.list")
    me.press("review.actions.meetings")
    me.press("review.actions.begin")
    me.picture("meeting-plan")
    me.press("review.actions.next")
    me.client.dialog.get_by_role("button", name=me.words("review.actions.choose"), exact=True).wait_for()
    me.picture("agenda")
    me.press("review.actions.choose")
    me.sees("review.agenda")
    me.picture("meeting")
    me.press("review.actions.take")
    me.choose("deciding.choices.weight.riec.name")
    me.picture("meeting-decide")
    me.press("review.actions.taken")
    me.sees("deciding.mistakes.why_missing")
    me.client.dialog.get_by_label(re.compile(me.words("review.said"))).fill(WHY)
    me.press("review.actions.taken")
    me.sees("review.agenda")


def pass_on(me: Person) -> None:
    """To the RIEC; there is no file in chat."""
    me.press("forwarding.actions.forward")
    me.picture("forward")
    me.choose("forwarding.questions.to.options.riec")
    me.fill("forwarding.questions.name.label", "RIEC Verzonnen")
    me.press("forwarding.actions.look")
    me.sees("forwarding.steps.preview.text")
    me.picture("forward-preview")
    me.press("forwarding.actions.send")
    me.sees("forwarding.on_web")
    me.picture("forwarded")
    me.press("forwarding.actions.back")
    me.client.sees("RIEC Verzonnen")


def close(me: Person) -> None:
    """With the ready words for this result."""
    me.press("deciding.actions.decide")
    message = me.client.dialog.get_by_label(me.words("casework.questions.message.label"))
    expect(message).to_have_value(re.compile(".* RIEC"))
    me.picture("result")
    me.press("casework.actions.save_result")
    me.client.sees(words.text("casework.kept", me.locale).partition("%{day}")[2].strip())
    me.picture("closed")
    me.client.close()
    expect(me.client.page.get_by_role("dialog")).to_have_count(0)


def follow(me: Person, code: str) -> None:
    """Reads the result by the code, and says once how it was."""
    look_up(me, code)
    me.client.sees(QUESTION)
    me.client.dialog.get_by_text(re.compile("RIEC")).first.wait_for()
    me.picture("follow")
    me.press("follow.satisfaction.answers.yes")
    me.sees("follow.rated")
    expect(me.client.dialog.get_by_text(me.words("follow.satisfaction.title"))).to_have_count(0)
    me.client.close()


def destroyed(
    databases: DatabaseUrls, settings: dict[str, str], folder: Path
) -> set[tuple[str, str, object]]:
    """The time of the report is over, and it is destroyed; gives figures, which are those of before."""
    before = exported(settings, folder / "before.json")
    engine, today = open_engine(databases.main), datetime.now(UTC).date()
    with unit(engine) as session:  # instead of five years
        over: dict[str, date] = {"keep_until": today - timedelta(1), "warned_on": today - timedelta(20)}
        session.exec(update(Report).values(**over))
    engine.dispose()
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
