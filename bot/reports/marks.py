"""What two reports can have in common: number plates, addresses, telephone numbers and numbers of the Chamber
of Commerce that stand in a text, and names that were entered as such. Pure; nothing here is kept.

Better one too few than one too many: a mark that is none would lay strangers beside each other.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from phonenumbers import (
    Leniency,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    country_code_for_region,
    format_number,
    number_type,
    parse,
)

PLATE, PLACE, COMPANY, PHONE, NAME = KINDS = ("plate", "place", "company", "phone", "name")


class Mark(NamedTuple):
    """A kind, and the value in one spelling, by which two of them are compared."""

    kind: str
    value: str


# The series of Dutch number plates (sidecodes): X is a letter, 9 a digit.
SERIES = (
    *("XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9"),
    *("9-XXX-99", "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9"),
)
# Without hyphens these could be a word, a year or a postcode as well.
UNCLEAR = ("XX-99-99", "99-99-XX", "XX-XX-99", "99-XX-XX")
MONTHS = re.compile("JAN|FEB|MRT|MAR|APR|MEI|MAY|JUN|JUL|AUG|SEP|OKT|OCT|NOV|DEC")


def _series(some: Iterable[str], between: str) -> str:
    """A regular expression for these series, with whatever may stand between their parts."""
    kinds = {"X": "[A-Z]", "9": r"\d"}
    return "|".join(
        between.join(f"{kinds[part[0]]}{{{len(part)}}}" for part in one.split("-")) for one in some
    )


_BEFORE, _BEHIND = r"(?<![\w€-])", r"(?![\w-])"
_HYPHENED = re.compile(f"{_BEFORE}(?:{_series(SERIES, '[-–‑]')}){_BEHIND}", re.IGNORECASE)
_BARE = re.compile(f"{_BEFORE}(?:{_series((s for s in SERIES if s not in UNCLEAR), '[ .]?')}){_BEHIND}")
_CALLED = re.compile(
    rf"(?:kenteken(?:plaat)?|nummerplaat|number ?plate|licen[cs]e plate)(?: is| was|:)? "
    rf"({_series(SERIES, '[ .–‑-]?')}){_BEHIND}",
    re.IGNORECASE,
)
_LETTERS = r"(?!S[ADS])[A-Z]{2}"
_POSTCODE = rf"(?P<digits>[1-9]\d{{3}})(?P<gap> ?)(?P<letters>{_LETTERS})"
_NUMBER_BEHIND = re.compile(
    rf"(?<![\w.,/-]){_POSTCODE}(?:, ?| |-)(?:(?:huis)?(?:nummer|nr\.?|no\.?) ?)?(?P<number>\d{{1,5}})(?!\d)"
    r"(?![.:/-]\d)",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(
    rf"(?<![\w.,:/-])(?P<number>\d{{1,5}})(?: ?[-/]? ?(?:[A-Z]|\d{{1,4}}|bis|hs))?,? {_POSTCODE}(?!\w)",
    re.IGNORECASE,
)
# Between two numbers these are words and measures, and no letters of a postcode.
_WORDS = re.compile(
    "a[afklmnst]|b[evy]|cm|d[eio]|e[nru]|go|h[ae]|i[fkns]|it|je|k[gm]|m[aeglm]|n[aoru]|o[fmnpr]|pm|s[ot]|t[eov]"
    "|u[psu]|vr|w[eo]|z[aeo]",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?<!\w)(?:kvk|k\.v\.k\.|kamer van koophandel|chamber of commerce|handelsregister|trade register)"
    r"(?:[- ]?(?:nummer|number|nr|no))?\.?(?: is| was)?[:# ]{0,3}"
    r"(\d{4} ?\d{4}|\d{2}[ .]\d{3}[ .]\d{3})(?![\w-])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\d-])(?:\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|[0-3]?\d[-/.][01]?\d[-/.]\d\d(?=,? +(?:om |at )?[0-2]?\d[.:][0-5]\d))(?!\d)"
)
_PUBLIC = (PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
HOME = "NL"  # where a telephone number is that does not say
TRIES = 200  # telephone numbers that are no telephone number, in one text
# What may stand in a name with a small letter.
_SMALL = re.compile("van|de[nr]?|het|te[nr]?|'t|aan|in|op|bij|von|zu|d[aiu]|l[ae]|[ae]l|b[ei]n|en|und")
_PARTS = re.compile(r"[\n\r,;/•]|\s[-–]\s|(?<=\s)(?:en|and|&)(?=\s)")
LONGEST = 80  # characters of a name


def recognised(text: str) -> set[Mark]:
    """The marks that stand in a text, in any language: all but names."""
    plain = re.sub(r"[ \t\u00a0]+", " ", text)
    undated = _DATE.sub("|", plain)
    return {*_plates(plain), *_places(plain.replace("\n", " ")), *_companies(plain), *_phones(undated)}


def readings(text: str) -> list[set[Mark]]:
    """What somebody may mean who looks for this: the marks in it, where a number plate and a number of the
    Chamber of Commerce need not be called so."""
    found = (recognised(f"{called}{text.strip()}") for called in ("", "kenteken ", "KvK "))
    return [one for one in found if one]


def names_in(text: str) -> set[Mark]:
    """The names in an answer to the question who is involved: parts of which each word is written as one."""
    return {_name(part) for part in _PARTS.split(text) if _looks_like_name(part)}


def names(text: str) -> set[Mark]:
    """The names in a field for names, one a line or with commas between them, however they are written."""
    found = (_name(part) for part in re.split(r"[\n\r,;]", text))
    return {one for one in found if len(one.value) > 1}


def normal(text: str) -> str:
    """A text as it is searched: small letters without accents, one space between words."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in parts if not unicodedata.combining(one)).split())


