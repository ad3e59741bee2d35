"""After a whole journey in Teams, what was typed is nowhere in logs or plain files; nor is who reported."""

import json
from pathlib import Path

import pytest

from storage.masters import new_master
from tests.support.patience import until
from tests.support.servers import running_server
from tests.support.slack_town import listening
from tests.support.teams import TENANT, Connector, Door

pytestmark = pytest.mark.slow

PLANTED = ("Koperdief7Loods", "Toevoeging8Geheim", "Antwoord9Behandelaar", "VanDerMelder")


@pytest.mark.parametrize("level", ["debug", "warning"])
def test_nothing_that_was_typed_is_in_logs_or_plain_files(level: str, tmp_path: Path) -> None:
    connector = Connector()
    settings = {
        "BAKEN_MASTER_KEYS": new_master(),
        "BAKEN_COORDINATORS": "coordinator@voorbeeldstad.example",
        "BAKEN_LOG_LEVEL": level,
        "TEAMS_UNAUTHENTICATED": "loopback",
        "TEAMS_TENANT_ID": TENANT,
    }
    with listening(connector.app()) as connectors_port:
        connector.url = f"http://127.0.0.1:{connectors_port}/"
        with running_server(["-m", "handlers.cli", "serve"], settings, cwd=tmp_path) as server:
            door = Door(connector, server.port)
            code = _journey(door)
            connector.failures = [(400, {})]
            door.somebody("employee").say(PLANTED[0])
            door.post(json.dumps({"type": PLANTED[0], "text": PLANTED[1]}).encode())
            until(lambda: connector.to("coordinator")[1:])
            plain = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
            said = server.output()
    sent = json.dumps(connector.sent)
    for word in (*PLANTED, code, "entra-employee"):
        assert word not in said, f"{word} is in the log"
        assert [
            name for name, content in plain.items() if word.encode() in content and word != "entra-employee"
        ] == []
    for word in (*PLANTED, code):
        assert word not in sent
    assert len(plain) >= 2 and connector.to("coordinator")[1:]


def _journey(door: Door) -> str:
    """A report, an addition and an answer; gives the code."""
    coordinator = door.somebody("coordinator")
    coordinator.say("hoi")
    me = door.somebody("employee")
    me.name = "VanDerMelder"
    me.fetch("report/begin/")
    code = me.hand_in(story=PLANTED[0], where=PLANTED[0]).code()
    me.submit(kept="kept")
    me.fetch("follow/open/")
    me.submit(code=code)
    me.submit(addition=PLANTED[1])
    coordinator.fetch("casework/open/")
    coordinator.press("casework/show/")
    assert PLANTED[0] in coordinator.text() and PLANTED[1] in coordinator.text()
    coordinator.press("casework/form/answer")
    coordinator.submit(message=PLANTED[2])
    assert PLANTED[2] in coordinator.text()
    return code
