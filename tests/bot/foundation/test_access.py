"""Who may do what: the table, and every way in beside it."""

import pytest
from sqlalchemy import event

from bot.foundation import words
from bot.foundation.access import MAY
from bot.foundation.context import Visitor
from bot.foundation.screen import Event, Note
from bot.rooms import HOUSE
from storage import organisations, people
from tests.support.world import TEAM, Walk, World

EVERYBODY = frozenset({"coordinator", "handler", "deputy", "privacy_officer", "nobody", "stranger", ""})
HANDLE = frozenset({"coordinator", "handler", "deputy"})

ORGANISE = (  # of the integrity week
    *("manage", "week", "begin", "create", "sure", "announce", "cancel", "drop"),
    *("organise", "edit", "save", "count", "save_count"),
)
EVERY = [*HOUSE.routes]
CALENDAR = ("overview", "year", "rhythm", "new", "create", "manage", "move", "set", "sure", "cancel", "send")
BOARD = ("overview", "team", "nudge", "take", "begin", "start", "agreements", "agreed")  # of team meetings

# What a reporter does needs no role; that of others is for their role alone.
NEEDS: dict[tuple[str, str], frozenset[str]] = {
    **dict.fromkeys(
        (route for route in EVERY if route[0] in ("menu", "report", "follow", "mine", "proof", "inbox")),
        EVERYBODY,
    ),
    **dict.fromkeys((route for route in EVERY if route[0] == "kept"), EVERYBODY),
    **dict.fromkeys((("page", "front"), ("page", "begin")), EVERYBODY),
    **dict.fromkeys((("page", "manage"), ("page", "save")), frozenset({"coordinator"})),
    ("menu", "coordinate"): frozenset({"coordinator", "deputy"}),
    # One's own modules need no role; whose team it is, is asked when it is opened.
    **dict.fromkeys((route for route in EVERY if route[0] == "learn"), EVERYBODY),
    **{("learn", name): frozenset() for name in ("team", "member")},
    ("casework", "open"): HANDLE,
    ("casework", "filter"): HANDLE,
    ("casework", "find"): HANDLE,
    ("casework", "search_on"): HANDLE,
    ("casework", "found"): HANDLE,
    ("casework", "look_on"): HANDLE,
    ("entering", "begin"): HANDLE,
    ("entering", "send"): HANDLE,
    ("casework", "next"): HANDLE,
    ("casework", "decide"): HANDLE,
    ("casework", "decided"): HANDLE,
    **{("casework", name): HANDLE for name in ("attach", "attached", "page")},
    ("casework", "note"): HANDLE,
    ("casework", "noted"): HANDLE,
    **{
        ("casework", name): HANDLE
        for name in (
            "forward",
            "forward_look",
            "forward_send",
            "forwards",
            "forward_receipt",
            "forward_received",
        )
    },
    **{
        ("review", name): HANDLE
        for name in ("open", "begin", "people", "change", "choose", "show", "back", "take", "taken", "papers")
    },
    **{("casework", name): HANDLE for name in ("saved", "views", "keep_view", "drop_view")},
    **{
        ("casework", name): HANDLE
        for name in ("ready", "ready_list", "ready_edit", "ready_save", "ready_drop")
    },
    ("casework", "labels"): HANDLE,
    ("casework", "labelled"): HANDLE,
    ("casework", "link"): HANDLE,
    ("casework", "linked"): HANDLE,
    ("casework", "unlink"): HANDLE,
    ("casework", "readers"): HANDLE,
    ("casework", "reader_form"): HANDLE,
    ("casework", "reader_save"): HANDLE,
    ("casework", "show"): HANDLE,
    ("casework", "back"): HANDLE,
    ("casework", "form"): HANDLE,
    ("casework", "save"): HANDLE,
    ("entering", "cancel"): EVERYBODY,  # forgets what was filled in, and nothing else
    ("casework", "close"): EVERYBODY,  # forgets what the visitor had open, and nothing else
    **dict.fromkeys(
        (route for route in EVERY if route[0] in ("account", "activities", "stories", "plan")),
        frozenset({"coordinator"}),
    ),
    **{
        ("account", name): frozenset({"coordinator", "deputy"})
        for name in ("open", "make", "departments", "department")
    },
    ("activities", "cancel"): EVERYBODY,  # forgets the file that the visitor brought, and nothing else
    ("file", "open"): EVERYBODY - {"stranger", ""},  # what its maker allows is asked when it is made
    **dict.fromkeys((route for route in EVERY if route[0] == "trail"), frozenset({"privacy_officer"})),
    ("web", "open"): HANDLE | {"privacy_officer"},
    **dict.fromkeys(
        (route for route in EVERY if route[0] in ("people", "going_out")), frozenset({"coordinator"})
    ),
    # Whose meeting it is, is asked when it is opened.
    **dict.fromkeys((route for route in EVERY if route[0] == "meeting"), EVERYBODY),
    **dict.fromkeys((route for route in EVERY if route[0] == "week"), EVERYBODY),
    **{("week", name): frozenset({"coordinator"}) for name in ORGANISE},
    **dict.fromkeys((route for route in EVERY if route[0] == "campaign"), EVERYBODY),
    **{("campaign", name): frozenset({"coordinator"}) for name in CALENDAR},
    **{("meeting", name): frozenset({"coordinator"}) for name in BOARD},
    ("people", "cancel"): EVERYBODY,  # forgets the file that the visitor brought, and nothing else
}
WHO = {
    "coordinator": "coordinator",
    "handler": "handler",
    "deputy": "deputy",
    "privacy_officer": "privacy",
    "nobody": "employee",
    "stranger": "somebody-unknown",
    "": "",
}


