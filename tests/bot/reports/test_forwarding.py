"""Passing a report on: what was picked leaves, nothing else; it is written down; only the web has files."""

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlmodel import select

from bot.files import makers, orders
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.foundation.screen import Answer, Event, FileOrder, Screen
from storage.tables.reports import ReportEntry
from tests.bot.reports.test_handling import trail
from tests.bot.reports.test_readership import opened, step_back
from tests.support import ROOT
from tests.support.javascript import run_script
from tests.support.world import Reported, Walk, World

pytestmark = pytest.mark.both
TOLD = {"story": "Elke maandag haalt een man geld op.", "where": "Haven 3", "risk": "Hij kent mijn auto."}
TO_RIEC = {"to": "riec", "name": "RIEC Verzonnen", "legal_ground": "premises"}
FACT = {"note": "Het pand heeft drie bedrijven.", "source": "trade_register", "legal_ground": "premises"}


def weighed(world: World, identity: str = "named", **more: Any) -> tuple[Reported, Walk]:
    """A report that a handler works on a ground, with a fact and a note."""
    reported = world.report(identity=identity, department=str(world.departments["Wmo"]), **TOLD, **more)
    walk = opened(world, "handler", reported)
    walk.weigh()
    for note in (FACT, {"note": "Bellen met de wijkagent."}):
        walk.press("note")
        walk.submit(**note)
    return reported, walk


def field(screen: Screen, name: str) -> Any:
    return next(one for one in screen.inputs if one.name == name)


def forwarded(walk: Walk, **more: Any) -> Screen:
    form = walk.press("forward")
    walk.submit(**{"parts": field(form, "parts").value, **TO_RIEC, **more})
    return walk.press("forward_send")


def fetched(world: World, screen: Screen, kind: str, who: str = "handler") -> bytes:
    button = next(one for one in screen.actions if one.argument.startswith(kind))
    with world.unit() as session:
        order = orders.offer(world.context(session, who), *button.argument.split("/", 1))
    with world.reading() as session:
        return makers.make(makers.asked(session, world.vault, order, world.clock()), kind).content


def text_of(document: bytes) -> str:
    read = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_what_leaves_is_what_was_shown_and_nothing_of_the_reporter_goes_by_itself(world: World) -> None:
    reported, walk = weighed(world)
    form = walk.press("forward")
    there = {one.value: one.label for one in field(form, "parts").options}
    assert field(form, "parts").value == ("story", "where", "fact-1")
    assert field(form, "legal_ground").value == "premises"
    assert set(there) == {"story", "where", "fact-1", "received", "reporter"}
    shown = walk.submit(**TO_RIEC, parts=field(form, "parts").value, summary="Graag samen kijken.")
    leaves = [(part.label, part.text) for part in shown.body if isinstance(part, Answer)]
    sent = walk.press("forward_send")
    out = json.loads(fetched(world, sent, "signal_json"))
    document = text_of(fetched(world, sent, "signal_docx"))
    for label, text in leaves:
        assert label in document and text in document
    for said in ("Elke maandag", "Haven 3", "Graag samen kijken.", "drie bedrijven", "RIEC Verzonnen"):
        assert said in document and said in json.dumps(out, ensure_ascii=False)
    for kept in ("mijn auto", "Wmo", "wijkagent", "Medewerker Een", "employee"):
        assert kept not in document and kept not in json.dumps(out, ensure_ascii=False)
    assert "received_on" not in out["signal"] and "reporter" not in out
    assert out["ground"]["id"] == "premises" and out["facts"][0]["source"]["id"] == "trade_register"
    assert trail(world)[-1] == ("report.forwarded", "riec premises")
    assert "Doorgegeven aan RIEC Verzonnen." in repr(opened(world, "coordinator", reported).screen.body)


def test_the_name_goes_when_it_is_picked_and_of_nobody_else(world: World) -> None:
    _, walk = weighed(world)
    sent = forwarded(walk, parts=("reporter", "received"))
    out = json.loads(fetched(world, sent, "signal_json"))
    assert out["reporter"]["name"] == "Medewerker Een" and out["answers"] == [] == out["facts"]
    assert out["signal"]["received_on"] == world.clock().date().isoformat()
    for identity in ("confidential", "anonymous"):
        _, walk = weighed(world, identity)
        form = walk.press("forward")
        assert "reporter" not in {one.value for one in field(form, "parts").options}
        wrong = walk.submit(**TO_RIEC, parts=("reporter",))
        assert field(wrong, "parts").error


def test_without_a_ground_nothing_is_passed_on(world: World) -> None:
    reported = world.report()
    walk = opened(world, "handler", reported)
    assert "forward" not in {one.name for one in walk.buttons()}
    for name in ("forward", "forward_look"):
        refused = walk.event(Event("casework", name, "", "", walk.screen.token, TO_RIEC))
        assert words.text("mistakes.no_ground_yet", "nl") in repr(refused.body)
        walk = opened(world, "handler", reported)


