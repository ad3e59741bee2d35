"""What the journeys in Slack have in common."""

from typing import Any

from sqlmodel import SQLModel, func, select

from bot.reports import conversation
from storage import reports
from storage.tables.reports import Report
from tests.support.slack import Somebody
from tests.support.slack_town import Town

THEFT = "Elke nacht wordt er koper geladen achter loods 7."


def begin(town: Town, who: str = "employee") -> Somebody:
    """Somebody who stands at the first screen of a report."""
    me = town.somebody(who)
    me.command()
    assert me.step == "report.start"
    return me


def hand_in(me: Somebody, **answers: Any) -> Somebody:
    """Through the whole dialogue, to the receipt."""
    given = {"kind": "signal", "identity": "anonymous", "theme": "fencing", "story": THEFT} | answers
    me.command()
    for _ in range(12):
        if me.step == "report.receipt":
            return me
        asked = {field["element"]["action_id"] for field in me.fields()}
        me.submit(**{name: value for name, value in given.items() if name in asked})
        assert not me.errors, me.errors
    raise AssertionError(f"no receipt: {me.step}")


def code_of(me: Somebody) -> str:
    """The code on a receipt."""
    return _codes(me)[1]


def number_of(me: Somebody) -> str:
    """The number on a receipt."""
    return _codes(me)[0]


def _codes(me: Somebody) -> list[str]:
    texts = [block["text"]["text"] for block in me.modal["blocks"] if block["type"] == "section"]
    return [text.split("```")[1] for text in texts if "```" in text]


def count(town: Town, table: type[SQLModel]) -> int:
    """How many rows a table has."""
    with town.world.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def filed(town: Town) -> str:
    """Everything in the only report, opened as a handler's screen would."""
    with town.world.unit() as session:
        found = session.exec(select(Report)).one()
        ctx = town.world.context(session)
        row = reports.get(session, found.id)
        assert row is not None
        return str(conversation.content(ctx, row))
