"""One whole year in two municipalities, lived by a moved clock; then every number in every workbook is what
their diaries say, and everybody got everything once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.account.all_organisations import write_all
from bot.account.export import write_account
from bot.foundation import words
from bot.reports import readers
from storage import people
from tests.bot.account.reading import read
from tests.journeys.year import script
from tests.journeys.year.cells import Grid, Workbook
from tests.journeys.year.diary import Known, Lesson, TownDiary, by_half, until
from tests.journeys.year.doors import SLACK_NEW, TEAMS_NEW
from tests.journeys.year.lived import Lived, lived
from tests.journeys.year.play import Town
from tests.journeys.year.truth import Truth, together
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.both]

Days = tuple[date, date]
FIRST, SECOND = (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31))
YEAR = FIRST[0], SECOND[1]
BEFORE = date(2026, 7, 7)  # the first half-year was closed the next morning
BEFORE_SECOND = date(2027, 1, 7)
AGAIN = ("learn/card", "meeting/pick_message")  # reminders, until it is done
NEWS = ("notice/waiting", "account/brought-ready")  # of another report, or half-year
NEW = "notice/new_report"
RECALL = "learn/recall-card"
REMINDERS = {  # once of each report, while it waits: from what until what
    NEW: ("received", "closed"),
    "notice/due_answer": ("received", "answered"),
    "notice/late_answer": ("received", "answered"),
    "notice/due_result": ("answered", "closed"),
    "notice/late_result": ("answered", "closed"),
    "notice/late_deputy": ("received", "closed"),
}


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


class Read:
    """Reads workbooks, and holds each of them beside the truth."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.exact, self.hidden = folder, 0, 0

    def __call__(
        self,
        town: Town,
        days: Days,
        known: Known,
        of_people: Known,
        who: str = "",
        before: Truth | None = None,
    ) -> None:
        """The council's workbook of some days as known by then; with `who`, their internal edition."""
        truth = told(town, days, known, of_people, who)
        self._hold(Workbook(workbook(town, days, self.folder, who), truth, before))

    def over_all(self, year: Lived, days: Days, each: Sequence[tuple[Town, Truth]]) -> None:
        """The workbook over both."""
        asked: dict[str, Any] = {"now": year.world.clock(), "edition": "council", "force": True}
        *_, file = write_all(year.world.engine, year.world.vault, *days, self.folder / "all", **asked)
        named = {town.home.name: truth for town, truth in each}
        whole = together([truth for _, truth in each])
        self._hold(Workbook(read(file), whole, each=named))

    def _hold(self, book: Workbook) -> None:
        wrong = book.check()
        assert not wrong, repr(wrong)[:1500]
        self.exact += book.exact
        self.hidden += book.hidden


def told(town: Town, days: Days, known: Known, of_people: Known, who: str = "") -> Truth:
    """What is true of some days, as far as it was known; `who`: of the reports that they may know of."""
    diary, codes = town.diary, town.diary.codes()
    every = diary.counted(known, of_people, who or None)
    return Truth(every, codes, *days, diary.counted(of_people, of_people))


def workbook(town: Town, days: Days, folder: Path, who: str) -> dict[str, Grid]:
    world, out = town.world, folder / "account.xlsx"
    viewer = None
    if who:
        with world.reading() as session:
            person = people.by_id(session, world.people[who])
            assert person is not None
            viewer = readers.viewer_of(world.vault, person)
    asked: dict[str, Any] = {"edition": "internal" if who else "council", "viewer": viewer, "force": True}
    write_account(world.engine, world.vault, town.home.slug, *days, out, now=world.clock(), **asked)
    return read(out)


def test_a_whole_year_is_told_as_it_was(world: World, tmp_path: Path) -> None:
    with lived(world) as year:
        reads, towns = Read(tmp_path), (year.slack, year.teams)
        year.play.until(script.CLOSED)
        first = until(BEFORE)
        for town in towns:
            reads(town, FIRST, first, first)
            reads(town, FIRST, first, first, coordinator(town))
        reads.over_all(year, FIRST, [(town, told(town, FIRST, first, first)) for town in towns])
        year.play.until(script.CORRECTED)
        for town in towns:
            reads(town, FIRST, first, first)
        script.retheme(year.slack, year.play, "drugs", "laundering", FIRST[1])
        year.doors.correct("2026-H1")
        again = until(script.CORRECTED)
        reads(year.slack, FIRST, again, first)
        year.play.until(script.LAST)
        for town, corrected in ((year.slack, script.CORRECTED), (year.teams, BEFORE)):
            _end_of_year(reads, town, corrected)
        assert reads.exact > 2000, reads.exact
        assert lived_fully(year) == []
        assert list(got_otherwise(year)) == []


