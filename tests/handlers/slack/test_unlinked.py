"""A workspace that no organisation is linked to gets a friendly sentence, wherever somebody begins."""

import pytest
from sqlmodel import col, delete

from storage import organisations
from storage.tables.directory import Workspace
from tests.support.slack_town import Town

SENTENCES = {"nl-NL": "Baken is hier nog niet klaar voor gebruik", "en-US": "Baken is not ready for use here"}


@pytest.mark.parametrize("locale", SENTENCES)
def test_whoever_begins_in_an_unlinked_workspace_is_told_in_their_language(
    locale: str, sqlite_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite_town.world.unit() as session:
        session.exec(delete(Workspace).where(col(Workspace.platform) == "slack"))
        organisations.link(session, sqlite_town.world.organisation.id, "slack", "T0ELSEWHERE")
    sqlite_town.world.desk._served.clear()
    me = sqlite_town.somebody("employee")
    sqlite_town.slack.people[me.user]["locale"] = locale
    said = []
    for begin in (me.command, me.shortcut):
        assert begin().status == 200
        said.append(me.seen())
        me.close()
    assert {me.write().status, me.mention().status, me.open_home().status} == {200}
    said += [repr(sqlite_town.slack.messages), repr(sqlite_town.slack.homes)]
    assert me.press_in(sqlite_town.messages("employee")[-1], "menu/open").status == 200
    said.append(me.seen())
    assert all(SENTENCES[locale] in one for one in said), said
    assert caplog.text == ""
