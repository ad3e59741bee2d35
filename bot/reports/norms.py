"""By when something has to happen with a report, and when its handlers are reminded.

An organisation has its own in `<BAKEN_CONTENT>/<short name>/norms.yml`, all have `norms.yml`:

    answer_within_days: 5
    result_within_weeks: 8
    remind_working_days_before: 3
    keep_no_action_years: 1
    keep_closed_years: 2

The first two may be shorter than the usual ones and never longer: seven days and three months are what the
dialogue promises every reporter, and what is asked for reports of whistleblowers (Directive (EU) 2019/1937,
article 9). How long a closed report is kept is the municipality's own decision (GDPR, article 5.1.e).
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.foundation.content_files import BadContent, Problem, Source, of_organisations

FILE = "norms.yml"
MONTHS = 3
TO_LOOK = timedelta(days=14)  # after it was announced, before a report is destroyed
NO_ACTION = ("no_signal", "no_action")  # the outcomes after which nothing is done
LONGEST = {
    "answer_within_days": 7,
    "result_within_weeks": 13,
    "remind_working_days_before": 5,
    "keep_no_action_years": 5,
    "keep_closed_years": 10,
}


@dataclass(frozen=True)
class Norms:
    """Days to a first answer, weeks to a result (none: three months), working days from the reminder to the
    last day, and years from closing until a report is destroyed."""

    answer_within_days: int = 7
    result_within_weeks: int | None = None
    remind_working_days_before: int = 2
    keep_no_action_years: int = 1
    keep_closed_years: int = 5

    def answer_by(self, since: date) -> date:
        """The last day for an answer to what came on a day."""
        return since + timedelta(days=self.answer_within_days)

    def keep_until(self, outcome: str | None, closed_on: date) -> date:
        """The day on which a report that was closed with this outcome is destroyed."""
        years = self.keep_no_action_years if outcome in NO_ACTION else self.keep_closed_years
        return months_after(closed_on, 12 * years)

    def result_by(self, received_on: date) -> date:
        """The last day for a result."""
        latest = months_after(received_on, MONTHS)
        if self.result_within_weeks is None:
            return latest
        return min(latest, received_on + timedelta(weeks=self.result_within_weeks))


USUAL = Norms()
_own: dict[str, Norms] = {}


def load(folder: Path | None) -> None:
    """Reads what organisations have of their own. Raises BadContent."""
    _own.clear()
    _own.update(of_organisations(folder, FILE, _read))


def of(organisation: str) -> Norms:
    """The norms of an organisation (its short name)."""
    return _own.get(organisation) or _own.get("") or USUAL


def _read(source: Source) -> Norms:
    problems: list[Problem] = [*source.doubles]
    for key, value in source.data.items():
        if key not in LONGEST:
            problems.append(source.problem(f"{key} is not known here: {', '.join(LONGEST)}", key))
        elif type(value) is not int or not 1 <= value <= LONGEST[key]:
            problems.append(source.problem(f"write {key} as a number from 1 to {LONGEST[key]}", key))
    if problems:
        raise BadContent(problems)
    return Norms(**source.data)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
