"""One human is one human for ever, and a new human is a new one: each case of docs/people.md; attackers."""

import re

import pytest
from sqlalchemy import text

from bot.directory import identity
from bot.directory import roles as watch
from bot.directory.appointments import apply_settings, join
from bot.foundation import words
from bot.foundation.screen import Screen
from bot.foundation.settings import read
from handlers.doctor import databases
from storage import audit, directory, people, roles
from storage.directory import Known
from tests.bot.directory.entra import Entra
from tests.bot.directory.files import lines, rows_of, staff, take
from tests.support import ROOT, sending
from tests.support.commands import Commands, deploy
from tests.support.world import TEAM, Postbox, World, slack_id

CASES = re.findall(r"^\| (.*) \|$", (ROOT / "docs" / "people.md").read_text(encoding="utf-8"), re.MULTILINE)
TABLE = [
    [cell.strip() for cell in row.split("|")]
    for row in CASES
    if re.search(r"\| (the same|new|refused)$", row)
]
HEADER = "Naam;E-mail;Object ID;Personeelsnummer;Datum uit dienst"


def in_file(id: str, number: str, address: str, name: str, left: str = "") -> bytes:
    return lines(f"{name};{address}v.example;{id};{number};{left}", header=HEADER)


def test_there_are_at_least_twenty_cases_and_each_outcome_is_among_them() -> None:
    assert len(TABLE) >= 20
    assert {row[-1] for row in TABLE} == {"the same", "new", "refused"}


@pytest.mark.both
@pytest.mark.parametrize("case", TABLE, ids=lambda case: "-".join(part or "_" for part in case))
def test_each_case_in_a_file(case: list[str], world: World) -> None:
    id, number, address, name, here, id2, number2, address2, name2, verdict = case
    take(world, in_file(id, number, address, name))
    (before,) = [one for one in everybody(world) if one.name == name]
    if here == "left":
        assert take(world, in_file(id, number, address, name, "1-1-2026")).left == 1
    outcome = take(world, in_file(id2, number2, address2, name2))
    after = {one.id: one for one in everybody(world) if one.id >= before.id}
    if verdict == "refused":
        assert len(outcome.refused) == 1 and set(after) == {before.id}
        assert after[before.id].email == f"{address}v.example"
    elif verdict == "the same":
        assert set(after) == {before.id} and after[before.id].active
        assert after[before.id].email == f"{address2}v.example"
    else:
        (new,) = after.keys() - {before.id}
        assert after[new].email == f"{address2}v.example" and after[new].active
        if address == address2:
            assert after[before.id].email == "" and not after[before.id].active


@pytest.mark.parametrize("case", [one for one in TABLE if not one[1] and not one[6] and one[0] and one[5]])
def test_each_case_by_entra(case: list[str], world: World) -> None:
    entra = Entra(world)
    id, _, address, name, here, id2, _, address2, name2, verdict = case
    made = entra.create("jan", **as_entra(id, address, name))
    before = staff(world)[address.rstrip("@")].id
    if here == "left":
        entra.ask("DELETE", f"/Users/{made['id']}")
    answer = entra.ask("POST", "/Users", entra.user("jan", **as_entra(id2, address2, name2)))
    if verdict == "refused" or here == "yes":  # Entra changes whom it knows, and creates nobody twice
        assert answer.status_code == 409
        return
    assert answer.status_code == 201, answer.text
    assert (staff(world)[address2.rstrip("@")].id == before) == (verdict == "the same")


def as_entra(id: str, address: str, name: str) -> dict[str, object]:
    email = f"{address}v.example"
    mail = [{"primary": True, "type": "work", "value": email}]
    return {"externalId": id, "userName": email, "displayName": name, "emails": mail}


def everybody(world: World) -> list[Known]:
    with world.reading() as session:
        return sorted(directory.page(session, world.organisation.id, 1000, 0, left=True))


# Attackers


def mine(world: World, user: str) -> Screen:
    return world.walk(user).do("mine", "open")


