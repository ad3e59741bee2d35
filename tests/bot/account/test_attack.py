"""Somebody tries to find out what is hidden, before it is told; what they find is not told."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.account.attack import apart
from bot.account.attack.knowledge import Knowledge
from bot.account.attack.people import PEOPLE, Public
from bot.account.attack.reader import Version, everything
from bot.account.attack.worlds import Witnesses, is_possible
from bot.account.disclosure.coarser import steps, without
from bot.account.disclosure.disclosed import Disclosed, dump, load
from bot.account.disclosure.figures import Account, Days
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.numbers import Below, Figure
from bot.account.disclosure.publishing import Findings, publish
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.tables import Row, Table, tells, untold

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
UNTOLD = Days(None)
PLACES = {f"department/{number}": 40 for number in range(1, 6)}
FEW = Below(5)


def half(*tables: Table, form: int = 2, **reports: object) -> Disclosed:
    """A half-year in which this is told."""
    shown = Account(FIRST, LAST, 0, (), (), 0, None, (), (), UNTOLD, UNTOLD, (), None, None, ())
    return Disclosed(shown._replace(**reports), tables, form=form)  # type: ignore[arg-type]


def table(name: str, rows: dict[tuple[str, ...], Sequence[Figure]], total: Sequence[Figure] = ()) -> Table:
    lines = tuple(Row(keys, tuple(numbers)) for keys, numbers in rows.items())
    return Table(name, tuple(KINDS[name].measures), lines, tuple(total))


def finds(
    told: Disclosed, public: Public | None = None, others: Sequence[Version] = (), name: str = "2026-H1"
) -> Findings:
    with apart.attacker(
        others, name, len([one for one in others if one.half == name]) + 1, public_of(public)
    ) as attack:
        return attack(told)


def public_of(public: Public | None) -> Public:
    return public or Public(PLACES, {f"group/{number}": 30 for number in range(1, 5)})


LATE = table("onboarding_departments", {}, (30, 0, 0, FEW))
LEAKS = {
    "four groups are fewer than 5 each, and fewer than 5 together": half(
        LATE, table("onboarding_groups", {(f"group/{n}",): (0, 0, 0, FEW) for n in range(1, 5)})
    ),
    "14 were assigned it and 12 completed it, and nobody is at it": half(
        table("onboarding", {("assigned",): (14,), ("begun",): (12,)}),
        table("onboarding_departments", {}, (12, 0, 0, FEW)),
    ),
    "other 5 are five departments that are there because somebody is": half(
        table("onboarding_departments", {tuple(PLACES): (5, 0, 0, 0)}, (5, 0, 0, 0)), form=1
    ),
    "the rest of a campaign is 3 in four departments": half(
        table("campaigns", {("campaign/1",): (20, 0, 0)}),
        table(
            "campaigns_departments",
            {
                ("campaign/1@department/1",): (17, 0, 0),
                tuple(f"campaign/1@department/{n}" for n in range(2, 6)): (3, 0, 0),
            },
        ),
    ),
    "of one department all are closed, but for 2": half(
        received=20,
        closed=Days(20),
        departments=(Part((1,), 10), Part((2, 3, 4, 5, 0), 10)),
    )._replace(
        tables=(
            table(
                "outcomes_departments",
                {
                    ("department/1",): (8, 2),
                    tuple(f"department/{n}" for n in (2, 3, 4, 5, 0)): (5, 5),
                },
                (13, 7),
            ),
        )
    ),
    "a line of 3": half(received=9, identities=(Part(("named",), 3), Part(("confidential", "anonymous"), 6))),
    "three of twenty were entered": half(received=20, origins=(Part(("reporter",), 17),)),
    "all but one line": half(
        received=9, identities=(Part(("named",), 7), Part(("confidential", "anonymous"), 0))
    ),
    "three lines of which two are told": half(
        received=20, redirected=12, redirects=(Part(("danger", "threat"), 8), Part(("digital",), 2))
    ),
}
TOWN = Public({"department/1": 8, "department/2": 40})


@pytest.mark.parametrize("leak", LEAKS)
def test_what_can_be_worked_out_is_found(leak: str) -> None:
    assert finds(LEAKS[leak]).number


def test_who_was_absent_is_found_by_whoever_knows_how_many_work_there() -> None:
    rows: dict[tuple[str, ...], Sequence[Figure]] = {
        ("department/1",): (7, None),
        ("department/2",): (30, None),
    }
    told = half(table("meetings_present", rows, (37, FEW)))
    assert finds(told, TOWN).names == ["meetings_present"]
    assert not finds(told, Public({"department/1": 12, "department/2": 40})).number


def test_five_departments_put_together_hide_each_other_when_they_can_be_empty() -> None:
    told = half(table("onboarding_departments", {tuple(PLACES): (5, 0, 0, 0)}, (5, 0, 0, 0)))
    assert not finds(told).number


def test_a_table_that_is_not_there_counts_nobody() -> None:
    """Nobody was assigned it: so who completed it and who is late are together those who were late before."""
    days = date(2026, 7, 1), date(2026, 12, 31)
    assigned = untold(table("onboarding", {("assigned",): (None,), ("begun",): (None,)}))
    before = [Version("2026-H1", 1, half(assigned, LATE))]
    later = table("onboarding_departments", {}, (FEW, 0, 0, FEW))
    seeded = half(later, first=days[0], last=days[1])
    assert finds(seeded, others=before, name="2026-H2").names == ["onboarding_departments"]
    not_said = half(assigned, later, first=days[0], last=days[1])
    assert not finds(not_said, others=before, name="2026-H2").number  # what is not told is not zero
    old = half(later, first=days[0], last=days[1], form=1)  # who knows what older versions left out
    assert not finds(old, others=before, name="2026-H2").number
    with apart.attacker(before, "2026-H2", 1, public_of(None)) as attack:
        told = publish(seeded, attack, PEOPLE)
        assert told != seeded and not attack(told).number


def test_a_later_half_year_that_gives_an_earlier_one_away_is_found() -> None:
    earlier = [Version("2026-H1", 1, half(received=20))]
    days = date(2026, 7, 1), date(2026, 12, 31)
    later = half(first=days[0], last=days[1], received=10, closed=Days(10), open_at_end=17)
    found = finds(later, others=earlier, name="2026-H2")
    assert found.names == ["closed", "outcomes"]  # of the first: 3
    later = half(first=days[0], last=days[1], received=10, closed=Days(10))
    assert not finds(later, others=earlier, name="2026-H2").number


def test_a_correction_by_one_report_is_found() -> None:
    parts = (Part(("named",), 8), Part(("confidential",), 7), Part(("anonymous",), 5))
    moved = (Part(("named",), 7), Part(("confidential",), 8), Part(("anonymous",), 5))
    told = Version("2026-H1", 1, half(received=20, identities=parts))
    assert finds(half(received=20, identities=moved), others=[told]).names == ["identities"]
    assert not finds(half(received=20, identities=parts), others=[told]).number


@pytest.mark.parametrize("leak", LEAKS)
def test_what_is_found_is_made_coarser_until_nothing_is_found(leak: str) -> None:
    with apart.attacker((), "2026-H1", 1, public_of(None)) as attack:
        told = publish(LEAKS[leak], attack, PEOPLE)
        assert not attack(told).number
    assert told != LEAKS[leak]
    assert load(dump(told)) == told


def test_a_table_by_department_goes_before_the_whole_of_which_it_is() -> None:
    rows: dict[tuple[str, ...], Sequence[Figure]] = {
        ("department/1",): (8, 9),
        tuple(f"department/{n}" for n in (2, 3, 4, 5, 0)): (9, 7),
    }
    outcomes = (Part(("riec",), 15), Part(("no_signal", "no_action", "department", "check", "authority"), 18))
    leaky = table("outcomes_departments", rows, (17, 16))  # two of those 18 are acted upon
    told = half(leaky, received=60, closed=Days(33), outcomes=outcomes)
    with apart.attacker((), "2026-H1", 1, public_of(None)) as attack:
        assert attack(told).number
        published = publish(told, attack, PEOPLE)
    assert published.account.outcomes == outcomes and published.tables != told.tables


def test_two_leaks_that_have_nothing_to_do_with_each_other_are_mended_apart() -> None:
    outcomes = (Part(("riec",), 15), Part(("no_signal", "no_action", "department", "check", "authority"), 18))
    rows: dict[tuple[str, ...], Sequence[Figure]] = {
        ("department/1",): (8, 9),
        tuple(f"department/{n}" for n in (2, 3, 4, 5, 0)): (9, 7),
    }
    groups = table("onboarding_groups", {(f"group/{n}",): (0, 0, 0, FEW) for n in range(1, 5)})
    ended = table("outcomes_departments", rows, (17, 16))
    told = half(ended, LATE, groups, received=60, closed=Days(33), outcomes=outcomes)
    with apart.attacker((), "2026-H1", 1, public_of(None)) as attack:
        assert {*attack(told).names} >= {"outcomes", "onboarding_groups"}
        published = publish(told, attack, PEOPLE)
        assert not attack(published).number
    assert published.account.outcomes == outcomes
    assert next(one for one in published.tables if one.name == LATE.name).total[0] == 30


def test_days_of_a_department_go_with_how_many_of_its_reports_were_closed() -> None:
    rows: dict[tuple[str, ...], Sequence[Figure]] = {
        ("department/1",): (12, 6),
        ("department/2", "department/3"): (9, 8),
    }
    ended = table("outcomes_departments", rows, (21, 14))
    days = table("days_departments", {("department/1",): (3, 9, 20)})
    told = half(ended, days, received=40, closed=Days(35))
    kept = {one.name for step in steps(told, ["outcomes"]) for one in step.told.tables if tells(one)}
    assert kept == {"outcomes_departments", "days_departments"}
    gone = without(told, ["outcomes"])
    assert not any(tells(one) for one in gone.tables)
    for step in steps(told, ["outcomes"]):
        found = {one.name: one for one in step.told.tables}
        rows_left = found["outcomes_departments"].rows
        is_told = any(row.keys == ("department/1",) and None not in row.numbers for row in rows_left)
        assert is_told is ("days_departments" in found)


def test_no_more_reports_of_a_department_are_closed_than_came_in() -> None:
    parts = (Part((1,), 20), Part((2, 3, 4, 5, 0), 0))
    rows: dict[tuple[str, ...], Sequence[Figure]] = {
        tuple(f"department/{n}" for n in (1, 2, 3, 4, 5, 0)): (7, 8)
    }
    told = half(table("outcomes_departments", rows, (7, 8)), received=20, closed=Days(15), departments=parts)
    versions = [Version("2026-H1", 1, told)]
    knowledge = everything(versions, public_of(None))
    one = knowledge.unknown(0, "outcomes_departments", "department/1", "acted")
    linked = [some for name, some in knowledge.likely.items() if "outcomes_departments" in name]
    assert any(one in dict(each.terms) for some in linked for each in some)
    assert not finds(told).number  # all are of the first department: seven and eight of it


def test_what_cannot_be_tried_in_time_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "HARD_END", 0.0)
    acts = table("week_activities", {("talk",): (2,)}, (2,))
    people = table("onboarding_departments", {}, (30, 0, 0, 9))
    protected = half(people, acts, received=200, identities=(Part(("named",), 150), Part(("anonymous",), 50)))
    with apart.attacker((), "2026-H1", 1, public_of(None)) as attack:
        told = publish(protected, attack, PEOPLE)
    assert told.account.received == 200 and told.account.identities == ()
    assert [one.name for one in told.tables if tells(one)] == ["week_activities"]
    assert {"identities", "onboarding_departments"} <= {*told.withheld}


def test_a_world_is_a_witness_only_when_all_that_is_known_holds_in_it() -> None:
    knowledge = Knowledge()
    one, other = knowledge.unknown(0, "one"), knowledge.unknown(0, "other")
    knowledge.told([one, other], 7)
    knowledge.hide(0, "list", "line", [one])
    seen = Witnesses(knowledge.caps, knowledge.sums, knowledge.secrets)
    refused: list[list[object]] = [[3, 3], [8, -1], [3.5, 3.5], [7], [True, 6]]
    assert not any(seen.see(world) for world in refused)  # type: ignore[arg-type]
    assert not seen.range and is_possible([7, 0], knowledge.caps, knowledge.sums)
    assert seen.see([0, 7]) and seen.see([6, 1])
    assert seen.opens(knowledge.secrets[0]) and seen.range == {knowledge.secrets[0]: (0, 6)}
