"""What is made coarser, what is hidden, and what a small town still gets to read."""

from datetime import date

from bot.account.disclosure.combine import Piece, whole
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.figures import Account, account
from bot.account.disclosure.months import Months, blocks
from bot.account.disclosure.numbers import Below
from bot.account.disclosure.suppression import THRESHOLD, Part, protect, split
from bot.account.disclosure.themes import GROUPS
from bot.reports.dialogue import THEMES
from storage.counts import Closed, Counts, Received, Redirected


def test_small_numbers_in_a_list_are_put_together_until_they_are_enough() -> None:
    counts = {"a": 20, "b": 3, "c": 2, "d": 0, "e": 7}
    assert split(counts, THRESHOLD) == (Part(("a",), 20), Part(("e",), 7), Part(("b", "c", "d"), 5))


def test_one_small_number_takes_the_smallest_other_along() -> None:
    assert split({"a": 20, "b": 3, "c": 7}, THRESHOLD) == (Part(("a",), 20), Part(("b", "c"), 10))


def test_zeros_are_shown_when_nothing_has_to_be_hidden() -> None:
    assert split({"a": 0, "b": 5, "c": 0}, THRESHOLD) == (Part(("a",), 0), Part(("b",), 5), Part(("c",), 0))


def test_a_list_that_would_become_one_line_is_not_split() -> None:
    assert split({"a": 6, "b": 1}, THRESHOLD) == ()
    assert split({"a": 3, "b": 4, "c": 0}, THRESHOLD) == ()
    assert split({"a": 2}, THRESHOLD) == ()


def test_a_small_parse_id_a_table_is_hidden_with_three_others() -> None:
    cells = [[3, 10, 20, 30], [10, 8, 20, 30], [20, 20, 50, 30], [30, 30, 30, 40]]
    assert protect(cells, THRESHOLD) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_table_without_small_numbers_hides_nothing() -> None:
    assert protect([[0, 5], [7, 12]], THRESHOLD) == set()


def test_a_table_that_would_be_full_of_holes_is_refused() -> None:
    assert protect([[3, 10], [10, 20]], THRESHOLD) is None
    assert protect([[1, 0, 50], [0, 50, 50], [50, 50, 50]], THRESHOLD) is None


def test_small_counts_are_told_by_group_and_by_quarter() -> None:
    rows = [
        Received(date(2026, month, 1), theme, "named", None, "", 2)
        for month in range(1, 7)
        for theme in ("drugs", "weapons", "care_fraud", "identity")
    ]
    shown = account(Counts(rows, [], [], 0, []), date(2026, 1, 1), date(2026, 6, 30), (), THRESHOLD)
    assert {line.themes: line.number for line in shown.themes if line.number} == {
        ("drugs",): 12,
        ("weapons",): 12,
        ("care_fraud",): 12,
        ("identity",): 12,
    }
    assert [block.number for block in shown.months] == [8] * 6
    assert shown.cross is not None
    assert shown.cross.size == 3
    assert all(number is not None for row in shown.cross.cells for number in row)


def test_seven_reports_keep_their_total_and_nothing_more() -> None:
    rows = [
        Received(date(2026, 1, 1), "drugs", "named", None, "", 4),
        Received(date(2026, 5, 1), "cyber", "anonymous", 1, "", 3),
    ]
    shown = account(Counts(rows, [], [], 7, []), date(2026, 1, 1), date(2026, 6, 30), (1, 2), THRESHOLD)
    assert shown.received == 7
    assert (shown.themes, shown.identities, shown.departments, shown.cross) == ((), (), (), None)
    assert [block.number for block in shown.months] == [7]
    assert shown.open_at_end == Below(10)


def test_how_many_are_open_is_not_told_when_it_gives_away_how_few_were_closed() -> None:
    """Received 9 and open 5 tells that at least 4 were closed, where it says fewer than 5."""
    rows = [Received(date(2026, 1, 1), "drugs", "named", None, "", 9)]
    closed = [Closed("riec", 3, 4)]
    shown = account(Counts(rows, [], closed, 5, []), date(2026, 1, 1), date(2026, 6, 30), (), THRESHOLD)
    assert shown.closed.reports == Below(5)
    assert shown.open_at_end is None


def test_a_theme_of_a_later_version_counts_as_unknown() -> None:
    rows = [Received(date(2026, 1, 1), "teleportation", "named", None, "", 9)]
    shown = account(Counts(rows, [], [], 9, []), date(2026, 1, 1), date(2026, 1, 31), (), THRESHOLD)
    assert {line.themes: line.number for line in shown.themes if line.number} == {("unknown",): 9}


def test_every_theme_is_in_one_group() -> None:
    assert sorted(theme for themes in GROUPS.values() for theme in themes) == sorted(THEMES)


def test_quarters_are_those_of_the_calendar_cut_off_by_the_period() -> None:
    found = [(block.first, block.last) for block in blocks(date(2025, 11, 1), date(2026, 5, 31), 3)]
    assert found == [
        (date(2025, 11, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 5, 31)),
    ]


def test_a_very_long_period_is_counted_by_longer_times() -> None:
    rows = [Received(date(year, 1, 1), "drugs", "named", None, "", 9) for year in range(2016, 2026)]
    shown = account(Counts(rows, [], [], 0, []), date(2016, 1, 1), date(2025, 12, 31), (), THRESHOLD)
    assert (shown.size, len(shown.months)) == (6, 20)
    forever = account(Counts(rows, [], [], 0, []), date(1, 1, 1), date(9999, 12, 31), (), THRESHOLD)
    assert forever.months == (Months(date(1, 1, 1), date(9999, 12, 31), 90),)


def redirected(first: date, last: date, **kinds: int) -> Account:
    return account(
        Counts([], [], [], 0, [Redirected(*kind) for kind in kinds.items()]), first, last, [], THRESHOLD
    )


def test_a_half_year_told_before_a_kind_of_redirect_existed_stays_and_is_added() -> None:
    old = redirected(date(2025, 7, 1), date(2025, 12, 31), threat=12, inside=6)
    old = old._replace(redirects=tuple(part for part in old.redirects if part.keys != ("digital",)))
    kept = load(dump(Disclosed(old)))
    assert kept.account == old
    new = redirected(date(2026, 1, 1), date(2026, 6, 30), threat=5, digital=9)
    assert Part(("digital",), 9) in new.redirects and new.redirected == 14
    year = whole([Piece("2025-H2", kept, True), Piece("2026-H1", Disclosed(new), True)])
    found = {part.keys: part.number for part in year.redirects}
    assert year.redirected == 32 == sum(found.values())
    assert (found[("threat",)], found[("inside",)], found[("digital",)]) == (17, 6, 9)
