"""The way out: what is brought is a sentence; what cannot be brought is tried again, or never."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from bot.files.orders import XLSX, Made
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import FileOrder, Note, Picture, Screen
from bot.messages.courier import Address, CannotDeliver
from bot.screens import pictures
from handlers.export import ExportFailed
from handlers.slack.render import Confidential
from handlers.slack.send import SlackCourier
from storage.tables.delivery import Delivery
from tests.handlers.slack.journeys import count, hand_in
from tests.support import sending
from tests.support.slack_api import Refusal, SlackServer
from tests.support.slack_town import Town, settings_for
from tests.support.world import TEAM, World, slack_id

NOTICE = Screen("notice", "new_report", "Nieuw", (Note("Er is iets."),), confidential=False)
TO = Address("slack", TEAM, slack_id("coordinator"))
ORDER = FileOrder("account", "2026-01-01/2026-06-30", 1, "nl")


@pytest.fixture
def courier(sqlite_world: World, slack: SlackServer) -> SlackCourier:
    slack.add(TO.user, "Coördinator Een")
    return SlackCourier(settings_for(sqlite_world, slack), made)


def made(_: FileOrder) -> Made:
    """A file, in no time."""
    return Made("verantwoording é.xlsx", XLSX, b"PK workbook")


def test_a_notice_arrives_in_the_direct_message(courier: SlackCourier, slack: SlackServer) -> None:
    sending.bring(courier, TO, NOTICE)
    (message,) = slack.messages
    assert message["channel"] == TO.user and message["text"] == "Nieuw\nEr is iets."


def test_nothing_confidential_is_ever_sent(courier: SlackCourier, slack: SlackServer) -> None:
    with pytest.raises(Confidential):
        sending.bring(courier, TO, Screen("report", "receipt", "Je code", (Note("ABCD"),)))
    assert slack.calls == []


@pytest.mark.parametrize(
    ("refusal", "never", "wait"),
    [
        (Refusal("ratelimited", 429, retry_after=17), False, 17),
        (Refusal("user_not_found"), True, 0),
        (Refusal("channel_not_found"), True, 0),
        (Refusal("user_disabled"), True, 0),
        (Refusal("account_inactive"), False, 0),
        (Refusal("invalid_auth"), False, 0),
        (Refusal("fatal_error"), False, 0),
        (Refusal(status=503), False, 0),
        (Refusal(status=302), False, 0),
    ],
)
def test_slacks_refusal_says_whether_and_when_to_try_again(
    courier: SlackCourier, slack: SlackServer, refusal: Refusal, never: bool, wait: float
) -> None:
    slack.refuse("chat.postMessage", refusal)
    with pytest.raises(CannotDeliver) as failure:
        sending.bring(courier, TO, NOTICE)
    assert (failure.value.never, failure.value.wait_seconds) == (never, wait)
    assert len(slack.calls) <= 1  # it is not repeated here


def test_a_picture_that_slack_cannot_fetch_is_told_in_words(
    courier: SlackCourier, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_address", "https://baken.example")
    drawn = replace(NOTICE, body=(Picture("content/modules/x.svg", "Twaalf meldingen."), *NOTICE.body))
    sending.bring(courier, TO, drawn)
    slack.refuse("chat.postMessage", Refusal("invalid_blocks"))
    sending.bring(courier, TO, drawn)
    whole, in_words = slack.messages
    assert "image" in {block["type"] for block in whole["blocks"]}
    assert "image" not in {block["type"] for block in in_words["blocks"]}
    assert "Twaalf meldingen." in str(in_words["blocks"]) and "Er is iets." in str(in_words["blocks"])
    slack.refuse("chat.postMessage", Refusal("invalid_blocks"))
    with pytest.raises(CannotDeliver):
        sending.bring(courier, TO, NOTICE)
    assert len(slack.called("chat.postMessage")) == 4  # what has no picture is not tried again here


def test_when_slack_cannot_be_reached_it_is_tried_later(sqlite_world: World, slack: SlackServer) -> None:
    away = settings_for(sqlite_world, slack, slack_api_url="http://127.0.0.1:9/api/")
    with pytest.raises(CannotDeliver) as failure:
        sending.bring(SlackCourier(away, made), TO, NOTICE)
    assert not failure.value.never


def test_a_failure_is_logged_by_its_code_and_names_nobody(
    courier: SlackCourier, slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    slack.refuse(
        "chat.postMessage", Refusal("missing_scope"), Refusal("<b>not a code</b>"), Refusal(status=500)
    )
    for _ in range(3):
        with pytest.raises(CannotDeliver):
            sending.bring(courier, TO, NOTICE)
    assert "Slack refused chat.postMessage: missing_scope" in caplog.text
    assert TO.user not in caplog.text and "not a code" not in caplog.text and "Er is iets" not in caplog.text


def test_a_notice_waits_until_slack_takes_it(town: Town) -> None:
    hand_in(town.somebody("employee"))
    town.slack.refuse("chat.postMessage", *[Refusal("ratelimited", 429, retry_after=60)] * 3)
    assert town.deliver() == 0 and count(town, Delivery) == 3
    town.world.clock.forward(seconds=59)
    assert town.deliver() == 0
    town.world.clock.forward(seconds=2)
    assert town.deliver() == 3 and count(town, Delivery) == 0
    assert len(town.messages("coordinator")) == 1


def test_a_notice_for_somebody_who_left_is_not_tried_again(town: Town) -> None:
    del town.slack.people[slack_id("handler")]
    hand_in(town.somebody("employee"))
    town.deliver()
    with town.world.reading() as session:
        (failed,) = session.exec(select(Delivery)).all()
    assert (failed.state, failed.why, failed.sealed) == ("failed", "gone", b"")
    assert len(town.messages("handler2")) == 1


@pytest.mark.parametrize(
    "step", ["conversations.open", "files.getUploadURLExternal", "files.completeUploadExternal"]
)
def test_a_file_that_slack_refuses_is_brought_later(
    courier: SlackCourier, slack: SlackServer, step: str
) -> None:
    slack.refuse(step, Refusal("ratelimited", 429, retry_after=5))
    with pytest.raises(CannotDeliver) as failure:
        sending.bring(courier, TO, ORDER)
    assert failure.value.wait_seconds == 5
    sending.bring(courier, TO, ORDER)
    assert b"PK workbook" in slack.files.values()


def test_a_file_that_could_not_be_made_is_tried_again(sqlite_world: World, slack: SlackServer) -> None:
    def fail(_: FileOrder) -> Made:
        raise ExportFailed("CalledProcessError")

    with pytest.raises(CannotDeliver) as failure:
        sending.bring(SlackCourier(settings_for(sqlite_world, slack), fail), TO, ORDER)
    assert not failure.value.never


def test_who_may_no_longer_have_a_file_is_told_so(sqlite_world: World, slack: SlackServer) -> None:
    def refuse(_: FileOrder) -> Made:
        raise Mistake("not_allowed")

    slack.add(TO.user, "Coördinator Een")
    sending.bring(SlackCourier(settings_for(sqlite_world, slack), refuse), TO, ORDER)
    (message,) = slack.messages
    assert "Dit mag je niet doen" in message["text"] and slack.files == {}


@pytest.mark.slow
def test_the_real_workbook_is_made_brought_and_left_nowhere(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    order = replace(ORDER, person_id=town.world.people["coordinator"])
    sending.bring(town.courier, TO, order)
    (workbook,) = town.slack.files.values()
    assert workbook.startswith(b"PK") and list((tmp_path / "tmp").iterdir()) == []
