"""What an import did, in words: for the screen and for the command line. Never what stood in a row."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from bot.directory.entries import Problem
from bot.directory.transfer import Outcome
from bot.foundation import words
from storage import mailings
from storage.directory import Known

ALWAYS = ("added", "changed", "unchanged")  # also when there are none
OTHERS = ("returned", "left", "missing", "kept", "never_here", "refused")


def changes(outcome: Outcome) -> bool:
    """Whether anything is different afterwards."""
    return bool(outcome.added + outcome.changed + outcome.returned + outcome.left + outcome.missing)


def counted(outcome: Outcome, locale: str, organisation: str = "") -> list[tuple[str, int]]:
    """Labels with numbers."""
    numbers = {**vars(outcome), "refused": len(outcome.refused)}
    shown = [name for name in (*ALWAYS, *OTHERS) if name in ALWAYS or numbers[name]]
    return [(words.text(f"people.outcome.{name}", locale, organisation), numbers[name]) for name in shown]


def problems(found: Iterable[Problem], locale: str, organisation: str = "") -> tuple[str, ...]:
    """A sentence for each row that was refused, or taken with a remark."""
    return tuple(_sentence(problem, locale, organisation) for problem in found)


def out_of_reach(session: Session, organisation_id: int, some: Sequence[Known]) -> dict[int, str]:
    """Why each of these people cannot be reached, as a key under people.why: what delivery met, else that
    they are in no chat."""
    met = mailings.unreached(session, organisation_id, [one.id for one in some])
    return {one.id: met.get(one.id) or ("not_found" if one.email else "no_email") for one in some}


def _sentence(problem: Problem, locale: str, organisation: str) -> str:
    params = dict(problem.params)
    if "field" in params:
        params["field"] = words.text(f"people.fields.{params['field']}", locale, organisation)
    why = words.text(f"people.refused.{problem.why}", locale, organisation, **params)
    return words.text("people.row", locale, organisation, row=problem.row, why=why)
