"""Has a workbook made in a process of its own, so that nobody who is in a dialogue waits for it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Lock

from bot.courier import AccountOrder
from bot.settings import Settings

LONGEST = 300.0  # seconds
_one_at_a_time = Lock()  # a workbook takes a whole core


class ExportFailed(Exception):
    """No workbook was made; what the process said is left out, because it may name files and databases."""


def make_workbook(settings: Settings, order: AccountOrder) -> bytes:
    """The workbook of an order as a file's content; nothing of it stays on disk. Raises ExportFailed."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="baken-account-") as folder:
        out = Path(folder, "account.xlsx")
        try:
            subprocess.run(  # noqa: S603 (our own program, and what the bot agreed to)
                _command(order, out),
                env=os.environ | _environment(settings),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LONGEST,
                check=True,
            )
            return out.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ExportFailed(type(error).__name__) from None


def _command(order: AccountOrder, out: Path) -> list[str]:
    export = [sys.executable, "-m", "handlers.cli", "export"]
    who = ["--organisation", order.organisation, "--person", str(order.person_id)]
    period = ["--from", order.first.isoformat(), "--to", order.last.isoformat()]
    return [*export, *who, *period, "--locale", order.locale, "--out", str(out)]


def _environment(settings: Settings) -> dict[str, str]:
    """What the other process needs to open the same databases: the demo's are not in our environment."""
    return {
        "DATABASE_URL": settings.database_url,
        "KEYS_DATABASE_URL": settings.keys_database_url,
        "BAKEN_MASTER_KEYS": settings.baken_master_keys,
        "BAKEN_CONTENT": str(settings.baken_content or ""),
    }
