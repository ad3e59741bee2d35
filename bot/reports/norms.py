"""By when something has to happen with a report, and when its handlers are reminded.

An organisation has its own in `<BAKEN_CONTENT>/<short name>/norms.yml`, all have `norms.yml`:

    answer_within_days: 5
    result_within_weeks: 8
    remind_working_days_before: 3

They may be shorter than the usual ones and never longer: seven days and three months are what the dialogue
promises every reporter, and what the law asks for reports of whistleblowers (Wet bescherming klokkenluiders,
article 2, fourth paragraph).
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.foundation.content_files import BadContent, Problem, read

FILE = "norms.yml"
MONTHS = 3
LONGEST = {"answer_within_days": 7, "result_within_weeks": 13, "remind_working_days_before": 5}


@dataclass(frozen=True)
class Norms:
    """Days to a first answer, weeks to a result (none: three months), working days from the reminder to the
    last day."""

    answer_within_days: int = 7
    result_within_weeks: int | None = None
    remind_working_days_before: int = 2

    def answer_by(self, since: date) -> date:
        """The last day for an answer to what came on a day."""
        return since + timedelta(days=self.answer_within_days)

    def result_by(self, received_on: date) -> date:
        """The last day for a result."""
        latest = _months_after(received_on, MONTHS)
        if self.result_within_weeks is None:
            return latest
        return min(latest, received_on + timedelta(weeks=self.result_within_weeks))


USUAL = Norms()
_own: dict[str, Norms] = {}


def load(folder: Path | None) -> None:
    """Reads what organisations have of their own. Raises BadContent."""
    _own.clear()
    for file in sorted([*folder.glob(FILE), *folder.glob(f"*/{FILE}")]) if folder else ():
        _own["" if file.parent == folder else file.parent.name] = _read(file)


def of(organisation: str) -> Norms:
    """The norms of an organisation (its short name)."""
    return _own.get(organisation) or _own.get("") or USUAL


def _read(file: Path) -> Norms:
    source = read(file)
    problems: list[Problem] = [*source.doubles]
    for key, value in source.data.items():
        if key not in LONGEST:
            problems.append(source.problem(f"{key} is not known here: {', '.join(LONGEST)}", key))
        elif type(value) is not int or not 1 <= value <= LONGEST[key]:
            problems.append(source.problem(f"write {key} as a number from 1 to {LONGEST[key]}", key))
    if problems:
        raise BadContent(problems)
    return Norms(**source.data)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
