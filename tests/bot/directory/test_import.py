"""A file of staff taken over: what changes, what stays, and what a second time changes (nothing)."""

from datetime import date

import pytest

from bot import housekeeping
from bot.directory.appointments import apply_settings
from bot.foundation.mistakes import Mistake
from bot.foundation.settings import read
from storage import directory, groups, newcomers, people
from storage.people import AddressRow
from tests.bot.directory.files import lines, rows_of, staff, take
from tests.support.world import TEAM, World

TOWN = lines(
    "Bas Bedacht;bas@v.example;Burgerzaken;Balie;;1-3-2020;;",
    "Femke Fictief;femke@v.example;Burgerzaken;Balie;bas@v.example;1-4-2026;;Kwetsbare functie",
    "Noor Nieuw;noor@v.example;Vergunningen;Toezicht;Bas Bedacht;1-3-2026;;oog-en-oorfunctie, BOA's",
    "Otto Oud;otto@v.example;Vergunningen;Toezicht;;1-3-2010;1-2-2026;",
)


def counted(outcome: object) -> dict[str, int]:
    return {name: value for name, value in vars(outcome).items() if isinstance(value, int) and value}


def test_a_file_becomes_people_with_a_place_a_lead_and_target_groups(world: World) -> None:
    outcome = take(world, TOWN)
    assert counted(outcome) == {"added": 3, "never_here": 1}
    assert outcome.refused == outcome.remarks == []
    found = staff(world)
    assert "otto" not in found
    noor = found["noor"]
    assert (noor.name, noor.started_on, noor.active, noor.lead) == (
        "Noor Nieuw",
        date(2026, 3, 1),
        True,
        "bas@v.example",
    )
    with world.reading() as session:
        places = {(p.department_id, p.team_id): p for p in directory.places(session, world.organisation.id)}
        place = places[noor.department_id or 0, noor.team_id]
        assert (place.department, place.team) == ("Vergunningen", "Toezicht")
        named = {group.id: group.key for group in groups.every(session, world.organisation.id)}
        member = groups.memberships(session, [noor.id])[noor.id]
        assert {named[id] for id in member} == {"eyes_and_ears", "boa-s"}
        assert sum(p.department == "Burgerzaken" and p.team_id is None for p in places.values()) == 1


def test_a_second_time_changes_nothing(world: World) -> None:
    take(world, TOWN)
    before = staff(world)
    assert counted(take(world, TOWN)) == {"unchanged": 3, "never_here": 1}
    assert staff(world) == before


def test_a_dry_run_says_the_same_and_changes_nothing(world: World) -> None:
    take(world, TOWN)
    changed = TOWN.replace(b"Femke Fictief", b"Femke F.").replace(b"1-3-2020;;", b"1-3-2020;1-3-2026;")
    changed += b"Zoe;zoe@v.example;Nieuw;Team;;;;Proef\r\n"
    before = staff(world)
    dry = take(world, changed, dry=True)
    assert staff(world) == before
    wet = take(world, changed)
    assert (
        counted(dry) == counted(wet) == {"added": 1, "changed": 1, "left": 1, "unchanged": 1, "never_here": 1}
    )
    assert dry.new == wet.new == ["Nieuw", "Team", "Proef"]


def test_a_changed_row_changes_the_person_and_keeps_role_and_chat_address(world: World) -> None:
    email = "handler@voorbeeldstad.example"
    take(world, lines(f"Hanna Anders;{email};Wmo;;;;;"))
    with world.reading() as session:
        person = people.by_id(session, world.people["handler"])
        assert person and (person.name, person.roles) == ("Hanna Anders", frozenset({"handler"}))
        assert len(people.addresses(session, person.id)) == 2
        assert (
            directory.by_ids(session, world.organisation.id, [person.id])[0].department_id
            == world.departments["Wmo"]
        )


