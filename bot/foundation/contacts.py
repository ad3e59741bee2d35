"""Whom somebody can call or go to: the national numbers, and an organisation's own contacts. Pure.

The words are in `contacts.yml`; an organisation fills in its own (docs/contacts.md)."""

import re
from collections.abc import Callable, Iterator

from bot.foundation.screen import Fact

# Sources: huisvoorklokkenluiders.nl (Melding en onderzoek); raadsledenenveiligheid.nl (20 January 2020);
# comensha.nl; wegwijzermensenhandel.nl (Melden van mensenhandel).
NUMBERS = {
    "emergency": "112",
    "police": "0900-8844",
    "anonymous": "0800-7000",
    "whistleblowers": "088-133 10 00",
    "office_holders": "070-373 83 14",
    "victims": "033-448 11 86",
    "labour": "0800-5151",
}
FIRST = ("emergency", "police", "anonymous")  # what everybody must see before anything is typed
OWN = (
    "helpdesk",
    "security_officer",
    "privacy_officer",
    "threat",
    "confidant",
    "integrity",
    "inside",
    "trafficking",
    "care_coordinator",
    "nuisance",
)
REDIRECTED = {
    "danger": ("emergency", "police"),
    "threat": ("emergency", "threat", "confidant", "office_holders"),
    "digital": ("helpdesk", "security_officer", "privacy_officer"),
    "inside": ("integrity", "confidant", "inside", "whistleblowers"),
    "nuisance": ("nuisance",),
}
AT_ONCE = ("danger", "digital")  # whom to call stands before any other word
OF_THEME = {  # whom to go to beside reporting; the others have nobody of their own
    "exploitation": ("emergency", "trafficking", "care_coordinator", "victims", "labour"),
    "cyber": ("helpdesk", "privacy_officer"),
    "influence": ("integrity", "confidant"),
}

LINKED = re.compile(r"\[([^\[\]]+)\]\((https://[^\s()<>|]+)\)")  # as in modules
NUMBER = re.compile(r"\+?\d[\d -]+")


def facts(say: Callable[[str], str], names: tuple[str, ...]) -> tuple[Fact, ...]:
    """These contacts with their number, or with what the organisation says of them."""
    return tuple(_fact(say, name) for name in names)


def first(say: Callable[[str], str]) -> tuple[Fact, ...]:
    """The three numbers that stand before everything."""
    return facts(say, FIRST)


def missing(words: Callable[[str], str | None]) -> Iterator[str]:
    """The contacts that an organisation did not fill in; `words` gives its own words for a key, if any."""
    return (name for name in OWN if not (words(f"contacts.{name}") or "").strip())


def _fact(say: Callable[[str], str], name: str) -> Fact:
    if name in NUMBERS:
        return Fact(say(f"contacts.{name}"), NUMBERS[name], tel=True)
    label, given = say(f"contacts.{name}_label"), say(f"contacts.{name}").strip()
    if linked := LINKED.fullmatch(given):
        return Fact(label, linked[1], link=linked[2])
    return Fact(label, given or say("contacts.unknown"), tel=NUMBER.fullmatch(given) is not None)
