"""Every table is judged: whether it names a person or a chat account, and what erasing does with it."""

from collections.abc import Iterable

from sqlmodel import SQLModel

from storage import personal
from storage.personal import GROUNDS, OF_ACCOUNT, OF_PERSON
from storage.tables.keys import KeyModel
from storage.tables.pairing import Pairing  # noqa: F401  (all tables are known then)
from tests.journeys.test_dating import TELLS

# A person's own row loses its name; what a person is told of is in personal.Kept.
OWN = {"person"}
# The other tables name nobody. Whoever adds a table says here why it does not, or puts it in personal.py.
PLACES = "a municipality, its departments, teams and workspaces; and how the databases belong together"
MANY = "something for many, or a count of many; who it was for or who took part is elsewhere or nowhere"
SEALED = "of a report, which is its reporter's: found by a code or by the account that handed it in"
MINUTES = "who was at a meeting about reports is sealed, and goes with the meeting after five years"
HASHED = "a keyed hash, in no order, of which nobody can tell whose it is"
NOBODY = {
    **dict.fromkeys(("organisation", "workspace", "department", "team", "pairing", "replica"), PLACES),
    **dict.fromkeys(
        (
            *("push", "meeting_round", "week", "activity", "participation", "week_participants", "poll"),
            *("campaign", "campaign_count", "redirect", "report_tally", "closing", "public_picture"),
            *("logged_kind", "logged", "commitment", "commitment_note", "target_group", "satisfaction"),
            *("ready_answer", "public_page"),
        ),
        MANY,
    ),
    **dict.fromkeys(
        (
            *("receipt", "message", "report_entry", "report_reopening", "report_index", "report_page"),
            *("draft", "pending_entry", "pending_total"),
        ),
        SEALED,
    ),
    "review_meeting": MINUTES,
    **dict.fromkeys(("report_exclusion", "satisfaction_ticket", "once", "pace"), HASHED),
}
IN_THE_KEYS = {
    "report_key": "found by a keyed hash of the account; goes with its report",
    "secret": PLACES,
    "audit_anchor": "the number of an entry",
}
# What ends in _id and leads to no table.
LOOSE = {
    "campaign_count.department_id": "a department, or 0",
    "participation.department_id": "a department, or 0",
    "week_participants.department_id": "a department, or 0",
    "report_tally.department_id": "a department",
    "person.directory_id": "of the person's own row: what Entra calls somebody",
    "person.scim_id": "of the person's own row: what Entra calls the row",
    "target_group.directory_id": "of a group",
}
# What a column is called that may hold a name, an address or a user id, and the tables where it does not.
TELLING = {"user", "name", "email", "user_name", "directory_id", "personnel_number", "addresses", "entry"}
OTHERS = {
    "organisation": "name",
    "department": "name",
    "team": "name",
    "target_group": "name directory_id",
    "activity": "name",
    "campaign": "name",
    "logged_kind": "name",
}


def named(tables: Iterable[type[SQLModel]]) -> set[str]:
    return {str(table.__tablename__) for table in tables}


def test_every_column_that_leads_to_a_person_says_what_erasing_does_with_it() -> None:
    leads = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    assert leads == {(str(table.__tablename__), name) for table, name in OF_PERSON}
    loose = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_id") and not column.foreign_keys
    }
    assert loose == set(LOOSE)


def test_every_table_with_a_chat_account_says_what_erasing_does_with_it() -> None:
    holds = {table.name for table in SQLModel.metadata.tables.values() if "user" in table.columns}
    assert holds == named(OF_ACCOUNT)


def test_every_table_is_shown_or_erased_or_has_a_ground() -> None:
    """A new table fails here: put it in storage/personal.py, or say why it is of nobody."""
    judged = named(table for table, _ in OF_PERSON) | named(OF_ACCOUNT) | named(GROUNDS) | OWN
    every = set(SQLModel.metadata.tables)
    assert judged & NOBODY.keys() == set()
    assert every == judged | NOBODY.keys()
    assert every == set(TELLS["main"])
    assert set(KeyModel.metadata.tables) == set(IN_THE_KEYS)


def test_a_column_that_can_hold_a_name_or_an_address_is_in_a_table_that_is_erased() -> None:
    judged = named(table for table, _ in OF_PERSON) | named(OF_ACCOUNT) | OWN
    found = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name in TELLING and table.name not in judged
    }
    assert found == {f"{table}.{name}" for table, names in OTHERS.items() for name in names.split()}


def test_what_is_told_has_a_section_for_every_table_that_is_of_a_person() -> None:
    shown = {
        "person": "person",
        "personrole": "roles",
        "role_holder": "roles",
        "named_in_settings": "roles",
        "chat_address": "accounts",
        "address_holder": "accounts",
        "conversation": "accounts",
        "opened_name": "accounts",
        "newcomer": "accounts",
        "group_member": "groups",
        "learning": "modules",
        "delivery": "messages",
        "sign_up": "activities",
        "team_meeting": "meetings",
        "story": "stories",
        "staff_session": "sessions",
        "saved_view": "views",
        "audit_entry": "trail",
    }
    never = {"report", "report_mark", "erased_mark"}  # of reports, and hashes
    judged = named(table for table, _ in OF_PERSON) | named(OF_ACCOUNT) | named(GROUNDS)
    assert judged == shown.keys() | never
    assert set(shown.values()) == set(personal.Kept._fields)
