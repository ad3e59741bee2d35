"""A file of staff in a modal: fetched with the bot's token, from Slack alone, and never more than fits."""

import logging
import threading
from typing import Any

import pytest

from bot.tabular.reader import Table
from handlers import apart
from handlers.limits import LARGEST
from handlers.slack import conversation, uploads
from storage import people
from tests.bot.directory.files import lines
from tests.support.patience import until
from tests.support.slack import Somebody
from tests.support.slack_api import Refusal
from tests.support.slack_town import Town

STAFF = lines("Nieuwe Collega;nieuw@voorbeeldstad.example;Wmo;;;;;")


def at_the_upload(town: Town) -> Somebody:
    """The coordinator, with the modal open that asks for the file."""
    me = town.somebody("coordinator")
    me.write()
    me.press_in(town.messages("coordinator")[-1], "menu/coordinate")
    me.press("people/open")
    me.press("people/upload")
    assert me.step == "people.upload"
    return me


def known(town: Town) -> bool:
    with town.world.reading() as session:
        home = town.world.organisation.id
        return people.by_email(session, home, "nieuw@voorbeeldstad.example") is not None


@pytest.mark.both
def test_a_file_of_staff_is_checked_and_taken_over_in_slack(town: Town) -> None:
    me = at_the_upload(town)
    assert "Verwijder het daar zelf" in me.seen()
    me.submit(file=town.slack.put("staf.csv", STAFF))
    assert me.step == "people.checked" and not known(town)
    assert town.slack.downloads == ["Bearer xoxb-test"]
    me.submit()
    assert me.step == "people.done" and known(town)


def test_a_file_that_slack_tells_little_of_is_asked_for(sqlite_town: Town) -> None:
    me, slack = at_the_upload(sqlite_town), sqlite_town.slack
    whole = slack.put("staf.csv", STAFF)
    slack.known_files[whole["id"]] = whole
    me.submit(file={"id": whole["id"], "file_access": "check_file_info"})
    assert me.step == "people.checked"


def test_a_file_that_cannot_be_read_is_said_beside_the_field(sqlite_town: Town) -> None:
    me = at_the_upload(sqlite_town)
    me.submit(file=sqlite_town.slack.put("staf.csv", b"\x00\x01\x02"))
    assert me.step == "people.upload" and me.errors.keys() == {"file"}


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large_is_not_fetched_to_its_end(sqlite_town: Town, announced: bool) -> None:
    me = at_the_upload(sqlite_town)
    file = sqlite_town.slack.put("staf.csv", b"x" * (LARGEST + 1))
    me.submit(file=file if announced else {**file, "size": 5})
    assert "te groot" in me.errors["file"] and me.step == "people.upload"
    assert len(sqlite_town.slack.downloads) == (0 if announced else 1)


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.elsewhere.example/f",
        "https://elsewhere.example/files.slack.com",
        "http://files.slack.com/f",
        "https://files.slack.com@elsewhere.example/f",
        "",
    ],
)
def test_the_token_goes_to_slack_alone(sqlite_town: Town, url: str) -> None:
    me = at_the_upload(sqlite_town)
    me.submit(file={"id": "F404", "size": 5, "url_private_download": url})
    assert "niet bij Slack ophalen" in me.errors["file"] and sqlite_town.slack.downloads == []


@pytest.mark.parametrize(
    ("url", "base", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", "https://slack.com/api/", True),
        ("https://slack.com/files", "https://slack.com/api/", False),
        ("http://127.0.0.1:9/files", "http://127.0.0.1:9/api/", True),
        ("http://127.0.0.1:8/files", "http://127.0.0.1:9/api/", False),
    ],
)
def test_what_counts_as_slack(url: str, base: str, ours: bool) -> None:
    assert uploads._is_slacks(url, base) is ours


def test_without_the_scope_slack_gives_a_page_and_baken_says_so(sqlite_town: Town) -> None:
    me = at_the_upload(sqlite_town)
    me.submit(file=sqlite_town.slack.put("staf.csv", b"<html>log in</html>", "text/html"))
    assert "niet bij Slack ophalen" in me.errors["file"]


def test_slack_out_of_reach_loses_nothing_and_logs_no_address(
    sqlite_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    me = at_the_upload(sqlite_town)
    sqlite_town.slack.refuse("files.info", Refusal(error="missing_scope"))
    with caplog.at_level(logging.DEBUG):
        me.submit(file={"id": "F0SECRET"})
    assert "niet bij Slack ophalen" in me.errors["file"] and me.step == "people.upload"
    assert "F0SECRET" not in caplog.text and "missing_scope" in caplog.text


def test_nobody_else_can_bring_a_file(sqlite_town: Town) -> None:
    """A forged modal of somebody without the role: what they bring is not read."""
    me = at_the_upload(sqlite_town)
    payload: dict[str, Any] = me.fill(file=sqlite_town.slack.put("staf.csv", STAFF)).submission()
    other = sqlite_town.somebody("employee")
    answer = other.interact(payload)
    assert "Je rol staat dit niet toe" in answer.body.decode() or "Dit mag je niet doen" in str(answer.json)
    assert not known(sqlite_town)


@pytest.mark.parametrize("good", [True, False])
def test_a_file_that_takes_long_is_said_to_be_read_and_shown_when_it_is(
    good: bool, sqlite_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, read = threading.Event(), apart.read

    def held(content: bytes, longest: int) -> Table:
        go_on.wait(20)
        return read(content, longest)

    monkeypatch.setattr(apart, "read", held)
    monkeypatch.setattr(conversation, "SOON", 0.1)
    monkeypatch.setattr(conversation, "AFTER_THE_ANSWER", 0.0)
    me = at_the_upload(sqlite_town)
    me.submit(file=sqlite_town.slack.put("staf.csv", STAFF if good else b"\x00\x01"))
    assert "We lezen je bestand" in me.seen()
    go_on.set()
    until(lambda: "We lezen je bestand" not in me.seen())
    assert me.step == ("people.checked" if good else "people.upload")
    assert good or "kunnen we niet lezen" in me.seen()
