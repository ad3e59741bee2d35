"""Files as they come out of systems for staff: small, made up, one fault of its kind each."""

import re
from datetime import date

import pytest

from bot.directory import entries, import_summary, staff_file
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.tabular import cells, reader
from bot.tabular.cells import Unclear
from storage import directory
from tests.bot.directory import bombs
from tests.bot.directory.files import CASES, rows_of, staff, take, workbook
from tests.support.world import World

TODAY = date(2026, 11, 30)
ERRORS = [  # of Excel in Dutch, English and German; the last is a column that was too narrow
    *(
        "#N/B",
        "#N/A",
        "#NV",
        "#VERW!",
        "#REF!",
        "#BEZUG!",
        "#WAARDE!",
        "#VALUE!",
        "#NAAM?",
        "#NAME?",
        "#DEEL/0!",
    ),
    *(
        "#DIV/0!",
        "#GETAL!",
        "#NUM!",
        "#LEEG!",
        "#NULL!",
        "#OVERLOOP!",
        "#SPILL!",
        "#GETTING_DATA",
        "########",
    ),
]
DATES = "Naam;E-mail;Datum in dienst;Datum uit dienst"


def read(content: bytes) -> staff_file.Reading:
    return staff_file.read(reader.table(content), TODAY)


def case(name: str) -> staff_file.Reading:
    return read((CASES / name).read_bytes())


def file(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def one(content: bytes) -> entries.Entry:
    """The one person of a file in which nothing is refused."""
    found = read(content)
    assert found.refused == []
    (entry,) = found.entries
    return entry


@pytest.mark.both
def test_two_contracts_are_one_person_who_works_here_since_the_running_one(world: World) -> None:
    found = case("two-contracts.csv")
    assert found.refused == [] and rows_of(found.remarks) == [(2, "other_contract")]
    outcome = take(world, (CASES / "two-contracts.csv").read_bytes(), today=TODAY, leavers=True, many=True)
    assert (outcome.added, outcome.refused) == (1, [])
    aafke = staff(world)["aafke"]
    assert (aafke.active, aafke.started_on, aafke.left_on) == (True, date(2026, 3, 1), None)


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        (("1-3-2019;31-12-2024", "1-1-2025;"), "2019-03-01", None),  # without a gap it is one time
        (("1-1-2025;", "1-3-2019;31-12-2024"), "2019-03-01", None),  # in whatever order
        (("1-3-2019;31-12-2026", "1-1-2027;31-12-2027"), "2019-03-01", "2027-12-31"),  # the next one follows
        (("1-3-2019;31-12-2026", "1-6-2027;"), "2019-03-01", "2026-12-31"),  # the next one is later
        (("1-3-2019;31-12-2020", "1-6-2027;"), "2027-06-01", None),  # begins yet
        (("1-3-2019;31-12-2020", "1-6-2022;31-12-2023"), "2022-06-01", "2023-12-31"),  # left
        (("1-3-2019;", "1-6-2022;31-12-2023"), "2019-03-01", None),  # beside one another
        ((";", "1-6-2022;"), "2022-06-01", None),
    ],
)
def test_the_contracts_of_a_person_are_one_time_of_working_here(
    rows: tuple[str, ...], first: str, last: str | None
) -> None:
    entry = one(file(DATES, *(f"Aafke Een;aafke@v.example;{row}" for row in rows)))
    assert str(entry.started_on) == first and (entry.left_on and str(entry.left_on)) == last


def test_of_two_contracts_beside_one_another_the_newest_says_where_somebody_works() -> None:
    header = "Naam;E-mail;Personeelsnummer;Afdeling;Datum in dienst"
    found = read(file(header, "A B;a@v.example;;Wmo;1-1-2020", "a b;a@v.example;7;Toezicht;1-1-2021"))
    (entry,) = found.entries
    assert (entry.department, entry.personnel_number, entry.row) == ("Toezicht", "7", 3)
    assert entry.started_on == date(2020, 1, 1) and rows_of(found.remarks) == [(2, "other_contract")]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("A;a@v.example;1;", "B;a@v.example;2;"), "email_twice"),  # an address that was used again
        (("A;a@v.example;;1", "A;a@v.example;;2"), "email_twice"),
        (("A;a@v.example;;1", "B;b@v.example;;1"), "number_twice"),
        (("A;a@v.example;1;", "B;b@v.example;2;", "A;a@v.example;2;"), "email_twice"),
    ],
)
def test_rows_that_are_two_humans_are_not_put_together(rows: tuple[str, ...], why: str) -> None:
    found = read(file("Naam;E-mail;Object ID;Personeelsnummer", *rows))
    assert rows_of(found.refused) == [(len(rows) + 1, why)] and len(found.entries) == len(rows) - 1


