"""The demo's past of learning: a newcomer in the middle, a lead with a team, a year that can be counted."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import demo as history
from bot.foundation.context import Visitor
from bot.foundation.screen import Heading, Row, Screen
from bot.learning import content
from handlers import demo
from handlers.desk import Desk, open_storage
from storage import learning_counts, mailings, organisations
from storage.db import reading
from tests.support.world import Walk

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(history, "REPORTS", 1)
    content.load(None)
    demo.prepare(tmp_path / "demo")
    return Desk(*open_storage(demo.settings(tmp_path / "demo")))


def be(desk: Desk, who: str) -> Walk:
    return Walk(desk, Visitor("web", history.WORKSPACE, who, who, known_as=who))


def rows(screen: Screen) -> list[Row]:
    return [part for part in screen.body if isinstance(part, Row)]


def test_the_newcomer_is_in_the_middle_and_the_lead_sees_it(desk: Desk) -> None:
    newcomer = be(desk, "newcomer")
    mine = newcomer.do("learn", "mine")
    assert [part.text for part in mine.body if isinstance(part, Heading)][:2] == ["Nog te doen", "Klaar"]
    go_on = rows(mine)[0].open
    assert go_on is not None and go_on.label == "Verdergaan"
    progress = newcomer.press("open", go_on.argument).progress
    assert progress is not None and progress[0] > 1
    lead = be(desk, "lead")
    team = rows(lead.do("learn", "team"))
    assert len(team) >= 3
    (noor,) = [row for row in team if row.title == "Noor Nieuw"]
    assert noor.detail.startswith("1 van ")


def test_what_the_newcomer_has_to_do_is_brought_to_them(desk: Desk) -> None:
    with reading(desk.engine) as session:
        (organisation,) = organisations.everyone(session)
        keys = {push.key for push in mailings.listed(session, organisation.id) if push.kind == "module"}
    assert keys == {
        "module/onboarding/recognising-signals/once/0",
        "module/onboarding/reporting/once/0",
    }


def test_who_is_here_for_long_has_the_refresher_and_most_did_it(desk: Desk) -> None:
    employee = be(desk, "employee")
    todo = rows(employee.do("learn", "mine"))[0]
    assert todo.open is not None and todo.open.argument.startswith("refresher/")
    assert "test_out" in {action.name for action in employee.press("open", todo.open.argument).actions}
    today = date.today()  # noqa: DTZ011 (the demo's own past is made up to now)
    with reading(desk.engine) as session:
        every = learning_counts.by_module(session, 1, today - timedelta(days=365), today)
    (found,) = [row for row in every if row.programme == "refresher"]
    assert found.finished > found.overdue > 0


def test_a_year_of_learning_can_be_counted(desk: Desk) -> None:
    today = date.today()  # noqa: DTZ011 (the demo's own past is made up to now)
    with reading(desk.engine) as session:
        found = learning_counts.by_module(session, 1, today - timedelta(days=365), today)
    assert sum(row.finished for row in found) > 100
    assert sum(row.overdue for row in found) > 5
