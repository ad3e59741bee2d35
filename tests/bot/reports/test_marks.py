"""What is recognised in a text, and what is not: a table of examples."""

import pytest

from bot.reports import marks
from bot.reports.marks import COMPANY, NAME, PHONE, PLACE, PLATE, Mark
from tests.support.examples import given, settings, st

FOUND: tuple[tuple[str, str, str], ...] = (
    # Each series of Dutch number plates.
    ("Kenteken AB-12-34.", PLATE, "AB1234"),
    ("12-34-AB reed weg", PLATE, "1234AB"),
    ("een bus, 12-AB-34", PLATE, "12AB34"),
    ("(AB-12-CD)", PLATE, "AB12CD"),
    ("GB-GB-12", PLATE, "GBGB12"),
    ("12-gb-gb", PLATE, "12GBGB"),
    ("12-GBB-1", PLATE, "12GBB1"),
    ("een busje met 1-abc-23", PLATE, "1ABC23"),
    ("GB-001-B", PLATE, "GB001B"),
    ("G-001-BB", PLATE, "G001BB"),
    ("GBB-01-G", PLATE, "GBB01G"),
    ("G-01-GBB", PLATE, "G01GBB"),
    ("1-GB-001", PLATE, "1GB001"),
    ("001-GB-1", PLATE, "001GB1"),
    ("De auto (1ABC23) stond er", PLATE, "1ABC23"),
    ("1 GBB 23", PLATE, "1GBB23"),
    ("1–GBB–23", PLATE, "1GBB23"),
    ("kenteken: 1gbb23", PLATE, "1GBB23"),
    ("kenteken ab1234", PLATE, "AB1234"),
    ("nummerplaat 12 34 ab", PLATE, "1234AB"),
    # Postcode and number of a house, in whatever order.
    ("1234 AB 5", PLACE, "1234AB 5"),
    ("op 1234ab 12", PLACE, "1234AB 12"),
    ("1234 ab 12", PLACE, "1234AB 12"),
    ("1234AB, nr. 12", PLACE, "1234AB 12"),
    ("1234 AB huisnummer 12a", PLACE, "1234AB 12"),
    ("Dorpsstraat 12, 1234 AB Voorbeeldstad", PLACE, "1234AB 12"),
    ("Dorpsstraat 12-2 1234 AB", PLACE, "1234AB 12"),
    ("Dorpsstraat 12 bis, 1234AB", PLACE, "1234AB 12"),
    ("Dorpsstraat 12\n1234 AB Voorbeeldstad", PLACE, "1234AB 12"),
    # A number of the Chamber of Commerce, where it is called so.
    ("KvK 12345678", COMPANY, "12345678"),
    ("KvK-nummer: 12345678", COMPANY, "12345678"),
    ("kvk nr. 1234 5678", COMPANY, "12345678"),
    ("Kamer van Koophandel 12345678.", COMPANY, "12345678"),
    ("in het handelsregister: 12.345.678", COMPANY, "12345678"),
    # Telephone numbers.
    ("bel 06-12345678", PHONE, "+31612345678"),
    ("+31 6 12 34 56 78", PHONE, "+31612345678"),
    ("0031612345678", PHONE, "+31612345678"),
    ("+31 (0)6-12345678", PHONE, "+31612345678"),
    ("06.12.34.56.78", PHONE, "+31612345678"),
    ("(0318) 55 12 34", PHONE, "+31318551234"),
    ("+32 470 12 34 56", PHONE, "+32470123456"),
    ("Op 01-02-2026 belde 06 12345678", PHONE, "+31612345678"),
)

