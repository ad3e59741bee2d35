"""Towns of all sizes: an outsider with all tables of people, and another solver, finds nothing out."""

import random
import sys
from collections.abc import Callable

import pytest

from bot.account.attack import apart
from bot.account.attack.people import PEOPLE, Public
from bot.account.attack.reader import Version
from bot.account.disclosure.disclosed import Disclosed
from bot.account.disclosure.kinds import KINDS
from bot.account.disclosure.publishing import Findings, publish
from bot.account.disclosure.suppression import THRESHOLD
from bot.account.disclosure.tables import Row, Table, exact
from bot.account.tables import in_order
from tests.bot.account.equations import Unknown
from tests.bot.account.outsider import Outsider, Town, measures_of, some_town, with_gatherings
from tests.bot.account.test_attack import half
from tests.support.examples import HealthCheck, example, given, settings, st

pytestmark = pytest.mark.slow

UNSAID = 1_000  # more people than there are
Tell = Callable[[str, dict[str, list[int]]], Table]


def told_of(
    town: Town, tell: Tell, is_tried: bool = True, threshold: int = THRESHOLD
) -> list[tuple[Table, ...]]:
    """What is published of a town, one half-year after another."""
    found: list[tuple[Table, ...]] = []
    versions: list[Version] = []
    half_names = [f"{2020 + place // 2}-H{1 + place % 2}" for place in range(len(town.halves))]
    public = Public(town.departments, town.groups, dict(zip(half_names, town.sent, strict=False)))
    for place, lines in enumerate(town.halves):
        name = half_names[place]
        protected = half(
            *in_order(tell(table, grid) for table, grid in lines.items()), received=None, threshold=threshold
        )
        told: Disclosed = protected
        if is_tried:
            with apart.attacker(versions, name, 1, public) as attack:
                told = publish(protected, attack, PEOPLE)
        versions.append(Version(name, 1, told))
        found.append(told.tables)
    return found


def given_away(
    town: Town, told: list[tuple[Table, ...]], seed: int, most: int = 12, few: int = THRESHOLD
) -> list[object]:
    """Small numbers, some of them, that the outsider knows better than "fewer than", and than they did."""
    outsider = Outsider(town, told)
    small = [
        (place, name, key, measure, grid[number])
        for place, lines in enumerate(town.halves)
        for name, rows in lines.items()
        for key, grid in rows.items()
        for number, measure in enumerate(measures_of(grid))
        if 0 < grid[number] < few
    ]
    found: list[object] = []
    for place, name, key, measure, number in random.Random(seed).sample(small, min(most, len(small))):
        unknown: Unknown = (place, name, key, measure)
        least, largest = outsider.range([unknown])
        assert least <= number <= largest
        is_open = largest - least >= few or (least <= 1 and largest >= few - 1)
        all_there_are = town.sizes(place).get(key, min(UNSAID, sum(town.departments.values())))
        if not is_open and not (least == 0 and largest >= all_there_are):
            found.append((unknown, number, least, largest))
    return found


def protected(name: str, grid: dict[str, list[int]]) -> Table:
    return KINDS[name].of(grid, THRESHOLD)


towns = st.builds(some_town, st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 2))


@settings(  # the same ones each time; others, and many: `make outsider`
    max_examples=8, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(towns, st.integers(0, 1000))
@example(town=some_town(7251, 2, 2), seed=0)  # who was assigned was not told, because nobody was
@example(town=some_town(55, 2, 1), seed=0)  # three people in all
def test_an_outsider_finds_no_small_number_of_people(town: Town, seed: int) -> None:
    assert given_away(town, told_of(town, protected), seed) == []


@pytest.mark.parametrize("few", [1, 10])
@pytest.mark.parametrize("seed", range(4))
def test_an_outsider_finds_nothing_below_another_threshold_either(few: int, seed: int) -> None:
    town = some_town(seed, 1 + 2 * seed, 1 + seed % 2)

    def tell(name: str, grid: dict[str, list[int]]) -> Table:
        return KINDS[name].of(grid, few)

    told = told_of(town, tell, threshold=few)
    assert given_away(town, told, seed, few=few) == []
    shown = [figure for half in told for table in half for row in table.rows for figure in row.numbers]
    assert not [figure for figure in shown if isinstance(figure, int) and 0 < figure < few]
    if few == 1:  # nothing is small: so nothing is hidden
        assert told == [in_order(tell(*one) for one in lines.items()) for lines in town.halves]


@settings(max_examples=8, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(towns, st.integers(0, 1000))
@example(town=some_town(3, 3, 2), seed=4)
def test_an_outsider_finds_none_of_campaigns_and_meetings_either(town: Town, seed: int) -> None:
    town = with_gatherings(town, seed)
    assert given_away(town, told_of(town, protected), seed) == []


def test_who_knows_to_how_many_a_campaign_was_sent_finds_the_few_who_did_not_open_it() -> None:
    sent = {"campaign/1": 100}
    lines = {"campaigns": {"campaign/1": [60, 36, 4]}}
    town = Town({"department/1": 100}, {}, [lines], (sent,))
    told = told_of(town, protected, is_tried=False)
    assert given_away(town, told, 1) and given_away(town, told_of(town, protected), 1) == []


def test_a_town_of_two_hundred_departments_keeps_its_secrets() -> None:
    town = some_town(5, 200, 1)
    for name in ("onboarding", "onboarding_groups"):
        del town.halves[0][name]
    told = told_of(town, protected)
    assert given_away(town, told, 1, most=4) == []
    assert any(table.name == "onboarding_departments" and table.rows for table in told[0])


def each_by_itself(name: str, grid: dict[str, list[int]]) -> Table:
    """A mistake: small numbers are hidden, and what gives them away is not."""
    told = exact(name, tuple(KINDS[name].measures), grid, THRESHOLD)
    shown = (
        Row(row.keys, tuple(None if isinstance(n, int) and 0 < n < THRESHOLD else n for n in row.numbers))
        for row in told.rows
    )
    return told._replace(rows=tuple(shown))


def nothing_hidden(name: str, grid: dict[str, list[int]]) -> Table:
    """A mistake: nothing is hidden."""
    return exact(name, tuple(KINDS[name].measures), grid, THRESHOLD)


@pytest.mark.parametrize("mistake", [each_by_itself, nothing_hidden])
def test_what_a_mistake_in_protecting_gives_away_is_not_published(mistake: Tell) -> None:
    town = some_town(11, 6, 2)
    assert given_away(town, told_of(town, mistake, is_tried=False), 3)
    assert given_away(town, told_of(town, mistake), 3) == []


def test_an_attacker_who_is_blind_lets_a_mistake_through_and_the_outsider_sees_it() -> None:
    town = some_town(11, 6, 1)
    told = half(*(each_by_itself(*one) for one in town.halves[0].items()), received=None)
    blind = publish(told, lambda _: Findings((), 0), PEOPLE)
    assert blind == told and given_away(town, [blind.tables], 3)


def main() -> None:
    """As many towns as were asked for, of up to forty departments and four half-years."""
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 100):
        rng = random.Random(seed)
        town = with_gatherings(some_town(seed, rng.randint(1, 40), rng.randint(1, 4)), seed)
        found = given_away(town, told_of(town, protected), seed)
        size = f"{len(town.departments)} departments, {len(town.halves)} half-years"
        sys.stdout.write(f"town {seed}: {size}: {found or 'nothing'}\n")
        sys.stdout.flush()
        if found:
            sys.exit(1)


if __name__ == "__main__":
    main()
