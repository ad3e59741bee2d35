"""Days to the first decision: protected as days to closing, and not told of before they were counted."""

from datetime import date

import pytest

from bot.account.attack.knowledge import Knowledge
from bot.account.attack.reports import Reports
from bot.account.attack.trial import found_out
from bot.account.counting import plain, read, total
from bot.account.disclosure import combine, half_year
from bot.account.disclosure.coarser import steps
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.figures import Days, account
from bot.account.disclosure.numbers import Below
from bot.account.disclosure.over_years import Piece
from bot.account.workbook import cross_tables
from bot.account.workbook.labels import Labels
from bot.account.workbook.summary import summary, told_figures
from bot.foundation import words
from storage.counts import Counts, Decided, Received
from tests.bot.account.making import counted, some_reports

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
MADE = some_reports(200, FIRST, LAST, 5)
COUNTS = counted(MADE, {}, FIRST, LAST)
BEFORE = COUNTS._replace(decided=None)  # as an older version counted the same


def told(counts: Counts) -> Disclosed:
    return Disclosed(account(counts, FIRST, LAST, [], 5))


def test_a_half_year_of_before_is_not_counted_and_stays_so() -> None:
    kept = plain({FIRST: BEFORE})
    assert "decided" not in kept[FIRST.isoformat()]
    assert total(read(kept)).decided is None
    assert read(plain({FIRST: COUNTS})) == {FIRST: COUNTS}
    old = load(dump(told(BEFORE)))
    assert old.account.decided is None and "decided" not in dump(old)
    assert load(dump(told(COUNTS))) == told(COUNTS)


def test_a_correction_of_a_half_year_of_before_loses_no_report() -> None:
    assert not half_year.lost(BEFORE, COUNTS)
    assert half_year.corrected(told(BEFORE), BEFORE, COUNTS, ()).account.decided is None
    assert half_year.lost(COUNTS, COUNTS._replace(decided=[]))


def test_a_year_with_a_half_in_which_it_was_not_counted_says_nothing_of_it() -> None:
    one, other = told(BEFORE), told(COUNTS)
    pieces = [Piece("2025-H2", one, True), Piece("2026-H1", other, True)]
    assert combine.whole(pieces).decided is None
    assert combine.whole(pieces[1:]).decided == other.account.decided


@pytest.mark.parametrize("locale", words.LOCALES)
def test_a_reader_sees_that_it_was_not_counted_and_no_column_of_days(locale: str) -> None:
    labels, old = Labels(locale, "", {}), told(BEFORE).account
    said = words.text("workbook.not_counted", locale)
    assert told_figures(old, labels)["decided"] == said
    lines = {line[0]: line[1:] for line in summary(old, None, [], labels).lines}
    assert lines[words.text("workbook.front.figures.decided", locale)][0] == said
    for shown, codes in (
        (old, ["answered", "closed"]),
        (told(COUNTS).account, ["answered", "decided", "closed"]),
    ):
        assert [column.code for column in cross_tables.days(shown, labels).columns[1:]] == codes


def test_few_decisions_are_hidden_and_their_days_wait_for_enough() -> None:
    def of(number: int) -> Days | None:
        return account(COUNTS._replace(decided=[Decided(3, number)]), FIRST, LAST, [], 5).decided

    assert of(4) == Days(Below(5))
    assert of(10) == Days(10) and of(11) == Days(11, None, 3)
    assert of(24) == Days(24, 3, 3, 3)


def test_who_closes_a_report_decides_on_it_and_the_attacker_knows() -> None:
    """So a number of decisions says how many closings there can be at most."""

    def found(decided: int) -> set[str]:
        knowledge = Knowledge()
        came = [Received(FIRST, "drugs", "named", None, "", 40)]
        shown = account(Counts(came, [], [], 40, [], 0, []), FIRST, LAST, [], 5)
        shown = shown._replace(open_at_end=None, outcomes=(), closed=Days(Below(5)), decided=Days(decided))
        Reports(knowledge, 0, shown, []).follows(None)
        return {secret.where[1] for secret in found_out(knowledge, 20).secrets}

    assert "closed" in found(2)
    assert "closed" not in found(40)


def test_less_can_be_told_of_decisions_where_closings_are_found_out() -> None:
    wanted = steps(told(COUNTS), ["closed"])
    assert {"decided", "closed"} <= {step.less for step in wanted}
    bare = [step.told.account.decided for step in wanted if step.less == "decided"]
    assert Days(None) in bare and all(one is not None and one.half is None for one in bare)
