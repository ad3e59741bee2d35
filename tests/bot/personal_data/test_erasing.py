"""Somebody who left is erased: nothing tells who it was, and every figure stays what it is."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot import housekeeping
from bot.account import tables
from bot.directory import finding, roles
from bot.foundation.mistakes import Mistake
from bot.learning import content
from bot.personal_data import erasing
from storage import directory, exclusions, mailings, openings, people, presence
from storage.erasing import Counts
from storage.organisations import OrganisationRow
from storage.tables.addresses import AddressHolder
from storage.tables.directory import NAMELESS, ChatAddress, Person
from storage.tables.gatherings import SignUp
from storage.tables.roles import NamedInSettings
from tests.bot.account import diary
from tests.bot.directory.files import lines, take
from tests.bot.personal_data import somebody
from tests.bot.personal_data.somebody import EMAIL, KEY, NAME, SECRETS, USER
from tests.bot.reports.test_exclusion import ids, listed
from tests.support.world import TEAM, World

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def own_content() -> None:
    content.load(None)


def erase(world: World, person_id: int) -> Counts:
    with world.unit() as session:
        person = finding.find(session, world.organisation.id, str(person_id))
        return erasing.erase(session, world.vault, world.organisation, person, world.clock())


def holding(world: World, secret: str) -> set[str]:
    """The tables in which something is found, whatever column it is in."""
    return {
        name for name, rows in somebody.everything(world).items() if secret in json.dumps(rows, default=str)
    }


def test_nothing_is_left_that_tells_who_it_was(world: World) -> None:
    person_id = somebody.furnish(world)
    before = {secret: holding(world, secret) for secret in (*SECRETS, USER)}
    assert all(before.values()), "each of them is kept somewhere"
    somebody.leave(world, person_id)
    counts = erase(world, person_id)
    assert {secret: holding(world, secret) for secret in SECRETS} == {secret: set() for secret in SECRETS}
    assert holding(world, USER) == {"address_holder"}
    seldom = {"named_in_settings.person_id", "named_in_settings.candidate_id", "role_holder.person_id"}
    assert {kind for kind, number in counts.items() if not number} <= seldom
    with world.reading() as session:
        left = session.get_one(Person, person_id)
        assert (left.name, left.email, left.active, left.team_id) == (NAMELESS, "", False, None)
        assert left.department_id == world.departments["Wmo"], "the team's department, as figures have it"
        assert housekeeping.verify(session, world.vault, world.clock()).broken is None


def test_a_place_that_comes_free_goes_to_who_waited(world: World) -> None:
    person_id = somebody.furnish(world)
    somebody.leave(world, person_id)
    erase(world, person_id)
    with world.reading() as session:
        (left,) = session.exec(select(SignUp)).all()
        assert (left.person_id, left.waiting) == (world.people["employee2"], False)
        told = mailings.listed(session, world.organisation.id)[0]
    assert told.kind == "week" and told.counts == {"pending": 1}


def test_the_trail_says_it_and_names_nobody(world: World) -> None:
    person_id = somebody.furnish(world)
    somebody.leave(world, person_id)
    erase(world, person_id)
    shown = repr(world.walk("privacy").do("trail", "open").body)
    assert "Gegevens van een persoon gewist" in shown and "Gewist" in shown
    assert NAME not in shown and "Naam nog niet bekend" not in shown


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_the_same_before_and_after(seed: int, world: World) -> None:
    """A whole year of figures, by half-year and in all, when everybody is erased who left in it."""
    diary.write(world, seed)
    world.clock.forward(days=400)
    home = world.organisation.id

    def figures() -> list[object]:
        with world.unit() as session:
            halves = ((diary.FIRST, date(2025, 12, 31)), (date(2026, 1, 1), diary.LAST))
            told: list[object] = [
                tables.in_order(tables.afresh(session, home, *days))
                for days in (*halves, (diary.FIRST, diary.LAST))
            ]
            for month in range(12):
                day = diary.FIRST + timedelta(days=31 * month)
                told += [presence.by_department(session, home, day), presence.by_group(session, home, day)]
            counts = [(push.key, push.counts) for push in mailings.listed(session, home, 500)]
            return [*told, counts, directory.counts(session, home, world.clock().date())]

    with world.unit() as session:
        mailings.plan(session, home, "module", "k", "a", world.people.values(), world.clock(), diary.FIRST)
        gone = [one for one in session.exec(select(Person)).all() if not one.active and one.left_on]
        leavers = [one.id or 0 for one in gone if one.left_on and one.left_on < world.clock().date()]
    before = figures()
    assert len(leavers) > 3
    for person_id in leavers:
        erase(world, person_id)
    assert figures() == before


def test_who_works_here_or_is_named_in_the_settings_or_was_erased_is_refused(world: World) -> None:
    person_id = somebody.furnish(world)

    def refused() -> str:
        with pytest.raises(Mistake) as mistake:
            erase(world, person_id)
        return mistake.value.key

    assert refused() == "mistakes.person_still_here"
    somebody.leave(world, person_id)
    with world.unit() as session:
        session.add(NamedInSettings(organisation_id=world.organisation.id, entry=EMAIL, person_id=person_id))
    assert refused() == "mistakes.person_in_settings"
    with world.unit() as session:
        session.delete(session.get_one(NamedInSettings, (world.organisation.id, EMAIL)))
    assert somebody.known(world), "nothing was changed by what was refused"
    erase(world, person_id)
    assert refused() == "mistakes.person_erased"


@pytest.mark.parametrize(
    "who", [NAME, NAME.upper(), EMAIL, EMAIL.upper(), f"slack:{USER}", f"  {NAME.replace(' ', '   ')} "]
)
def test_somebody_is_found_by_name_address_number_or_account(who: str, world: World) -> None:
    person_id = somebody.furnish(world)
    with world.reading() as session:
        assert finding.find(session, world.organisation.id, who).id == person_id
        assert finding.find(session, world.organisation.id, str(person_id)).id == person_id


@pytest.mark.parametrize("who", ["Niemand", "niemand@v.example", "99999", "slack:U0NIEMAND", "", "²", "x:"])
def test_nobody_is_guessed(who: str, world: World) -> None:
    with world.reading() as session, pytest.raises(Mistake) as mistake:
        finding.find(session, world.organisation.id, who)
    assert mistake.value.key == "mistakes.person_none"


def test_of_several_with_one_name_the_numbers_are_said(world: World) -> None:
    both = [world.add_person(key, name="Jan Jansen") for key in ("jan", "jan2")]
    with world.reading() as session, pytest.raises(Mistake) as mistake:
        finding.find(session, world.organisation.id, "jan jansen")
    assert mistake.value.params == {"numbers": ", ".join(map(str, both))}


def test_nobody_of_another_organisation_is_found(world: World) -> None:
    other: OrganisationRow = world.add_organisation("elders", "Elders")
    there = world.add_person("elders", name="Iemand Elders", organisation=other)
    for who in ("Iemand Elders", "elders@voorbeeldstad.example", str(there), "slack:U0ELDERS"):
        with world.reading() as session, pytest.raises(Mistake):
            finding.find(session, world.organisation.id, who)


STAFF = f"{NAME};{EMAIL};Wmo;;;;{{last}};"


def test_a_file_that_still_lists_who_left_does_not_bring_them_back(world: World) -> None:
    person_id = somebody.furnish(world)
    somebody.leave(world, person_id)
    erase(world, person_id)
    outcome = take(world, lines(STAFF.format(last="1-3-2026")))
    assert (outcome.added, outcome.never_here) == (0, 1)
    assert not somebody.known(world)


def test_who_is_listed_as_working_here_comes_back_as_somebody_new(world: World) -> None:
    """Without what they did before; and what their chat account opened, it opens no more."""
    world.report(KEY, identity="named")  # from the account that they have on the web
    person_id = somebody.furnish(world)
    mine = world.walk(KEY)
    assert mine.do("mine", "open").body
    somebody.leave(world, person_id)
    erase(world, person_id)
    assert take(world, lines(STAFF.format(last=""))).added == 1
    with world.unit() as session:
        back = people.by_email(session, world.organisation.id, EMAIL)
        assert back is not None and back.id != person_id
        people.give_address(session, back.id, "slack", TEAM, USER)
        assert openings.own_name(session, "slack", TEAM, USER).endswith("#1")
        assert openings.names(session, "slack", TEAM, USER) == (f"slack:{TEAM}:{USER}#1",)
        holder = session.get_one(AddressHolder, ("slack", TEAM, USER))
        assert holder.person_id == back.id
        assert session.exec(select(ChatAddress).filter_by(user=USER)).one().person_id == back.id


@pytest.mark.parametrize("known_by", ["address", "account"])
def test_who_was_left_out_comes_back_and_still_knows_nothing(known_by: str, world: World) -> None:
    """Erased, hired again and made a handler: the reports that were kept from them still are."""
    person_id = world.add_person(KEY, "handler", name=NAME)
    world.people[KEY] = person_id
    kept, other = world.report(untold=ids(world, KEY)), world.report()
    assert listed(world, KEY) == [other.id]
    somebody.leave(world, person_id)
    erase(world, person_id)
    with world.unit() as session:
        email = EMAIL if known_by == "address" else "nieuw@voorbeeldstad.example"
        back = people.add(session, world.organisation.id, "Nieuwe Naam", email)
        user = USER if known_by == "account" else "U0NIEUW"
        people.give_address(session, back, "slack", TEAM, user)
        people.give_address(session, back, "web", "hall", KEY)
        people.give_role(session, back, "handler")
        roles.settle(session, world.vault, world.organisation, world.clock())
    assert listed(world, KEY) == [other.id]
    assert world.walk(KEY).do("casework", "show", kept.id).step == "sorry"
    with world.reading() as session:
        for_good = world.vault.handler_hash(world.organisation.id, back)
        assert for_good in exclusions.of(session, kept.id), "nobody can let them in"


def test_a_mark_is_kept_of_everybody_alike(world: World) -> None:
    """Whether there is one tells nothing of whether anything was kept from them."""
    plain = world.add_person("gewoon", name="Gewone Collega")
    somebody.leave(world, plain)
    erase(world, plain)
    rows = somebody.everything(world)["erased_mark"]
    assert len(rows) == 3  # an address and two accounts
    assert "gewoon" not in json.dumps(rows)


def test_the_main_database_does_not_say_what_was_kept_from_whom_was_erased(world: World) -> None:
    """What an exclusion calls them stands in exclusions alone, beside nothing that has their number."""
    person_id = world.add_person(KEY, "handler", name=NAME)
    world.report(untold=(str(person_id),))
    somebody.leave(world, person_id)
    erase(world, person_id)
    (row,) = somebody.everything(world)["report_exclusion"]
    assert holding(world, row["handler_key"]) == {"report_exclusion"}
