"""A second opinion: every table of the account counted from a diary, line by line. Shares no code with the
product, and knows nothing of half-years: any first and last day will do."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from tests.bot.account.diary import Course, Diary
from tests.bot.account.making import closings

Lines = dict[str, tuple[int, ...]]


def _standing(mine: list[Course], first: date, last: date) -> str | None:
    mine = [one for one in mine if one.assigned_on <= last]
    if not mine:
        return None
    todo = [one for one in mine if one.finished_on is None or one.finished_on > last]
    if not todo:
        done = max(one.finished_on for one in mine if one.finished_on)
        return "completed" if done >= first else None
    left = mine[0].left_on
    if left is not None and left < last:
        return None
    if any(one.due_on < last for one in todo):
        return "late"
    return "busy" if any(one.begun_on and one.begun_on <= last for one in mine) else "waiting"


def _people(diary: Diary) -> list[list[Course]]:
    found: defaultdict[int, list[Course]] = defaultdict(list)
    for one in diary.courses:
        found[one.person].append(one)
    return list(found.values())


def _how_far(diary: Diary, first: date, last: date, lines: Callable[[Course], list[str]]) -> Lines:
    names = ("completed", "busy", "waiting", "late")
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for mine in _people(diary):
        standing = _standing(mine, first, last)
        for line in lines(mine[0]) if standing else ():
            found[line][names.index(standing or "")] += 1
    return {line: tuple(numbers) for line, numbers in found.items()}


def onboarding(diary: Diary, first: date, last: date) -> Lines:
    every = _people(diary)
    assigned = sum(first <= min(one.assigned_on for one in mine) <= last for mine in every)
    days = [[one.begun_on for one in mine if one.begun_on] for mine in every]
    begun = sum(bool(some) and first <= min(some) <= last for some in days)
    return {"assigned": (assigned,), "begun": (begun,)}


def onboarding_departments(diary: Diary, first: date, last: date) -> Lines:
    return _how_far(diary, first, last, lambda one: [f"department/{one.place}"])


def onboarding_groups(diary: Diary, first: date, last: date) -> Lines:
    return _how_far(diary, first, last, lambda one: [f"group/{id}" for id in one.groups])


def modules(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in diary.courses:
        here = one.left_on is None or one.left_on >= last
        is_open = one.assigned_on <= last and (one.finished_on is None or one.finished_on > last)
        numbers = found[f"onboarding/{one.module}"]
        numbers[0] += bool(one.begun_on and first <= one.begun_on <= last)
        numbers[1] += bool(one.finished_on and first <= one.finished_on <= last)
        numbers[2] += is_open and here and one.due_on < last
    return {line: tuple(numbers) for line, numbers in found.items()}


def _on(diary: Diary, year: int, first: date, last: date) -> bool:
    started, until = diary.rounds[year]
    met = any(of == year and held and first <= held <= last for of, _, _, held, _, _ in diary.meetings)
    return started <= last and (until >= first or met)


def meetings_reached(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for year, _, place, held, _, _ in diary.meetings:
        if _on(diary, year, first, last):
            found[f"round/{year}/department/{place}"][0] += bool(held and held <= last)
            found[f"round/{year}/department/{place}"][1] += 1
    return {line: tuple(numbers) for line, numbers in found.items()}


def meetings_not_reached(diary: Diary, first: date, last: date) -> Lines:
    return {
        f"round/{year}/team/{team}": (year,)
        for year, team, _, held, _, _ in diary.meetings
        if _on(diary, year, first, last) and not (held and held <= last)
    }


def meetings_held(diary: Diary, first: date, last: date) -> Lines:
    return {"meetings": (sum(bool(one[3] and first <= one[3] <= last) for one in diary.meetings),)}


def meetings_present(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _, _, place, held, present, size in diary.meetings:
        if held and first <= held <= last:
            found[f"department/{place}"][0] += present
            found[f"department/{place}"][1] += size - present
    return {line: tuple(numbers) for line, numbers in found.items()}


def week_participants(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for day, who in diary.weeks:
        for place, some in who.items() if first <= day <= last else ():
            found[f"department/{place}"] |= some
    return {line: (len(some),) for line, some in found.items()}


def campaigns(diary: Diary, first: date, last: date) -> Lines:
    return {
        f"campaign/{id}": (
            sum(completed for _, _, completed in counts.values()),
            sum(opened - completed for _, opened, completed in counts.values()),
            sum(sent - opened for sent, opened, _ in counts.values()),
        )
        for id, day, counts in diary.campaigns
        if first <= day <= last
    }


def campaigns_sent(diary: Diary, first: date, last: date) -> Lines:
    out = [counts for _, day, counts in diary.campaigns if first <= day <= last]
    return {"campaigns": (sum(any(sent for sent, _, _ in one.values()) for one in out),)}


def _summed(entries: Iterable[tuple[str, date, int]], first: date, last: date) -> Lines:
    found: defaultdict[str, int] = defaultdict(int)
    for kind, day, number in entries:
        found[kind] += number if first <= day <= last else 0
    return {kind: (number,) for kind, number in found.items()}


def week_activities(diary: Diary, first: date, last: date) -> Lines:
    return _summed(((kind, day, 1) for kind, day, _ in diary.activities), first, last)


def week_participations(diary: Diary, first: date, last: date) -> Lines:
    return _summed(diary.activities, first, last)


def week_votes(diary: Diary, first: date, last: date) -> Lines:
    return _summed(diary.polls, first, last)


def redirects(diary: Diary, first: date, last: date) -> Lines:
    return _summed(diary.redirects, first, last)


def activities(diary: Diary, first: date, last: date) -> Lines:
    return _summed(diary.logged, first, last)


def satisfaction(diary: Diary, first: date, last: date) -> Lines:
    return _summed(diary.satisfied, first, last)


def outcomes_departments(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in diary.reports:
        for day, outcome, _ in closings(one):
            if first <= day <= last:
                done = outcome in ("department", "check", "riec", "authority")
                found[f"department/{one.department or 0}"][0 if done else 1] += 1
    return {line: tuple(numbers) for line, numbers in found.items()}


def days_departments(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for one in diary.reports:
        for day, _, waited in closings(one):
            if first <= day <= last:
                found[f"department/{one.department or 0}"].append(waited)
    return {line: tuple(within(some, quarters) for quarters in (1, 2, 3)) for line, some in found.items()}


def modules_departments(diary: Diary, first: date, last: date) -> Lines:
    found: defaultdict[str, int] = defaultdict(int)
    for one in diary.courses:
        if one.finished_on and first <= one.finished_on <= last:
            found[f"onboarding/{one.module}@department/{one.place}"] += 1
    return {line: (number,) for line, number in found.items()}


def campaigns_departments(diary: Diary, first: date, last: date) -> Lines:
    return {
        f"campaign/{id}@department/{place}": (completed, opened - completed, sent - opened)
        for id, day, counts in diary.campaigns
        for place, (sent, opened, completed) in counts.items()
        if first <= day <= last
    }


def within(waited: list[int], quarters: int) -> int:
    """The fewest days within which so many quarters of all were done."""
    return next(
        day for day in sorted(waited) if 4 * sum(one <= day for one in waited) >= quarters * len(waited)
    )


TABLES: dict[str, Callable[[Diary, date, date], Lines]] = {
    one.__name__: one
    for one in (
        onboarding,
        onboarding_departments,
        onboarding_groups,
        modules,
        meetings_reached,
        meetings_not_reached,
        meetings_held,
        meetings_present,
        week_activities,
        week_participations,
        week_participants,
        week_votes,
        campaigns_sent,
        campaigns,
        activities,
        satisfaction,
        outcomes_departments,
        days_departments,
        modules_departments,
        campaigns_departments,
    )
}
