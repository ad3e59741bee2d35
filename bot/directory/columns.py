"""Which column holds what: by the names that are usual in Dutch and English, or as somebody says."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from bot.directory import sheets
from bot.mistakes import Mistake

# A name with a star is closer to what is meant, where another column says it too: the address at work, the
# days of working here and not those of one contract.
NAMES = {
    "name": "*naam, *volledige naam, medewerker, *weergavenaam, *name, *full name, *display name",
    "first_name": "voornaam, roepnaam, first name, given name",
    "infix": "tussenvoegsel, tussenvoegsels, voorvoegsel, voorvoegsels, infix, name prefix",
    "last_name": "achternaam, last name, surname, family name",
    "email": "e-mail, e-mailadres, mailadres, mail, *zakelijk e-mailadres, *zakelijke e-mail, "
    "*e-mail zakelijk, *e-mail werk, *e-mailadres werk, e-mail address, *work e-mail, *business e-mail",
    "department": "*afdeling, organisatieonderdeel, *department",
    "team": "team, teamnaam, team name",
    "lead": "leidinggevende, *naam leidinggevende, teamleider, manager, *manager name, lead, *lead name, "
    "team lead, supervisor",
    "lead_email": "*e-mail leidinggevende, *e-mailadres leidinggevende, *mailadres leidinggevende, "
    "*leidinggevende e-mail, e-mail teamleider, e-mail manager, manager e-mail, lead e-mail",
    "started_on": "startdatum, begindatum, *in dienst, *datum in dienst, *in dienst per, *indiensttreding, "
    "*datum indiensttreding, start date, *hire date",
    "left_on": "einddatum, *uit dienst, *datum uit dienst, *uit dienst per, *uitdiensttreding, "
    "*datum uitdiensttreding, leave date, end date, *last day",
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


class Chosen(NamedTuple):
    """Of two columns for one field, the one that counts and the one that does not."""

    field: str
    column: str
    other: str


class Columns(NamedTuple):
    """Where the columns are: field → position; the row of the header, and its width."""

    at: Mapping[str, int]
    header: int
    width: int
    separator: str
    chosen: tuple[Chosen, ...] = ()


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
        at, chosen = _fields(row.cells, given)
        if len(at) > len(found.at):
            found = Columns(at, row.number, read.width(row), separator, chosen)
    return found


def _fields(
    cells: Sequence[sheets.Cell], given: Mapping[str, str]
) -> tuple[dict[str, int], tuple[Chosen, ...]]:
    """Field → position for one row, and what was chosen between. Raises Mistake when two columns are the same
    field and neither is closer to it."""
    wanted = {plain(header): field for field, header in given.items()}
    at: dict[str, int] = {}
    chosen: list[Chosen] = []
    for position, cell in enumerate(cells):
        name = plain(cell) if isinstance(cell, str) else ""
        field = wanted.get(name) or KNOWN.get(name, "")
        if not field or (field in given and name not in wanted):
            continue
        if field not in at:
            at[field] = position
            continue
        both = sorted((at[field], position), key=lambda one: plain(str(cells[one])) not in CLOSER)
        first, second = (" ".join(str(cells[one]).split()) for one in both)
        if (plain(first) in CLOSER) == (plain(second) in CLOSER):
            raise Mistake("people_column_twice", field=field, first=first, second=second)
        at[field] = both[0]
        chosen.append(Chosen(field, first, second))
    return at, tuple(chosen)


KNOWN = {plain(name): field for field, names in NAMES.items() for name in names.split(",")}
CLOSER = frozenset(plain(name) for names in NAMES.values() for name in names.split(",") if "*" in name)
