"""Themes and the groups they are counted in where there are too few to tell them apart. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.account.disclosure.numbers import Figure
from bot.account.disclosure.suppression import split
from bot.reports.dialogue import THEMES

GROUPS = {
    "organised": ("drugs", "weapons", "motorcycle_gangs"),
    "people": ("exploitation", "prostitution"),
    "money": ("laundering", "property", "gambling", "fencing", "cyber"),
    "government": ("care_fraud", "permits_and_benefits", "identity", "influence"),
    "unknown": ("unknown",),
}


class ThemeLine(NamedTuple):
    """Themes that are counted together, and the groups they are of: one, unless groups were put together. At
    least so many, when more of them is counted in other lines (`partly`)."""

    groups: tuple[str, ...]
    themes: tuple[str, ...]
    number: int
    partly: bool = False

    def joined(self, other: "ThemeLine") -> "ThemeLine":
        """Both as one line."""
        groups = tuple(dict.fromkeys((*self.groups, *other.groups)))
        partly = self.partly or other.partly
        return ThemeLine(groups, (*self.themes, *other.themes), self.number + other.number, partly)


def known(theme: str) -> str:
    """The theme, or "unknown" where a report has one that this version does not know."""
    return theme if theme in THEMES else "unknown"


ENOUGH = 3  # lines: with as many, groups that stay whole tell more than more lines would


def most(counts: Mapping[str, int], threshold: int) -> tuple[tuple[ThemeLine, ...], tuple[ThemeLine, ...]]:
    """Lines of themes, and lines of groups, that tell the most: groups first, and their themes where they can
    be told apart. Where that makes few lines, and themes of any group put together make more, those."""
    groups = in_groups(counts, threshold)
    lines, others = apart(counts, groups, threshold), across(counts, threshold)
    told, more = (sum(1 for line in some if line.number) for some in (lines, others))
    return (others, groups) if min(more, ENOUGH) > told else (lines, groups)


def across(counts: Mapping[str, int], threshold: int) -> tuple[ThemeLine, ...]:
    """Themes as far as they can be told apart, whatever group they are of."""
    group_of = {theme: name for name, themes in GROUPS.items() for theme in themes}
    return tuple(
        ThemeLine(tuple(dict.fromkeys(group_of[theme] for theme in part.keys)), part.keys, part.number)
        for part in split({theme: counts[theme] for theme in group_of}, threshold)
    )


def in_groups(counts: Mapping[str, int], threshold: int) -> tuple[ThemeLine, ...]:
    """The groups of themes as far as they can be told apart; empty when they cannot."""
    found = {name: sum(counts[theme] for theme in themes) for name, themes in GROUPS.items()}
    return tuple(
        ThemeLine(part.keys, tuple(theme for name in part.keys for theme in GROUPS[name]), part.number)
        for part in split(found, threshold)
    )


def apart(counts: Mapping[str, int], groups: tuple[ThemeLine, ...], threshold: int) -> tuple[ThemeLine, ...]:
    """The themes of those groups as far as they can be told apart; else the group."""
    lines: list[ThemeLine] = []
    for group in groups:
        some = {theme: counts[theme] for theme in group.themes}
        parts = split(some, threshold) if len(group.groups) == 1 else ()
        lines += [ThemeLine(group.groups, part.keys, part.number) for part in parts] or [group]
    return tuple(lines)


def coarser(groups: tuple[ThemeLine, ...]) -> Iterator[tuple[ThemeLine, ...]]:
    """The groups with the smallest two put together, then the smallest three, until two lines are left."""
    largest_first = sorted(groups, key=lambda group: -group.number)
    for kept in range(len(groups) - 2, 0, -1):
        rest = largest_first[kept:]
        together = ThemeLine(
            tuple(name for group in rest for name in group.groups),
            tuple(theme for group in rest for theme in group.themes),
            sum(group.number for group in rest),
        )
        yield (*largest_first[:kept], together)


def comparable(lines: Sequence[ThemeLine], received: Figure) -> tuple[ThemeLine, ...]:
    """Lines that are alike, the largest first: themes where each is told apart, else groups of themes, and
    groups together where some line is of both. Each is exact; none where something is in no line."""
    if not isinstance(received, int) or sum(line.number for line in lines) != received:
        return ()
    if all(len(line.themes) == 1 and not line.partly for line in lines):
        return tuple(sorted(lines, key=lambda line: -line.number))
    found: list[ThemeLine] = []
    for line in lines:
        same = [one for one in found if {*one.groups} & {*line.groups}]
        together = [*same, line]
        found = [one for one in found if one not in same]
        found.append(
            ThemeLine(
                tuple(dict.fromkeys(name for one in together for name in one.groups)),
                tuple(dict.fromkeys(theme for one in together for theme in one.themes)),
                sum(one.number for one in together),
            )
        )
    return tuple(sorted(found, key=lambda line: -line.number)) if len(found) > 1 else ()
