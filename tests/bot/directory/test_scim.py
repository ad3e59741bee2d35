"""SCIM as Entra ID uses it: the requests of its documentation, its quirks, and wrong ones."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from bot.directory import finding
from bot.foundation.screen import Row
from bot.foundation.settings import BadSettings, read
from bot.personal_data import erasing
from storage import audit, campaigns, directory, groups, newcomers, people, recipients
from storage.people import AddressRow
from storage.tables.directory import NAMELESS
from tests.bot.directory.entra import ENTERPRISE, GROUP, OTHER, TOKEN, Entra
from tests.bot.directory.files import CASES, TODAY, lines, staff, take
from tests.support.world import TEAM, World

# The tester sends what we keep in another form: one address, at work, the primary one; and where a name or
# "active" is taken away, a default comes in its place.
# A language that is taken away stays as it was.
KEPT_OTHERWISE = ("'emails'", "'displayName'", "'active'", "'locale'", "'preferredLanguage'")


@pytest.fixture
def entra(world: World) -> Entra:
    return Entra(world)


@pytest.fixture
def sqlite_entra(sqlite_world: World) -> Entra:
    return Entra(sqlite_world)


@pytest.mark.both
@pytest.mark.slow
def test_a_tester_of_another_maker_finds_nothing_against_the_standard(entra: Entra) -> None:
    from scim2_tester import Status, check_server

    from tests.bot.directory.scim_client import Client

    results = check_server(Client(entra))
    good = [one for one in results if one.status is Status.SUCCESS]
    wrong = [one for one in results if one.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION)]
    assert len(good) > 60
    assert [
        (one.title, one.reason) for one in wrong if not any(k in str(one.reason) for k in KEPT_OTHERWISE)
    ] == []


@pytest.mark.both
def test_a_user_of_entra_becomes_a_person(entra: Entra, world: World) -> None:
    made = entra.create("femke", **{ENTERPRISE: {"department": "Burgerzaken"}})
    assert made["meta"]["location"] == f"https://baken.example/scim/v2/Users/{made['id']}"
    femke = staff(world)["femke"]
    assert (femke.name, femke.directory_id, femke.user_name) == (
        "Femke Fictief",
        "oid-femke",
        "femke@v.example",
    )
    assert femke.department_id == world.departments["Burgerzaken"]
    assert entra.ask("GET", f"/Users/{made['id']}").json() == made


@pytest.mark.parametrize(
    "asked",
    [
        'userName eq "FEMKE@v.example"',
        'externalId eq "oid-femke"',
        'emails[type eq "work"].value eq "femke@v.example"',
        'userName eq "femke@v.example" and active eq true',
        'displayName sw "Femke"',
    ],
)
def test_entra_finds_a_user(asked: str, entra: Entra) -> None:
    for key in ("femke", "bas"):
        entra.create(key)
    found = entra.ask("GET", "/Users", filter=asked).json()
    assert found["totalResults"] == 1 and found["Resources"][0]["userName"] == "femke@v.example"


def test_nobody_found_is_an_empty_list(entra: Entra) -> None:
    answer = entra.ask("GET", "/Users", filter='userName eq "nobody@v.example"')
    assert answer.headers["content-type"] == "application/scim+json"
    assert answer.json()["totalResults"] == 0 and answer.json()["Resources"] == []


def test_entra_finds_whom_a_file_brought_and_makes_nobody_twice(entra: Entra, world: World) -> None:
    take(world, lines("Femke;femke@v.example;Burgerzaken;Balie;;;;"))
    before = staff(world)["femke"]
    (found,) = entra.ask("GET", "/Users", filter='userName eq "femke@v.example"').json()["Resources"]
    assert entra.ask("POST", "/Users", entra.user("femke")).status_code == 409
    entra.patch(f"/Users/{found['id']}", {"op": "Add", "path": "externalId", "value": "oid-femke"})
    after = staff(world)["femke"]
    assert (after.id, after.team_id, after.directory_id) == (before.id, before.team_id, "oid-femke")


def test_the_patches_of_entra_without_its_flag(entra: Entra, world: World) -> None:
    id = entra.create("femke")["id"]
    answer = entra.patch(
        f"/Users/{id}",
        {"op": "Replace", "path": "displayName", "value": "Femke Model"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "Femke.Model@v.example"},
        {"op": "Replace", "path": "name.givenName", "value": "Femke"},
        {"op": "Replace", "path": "externalId", "value": "oid-2"},
        {"op": "Add", "path": "nickName", "value": "Fem"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "Toezicht"},
        {"op": "Replace", "path": f"{ENTERPRISE}:employeeNumber", "value": "12"},
        {"op": "Replace", "path": "active", "value": "False"},
    )
    assert answer.status_code == 200 and answer.json()["active"] is False
    femke = staff(world)["femke.model"]
    assert (femke.name, femke.directory_id, femke.active) == ("Femke Model", "oid-2", False)
    assert femke.department_id == world.departments["Toezicht"]


def test_the_patches_of_entra_with_its_flag(entra: Entra, world: World) -> None:
    id = entra.create("femke")["id"]
    whole = {
        "displayName": "Femke M.",
        "name.familyName": "M.",
        f"{ENTERPRISE}:department": "Wmo",
        "active": "True",
    }
    answer = entra.patch(f"/Users/{id}", {"op": "replace", "value": whole})
    assert answer.status_code == 200
    femke = staff(world)["femke"]
    assert (femke.name, femke.department_id) == ("Femke M.", world.departments["Wmo"])


def test_an_address_comes_where_there_was_none(entra: Entra, world: World) -> None:
    id = entra.create("x", emails=[], userName="no-address")["id"]
    answer = entra.patch(
        f"/Users/{id}", {"op": "Add", "path": 'emails[type eq "work"].value', "value": "a@v.example"}
    )
    assert answer.json()["emails"] == [{"value": "a@v.example", "type": "work", "primary": True}]
    assert staff(world)["a"].user_name == "no-address"


@pytest.mark.parametrize("shape", ["bare", "list", "object"])
def test_a_manager_is_the_lead_in_every_shape(shape: str, entra: Entra, world: World) -> None:
    bas, femke = entra.create("bas")["id"], entra.create("femke")["id"]
    value = {"bare": bas, "list": [{"$ref": None, "value": bas}], "object": {"value": bas}}[shape]
    path = f"{ENTERPRISE}:manager"
    assert entra.patch(f"/Users/{femke}", {"op": "Add", "path": path, "value": value}).status_code == 200
    assert staff(world)["femke"].lead == "bas@v.example"
    circle = entra.patch(f"/Users/{bas}", {"op": "Add", "path": path, "value": femke})
    assert circle.status_code == 400 and "circle" in circle.json()["detail"]
    entra.patch(f"/Users/{femke}", {"op": "Remove", "path": path})
    assert staff(world)["femke"].lead == ""


BARE: dict[str, Callable[[dict[str, Any]], object]] = {
    "as its id": lambda made: made["id"],
    "as what Entra calls them": lambda made: made["userName"].upper(),
    "as their id in Entra": lambda made: made["externalId"],
    "as their name": lambda made: made["displayName"],
    "in a list": lambda made: [{"$ref": None, "value": made["id"]}],
}


@pytest.mark.both
@pytest.mark.parametrize("shape", BARE)
def test_a_manager_as_bare_text_is_the_lead_whatever_the_request(
    shape: str, entra: Entra, world: World
) -> None:
    text, other = (BARE[shape](entra.create(key)) for key in ("bas", "noor"))
    femke = entra.create("femke", **{ENTERPRISE: {"department": "Wmo", "manager": text}})
    assert staff(world)["femke"].lead == "bas@v.example"
    path = f"/Users/{femke['id']}"
    whole = entra.user("femke", **{ENTERPRISE: {"department": "Wmo", "manager": other}})
    assert entra.ask("PUT", path, whole).status_code == 200
    assert staff(world)["femke"].lead == "noor@v.example"
    for value, lead in (
        ({f"{ENTERPRISE}:manager": text}, "bas"),
        ({ENTERPRISE: {"manager": other}}, "noor"),
    ):
        assert entra.patch(path, {"op": "Replace", "value": value}).status_code == 200
        assert staff(world)["femke"].lead == f"{lead}@v.example"
    within = {"op": "Replace", "path": ENTERPRISE, "value": {"manager": text}}
    assert entra.patch(path, within).status_code == 200
    assert staff(world)["femke"].lead == "bas@v.example"


def test_nobody_stays_away_because_their_manager_is_not_known(entra: Entra, world: World) -> None:
    made = entra.create("femke", **{ENTERPRISE: {"department": "Wmo", "manager": "Wie Dan"}})
    assert "manager" not in made[ENTERPRISE] and staff(world)["femke"].lead == ""
    bas = entra.create("bas")["id"]
    path = f"/Users/{made['id']}"
    entra.patch(path, {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": bas})
    moved = entra.user("femke", **{ENTERPRISE: {"department": "Toezicht", "manager": "Wie Dan"}})
    assert entra.ask("PUT", path, moved).status_code == 200
    femke = staff(world)["femke"]
    assert (femke.department_id, femke.lead) == (world.departments["Toezicht"], "bas@v.example")


def test_an_address_that_a_validator_refuses_is_taken_and_every_list_answers(
    entra: Entra, world: World
) -> None:
    take(world, (CASES / "local-domain.csv").read_bytes())
    entra.create("jan", emails=[{"type": "work", "value": "jan@intern.test"}], userName="jan@localhost")
    assert {"loes", "mia", "jan"} <= staff(world).keys()
    listed = entra.ask("GET", "/Users").json()
    assert {"loes@gemeente.local", "jan@localhost"} <= {one["userName"] for one in listed["Resources"]}
    for asked, number in (
        ('userName eq "mia@v.example"', 1),
        ('emails[type eq "work"].value eq "loes@gemeente.local"', 1),
        ('displayName sw "M"', 3),
    ):
        found = entra.ask("GET", "/Users", filter=asked)
        assert (found.status_code, found.json()["totalResults"]) == (200, number), found.text


def test_a_group_in_a_group_brings_nobody_and_does_no_harm(entra: Entra) -> None:
    id = entra.create("femke")["id"]
    inner, outer = entra.group("Binnen"), entra.group("Buiten")
    entra.patch(inner, {"op": "Add", "path": "members", "value": [{"value": id}]})
    nested = {"value": inner.rpartition("/")[2], "type": "Group"}
    add = {"op": "Add", "path": "members", "value": [nested, {"value": id, "type": "Group"}]}
    assert entra.patch(outer, add).status_code == 204
    assert "members" not in entra.ask("GET", outer).json()


@pytest.mark.both
def test_a_group_with_another_name_keeps_what_was_planned_for_it(entra: Entra, world: World) -> None:
    ids = [entra.create(key)["id"] for key in ("femke", "bas", "noor")]
    group = entra.group("Buitendienst")
    entra.patch(group, {"op": "Add", "path": "members", "value": [{"value": id} for id in ids]})
    walk = world.walk("coordinator")
    walk.do("campaign", "new")
    walk.submit(name="phishing", day="16-03-2026", groups=("buitendienst",))

    def reached() -> int:
        with world.reading() as session:
            campaign = campaigns.by_id(session, world.organisation.id, 1)
            assert campaign and campaign.groups
            return len(recipients.page(session, world.organisation.id, campaign.groups, TODAY))

    assert reached() == 3
    for name in ("Handhaving", "Oog en oor", "Buiten"):
        entra.patch(group, {"op": "Replace", "path": "displayName", "value": name})
        assert reached() == 3
    again = entra.group("Buitendienst")  # the name is free; the key may not be
    assert again != group and reached() == 3
    taken = entra.ask("POST", "/Groups", {"schemas": [GROUP], "displayName": "buiten"})
    assert taken.status_code == 409
    take(world, lines("Kees;kees@v.example;;;;;;Handhaving"))
    with world.reading() as session:
        names = {one.name: one.source for one in groups.every(session, world.organisation.id)}
    assert names == {"Buiten": "scim", "Buitendienst": "scim", "Handhaving": "import"}


def test_deleting_means_inactive_and_who_comes_back_is_the_same_person(entra: Entra, world: World) -> None:
    id = entra.create("femke")["id"]
    number = staff(world)["femke"].id
    with world.unit() as session:
        people.give_role(session, number, "handler")
    entra.patch(f"/Users/{id}", {"op": "Replace", "path": "active", "value": False})
    assert not staff(world)["femke"].active
    entra.patch(f"/Users/{id}", {"op": "Replace", "path": "active", "value": "True"})
    assert staff(world)["femke"].active
    answer = entra.ask("DELETE", f"/Users/{id}")
    assert (answer.status_code, answer.text) == (204, "")
    assert not staff(world)["femke"].active
    assert entra.ask("GET", f"/Users/{id}").status_code == 404
    assert entra.ask("GET", "/Users", filter='userName eq "femke@v.example"').json()["totalResults"] == 0
    assert entra.create("femke")["id"] == id
    with world.reading() as session:
        person = people.by_id(session, number)
        assert person and person.roles == frozenset({"handler"}) and staff(world)["femke"].active


@pytest.mark.both
def test_who_was_erased_is_gone_for_entra_and_comes_back_as_somebody_new(entra: Entra, world: World) -> None:
    id = entra.create("femke")["id"]
    entra.ask("DELETE", f"/Users/{id}")
    with world.unit() as session:
        person = finding.find(session, world.organisation.id, "femke@v.example")
        erasing.erase(session, world.vault, world.organisation, person, world.clock())
    for asked in (id, f"gone-{person.id}"):
        assert entra.ask("GET", f"/Users/{asked}").status_code == 404
    for name in ("femke@v.example", NAMELESS):
        assert entra.ask("GET", "/Users", filter=f'userName eq "{name}"').json()["totalResults"] == 0
    assert entra.ask("GET", "/Users").json()["totalResults"] == len(world.people)
    assert entra.create("femke")["id"] not in (id, f"gone-{person.id}")
    assert staff(world)["femke"].id != person.id


def test_who_comes_back_has_no_last_day_in_the_past(entra: Entra, world: World) -> None:
    take(world, lines("Femke;femke@v.example;;;;;;"))
    take(world, lines("Femke;femke@v.example;;;;;1-1-2026;"))
    entra.create("femke")
    with world.unit() as session:
        directory.retire(session, world.clock().date())
    assert staff(world)["femke"].active


@pytest.mark.both
def test_a_group_of_entra_is_a_target_group(entra: Entra, world: World) -> None:
    ids = [entra.create(key)["id"] for key in ("femke", "bas", "noor")]
    body = {
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "gid-1",
        "displayName": "Kwetsbare functie",
        "meta": {"resourceType": "Group"},
    }
    made = entra.ask("POST", "/Groups", body)
    assert made.status_code == 201, made.text
    group = f"/Groups/{made.json()['id']}"
    add = [{"$ref": None, "value": id} for id in ids]
    answer = entra.patch(group, {"op": "Add", "path": "members", "value": add})
    assert (answer.status_code, answer.text) == (204, "")
    entra.patch(group, {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": ids[0]}]})
    entra.patch(group, {"op": "remove", "path": f'members[value eq "{ids[1]}"]'})
    assert [one["value"] for one in entra.ask("GET", group).json()["members"]] == [ids[2]]
    with world.reading() as session:
        (row,) = groups.every(session, world.organisation.id)
        assert (row.key, row.source, groups.members(session, row.id)) == (
            "vulnerable_position",
            "scim",
            [staff(world)["noor"].id],
        )
    shown = entra.ask(
        "GET", "/Groups", excludedAttributes="members", filter='displayName eq "Kwetsbare functie"'
    ).json()
    assert shown["totalResults"] == 1 and "members" not in shown["Resources"][0]
    assert entra.ask("POST", "/Groups", body | {"displayName": "kwetsbaar"}).status_code == 409
    entra.patch(group, {"op": "Replace", "path": "displayName", "value": "BOA's"})
    assert entra.ask("GET", group).json()["displayName"] == "BOA's"
    assert entra.ask("DELETE", group).status_code == 204
    assert entra.ask("GET", group).status_code == 404


@pytest.mark.both
def test_a_member_twice_and_one_who_does_not_exist_do_no_harm(entra: Entra) -> None:
    id = entra.create("femke")["id"]
    group = entra.group("BOA")
    for _ in range(2):
        entra.patch(
            group,
            {"op": "Add", "path": "members", "value": [{"value": id}, {"value": "99999"}, {"value": "x"}]},
        )
    assert [one["value"] for one in entra.ask("GET", group).json()["members"]] == [id]


def test_patches_out_of_order_are_refused_or_do_nothing(entra: Entra, world: World) -> None:
    id = entra.create("femke")["id"]
    group = entra.group("BOA")
    assert (
        entra.patch(group, {"op": "Remove", "path": "members", "value": [{"value": id}]}).status_code == 204
    )
    assert entra.patch("/Users/99999", {"op": "Replace", "path": "active", "value": False}).status_code == 404
    manager = {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "99999"}
    assert entra.patch(f"/Users/{id}", manager).status_code == 400
    entra.ask("DELETE", f"/Users/{id}")
    assert entra.patch(f"/Users/{id}", {"op": "Replace", "path": "active", "value": True}).status_code == 404
    assert not staff(world)["femke"].active


def test_a_patch_changes_all_or_nothing(entra: Entra, world: World) -> None:
    entra.create("bas")
    id = entra.create("femke")["id"]
    answer = entra.patch(
        f"/Users/{id}",
        {"op": "Replace", "path": "displayName", "value": "Anders"},
        {"op": "Replace", "path": "userName", "value": "bas@v.example"},
    )
    assert answer.status_code == 409 and answer.json()["scimType"] == "uniqueness"
    assert staff(world)["femke"].name == "Femke Fictief"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/Users", b"{", 400),
        ("/Users", b"[]", 400),
        ("/Users", b'"x"', 400),
        ("/Users", b"[" * 100_000, 400),
        ("/Users", b"{}", 400),
        ("/Users", json.dumps({"schemas": ["urn:wrong"], "userName": "x"}).encode(), 400),
        ("/Users", json.dumps({"schemas": [GROUP], "userName": ""}).encode(), 400),
        ("/Users", b"x" * 1_100_000, 413),
        ("/Shoes", b"{}", 404),
        ("/Users/1/2/3", b"{}", 404),
        ("/Schemas", b"{}", 405),
    ],
)
def test_what_cannot_be_understood_is_refused(
    path: str, body: bytes, status: int, sqlite_entra: Entra
) -> None:
    answer = sqlite_entra.client.post(f"/scim/v2{path}", content=body)
    assert answer.status_code == status
    assert answer.json()["status"] == str(status)


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Move", "path": "active", "value": True},
        {"op": "Replace", "path": "active", "value": "perhaps"},
        {"op": "Replace", "path": "emails[type eq", "value": "x"},
        {"op": "Remove", "path": "userName"},
        {"op": "Replace", "path": "id", "value": "7"},
        {"op": "Replace", "path": "emails", "value": [{"value": "no address"}]},
    ],
)
def test_a_patch_that_is_not_right_is_refused(operation: dict[str, object], sqlite_entra: Entra) -> None:
    id = sqlite_entra.create("femke")["id"]
    answer = sqlite_entra.patch(f"/Users/{id}", operation)
    assert answer.status_code == 400 and answer.json()["scimType"]


def test_an_unknown_attribute_is_left_out(sqlite_entra: Entra) -> None:
    made = sqlite_entra.create("femke", shoeSize=42, password="geheim", phoneNumbers=[{"value": "112"}])
    assert not {"shoeSize", "password", "phoneNumbers"} & made.keys()
    assert (
        sqlite_entra.patch(f"/Users/{made['id']}", {"op": "Add", "path": "shoeSize", "value": 43}).status_code
        == 200
    )


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é" * 40])
def test_without_the_token_nothing_is_shown_or_changed(token: str, sqlite_world: World) -> None:
    entra = Entra(sqlite_world)
    for kind in ("Bearer", "Basic", ""):
        header = f"{kind} {token}".strip().encode()
        for method, path in (
            ("GET", "/Users"),
            ("POST", "/Users"),
            ("GET", "/ServiceProviderConfig"),
            ("GET", ""),
        ):
            answer = entra.client.request(method, f"/scim/v2{path}", headers={"authorization": header})
            assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Bearer")
            assert "Coördinator" not in answer.text


def test_the_right_token_of_another_kind_is_refused(sqlite_entra: Entra) -> None:
    answer = sqlite_entra.client.get("/scim/v2/Users", headers={"authorization": f"Basic {TOKEN}"})
    assert answer.status_code == 401


def test_without_a_token_in_the_settings_there_is_no_such_address(sqlite_world: World) -> None:
    entra = Entra(sqlite_world, tokens="")
    assert entra.ask("GET", "/Users").status_code == 404


@pytest.mark.parametrize("tokens", ["short", f"{TOKEN},{TOKEN}", f"{TOKEN},elders:short"])
def test_a_token_that_can_be_guessed_is_refused_and_not_shown(tokens: str) -> None:
    with pytest.raises(BadSettings, match="BAKEN_SCIM_TOKEN") as raised:
        read(_env_file=None, baken_scim_token=tokens)
    assert "short" not in str(raised.value) and TOKEN not in str(raised.value)


def test_a_token_reaches_its_own_organisation_alone(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    mine, theirs = Entra(world), Entra(world, token=OTHER)
    id = mine.create("femke")["id"]
    assert theirs.ask("GET", f"/Users/{id}").status_code == 404
    assert theirs.ask("DELETE", f"/Users/{id}").status_code == 404
    assert theirs.create("femke")["id"] != id  # the same address, in another municipality
    with world.reading() as session:
        assert len(directory.everybody(session, other.id)) == 1
    member = {"schemas": [GROUP], "displayName": "BOA", "members": [{"value": id}]}
    assert "members" not in theirs.ask("POST", "/Groups", member).json()


def test_long_lists_come_in_pages(sqlite_world: World) -> None:
    take(sqlite_world, lines(*(f"P{n};p{n}@v.example;;;;;;" for n in range(450))))
    entra, seen = Entra(sqlite_world), set()
    total = entra.ask("GET", "/Users").json()["totalResults"]
    for start in range(1, total + 1, 200):
        page = entra.ask("GET", "/Users", startIndex=str(start), count="1000").json()
        assert page["itemsPerPage"] == len(page["Resources"]) <= 200
        seen |= {one["id"] for one in page["Resources"]}
    assert len(seen) == total == 450 + len(sqlite_world.people)
    assert entra.ask("GET", "/Users", count="0").json()["totalResults"] == total


def test_who_came_to_the_chat_before_is_matched(entra: Entra, world: World) -> None:
    with world.unit() as session:
        newcomers.put(session, world.organisation.id, AddressRow("slack", TEAM, "U9"), "F", "femke@v.example")
    entra.create("femke")
    with world.reading() as session:
        assert newcomers.waiting(session, world.organisation.id) == []
        found = people.by_address(session, "slack", TEAM, "U9")
    assert found and found.email == "femke@v.example"


def test_logs_hold_nothing_of_a_person(
    sqlite_world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    entra = Entra(sqlite_world)
    caplog.set_level(logging.DEBUG)
    entra.create("geheim")
    entra.ask("POST", "/Users", entra.user("geheim"))

    def broken(*_: object) -> None:
        raise RuntimeError("geheim@v.example")

    monkeypatch.setattr("bot.directory.provisioning.create", broken)
    answer = entra.ask("POST", "/Users", entra.user("geheim2"))
    assert answer.status_code == 500 and "geheim" not in answer.text
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    assert ours and not [said for said in ours if "geheim" in said.lower()]


def test_entra_says_in_which_language_somebody_is_written_to(entra: Entra, world: World) -> None:
    made = entra.create("femke", preferredLanguage="en-US")
    assert made["preferredLanguage"] == "en" and staff(world)["femke"].locale == "en"
    entra.create("bas", locale="en-GB")
    entra.create("otto", preferredLanguage="de-DE")
    assert [staff(world)[key].locale for key in ("bas", "otto")] == ["en", "nl"]
    path = f"/Users/{made['id']}"
    for path_of, value, locale in (
        ("preferredLanguage", "nl-NL", "nl"),
        ("locale", "en-GB", "en"),
        ("displayName", "Femke F.", "en"),
        ("preferredLanguage", "fr", "en"),
    ):
        entra.patch(path, {"op": "Replace", "path": path_of, "value": value})
        assert staff(world)["femke"].locale == locale, path_of
    assert entra.ask("PUT", path, entra.user("femke")).status_code == 200
    assert staff(world)["femke"].locale == "en"


def test_the_trail_tells_whom_entra_changed_and_not_what(entra: Entra, world: World) -> None:
    id = entra.create("femke")["id"]
    number = staff(world)["femke"].id
    for name in ("Geheim", "Geheim"):  # the second time nothing changes
        entra.patch(f"/Users/{id}", {"op": "Replace", "path": "displayName", "value": name})
    group = entra.group("Geheime groep")
    for _ in range(2):
        entra.patch(group, {"op": "Add", "path": "members", "value": [{"value": id}]})
    entra.ask("GET", f"/Users/{id}")
    entra.ask("POST", "/Users", entra.user("femke"))  # refused
    entra.ask("DELETE", group)
    entra.ask("DELETE", f"/Users/{id}")
    with world.reading() as session:
        every = reversed(audit.entries(session, world.organisation.id, 20))
    entries = [one for one in every if one.action != "role.first"]  # of which the first look tells
    assert [(one.actor, one.action, one.detail) for one in entries if one.action != "directory.changed"] == [
        ("scim", "directory.refused", "POST")
    ]
    entries = [one for one in entries if one.action == "directory.changed"]
    assert {one.actor for one in entries} == {"scim"}
    person, of_group = f"person:{number}", f"group:{group.rpartition('/')[2]}"
    assert [(one.subject, one.detail) for one in entries] == [
        (person, "created"),
        (person, "changed"),
        (of_group, "created"),
        (of_group, "changed"),
        (of_group, "removed"),
        (person, "removed"),
    ]
    screen = world.walk("privacy").do("trail", "open")
    assert any("Entra ID (SCIM)" in part.detail for part in screen.body if isinstance(part, Row))
