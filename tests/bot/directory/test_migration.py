"""A directory that was there already comes along to the tables of this version."""

import pytest
from sqlalchemy import Engine, inspect, text

from storage import migrate, openings, people
from storage.db import open_engine, unit
from tests.support.worlds import DatabaseUrls

ROWS = (
    "INSERT INTO organisation (id, slug, name, demo) VALUES (1, 'a', 'A', false)",
    "INSERT INTO department (id, organisation_id, name) VALUES (1, 1, 'Burgerzaken')",
    "INSERT INTO team (id, organisation_id, department_id, name) VALUES (1, 1, 1, 'Balie')",
    (
        "INSERT INTO person (id, organisation_id, name, email, team_id, active) VALUES "
        "(1, 1, 'Femke Fictief', 'femke@a.example', 1, true), (2, 1, 'U777', '', null, true)"
    ),
    "INSERT INTO personrole (person_id, role, source) VALUES (1, 'coordinator', 'settings')",
    """INSERT INTO chat_address (platform, workspace, "user", person_id) VALUES ('slack', 'T1', 'U1', 1)""",
)


@pytest.fixture
def older(database_urls: DatabaseUrls) -> Engine:
    engine = open_engine(database_urls.main)
    migrate.move(engine, "main", "0002")
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    return engine


def rows(engine: Engine, table: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]


def test_people_roles_and_addresses_stay_as_they_were(older: Engine) -> None:
    kept = {table: rows(older, table) for table in ("department", "team", "personrole")}
    addresses = rows(older, "chat_address")
    migrate.move(older, "main", "head")
    assert {table: rows(older, table) for table in kept} == kept
    assert rows(older, "chat_address") == [(*row, 0) for row in addresses]
    with older.connect() as connection:
        people = connection.execute(
            text("SELECT id, name, email, team_id, lead_id FROM person ORDER BY id")
        ).all()
    assert [tuple(row) for row in people] == [
        (1, "Femke Fictief", "femke@a.example", 1, None),
        (2, "U777", "", None, None),
    ]
    older.dispose()


def test_every_account_opens_what_its_person_opened_and_what_is_given_later_does_not(older: Engine) -> None:
    with older.begin() as connection:
        connection.execute(text(ROWS[-1].replace("'T1', 'U1', 1", "'', 'U777', 2")))
    migrate.move(older, "main", "0014")
    migrate.move(older, "main", "head")
    with unit(older) as session:
        assert openings.names(session, "slack", "T1", "U1") == ("slack:T1:U1", "person:1")
        for workspace in ("T1", "T2"):  # whom the settings name is there in every workspace
            own = f"slack:{workspace}:U777"
            assert openings.names(session, "slack", workspace, "U777") == (own, "person:2")
        people.give_address(session, 1, "teams", "tenant", "one")
        assert openings.names(session, "teams", "tenant", "one") == ("teams:tenant:one",)
        people.give_address(session, 1, "slack", "T1", "U1")  # found once more
        assert openings.names(session, "slack", "T1", "U1") == ("slack:T1:U1", "person:1")
        people.give_address(session, 2, "slack", "T1", "U1")  # another human
        assert openings.names(session, "slack", "T1", "U1") == ("slack:T1:U1#1",)
    older.dispose()


def test_references_are_watched_again_after_the_migration(older: Engine) -> None:
    migrate.move(older, "main", "head")
    assert {key["referred_table"] for key in inspect(older).get_foreign_keys("chat_address")} == {"person"}
    with older.connect() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.execute(text("DELETE FROM person WHERE id = 1"))
        connection.commit()
    older.dispose()


def test_two_people_of_one_organisation_never_share_an_e_mail_address(older: Engine) -> None:
    migrate.move(older, "main", "head")
    again = (
        "INSERT INTO person (id, organisation_id, name, email, active, scim_id)"
        " VALUES (%d, 1, 'X', '%s', true, 'x')"
    )
    with older.begin() as connection:
        connection.execute(text(again % (3, "")))
    with pytest.raises(Exception, match=r"(?i)unique"), older.begin() as connection:
        connection.execute(text(again % (4, "femke@a.example")))
    older.dispose()
