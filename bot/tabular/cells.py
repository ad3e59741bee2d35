"""What stands in one cell: an e-mail address, a date in whatever form, yes or no, names of groups."""

import re
from datetime import date, datetime, timedelta

from bot.foundation.sanitize import called, clean, line, stranger
from bot.tabular.reader import Cell

EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]+@[^@\s<>()\[\],;:\"\\]+\.[a-z]{2,}")
NOT_IN_EMAIL = re.compile(r"[^\w.@!#$%&'*+/=?^`{|}~-]")
# What Excel shows where a formula failed, in any language, or where a column was too narrow to show anything.
FORMULA_ERROR = re.compile(r"#{3,}|#([^\W_][\w/]*[!?]|n/?[abv]|getting_data)", re.IGNORECASE)
EMAIL_LONGEST, LONGEST = 254, 200  # characters
EARLIEST = date(1950, 1, 1)
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_DAYS = range(18_264, 2_958_466)  # 1950 … 9999 as Excel counts days
NEVER = 2_900  # the years in which software lets a contract without an end end
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mrt maa mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"),
        1,
    )
    for name in names.split()
}
DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9}\.?)[-/. ](\d{4}|\d{2})(?: \d.*)?")
LANGUAGES = {"nl": "nl", "nederlands": "nl", "dutch": "nl", "en": "en", "engels": "en", "english": "en"}
YES = frozenset({"ja", "j", "yes", "y", "x", "1", "waar", "true"})
GONE = frozenset(
    {"inactief", "inactive", "uit dienst", "niet actief", "niet in dienst", "beeindigd", "terminated"}
)
NO_ONE = frozenset({"no_manager", "no_mgr"})  # in the column of who leads somebody
ZERO = re.compile(r"0{8}|00[./-]00[./-]0000|0000-00-00")  # a date that is not filled in
SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?:\s.*)?")
NO = frozenset({"", "nee", "n", "no", "0", "onwaar", "false", "-"})


class Unclear(Exception):
    """A row cannot be used: why, as a key under people.refused, and which field is to blame, if one is, and
    what the character is called that is."""

    def __init__(self, why: str, field: str = "", character: str = "") -> None:
        super().__init__(why)
        self.why, self.field, self.character = why, field, character


def text(cell: Cell) -> str:
    """A cell as one line of text, without what nobody sees. Raises Unclear when it is too long or several
    lines, or holds what no person wrote."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = clean(str(cell)) if cell is not None else ""
    if "\n" in found:
        raise Unclear("several_lines")
    found = line(found)
    if len(found) > LONGEST:
        raise Unclear("too_long")
    if FORMULA_ERROR.fullmatch(found):
        raise Unclear("formula_error")
    if character := stranger(found):
        raise Unclear("character_unclear", character=character)
    return found


def email(cell: Cell) -> str:
    """An e-mail address in small letters, or nothing. Raises Unclear."""
    found = text(cell).removeprefix("mailto:").lower()
    if found and (len(found) > EMAIL_LONGEST or not EMAIL.fullmatch(found)):
        raise Unclear("email_unclear")
    if wrong := NOT_IN_EMAIL.search(found):
        raise Unclear("character_unclear", character=called(wrong[0]))
    return found


def day(cell: Cell, latest: date, endless: bool = False) -> date | None:
    """A date: ISO, Dutch, or as Excel counts. An `endless` one may lie in the year 9999, which means none.
    Of a year in two digits it is the last one that is not after `latest`.

    Raises Unclear for what is no date, or one that cannot be right."""
    found = _day(cell)
    if found and found > latest and short_year(cell):
        try:
            found = _dutch(text(cell).lower(), 1900)
        except ValueError:  # 29 February 1900
            raise Unclear("date_unclear") from None
    if found is None or (endless and found.year >= NEVER):
        return None
    if not EARLIEST <= found <= latest:
        raise Unclear("date_impossible")
    return found


def short_year(cell: Cell) -> bool:
    """Whether a date has a year in two digits, so that it was guessed which century is meant."""
    written = DUTCH.fullmatch(text(cell).lower()) if isinstance(cell, str) else None
    return bool(written and len(written[3]) == 2)


def gone(cell: Cell) -> bool:
    """Whether a status says that somebody does not work here any more; others say nothing of it."""
    return text(cell).lower().replace("\u00eb", "e") in GONE


def turned(cell: Cell) -> Cell:
    """A date with slashes whose month comes first, with the day first."""
    written = SLASHED.fullmatch(cell) if isinstance(cell, str) else None
    return f"{written[2]}/{written[1]}/{written[3]}" if written else cell


def number(cell: Cell) -> str:
    """A number of somebody, where a column may hold it; nothing where it holds a name. Raises Unclear."""
    found = text(cell)
    return found if any(map(str.isdecimal, found)) and not any(map(str.isalpha, found)) else ""


def lead(cell: Cell) -> str:
    """Who leads somebody, as it is written; nobody where the system has a word for that. Raises Unclear."""
    found = text(cell)
    return "" if found.lower() in NO_ONE else found


def yes(cell: Cell) -> bool:
    """Yes or no. Raises Unclear."""
    said = text(cell).lower()
    if said not in YES | NO:
        raise Unclear("yes_or_no")
    return said in YES


def language(cell: Cell) -> str:
    """One of our languages: "nl", "en-GB", "Engels"; Dutch when nothing is said. Raises Unclear."""
    said = text(cell).lower()
    found = LANGUAGES.get(re.split(r"[-_]", said)[0]) if said else "nl"
    if found is None:
        raise Unclear("language_unclear")
    return found


def several(cell: Cell) -> tuple[str, ...]:
    """Names between semicolons, commas or bars."""
    return tuple(filter(None, (" ".join(one.split()) for one in re.split(r"[;,|]", text(cell)))))


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = text(cell).lower()
    if not said or ZERO.fullmatch(said):
        return None
    try:
        if said.isdecimal() and int(said) in EXCEL_DAYS and len(said) == 5:
            return EXCEL_DAY_0 + timedelta(days=int(said))
        if iso := re.fullmatch(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[t ].*)?", said):
            return date(*map(int, iso.groups()))
        if DUTCH.fullmatch(said):
            return _dutch(said, 2000)
    except (ValueError, OverflowError):
        pass
    raise Unclear("date_unclear")


def _dutch(said: str, century: int) -> date:
    """A Dutch date, where a year in two digits is of this century. Raises ValueError."""
    written = DUTCH.fullmatch(said)
    first, month, year = written.groups() if written else ("", "", "")
    number = int(month) if month.isdecimal() else MONTHS.get(month[:3], 0)
    return date(int(year) + (century if len(year) == 2 else 0), number, int(first))