def test_what_the_file_has_no_column_for_stays(world: World) -> None:
    take(world, TOWN)
    before = staff(world)["femke"]
    assert counted(take(world, b"Naam,E-mail\nFemke Fictief,femke@v.example\n")) == {"unchanged": 1}
    assert staff(world)["femke"] == before


def test_an_empty_cell_empties(world: World) -> None:
    take(world, TOWN)
    assert counted(take(world, lines("Femke Fictief;femke@v.example;;;;;;"))) == {"changed": 1}
    femke = staff(world)["femke"]
    assert (femke.department_id, femke.team_id, femke.lead, femke.started_on) == (None, None, "", None)
    with world.reading() as session:
        assert groups.memberships(session, [femke.id]) == {}


def test_leaving_means_inactive_and_coming_back_active(world: World) -> None:
    take(world, TOWN)
    gone = TOWN.replace(b"1-4-2026;;", b"1-1-2026;9-3-2026;")
    assert counted(take(world, gone))["left"] == 1
    assert (staff(world)["femke"].active, staff(world)["femke"].left_on) == (False, date(2026, 3, 9))
    last_day = TOWN.replace(b"1-4-2026;;", b"1-1-2026;10-3-2026;")
    assert counted(take(world, last_day))["returned"] == 1
    with world.unit() as session:
        directory.retire(session, date(2026, 3, 10))
        assert directory.by_emails(session, world.organisation.id, ["femke@v.example"])[0].active
        directory.retire(session, date(2026, 3, 11))
    assert not staff(world)["femke"].active


@pytest.mark.both
def test_whoever_s_last_day_is_over_becomes_inactive_by_itself(world: World) -> None:
    take(world, TOWN.replace(b"1-4-2026;;", b"1-1-2026;12-3-2026;"))
    for days, active in ((2, True), (1, False)):
        world.clock.forward(days=days)
        housekeeping.sweep(world.engine, world.vault, world.clock())
        assert staff(world)["femke"].active is active


def test_nobody_is_missed_unless_that_is_asked(world: World) -> None:
    take(world, TOWN)
    small = lines("Bas Bedacht;bas@v.example;Burgerzaken;Balie;;1-3-2020;;")
    assert counted(take(world, small)) == {"unchanged": 1}
    assert staff(world)["femke"].active


@pytest.mark.both
def test_whoever_is_missing_becomes_inactive_when_that_is_asked(world: World) -> None:
    take(world, TOWN)
    with world.unit() as session:
        apply_settings(
            session,
            read(
                _env_file=None,
                baken_organisation="Voorbeeldstad",
                baken_coordinators="slack:U777,noor@v.example",
            ),
        )
    others = [f"{key};{key}@voorbeeldstad.example;;;;;;" for key in world.people]
    outcome = take(world, lines("Bas;bas@v.example;Burgerzaken;Balie;;1-3-2020;;", *others), leavers=True)
    assert (outcome.missing, outcome.kept) == (1, 1)
    assert {name for name, one in staff(world).items() if not one.active} == {"femke"}
    with world.reading() as session:  # named in the settings, and without an e-mail address
        assert people.by_address(session, "slack", "", "U777")


@pytest.mark.both
def test_who_is_in_a_refused_row_is_not_missing(world: World) -> None:
    take(world, TOWN)
    broken = TOWN.replace(b"1-4-2026;;", b"ooit;;")
    others = "".join(f"{key};{key}@voorbeeldstad.example;;;;;;\r\n" for key in world.people).encode()
    outcome = take(world, broken + others, leavers=True)
    assert rows_of(outcome.refused) == [(3, "date_unclear")]
    assert outcome.missing == 0 and staff(world)["femke"].active


def test_leavers_are_not_guessed_when_a_row_does_not_say_whom_it_is_about(world: World) -> None:
    take(world, TOWN)
    with pytest.raises(Mistake, match="people_leavers_unclear"):
        take(world, lines("Bas;bas@v.example;;;;;;", "Femke;geen adres;;;;;;"), leavers=True)
    assert staff(world)["femke"].active and staff(world)["bas"].name == "Bas Bedacht"