def shown(mark: Mark) -> str:
    """The value as people write it."""
    if mark.kind == PLATE:
        runs = re.findall(r"\d+|[A-Z]+", mark.value)
        return "-".join(part for run in runs for part in (re.findall("..", run) if len(run) == 4 else [run]))
    if mark.kind == PLACE:
        postcode, _, number = mark.value.partition(" ")
        return f"{postcode[:4]} {postcode[4:]} {number}"
    if mark.kind == PHONE:
        phone = parse(mark.value)
        ours = phone.country_code == country_code_for_region(HOME)
        form = PhoneNumberFormat.NATIONAL if ours else PhoneNumberFormat.INTERNATIONAL
        return format_number(phone, form)
    if mark.kind == NAME:
        return " ".join(one if _SMALL.fullmatch(one) else one.capitalize() for one in mark.value.split())
    return mark.value


def _plates(text: str) -> set[Mark]:
    found = [one[0] for one in _HYPHENED.finditer(text)] + [one[0] for one in _BARE.finditer(text)]
    found += [one[1] for one in _CALLED.finditer(text)]
    plates = (re.sub(r"[\W_]", "", one).upper() for one in found)
    return {Mark(PLATE, one) for one in plates if not MONTHS.fullmatch(one.strip("0123456789"))}


def _places(text: str) -> set[Mark]:
    found = set()
    for match in (*_NUMBER_BEHIND.finditer(text), *_NUMBER_BEFORE.finditer(text)):
        letters = match["letters"]
        if (match["gap"] and not letters.isupper() and _WORDS.fullmatch(letters)) or not int(match["number"]):
            continue
        found.add(Mark(PLACE, f"{match['digits']}{letters.upper()} {int(match['number'])}"))
    return found


def _companies(text: str) -> set[Mark]:
    return {Mark(COMPANY, re.sub(r"\D", "", one[1])) for one in _COMPANY.finditer(text)}


def _phones(text: str) -> set[Mark]:
    """Everybody's numbers: not those that many people call, such as 0800-7000."""
    matcher = PhoneNumberMatcher(text, HOME, Leniency.VALID, max_tries=TRIES)
    found = (one.number for one in matcher)
    return {
        Mark(PHONE, format_number(one, PhoneNumberFormat.E164))
        for one in found
        if number_type(one) not in _PUBLIC
    }


def _looks_like_name(part: str) -> bool:
    words = part.split()
    if not 2 <= len(words) <= 6 or len(part) > LONGEST or any(one.isdigit() for one in part):
        return False
    big = [one for one in words if one[0].isupper()]
    return len(big) > 1 and words[-1] in big and all(one in big or _SMALL.fullmatch(one) for one in words)


def _name(part: str) -> Mark:
    plain = normal(part.replace(".", ""))
    return Mark(NAME, " ".join(re.sub(r"[^\w' -]", " ", plain)[:LONGEST].split()))
