"""Whole journeys in Teams, as activities posted to the real app."""

import json
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from bot.directory.appointments import apply_settings
from storage import people
from storage.tables.addresses import Conversation
from storage.tables.directory import Person
from storage.tables.groups import Newcomer
from storage.tables.reports import Draft, Report
from tests.bot.account.test_closing import fill
from tests.support import sending
from tests.support.teams import TENANT, Somebody, TeamsTown, object_id, settings_for

SECRET = "Elke nacht wordt er koper geladen achter loods 7."


def count(town: TeamsTown, table: type[SQLModel]) -> int:
    with town.world.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def coordinator(town: TeamsTown) -> Somebody:
    """The coordinator, recognised in Teams by their e-mail address."""
    me = town.somebody("coordinator")
    me.say("hoi")
    return me


def open_report(town: TeamsTown) -> Somebody:
    me = coordinator(town)
    me.fetch("casework/open/")
    me.press("casework/show/")
    assert me.step == "casework.report"
    return me


def test_making_a_half_year_final_leaves_the_dialog_open(town: TeamsTown) -> None:
    fill(town.world)
    me = coordinator(town)
    me.fetch("account/final/")
    me.press("account/half/")
    answer = me.press("account/close/")
    assert answer.json["task"]["type"] == "continue"
    assert me.step == "account.half_final"
    assert me.press("follow/close/").json is None


def everything_sent(town: TeamsTown) -> str:
    return json.dumps(town.connector.sent)