def _comes_back(lesson: Lesson | None, days: Counter[date]) -> bool:
    """At most three questions about a finished lesson, on days of their own, more than a week apart."""
    on = sorted(days)
    gaps = [later - before for before, later in pairwise(on)]
    return (
        lesson is not None
        and lesson.finished is not None
        and len(on) <= 3
        and set(days.values()) == {1}
        and on[0] >= lesson.finished + timedelta(days=3)
        and all(gap > timedelta(days=7) for gap in gaps)
    )


def _end_of_year(reads: Read, town: Town, corrected: date) -> None:
    """The second half-year and the year, for the council and for the coordinator."""
    first, second, now = until(corrected), until(BEFORE_SECOND), until(script.LAST)
    people_then, who = until(BEFORE), coordinator(town)
    reads(town, SECOND, second, second, before=told(town, FIRST, first, people_then))
    reads(town, YEAR, by_half(corrected, BEFORE_SECOND), second)
    reads(town, FIRST, now, people_then, who)
    reads(town, SECOND, now, second, who, told(town, FIRST, now, people_then, who))
    reads(town, YEAR, now, second, who)


def coordinator(town: Town) -> str:
    return script.COORDINATOR[town.platform]


def lived_fully(year: Lived) -> list[str]:
    """What a year ought to have and this one had not."""
    diaries = [town.diary for town in (year.slack, year.teams)]
    staff = [one for diary in diaries for one in diary.people.values()]
    reports = [one for diary in diaries for one in diary.reports]
    asked = {
        "300 staff": len(staff) >= 300,
        "20 teams": sum(len(diary.teams) for diary in diaries) == 20,
        "joiners": sum(one.began is not None for one in staff) > 40,
        "leavers": sum(bool(one.ends) for one in staff) > 20,
        "returners": sum(len(one.ends) > 1 for one in staff) > 3,
        "60 reports": len(reports) == 60,
        "four keep somebody out": sum(bool(one.unknown_to) for one in reports) == 4,
        "lessons by the door": all(
            diary.lessons[who, "first"].finished
            for diary, who in zip(diaries, (SLACK_NEW, TEAMS_NEW), strict=True)
        ),
        "lessons": sum(one.finished is not None for diary in diaries for one in diary.lessons.values()) > 60,
    }
    return [what for what, is_so in asked.items() if not is_so]


def got_otherwise(year: Lived) -> Iterator[object]:
    """Who got something twice, or did not get what was for everybody who worked there on its day."""
    for town in (year.slack, year.teams):
        diary = town.diary
        for (who, kind, title, about), days in town.got.items():
            lesson = diary.lessons.get((who, about.rpartition("/")[2]))
            if kind == RECALL:
                if not _comes_back(lesson, days):
                    yield who, kind, title, about, days
                continue
            if not _is_once(diary, who, kind, days):
                yield who, kind, title, about, days
            if lesson and lesson.finished and max(days) > lesson.finished:
                yield who, "a lesson that was done", days
        for title, message in diary.campaigns.items():
            here = {key for key, one in diary.people.items() if one.is_here(message.day)}
            yield from ((who, title) for who in here ^ message.sent.keys())
        per_day = Counter(
            (kind, day)
            for (_, kind, _, _), days in town.got.items()
            for day in days
            if kind == "week/day_message"
        )
        for (kind, day), number in per_day.items():
            if number != sum(one.is_here(day) for one in diary.people.values()):
                yield kind, day, number
        if len(per_day) != 5:
            yield "days of the week", per_day


def _is_once(diary: TownDiary, who: str, kind: str, days: Counter[date]) -> bool:
    """Whether somebody got no more of a kind than there was a reason for, and of each thing once."""
    if kind in REMINDERS and not _each_of_another(days.elements(), _waits(diary, who, *REMINDERS[kind])):
        return False
    if max(days.values()) > 1 and kind != NEW:
        return False
    return len(days) == 1 or kind in (*AGAIN, *NEWS, *REMINDERS)


def _waits(diary: TownDiary, who: str, since: str, until: str) -> list[Days]:
    """From when until when each report waited for something, of those that somebody may know of."""
    mine = [one for one in diary.reports if who not in one.unknown_to and getattr(one, since)]
    return [(getattr(one, since), getattr(one, until) or date.max) for one in mine]


def _each_of_another(days: Iterable[date], waits: Iterable[Days]) -> bool:
    """Whether each of these days can be of something else that waited on it."""
    left = sorted(waits, key=lambda one: one[1])
    for day in sorted(days):
        found = next((one for one in left if one[0] <= day <= one[1]), None)
        if found is None:
            return False
        left.remove(found)
    return True
