"""Outside a modal: messages, mentions, App Home. Nothing that was typed or chosen is ever in them."""

import json

from tests.handlers.slack.journeys import THEFT, code_of, hand_in, number_of
from tests.support.slack_api import Json, Refusal
from tests.support.slack_town import Town


def buttons(shown: Json) -> list[str]:
    """The buttons of a message or of App Home."""
    rows = [block["elements"] for block in shown["blocks"] if block["type"] == "actions"]
    return [button["action_id"] for row in rows for button in row]


def test_a_direct_message_gets_the_menu_and_is_not_repeated_or_read(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    me.write("Ik zag iets geks bij loods 7")
    (menu,) = sqlite_town.messages("employee")
    assert buttons(menu) == [
        "report/begin/",
        "follow/open/",
        "mine/open/",
        "learn/mine/",
        "kept/open/",
        "menu/about/",
    ]
    assert "loods 7" not in json.dumps(sqlite_town.slack.calls) and menu["text"].startswith("Baken")


def test_a_file_gets_the_menu_too(sqlite_town: Town) -> None:
    sqlite_town.somebody("employee").write(subtype="file_share")
    assert len(sqlite_town.messages("employee")) == 1


def test_the_menu_has_what_somebody_may_do(sqlite_town: Town) -> None:
    wanted = {
        "coordinator": {"casework/open/", "menu/coordinate/"},
        "privacy": {"trail/open/"},
        "handler": {"casework/open/"},
    }
    for who, more in wanted.items():
        sqlite_town.somebody(who).write()
        found = set(buttons(sqlite_town.messages(who)[-1]))
        usual = {"report/begin/", "follow/open/", "mine/open/", "learn/mine/", "kept/open/", "menu/about/"}
        assert found - usual == more


def test_every_button_of_the_menu_opens_a_modal(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("coordinator")
    me.write()
    menu = sqlite_town.messages("coordinator")[-1]
    for button in buttons(menu):
        me.press_in(menu, button)
        assert me.step != "menu.sorry" and me.open
        me.close()


def test_an_event_that_slack_sends_again_is_answered_once(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    for attempt in range(3):
        me.event(
            {"type": "message", "channel_type": "im", "channel": f"D{me.user}", "text": "hoi"},
            "Ev1",
            X_Slack_Retry_Num=str(attempt),
        )
    assert len(sqlite_town.messages("employee")) == 1


def test_a_mention_gets_a_menu_that_only_they_see(sqlite_town: Town) -> None:
    sqlite_town.somebody("coordinator").mention(thread_ts="12.3")
    (call,) = sqlite_town.slack.called("chat.postEphemeral")
    assert call["channel"] == "C1" and call["thread_ts"] == "12.3" and "casework/open/" in json.dumps(call)
    assert sqlite_town.slack.called("chat.postMessage") == []


def test_a_mention_where_baken_may_not_speak_is_answered_in_the_direct_message(sqlite_town: Town) -> None:
    sqlite_town.slack.refuse("chat.postEphemeral", Refusal("not_in_channel"))
    me = sqlite_town.somebody("employee")
    me.mention()
    assert [call["channel"] for call in sqlite_town.slack.called("chat.postMessage")] == [me.user]


def test_app_home_says_how_much_waits_and_nothing_more(sqlite_town: Town) -> None:
    reporter = sqlite_town.somebody("employee")
    hand_in(reporter, identity="named")
    secrets = (code_of(reporter), number_of(reporter), THEFT, "fencing", "heling", "Medewerker Een")
    for who, waits in (("coordinator", True), ("employee", False), ("privacy", False)):
        me = sqlite_town.somebody(who)
        me.open_home()
        home = json.dumps(sqlite_town.slack.homes[me.user], ensure_ascii=False)
        assert ("Er wacht 1 melding" in home) is waits
        assert ("casework/open/" in home) is waits
        assert not [secret for secret in secrets if secret.lower() in home.lower()]


def test_app_home_opens_the_list_in_a_modal(sqlite_town: Town) -> None:
    hand_in(sqlite_town.somebody("employee"))
    me = sqlite_town.somebody("coordinator")
    me.open_home()
    me.press_in(sqlite_town.slack.homes[me.user], "casework/open")
    assert me.step == "casework.list"


def test_nothing_outside_a_modal_ever_holds_what_a_reporter_said(sqlite_town: Town) -> None:
    reporter, reader = sqlite_town.somebody("employee"), sqlite_town.somebody("coordinator")
    hand_in(reporter, identity="confidential", theme="weapons")
    number, code = number_of(reporter), code_of(reporter)
    reporter.submit(kept=["kept"])
    sqlite_town.deliver()
    reader.press_in(sqlite_town.messages("coordinator")[-1], "casework/next")
    reader.press("casework/form/answer")
    reader.submit(message="Dank voor je scherpe blik.")
    sqlite_town.deliver()
    for who in (reporter, reader):
        who.open_home()
        who.write()
    outside = [
        call
        for call in sqlite_town.slack.calls
        if call.method.startswith("chat.") or call.method == "views.publish"
    ]
    said = json.dumps(outside, ensure_ascii=False)
    assert len(outside) >= 8
    for secret in (THEFT, number, code, "scherpe blik", "vuurwapen", "weapons", "Medewerker Een"):
        assert secret not in said


def test_the_shortcut_opens_the_first_question(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    assert me.shortcut().status == 200
    assert me.step == "report.start"


def test_what_stands_behind_the_command_is_not_kept(sqlite_town: Town) -> None:
    me = sqlite_town.somebody("employee")
    me.command(text="er is iets bij loods 7")
    assert "loods 7" not in json.dumps(sqlite_town.slack.calls) and "loods 7" not in me.seen()