@pytest.mark.parametrize("extension", [False, True])
def test_a_report_goes_from_the_first_screen_to_the_receipt(extension: bool, town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.command("report") if extension else me.fetch("report/begin/")
    me.hand_in(story=SECRET)
    assert count(town, Report) == 1
    code = me.code()
    me.submit(kept="kept")
    assert me.step == "report.done_anonymous"
    assert code not in me.text()
    assert town.connector.sent == []


def test_the_code_leads_back_to_the_report_in_another_language(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    code = me.hand_in().code()
    elsewhere = town.somebody("employee2", "en-GB")
    elsewhere.fetch("follow/open/")
    elsewhere.submit(code="ABCD-ABCD-ABCD-ABCD")
    assert "We do not know this code" in elsewhere.text()
    elsewhere.submit(code=code.lower())
    assert "Received" in elsewhere.text()
    elsewhere.submit(addition="Also on Sundays.")
    assert "Also on Sundays." in elsewhere.text()


def test_a_named_reporter_is_told_once_and_reads_the_answer_under_my_reports(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.say("hoi")
    me.fetch("report/begin/")
    me.hand_in(identity="named", story=SECRET)
    handler = open_report(town)
    assert SECRET in handler.text()
    handler.press("casework/form/answer")
    handler.submit(message="Dank je, we kijken.")
    assert "Dank je, we kijken." in handler.text()
    town.connector.sent.clear()
    town.deliver()
    [message] = town.connector.to("employee")
    assert "Er staat iets voor je klaar in Baken." in json.dumps(message)
    me.fetch("mine/open/")
    me.press("mine/show/")
    assert "Dank je, we kijken." in me.text()
    assert SECRET not in everything_sent(town) and "we kijken" not in everything_sent(town)


@pytest.mark.both
def test_a_coordinator_seen_on_three_platforms_is_one_person_and_told_once(town: TeamsTown) -> None:
    coordinator(town)
    reporter = town.somebody("employee")
    reporter.fetch("report/begin/")
    reporter.hand_in()
    town.connector.sent.clear()
    world = town.world
    with world.reading() as session:
        from storage.tables.delivery import Delivery
        from storage.tables.directory import ChatAddress

        platforms = session.exec(
            select(ChatAddress.platform).where(ChatAddress.person_id == world.people["coordinator"])
        ).all()
        handlers = 3  # the coordinator and two handlers
        assert session.exec(select(func.count()).select_from(Delivery)).one() == handlers
    assert sorted(platforms) == ["slack", "teams", "web"]
    town.deliver()
    assert len(town.connector.to("coordinator")) == 1


def test_the_notice_has_a_button_that_opens_the_report(town: TeamsTown) -> None:
    me = coordinator(town)
    reporter = town.somebody("employee")
    reporter.fetch("report/begin/")
    reporter.hand_in()
    town.deliver()
    card = town.connector.to("coordinator")[-1]["attachments"][0]["content"]
    [action] = card["body"][-1]["actions"]
    me.invoke("task/fetch", {"data": action["data"]})
    assert me.step == "casework.report"


def test_going_back_loses_nothing_and_clearing_clears(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    for values in ({"kind": "signal"}, {"identity": "named"}, {"theme": "cyber"}, {"story": SECRET}):
        me.submit(**values)
    me.press("report/back", where="Loods 7", when="")
    me.submit()
    assert me.inputs()["where"]["value"] == "Loods 7"
    me.press("report/back", where="")
    me.submit()
    assert "value" not in me.inputs()["where"]


def test_each_answer_can_be_changed_from_the_review(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    for values in (
        {"kind": "signal"},
        {"identity": "named"},
        {"theme": "cyber"},
        {"story": SECRET},
        {},
        {"processes": ("permits", "care")},
        {},
    ):
        me.submit(**values)
    assert me.step == "report.review" and SECRET in me.text()
    me.press("report/edit/involved")
    assert me.inputs()["processes"]["value"] == "permits,care"


def test_a_refused_answer_keeps_what_was_typed(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("employee")
    me.fetch("report/begin/")
    for values in ({"kind": "signal"}, {"identity": "named"}, {"theme": "cyber"}):
        me.submit(**values)
    me.submit(story="y" * 10_020)
    assert me.step == "report.story"
    assert "10020" in me.text() and me.inputs()["story"]["value"] == "y" * 10_020
    me.submit(story="y" * 10_000)
    assert me.step == "report.circumstances"


def test_cancelling_wipes_the_draft_and_says_so(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    me.submit(kind="signal")
    assert count(town, Draft) == 1
    me.press("report/cancel")
    assert me.step == "report.cancelled" and count(town, Draft) == 0


def test_closing_another_dialog_closes_it(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("employee")
    me.fetch("follow/open/")
    answer = me.press("follow/close")
    assert (answer.status, answer.body) == (200, b"")


def test_a_double_click_hands_in_one_report(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    for values in (
        {"kind": "signal"},
        {"identity": "named"},
        {"theme": "cyber"},
        {"story": SECRET},
        {},
        {},
        {},
    ):
        me.submit(**values)
    review = me.card
    me.submit()
    code = me.code()
    me.card = review
    me.submit()
    assert me.code() == code and count(town, Report) == 1


@pytest.mark.both
def test_a_report_leaves_no_trace_that_somebody_was_there(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    me.hand_in()
    me.submit(kept="kept")
    assert count(town, Conversation) == 0 and town.connector.asked == []


@pytest.mark.parametrize("greeting", ["hoi", "Hoi!", " HALLO ", "hello"])
def test_a_greeting_gives_the_menu_and_anything_else_gives_help(
    greeting: str, sqlite_town: TeamsTown
) -> None:
    me = sqlite_town.somebody("employee")
    me.say(greeting)
    me.say(SECRET)
    menu, help = (json.dumps(message, ensure_ascii=False) for message in sqlite_town.connector.to("employee"))
    assert "Baken leest niet wat je hier typt" in help and "Baken leest niet" not in menu
    assert SECRET not in help
    assert "report/begin/" in menu and "report/begin/" in help
    assert count(sqlite_town, Conversation) == 1


def test_the_welcome_comes_once_at_the_installation(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("employee", "en-US")
    assert me.install().status == 200
    assert me.install("add-upgrade").status == 200
    [welcome] = sqlite_town.connector.to("employee")
    assert "Report something" in json.dumps(welcome) and "Did you see or hear" in welcome["summary"]
    assert count(sqlite_town, Conversation) == 1
    me.install("remove")
    assert count(sqlite_town, Conversation) == 0


def test_somebody_is_recognised_by_their_id_in_the_directory_of_entra(sqlite_town: TeamsTown) -> None:
    world = sqlite_town.world
    with world.unit() as session:
        person = session.get(Person, world.people["handler"])
        assert person
        person.directory_id, person.email = object_id("another-name"), "changed@voorbeeldstad.example"
    me = sqlite_town.somebody("another-name")
    me.say("hoi")
    assert "casework/open/" in json.dumps(sqlite_town.connector.to("another-name"))


def test_whom_the_settings_name_by_id_is_the_one_with_their_address_in_the_directory(
    sqlite_town: TeamsTown,
) -> None:
    world, user = sqlite_town.world, object_id("new-handler")
    with world.unit() as session:
        apply_settings(session, settings_for(world, baken_coordinators=f"teams:{user}"))
        person = people.add(session, world.organisation.id, "Nieuw", "new-handler@voorbeeldstad.example")
    sqlite_town.somebody("new-handler").say("hoi")
    with world.unit() as session:
        found = people.by_address(session, "teams", TENANT, user)
        assert found and found.id == person and found.roles == {"coordinator"}


def test_who_installs_baken_and_is_not_known_comes_on_the_list_and_who_says_hoi_does_not(
    sqlite_town: TeamsTown,
) -> None:
    for who in ("employee", "stranger"):
        sqlite_town.somebody(who).install()
    sqlite_town.somebody("visitor").say("hoi")
    with sqlite_town.world.reading() as session:
        assert session.exec(select(Newcomer.user)).all() == [object_id("stranger")]


def add_to_team(me: Somebody, *members: object, **more: object) -> int:
    """The bot's word that people were added to a team; gives the status of our answer."""
    channel = {"id": "19:team@thread.tacv2", "tenantId": TENANT, "conversationType": "channel"}
    update = me.activity(type="conversationUpdate", conversation=channel, membersAdded=[*members])
    return me.town.post(update | more).status


def test_who_is_added_to_a_team_is_recognised_or_comes_on_the_list(town: TeamsTown) -> None:
    me = town.somebody("coordinator")
    added = [
        {"id": f"29:entra-{who}", "aadObjectId": object_id(who)}
        for who in ("employee", "stranger", "stranger")
    ]
    for _ in range(2):
        assert add_to_team(me, *added, {"id": "28:baken", "name": "Baken"}) == 200
    with town.world.reading() as session:
        rows = session.exec(select(Newcomer)).all()
        assert [(one.user, one.name, one.email) for one in rows] == [
            (object_id("stranger"), "stranger", "stranger@voorbeeldstad.example")
        ]
        employee = people.by_address(session, "teams", TENANT, object_id("employee"))
        assert employee and employee.id == town.world.people["employee"]
    assert count(town, Conversation) == 0 and town.connector.sent == []


@pytest.mark.parametrize("odd", [None, "x", 3, {}, [], [None], [[]], [{"id": 3}], [{"aadObjectId": "x"}]])
def test_an_odd_word_of_who_was_added_changes_nothing(odd: object, sqlite_town: TeamsTown) -> None:
    assert add_to_team(sqlite_town.somebody("coordinator"), membersAdded=odd) == 200
    assert count(sqlite_town, Newcomer) == 0


def test_an_own_chat_with_baken_puts_nobody_on_the_list(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("stranger")
    added = [{"id": "29:entra-stranger", "aadObjectId": object_id("stranger")}]
    sqlite_town.post(me.activity(type="conversationUpdate", membersAdded=added))
    assert count(sqlite_town, Newcomer) == 0


def test_a_card_in_the_conversation_is_replaced_and_never_by_something_confidential(
    sqlite_town: TeamsTown,
) -> None:
    me = sqlite_town.somebody("employee")
    for verb, words in (("menu/about/", "Hoe werkt Baken?"), ("report/begin/", "Iets melden")):
        answer = me.invoke(
            "adaptiveCard/action", {"action": {"type": "Action.Execute", "data": {"baken": {"do": verb}}}}
        )
        assert answer.json["statusCode"] == 200
        assert words in json.dumps(answer.json, ensure_ascii=False)
        assert "on" not in json.dumps(answer.json["value"]["body"]).split('"')
    assert count(sqlite_town, Draft) == 0


def test_a_message_extension_keeps_no_conversation_that_may_be_other_peoples(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("employee")
    me.command("menu")
    assert me.step == "menu.menu"
    me.press("report/begin/")
    assert me.step == "report.start"
    assert count(sqlite_town, Conversation) == 0


def test_in_a_channel_nobody_is_told_what_somebody_may_do(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("coordinator")
    activity = me.activity(type="message", text="hoi")
    activity["conversation"] = {
        "id": "19:channel",
        "tenantId": activity["conversation"]["tenantId"],
        "conversationType": "channel",
    }
    assert sqlite_town.post(activity).status == 200
    [(place, message)] = sqlite_town.connector.sent
    assert place == "19:channel" and "casework" not in json.dumps(message)


def test_a_busy_teams_is_asked_again_after_the_time_it_says(sqlite_town: TeamsTown) -> None:
    sqlite_town.connector.failures = [(429, {"retry-after": "0"})]
    me = sqlite_town.somebody("employee")
    assert me.say("hoi").status == 200
    assert len(sqlite_town.connector.to("employee")) == 1


def test_what_teams_may_have_taken_is_not_sent_again_at_once(sqlite_town: TeamsTown) -> None:
    sqlite_town.connector.failures = [(502, {})]
    me = sqlite_town.somebody("employee")
    assert me.say("hoi").status == 200
    assert sqlite_town.connector.to("employee") == []


def test_a_notice_waits_as_long_as_teams_asks(sqlite_town: TeamsTown) -> None:
    from bot.foundation.screen import Screen
    from bot.messages.courier import Address, CannotDeliver

    coordinator(sqlite_town)
    address = Address("teams", "", object_id("coordinator"))
    screen = Screen("notice", "waiting", "Baken", confidential=False)
    for status, headers, never, wait in (
        (429, {"retry-after": "17"}, False, 17),
        (403, {}, True, 0),
        (500, {}, False, 0),
    ):
        sqlite_town.connector.failures = [(status, headers)]
        with pytest.raises(CannotDeliver) as failure:
            sending.bring(sqlite_town.courier, address, screen)
        assert (failure.value.never, failure.value.wait_seconds) == (never, wait)
    with pytest.raises(CannotDeliver):
        sending.bring(sqlite_town.courier, Address("teams", "", "entra-nobody"), screen)


@pytest.mark.slow
def test_the_account_is_downloaded_once_through_a_page_with_a_button(sqlite_town: TeamsTown) -> None:
    me = coordinator(sqlite_town)
    me.fetch("account/open/")
    me.submit(first="2025-07", last="2025-12")
    [link] = [e["url"] for e in me.elements() if e["type"] == "Action.OpenUrl"]
    path = link.split(str(sqlite_town.port), 1)[1]
    for page in (sqlite_town.request("GET", path), sqlite_town.request("GET", path)):  # a scanner opens links
        assert page.status == 200 and b"<button>" in page.body
        assert page.headers["cache-control"] == "no-store"
    first, second = (sqlite_town.request("POST", path) for _ in range(2))
    assert (first.status, first.body[:2]) == (200, b"PK")
    assert second.status == 410
    assert "account" not in everything_sent(sqlite_town).replace("account/open/", "")


def test_a_link_to_the_account_ends_after_ten_minutes(sqlite_town: TeamsTown) -> None:
    me = coordinator(sqlite_town)
    me.fetch("account/open/")
    me.submit(first="2025-07", last="2025-12")
    [link] = [e["url"] for e in me.elements() if e["type"] == "Action.OpenUrl"]
    sqlite_town.world.clock.forward(minutes=11)
    assert sqlite_town.request("POST", link.split(str(sqlite_town.port), 1)[1]).status == 410


def test_out_of_order_says_so_in_the_dialog_and_keeps_what_was_typed(
    sqlite_town: TeamsTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = sqlite_town.somebody("employee")
    me.fetch("report/begin/")
    for values in ({"kind": "signal"}, {"identity": "named"}, {"theme": "cyber"}):
        me.submit(**values)

    def broken(*_: Any) -> None:
        raise RuntimeError(SECRET)

    desk = sqlite_town.world.desk
    with monkeypatch.context() as patched:
        patched.setattr(type(desk), "served", broken)
        me.submit(story=SECRET)
    assert "Er ging bij ons iets mis" in me.text() and SECRET in me.text()
    me.submit()  # again
    assert me.step == "report.circumstances"
    me.press("report/back")
    assert me.inputs()["story"]["value"] == SECRET


def test_a_dialog_that_is_gone_gives_back_what_was_typed(sqlite_town: TeamsTown) -> None:
    me = sqlite_town.somebody("employee")
    me.fetch("report/begin/")
    for values in ({"kind": "signal"}, {"identity": "named"}, {"theme": "cyber"}):
        me.submit(**values)
    sqlite_town.world.clock.forward(hours=3)
    me.submit(story=SECRET)
    assert me.step == "menu.sorry" and SECRET in me.text()


def test_a_restart_in_the_middle_loses_nothing(town: TeamsTown) -> None:
    me = town.somebody("employee")
    me.fetch("report/begin/")
    me.submit(kind="signal")
    with running_again(town) as restarted:
        me.town = restarted
        me.submit(identity="named")
        assert me.step == "report.theme"


def running_again(town: TeamsTown) -> Any:
    from tests.support.teams import running_teams

    town.world.start()
    return running_teams(town.world)
