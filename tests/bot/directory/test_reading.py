"""Files of staff in every shape that Excel, HR software and people make of them."""

import io
import zipfile
from datetime import date, datetime

import pytest

from bot.directory import staff_file
from bot.directory.entries import Entry
from bot.directory.staff_file import Reading
from bot.foundation.mistakes import Mistake
from bot.tabular import cells, reader
from bot.tabular.cells import Unclear
from tests.bot.directory.files import HEADER, TODAY, lines, rows_of, workbook

ROW = "Zoë de Vries;Zoe@V.example;Burgerzaken;Balie;bas@v.example;1-3-2026;;Kwetsbare functie, BOA's"
FIRST = date(2026, 3, 1)
GROUPS = ("Kwetsbare functie", "BOA's")
ZOE = Entry(2, "zoe@v.example", "Zoë de Vries", "Burgerzaken", "Balie", "bas@v.example", FIRST, None, GROUPS)
BALIE = ("Burgerzaken", "Balie", "bas@v.example")
NINE_O_CLOCK = datetime(2026, 3, 1, 9)  # noqa: DTZ001  (Excel knows no zones)
COMMAS = "\n".join((HEADER, ROW.replace("Kwetsbare functie, BOA's", ""))).replace(";", ",")
COMMAS += '"Kwetsbare functie; BOA\'s"'


def read(content: bytes, **given: str) -> Reading:
    return staff_file.read(reader.table(content), TODAY, given)


def mistake(content: bytes, **given: str) -> str:
    with pytest.raises(Mistake) as raised:
        read(content, **given)
    return raised.value.key.removeprefix("mistakes.")


@pytest.mark.parametrize(
    "content",
    [
        lines(ROW),
        "\n".join((HEADER, ROW)).encode(),
        "\r\n".join((HEADER, ROW)).encode("cp1252"),
        "\r\n".join((HEADER, ROW)).replace(";", "\t").encode("utf-16"),
        COMMAS.encode(),
        ("sep=;\n" + HEADER + "\n" + ROW).encode(),
    ],
    ids=["utf-8 with a mark", "utf-8", "windows", "utf-16 with tabs", "commas and quotes", "sep="],
)  # fmt: skip
def test_a_csv_file_is_read_whatever_its_separator_and_encoding(content: bytes) -> None:
    found = read(content)
    assert rows_of(found.refused) == []
    assert [entry._replace(row=2) for entry in found.entries] == [ZOE]


def test_a_workbook_is_read_as_excel_shows_it() -> None:
    made = workbook(
        [
            ["Personeelslijst per maart"],
            [],
            HEADER.split(";"),
            ["Zoë de Vries", "Zoe@V.example", *BALIE, NINE_O_CLOCK, None, ", ".join(GROUPS)],
            ["Bas Bedacht", "bas@v.example", "Burgerzaken", None, None, 46082, date(9999, 12, 31), None],
        ],
        hidden=[["Naam", "E-mail"], ["Niemand", "niemand@v.example"]],
    )  # fmt: skip
    found = read(made)
    assert rows_of(found.refused) == []
    assert found.entries[0] == ZOE._replace(row=4)
    assert found.entries[1].started_on == date(2026, 3, 1) and found.entries[1].left_on is None


def test_formulas_are_not_run() -> None:
    made = workbook(
        [
            ["Naam", "E-mail"],
            ["Zoë", '=HYPERLINK("http://v.example","zoe@v.example")'],
            ["Bas", "b@v.example"],
        ]
    )
    found = read(made)
    assert rows_of(found.refused) == [(2, "email_missing")]
    assert [entry.email for entry in found.entries] == ["b@v.example"]


def test_columns_may_have_english_names_and_names_in_three_parts() -> None:
    header = b"First name,Infix,Surname,E-mail address,Eyes and ears,Vulnerable position\n"
    found = read(header + b"Zo,de,Vries,z@v.example,yes,\n")
    assert found.entries[0].name == "Zo de Vries"
    assert found.entries[0].groups == ("eyes_and_ears",)
    assert found.fields == {"name", "email", "groups"}


