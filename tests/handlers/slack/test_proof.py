"""Who comes back in Slack under another user id opens what was theirs: signed requests, the real app."""

import json
import re

from storage import people
from tests.handlers.slack.journeys import hand_in, number_of
from tests.handlers.slack.test_newcomers import join
from tests.support.slack import Somebody
from tests.support.slack_town import Town
from tests.support.world import TEAM

AGAIN = "U0AGAIN"


def my_reports(me: Somebody, town: Town) -> None:
    me.open_home()
    me.press_in(town.slack.homes[me.user], "mine/open")


def ask_the_reporter(town: Town) -> None:
    reader = town.somebody("coordinator")
    reader.open_home()
    reader.press_in(town.slack.homes[reader.user], "casework/open")
    reader.press("casework/show")
    reader.press("casework/form/question")
    reader.submit(message="Zag je ook een kenteken?")


def test_a_new_account_opens_reports_of_before_after_its_owner_proved_it(town: Town) -> None:
    before = town.somebody("employee")
    hand_in(before, identity="confidential")
    number = number_of(before)
    before.close()
    town.deliver()
    town.slack.add(AGAIN, "Medewerker Een", "employee@voorbeeldstad.example")
    assert join(town, AGAIN, "Medewerker Een", "employee@voorbeeldstad.example") == 200

    me = town.somebody(AGAIN)
    my_reports(me, town)
    assert number not in me.seen()
    me.press("proof/begin")
    me.press("proof/send")
    assert me.step == "proof.code"
    assert town.deliver() == 1 and town.slack.said_to(AGAIN) == []
    told = json.dumps(town.messages("employee")[-1], ensure_ascii=False)
    assert number not in told
    me.submit(code="0000-0000")
    assert me.errors and number not in me.seen()
    me.submit(code=re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", told)[0])
    assert me.step == "mine.list" and number in me.seen()

    ask_the_reporter(town)
    assert town.deliver() == 1  # where they are now
    assert len(town.slack.said_to(AGAIN)) == 1


def test_nobody_is_told_of_an_answer_at_an_account_that_is_somebody_elses_by_now(town: Town) -> None:
    before = town.somebody("employee")
    hand_in(before, identity="confidential")
    before.close()
    town.deliver()
    with town.world.unit() as session:
        people.give_address(session, town.world.people["employee2"], "slack", TEAM, before.user)
    ask_the_reporter(town)
    assert town.deliver() == 0
