"""Who is who over the years: whether somebody whom a file or Entra speaks of is somebody we know.

The rules, in this order (docs/people.md has them as a table of cases, each a test): the same id in the
organisation's directory, or else the same personnel number, is the same human; two different ones are two.
Where neither can be compared, the same e-mail address without a gap is the same human, and after a gap only
with the same name. Pure.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from storage.directory import Known

LASTING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)  # an object id of Entra


class Claim(NamedTuple):
    """What a file or Entra says of somebody; empty for what it does not say."""

    email: str
    name: str
    directory_id: str = ""
    personnel_number: str = ""


class Recognised(NamedTuple):
    """Whom a claim is about: `person`, or a new human when there is none.

    `leaver` had the e-mail address, left, and is somebody else: the address goes from them. `refused` says
    why it cannot be told (a key under people.refused); then nobody is meant."""

    person: Known | None = None
    leaver: Known | None = None
    refused: str = ""


def recognise(claim: Claim, known: Collection[Known], today: date) -> Recognised:
    """Whom among those known a claim is about. `known` are all who have its id, number or e-mail address."""
    by_id = _first(known, "directory_id", claim.directory_id)
    by_number = _first(known, "personnel_number", claim.personnel_number)
    by_email = _first(known, "email", claim.email)
    person = by_id
    if person is None and by_number:
        if differ(claim.directory_id, by_number.directory_id):
            return Recognised(refused="number_of_another")
        person = by_number
    if by_number and person and by_number.id != person.id:
        return Recognised(refused="number_of_another")
    if person is None and by_email and _may_be(claim, by_email, today):
        person = by_email
    holder = by_email if by_email and (person is None or by_email.id != person.id) else None
    if holder and not gone(holder, today):
        return Recognised(refused="id_of_another")
    return Recognised(person, holder)


def gone(person: Known, today: date) -> bool:
    """Whether there is a gap: they left, or were absent from a complete list."""
    return not person.active or (person.left_on is not None and person.left_on < today)


def are_two(claim: Claim, person: Known) -> bool:
    """Whether id or number say that a claim is about another human than this person."""
    numbers = claim.personnel_number, person.personnel_number
    return differ(claim.directory_id, person.directory_id) or (all(numbers) and numbers[0] != numbers[1])


def differ(one: str | None, other: str | None) -> bool:
    """Whether two ids are those of two humans. Ids of two kinds cannot be compared: then only the attribute
    that the directory sends as the id was changed."""
    if not one or not other or bool(LASTING.fullmatch(one)) != bool(LASTING.fullmatch(other)):
        return False
    return one.casefold() != other.casefold()


def _may_be(claim: Claim, person: Known, today: date) -> bool:
    """Whether somebody with the same e-mail address is meant."""
    if are_two(claim, person):
        return False
    same_number = claim.personnel_number and claim.personnel_number == person.personnel_number
    return bool(same_number) or not gone(person, today) or _plain(claim.name) == _plain(person.name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _first(known: Collection[Known], attribute: str, value: str) -> Known | None:
    return next((one for one in known if value and getattr(one, attribute) == value), None)
