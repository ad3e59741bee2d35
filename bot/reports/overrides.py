"""What an organisation changed in its own content folder, besides words: optional questions that are off.

`<BAKEN_CONTENT>/<slug>/dialogues/report.yml` holds `off: [where, department]`; without `<slug>/` for all.
"""

from pathlib import Path

import yaml

from bot.reports.dialogue import DIALOGUES

_off: dict[tuple[str, str], frozenset[str]] = {}


class BadOverride(Exception):
    """An override file that cannot be used; the message names file and reason."""


def load(folder: Path | None) -> None:
    """Reads all overrides at start. Raises BadOverride."""
    _off.clear()
    if not folder:
        return
    for file in sorted([*folder.glob("dialogues/*.yml"), *folder.glob("*/dialogues/*.yml")]):
        slug = "" if file.parent.parent == folder else file.parent.parent.name
        _off[slug, file.stem] = _read(file)


def switched_off(organisation: str, dialogue: str) -> frozenset[str]:
    """The names of the questions that an organisation does not ask."""
    nothing: frozenset[str] = frozenset()
    return _off.get(("", dialogue), nothing) | _off.get((organisation, dialogue), nothing)


def _read(file: Path) -> frozenset[str]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadOverride(f"{file}: this is not valid YAML") from None
    # To YAML a bare `off` is the boolean False.
    known = isinstance(data, dict) and len(data) <= 1 and set(data) <= {"off", False}
    off: object = next(iter(data.values()), []) if known else None
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        raise BadOverride(f"{file}: write `off:` with a list of question names")
    if file.stem not in DIALOGUES:
        raise BadOverride(f"{file}: there is no dialogue {file.stem}")
    try:
        DIALOGUES[file.stem].without(frozenset(off))
    except LookupError as error:
        raise BadOverride(f"{file}: cannot be switched off: {error}") from None
    return frozenset(off)
