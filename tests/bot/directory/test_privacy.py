"""The directory is of staff, not of reporters: nothing in it is touched by reporting."""

import pytest
from sqlalchemy import MetaData, inspect, select

from storage.tables.addresses import Conversation
from storage.tables.directory import ChatAddress, Department, Person, PersonRole, Team
from storage.tables.groups import GroupMember, Newcomer, TargetGroup
from tests.bot.directory.files import lines, take
from tests.support.world import World

DIRECTORY = (
    Person,
    PersonRole,
    ChatAddress,
    Conversation,
    Department,
    Team,
    TargetGroup,
    GroupMember,
    Newcomer,
)


def directory_of(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the directory."""
    seen = MetaData()
    with world.engine.connect() as connection:
        seen.reflect(connection)
        return {
            name: sorted((tuple(row) for row in connection.execute(select(seen.tables[name]))), key=str)
            for name in (str(one.__tablename__) for one in DIRECTORY)
        }


@pytest.mark.both
def test_nothing_in_the_directory_changes_by_reporting(world: World) -> None:
    """By somebody known, unknown or not logged in; in every way, from the first screen to an answer."""
    take(world, lines("Zoe;zoe@v.example;Nieuw;Team;;;;Kwetsbare functie"))
    before = directory_of(world)
    for platform in ("web", "slack"):
        for who in ("employee", "somebody-unknown", "coordinator"):
            for identity in ("named", "confidential", "anonymous"):
                reported = world.report(who, platform, identity=identity)
                walk = world.walk(who, platform)
                walk.do("follow", "open")
                walk.press("find", code=reported.code)
                walk.press("add", addition="Nog iets.")
                walk.do("mine", "open")
            cancelled = world.walk(who, platform)
            cancelled.reach("story")
            cancelled.press("cancel")
            world.walk(who, platform).do("menu", "home")
            world.walk(who, platform).do("menu", "about")
    world.walk("").reach("theme")
    assert directory_of(world) == before
    assert before["person"] and before["group_member"]


def test_the_list_of_newcomers_has_no_room_for_a_day_or_a_time(sqlite_world: World) -> None:
    for table in ("newcomer", "chat_address", "conversation"):
        kinds = {str(column["type"]) for column in inspect(sqlite_world.engine).get_columns(table)}
        assert kinds <= {"INTEGER", "VARCHAR", "BOOLEAN"}
