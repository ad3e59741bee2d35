"""A minimum never looks like a total, and what is compared is alike."""

from datetime import date

import pytest

from bot.account.assembly import AccountView
from bot.account.disclosure import combine
from bot.account.disclosure.combine import Piece
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.figures import Account, account
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.themes import GROUPS, ThemeLine, comparable
from bot.account.picture import said, year_of
from bot.account.workbook import cross_tables
from bot.account.workbook.book import book
from bot.account.workbook.cover import Edition
from bot.account.workbook.labels import Labels
from bot.account.workbook.layout import Book, Sheet, Value
from bot.documents.year import year_picture
from bot.foundation import words
from bot.integrity_week import coordinator_forms
from storage.counts import Counts, Received
from storage.organisations import OrganisationRow
from tests.support.world import World

HALVES = ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31)))
SPRING = {
    "drugs": 20,
    "weapons": 9,
    "laundering": 7,
    "property": 6,
    "fencing": 6,
    "care_fraud": 8,
    "influence": 8,
}
AUTUMN = {
    "drugs": 22,
    "weapons": 11,
    "laundering": 2,
    "property": 3,
    "fencing": 1,
    "care_fraud": 16,
    "cyber": 5,
}


@pytest.fixture(autouse=True)
def our_words() -> None:
    words.load()


def half(place: int, counts: dict[str, int]) -> Account:
    first, last = HALVES[place]
    received = [Received(first, theme, "named", None, "", number) for theme, number in counts.items()]
    return account(Counts(received, [], [], 0, []), first, last, [], THRESHOLD)


def year(*every: dict[str, int]) -> Account:
    pieces = [
        Piece(str(n), Disclosed(half(n, counts)), whole=True, version=1) for n, counts in enumerate(every)
    ]
    return combine.whole(pieces)


def made(of: Account, locale: str = "nl") -> Book:
    shown = AccountView(of, (), (), {})
    return book(of, Edition("Gemeente", of.last, False), Labels(locale, "", {}), shown)


def sheet(of: Account, name: str) -> Sheet:
    return next(one for one in made(of).sheets if one.name == name)


def lines(of: Account, name: str) -> dict[Value, tuple[Value, ...]]:
    return {line[0]: line[1:] for line in sheet(of, name).lines}


def test_what_is_partly_counted_elsewhere_says_so_and_has_no_share_and_no_rank() -> None:
    of = year(SPRING, AUTUMN)
    found = lines(of, "themes")
    for line in of.themes:
        truth = sum((SPRING | dict.fromkeys(AUTUMN, 0) | SPRING).get(theme, 0) for theme in line.themes)
        truth += sum(AUTUMN.get(theme, 0) for theme in line.themes)
        assert line.number == truth or line.partly, line
        assert line.number <= truth
    assert found["Drugs"][1:3] == (42, 42 / 124)
    assert found["Witwassen"][1:3] == ("ten minste 7", "–")
    order = [value for _, value, *_ in found.values()]
    assert sorted(order, key=lambda one: isinstance(one, str)) == order  # what is exact comes first


def test_a_group_of_which_some_themes_are_told_apart_has_not_the_name_of_the_whole_group() -> None:
    of = year(SPRING | {"care_fraud": 4, "influence": 4, "identity": 4, "permits_and_benefits": 4}, AUTUMN)
    assert any(line.themes == GROUPS["government"] and line.partly for line in of.themes)
    found = lines(of, "themes")
    assert "Misbruik van de overheid" not in found
    assert str(found["Overig: Misbruik van de overheid"][1]).startswith("ten minste")


def test_a_total_that_is_only_partly_known_is_told_as_what_is_known() -> None:
    few = year(SPRING, {"drugs": 3})
    assert sheet(few, "themes").total[2:4] == ("65 tot en met 68", "–")
    assert {str(line[3]) for line in sheet(few, "themes").lines} == {"–"}
    assert sheet(few, "themes").chart is None


