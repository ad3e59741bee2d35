"""Makes the account: on the command line, or in a process of its own for somebody in chat."""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Literal, cast

from sqlalchemy import Engine

from bot.account import closing, periods
from bot.account.assembly import assemble
from bot.account.closing import Closed
from bot.account.request import form_of, ordered
from bot.files.orders import Asked
from bot.foundation import style, words
from bot.foundation.context import ZONE
from bot.foundation.mistakes import Mistake
from bot.foundation.organisations import find_organisation
from bot.foundation.settings import Settings
from bot.reports import readers
from handlers.desk import open_storage, utc_now
from storage import closings, organisations, people
from storage.closings import ClosingRow
from storage.db import reading, unit
from storage.organisations import OrganisationRow

LONGEST = 300.0  # seconds
_one_at_a_time = Lock()  # a workbook takes a whole core


class ExportFailed(Exception):
    """No workbook was made; what the process said is left out, because it may name files and databases."""


def export(
    settings: Settings,
    organisation: str | None,
    first: date,
    last: date,
    out: Path,
    locale: str,
    force: bool,
    person_id: int | None,
    edition: str = "internal",
    form: str = "xlsx",
) -> list[str]:
    """Writes the account to a file; with a person, only what they may know of. Gives the versions of closed
    half-years that are in it, such as "2026-H1 v1". Raises Mistake."""
    from bot.account.export import write_account  # openpyxl only where it is needed

    _say_it_in_their_style(settings)
    engine, vault = open_storage(settings)
    viewer, actor = None, "system"
    if person_id is not None:
        with reading(engine) as session:
            person = people.by_id(session, person_id)
        viewer = readers.viewer_of(vault, person) if person else None
        if viewer is None:  # nobody may get more than they may know of
            raise Mistake("not_allowed")
        actor = f"person:{person_id}"
    shown = write_account(
        engine,
        vault,
        organisation,
        first,
        last,
        out,
        now=utc_now(),
        locale=locale,
        viewer=viewer,
        actor=actor,
        force=force,
        edition=edition,
        form=form,
    )
    return [f"{one.half} v{one.version}" for one in shown.pieces if one.version]


def export_all(
    settings: Settings,
    first: date,
    last: date,
    folder: Path,
    locale: str,
    force: bool,
    edition: str,
    form: str,
) -> list[Path]:
    """Writes the accounts of all organisations, and one over them, into a folder. Raises Mistake."""
    from bot.account.all_organisations import write_all  # openpyxl only where it is needed

    _say_it_in_their_style(settings)
    engine, vault = open_storage(settings)
    asked = {"locale": locale, "force": force, "edition": edition, "form": form}
    return write_all(engine, vault, first, last, folder, now=utc_now(), **asked)  # type: ignore[arg-type]


def draw(
    settings: Settings, organisation: str | None, first: date, last: date, out: Path, locale: str, force: bool
) -> str:
    """Draws the picture of a period to a file; gives what is on it in words. Raises Mistake."""
    from bot.account import picture
    from bot.account.export import beside
    from bot.documents.year import year_picture

    _say_it_in_their_style(settings)
    engine, _ = open_storage(settings)
    chosen = _chosen(engine, organisation)
    with reading(engine) as session:
        shown = assemble(session, chosen.id, first, last, utc_now().astimezone(ZONE).date(), "council")
    form = cast(Literal["pdf", "png", "svg"], out.suffix.removeprefix("."))
    with beside(out, force) as part:
        part.write_bytes(year_picture(picture.year_of(shown, chosen, locale), locale, form))
    return picture.said(shown, chosen, locale)


def _say_it_in_their_style(settings: Settings) -> None:
    """Loads the words, the colours and the logos of the organisations. Raises what is wrong with them."""
    words.load(settings.baken_content)
    style.load(settings.baken_colour, settings.baken_logo, settings.baken_content)


def close(settings: Settings, organisation: str | None, half: str) -> list[Closed]:
    """Makes the figures of a half-year final. Raises Mistake."""
    engine, vault = open_storage(settings)
    chosen = _chosen(engine, organisation)
    until = periods.half_named(half)
    if periods.days_of(until)[1] < utc_now().astimezone(ZONE).date():
        closing.rehearse(engine, vault, chosen, until)
    with unit(engine) as session:
        return closing.close(session, vault, chosen, until, utc_now())


def correct(settings: Settings, organisation: str | None, half: str) -> Closed | None:
    """Counts a half-year again and keeps what changed. Raises Mistake."""
    engine, vault = open_storage(settings)
    chosen = _chosen(engine, organisation)
    with unit(engine) as session:
        return closing.correct(session, vault, chosen, periods.half_named(half), utc_now())


def versions(settings: Settings, organisation: str | None) -> list[ClosingRow]:
    """Every version of every half-year that is final. Raises Mistake."""
    engine, _ = open_storage(settings)
    chosen = _chosen(engine, organisation)
    with reading(engine) as session:
        every = closings.closed(session, chosen.id)
        return [row for half in every for row in closings.versions(session, chosen.id, half)]


def _chosen(engine: Engine, organisation: str | None) -> OrganisationRow:
    with reading(engine) as session:
        return find_organisation(organisations.everyone(session), organisation)


def make_account(settings: Settings, asked: Asked) -> bytes:
    """The account that was asked for as a file, made in another process so that nobody in a dialogue waits;
    nothing of it stays on disk. Raises ExportFailed."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="baken-account-") as folder:
        out = Path(folder, f"account.{form_of(asked.argument)}")
        try:
            subprocess.run(  # noqa: S603 (our own program, and what the bot agreed to)
                _command(asked, out),
                env=os.environ | _environment(settings),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LONGEST,
                check=True,
            )
            return out.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ExportFailed(type(error).__name__) from None


def _command(asked: Asked, out: Path) -> list[str]:
    first, last, edition = ordered(asked.argument)
    export = [sys.executable, "-m", "handlers.cli", "export"]
    who = ["--organisation", asked.organisation.slug, "--person", str(asked.person.id)]
    days = ["--from", first.isoformat(), "--to", last.isoformat(), "--format", form_of(asked.argument)]
    return [*export, *who, *days, "--edition", edition, "--locale", asked.locale, "--out", str(out)]


def _environment(settings: Settings) -> dict[str, str]:
    """What the other process needs to open the same databases: the demo's are not in our environment."""
    return {
        "DATABASE_URL": settings.database_url,
        "KEYS_DATABASE_URL": settings.keys_database_url,
        "BAKEN_MASTER_KEYS": settings.baken_master_keys,
        "BAKEN_CONTENT": str(settings.baken_content or ""),
        "BAKEN_COLOUR": settings.baken_colour,
        "BAKEN_LOGO": str(settings.baken_logo or ""),
    }