def test_a_column_with_a_name_of_its_own_is_told() -> None:
    found = read(b"Wie;Adres;E-mail\nZoe;zoe@v.example;prive@thuis.example\n", name="Wie", email="Adres")
    assert [(entry.name, entry.email) for entry in found.entries] == [("Zoe", "zoe@v.example")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "people_no_header"),
        (b"Zoe;zoe@v.example\n", "people_no_header"),
        (b"Naam;Afdeling\nZoe;X\n", "people_no_email_column"),
        (b"E-mail;Afdeling\nz@v.example;X\n", "people_no_name_column"),
        (b"Naam;E-mail;Mail\nZoe;z@v.example;x\n", "people_column_twice"),
        (b"%PDF-1.7 something", "people_file_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "people_file_kind"),
        (b"PK\x03\x04 not a workbook at all", "people_file_kind"),
        (b"Naam;E-mail\x00;\n", "people_file_kind"),
        ("Naam;E-mail\nZoë;".encode("cp1252") + b"\x81", "people_file_kind"),
        (b'Naam;E-mail\n"' + b"x" * 200_000 + b'"\n', "people_file_broken"),
        (workbook([[]]), "people_no_header"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, why: str) -> None:
    assert mistake(content) == why


def test_a_column_that_is_told_must_be_there() -> None:
    assert mistake(b"Naam;E-mail\nZoe;z@v.example\n", email="Adres") == "people_column_not_found"
    assert mistake(b"Naam;E-mail\nZoe;z@v.example\n", shoes="Maat") == "people_unknown_field"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Zoe;;;;;;;", "email_missing"),
        ("Zoe;zoe at v;;;;;;", "email_unclear"),
        ("Zoe;a@v.example, b@v.example;;;;;;", "email_unclear"),
        (";z@v.example;;;;;;", "name_missing"),
        ("Zoe;z@v.example;;;;31-2-2026;;", "date_unclear"),
        ("Zoe;z@v.example;;;;binnenkort;;", "date_unclear"),
        ("Zoe;z@v.example;;;;1-1-2062;;", "date_impossible"),
        ("Zoe;z@v.example;;;;1-1-1900;;", "date_impossible"),
        ("Zoe;z@v.example;;;;;;;te veel", "too_many_cells"),
        (f"{'Z' * 201};z@v.example;;;;;;", "too_long"),
        ('"Zoe;z@v.example\nBas;b@v.example;;;;;;";x@v.example', "several_lines"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_others_are_read(row: str, why: str) -> None:
    found = read(lines("Een;een@v.example;;;;;;", row, "Twee;twee@v.example;;;;;;"))
    assert rows_of(found.refused) == [(3, why)]
    assert [entry.email for entry in found.entries] == ["een@v.example", "twee@v.example"]


def test_a_refusal_holds_nothing_of_the_row() -> None:
    found = read(
        lines(
            "Geheim;geheim@v.example;;;;Geheimdatum;;",
            "Geheim;x@v.example;;;;;;",
            "Geheim Ook;x@v.example;;;;;;",
            "Geheim;;;;;;;",
        )
    )
    assert len(found.refused) == 3
    assert "geheim" not in str(found.refused).lower()


def test_the_second_of_two_rows_with_one_e_mail_address_is_refused() -> None:
    found = read(lines("Zoe;z@v.example;;;;;;", "Bas;b@v.example;;;;;;", "Zo;Z@V.EXAMPLE;;;;;;"))
    assert [(p.row, p.why, p.params) for p in found.refused] == [(4, "email_twice", {"first": 2})]


def test_two_people_with_one_directory_id_are_refused() -> None:
    found = read(b"Naam;E-mail;Object ID\nA;a@v.example;7\nB;b@v.example;7\n")
    assert [(p.row, p.why, p.params) for p in found.refused] == [(3, "id_twice", {"first": 2})]


@pytest.mark.parametrize(
    "written",
    [
        *("2026-03-01", "2026-03-01T00:00:00", "20260301", "1-3-2026", "01/03/2026", "1.3.26"),
        *("1 maart 2026", "01-mrt-2026", "1 March 2026", "46082", 46082, 46082.0, FIRST, NINE_O_CLOCK),
    ],
)
def test_a_date_is_read_in_every_usual_form(written: str | int | float | date) -> None:
    assert cells.day(written, date(2027, 1, 1)) == date(2026, 3, 1)


@pytest.mark.parametrize("written", ["3/31/2026", "1-3", "maart", "1-onzin-2026", "0-0-0000", "99999"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(Unclear):
        cells.day(written, date(2027, 1, 1))


@pytest.mark.slow
def test_a_packed_bomb_is_refused_before_it_is_unpacked() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * (500 * 1024 * 1024))
    assert len(made.getvalue()) < 1024 * 1024
    assert mistake(made.getvalue()) == "people_too_many_rows"


def test_entities_that_blow_up_are_refused() -> None:
    source, made = zipfile.ZipFile(io.BytesIO(workbook([["Naam", "E-mail"]]))), io.BytesIO()
    entities = [b'<!ENTITY a "aaaaaaaaaa">']
    entities += [b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9)]
    names = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = b'<c r="A1" t="inlineStr"><is><t>&a8;</t></is></c>'
    bomb = b"<!DOCTYPE x [%s]>" % b"".join(entities)
    bomb += b'<worksheet %s><sheetData><row r="1">%s</row></sheetData></worksheet>' % (names, cell)
    with zipfile.ZipFile(made, "w") as packed:
        for part in source.namelist():
            packed.writestr(part, bomb if part.endswith("sheet1.xml") else source.read(part))
    assert mistake(made.getvalue()) in ("people_file_kind", "people_no_header")


def test_a_file_with_too_many_rows_is_refused() -> None:
    def of(number: int) -> reader.Table:
        return reader.table(lines(*(f"P{n};p{n}@v.example;;;;;;" for n in range(number))))

    with pytest.raises(Mistake, match="people_too_many_rows"):
        staff_file.read(of(11), TODAY, longest=10)
    assert len(staff_file.read(of(10), TODAY, longest=10).entries) == 10
