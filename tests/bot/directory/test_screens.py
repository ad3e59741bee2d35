"""What the coordinator does with the directory in chat: newcomers, who is out of reach, a file."""

from collections.abc import Iterator

import pytest

from bot.directory import newcomers, upload
from bot.foundation import words
from bot.foundation.context import Visitor
from bot.foundation.screen import Bullets, Event, Facts, Row, Screen
from handlers.desk import Desk
from handlers.slack import render
from storage import people
from storage.people import AddressRow
from storage.tables.reports import Draft
from tests.bot.directory.files import lines, staff
from tests.bot.test_content import A_KEY, BUTTON, CLOSE, TITLE, buttons, seen
from tests.support.world import TEAM, Walk, World

FILE = lines("Zoe Bedacht;zoe@v.example;Nieuw;Team;;;;", "Wie;;;;;;;", "Bas;bas@v.example;;;weg@v.example;;;")


def came(world: World, user: str, name: str, email: str = "") -> bool:
    with world.unit() as session:
        where = AddressRow("slack", TEAM, user)
        return newcomers.noticed(session, [world.organisation.id], where, name, email)


def bring(walk: Walk, file: bytes, **values: str) -> Screen:
    """Chooses a file and presses the button."""
    pressed = walk.pressed("check", **values)
    return walk.event(Event("people", "check", step=pressed.step, values=pressed.values, file=file))


def facts(screen: Screen) -> dict[str, str]:
    return {fact.label: fact.value for part in screen.body if isinstance(part, Facts) for fact in part.rows}


def bullets(screen: Screen) -> list[str]:
    return [item for part in screen.body if isinstance(part, Bullets) for item in part.items]


def test_a_newcomer_is_matched_by_e_mail_address(world: World) -> None:
    person = world.add_person("zoe")
    with world.unit() as session:
        where = AddressRow("teams", "tenant", "aad-1")
        assert newcomers.noticed(session, [world.organisation.id], where, "Zoe", "ZOE@voorbeeldstad.example")
    with world.reading() as session:
        found = people.by_address(session, "teams", "tenant", "aad-1")
    assert found and found.id == person


def test_who_is_not_known_comes_on_the_list_once_and_is_linked_by_hand(world: World) -> None:
    person = world.add_person("zoe", name="Zoe Bedacht")
    for _ in range(2):
        assert not came(world, "U0NEW", "Zoe Bedacht", "zoe.prive@thuis.example")
    walk = world.walk("coordinator")
    walk.do("people", "open")
    assert facts(walk.screen)["Nieuwkomers zonder koppeling"] == "1"
    walk.press("newcomers")
    assert [part.title for part in walk.screen.body if isinstance(part, Row)] == ["Zoe Bedacht"]
    walk.press("newcomer")
    assert walk.screen.inputs[0].value == "zoe@voorbeeldstad.example"  # the same name: proposed
    walk.press("link")
    assert not [part for part in walk.screen.body if isinstance(part, Row)]
    with world.reading() as session:
        found = people.by_address(session, "slack", TEAM, "U0NEW")
    assert found and found.id == person
    assert came(world, "U0NEW", "Zoe Bedacht")


@pytest.mark.parametrize(
    ("who", "key"), [("Niemand", "nobody_found"), ("x@y.example", "nobody_found"), ("twin", "several_found")]
)
def test_a_newcomer_is_only_linked_to_exactly_one_person(who: str, key: str, sqlite_world: World) -> None:
    for twin in ("a", "b"):
        sqlite_world.add_person(twin, name="Twin")
    came(sqlite_world, "U0NEW", "Zoe")
    walk = sqlite_world.walk("coordinator")
    walk.do("people", "newcomers")
    walk.press("newcomer")
    walk.press("link", person=who)
    assert walk.screen.inputs[0].error == words.text(f"people.{key}", "nl")


@pytest.mark.both
def test_who_is_dismissed_does_not_come_back_and_only_the_user_id_stays(world: World) -> None:
    came(world, "U0GUEST", "Gast", "gast@elders.example")
    walk = world.walk("coordinator")
    walk.do("people", "newcomers")
    walk.press("newcomer")
    walk.press("dismiss")
    came(world, "U0GUEST", "Gast", "gast@elders.example")
    assert facts(walk.do("people", "open"))["Nieuwkomers zonder koppeling"] == "0"
    with world.reading() as session:
        row = session.connection().exec_driver_sql("SELECT name, email FROM newcomer").one()
    assert tuple(row) == ("", "")


