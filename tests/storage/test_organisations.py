"""Which organisation a workspace reaches."""

import pytest

from storage import organisations
from tests.support.world import TEAM, World

pytestmark = pytest.mark.both


def served(world: World, platform: str, workspace: str) -> list[str]:
    with world.reading() as session:
        return [one.slug for one in organisations.served_by(session, platform, workspace)]


def test_a_linked_workspace_reaches_its_organisations_by_name(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        for _ in range(2):
            organisations.link(session, other.id, "slack", TEAM)
    assert served(world, "slack", TEAM) == ["elders", "voorbeeldstad"]


@pytest.mark.parametrize("workspace", ["T0OTHER", "", TEAM.lower()])
def test_a_workspace_that_is_not_linked_reaches_nobody_when_others_are(workspace: str, world: World) -> None:
    assert served(world, "slack", workspace) == []


def test_where_nothing_is_linked_the_only_organisation_is_reached(world: World) -> None:
    assert served(world, "teams", "any tenant") == ["voorbeeldstad"]
    world.add_organisation("elders", "Elders")
    assert served(world, "teams", "any tenant") == []


def test_organisations_and_departments_are_found(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    world.add_department("Zorg", other)
    with world.reading() as session:
        found = organisations.by_slug(session, "voorbeeldstad")
        assert found == world.organisation
        assert organisations.by_slug(session, "Voorbeeldstad") is None
        assert [one.slug for one in organisations.everyone(session)] == ["voorbeeldstad", "elders"]
        names = [row.name for row in organisations.departments(session, world.organisation.id)]
        assert names == ["Burgerzaken", "Toezicht", "Wmo"]
        assert [row.name for row in organisations.departments(session, other.id)] == ["Zorg"]
