"""The people whom the settings name."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.directory.appointments import apply_settings
from bot.foundation.organisations import slug_of
from bot.foundation.settings import BadSettings, Settings, read
from storage import organisations, people
from tests.support.world import TEAM, World


def settings(**values: str) -> Settings:
    return read(_env_file=None, baken_organisation="Voorbeeldstad", **values)


def coordinators(world: World) -> list[str]:
    with world.reading() as session:
        rows = people.staff(session, world.organisation.id)
    return [row.name for row in rows if "coordinator" in row.roles]


def test_the_settings_name_the_first_coordinators(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        apply_settings(session, settings(baken_coordinators="Nieuw@Voorbeeldstad.example, slack:U777"))
    assert coordinators(sqlite_world) == ["Coördinator Een", "Nieuw", "U777"]


def test_who_leaves_the_settings_loses_the_role_that_they_gave(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        apply_settings(session, settings(baken_coordinators="slack:U777"))
    with sqlite_world.unit() as session:
        apply_settings(session, settings(baken_coordinators="slack:U778"))
    assert coordinators(sqlite_world) == ["Coördinator Een", "U778"]


def test_naming_somebody_twice_makes_one_person(sqlite_world: World) -> None:
    named = settings(
        baken_coordinators="slack:U777,a@voorbeeldstad.example",
        baken_deputies="slack:U777,A@voorbeeldstad.example",
    )
    for _ in range(2):
        with sqlite_world.unit() as session:
            apply_settings(session, named)
    with sqlite_world.reading() as session:
        found = people.staff(session, sqlite_world.organisation.id)
    deputies = [row for row in found if "deputy" in row.roles]
    assert [(row.name, row.roles) for row in deputies if row.name != "Vervanger Een"] == [
        ("U777", frozenset({"coordinator", "deputy"})),
        ("a", frozenset({"coordinator", "deputy"})),
    ]


@pytest.mark.parametrize("who", ["U777", "fax:U777", "slack:", "somebody", ":x"])
def test_a_coordinator_who_cannot_be_found_is_refused(who: str) -> None:
    with pytest.raises(BadSettings, match="BAKEN_COORDINATORS"):
        settings(baken_coordinators=who)


def test_replicas_that_start_together_make_one_organisation(database_urls: tuple[str, str]) -> None:
    world = World(*database_urls, empty=True)

    def start(_: int) -> None:
        with world.unit() as session:
            apply_settings(session, settings(baken_coordinators="slack:U777"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    with world.reading() as session:
        assert [one.name for one in organisations.everyone(session)] == ["Voorbeeldstad"]
        assert len(people.staff(session, 1)) == 1
    world.stop()


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Gemeente Voorbeeldstad", "gemeente-voorbeeldstad"), ("’s-Dorp", "s-dorp"), ("…", "organisation")],
)
def test_an_organisation_has_a_short_name_for_folders_and_commands(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_whom_the_settings_name_stays_themselves_when_the_directory_knows_them_too(world: World) -> None:
    with world.unit() as session:
        apply_settings(session, settings(baken_coordinators="slack:U777"))
        person = people.add(session, world.organisation.id, "Uit de lijst", "u@voorbeeldstad.example")
        people.give_address(session, person, "slack", TEAM, "U777")
    for _ in range(2):
        with world.unit() as session:
            found = people.by_address(session, "slack", TEAM, "U777")
            assert found is not None and found.roles == {"coordinator"}
            apply_settings(session, settings(baken_coordinators="slack:U777"))
