"""A link in Slack: the browser follows it, and Baken does nothing when Slack tells of the press."""

from tests.support.slack_town import Town

ADDRESS = "https://baken.example"


def test_staff_get_their_link_in_a_modal_and_pressing_it_changes_nothing(sqlite_town: Town) -> None:
    town = sqlite_town
    town.world.desk.address = ADDRESS
    me = town.somebody("coordinator")
    me.write()
    menu = town.messages("coordinator")[-1]
    me.press_in(menu, "web/open")
    (button,) = [
        element
        for block in me.modal["blocks"]
        for element in block.get("elements", ())
        if element.get("url", "").startswith(f"{ADDRESS}/in/")
    ]
    before, calls = me.modal, len(town.slack.calls)
    assert me.press(button["action_id"]).status == 200
    assert me.modal == before and len(town.slack.calls) == calls
    assert ADDRESS not in str(town.slack.messages)  # a link that lets somebody in is in no conversation


def test_who_has_no_role_is_offered_none(sqlite_town: Town) -> None:
    sqlite_town.world.desk.address = ADDRESS
    me = sqlite_town.somebody("employee")
    me.write()
    assert "web/open" not in str(sqlite_town.messages("employee")[-1])
