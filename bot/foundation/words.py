"""Every word a person sees, from content/locale. The only importer of i18n.

python-i18n is used in the one way that is fast and safe in threads: everything is loaded at start, no load
path is left, and the locale is passed with every look-up.
"""

from collections.abc import Callable, Hashable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import i18n
import yaml

from bot.foundation.screen import Bullets, Paragraph, Part

try:
    from yaml import CSafeLoader as SafeLoader  # eight times faster: 0.1 s of every start
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

LOCALES = ("nl", "en")
MOVED = {  # an organisation may have its own words under the old key
    "workbook.themes.": "report.themes.",
    **{f"learn.{key}": f"lesson.{key}" for key in ("verdict.", "several", "you_chose", "better")},
    "learn.look.fits": "lesson.fits",
    "campaign.right": "lesson.verdict.right",
    "campaign.otherwise": "lesson.verdict.wrong",
}
CONTENT = Path(__file__).resolve().parents[2] / "content"

T = TypeVar("T")
_kept: dict[tuple[Hashable, ...], Any] = {}


class Say(Protocol):
    """A key to its words; `params` fill in what stands between %{ and }."""

    def __call__(self, key: str, /, **params: Any) -> str: ...


class BadWords(Exception):
    """A words file that cannot be used; the message names the file and the line or key."""


def load(overrides: Path | None = None) -> None:
    """Loads all words; those in `overrides/locale` go before ours, those in `overrides/<slug>/locale` only
    for that organisation. Raises BadWords."""
    _kept.clear()
    i18n.translations.container.clear()
    i18n.load_path.clear()
    i18n.set("fallback", None)
    i18n.set("error_on_missing_translation", False)
    i18n.translations.container.update({locale: dict(known) for locale, known in _ours(CONTENT).items()})
    if overrides and overrides.is_dir():
        _load_folder(overrides / "locale", prefix="")
        for folder in sorted(overrides.iterdir()):
            if folder.is_dir() and folder.name != "locale":
                _load_folder(folder / "locale", prefix=f"@{folder.name}.")


def text(key: str, locale: str, organisation: str = "", /, **params: Any) -> str:
    """The words for a key in a locale, the organisation's own where it has them.

    `count` chooses between `one` and `many`. A missing key gives the key itself, which tests refuse.
    """
    known = i18n.translations.container.get(locale, {})
    own = f"@{organisation}.{key}"
    key = own if own in known else key
    found = known.get(key, key)
    if not params and isinstance(found, str) and "%" not in found:
        return found  # most words: nothing to fill in
    return str(i18n.t(key, locale=locale, **params))


def speaker(locale: str, organisation: str = "") -> Say:
    """`text` in one language and in one organisation's words: what is called `say` everywhere."""
    return partial(_say, locale, organisation)


def _say(locale: str, organisation: str, key: str, /, **params: Any) -> str:
    return text(key, locale, organisation, **params)


def kept(key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What was made of our own words alone, made once until words are loaded again.

    Nothing that anybody typed may be in it, nor in the key. There is an end to how many keys there can be."""
    if key not in _kept:
        _kept[key] = make()
    found: T = _kept[key]
    return found


def has(key: str, locale: str, organisation: str = "") -> bool:
    """Whether there are words for a key."""
    return text(key, locale, organisation) != key


def prose(passage: str) -> tuple[Part, ...]:
    """A passage as parts of a screen: paragraphs between empty lines; lines with "- " are bullets."""
    parts: list[Part] = []
    for block in passage.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            parts.append(Bullets(tuple(line[2:] for line in lines)))
        elif lines:
            parts.append(Paragraph(" ".join(lines)))
    return tuple(parts)


def keys(locale: str) -> dict[str, str | dict[str, str]]:
    """Every key of our own words with its text (or `one` and `many`), without anybody's overrides."""
    return dict(_ours(CONTENT)[locale])


def own_keys(overrides: Path) -> set[str]:
    """Every key that somebody's own words are given for. Raises BadWords."""
    return {
        _today(key)
        for file in [*overrides.glob("locale/*/*.yml"), *overrides.glob("*/locale/*/*.yml")]
        for key, _ in _flatten(file, _read(file), f"{file.stem}.")
    }


def own(overrides: Path, locale: str, organisation: str = "") -> dict[str, str]:
    """What somebody's own words say for each key, as one organisation reads them. Raises BadWords."""
    found: dict[str, str] = {}
    for folder in (overrides, overrides / organisation) if organisation else (overrides,):
        for file in sorted((folder / "locale" / locale).glob("*.yml")):
            found.update((key, str(value)) for key, value in _flatten(file, _read(file), f"{file.stem}."))
    return found


@cache
def _ours(content: Path) -> dict[str, dict[str, Any]]:
    """Baken's own words by locale and key: read once, as they do not change while it runs."""
    return {locale: dict(_read_folder(content / "locale" / locale)) for locale in LOCALES}


def _load_folder(folder: Path, prefix: str) -> None:
    for locale in LOCALES:
        for key, value in _read_folder(folder / locale):
            i18n.add_translation(prefix + key, value, locale=locale)


def _read_folder(folder: Path) -> Iterator[tuple[str, Any]]:
    for file in sorted(folder.glob("*.yml")):
        for key, value in _flatten(file, _read(file), f"{file.stem}."):
            yield _today(key), value


def _today(key: str) -> str:
    for before, now in MOVED.items():
        if key.startswith(before):
            return now + key.removeprefix(before)
    return key


def _read(file: Path) -> dict[str, Any]:
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=SafeLoader) or {}
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise BadWords(f"{file}{line}: this is not valid YAML") from None
    except UnicodeDecodeError:
        raise BadWords(f"{file}: save this file as UTF-8") from None
    if not isinstance(data, dict):
        raise BadWords(f"{file}: the file must hold keys with words")
    return data


def _flatten(file: Path, data: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if not isinstance(key, str):
            raise BadWords(f"{file}: the key {prefix}{key} must be put in quotes")
        if isinstance(value, dict) and set(value) == {"one", "many"} and _all_text(value):
            yield f"{prefix}{key}", value
        elif isinstance(value, dict):
            yield from _flatten(file, value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value.strip()
        else:
            raise BadWords(f"{file}: the words of {prefix}{key} must be put in quotes")


def _all_text(words: dict[str, Any]) -> bool:
    return all(isinstance(one, str) for one in words.values())
