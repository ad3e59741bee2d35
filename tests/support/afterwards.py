"""What comes after a report was closed: its half-year becomes final, it is destroyed, its figures stay."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bot.account import closing
from bot.account.export import write_account
from bot.account.request import ordered
from bot.files.orders import Asked
from bot.foundation import words
from bot.reports import readers, retention
from storage import people
from storage.reports import Viewer
from storage.tables.reports import Report
from tests.support.world import World

FIRST, LAST, FINAL = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 8)
MONTH = timedelta(days=30)  # before its end it is announced

Figures = Mapping[tuple[str, str, str], Any]  # sheet, line and measure → a number, or why there is none


def close_half_year(world: World) -> None:
    """A week after it is over, the clock makes the half-year of the world's first day final."""
    to(world, FINAL)
    assert closing.close_due(world.engine, world.vault, world.clock()) == 1


def destroy(world: World, report_id: str) -> None:
    """The days come on which the end of a report is announced, and on which it ends."""
    with world.reading() as session:
        end = _report(session, report_id).keep_until
    assert end is not None
    to(world, working_day(end - MONTH))
    assert retention.run(world.engine, world.vault, world.clock()) == (1, 0)
    to(world, end)
    assert retention.run(world.engine, world.vault, world.clock()) == (0, 1)
    with world.reading() as session:
        assert _report(session, report_id).status == "destroyed"


def council(world: World, folder: Path) -> Figures:
    """What the council reads of the half-year."""
    return _figures(world, folder, edition="council")


def known_to(world: World, who: str, folder: Path) -> Figures:
    """What somebody who handles reports reads of it."""
    with world.reading() as session:
        person = people.by_id(session, world.people[who])
    assert person is not None
    viewer = readers.viewer_of(world.vault, person)
    return _figures(world, folder, viewer=viewer)


def workbook(world: World, asked: Asked, folder: Path) -> bytes:
    """The account that somebody asked for, made here and not in a process apart."""
    words.load()
    first, last, edition = ordered(asked.argument)
    path, viewer = folder / "account.xlsx", readers.viewer_of(world.vault, asked.person)
    of = world.engine, world.vault, asked.organisation.slug, first, last, path
    write_account(*of, now=asked.now, locale=asked.locale, viewer=viewer, edition=edition, force=True)
    return path.read_bytes()


def _figures(world: World, folder: Path, edition: str = "internal", viewer: Viewer | None = None) -> Figures:
    words.load()
    path = folder / "account.json"
    of = world.engine, world.vault, world.organisation.slug, FIRST, LAST, path
    write_account(*of, now=world.clock(), edition=edition, viewer=viewer, form="json", force=True)
    told = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {
        (one["sheet_code"], one["line_code"], one["measure_code"]): one["text"]
        if one["value"] is None
        else one["value"]
        for one in told
    }


def to(world: World, day: date) -> None:
    """It is a quarter past ten on this day."""
    world.clock.now = datetime.combine(day, time(9, 15), UTC)


def working_day(day: date) -> date:
    """That day, or the Monday after it."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


def _report(session: Session, report_id: str) -> Report:
    return session.exec(select(Report).where(Report.id == report_id)).one()
