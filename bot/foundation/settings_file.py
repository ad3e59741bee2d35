"""The file with settings: where it is, what it names, and the folder that paths in it are taken from."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

FILE = ".env"
CHOSEN = "BAKEN_SETTINGS"  # names the file with settings; `baken --settings` does the same
INSTALLED = Path(__file__).resolve().parents[2]
OURS = ("BAKEN_", "SLACK_", "TEAMS_", "DATABASE_", "KEYS_")


class BadSettings(Exception):
    """Settings that cannot be used; the message names each one and says what is wrong."""


def find() -> Path | None:
    """The file with settings: what BAKEN_SETTINGS names, or else .env of this installation or of this folder.

    Nothing where there is none: the environment says all then. Raises BadSettings when it is not clear."""
    if chosen := os.environ.get(CHOSEN):
        if not Path(chosen).exists() or Path(chosen).is_dir():
            raise BadSettings(f"{CHOSEN}: there is no file {chosen}")
        return Path(chosen).resolve()
    there = list(dict.fromkeys(folder.resolve() / FILE for folder in (INSTALLED, Path.cwd())))
    there = [one for one in there if one.is_file()]
    if len(there) > 1:
        raise BadSettings(
            f"there are settings in {there[0]} and in {there[1]}:"
            " say which ones count, with `baken --settings`"
        )
    return there[0] if there else None


def strange(settings: set[str]) -> list[str]:
    """What is set and none of these settings: a typing mistake would otherwise pass in silence."""
    known = settings | {CHOSEN}
    of_file = _values(find())
    names = {*of_file, *(name for name in os.environ if name.upper().startswith("BAKEN_"))}
    found = []
    for name in sorted(names - known, key=str.upper):
        near = difflib.get_close_matches(name.upper(), known, 1)
        if name.upper() not in known and (near or name.upper().startswith(OURS)):
            found.append(f"{name} is no setting" + (f"; do you mean {near[0]}?" if near else ""))
    return found


def _values(source: Path | None) -> Mapping[str, str | None]:
    if source is None:
        return {}
    try:
        return dotenv_values(source, interpolate=False)
    except UnicodeDecodeError:
        raise BadSettings(f"{source.name}: must be text in UTF-8") from None
