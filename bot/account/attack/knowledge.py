"""All that a reader knows, as sums of whole numbers, and what they would like to know. Pure.

The method is that of an auditor of tables (Hundepool and others, "Statistical Disclosure Control", 2012,
chapter 4): every number that is hidden is an unknown, everything that is told or public is a sum of unknowns
that lies between two bounds, and the question is how far apart two worlds can lie in which all of it holds.
The answer follows from what is told and public alone, never from the truth: so that something was made
coarser tells a reader nothing that they could not have worked out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from bot.account.disclosure.numbers import Figure, bounds
from bot.account.disclosure.suppression import THRESHOLD

MANY = 10_000_000  # more than any number that is counted
Name = tuple[Any, ...]
Terms = tuple[tuple[int, int], ...]  # unknowns and how often each counts


class Sum(NamedTuple):
    """These unknowns together are at least and at most so many."""

    terms: Terms
    least: int
    most: int


class Secret(NamedTuple):
    """A number that nobody may find out, or a difference (`change`). `where`: half-year, table, measure;
    `base` is what is known of it already, `public` the most that it could be by what is public; below
    `threshold` it is small."""

    where: tuple[int, str, str]
    terms: Terms
    change: bool = False
    base: int = 0
    public: int = MANY
    threshold: int = THRESHOLD


class Knowledge:
    """`caps`: how large each unknown can be at most; `halves`: of which half-year it is. `likely`: what a
    reader who knows the town may think, in groups that stand or fall together (such as "nobody left").
    `thresholds`: of half-years that have another than the usual one. Knowledge of the `same` unknowns knows
    them by the same numbers."""

    def __init__(self, same: "Knowledge | None" = None) -> None:
        self.index: dict[Name, int] = same.index if same else {}
        self.caps: list[int] = same.caps if same else []
        self.halves: list[int] = same.halves if same else []
        self.sums: list[Sum] = []
        self.likely: dict[Name, list[Sum]] = {}
        self.secrets: list[Secret] = []
        self.thresholds: dict[int, int] = {}

    def unknown(self, *name: Any) -> int:
        """The unknown of this name."""
        place = self.index.setdefault(name, len(self.caps))
        if place == len(self.caps):
            self.caps.append(MANY)
            self.halves.append(name[0])
        return place

    def told(self, unknowns: Iterable[int], figure: Figure, minus: Iterable[int] = ()) -> None:
        """These, less others, are told as a figure; None says nothing."""
        least, most = bounds(figure)
        if figure is not None:
            self.between(unknowns, least, MANY if most is None else most, minus)

    def between(
        self,
        unknowns: Iterable[int],
        least: int,
        most: int,
        minus: Iterable[int] = (),
        likely: Name | None = None,
    ) -> None:
        """These, less others, lie between two bounds; `likely`: a reader only thinks so."""
        one = Sum(terms(unknowns, minus), least, most)
        if one.terms:
            (self.sums if likely is None else self.likely.setdefault(likely, [])).append(one)

    def hide(
        self,
        half: int,
        table: str,
        measure: str,
        unknowns: Iterable[int],
        public: int = MANY,
        threshold: int | None = None,
    ) -> None:
        """What these are together, nobody may find out; by what is public, they are at most so many. The
        threshold is that of the half-year, unless it is given."""
        few = self.thresholds.get(half, THRESHOLD) if threshold is None else threshold
        where = half, table, measure
        self.secrets.append(Secret(where, terms(unknowns, ()), public=public, threshold=few))

    def hide_change(self, half: int, table: str, now: Iterable[int], before: Iterable[int]) -> None:
        """By how much this changed, nobody may find out."""
        few = self.thresholds.get(half, THRESHOLD)
        where = half, table, "change"
        self.secrets.append(Secret(where, terms(now, before), change=True, threshold=few))

    def plain(self) -> list[Any]:
        """All of it in lists of numbers, without a name."""
        groups = {
            where: place for place, where in enumerate(dict.fromkeys(one.where for one in self.secrets))
        }
        secrets = [[one.where[0], groups[one.where], *one[1:]] for one in self.secrets]
        return [self.caps, self.halves, self.sums, list(self.likely.values()), secrets]


def read(plain: Sequence[Any]) -> Knowledge:
    """What `plain` wrote; a secret says its place among them."""
    knowledge = Knowledge()
    knowledge.caps, knowledge.halves, sums, likely, secrets = plain
    knowledge.sums = [_read(one) for one in sums]
    knowledge.likely = {(place,): list(map(_read, some)) for place, some in enumerate(likely)}
    for place, (half, group, terms, *others) in enumerate(secrets):
        where = half, str(group), str(place)
        knowledge.secrets.append(Secret(where, tuple((one, times) for one, times in terms), *others))
    return knowledge


def _read(one: Sequence[Any]) -> Sum:
    return Sum(tuple((place, times) for place, times in one[0]), *one[1:])


def terms(unknowns: Iterable[int], minus: Iterable[int]) -> Terms:
    """Unknowns added up, others taken off."""
    found: defaultdict[int, int] = defaultdict(int)
    for one in unknowns:
        found[one] += 1
    for one in minus:
        found[one] -= 1
    return tuple(sorted((one, times) for one, times in found.items() if times))


def is_open(secret: Secret, least: int, most: int) -> bool:
    """Whether a number that can be both of these is well hidden.

    That is: they are at least the threshold apart, or every small number is between them ("fewer than 5", as
    it is told), or all that was possible by what is public."""
    if most - least >= secret.threshold:
        return True
    small = least <= 1 and most >= secret.threshold - 1
    return not secret.change and (small or (least == 0 and most >= secret.public))


def is_harmless(secret: Secret, least: int, most: int) -> bool:
    """Whether a number of which these are the smallest and the largest is nobody, or enough people."""
    return (
        (least, most) == (0, 0) or least >= secret.threshold or (secret.change and most <= -secret.threshold)
    )


class Known(NamedTuple):
    """What is known after all that follows at once is filled in: `fixed` unknowns are in no sum any more.
    `wrong`: something that is told cannot be true."""

    fixed: Mapping[int, int]
    sums: list[Sum]
    wrong: bool


def filled_in(caps: Sequence[int], sums: Iterable[Sum], fixed: Mapping[int, int]) -> Known:
    """Takes out of sums what is one number, again and again."""
    found = {**{place: 0 for place, cap in enumerate(caps) if not cap}, **fixed}
    left, wrong, is_new = list(sums), False, True
    while is_new:
        is_new, some = False, []
        for one in left:
            terms, base = without(one.terms, found)
            least, most = one.least - base, min(one.most - base, MANY)
            if len(terms) == 1 and terms[0][1] == 1 and least == most:
                found[terms[0][0]], is_new = least, True
                wrong = wrong or not 0 <= least <= caps[terms[0][0]]
            elif terms:
                some.append(Sum(terms, least, most))
            else:
                wrong = wrong or not least <= 0 <= most
        left = some
    return Known(found, left, wrong)


def without(terms: Terms, fixed: Mapping[int, int]) -> tuple[Terms, int]:
    """The terms that are not fixed, and what the others are together."""
    base = sum(fixed[one] * times for one, times in terms if one in fixed)
    return tuple((one, times) for one, times in terms if one not in fixed), base


def parts(number: int, linked: Iterable[Terms]) -> list[int]:
    """For each of so many unknowns which part of the whole it is in: parts share no sum and no secret, so
    each can be tried by itself."""
    parent = list(range(number))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for terms in linked:
        for one, _ in terms[1:]:
            parent[root(one)] = root(terms[0][0])
    return [root(one) for one in range(number)]