@pytest.mark.parametrize("road", ["a file", "Entra", "Entra changes the row"])
def test_who_gets_an_address_that_was_used_before_finds_nothing_of_the_one_before(
    road: str, world: World
) -> None:
    entra = Entra(world)
    old, new = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    made = entra.create("jan", **as_entra(old, "j.jansen@", "Jan Jansen"))
    world.people["jan"] = staff(world)["j.jansen"].id
    give_account(world, "jan")
    report = world.report("jan", identity="confidential")
    assert report.number in str(mine(world, "jan"))
    if road == "a file":
        take(world, in_file(old, "", "j.jansen@", "Jan Jansen", "1-1-2026"))
        take(world, in_file(new, "", "j.jansen@", "Jet Jansen"))
    elif road == "Entra":
        entra.ask("DELETE", f"/Users/{made['id']}")
        entra.create("jet", **as_entra(new, "j.jansen@", "Jet Jansen"))
    else:
        path = f"/Users/{made['id']}"
        entra.patch(path, {"op": "Replace", "path": "active", "value": False})
        now = as_entra(new, "j.jansen@", "Jet Jansen")
        changes = [{"op": "Replace", "path": key, "value": now[key]} for key in ("externalId", "displayName")]
        entra.patch(path, *changes, {"op": "Replace", "path": "active", "value": True})
        assert entra.ask("GET", path).json()["displayName"] == "Jet Jansen"
    jet = staff(world)["j.jansen"]
    assert jet.id != world.people["jan"] and jet.name == "Jet Jansen" and jet.active
    with world.reading() as session:
        assert people.addresses(session, world.people["jan"]) == ()
    world.people["jet"] = jet.id
    give_account(world, "jet")
    assert report.number not in str(mine(world, "jet"))
    assert world.walk("jet").do("mine", "show", report.id).step == "sorry"


def give_account(world: World, key: str) -> None:
    with world.unit() as session:
        for platform, where, user in (("slack", TEAM, slack_id(key)), ("web", "hall", key)):
            people.give_address(session, world.people[key], platform, where, user)


@pytest.mark.parametrize("entry", ["anne@v.example", f"slack:{slack_id('anne')}"])
@pytest.mark.parametrize("road", ["a last day", "Entra"])
def test_a_handler_who_was_left_out_ends_and_is_named_again_stays_left_out(
    entry: str, road: str, world: World
) -> None:
    entra = Entra(world)
    id = entra.create("anne", **as_entra("oid-anne", "anne@", "Anne"))["id"]
    world.people["anne"] = staff(world)["anne"].id
    give_account(world, "anne")
    settings = read(_env_file=None, baken_organisation="Voorbeeldstad", baken_coordinators=entry)
    with world.unit() as session:
        apply_settings(session, settings)
    secret = world.report(untold=(str(world.people["anne"]),))
    if road == "Entra":
        entra.ask("DELETE", f"/Users/{id}")
    else:
        take(world, in_file("oid-anne", "", "anne@", "Anne", "1-1-2026"))
    with world.unit() as session:
        apply_settings(session, settings)  # as after a restart
        assert "anne" not in [one.email.partition("@")[0] for one in people.staff(session, 1)]
    if road == "Entra":
        entra.create("anne", **as_entra("oid-anne", "anne@", "Anne Andersma"))
    else:
        take(world, in_file("oid-anne", "", "anne@", "Anne Andersma"))
    assert staff(world)["anne"].id == world.people["anne"]
    assert world.walk("anne").do("casework", "show", secret.id).step == "sorry"