def test_a_chart_of_groups_leaves_no_group_out_and_is_exact() -> None:
    few = {"drugs": 6, "weapons": 5, "care_fraud": 6}
    every = [SPRING | few, AUTUMN | few]
    of = year(*every)
    assert sheet(of, "themes").chart is None  # laundering may be larger than what is told apart
    truth = {
        name: sum(counts.get(theme, 0) for counts in every for theme in themes)
        for name, themes in GROUPS.items()
    }
    found = {line.groups: line.number for line in comparable(of.themes, of.received)}
    assert found == {names: sum(truth[name] for name in names) for names in found}
    assert sum(found.values()) == of.received and {name for names in found for name in names} == set(GROUPS)
    groups = sheet(of, "groups")
    assert groups.chart and groups.chart.lines == len([number for number in found.values() if number])
    assert "De langste staaf is Geld, handel en internet, met 30." in groups.chart.words


def test_groups_that_a_line_lies_across_are_one_line() -> None:
    found = [
        ThemeLine(("organised",), ("drugs",), 9),
        ThemeLine(("people",), ("exploitation",), 6),
        ThemeLine(("people", "money"), GROUPS["people"] + GROUPS["money"], 7),
        ThemeLine(("money",), ("cyber",), 8),
    ]
    assert [(line.groups, line.number) for line in comparable(found, 30)] == [
        (("people", "money"), 21),
        (("organised",), 9),
    ]
    assert comparable(found, 31) == ()


@pytest.mark.parametrize("locale", words.LOCALES)
def test_themes_that_have_no_line_are_not_said_to_be_the_hidden_ones(locale: str) -> None:
    """Of two half-years, only themes that one of them tells apart have a line."""
    labels = Labels(locale, "", {})
    sheet = cross_tables.cross(year(SPRING, AUTUMN), labels)
    others = labels.say("workbook.sheets.cross.others")
    assert others in [line[0] for line in sheet.lines]
    assert labels.say("workbook.sheets.cross.rest") not in [line[0] for line in sheet.lines]


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_kind_of_activity_of_a_week_has_its_word(locale: str) -> None:
    labels = Labels(locale, "", {})
    for kind in coordinator_forms.KINDS:
        assert labels.coded(kind, {}) == words.text(f"week.kinds.{kind.replace('-', '_')}", locale)


def test_the_picture_compares_groups_with_groups_and_says_what_it_does_not_draw(world: World) -> None:
    home: OrganisationRow = world.organisation
    mixed = year_of(AccountView(year(SPRING, AUTUMN), (), (), {}), home, "nl")
    assert mixed.bars[0].label == "Drugs, wapens en motorclubs" and mixed.bars[0].number == "62"
    assert sum(int(bar.number) for bar in mixed.bars) == 124 and mixed.more == 0
    apart = {
        theme: 5 + place for place, theme in enumerate(theme for some in GROUPS.values() for theme in some)
    }
    shown = AccountView(half(0, apart), (), (), {})
    picture = year_of(shown, home, "nl")
    assert picture.more == 10 and picture.bars[0].number == "19"
    for locale, more in (("nl", "En nog 10 thema's."), ("en", "And 10 more themes.")):
        assert more in said(shown, home, locale)
        assert b"<svg" in year_picture(year_of(shown, home, locale), locale, "svg")


def test_months_are_not_drawn_beside_quarters() -> None:
    every = [
        Received(date(2026, month, 1), "drugs", "named", None, "", 9 if month < 7 else 3)
        for month in range(1, 13)
    ]
    accounts = [
        account(Counts(every[6 * n : 6 * n + 6], [], [], 0, []), *HALVES[n], [], THRESHOLD) for n in (0, 1)
    ]
    pieces = [Piece(str(n), Disclosed(one), whole=True, version=1) for n, one in enumerate(accounts)]
    assert sheet(accounts[0], "months").chart is not None
    assert len(sheet(combine.whole(pieces), "months").lines) == 8
    assert sheet(combine.whole(pieces), "months").chart is None


@pytest.mark.parametrize("locale", words.LOCALES)
def test_sheets_that_are_not_there_are_named_with_the_reason(locale: str) -> None:
    untold = dict(made(half(0, SPRING), locale).front.sections)[words.text("workbook.front.untold", locale)]
    found = dict(untold)
    none = found[words.text("workbook.notes.none", locale)]
    for name in ("onboarding", "modules", "campaigns", "activities", "meetings_reached"):
        assert words.text(f"workbook.sheets.{name}.tab", locale) in none.split("; ")
    assert (
        words.text("workbook.sheets.stories.tab", locale)
        == found[words.text("workbook.notes.no_story", locale)]
    )
