"""Files on every platform: who asked, for what, and how it is carried."""

import ast
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import routes
from bot.files import makers, orders
from bot.files.orders import PDF, Asked, Made
from bot.foundation import words
from bot.foundation.context import Context, Visitor
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Event, FileOrder, Screen
from bot.foundation.settings import given
from bot.rooms import HOUSE
from handlers import files as handing
from handlers.slack import render as slack
from handlers.slack.parts import CannotShow as SlackCannot
from handlers.teams import render as teams
from handlers.teams.files import FilePage
from storage import people
from storage.tables.reports import Draft
from tests.handlers.web.conftest import let_play, web_app
from tests.handlers.web.tab import Tab
from tests.support import ROOT
from tests.support.world import TEAM, World


@pytest.fixture(autouse=True)
def poem(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of file that anybody may have, once a verse is named."""

    def make(asked: Asked) -> Made:
        if not asked.argument:
            raise Mistake("not_allowed")
        return Made(f"{asked.argument}.pdf", PDF, f"{asked.person.name} {asked.locale}".encode())

    monkeypatch.setitem(HOUSE.files, "poem", make)


def in_teams(world: World, session: Session) -> Context:
    """What a use case is given of an employee who is in Teams."""
    ctx = world.context(session, "employee", "slack")
    people.give_address(session, world.people["employee"], "teams", TEAM, "employee")
    session.flush()
    return replace(ctx, visitor=Visitor("teams", TEAM, "employee"))


def test_a_button_for_a_file_opens_a_screen_that_carries_it(sqlite_world: World) -> None:
    action = orders.button("Gedicht", "poem", "verse/1")
    event = Event(action.dialogue, action.name, action.argument)
    with sqlite_world.unit() as session:
        for ctx, ticket in (
            (sqlite_world.context(session, "employee", "slack"), False),
            (in_teams(sqlite_world, session), True),
            (sqlite_world.context(session, "employee", "web"), False),
        ):
            screen = routes.respond(ctx, event)
            assert screen.file and (screen.file.kind, screen.file.argument) == ("poem", "verse/1")
            assert bool(screen.file.ticket) == ticket


def test_a_ticket_is_for_one_file_once_and_soon(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        ctx = in_teams(sqlite_world, session)
        order = orders.offer(ctx, "poem", "1")
        late = orders.offer(ctx, "poem", "2")
        redeemed = orders.redeem(ctx, order.ticket)
        assert redeemed == FileOrder("poem", "1", sqlite_world.people["employee"], "nl")
        with pytest.raises(Mistake, match="dialogue_gone"):
            orders.redeem(ctx, order.ticket)
        ctx.now += orders.LIFE + timedelta(seconds=1)
        with pytest.raises(Mistake, match="dialogue_gone"):
            orders.redeem(ctx, late.ticket)


def test_a_ticket_is_nowhere_in_plain(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        order = orders.offer(in_teams(sqlite_world, session), "poem", "verse")
        assert order.ticket and order.ticket not in repr(order)
        (draft,) = session.exec(select(Draft)).all()
        assert order.ticket not in draft.token_hash and b"verse" not in draft.sealed


def test_a_message_never_carries_a_file_but_a_button_for_one(sqlite_world: World) -> None:
    screen = Screen("x", "y", "Titel", file=FileOrder("poem", "1", 1, "nl"), confidential=False)
    with pytest.raises(SlackCannot):
        slack.message(screen)
    with pytest.raises(teams.CannotShow):
        teams.message(screen)


def test_a_maker_is_given_who_asks_and_in_what_language(sqlite_world: World) -> None:
    order = FileOrder("poem", "1", sqlite_world.people["employee"], "en")
    with sqlite_world.unit() as session:
        asked = makers.asked(session, sqlite_world.vault, order, sqlite_world.clock())
        made = makers.make(asked, order.kind)
    assert made.name == "1.pdf" and made.content.endswith(b" en")


def test_nobody_has_files_made_without_end(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        ctx = sqlite_world.context(session, "employee", "slack")
        for _ in range(30):
            orders.offer(ctx, "poem", "1")
        with pytest.raises(Mistake, match="too_many_files") as refused:
            orders.offer(ctx, "poem", "1")
        assert refused.value.params == {"count": 1}
        orders.offer(sqlite_world.context(session, "employee2", "slack"), "poem", "1")


def test_every_kind_that_a_room_offers_has_its_maker() -> None:
    trees = (ast.parse(source.read_text()) for source in (ROOT / "bot").rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    offers = [call for call in calls if ast.unparse(call.func) in ("orders.button", "orders.offer")]
    kinds = {call.args[1].value for call in offers if isinstance(call.args[1], ast.Constant)}
    assert "account" in kinds and kinds <= set(HOUSE.files)


@pytest.mark.slow
def test_what_only_makes_papers_costs_nothing_until_one_is_made() -> None:
    command = [sys.executable, "-c", "import handlers.app, sys; sys.exit('typst' in sys.modules)"]
    assert subprocess.run(command, cwd=ROOT).returncode == 0


def test_on_the_web_a_file_is_a_download_for_whom_its_maker_gives_it(sqlite_world: World) -> None:
    desk = let_play(sqlite_world).desk
    tab = Tab(
        web_app(sqlite_world, make=partial(handing.make, given(baken_master_keys=sqlite_world.master), desk))
    )
    answer = tab.client.get(
        "/file", params={"who": "employee", "kind": "poem", "argument": "vers", "lang": "en"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, PDF)
    assert answer.content.endswith(b" en") and 'filename="vers.pdf"' in answer.headers["content-disposition"]
    tab.show(tab.client.get("/file", params={"who": "employee", "kind": "poem"}))
    assert tab.response.status_code == 403 and "Dit mag je niet doen" in tab.text


def test_in_teams_the_page_says_why_a_file_is_not_given(sqlite_world: World) -> None:
    make = partial(handing.make, given(baken_master_keys=sqlite_world.master), sqlite_world.desk)
    client = TestClient(Starlette(routes=FilePage(sqlite_world.desk, make).routes()))
    with sqlite_world.unit() as session:
        ctx = in_teams(sqlite_world, session)
        good, refused = (orders.offer(ctx, "poem", what).ticket for what in ("vers", ""))
    assert client.get(f"/teams/file/{good}").status_code == 200
    assert client.post(f"/teams/file/{good}").content.endswith(b" nl")
    answer = client.post(f"/teams/file/{refused}?lang=en")
    assert answer.status_code == 403 and words.text("mistakes.not_allowed", "en") in unescape(answer.text)
    assert client.post(f"/teams/file/{good}").status_code == 410
