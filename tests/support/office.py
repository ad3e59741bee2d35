"""LibreOffice as a second opinion on workbooks and documents."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support.lifeline import MARK
from tests.support.lifeline import folder as own_folder

MISSING = "no LibreOffice here; this adds it: sudo apt-get install libreoffice-calc libreoffice-writer"
READERS = ("libsclo.so", "libswlo.so")  # of workbooks, and of documents


def office_path() -> str | None:
    """The LibreOffice program of this machine, or None where it cannot read workbooks and documents."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    here = Path(found).resolve().parent if found else Path()
    return found if found and all((here / name).exists() for name in READERS) else None


def convert(source: Path, to: str, folder: Path, seconds: float = 120) -> Path:
    """Let LibreOffice write `source` as `to` (such as "pdf", "csv" or "xlsx") into `folder`.

    Returns the new file. Raises subprocess.TimeoutExpired after `seconds`, AssertionError with what
    LibreOffice said when it wrote nothing.
    """
    program = office_path()
    assert program is not None, MISSING
    with tempfile.TemporaryDirectory(
        prefix="office-", dir=own_folder(), ignore_cleanup_errors=True
    ) as profile:
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                to,
                "--outdir",
                str(folder),
                str(source),
            ],
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "HOME": profile,
                "LANG": "C.UTF-8",
                MARK: str(own_folder()),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    written = folder / f"{source.stem}.{to.split(':')[0]}"
    assert written.exists(), f"LibreOffice wrote no {to}: {done.stdout}{done.stderr}"
    return written
