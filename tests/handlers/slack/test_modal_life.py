"""What can happen to an open modal: closed, doubled, overtaken, outdated. Nothing is lost or doubled."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import housekeeping
from handlers.slack.parts import CannotShow
from storage.tables.reports import Draft, Report
from tests.handlers.slack.journeys import THEFT, begin, code_of, count, filed, hand_in
from tests.handlers.slack.screens import TALE
from tests.support.slack import Somebody
from tests.support.slack_api import Refusal
from tests.support.slack_town import Town
from tests.support.world import slack_id


def at_story(town: Town, who: str = "employee") -> Somebody:
    """Somebody who is about to tell what they saw."""
    me = begin(town, who)
    me.submit(kind="signal")
    me.submit(identity="anonymous")
    me.submit(theme="drugs")
    return me


def to_review(me: Somebody) -> Somebody:
    while me.step != "report.review":
        me.submit()
        assert not me.errors
    return me


def test_closing_the_modal_wipes_what_was_filled_in(town: Town) -> None:
    me = at_story(town)
    me.submit(story=THEFT)
    assert count(town, Draft) == 1
    me.close()
    assert count(town, Draft) == 0 and not me.open


def test_closing_the_receipt_keeps_the_report_and_the_receipt_expires(town: Town) -> None:
    me = hand_in(town.somebody("employee"))
    me.close()
    assert count(town, Report) == 1
    town.world.clock.forward(hours=3)
    housekeeping.sweep(town.world.engine, town.world.vault, town.world.clock())
    assert (count(town, Draft), count(town, Report)) == (0, 1)


def test_ten_thousand_characters_fit_when_there_is_more_room(town: Town) -> None:
    me = at_story(town)
    parts = [TALE[start : min(start + 2_900, 9_900)] for start in range(0, 9_900, 2_900)]
    me.fill(story=[parts[0]])
    for number in (2, 3, 4):
        me.press("slack/more/story")
        assert len(me.fields("story")) == number and me.typed("story")[0] == parts[0]
    assert "slack/more/story" not in json.dumps(me.modal)
    me.submit(story=[part.strip() for part in parts])
    assert not me.errors and me.step == "report.circumstances"
    me.press("report/back")
    assert len(me.fields("story")) == 4
    told = "\n".join(part.strip() for part in parts)
    assert "".join(me.typed("story")) == told
    me.submit()
    assert "".join(told.split()) in "".join(to_review(me).seen().split())
    me.submit()
    assert me.step == "report.receipt" and repr(told)[1:-1] in filed(town)


def test_a_story_that_is_too_long_stays_and_says_by_how_much(town: Town) -> None:
    me = at_story(town)
    for _ in range(3):
        me.press("slack/more/story")
    me.submit(story=["x" * 3_000] * 4)
    assert "12000" in me.errors["story"] and "2000" in me.errors["story"]
    assert me.step == "report.story" and me.typed("story") == ["x" * 3_000] * 4
    me.submit(story=["x" * 3_000] * 3 + ["x" * 1_000])
    assert me.step == "report.circumstances"


def test_typed_text_is_there_again_after_more_room_and_in_other_fields(town: Town) -> None:
    reporter = town.somebody("employee")
    code = code_of(hand_in(reporter))
    reporter.submit(kept=["kept"])
    reporter.press("menu/open")
    reporter.press("follow/open")
    reporter.submit(code=code)
    reporter.fill(addition="Al getypt")
    reporter.press("slack/more/addition")
    assert reporter.typed("addition") == ["Al getypt", ""] and reporter.step == "follow.report-0"
    reporter.submit(addition=["Al getypt", "en meer"])
    assert "Al getypt\nen meer" in reporter.seen()


def test_a_report_sent_twice_is_one_report_with_one_receipt(town: Town) -> None:
    me = at_story(town)
    me.submit(story=THEFT)
    to_review(me)
    submission = me.submission()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: me.interact(submission), range(4)))
    receipts = {code_in(answer.json) for answer in answers}
    assert len(receipts) == 1 and count(town, Report) == 1
    me.sent(me.interact(submission))
    assert code_of(me) in receipts and count(town, Report) == 1


def code_in(answer: dict[str, object]) -> str:
    return json.dumps(answer).split("```")[3]


def test_a_lost_answer_is_shown_again_until_the_receipt_is_kept(town: Town) -> None:
    me = to_review(at_story_told(town))
    lost = me.interact(me.submission())
    me.submit()
    assert code_of(me) == code_in(lost.json)
    submission = me.submission()
    me.submit(kept=["kept"])
    assert me.step == "report.done_anonymous"
    again = me.interact(submission)
    assert "```" not in again.body.decode() and count(town, Report) == 1


def at_story_told(town: Town) -> Somebody:
    me = at_story(town)
    me.submit(story=THEFT)
    return me


def test_an_answer_sent_twice_leads_to_the_same_step(town: Town) -> None:
    me = at_story(town)
    me.fill(story=THEFT)
    submission = me.submission()
    steps = set()
    for _ in range(2):
        me.sent(me.interact(submission))
        steps.add(me.step)
    assert steps == {"report.circumstances"}


def test_a_double_click_on_back_goes_back_once(town: Town) -> None:
    me = at_story(town)
    action = {
        "type": "block_actions",
        "view": me.submission()["view"],
        "actions": [{"type": "button", "action_id": "report/back/", "block_id": "b"}],
    }
    for _ in range(2):
        assert me.interact(action).status == 200
    assert town.slack.calls[-1].answer["error"] == "hash_conflict"
    assert me.step == "report.theme"
    me.press("report/back")
    assert me.step == "report.identity"
    me.submit(identity="named")
    me.submit(theme="cyber")
    assert me.step == "report.story"


def test_a_trigger_that_expired_is_told_kindly_and_leaves_no_draft(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    late = sqlite_town.slack.trigger(me.user, age=4)
    said = me.command(trigger=late)
    assert said.status == 200 and "Druk nog een keer" in said.body.decode() and not me.open
    assert me.shortcut(trigger=sqlite_town.slack.trigger(me.user, age=4)).status == 200
    assert "Druk nog een keer" in sqlite_town.messages("employee")[-1]["text"]
    me.open_home()
    me.press_in(
        sqlite_town.slack.homes[me.user], "report/begin", trigger=sqlite_town.slack.trigger(me.user, age=4)
    )
    assert len(sqlite_town.messages("employee")) == 2 and not me.open
    assert count(sqlite_town, Draft) == 0
    me.command()
    assert me.step == "report.start"


def test_a_command_that_comes_twice_opens_one_modal(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    trigger = sqlite_town.slack.trigger(me.user)
    assert [me.command(trigger=trigger).body for _ in range(2)] == [b"", b""]
    assert sqlite_town.slack.stacks[me.user] == [me.modal["id"]] and count(sqlite_town, Draft) == 1


@pytest.mark.parametrize(
    "refusal", [Refusal("ratelimited", 429, retry_after=30), Refusal("fatal_error"), Refusal(status=503)]
)
def test_when_slack_refuses_the_modal_the_command_says_so(sqlite_town: Town, refusal: Refusal) -> None:
    me = sqlite_town.somebody("employee")
    sqlite_town.slack.refuse("views.open", refusal)
    said = me.command()
    assert said.status == 200 and "ging bij ons iets mis" in said.body.decode()
    assert count(sqlite_town, Draft) == 0


def test_when_slack_does_not_take_the_update_the_step_can_be_done_again(sqlite_town: Town) -> None:
    me = at_story(sqlite_town)
    sqlite_town.slack.refuse("views.update", Refusal("fatal_error"))
    assert me.press("report/back").status == 200
    assert "ging bij ons iets mis" in me.seen()
    me.close()
    assert me.step == "report.story"
    me.submit(story=THEFT)
    assert me.step == "report.circumstances"


@pytest.mark.slow
def test_a_slow_answer_about_a_name_does_not_keep_the_modal_waiting(sqlite_town: Town) -> None:
    sqlite_town.slack.refuse("users.info", Refusal(wait=5))
    me = sqlite_town.somebody("employee")
    me.command()
    assert me.step == "report.start"


def outdated(me: Somebody, **changes: object) -> dict[str, object]:
    """The modal as another version of Baken might have made it."""
    view = me.submission()["view"] | changes
    return {"type": "view_submission", "view": view}


@pytest.mark.parametrize(
    "changes",
    [
        {"callback_id": "report/tell/"},
        {"callback_id": "melding_stap_3"},
        {"callback_id": ""},
        {"private_metadata": "step=story"},
        {"private_metadata": ""},
        {"private_metadata": json.dumps(["report", "weather", "", "nl", ""])},
    ],
)
def test_a_modal_of_an_old_version_gets_a_clear_answer_and_keeps_its_text(
    town: Town, changes: dict[str, object]
) -> None:
    me = at_story(town)
    me.fill(story=THEFT)
    me.sent(me.interact(outdated(me, **changes)))
    assert "Begin opnieuw" in me.errors["story"] and me.typed("story") == [THEFT]
    assert count(town, Report) == 0


def test_an_old_button_gets_a_clear_answer(town: Town) -> None:
    me = at_story(town)
    old = {"type": "button", "action_id": "melden_v1", "block_id": "b"}
    me.interact({"type": "block_actions", "view": me.submission()["view"], "actions": [old]})
    assert me.step == "menu.sorry" and "vernieuwd" in me.seen()
    other = town.somebody("employee2")
    other.interact({"type": "block_actions", "message": {}, "actions": [old]})
    assert other.step == "menu.sorry"
    other.press("menu/open")
    assert other.step == "menu.menu"


def test_what_was_typed_in_a_modal_that_was_open_too_long_can_still_be_copied(sqlite_town: Town) -> None:
    me = at_story(sqlite_town)
    sqlite_town.world.clock.forward(hours=3)
    me.submit(story=THEFT)
    assert "Begin opnieuw" in me.errors["story"] and me.typed("story") == [THEFT]
    other = begin(sqlite_town, "employee2")
    sqlite_town.world.clock.forward(hours=3)
    other.submit(kind="signal")
    assert other.step == "menu.sorry"


def test_an_open_modal_survives_a_restart(town: Town) -> None:
    me = at_story(town)
    town.world.desk._served.clear()
    town.world.engine.dispose()
    me.submit(story=THEFT)
    assert me.step == "report.circumstances"


def test_when_no_reader_is_left_the_dialogue_says_so_before_sending(town: Town) -> None:
    me = at_story(town)
    me.submit(story=THEFT)
    me.submit()
    me.submit()
    everybody = [str(town.world.people[who]) for who in ("coordinator", "handler", "handler2", "deputy")]
    me.submit(untold=everybody)
    assert me.step == "report.review" and "submit" not in me.modal
    me.press("report/back")
    me.submit(untold=everybody[:3])
    assert "submit" in me.modal and "Vervanger Een" in me.seen()


def test_a_long_conversation_is_read_page_by_page_without_losing_what_was_typed(sqlite_town: Town) -> None:
    reporter = town_with_conversation(sqlite_town, messages=60)
    reporter.fill(addition="Nog niet verstuurd")
    reporter.press("slack/page/1")
    assert reporter.typed("addition")[0] == "Nog niet verstuurd"
    assert "Aanvulling 59" in reporter.seen() and "Aanvulling 1." not in reporter.seen()
    reporter.press("slack/page/0")
    assert "Aanvulling 1." in reporter.seen() and reporter.typed("addition")[0] == "Nog niet verstuurd"

    reader = sqlite_town.somebody("coordinator")
    reader.open_home()
    reader.press_in(sqlite_town.slack.homes[slack_id("coordinator")], "casework/open")
    reader.press("casework/show")
    assert "Aanvulling 59" not in reader.seen()
    reader.press("slack/page/1")
    assert "Aanvulling 59" in reader.seen() and reader.step == "casework.report"


def town_with_conversation(town: Town, messages: int) -> Somebody:
    """A reporter who looks at a report to which they added a lot."""
    reported = town.world.report("employee", "slack")
    walk = town.world.walk("employee", "slack")
    walk.do("follow", "open")
    walk.submit(code=reported.code)
    for number in range(messages):
        walk.submit(addition=f"Aanvulling {number}.")
    me = town.somebody("employee")
    me.write()
    me.press_in(town.messages("employee")[-1], "follow/open")
    me.submit(code=reported.code)
    return me


@pytest.mark.slow
def test_a_list_of_more_than_a_hundred_lines_goes_over_pages(sqlite_town: Town) -> None:
    for _ in range(110):
        sqlite_town.world.clock.forward(days=1)
        sqlite_town.world.report("employee", "slack", identity="named")
    me = sqlite_town.somebody("employee")
    me.write()
    me.press_in(sqlite_town.messages("employee")[-1], "mine/open")
    first = json.dumps(me.modal["blocks"]).count("mine/show/")
    me.press("slack/page/1")
    assert first + json.dumps(me.modal["blocks"]).count("mine/show/") == 110


def test_a_screen_that_slack_has_no_room_for_is_said_to_have_failed(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    me = at_story(sqlite_town)

    def fail(*_: object) -> None:
        raise CannotShow(THEFT)

    monkeypatch.setattr("handlers.slack.render._buttons", fail)
    me.submit(story=THEFT)
    assert "ging bij ons iets mis" in me.errors["story"] and me.typed("story") == [THEFT]
    monkeypatch.undo()
    assert "CannotShow at" in caplog.text and THEFT not in caplog.text