def test_bad_input_gets_a_sentence_and_loses_nothing(world: World) -> None:
    _, walk = weighed(world)
    walk.press("forward")
    wrong = walk.submit(to="", name=" ", legal_ground="premises", parts=(), summary="x" * 10_000)
    assert {one.name for one in wrong.inputs if one.error} == {"to", "name", "summary"}
    wrong = walk.submit(**TO_RIEC, parts=(), summary="")
    assert field(wrong, "parts").error == words.text("forwarding.nothing", "nl")
    assert field(wrong, "name").value == "RIEC Verzonnen"
    walk.submit(**TO_RIEC, parts=("story",))
    assert field(walk.press("forward"), "name").value == "RIEC Verzonnen"  # to change it


def test_a_double_click_passes_on_once_and_what_left_does_not_change(world: World) -> None:
    _, walk = weighed(world)
    form = walk.press("forward")
    walk.submit(**TO_RIEC, parts=field(form, "parts").value)
    event = walk.pressed("forward_send")
    walk.event(event)
    sent = walk.event(event)
    assert sent.step == "forwards-0" and trail(world).count(("report.forwarded", "riec premises")) == 1
    before = fetched(world, sent, "signal_json")
    walk.press("back")
    walk.press("note")
    walk.submit(note="Later.", source="open", legal_ground="premises")
    again = walk.press("forwards")
    assert fetched(world, again, "signal_json") == before


def test_a_long_name_fits_on_a_button(world: World) -> None:
    _, walk = weighed(world)
    sent = forwarded(walk, name="R" * 200)
    assert max(len(one.label) for one in sent.actions) <= 30


def test_what_is_sent_is_what_was_looked_at(world: World) -> None:
    _, walk = weighed(world)
    walk.press("forward")
    walk.submit(**TO_RIEC, parts=("story",))
    little = walk.pressed("forward_send")
    walk.press("forward")
    walk.submit(**{**TO_RIEC, "name": "Politie"}, parts=("story", "reporter"))
    again = walk.event(little)  # the browser's Back, and then the button
    assert again.step == "preview-0" and "Politie" in repr(again.body)
    assert not any(one[0] == "report.forwarded" for one in trail(world))
    walk.press("forward_send")
    assert trail(world)[-1] == ("report.forwarded", "riec premises")


def test_their_reply_is_kept_once(world: World) -> None:
    _, walk = weighed(world)
    forwarded(walk)
    walk.press("forward_receipt")
    event = walk.pressed("forward_received", receipt="Kenmerk 2026-77.")
    walk.event(event)
    assert repr(walk.event(event).body).count("Kenmerk 2026-77.") == 1
    assert trail(world).count(("report.noted", "")) == 2  # a note before, and this


def test_in_chat_the_button_leads_to_the_web_and_no_file_comes(world: World) -> None:
    reported, walk = weighed(world)
    sent = forwarded(walk)
    ticket = next(one.argument for one in sent.actions if one.argument.startswith("signal_json"))
    chat = world.walk("handler", "slack")
    chat.do("casework", "show", reported.id)
    there = chat.press("forwards")
    assert ("web", "open") in {(one.dialogue, one.name) for one in there.actions}
    assert not any(one.dialogue == "file" for one in there.actions)
    assert words.text("forwarding.on_web", "nl") in repr(there.body)
    assert chat.do("file", "open", ticket).step == "sorry"


def test_who_may_not_know_of_the_report_fetches_nothing(world: World) -> None:
    reported, walk = weighed(world)
    sent = forwarded(walk)
    fetched(world, sent, "signal_docx")
    step_back(world, "handler", reported)
    for who in ("handler", "employee", "privacy"):
        with pytest.raises(Mistake):
            fetched(world, sent, "signal_docx", who)
    with world.reading() as session, pytest.raises(Mistake):
        order = FileOrder("signal_json", "nothing", world.people["handler"], "nl")
        makers.make(makers.asked(session, world.vault, order, world.clock()), "signal_json")


def test_what_leaves_is_sealed_where_it_is_kept(world: World) -> None:
    _, walk = weighed(world)
    forwarded(walk)
    with world.reading() as session:
        rows = session.exec(select(ReportEntry)).all()
        assert len(rows) == 6 and not any(b"RIEC" in row.sealed or b"maandag" in row.sealed for row in rows)


@pytest.mark.node
def test_what_leaves_is_as_its_schema_says(world: World) -> None:
    schema = json.loads((ROOT / "docs" / "forwarding.schema.json").read_text())
    _, walk = weighed(world)
    values = [json.loads(fetched(world, forwarded(walk), "signal_json"))]
    walk.press("back")
    walk.press("forwards")
    parts = ("story", "fact-1", "reporter", "received")
    values.append(json.loads(fetched(world, forwarded(walk, parts=parts, to="police"), "signal_json")))
    assert run_script("json_schema.mjs", {"schema": schema, "values": values}) == []
    broken = {**values[0], "risk": "x", "recipient": {"kind": "friend", "name": ""}}
    assert len(run_script("json_schema.mjs", {"schema": schema, "values": [broken]})) == 3  # type: ignore[arg-type]


def test_libreoffice_opens_the_form(sqlite_world: World, tmp_path: Path, libreoffice: Any) -> None:
    from pypdf import PdfReader

    _, walk = weighed(sqlite_world)
    (tmp_path / "signal.docx").write_bytes(fetched(sqlite_world, forwarded(walk), "signal_docx"))
    pages = PdfReader(libreoffice(tmp_path / "signal.docx", "pdf", tmp_path)).pages
    whole = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) == 1 and "Signaalformulier" in whole and "RIEC Verzonnen" in whole