NOT_FOUND = (
    "Op 01-02-2026 10:30 en 2026-02-01 10.30, en 01-02-26 10.30 uur",
    "op 1-mei-26, 12-mrt-6 en 3 uur 12",
    "van 10 kg 12, na 5 km 300, in 2025 en 5, 1200 op 3",
    "€ 1.234.567,89 of 12.345.678 euro, en € 1234-AB-56",
    "BSN 123456782, bsn 612345678, burgerservicenummer 111222333",
    "NL91 ABNA 0417164300",
    "dossier 12345678, zaak Z-2026-001234, nummer 61234567",
    "bel 112, 0900-8844 of 0800-7000",
    "1234 AB zonder nummer, postcode 1234AB",
    "1234 SS 5",  # these letters are in no postcode
    "vergunning AB1234, factuur 1234AB, CORP12, MAIL24",
    "K7M-2QX",  # a report's own number
    "AAAA-BBBB-CCCC-DDDD",  # and a receipt
    "https://voorbeeld.example/a-12-bcd-3/1-abc-234",
)

NAMES: tuple[tuple[str, set[str]], ...] = (
    ("Jan Jansen", {"jan jansen"}),
    ("Jan Jansen en Piet de Vries", {"jan jansen", "piet de vries"}),
    ("Autohuis De Vries B.V., Jan", {"autohuis de vries bv"}),
    ("Café 't Hoekje\nJosé van den Berg", {"jose van den berg", "cafe 't hoekje"}),
    ("een man met een hoed", set()),
    ("Een buurman, de eigenaar van De Zaak", set()),
    ("Jan", set()),
    ("1-ABC-23, 06-12345678", set()),
    ("", set()),
)


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_it_is_recognised_however_it_is_written(text: str, kind: str, value: str) -> None:
    assert marks.recognised(text) == {Mark(kind, value)}
    assert marks.recognised(f"Gezien:\t{text}") == {Mark(kind, value)}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert marks.recognised(text) == set()


@pytest.mark.parametrize(("text", "values"), NAMES)
def test_a_name_is_one_where_it_is_written_as_one(text: str, values: set[str]) -> None:
    assert marks.names_in(text) == {Mark(NAME, value) for value in values}


def test_what_is_entered_as_a_name_is_one() -> None:
    assert marks.names("jansen; J.P. van  Dam\nX") == {Mark(NAME, "jansen"), Mark(NAME, "jp van dam")}


def test_who_looks_for_one_need_not_say_what_it_is() -> None:
    assert marks.readings(" 1gbb 23") == [{Mark(PLATE, "1GBB23")}]
    assert marks.readings("12345678") == [{Mark(COMPANY, "12345678")}]
    assert marks.readings("een busje") == []


def test_several_stand_in_one_text() -> None:
    text = "Een busje (1-ABC-23) van KvK 12345678 op Dorpsstraat 5, 1234 AB. Bel 06-12345678."
    assert {one.kind for one in marks.recognised(text)} == {PLATE, COMPANY, PLACE, PHONE}


@pytest.mark.parametrize(
    ("mark", "written"),
    [
        (Mark(PLATE, "1ABC23"), "1-ABC-23"),
        (Mark(PLATE, "1234AB"), "12-34-AB"),
        (Mark(PLATE, "GBGB12"), "GB-GB-12"),
        (Mark(PLACE, "1234AB 5"), "1234 AB 5"),
        (Mark(PHONE, "+31612345678"), "06 12345678"),
        (Mark(PHONE, "+32470123456"), "+32 470 12 34 56"),
        (Mark(COMPANY, "12345678"), "12345678"),
        (Mark(NAME, "jan van den berg"), "Jan van den Berg"),
    ],
)
def test_it_is_shown_as_people_write_it(mark: Mark, written: str) -> None:
    assert marks.shown(mark) == written
    assert {mark} in (marks.names_in(written), *marks.readings(written))


@given(st.text(st.sampled_from("019 AaBbZz-.,:/+()\n€é"), max_size=200))
@settings(max_examples=200)
def test_any_text_can_be_read(text: str) -> None:
    for one in marks.recognised(text) | marks.names_in(text) | marks.names(text):
        assert one.kind in marks.KINDS and one.value
    assert marks.normal(marks.normal(text)) == marks.normal(text)
