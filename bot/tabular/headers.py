"""Which column holds what: by the names that are usual in Dutch and English, or as somebody says."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from bot.foundation.mistakes import Mistake
from bot.tabular import reader

# A name with a star is closer to what is meant, where another column says it too, and one with two stars
# closer still: the address at work, the days of working here and not those of one contract, a name and not
# its code.
NAMES = {
    "name": "**naam, **volledige naam, medewerker, *naam medewerker, *medewerkernaam, *samengestelde naam, "
    "**weergavenaam, **name, **full name, **display name",
    "first_name": "voornaam, *roepnaam, *first name, given name",
    "infix": "tussenvoegsel, tussenvoegsels, voorvoegsel, voorvoegsels, voorv, infix, name prefix",
    "last_name": "*achternaam, geboortenaam, *last name, surname, family name",
    "email": "e-mail, e-mailadres, mailadres, mail, *zakelijk e-mailadres, *zakelijke e-mail, "
    "*e-mail zakelijk, *e-mail werk, *e-mailadres werk, *werk e-mail, e-mail address, *work e-mail, "
    "*business e-mail",
    "department": "*afdeling, organisatieonderdeel, organisatorische eenheid, organisatie-eenheid, "
    "orgeenheid, **afdelingsnaam, **naam afdeling, **afdeling omschrijving, **omschrijving afdeling, "
    "*organisatorische eenheid omschrijving, *omschrijving organisatorische eenheid, "
    "*naam organisatorische eenheid, *orgeenheid omschrijving, *omschrijving orgeenheid, *department, "
    "**department name",
    "team": "team, teamnaam, team name",
    "lead": "leidinggevende, *naam leidinggevende, direct leidinggevende, directe leidinggevende, "
    "*naam direct leidinggevende, teamleider, manager, *naam manager, *manager name, lead, *lead name, "
    "team lead, supervisor",
    "lead_email": "*e-mail leidinggevende, *e-mailadres leidinggevende, *mailadres leidinggevende, "
    "*leidinggevende e-mail, e-mail teamleider, e-mail manager, manager e-mail, lead e-mail",
    "started_on": "startdatum, begindatum, begindatum contract, begindatum dienstverband, *in dienst, "
    "*datum in dienst, *in dienst per, *in dienst sinds, *indiensttreding, *datum indiensttreding, "
    "*indienstdatum, start date, *hire date",
    "left_on": "einddatum, einddatum contract, einddatum dienstverband, *uit dienst, *datum uit dienst, "
    "*uit dienst per, *uitdiensttreding, *datum uitdiensttreding, *uitdienstdatum, leave date, end date, "
    "*last day",
    "status": "status, status medewerker, medewerkerstatus, status dienstverband, dienstverband status",
    "groups": "doelgroep, doelgroepen, target group, target groups",
    "vulnerable_position": "kwetsbare functie, vulnerable position",
    "eyes_and_ears": "oog en oor, oog-en-oorfunctie, ogen en oren, eyes and ears, eyes-and-ears function",
    "locale": "taal, voorkeurstaal, language, preferred language",
    "personnel_number": "*personeelsnummer, *personeelsnr, *persnr, *medewerkernummer, persoonsnummer, "
    "*werknemernummer, personnel number, employee number, employee id, empid",
    "key": "userid",
    "directory_id": "directory id, object id, entra id, entra object id, external id",
}
HEADER_WITHIN = 10  # rows; above the header there may be a title
SHOWN = 40  # characters of a name of a column
NUMBER_OR_NAME = "medewerker"  # a column in which some systems have the name, and others the number
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
    unread: tuple[str, ...] = ()  # names of columns that are left alone
    month_first: bool = False  # how a date with slashes is written here

    def again(self, row: reader.Row) -> bool:
        """Whether a row below the header is another header: that of the next page, or one in words."""
        at, _ = _fields(row.cells, {})
        return "email" in at and len(at) > 1


def find(read: reader.Table, given: Mapping[str, str], longest: int = reader.LONGEST) -> Columns:
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


def _look(read: reader.Table, given: Mapping[str, str], separator: str, longest: int) -> Columns:
    found = Columns({}, 0, 0, separator)
    for row in islice(reader.rows(read, separator, longest), HEADER_WITHIN):
        at, chosen = _fields(row.cells, given)
        if len(at) > len(found.at):
            found = Columns(at, row.number, read.width(row), separator, chosen)
            found = found._replace(unread=_unread(row.cells, at, chosen))
    return found


def _unread(cells: Sequence[reader.Cell], at: Mapping[str, int], chosen: Sequence[Chosen]) -> tuple[str, ...]:
    """What the other columns are called."""
    named = {i: " ".join(cell.split())[:SHOWN] for i, cell in enumerate(cells) if isinstance(cell, str)}
    told = {one.other for one in chosen}
    return tuple(name for i, name in named.items() if i not in at.values() and name and name not in told)


def _fields(
    cells: Sequence[reader.Cell], given: Mapping[str, str]
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
        if name == NUMBER_OR_NAME:
            at.setdefault("name_or_number", position)
        if field not in at:
            at[field] = position
            continue
        both = sorted((at[field], position), key=lambda one: -CLOSER.get(plain(str(cells[one])), 0))
        first, second = (" ".join(str(cells[one]).split()) for one in both)
        if CLOSER.get(plain(first), 0) == CLOSER.get(plain(second), 0):
            raise Mistake("people_column_twice", field=field, first=first, second=second)
        at[field] = both[0]
        chosen.append(Chosen(field, first, second))
    return at, tuple(chosen)


KNOWN = {plain(name): field for field, names in NAMES.items() for name in names.split(",")}
CLOSER = {plain(name): name.count("*") for names in NAMES.values() for name in names.split(",")}
