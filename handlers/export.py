"""Makes the account: on the command line, or in a process of its own for somebody in chat."""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from threading import Lock

from bot import audiences, words
from bot.account.request import period
from bot.files import Asked
from bot.mistakes import Mistake
from bot.settings import Settings
from handlers.desk import open_storage, utc_now
from storage import people
from storage.db import reading

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
) -> None:
    """Writes the account to a file; with a person, only what they may know of. Raises Mistake."""
    from bot.account.export import write_account  # openpyxl only where it is needed

    words.load(settings.baken_content)
    engine, vault = open_storage(settings, migrated=False)
    viewer, actor = None, "system"
    if person_id is not None:
        with reading(engine) as session:
            person = people.by_id(session, person_id)
        viewer = audiences.viewer_of(vault, person) if person else None
        if viewer is None:  # nobody may get more than they may know of
            raise Mistake("not_allowed")
        actor = f"person:{person_id}"
    write_account(
        engine,
        vault.audit_secret,
        organisation,
        first,
        last,
        out,
        now=utc_now(),
        locale=locale,
        viewer=viewer,
        actor=actor,
        force=force,
    )


def make_workbook(settings: Settings, asked: Asked) -> bytes:
    """The workbook that was asked for, made in another process so that nobody in a dialogue waits; nothing
    of it stays on disk. Raises ExportFailed."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="baken-account-") as folder:
        out = Path(folder, "account.xlsx")
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
    first, last = period(asked.argument)
    export = [sys.executable, "-m", "handlers.cli", "export"]
    who = ["--organisation", asked.organisation.slug, "--person", str(asked.person.id)]
    days = ["--from", first.isoformat(), "--to", last.isoformat()]
    return [*export, *who, *days, "--locale", asked.locale, "--out", str(out)]


def _environment(settings: Settings) -> dict[str, str]:
    """What the other process needs to open the same databases: the demo's are not in our environment."""
    return {
        "DATABASE_URL": settings.database_url,
        "KEYS_DATABASE_URL": settings.keys_database_url,
        "BAKEN_MASTER_KEYS": settings.baken_master_keys,
        "BAKEN_CONTENT": str(settings.baken_content or ""),
    }