def test_the_table_is_this() -> None:
    assert {
        "handle_reports": HANDLE,
        "share_report": frozenset({"deputy"}),
        "export_account": frozenset({"coordinator", "deputy"}),
        "finalise_account": frozenset({"coordinator"}),
        "log_activities": frozenset({"coordinator"}),
        "write_stories": frozenset({"coordinator"}),
        "keep_plan": frozenset({"coordinator"}),
        "manage_people": frozenset({"coordinator"}),
        "steer_pushes": frozenset({"coordinator"}),
        "plan_gatherings": frozenset({"coordinator"}),
        "read_trail": frozenset({"privacy_officer"}),
        "open_page": frozenset({"coordinator"}),
        "open_web": HANDLE | {"privacy_officer", "lead"},
    } == MAY


def test_every_way_in_has_its_line_in_the_table() -> None:
    assert NEEDS.keys() == set(EVERY)


@pytest.mark.parametrize("role", sorted(WHO))
def test_every_way_in_is_open_to_its_roles_alone(role: str, sqlite_world: World) -> None:
    reported = sqlite_world.report()
    opened = sqlite_world.walk("coordinator").do("casework", "show", reported.id)
    walk = sqlite_world.walk(WHO[role])
    refused = set()
    for route in EVERY:
        if route[0] == "casework":
            argument = reported.id if route[1] == "show" else "status"
            event = Event(*route, argument, "status-0", opened.token)
        else:
            event = Event(*route)
        if Note(words.text("mistakes.not_allowed", "nl"), urgent=True) in walk.event(event).body:
            refused.add(route)
    assert refused == {route for route, roles in NEEDS.items() if role not in roles}


@pytest.mark.parametrize("role", sorted(WHO))
def test_the_menu_offers_nothing_that_is_refused(role: str, sqlite_world: World) -> None:
    for name in ("open", "home"):
        walk = sqlite_world.walk(WHO[role])
        offered = walk.do("menu", name).actions
        if ("menu", "coordinate") in {(action.dialogue, action.name) for action in offered}:
            offered += walk.do("menu", "coordinate").actions
        assert ("report", "begin") in {(action.dialogue, action.name) for action in offered}
        for action in offered:
            assert role in NEEDS[action.dialogue, action.name], action
            walk.event(Event(action.dialogue, action.name, action.argument))
            assert walk.screen.step != "sorry"


def test_a_role_counts_only_in_ones_own_organisation(world: World) -> None:
    """The same user id in the workspace of another municipality is somebody without a role there."""
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        organisations.link(session, other.id, "slack", "T0ELSE")
        person = people.add(session, world.organisation.id, "Overal")
        people.give_address(session, person, "slack", "", "U0OVERAL")
        for role in ("coordinator", "privacy_officer", "deputy"):
            people.give_role(session, person, role)
    for workspace, step in (("T0ELSE", "sorry"), (TEAM, "list")):
        walk = Walk(world.desk, Visitor("slack", workspace, "U0OVERAL", "Overal", known_as="overal"))
        assert walk.do("trail", "open").step == "sorry"  # it tells of reports that a handler may not know of
        assert walk.do("casework", "open").step == step
        assert (walk.do("account", "open").step == "sorry") == (step == "sorry")


def test_a_step_of_a_report_does_not_look_up_who_answers_it(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.begin()
    said: list[str] = []

    def note(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(sqlite_world.engine, "before_cursor_execute", note)
    assert walk.submit(kind="signal").step == "identity"
    event.remove(sqlite_world.engine, "before_cursor_execute", note)
    assert any("draft" in one for one in said)
    assert not [one for one in said if "chat_address" in one]