def test_a_role_does_not_follow_an_address_to_another_human(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, entry = sqlite_world, "jan@v.example"
    settings = read(_env_file=None, baken_organisation="Voorbeeldstad", baken_coordinators=entry)
    take(world, in_file("a1", "", "jan@", "Jan Jansen"))
    jan = staff(world)["jan"].id
    for _ in range(2):
        with world.unit() as session:
            apply_settings(session, settings)
    take(world, in_file("a1", "", "jan@", "Jan Jansen", "1-1-2026"))
    take(world, in_file("b2", "", "jan@", "Jet Jansen"))
    jet = staff(world)["jan"].id
    with world.unit() as session:
        apply_settings(session, settings)
        watch.settle(session, world.vault, world.organisation, world.clock())
    assert roles_of(world, jet) == set() and jet != jan
    with world.reading() as session:
        (told, *_) = audit.entries(session, world.organisation.id, 5)
        assert (told.action, told.subject) == ("role.held_back", f"person:{jet}")
    settle(world)
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    assert len({address.user for address, _ in postbox.sent}) == len(postbox.sent) > 1  # told once
    deploy(world, monkeypatch)
    monkeypatch.setenv("BAKEN_COORDINATORS", entry)
    assert databases.look(read()).held_back == (entry,)
    commands = Commands(world, monkeypatch, "people")
    assert commands.run("confirm", entry, "--yes").output == "Confirmed: Jet Jansen.\n"
    assert roles_of(world, jet) == {"coordinator"} and roles_of(world, jan) == set()
    assert "No role is held back" in commands.run("confirm", entry, "--yes").stderr
    with world.unit() as session:
        apply_settings(session, settings)
    assert roles_of(world, jet) == {"coordinator"}
    with world.reading() as session:
        actions = [one.action for one in audit.entries(session, world.organisation.id, 10)]
    assert "role.confirmed" in actions and "role.given" in actions


def roles_of(world: World, person_id: int) -> set[str]:
    with world.reading() as session:
        person = people.by_id(session, person_id)
        return set(person.roles) if person else set()


# Nothing in silence


def settle(world: World) -> bool:
    with world.unit() as session:
        return watch.settle(session, world.vault, world.organisation, world.clock())


@pytest.mark.both
def test_whoever_with_a_role_is_ended_the_others_hear_of_it_and_the_trail_names_them(world: World) -> None:
    assert not settle(world)  # the first look tells nobody anything
    entra = Entra(world)
    with world.unit() as session:
        session.connection().execute(text("UPDATE person SET active = false WHERE name = 'Vervanger Een'"))
    settle(world)
    assert not settle(world)  # told once
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    assert postbox.sent
    with world.reading() as session:
        (entry, *_) = audit.entries(session, world.organisation.id, 5)
        assert (entry.action, entry.subject) == ("role.ended", f"person:{world.people['deputy']}")
        assert len(roles.holders_before(session, world.organisation.id) or ()) > 1
    assert "Vervanger Een" in str(world.walk("privacy").do("trail", "open"))
    assert entra.ask("GET", "/Users").status_code == 200


@pytest.mark.both
def test_whoever_ends_all_readers_through_entra_is_heard_of_and_no_role_passes_to_anybody(
    world: World,
) -> None:
    world.people["management"] = world.add_person("management", "management", name="Directie Een")
    settle(world)
    entra, reported = Entra(world), world.report()
    readers = ("coordinator", "handler", "handler2", "deputy")
    for key in readers:
        asked = entra.ask("GET", "/Users", filter=f'userName eq "{key}@voorbeeldstad.example"').json()
        assert entra.ask("DELETE", f"/Users/{asked['Resources'][0]['id']}").status_code == 204
        assert world.walk(key).do("casework", "show", reported.id).step == "sorry"
    ended = {("role.ended", f"person:{world.people[key]}") for key in readers}
    assert {told[:2] for told in told_of_roles(world)[-len(readers) :]} == ended
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    assert {slack_id("privacy"), slack_id("management")} <= {address.user for address, _ in postbox.sent}
    with world.reading() as session:
        left = {one.person_id for one in roles.holders_now(session, world.organisation.id)}
    assert left == {world.people["privacy"], world.people["management"]}
    assert words.text("report.readers.nobody_yet", "nl") in str(world.walk("employee2").begin())
    for key in ("privacy", "management"):
        assert world.walk(key).do("casework", "show", reported.id).step == "sorry"
    with world.unit() as session:  # as when the settings name a reader anew
        people.give_role(session, world.people["employee2"], "coordinator")
    assert world.walk("employee2").do("casework", "show", reported.id).step == "report"


def told_of_roles(world: World) -> list[tuple[str, str, str]]:
    with world.reading() as session:
        every = audit.entries(session, world.organisation.id, 50)
    return [(one.action, one.subject, one.detail) for one in every if one.action.startswith("role.")][::-1]


def test_the_roles_of_the_first_look_are_in_the_trail_and_reach_nobody(world: World) -> None:
    settle(world)
    told = told_of_roles(world)
    assert ("role.first", f"person:{world.people['deputy']}", "deputy") in told
    assert {action for action, _, _ in told} == {"role.first"} and len(told) == 5
    postbox = Postbox()
    sending.send(world, {"slack": postbox})
    assert postbox.sent == [] and told_of_roles(world) == told


def test_the_first_role_after_the_last_one_ended_is_in_the_trail(world: World) -> None:
    settle(world)
    with world.unit() as session:
        session.connection().execute(text("DELETE FROM personrole"))
    settle(world)
    with world.reading() as session:
        assert roles.holders_before(session, world.organisation.id) == []
    before = told_of_roles(world)
    assert before[-1][0] == "role.ended"
    assert not settle(world)
    with world.unit() as session:
        people.give_role(session, world.people["employee"], "coordinator")
    assert settle(world)
    new = ("role.given", f"person:{world.people['employee']}", "coordinator")
    assert told_of_roles(world) == [*before, new]


def test_where_nobody_had_a_role_at_the_first_look_the_first_role_is_told(world: World) -> None:
    with world.unit() as session:
        session.connection().execute(text("DELETE FROM personrole"))
    assert not settle(world) and told_of_roles(world) == []
    with world.unit() as session:
        people.give_role(session, world.people["employee"], "handler")
    assert settle(world)
    assert told_of_roles(world) == [("role.given", f"person:{world.people['employee']}", "handler")]


def test_a_file_in_chat_changes_nothing_of_who_somebody_with_a_role_is(world: World) -> None:
    people_before = {one.id: one for one in everybody(world)}
    handler, deputy = (people_before[world.people[key]] for key in ("handler", "deputy"))
    header = "Naam;E-mail;Object ID;Datum uit dienst"
    for rows in (
        [f"{deputy.name};{handler.email};;", f"{handler.name};{deputy.email};;"],  # names swapped
        [f"{deputy.name};{deputy.email};;1-1-2026"],  # the deputy ended
        [f"{deputy.name};{deputy.email};99999999-9999-4999-8999-999999999999;"],  # an account linked
    ):
        outcome = take(world, lines(*rows, header=header), guarded=True)
        assert {problem.why for problem in outcome.refused} == {"keeps_role"}
        assert len(outcome.refused) == len(rows)
    outcome = take(
        world, lines("Nieuw;nieuw@v.example;;", header=header), leavers=True, many=True, guarded=True
    )
    assert {world.people[key] for key in ("handler", "deputy")} <= {
        p.id for p in everybody(world) if p.active
    }


@pytest.mark.both
def test_joining_two_unites_exclusions_and_opens_nothing(world: World) -> None:
    world.people["a"] = world.add_person("a", name="A")
    world.people["b"] = world.add_person("b", "handler", name="B")
    own = world.report("a", identity="confidential")
    secret = world.report(untold=(str(world.people["b"]),))
    with world.unit() as session:
        join(session, world.vault, world.clock(), world.people["b"], world.people["a"])
    assert roles_of(world, world.people["a"]) == {"handler"}
    for user in ("a", "b"):
        assert world.walk(user).do("casework", "show", secret.id).step == "sorry"
    assert own.number in str(mine(world, "a"))
    assert own.number not in str(mine(world, "b"))
    assert world.walk("b").do("mine", "show", own.id).step == "sorry"


def test_ids_are_compared_with_ids_of_their_own_kind() -> None:
    lasting, other = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    assert identity.differ(lasting, other) and identity.differ("j.jansen", "j.smit")
    assert not identity.differ(lasting, lasting.upper())
    assert not identity.differ("j.jansen", lasting)
    assert not identity.differ("", lasting)


@pytest.mark.both
def test_the_inputs_that_once_led_to_one_person_for_two(world: World) -> None:
    header = "Naam;E-mail;Object ID;Datum uit dienst"
    for row in (
        "Jan Jansen;j.jansen@v.example;aaaa-1111;",
        "Jan Jansen;j.jansen@v.example;aaaa-1111;31-10-2025",
        "Jet Jansen;j.jansen@v.example;bbbb-2222;",
    ):
        outcome = take(world, lines(row, header=header))
        assert rows_of(outcome.refused) == []
    both = [one for one in everybody(world) if "Jansen" in one.name]
    assert [(one.name, one.active, one.email) for one in both] == [
        ("Jan Jansen", False, ""),
        ("Jet Jansen", True, "j.jansen@v.example"),
    ]