def test_a_last_day_before_the_first_is_a_new_contract(world: World) -> None:
    content = file(DATES, "Aafke Een;aafke@v.example;1-3-2026;31-12-2024")
    outcome = take(world, content, today=TODAY)
    assert outcome.refused == [] and rows_of(outcome.remarks) == [(2, "left_before_start")]
    aafke = staff(world)["aafke"]
    assert (aafke.active, aafke.started_on, aafke.left_on) == (True, date(2026, 3, 1), None)


def test_an_error_of_a_formula_is_named_and_never_a_value(world: World) -> None:
    outcome = take(world, (CASES / "lookup-errors.csv").read_bytes())
    assert [(p.row, p.why, p.params) for p in outcome.refused] == [
        (2, "formula_error", {"field": "department"}),
        (3, "formula_error", {"field": "department"}),
    ]
    assert outcome.new == [] and not {"aafke", "bram"} & staff(world).keys()


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_of_excel_is_known(error: str) -> None:
    for ask in (cells.text, cells.email, cells.several, cells.yes, cells.language):
        with pytest.raises(Unclear) as found:
            ask(error)
        assert found.value.why == "formula_error"
    with pytest.raises(Unclear):
        cells.day(error, TODAY)


@pytest.mark.parametrize("name", ["#1", "#metoo", "Team #3", "#", "C#"])
def test_what_looks_a_bit_like_an_error_is_a_name(name: str) -> None:
    assert cells.text(name) == name


@pytest.mark.both
def test_what_nobody_sees_makes_no_second_department_and_no_other_address(world: World) -> None:
    outcome = take(world, (CASES / "invisible.csv").read_bytes())
    assert (outcome.added, outcome.refused, outcome.new) == (6, [], [])
    found = staff(world)
    named = {"aafke": "Aafke Een", "bram": "Bram Twee", "eef": "Eef Vijf", "flip": "Flip Zes"}
    for key, name in named.items():
        assert (found[key].name, found[key].department_id) == (name, world.departments["Burgerzaken"])


@pytest.mark.parametrize(
    ("cell", "field", "character"),
    [
        ("Aa\ufffdfke;a@v.example", "name", "REPLACEMENT CHARACTER"),
        ("Aa\ue000fke;a@v.example", "name", "U+E000"),
        ("Aafke;a\u2014b@v.example", "email", "EM DASH"),
    ],
)
def test_a_character_that_cannot_be_cleaned_is_named(cell: str, field: str, character: str) -> None:
    (problem,) = read(file("Naam;E-mail", cell)).refused
    assert (problem.why, problem.params) == ("character_unclear", {"field": field, "character": character})


def test_of_the_lead_s_name_and_address_the_address_decides(world: World) -> None:
    outcome = take(world, (CASES / "lead-twice.csv").read_bytes())
    assert (outcome.added, outcome.refused, outcome.remarks) == (2, [], [])
    assert staff(world)["aafke"].lead == "bram@v.example"
    header = "Naam;E-mail;Leidinggevende;E-mail leidinggevende"
    take(world, file(header, "Cato Drie;cato@v.example;Aafke Een;", "Dirk Vier;dirk@v.example;;"))
    assert staff(world)["cato"].lead == "aafke@v.example"


def test_a_number_of_somebody_is_no_part_of_their_name() -> None:
    assert case("only-medewerker-number.csv").entries[0].name == "Aafke van der Een"
    assert one(file("Naam;Voornaam;Achternaam;E-mail", "A. Een;Aafke;Een;a@v.example")).name == "Aafke Een"
    assert one(file("Naam;Voornaam;E-mail", "Aafke Een;Aafke;a@v.example")).name == "Aafke Een"
    assert one(file("Medewerker;Naam;E-mail", "000123;Aafke Een;a@v.example")).name == "Aafke Een"
    found = read(file("Medewerker;E-mail", "000123;a@v.example"))
    assert rows_of(found.refused) == [(2, "name_number")] and found.present == {"a@v.example"}


