"""Exports of systems for staff, brought in Slack."""

import pytest

from tests.bot.directory.files import staff
from tests.bot.directory.test_exports import EXPORTS, HERE, REFUSED, WHOLE
from tests.handlers.slack.test_uploads import at_the_upload
from tests.support.patience import until
from tests.support.slack_town import Town


@pytest.mark.parametrize("name", WHOLE)
def test_an_export_is_taken_over_in_chat(name: str, sqlite_town: Town) -> None:
    chat_takes(sqlite_town, name)


@pytest.mark.both
def test_an_export_is_taken_over_in_chat_on_every_database(town: Town) -> None:
    chat_takes(town, "sap-hcm.txt")


def chat_takes(town: Town, name: str) -> None:
    """A coordinator brings an export in Slack."""
    me = at_the_upload(town)
    me.submit(file=town.slack.put(name, (EXPORTS / name).read_bytes()))
    until(lambda: me.step != "slack.notice")  # a file that takes a while is said to be read
    assert me.step == "people.checked" and "zijn geweigerd" not in me.seen()
    me.submit()
    until(lambda: me.step != "slack.notice")
    assert me.step == "people.done" and staff(town.world).keys() >= HERE.keys()


@pytest.mark.parametrize("name", REFUSED)
def test_an_export_that_cannot_be_read_is_refused_in_chat_beside_the_field(
    name: str, sqlite_town: Town
) -> None:
    me, before = at_the_upload(sqlite_town), staff(sqlite_town.world)
    me.submit(file=sqlite_town.slack.put(name, (EXPORTS / "geweigerd" / name).read_bytes()))
    until(lambda: me.step != "slack.notice")
    assert me.step == "people.upload" and REFUSED[name] in (me.errors.get("file") or me.seen())
    assert staff(sqlite_town.world) == before