def test_a_newcomer_of_another_organisation_cannot_be_opened(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    with world.unit() as session:
        newcomers.noticed(session, [other.id], AddressRow("slack", "T0ELSE", "U1"), "Zoe", "")
    for action in ("newcomer", "link", "dismiss"):
        assert world.walk("coordinator").do("people", action, "1").step == "sorry"


def test_who_is_out_of_reach_is_named_with_the_reason(world: World) -> None:
    with world.unit() as session:
        people.add(session, world.organisation.id, "Anna Zonder")
        people.add(session, world.organisation.id, "Bert Met", "bert@v.example")
    screen = world.walk("coordinator").do("people", "unreachable")
    assert [(part.title, part.detail) for part in screen.body if isinstance(part, Row)] == [
        ("Anna Zonder", words.text("people.why.no_email", "nl")),
        ("Bert Met", words.text("people.why.not_found", "nl", email="bert@v.example")),
    ]


def test_long_lists_come_in_pages(sqlite_world: World) -> None:
    for n in range(45):
        came(sqlite_world, f"U{n:02}", f"Nieuw {n:02}")
        with sqlite_world.unit() as session:
            people.add(session, sqlite_world.organisation.id, f"Kwijt {n:02}")
    for action in ("newcomers", "unreachable"):
        walk = sqlite_world.walk("coordinator")
        shown = [part.title for part in walk.do("people", action).body if isinstance(part, Row)]
        for skip in ("20", "40"):
            shown += [p.title for p in walk.press(action, skip).body if isinstance(p, Row)]
        assert len(shown) == len(set(shown)) == 45


@pytest.mark.parametrize(("address", "leads"), [("", []), ("https://baken.example", [("web", "open")])])
def test_teams_takes_no_file_so_the_button_leads_to_the_web(
    address: str, leads: list[tuple[str, str]], sqlite_world: World
) -> None:
    world = sqlite_world
    with world.unit() as session:
        people.give_address(session, world.people["coordinator"], "teams", "tenant", "c")
    desk = Desk(world.engine, world.vault, now=world.clock, address=address)
    walk = Walk(desk, Visitor("teams", "tenant", "c", "", known_as="teams:tenant:c"))
    walk.do("people", "open")
    to_a_file = [one for one in walk.buttons() if one.name == "upload" or one.dialogue == "web"]
    assert [(one.dialogue, one.name) for one in to_a_file] == leads
    if leads:
        assert walk.do("web", "open").step == "link"


def test_a_file_is_first_checked_and_then_taken_over(world: World) -> None:
    walk = world.walk("coordinator")
    walk.do("people", "open")
    walk.press("upload")
    bring(walk, FILE)
    assert walk.screen.step == "checked" and facts(walk.screen)["Nieuw"] == "2"
    assert "Rij 3: Er staat geen e-mailadres." in bullets(walk.screen)
    assert "zoe" not in staff(world)
    again = walk.pressed("apply")
    walk.event(again)
    assert walk.screen.step == "done" and facts(walk.screen)["Nieuw"] == "2"
    assert staff(world)["zoe"].name == "Zoe Bedacht"
    assert walk.event(again).step == "sorry"  # a double click does nothing more
    trail = world.walk("privacy").do("trail", "open")
    assert "Lijst van medewerkers gewijzigd" in [part.title for part in trail.body if isinstance(part, Row)]
    walk.do("people", "upload")
    bring(walk, FILE)
    assert walk.screen.submit is None  # nothing would change


@pytest.mark.both
def test_nothing_of_a_file_stays_in_the_database(world: World) -> None:
    walk = world.walk("coordinator")
    for last in ("cancel", "upload", "apply"):
        walk.do("people", "upload")
        bring(walk, FILE)
        with world.reading() as session:
            (sealed,) = session.connection().exec_driver_sql("SELECT sealed FROM draft").scalars()
            assert b"Bedacht" not in bytes(sealed) and b"zoe@v" not in bytes(sealed)
        walk.press(last)
        with world.reading() as session:
            assert session.get(Draft, "x") is None
            assert list(session.connection().exec_driver_sql("SELECT * FROM draft")) == []


def test_whoever_is_missing_in_a_file_leaves_when_the_coordinator_says_so(sqlite_world: World) -> None:
    sqlite_world.add_person("weg")
    everybody = [f"{key};{key}@voorbeeldstad.example;;;;;;" for key in sqlite_world.people]
    walk = sqlite_world.walk("coordinator")
    walk.do("people", "upload")
    bring(walk, lines(*everybody), leavers="leavers")
    assert facts(walk.screen)["Niet in het bestand, dus uit dienst"] == "1"
    walk.press("apply")
    assert {name for name, one in staff(sqlite_world).items() if not one.active} == {"weg"}


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (b"", "people.file_missing"),
        (b"%PDF", "mistakes.people_file_kind"),
        (b"Naam;Afdeling\nZoe;X\n", "mistakes.people_no_email_column"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence_beside_the_field(
    file: bytes, error: str, sqlite_world: World
) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.do("people", "upload")
    bring(walk, file)
    assert walk.screen.step == "upload" and walk.screen.inputs[0].error == words.text(error, "nl")


def test_a_file_that_would_keep_others_waiting_is_for_the_administrator(sqlite_world: World) -> None:
    walk = sqlite_world.walk("coordinator")
    walk.do("people", "upload")
    bring(walk, lines(*(f"P;p{n}@v.example;;;;;;" for n in range(upload.LONGEST + 1))))
    assert "te veel rijen" in walk.screen.inputs[0].error


def every_screen(world: World, locale: str) -> Iterator[Screen]:
    world.add_person("zoe", name="Zoe")
    came(world, "U0A", "Zoe")
    came(world, "U0B", "", "b@elders.example")
    with world.unit() as session:
        for n in range(45):
            people.add(session, world.organisation.id, f"Kwijt {n}", f"kwijt{n}@v.example" if n % 2 else "")
    walk = world.walk("coordinator", locale=locale)
    yield walk.do("people", "open")
    yield walk.press("upload")
    yield bring(walk, b"")
    yield bring(walk, FILE)
    yield walk.press("cancel")
    walk.do("people", "upload")
    bring(walk, FILE)
    yield walk.press("apply")
    walk.do("people", "upload")
    yield bring(walk, FILE)
    yield walk.do("people", "unreachable")
    yield walk.press("unreachable", "20")
    yield walk.do("people", "newcomers")
    yield walk.press("newcomer")
    yield walk.press("link", person="")
    yield walk.press("dismiss")
    walk.press("newcomer")
    yield walk.press("dismiss")


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_screen_fits_and_says_everything_in_words(locale: str, sqlite_world: World) -> None:
    screens = list(every_screen(sqlite_world, locale))
    assert len({screen.step for screen in screens}) == 8
    for screen in screens:
        assert [said for said in seen(screen) if A_KEY.fullmatch(said) or "%{" in said] == []
        assert len(screen.title) <= TITLE
        assert [one.label for one in buttons(screen) if len(one.label) > BUTTON] == []
        assert [one.label for one in (screen.submit, screen.close) if one and len(one.label) > CLOSE] == []
        assert screen.confidential  # names of colleagues are never part of a conversation
        render.modal(screen)


def test_a_file_is_read_where_the_platform_can_carry_it(sqlite_world: World) -> None:
    with sqlite_world.unit() as session:
        people.give_address(session, sqlite_world.people["coordinator"], "teams", "t", "coordinator")
    visitors = [sqlite_world.visitor("coordinator", platform) for platform in ("web", "slack")]
    visitors.append(Visitor("teams", "t", "coordinator", known_as="teams"))
    for visitor, offered in zip(visitors, (True, True, False), strict=True):
        screen = Walk(sqlite_world.desk, visitor).do("people", "open")
        assert ("upload" in [action.name for action in screen.actions]) == offered


def test_a_draft_of_another_dialogue_is_no_file(sqlite_world: World) -> None:
    reporter = sqlite_world.walk("coordinator")
    token = reporter.reach("story").token
    assert sqlite_world.walk("coordinator").event(Event("people", "apply", token=token)).step == "sorry"
