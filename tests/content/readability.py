"""How easy a Dutch words file reads. A command for writers, and the measure behind `test_readability.py`.

    .venv/bin/python -m tests.content.readability content/modules/onboarding/why-us/nl.yml

takes one or more words files (`nl.yml` of a module, pack, campaign or week, a dialogue in
`content/locale/nl/`) or folders, and prints for each page: words, sentences, the mean and the longest
sentence; then what is over a limit, and every rare word with its frequency. It ends with 1 when something is.

The limits: on a page (a step of a module, a group of keys elsewhere) the mean sentence has at most 12 words;
no sentence has more than 20; at most 8% of all words of a file are rare (Zipf below 3.5 in Dutch). Titles
and labels without a full stop are not counted as sentences for the mean. Rare words that are explained do
not count: the file's own `glossary:`, and `content/glossary.yml`, which holds what Baken itself explains. A
term there also covers longer words that begin with it (`melding` covers `meldingen`).
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from wordfreq import zipf_frequency

MEAN, LONGEST, RARE, ZIPF = 12.0, 20, 0.08, 3.5
SHARED = Path(__file__).resolve().parents[2] / "content" / "glossary.yml"
NOT_READ = ("glossary", "images")  # explained words themselves; what only a screen reader says
ABBREVIATION = re.compile(
    r"\b(art|bijv|bv|nr|tel|dr|mr|drs|ca|ong|resp|m\.u\.v|o\.a|t/m|z\.s\.m)\.", re.IGNORECASE
)
END = re.compile(r"(?<=[.!?…])[\"”’')*]*\s+(?=[\"“‘'(*]*[A-ZÀ-Ý0-9%])")
WORD = re.compile(r"%\{\w+\}|[^\W_]+(?:[-'’.,/][^\W_]+)*")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
ADDRESS = re.compile(r"https?://\S+")
ITEM = re.compile(r"^\s*(?:[-*]|\d+\.)\s+", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """What somebody reads at one moment: its sentences, and short pieces that are none (titles, labels)."""

    name: str
    sentences: tuple[str, ...]
    pieces: tuple[str, ...]

    @property
    def mean(self) -> float:
        """Words a sentence."""
        return sum(map(count, self.sentences)) / len(self.sentences) if self.sentences else 0.0

    @property
    def words(self) -> list[str]:
        return [word for text in (*self.sentences, *self.pieces) for word in WORD.findall(text)]


@dataclass(frozen=True)
class Reading:
    """One file as measured: its pages, its rare words (once for each time), what is over a limit."""

    file: Path
    pages: tuple[Page, ...]
    rare: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(page.words) for page in self.pages)

    @property
    def share(self) -> float:
        """The part of the words that is rare."""
        return len(self.rare) / self.words if self.words else 0.0

    def problems(self) -> list[str]:
        """What is over a limit, a sentence each."""
        found = []
        for page in self.pages:
            if page.mean > MEAN:
                found.append(f"{page.name}: the mean sentence has {page.mean:.1f} words (at most {MEAN:.0f})")
            for text in (*page.sentences, *page.pieces):
                if count(text) > LONGEST:
                    found.append(f"{page.name}: {count(text)} words (at most {LONGEST}): {text}")
        if self.share > RARE:
            found.append(f"{self.share:.1%} of the words is rare (at most {RARE:.0%})")
        return found


def read(file: Path) -> Reading:
    """Measures one words file. Raises OSError and yaml.YAMLError."""
    data = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    explained = glossary() | {str(term).lower() for term in data.get("glossary") or {}}
    pages = tuple(_pages(data))
    rare = tuple(word for page in pages for word in page.words if _rare(word.lower(), explained))
    return Reading(file, pages, rare)


def count(text: str) -> int:
    """How many words there are in a text; a number is one, and so is what is filled in."""
    return len(WORD.findall(text))


@cache
def glossary() -> frozenset[str]:
    """The Dutch terms that Baken itself explains."""
    data = yaml.safe_load(SHARED.read_text(encoding="utf-8")) or {}
    return frozenset(str(term).lower() for term in data["nl"])


def _pages(data: Mapping[str, Any]) -> Iterator[Page]:
    """A page for each step, and for each other group of keys; what stands alone is a page together."""
    alone = {key: value for key, value in data.items() if not isinstance(value, Mapping)}
    groups: list[tuple[str, Any]] = [("", alone)]
    for key, value in data.items():
        if not isinstance(value, Mapping) or key in NOT_READ:
            continue
        groups += [
            (f"{key}.{name}", part) for name, part in value.items() if isinstance(part, Mapping | list)
        ]
        groups.append((key, {name: part for name, part in value.items() if isinstance(part, str)}))
    for name, group in groups:
        sentences, pieces = _split(list(_texts(group)))
        if sentences or pieces:
            yield Page(name or "(top)", tuple(sentences), tuple(pieces))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, Mapping):
        for key, one in part.items():
            if key not in NOT_READ:
                yield from _texts(one)


def _split(texts: list[str]) -> tuple[list[str], list[str]]:
    sentences: list[str] = []
    pieces: list[str] = []
    for text in texts:
        plain = ADDRESS.sub("", LINK.sub(r"\1", text)).replace("**", "")
        for block in re.split(r"\n\s*\n", ITEM.sub("\n\n", plain)):
            block = ABBREVIATION.sub(r"\1", " ".join(block.split()))
            for one in filter(count, END.split(block)):
                (sentences if re.search(r"[.!?…:;][\"”’')]*$", one) else pieces).append(one)
    return sentences, pieces


def _rare(word: str, explained: frozenset[str]) -> bool:
    if word.startswith("%") or any(sign.isdigit() for sign in word):
        return False
    if any(word == term or (len(term) > 3 and word.startswith(term)) for term in explained):
        return False
    if any(word in term.split() for term in explained):
        return False
    return _frequency(word) < ZIPF


@cache
def _frequency(word: str) -> float:
    return zipf_frequency(word.replace("’", "'"), "nl")


def show(reading: Reading) -> list[str]:
    """What a writer wants to know of one file, line by line."""
    lines = [f"{reading.file}: {reading.words} words, {reading.share:.1%} rare"]
    for page in reading.pages:
        longest = max(map(count, (*page.sentences, *page.pieces)))
        lines.append(
            f"  {page.name}: {len(page.words)} words, {len(page.sentences)} sentences,"
            f" mean {page.mean:.1f}, longest {longest}"
        )
    times = {word: reading.rare.count(word) for word in reading.rare}
    rare = sorted(times, key=lambda word: (-times[word], word))
    lines += ["  rare: " + ", ".join(f"{w} ({times[w]}x, {_frequency(w.lower()):.1f})" for w in rare)]
    problems = reading.problems()
    return lines + [f"  WRONG {problem}" for problem in problems] + ([] if problems else ["  good"])


def main(names: list[str]) -> int:
    """Measures files and folders; 1 when one of them is over a limit."""
    files: list[Path] = []
    for name in map(Path, names):
        files += sorted(name.rglob("nl.yml")) + sorted(name.rglob("nl/*.yml")) if name.is_dir() else [name]
    readings = [read(file) for file in files]
    for reading in readings:
        sys.stdout.write("\n".join(show(reading)) + "\n")
    return int(any(reading.problems() for reading in readings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["content"]))
