"""From counts to what the account shows: rolled up, made coarser, with small numbers hidden. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple, TypeVar

from bot.account.disclosure import themes
from bot.account.disclosure.months import UNEVEN, Cross, Months, cross, in_months
from bot.account.disclosure.numbers import Below, Figure, safe_figure
from bot.account.disclosure.suppression import THRESHOLD, Part, safe, split
from bot.account.disclosure.themes import ThemeLine
from bot.reports.dialogue import IDENTITIES, ORIGINS, PAGE, REDIRECTS, THEMES
from bot.reports.handling_screens import OUTCOMES
from storage.counts import Counts, Received

NORM = 7  # days within which a report should have its first answer
NOT_GIVEN = 0  # the "department" of reports whose reporter named none
WAYS = ("reporter", PAGE, *ORIGINS)  # by which a report came: the reporter's own, or entered for them

Key = TypeVar("Key")


class Days(NamedTuple):
    """How long it took: within how many days a quarter, half and three quarters of the reports were done."""

    reports: Figure
    quarter: int | None = None
    half: int | None = None
    three_quarters: int | None = None
    in_time: int | None = None
    late: int | None = None


class Account(NamedTuple):
    """All that is shown of a period. An empty tuple: nothing can be told apart.

    `size` is how many calendar months a line of `months` counts together, 0 for all. Numbers below
    `threshold` are hidden; of several half-years it is the lowest of theirs. Half-years of before it could be
    chosen have the usual one.
    """

    first: date
    last: date
    received: Figure
    themes: tuple[ThemeLine, ...]
    months: tuple[Months, ...]
    size: int
    cross: Cross | None
    identities: tuple[Part[str], ...]
    departments: tuple[Part[int], ...]
    answered: Days
    closed: Days
    outcomes: tuple[Part[str], ...]
    open_at_end: Figure
    redirected: Figure
    redirects: tuple[Part[str], ...]
    threshold: int = THRESHOLD
    reopened: Figure = 0  # how often a closed report was opened again; of before that could be, never
    decided: Days | None = None  # None: not counted then (yet), which is not 0
    origins: tuple[Part[str], ...] | None = None  # likewise


def account(counts: Counts, first: date, last: date, departments: Sequence[int], threshold: int) -> Account:
    """What may be shown of the period from the first day to the last; `departments` are the ids of all, and
    numbers below the threshold are hidden."""
    came_in = [(row, row.number) for row in counts.received]
    received = sum(number for _, number in came_in)
    by_theme = _tally(((themes.known(row.theme), number) for row, number in came_in), THEMES)
    by_month = _tally((((row.month, themes.known(row.theme)), number) for row, number in came_in))
    places = _tally(((row.department_id or NOT_GIVEN, n) for row, n in came_in), (*departments, NOT_GIVEN))
    outcomes = _tally(((row.outcome or "", row.number) for row in counts.closed), OUTCOMES)
    redirects = _tally(counts.redirected, REDIRECTS)
    lines, groups = themes.most(by_theme, threshold)
    ways = by_way(counts.received)
    months, size = in_months(by_month, first, last, threshold)
    choices = (lines, groups, *themes.coarser(groups))
    return Account(
        first,
        last,
        safe_figure(received, threshold),
        lines,
        months if safe(received, threshold) else (),
        size,
        cross(by_month, choices, first, last, size if size != UNEVEN else 0, threshold),
        split(_tally(((row.identity, number) for row, number in came_in), IDENTITIES), threshold),
        split(places, threshold),
        days_of(_tally(counts.answered), threshold, NORM),
        days_of(_tally((row.days, row.number) for row in counts.closed), threshold),
        split(outcomes, threshold),
        _open(counts.open_at_end, sum(outcomes.values()), threshold),
        safe_figure(sum(redirects.values()), threshold),
        split(redirects, threshold),
        threshold,
        safe_figure(counts.reopened, threshold),
        None if counts.decided is None else days_of(_tally(counts.decided), threshold),
        None if ways is None else split(ways, threshold),
    )


def by_way(received: Sequence[Received]) -> dict[str, int] | None:
    """How many came by each way; nothing where that was not counted of some of them."""
    if any(row.origin is None for row in received):
        return None
    return _tally(((row.origin or "reporter", row.number) for row in received), WAYS)


def by_month_only(account: Account) -> Account:
    """The account without all that is told by half-year: how many came in, by theme and month."""
    nothing = Days(None)
    return account._replace(
        identities=(),
        departments=(),
        answered=nothing,
        closed=nothing,
        outcomes=(),
        open_at_end=None,
        redirected=None,
        redirects=(),
        reopened=None,
        decided=nothing,
        origins=(),
    )


def half_from(threshold: int) -> int:
    """From how many reports half is told: that many lie on either side of the one in the middle."""
    return 2 * threshold + 1


def quarters_from(threshold: int) -> int:
    """From how many reports quarters are told: as many lie between each two of them."""
    return 4 * (threshold + 1)


def days_of(waited: dict[int, int], threshold: int, norm: int | None = None) -> Days:
    """Told where enough other reports lie on either side: so many that a hidden number stays hidden."""
    reports = sum(waited.values())
    if reports < threshold:
        return Days(safe_figure(reports, threshold))
    in_time = sum(number for days, number in waited.items() if norm is not None and days <= norm)
    told = norm is not None and safe(in_time, threshold) and safe(reports - in_time, threshold)
    return Days(
        reports,
        _within(waited, reports, 1) if reports >= quarters_from(threshold) else None,
        _within(waited, reports, 2) if reports >= half_from(threshold) else None,
        _within(waited, reports, 3) if reports >= quarters_from(threshold) else None,
        in_time if told else None,
        reports - in_time if told else None,
    )


def _within(waited: dict[int, int], reports: int, quarters: int) -> int:
    """The fewest days within which this many quarters of the reports were done."""
    days = sorted(waited)
    done = accumulate(waited[day] for day in days)
    return next(day for day, so_far in zip(days, done, strict=True) if 4 * so_far >= quarters * reports)


def _open(number: int, closed: int, threshold: int) -> Figure:
    """Open at the end is never less than received minus closed. So a small number is told less exactly than
    others, and none is told where it would give away how few were closed."""
    if not safe(closed, threshold):
        return None
    return Below(2 * threshold) if 0 < number < 2 * threshold else number


def _tally(counted: Iterable[tuple[Key, int]], known: Iterable[Key] = ()) -> dict[Key, int]:
    """Adds up by key; what is known comes first, also when there is none of it."""
    found = dict.fromkeys(known, 0)
    for key, number in counted:
        found[key] = found.get(key, 0) + number
    return found
