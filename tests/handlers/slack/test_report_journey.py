"""From /melden to the receipt and back again, as signed requests through the real app, on both databases."""

import json

import pytest

from bot.reports.dialogue import REDIRECTS
from handlers import files
from storage.tables.reports import Draft, Message, Report
from tests.handlers.slack.journeys import begin, code_of, count, filed, hand_in, number_of
from tests.support.slack_town import Town


@pytest.mark.parametrize("identity", ["anonymous", "confidential", "named"])
def test_a_report_is_handed_in_and_its_receipt_is_shown_once(town: Town, identity: str) -> None:
    me = town.somebody("employee")
    hand_in(me, identity=identity)
    assert me.step == "report.receipt" and count(town, Report) == 1
    assert len(code_of(me)) == 19 and len(number_of(me)) == 7
    me.submit(kept=["kept"])
    assert me.step.startswith("report.done") and count(town, Draft) == 0
    assert town.messages("employee") == []  # not a word of it in the conversation


def test_who_reports_is_known_only_when_they_said_so(town: Town) -> None:
    for identity in ("anonymous", "confidential", "named"):
        hand_in(town.somebody("employee"), identity=identity)
    reader = town.somebody("coordinator")
    reader.open_home()
    reader.press_in(town.slack.homes[reader.user], "casework/open")
    reporters: list[bool] = []
    for _ in range(3):
        rows = [row for row in reader.modal["blocks"] if "accessory" in row]
        reader.press(rows[len(reporters)]["accessory"]["action_id"])
        reporters.append("Medewerker Een" in reader.seen())
        reader.press("casework/open")
    assert sorted(reporters) == [False, True, True]


def test_somebody_whom_the_directory_does_not_know_is_named_as_slack_names_them(town: Town) -> None:
    town.slack.add("U0NEW", "Nieuwe Collega")
    hand_in(town.somebody("U0NEW"), identity="named")
    assert "Nieuwe Collega" in filed(town)


@pytest.mark.both
def test_an_anonymous_reporter_follows_the_report_with_the_code_alone(town: Town) -> None:
    reporter = town.somebody("employee")
    hand_in(reporter)
    code = code_of(reporter)
    reporter.submit(kept=["kept"])
    reporter.press("menu/open")
    reporter.press("mine/open")
    assert "follow/open" in json.dumps(reporter.modal) and "mine/show" not in json.dumps(reporter.modal)

    other = town.somebody("employee2")  # from whatever account
    other.write()
    other.press_in(town.messages("employee2")[-1], "follow/open")
    other.submit(code="ABCD-EFGH-JKMN-PQRS")
    assert "code" in other.errors and other.step == "follow.code"
    other.submit(code=code.lower().replace("-", " "))
    assert other.step == "follow.report-0"
    other.submit(addition="Nog iets: het busje is wit.")
    assert other.step == "follow.report-1" and "het busje is wit" in other.seen()
    assert count(town, Message) == 1


def test_the_account_comes_as_a_file_in_the_direct_message(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(files.APART, "account", lambda *_: b"PK workbook")
    me = town.somebody("coordinator")
    me.write()
    me.press_in(town.messages("coordinator")[-1], "menu/coordinate")
    me.press("account/open")
    me.submit(first="2026-02", last="2026-01")
    assert "last" in me.errors
    me.submit(first="2025-07", last="2025-12")
    assert me.step == "account.made"
    assert town.deliver() == 1
    message = town.messages("coordinator")[-1]
    assert list(town.slack.files.values()) == [b"PK workbook"]
    assert message["channel"] == f"D{me.user}" and message["text"]
    assert town.slack.called("files.getUploadURLExternal")[0]["filename"].endswith(".xlsx")


def test_each_redirect_gives_the_right_address_and_a_way_back(town: Town) -> None:
    for kind in REDIRECTS:
        me = town.somebody("employee")
        me.command()
        me.submit(kind=kind)
        assert me.step == f"report.{kind}" and "submit" not in me.modal
        me.press("report/back")
        assert me.step == "report.start"
        me.submit()
        me.press("report/go_on")
        assert me.step == "report.identity"
        me.close()
    assert count(town, Draft) == 0


def test_the_other_language_is_a_button_away(town: Town) -> None:
    me = begin(town)
    me.fill(kind="signal")
    me.press("report/language/en")
    assert me.modal["submit"]["text"] == "Next" and me.step == "report.start"
    me.submit()
    assert me.step == "report.identity" and me.modal["submit"]["text"] == "Next"


def test_somebody_who_uses_slack_in_english_is_spoken_to_in_english(town: Town) -> None:
    town.slack.add("U0ENGLISH", "Some Body", locale="en-GB")
    me = town.somebody("U0ENGLISH")
    me.command()
    assert me.modal["submit"]["text"] == "Next"
    town.slack.add("U0FRENCH", "Some Corps", locale="fr-FR")
    other = town.somebody("U0FRENCH")
    other.command()
    assert other.modal["submit"]["text"] == "Verder"


def test_a_handler_who_is_left_out_learns_nothing(town: Town) -> None:
    left_out = town.world.people["handler"]
    hand_in(town.somebody("employee"), untold=[str(left_out)])
    town.deliver()
    assert town.messages("handler") == [] and len(town.messages("handler2")) == 1
    me = town.somebody("handler")
    me.open_home()
    assert "0 meldingen" in json.dumps(town.slack.homes[me.user], ensure_ascii=False)
    me.press_in(town.slack.homes[me.user], "casework/open")
    assert "casework/show" not in json.dumps(me.modal)


def test_somebody_without_a_role_gets_no_list(town: Town) -> None:
    me = town.somebody("employee")
    hand_in(town.somebody("employee2"))
    forged = {"type": "message", "blocks": [_button("casework/open/"), _button(f"casework/show/{'a' * 32}")]}
    for code in ("casework/open", "casework/show"):
        me.press_in(forged, code)
        assert me.step == "menu.sorry" and "casework/show" not in json.dumps(me.modal)


def _button(code: str) -> dict[str, object]:
    button = {"type": "button", "action_id": code, "text": {"type": "plain_text", "text": "x"}}
    return {"type": "actions", "block_id": code, "elements": [button]}


def test_going_back_and_editing_lose_nothing(town: Town) -> None:
    me = begin(town)
    me.submit(kind="signal")
    me.submit(identity="named")
    me.submit(theme="cyber")
    me.fill(story="Half af")
    me.press("report/back")
    assert me.step == "report.theme"
    me.submit()
    assert me.step == "report.story" and me.typed("story") == ["Half af"]
    for _ in range(4):
        me.submit()
    assert me.step == "report.review" and "Half af" in me.seen()
    me.press("report/edit/story")
    assert me.step == "report.story" and me.typed("story") == ["Half af"]
    me.submit(story="Helemaal af")
    assert me.step == "report.review"
    assert "Helemaal af" in me.seen() and "Half af" not in me.seen()


def test_every_step_has_field_ids_of_its_own(town: Town) -> None:
    me = begin(town)
    ids: list[str] = []
    for values in ({"kind": "signal"}, {"identity": "anonymous"}, {"theme": "drugs"}, {"story": "x"}, {}, {}):
        ids += [field["block_id"] for field in me.fields()]
        me.submit(**values)
    assert len(ids) == len(set(ids)) == 10
