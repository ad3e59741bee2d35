"""The page with the account's figures, for a coordinator who may not know of some of the reports."""

import time
from pathlib import Path

from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bench import municipality
from bench.measure import Chapter, quantile
from bench.reports import FIRST, LAST, filled
from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Link
from handlers.desk import Desk, open_storage
from handlers.web import http
from storage import people
from storage.db import unit

ADDRESS = "http://127.0.0.1:8000"
UNTOLD = 1_000  # reports that the coordinator may not know of
TURNS = 40
PATHS = {
    "a year": f"/figures?first={FIRST:%Y-%m}&last={LAST:%Y-%m}",
    "a half-year": f"/figures?first={FIRST:%Y-%m}&last={FIRST:%Y}-06",
}


def measure(folder: Path, quick: bool) -> list[Chapter]:
    """The page as a whole: session, counting, suppression, charts and HTML."""
    chapter = Chapter("The page with figures, on SQLite")
    for number in (10_000,) if quick else (10_000, 1_000_000):
        client = _come(filled(folder / str(number), number))
        for period, path in PATHS.items():
            took, busy = [], []
            for _ in range(TURNS):
                began, busy_before = time.perf_counter(), time.process_time()
                assert client.get(path).status_code == 200
                took.append(time.perf_counter() - began)
                busy.append(time.process_time() - busy_before)
            aim = 300 if number == 1_000_000 else None
            chapter.add(f"{number:,} reports, {period}, median", quantile(took, 0.5) * 1000, " ms", aim)
            chapter.add(f"{number:,} reports, {period}, slowest of {TURNS}", max(took) * 1000, " ms")
            chapter.add(
                f"{number:,} reports, {period}, processor time", quantile(busy, 0.5) * 1000, " ms", aim
            )
    chapter.notes.append(f"of the reports, {UNTOLD:,} may not be known to who looks")
    return [chapter]


def _come(databases: municipality.Databases) -> TestClient:
    """A browser in which the coordinator came in from Slack."""
    engine, vault = open_storage(municipality.settings(databases), migrated=True)
    desk = Desk(engine, vault, address=ADDRESS)
    with unit(engine) as session:
        person = people.by_address(session, "slack", "", "UC1")
        assert person is not None
        key = vault.handler_hash(person.organisation_id, person.id)
        session.execute(
            text(
                "INSERT OR IGNORE INTO report_exclusion (report_id, handler_key)"
                " SELECT id, :key FROM report ORDER BY id LIMIT :most"
            ),
            {"key": key, "most": UNTOLD},
        )
    screen = desk.respond(Visitor("slack", "T1", "UC1", known_as="bench"), Event("web", "open"))
    link = next(part.url for part in screen.body if isinstance(part, Link))
    client = TestClient(Starlette(routes=http.routes(desk, demo=False)), ADDRESS)
    client.post(link, headers={"origin": ADDRESS, "content-type": "application/x-www-form-urlencoded"})
    return client
