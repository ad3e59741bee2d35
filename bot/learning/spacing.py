"""Which questions about a finished module come back, and when: one at a time, further and further apart.

Taking something out of your memory some time after you learnt it makes it stay, more than reading it again
(Roediger and Karpicke, Psychological Science 17, 2006; Cepeda and others, Psychological Bulletin 132, 2006).
An organisation has its own days in `<BAKEN_CONTENT>/<short name>/learning.yml`, all have `learning.yml`:

    questions_after: [3, 10, 30]

Working days after a module was finished; `[]` for none. Which questions is chosen when the module ends: of
what went wrong, where something did. They are kept sealed; nothing is kept of what is answered.
"""

import random
from pathlib import Path

from bot.foundation.content_files import BadContent, Source, of_organisations
from bot.foundation.context import Context
from bot.learning.content import Module
from bot.learning.progress import Progress
from bot.lessons.player import is_right
from bot.messages.working_time import working_days_after
from storage import recalls, sealing
from storage.learning import LearningRow

KIND = "recall"
FILE = "learning.yml"
KEY = "questions_after"
USUAL = (3, 10, 30)
MOST, LATEST = 5, 250  # questions, and working days

_own: dict[str, tuple[int, ...]] = {}


def load(folder: Path | None) -> None:
    """Reads what organisations have of their own. Raises BadContent."""
    _own.clear()
    _own.update(of_organisations(folder, FILE, _read))


def of(organisation: str) -> tuple[int, ...]:
    """The working days after which a question comes back in an organisation (its short name)."""
    return _own.get(organisation, _own.get("", USUAL))


def begin(ctx: Context, module: Module, row: LearningRow, progress: Progress) -> bool:
    """From now on questions about a module that was just finished come back, where that is wanted; gives
    whether it is."""
    days = of(ctx.organisation.slug)
    if not days or recalls.is_stopped(ctx.session, row.person_id):
        return False
    names = _chosen(module, progress, len(days))
    sealed = sealing.seal(ctx.vault.learning_key(row.id), names, KIND, row.id)
    first = working_days_after(ctx.today, days[0], ctx.organisation.slug)
    recalls.begin(ctx.session, row.id, sealed, first)
    return True


def _chosen(module: Module, progress: Progress, number: int) -> list[str]:
    """So many of the questions that were asked (in a case with branches not all are): first what went wrong,
    then others, in no order; once more where there are few."""
    asked = [one for one in module.questions if one.name in progress.answers] or list(module.questions)
    questions = random.sample(asked, len(asked))
    wrong = [one for one in questions if not is_right(one, progress.answers.get(one.name, ()))]
    ordered = [*wrong, *(one for one in questions if one not in wrong)]
    return [ordered[at % len(ordered)].name for at in range(number)]


def _read(source: Source) -> tuple[int, ...]:
    problems = [*source.doubles]
    problems += [source.problem(f"{key} is not known here: {KEY}", key) for key in source.data if key != KEY]
    days = source.data.get(KEY, list(USUAL))
    if not isinstance(days, list) or len(days) > MOST or not all(_is_day(day) for day in days):
        problems.append(source.problem(f"write up to {MOST} working days from 1 to {LATEST}", KEY))
    elif sorted(set(days)) != days:
        problems.append(source.problem("let the working days go up, such as [3, 10, 30]", KEY))
    if problems:
        raise BadContent(problems)
    return tuple(days)


def _is_day(day: object) -> bool:
    return type(day) is int and 1 <= day <= LATEST