@pytest.mark.both
def test_more_than_half_missing_looks_like_a_mistake(world: World) -> None:
    take(world, lines(*(f"P{n};p{n}@v.example;;;;;;" for n in range(30))))
    few = lines("P0;p0@v.example;;;;;;")
    with pytest.raises(Mistake, match="people_many_leavers"):
        take(world, few, leavers=True)
    assert staff(world)["p29"].active
    assert take(world, few, leavers=True, many=True).missing == 29 + len(world.people)


def test_a_lead_who_does_not_exist_is_remarked_and_the_row_is_taken(world: World) -> None:
    take(world, TOWN)
    outcome = take(world, TOWN.replace(b";bas@v.example;1-4", b";weg@v.example;1-4"))
    assert rows_of(outcome.remarks) == [(3, "lead_unknown")]
    assert staff(world)["femke"].lead == "bas@v.example"  # who led before stays


@pytest.mark.both
def test_a_name_that_two_people_have_is_no_lead(world: World) -> None:
    twins = (
        "Jan Model;jan1@v.example;;;;;;",
        "Jan Model;jan2@v.example;;;;;;",
        "Zoe;zoe@v.example;;;Jan Model;;;",
    )
    assert rows_of(take(world, lines(*twins)).remarks) == [(4, "lead_unknown")]


@pytest.mark.both
def test_a_circle_of_leads_is_broken(world: World) -> None:
    circle = lines(
        "A;a@v.example;;;b@v.example;;;",
        "B;b@v.example;;;c@v.example;;;",
        "C;c@v.example;;;a@v.example;;;",
        "D;d@v.example;;;a@v.example;;;",
        "E;e@v.example;;;e@v.example;;;",
    )
    outcome = take(world, circle)
    assert rows_of(outcome.remarks) == [(2, "lead_circle"), (3, "lead_circle"), (4, "lead_circle")]
    assert [staff(world)[name].lead for name in "abcde"] == ["", "", "", "a@v.example", ""]
    assert counted(take(world, circle)) == {"unchanged": 5}


def test_a_circle_that_runs_through_the_directory_is_broken_too(world: World) -> None:
    take(world, lines("A;a@v.example;;;b@v.example;;;", "B;b@v.example;;;;;;"))
    outcome = take(world, lines("B;b@v.example;;;a@v.example;;;"))
    assert rows_of(outcome.remarks) == [(2, "lead_circle")]
    assert (staff(world)["a"].lead, staff(world)["b"].lead) == ("b@v.example", "")


def test_a_person_keeps_being_one_when_the_e_mail_address_changes(world: World) -> None:
    header = "Naam;E-mail;Object ID"
    take(world, lines("Zoe Bedacht;zoe.bedacht@v.example;77", header=header))
    before = staff(world)["zoe.bedacht"].id
    married = lines("Zoe Model;zoe.model@v.example;77", header=header)
    assert counted(take(world, married)) == {"changed": 1}
    assert staff(world)["zoe.model"].id == before and "zoe.bedacht" not in staff(world)
    others = [f"{key};{key}@voorbeeldstad.example;" for key in world.people]
    assert take(world, lines("Zoe;zoe.nog@v.example;77", *others, header=header), leavers=True).missing == 0


@pytest.mark.both
def test_an_id_and_an_e_mail_address_of_two_people_are_refused(world: World) -> None:
    header = "Naam;E-mail;Object ID"
    take(world, lines("A;a@v.example;1", "B;b@v.example;2", header=header))
    outcome = take(world, lines("A;b@v.example;1", header=header))
    assert rows_of(outcome.refused) == [(2, "id_of_another")]
    assert (staff(world)["a"].name, staff(world)["b"].name) == ("A", "B")


