"""Somebody who has every account of an organisation, of every half-year and version, at once. Pure.

Every other account, of whatever period, edition or form, is made of these alone (decision 13), and adds
nothing to what they say."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.account.attack import departments
from bot.account.attack.knowledge import Knowledge
from bot.account.attack.people import People, Public
from bot.account.attack.reports import Reports
from bot.account.attack.years import Half, OverYear
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.kinds import COUNCIL, KINDS

FIRST_FORM = 1


class Version(NamedTuple):
    """What one version of the figures of a half-year tells."""

    half: str
    version: int
    told: Disclosed


def everything(
    versions: Sequence[Version], public: Public, without: int | None = None, same: Knowledge | None = None
) -> Knowledge:
    """All that follows from these, and what is hidden; they are in the order of half-year and version, and
    known by their places in it. `without`: as if one of them had not been told; `same`: of those unknowns."""
    knowledge = Knowledge(same)
    places = [int(code.partition("/")[2]) for code in public.departments]
    before: Reports | None = None
    people: People | None = None
    newest: Reports | None = None
    half = ""
    halves: list[Half] = []
    made: dict[tuple[str, int], Half] = {}
    for place, one in enumerate(versions):
        if place == without:
            continue
        knowledge.thresholds[place] = one.told.account.threshold
        here = Reports(knowledge, place, one.told.account, places)
        if one.half == half:
            assert newest is not None
            here.changed_since(newest)
        else:
            here.follows(before)
            council = [table for table in one.told.tables if COUNCIL in KINDS[table.name].editions]
            found = People(knowledge, place, council, public, one.told.form > FIRST_FORM, one.half)
            halves.append((here, found))
            departments.of_reports(halves)
            found.follows(people)
            before, people, half = here, found, one.half
        newest = here
        assert people is not None
        made[one[:2]] = here, people
        if one.told.year:
            first = made.get((one.half.replace("H2", "H1"), one.told.year.before))
            if first:
                OverYear(knowledge, place, (first, made[one[:2]]), one.told.year, places)
    return knowledge
