"""How an organisation works its reports: by which road, on which legal grounds, with days for each step.

An organisation has its own in `<BAKEN_CONTENT>/<short name>/protocol.yml`, all have `protocol.yml`:

    road: short
    grounds:
      - public_order
      - benefits
      - apv: {nl: "APV, artikel 2:74", en: "APV, article 2:74"}
    days: {intake: 5, weight: 10}
    review_weeks: 6

Without a road it is the full one, without grounds all that we know, without days steps have no day. A
review meeting is held every six weeks unless `review_weeks` says otherwise.
The grounds that we know come from the CCV's overview of laws for the approach of undermining crime.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.foundation.content_files import BadContent, Problem, Source, of_organisations
from bot.foundation.words import LOCALES
from bot.reports import steps

FILE = "protocol.yml"
GROUNDS = (
    "public_order",
    "premises",
    "integrity",
    "permits",
    "benefits",
    "registry",
    "housing",
    "partners",
    "own_protocol",
)
LONGEST_NAME = 75  # characters, as Slack takes in a list
MOST_GROUNDS = 20
MOST_DAYS = 91
MOST_WEEKS = 26
KEYS = {"road", "grounds", "days", "review_weeks"}


@dataclass(frozen=True)
class Protocol:
    """`grounds`: names that we know, and names of the organisation's own with their words by language."""

    road: str = steps.FULL
    grounds: tuple[str, ...] = GROUNDS
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    review_weeks: int = 6


USUAL = Protocol()
_own: dict[str, Protocol] = {}


def load(folder: Path | None) -> None:
    """Reads what organisations have of their own. Raises BadContent."""
    _own.clear()
    _own.update(of_organisations(folder, FILE, _read))


def of(organisation: str) -> Protocol:
    """The protocol of an organisation (its short name)."""
    return _own.get(organisation) or _own.get("") or USUAL


def _read(source: Source) -> Protocol:
    data, problems = source.data, [*source.doubles]
    if unknown := sorted(set(data) - KEYS):
        problems.append(
            source.problem(f"{unknown[0]} is not known here: write {', '.join(sorted(KEYS))}", unknown[0])
        )
    road = data.get("road", steps.FULL)
    if road not in steps.ROADS:
        problems.append(source.problem("write road as full or short", "road"))
        road = steps.FULL
    names, own = _grounds(source, data.get("grounds", list(GROUNDS)), problems)
    days = data.get("days", {})
    if not isinstance(days, dict):
        problems.append(source.problem("write days as steps with a number each", "days"))
        days = {}
    known = steps.ROADS[road]
    for step, number in days.items():
        if step not in known:
            text = f"{step} is no step of the {road} road: {', '.join(known)}"
            problems.append(source.problem(text, "days", step))
        elif type(number) is not int or not 1 <= number <= MOST_DAYS:
            text = f"write the days for {step} as a number from 1 to {MOST_DAYS}"
            problems.append(source.problem(text, "days", step))
    weeks = data.get("review_weeks", USUAL.review_weeks)
    if type(weeks) is not int or not 1 <= weeks <= MOST_WEEKS:
        problems.append(
            source.problem(f"write review_weeks as a number from 1 to {MOST_WEEKS}", "review_weeks")
        )
    if problems:
        raise BadContent(problems)
    return Protocol(road, names, own, days, weeks)


def _grounds(
    source: Source, given: Any, problems: list[Problem]
) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
    names: list[str] = []
    own: dict[str, dict[str, str]] = {}
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_GROUNDS:
        problems.append(source.problem(f"write grounds as a list of 1 to {MOST_GROUNDS}", "grounds"))
        return GROUNDS, own
    for number, one in enumerate(given):
        place = ("grounds", number)
        name, said = next(iter(one.items())) if isinstance(one, dict) and len(one) == 1 else (one, None)
        if said is not None:
            said = said if isinstance(said, dict) else dict.fromkeys(LOCALES, said)
            if name in (*GROUNDS, "none") or not _are_words(said):
                text = f"write a name of your own, and its words of at most {LONGEST_NAME} characters"
                problems.append(source.problem(text, *place))
            own[str(name)] = {locale: str(said.get(locale)) for locale in LOCALES}
        elif name not in GROUNDS:
            text = f"{name} is not known here: {', '.join(GROUNDS)}, or a name of your own with its words"
            problems.append(source.problem(text, *place))
        if name in names:
            problems.append(source.problem(f"{name} stands here twice", *place))
        names.append(str(name))
    return tuple(names), own


def _are_words(said: dict[str, Any]) -> bool:
    texts = [said.get(locale) for locale in LOCALES]
    return all(isinstance(text, str) and 0 < len(text.strip()) <= LONGEST_NAME for text in texts)
