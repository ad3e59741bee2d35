"""Below how many a number is hidden in the account of an organisation: 5, unless it chose a higher number.

An organisation has its own in `<BAKEN_CONTENT>/<short name>/account.yml`, all have `account.yml`:

    hide_below: 10

A lower one is refused (decision 32). Half-years that are closed keep the one with which they were."""

from pathlib import Path

from sqlmodel import Session

from bot.account.disclosure.suppression import THRESHOLD
from bot.foundation.content_files import BadContent, Source, of_organisations
from storage import organisations

FILE = "account.yml"
KEY = "hide_below"
MOST = 50
_own: dict[str, int] = {}


def load(folder: Path | None) -> None:
    """Reads what organisations have of their own. Raises BadContent."""
    _own.clear()
    _own.update(of_organisations(folder, FILE, _read))


def of(organisation: str) -> int:
    """The threshold of an organisation (its short name): every number from 1 to below it is hidden."""
    return _own.get(organisation) or _own.get("") or THRESHOLD


def threshold(session: Session, organisation_id: int) -> int:
    """The same, for who knows its id."""
    found = organisations.by_id(session, organisation_id)
    return of(found.slug if found else "")


def _read(source: Source) -> int:
    problems = [*source.doubles]
    problems += [source.problem(f"{key} is not known here: {KEY}", key) for key in source.data if key != KEY]
    number = source.data.get(KEY, THRESHOLD)
    if type(number) is not int or not THRESHOLD <= number <= MOST:
        problems.append(source.problem(f"write {KEY} as a number from {THRESHOLD} to {MOST}", KEY))
    if problems or type(number) is not int:
        raise BadContent(problems)
    return number