@pytest.mark.both
def test_two_rows_about_one_person_are_not_both_taken(world: World) -> None:
    header = "Naam;E-mail;Object ID"
    take(world, lines("A;a@v.example;1", header=header))
    outcome = take(world, lines("A nieuw;a.nieuw@v.example;1", "A oud;a@v.example;", header=header))
    assert rows_of(outcome.refused) == [(3, "same_person")]


@pytest.mark.both
def test_a_team_name_may_be_used_in_two_departments(world: World) -> None:
    take(world, lines("A;a@v.example;Een;Secretariaat;;;;", "B;b@v.example;Twee;Secretariaat;;;;"))
    assert staff(world)["a"].team_id != staff(world)["b"].team_id
    outcome = take(world, lines("A;a@v.example;;Secretariaat;;;;"))
    assert rows_of(outcome.refused) == [(2, "team_without_department")]


@pytest.mark.both
def test_members_of_a_group_from_entra_are_left_as_they_are(world: World) -> None:
    take(world, TOWN)
    with world.unit() as session:
        found = {group.key: group for group in groups.every(session, world.organisation.id)}
        groups.change(session, found["vulnerable_position"].id, source="scim")
    take(world, TOWN.replace(b";Kwetsbare functie", b";"))
    take(
        world,
        TOWN.replace(
            b"Bedacht;bas@v.example;Burgerzaken;Balie;;1-3-2020;;", b"Bedacht;bas@v.example;;;;;;Kwetsbaar"
        ),
    )
    with world.reading() as session:
        assert groups.members(session, found["vulnerable_position"].id) == [staff(world)["femke"].id]


def test_who_came_before_is_matched_when_the_file_brings_them(world: World) -> None:
    with world.unit() as session:
        newcomers.put(
            session, world.organisation.id, AddressRow("slack", TEAM, "U9"), "Femke", "femke@v.example"
        )
    take(world, TOWN)
    with world.reading() as session:
        found = people.by_address(session, "slack", TEAM, "U9")
        assert found and found.email == "femke@v.example"
        assert newcomers.waiting(session, world.organisation.id) == []


def test_another_organisation_is_not_touched(world: World) -> None:
    other = world.add_organisation("elders", "Elders")
    world.add_person("femke", organisation=other)
    take(world, lines("Femke;femke@voorbeeldstad.example;;;;;;"), leavers=True)
    with world.reading() as session:
        (elsewhere,) = directory.everybody(session, other.id)
    assert (elsewhere.name, elsewhere.active) == ("femke", True)


@pytest.mark.both
def test_thousands_of_rows_go_in_parts_and_find_their_leads(world: World) -> None:
    many = lines(*(f"P{n};p{n}@v.example;D{n % 7};T{n % 7};p{n // 10}@v.example;;;" for n in range(2_500)))
    assert counted(take(world, many)) == {"added": 2_500}
    found = staff(world)
    assert found["p2499"].lead == "p249@v.example" and found["p7"].lead == "p0@v.example"
    assert counted(take(world, many)) == {"unchanged": 2_500}


@pytest.mark.both
def test_the_language_of_what_is_brought_to_somebody_comes_from_the_file(world: World) -> None:
    file = "Naam;E-mail;Taal\nA;a@v.example;nl\nB;b@v.example;en-GB\nC;c@v.example;Engels\nD;d@v.example;\n"
    assert counted(take(world, file.encode())) == {"added": 4}
    assert [staff(world)[key].locale for key in "abcd"] == ["nl", "en", "en", "nl"]
    changed = file.replace("b@v.example;en-GB", "b@v.example;").replace("d@v.example;", "d@v.example;Klingon")
    outcome = take(world, changed.encode())
    assert counted(outcome) == {"changed": 1, "unchanged": 2}
    assert rows_of(outcome.refused) == [(5, "language_unclear")] and staff(world)["b"].locale == "nl"
    assert counted(take(world, lines("C;c@v.example;;;;;;"))) == {"unchanged": 1}
    assert staff(world)["c"].locale == "en"  # a file without the column leaves it as it is
