"""Exports of systems for staff: each is read whole, or refused whole with what to do."""

from datetime import date
from pathlib import Path

import pytest

from bot.directory import staff_file
from bot.foundation import words
from bot.foundation.mistakes import Mistake
from bot.tabular import encodings, reader
from storage import directory
from storage.directory import Known
from tests.bot.directory.files import rows_of, staff, take
from tests.support.world import World

EXPORTS = Path(__file__).parent / "exports"
WHOLE = sorted(one.name for one in EXPORTS.glob("*.[ctx]*"))
REFUSED = {
    "zonder-e-mail.csv": "Noem die kolom E-mail.",
    "twee-keer-e-mail.csv": "Haal de kolom weg die niet telt",
    "letters-onzeker.csv": "Sla het op als ‘CSV UTF-8’",
    "datums-onzeker.csv": "Schrijf ze zo, 31-12-2026",
    "webpagina.xls": "Sla het op als Excel-bestand (.xlsx) of csv",
    "oude-werkmap.xls": "Sla het op als Excel-bestand (.xlsx) of csv",
}
TODAY = date(2026, 11, 30)
HERE = {
    "bram": ("Bram Twee", "Burgerzaken", "", date(2015, 6, 15), "100041"),
    "aafke": ("Aafke van der Een", "Burgerzaken", "bram", date(2019, 3, 1), "100042"),
    "zoe": ("Zoë Drie", "Toezicht Verzonnen", "bram", date(2026, 9, 14), "100043"),
    "francois": ("François Vijf", "Burgerzaken", "bram", date(2024, 2, 29), "100045"),
}


def as_told(world: World, one: Known) -> tuple[object, ...]:
    """What the directory has of somebody, as `HERE` has it."""
    with world.reading() as session:
        places = {
            row.department_id: row.department for row in directory.places(session, world.organisation.id)
        }
    lead = one.lead.partition("@")[0]
    return one.name, places[one.department_id or 0], lead, one.started_on, one.personnel_number


@pytest.mark.both
@pytest.mark.parametrize("name", WHOLE)
def test_an_export_is_read_whole_and_twice_is_the_same(name: str, world: World) -> None:
    content = (EXPORTS / name).read_bytes()
    outcome = take(world, content, today=TODAY)
    assert outcome.refused == [] and (outcome.added, outcome.never_here) == (4, 1)
    found = staff(world)
    assert {key: as_told(world, found[key]) for key in HERE} == HERE and "rene" not in found
    again = take(world, content, today=TODAY)
    assert (again.unchanged, again.never_here, again.refused) == (4, 1, [])


@pytest.mark.parametrize("name", REFUSED)
def test_an_export_that_cannot_be_read_is_refused_whole_with_what_to_do(name: str, world: World) -> None:
    content, before = (EXPORTS / "geweigerd" / name).read_bytes(), staff(world)
    with pytest.raises(Mistake) as found:
        take(world, content, today=TODAY)
    assert REFUSED[name] in words.text(found.value.key, "nl", **found.value.params)
    assert staff(world) == before


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "name", ["Zoë", "René", "François", "Jürgen", "Hélène", "Müller", "Günther", "Renée", "Inês", "Anaïs"]
)
def test_a_name_of_windows_or_of_a_mac_is_read_as_it_was_written(name: str, encoding: str) -> None:
    assert encodings.decoded(f"Naam\n{name}\n".encode(encoding)) == f"Naam\n{name}\n"


@pytest.mark.parametrize(
    "name", ["d’Arc", "‘t Zand", "foto’s", "Café €5", "Ömer", "Çelik", "Eén loket – balie"]
)
def test_the_usual_signs_of_windows_stay_what_they_are(name: str) -> None:
    assert encodings.decoded(name.encode("cp1252")) == name


@pytest.mark.parametrize("name", ["Jörg", "López", "Muñoz", "Núria", "Ève", "’t Hart", "Jörg López"])
def test_a_letter_that_may_be_another_one_is_never_guessed(name: str) -> None:
    """On a Mac; Windows has other letters for the same bytes, which are as good."""
    with pytest.raises(Mistake) as found:
        encodings.decoded(f"Naam\n{name}\n".encode("mac_roman"))
    assert found.value.key == "mistakes.people_file_letters"


def dates_of(header: str, *days: str) -> list[date | None]:
    lines = [f"Naam,E-mail,{header}", *(f"A,a{n}@v.example,{day}" for n, day in enumerate(days))]
    return [one.started_on for one in staff_file.read(reader.table("\n".join(lines).encode()), TODAY).entries]


@pytest.mark.parametrize(
    ("header", "days", "first"),
    [
        ("Hire date", ("03/01/2019", "12/31/2020"), date(2019, 3, 1)),
        ("Datum in dienst", ("03/01/2019", "12/31/2020"), date(2019, 3, 1)),
        ("Hire date", ("03/01/2019", "31/12/2020"), date(2019, 1, 3)),
        ("Datum in dienst", ("03/01/2019",), date(2019, 1, 3)),
        ("Hire date", ("03-01-2019",), date(2019, 1, 3)),
        ("Hire date", ("05/05/2019",), date(2019, 5, 5)),
    ],
)
def test_the_days_of_one_file_say_whether_the_month_comes_first(
    header: str, days: tuple[str, ...], first: date
) -> None:
    assert dates_of(header, *days)[0] == first


@pytest.mark.parametrize("days", [("03/01/2019",), ("31/12/2020", "12/31/2020")])
def test_days_that_say_nothing_or_both_are_refused(days: tuple[str, ...]) -> None:
    with pytest.raises(Mistake) as found:
        dates_of("Hire date", *days)
    assert found.value.key == "mistakes.people_dates_unclear"


def test_what_is_left_alone_is_said() -> None:
    read = staff_file.read(reader.table(b"Naam;E-mail;Salarisschaal;Functie\nA;a@v.example;9;x\n"), TODAY)
    assert [(one.row, one.why, one.params) for one in read.remarks] == [
        (1, "columns_unread", {"columns": "Salarisschaal, Functie"})
    ]


def test_who_left_by_their_status_is_ended_once_and_comes_back(world: World) -> None:
    lines = "Naam;E-mail;Status\nA Een;a@v.example;{}\nB Twee;b@v.example;ziek\n"
    take(world, lines.format("actief").encode(), today=TODAY)
    outcome = take(world, lines.format("uit dienst").encode(), today=TODAY)
    assert (outcome.left, outcome.unchanged) == (1, 1) and rows_of(outcome.remarks) == [(2, "status_gone")]
    later = take(world, lines.format("uit dienst").encode(), today=date(2027, 1, 4))
    assert (later.changed, later.unchanged) == (0, 2)
    assert staff(world)["a"].left_on == date(2026, 11, 29) and staff(world)["b"].active
    assert take(world, lines.format("actief").encode(), today=date(2027, 1, 4)).returned == 1
