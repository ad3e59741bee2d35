"""Which column holds what: by the names that are usual in Dutch and English, or as somebody says."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from bot.directory import sheets
from bot.mistakes import Mistake

NAMES = {
    "name": "naam, volledige naam, medewerker, weergavenaam, name, full name, display name",
    "first_name": "voornaam, roepnaam, first name, given name",
    "infix": "tussenvoegsel, tussenvoegsels, voorvoegsel, voorvoegsels, infix, name prefix",
    "last_name": "achternaam, last name, surname, family name",
    "email": "e-mail, e-mailadres, mailadres, mail, zakelijk e-mailadres, e-mail address, work e-mail",
    "department": "afdeling, organisatieonderdeel, department",
    "team": "team, teamnaam, team name",
    "lead": "leidinggevende, e-mail leidinggevende, e-mailadres leidinggevende, teamleider, manager, "
    "manager e-mail, lead, lead e-mail, team lead, supervisor",
    "started_on": "startdatum, begindatum, in dienst, datum in dienst, in dienst per, indiensttreding, "
    "datum indiensttreding, start date, hire date",
    "left_on": "einddatum, uit dienst, datum uit dienst, uit dienst per, uitdiensttreding, "
    "datum uitdiensttreding, leave date, end date, last day",
    "groups": "doelgroep, doelgroepen, target group, target groups",
    "vulnerable_position": "kwetsbare functie, vulnerable position",
    "eyes_and_ears": "oog en oor, oog-en-oorfunctie, ogen en oren, eyes and ears, eyes-and-ears function",
    "locale": "taal, voorkeurstaal, language, preferred language",
    "personnel_number": "personeelsnummer, personeelsnr, medewerkernummer, personnel number, "
    "employee number, employee id",
    "directory_id": "directory id, object id, entra id, entra object id, external id",
}
HEADER_WITHIN = 10  # rows; above the header there may be a title
NAMED = frozenset({"first_name", "last_name"})


class Columns(NamedTuple):
    """Where the columns are: field → position; the row of the header, and its width."""

    at: Mapping[str, int]
    header: int
    width: int
    separator: str


def find(read: sheets.Table, given: Mapping[str, str], longest: int = sheets.LONGEST) -> Columns:
    """Finds header and columns; `given` are field → header for what has a name of its own. Raises Mistake."""
    for field in given:
        if field not in NAMES:
            raise Mistake("people_unknown_field", field=field, fields=", ".join(NAMES))
    tried = (_look(read, given, one, longest) for one in read.separators)
    best = max(tried, key=lambda found: len(found.at))
    for field, header in given.items():
        if field not in best.at:
            raise Mistake("people_column_not_found", column=header)
    if not best.at:
        raise Mistake("people_no_header")
    if "email" not in best.at:
        raise Mistake("people_no_email_column")
    if "name" not in best.at and "last_name" not in best.at:
        raise Mistake("people_no_name_column")
    return best


def plain(header: str) -> str:
    """A header as it is compared: "E-mail_Adres *" → "emailadres"."""
    bare = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", bare.lower())


def _look(read: sheets.Table, given: Mapping[str, str], separator: str, longest: int) -> Columns:
    found = Columns({}, 0, 0, separator)
    for row in islice(sheets.rows(read, separator, longest), HEADER_WITHIN):
        at = _fields(row.cells, given)
        if len(at) > len(found.at):
            found = Columns(at, row.number, read.width(row), separator)
    return found


def _fields(cells: Iterable[sheets.Cell], given: Mapping[str, str]) -> dict[str, int]:
    """Field → position for one row. Raises Mistake when two columns would be the same field."""
    wanted = {plain(header): field for field, header in given.items()}
    at: dict[str, int] = {}
    for position, cell in enumerate(cells):
        name = plain(cell) if isinstance(cell, str) else ""
        field = wanted.get(name) or KNOWN.get(name, "")
        if not field or (field in given and name not in wanted):
            continue
        if field in at:
            raise Mistake("people_column_twice", field=field)
        at[field] = position
    return at


KNOWN = {plain(name): field for field, names in NAMES.items() for name in names.split(",")}