@pytest.mark.parametrize(
    ("header", "counts"),
    [
        ("Naam;E-mail;Zakelijk e-mailadres", "b@v.example"),
        ("Naam;E-mail werk;E-mail", "a@v.example"),
    ],
)
def test_of_usual_pairs_of_columns_the_closer_one_counts_and_that_is_said(
    header: str, counts: str, world_words: None
) -> None:
    found = read(file(header, "A;a@v.example;b@v.example"))
    assert [entry.email for entry in found.entries] == [counts]
    (said,) = import_summary.problems(found.remarks, "nl")
    assert said.startswith("Rij 1: Er zijn twee kolommen voor e-mailadres.")


def test_two_days_of_beginning_and_of_leaving_are_told_apart() -> None:
    header = "Naam;E-mail;Startdatum;Datum in dienst;Einddatum;Datum uit dienst"
    entry = one(file(header, "A;a@v.example;1-1-2026;1-3-2019;31-12-2026;"))
    assert (entry.started_on, entry.left_on) == (date(2019, 3, 1), None)


def test_two_columns_that_say_the_same_are_named_with_what_to_do(world_words: None) -> None:
    with pytest.raises(Mistake) as found:
        read(file("Naam;E-mail;Mail", "A;a@v.example;b@v.example"))
    assert words.text(found.value.key, "nl", **found.value.params) == (
        "De kolommen ‘E-mail’ en ‘Mail’ gaan over hetzelfde. Haal de kolom weg die niet telt, of zet er het "
        "woord ‘oud’ voor."
    )
    assert one(file("Naam;E-mail;oud Mail", "A;a@v.example;b@v.example")).email == "a@v.example"


@pytest.mark.both
def test_a_year_in_two_digits_is_one_that_can_be(world: World) -> None:
    take(world, (CASES / "two-digit-years.csv").read_bytes())
    found = staff(world)
    assert [found[key].started_on for key in ("aafke", "bram", "cato")] == [
        date(1998, 9, 1),
        date(2024, 3, 1),
        date(1987, 6, 15),
    ]


def test_a_year_is_never_guessed_into_the_future_in_silence(world_words: None) -> None:
    found = read(file(DATES, "A;a@v.example;01-09-27;31-12-60", "B;b@v.example;01-09-2027;31-12-98"))
    assert [(p.row, p.why, p.params) for p in found.remarks] == [
        (2, "year_guessed", {"field": "started_on", "year": 2027}),
        (2, "year_guessed", {"field": "left_on", "year": 2060}),
        (3, "left_before_start", {}),
    ]
    assert import_summary.problems(found.remarks, "nl")[0].startswith("Rij 2: Het jaar heeft twee cijfers")


@pytest.mark.both
def test_an_address_used_again_is_two_people(world: World) -> None:
    for name in ("reuse-1.csv", "reuse-2-left.csv", "reuse-3-new.csv"):
        assert take(world, (CASES / name).read_bytes(), today=TODAY).refused == []
    with world.reading() as session:
        found = directory.page(session, world.organisation.id, 100, 0, left=True)
    assert [(one.name, one.email, one.active) for one in found if "Jansen" in one.name] == [
        ("Jan Jansen", "", False),
        ("Jet Jansen", "j.jansen@v.example", True),
    ]


ROWS: list[list[object]] = [["Naam", "E-mail", "Startdatum"], ["Zoe", "z@v.example", date(2026, 3, 1)]]


def test_a_workbook_in_strict_open_xml_is_read() -> None:
    entry = one(bombs.strict(workbook(ROWS)))
    assert (entry.name, entry.email, entry.started_on) == ("Zoe", "z@v.example", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (b'<c r="A2"><v>Zoe Zee</v></c>', "Zoe Zee"),
        (b'<c r="A2" t="n"><v>Zoe Zee</v></c>', "Zoe Zee"),
        (b'<c r="A2" t="n"><f>A1</f><v>Zoe Zee</v></c>', "Zoe Zee"),
        (b'<c r="A2" t="b"><v>Zoe</v></c>', "Zoe"),
        (b'<c r="A2" t="d"><v>vrijdag</v></c>', "vrijdag"),
    ],
)
def test_a_cell_that_holds_something_else_than_it_says_is_text(cell: bytes, shown: str) -> None:
    sheet = bombs.part(workbook(ROWS), "xl/worksheets/sheet1.xml")
    changed = re.sub(rb'<c r="A2".*?</c>', cell, sheet)
    assert changed != sheet
    entry = one(bombs.with_parts({"xl/worksheets/sheet1.xml": changed}, ROWS))
    assert (entry.name, entry.started_on) == (shown, date(2026, 3, 1))


@pytest.fixture
def world_words(sqlite_world: World) -> None:
    """The words are loaded."""
