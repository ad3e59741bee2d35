"""By which way reports came: protected as all else of them, and not told of before it was counted."""

from datetime import date

import pytest

from bot.account.assembly import assemble
from bot.account.counting import plain, read, total
from bot.account.disclosure import combine, half_year
from bot.account.disclosure.coarser import steps
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.figures import WAYS, account
from bot.account.disclosure.over_years import Piece
from bot.account.disclosure.suppression import Part
from bot.account.workbook import breakdowns
from bot.account.workbook.labels import Labels
from bot.foundation import words
from bot.reports.dialogue import ORIGINS
from storage import retention
from storage.counts import Counts, Received
from storage.reports import Viewer
from tests.bot.account.making import counted, some_reports
from tests.bot.account.test_closing import close
from tests.bot.account.test_internal import viewer
from tests.bot.reports.test_entering import entered
from tests.support.world import World

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
MADE = some_reports(200, FIRST, LAST, 5)
COUNTS = counted(MADE, {}, FIRST, LAST)
BEFORE = COUNTS._replace(received=[one._replace(origin=None) for one in COUNTS.received])


def told(counts: Counts) -> Disclosed:
    return Disclosed(account(counts, FIRST, LAST, [], 5))


def came(reporter: int, **entered: int) -> Counts:
    """So many of the reporter's own, and so many that were entered for somebody, by origin."""
    numbers = {"": reporter, **entered}
    rows = [Received(FIRST, "drugs", "named", None, origin, number) for origin, number in numbers.items()]
    return Counts(rows, [], [], 0, [])


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def ways(world: World, of: Viewer | None = None) -> dict[str, int]:
    """What an account shows of them, without what there is none of."""
    with world.reading() as session:
        day = world.clock().date()
        shown = assemble(session, world.organisation.id, FIRST, LAST, max(day, FIRST), viewer=of).account
    return {"+".join(one.keys): one.number for one in shown.origins or () if one.number}


@pytest.mark.both
def test_reports_are_counted_by_the_way_they_came_for_whoever_may_know_of_them(world: World) -> None:
    ids = [world.report(f"reporter-{number}").id for number in range(8)]
    world.clock.forward(days=1)
    for origin in ("telephone", *["letter"] * 5):
        ids.append(world.report_id(entered(world, origin=origin).codes()[0]))
    kept_from = entered(world, origin="m", untold=(str(world.people["coordinator"]),))
    ids.append(world.report_id(kept_from.codes()[0]))

    def same() -> None:
        assert ways(world) == {"reporter": 8, "page+telephone+mail+letter+desk+m+other": 6}
        known = {"reporter": 8, "telephone": 1, "letter": 5}
        assert ways(world, viewer(world, "coordinator")) == known
        assert ways(world, viewer(world, "handler")) == known | {"m": 1}

    same()
    for id in ids:
        with world.unit() as session:
            retention.bury(session, id)
    same()
    world.clock.forward(days=200)
    close(world, "2026-H1")
    same()


def test_few_that_were_entered_are_not_told_apart() -> None:
    assert told(came(40, telephone=3)).account.origins == ()
    parts = told(came(40, telephone=6, letter=2)).account.origins
    assert parts == (Part(("reporter",), 40), Part(WAYS[1:], 8))


def test_what_came_by_the_page_is_counted_apart_and_protected_as_all_else() -> None:
    assert told(came(40, page=3)).account.origins == ()
    assert told(came(40, page=3, mail=4)).account.origins == (Part(("reporter",), 40), Part(WAYS[1:], 7))
    apart = told(came(40, page=9, mail=8)).account.origins or ()
    assert Part(("page",), 9) in apart and sum(part.number for part in apart) == 57
    sheet = breakdowns.origins(told(came(40, page=9, mail=8)).account, Labels("nl", "", {}))
    assert any("meldpagina" in str(line) for line in sheet.lines)


def test_a_half_year_that_knew_no_page_adds_up_with_one_that_does() -> None:
    new, before = told(came(40, page=9, mail=8)), told(came(40, mail=8))
    parts = (Part(("reporter",), 40), Part(ORIGINS, 8))
    old = before._replace(account=before.account._replace(origins=parts))
    both = combine.whole([Piece("2025-H2", old, True), Piece("2026-H1", new, True)]).origins
    assert both is not None and sum(part.number for part in both) == 48 + 57
    assert load(dump(old)) == old


def test_a_half_year_of_before_is_not_counted_and_stays_so() -> None:
    kept = plain({FIRST: COUNTS})
    assert read(kept) == {FIRST: COUNTS}
    for month in kept.values():  # as an older version wrote it
        month["received"] = [[*row[:4], row[-1]] for row in month["received"]]
    old = total(read(kept))
    assert old == total({FIRST: BEFORE})
    assert told(old).account.origins is None and "origins" not in dump(told(old))
    for shown in (told(old), told(COUNTS)):
        assert load(dump(shown)) == shown


def test_a_correction_keeps_what_was_told_and_counts_nothing_for_the_first_time() -> None:
    assert not half_year.lost(BEFORE, COUNTS)
    assert half_year.corrected(told(BEFORE), BEFORE, COUNTS, ()).account.origins is None
    moved = COUNTS._replace(received=[one._replace(theme="cyber") for one in COUNTS.received])
    assert (
        half_year.corrected(told(COUNTS), COUNTS, moved, ()).account.origins == told(COUNTS).account.origins
    )


def test_a_year_is_told_where_both_halves_are() -> None:
    pieces = [Piece("2025-H2", told(BEFORE), True), Piece("2026-H1", told(COUNTS), True)]
    assert combine.whole(pieces).origins is None
    assert combine.whole(pieces[1:]).origins == told(COUNTS).account.origins
    both = combine.whole([pieces[1], pieces[1]]).origins
    assert both and sum(part.number for part in both) == 2 * len(MADE)


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_reader_is_told_in_words_where_there_is_no_table(locale: str) -> None:
    labels = Labels(locale, "", {})
    for counts, note in ((BEFORE, "not_counted"), (came(40), "all_own"), (came(40, mail=2), "whole")):
        sheet = breakdowns.origins(told(counts).account, labels)
        assert sheet.notes == (words.text(f"workbook.notes.{note}", locale, count=sum_of(counts)),)
        assert not sheet.columns
    assert breakdowns.origins(told(COUNTS).account, labels).lines


def sum_of(counts: Counts) -> int:
    return sum(one.number for one in counts.received)


def test_less_can_be_told_of_it_where_something_is_found_out() -> None:
    (step,) = [one for one in steps(told(COUNTS), ["origins"]) if one.less == "origins"]
    assert step.told.account.origins == () and "origins" in step.told.withheld
