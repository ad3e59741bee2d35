"""Lists of parts of a total, of several half-years or organisations, as one. Pure.

Each line that all of them tell apart is exact. Of a line that one of them has put together with others, only
the rest is known: "at least"."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from bot.account.disclosure.figures import Account
from bot.account.disclosure.numbers import Figure
from bot.account.disclosure.suppression import Part
from bot.account.disclosure.themes import GROUPS, ThemeLine
from bot.reports.dialogue import THEMES

Key = TypeVar("Key")
Names = tuple[tuple[str, ...], tuple[str, ...]]  # the groups and the themes of a line


def parts_of(
    lists: Sequence[tuple[tuple[Part[Key], ...], Figure]], every: Collection[Key]
) -> tuple[Part[Key], ...]:
    """Lists of parts of a total, added up; a list that tells nothing apart is in the last line as a whole, as
    any of `every` kind. A part of which more is, or may be, counted elsewhere is only `partly` told."""
    if len(lists) == 1:
        return lists[0][0]
    apart: dict[Key, int] = {}
    rest_keys: dict[Key, None] = {}
    rest, untold, undivided = 0, False, False
    for parts, total in lists:
        for part in parts:
            if len(part.keys) == 1:
                apart[part.keys[0]] = apart.get(part.keys[0], 0) + part.number
            else:
                rest, rest_keys = rest + part.number, {**rest_keys, **dict.fromkeys(part.keys)}
        if not parts and isinstance(total, int) and total:
            rest, undivided = rest + total, True
        untold = untold or (not parts and not isinstance(total, int))
    if not any(parts for parts, _ in lists):
        return ()
    if undivided:
        rest_keys |= dict.fromkeys((*apart, *every))
    partly = set(apart) if untold else {key for key in apart if key in rest_keys}
    shown = [Part((key,), n, key in partly) for key, n in apart.items() if n or key not in partly]
    if not rest:
        return tuple(shown)
    rest_keys |= dict.fromkeys(key for key in partly if not apart[key])
    overlaps = untold or any(apart.get(key) for key in rest_keys)
    return (*shown, Part(tuple(rest_keys), rest, overlaps))


def exact(parts: Sequence[Part[Any]] | Sequence[ThemeLine]) -> int:
    """How many lines tell a number that is all there is of them."""
    return sum(1 for part in parts if part.number and not part.partly)


def worth(parts: Sequence[Part[Any]] | Sequence[ThemeLine]) -> float:
    """How much a list tells: a line that is all there is counts one, and "at least" half of that."""
    return sum(0.5 if part.partly else 1 for part in parts if part.number)


def themes_of(accounts: Sequence[Account]) -> tuple[ThemeLine, ...]:
    """As `parts_of`, with a last line for each group of themes, and one for all that is in several groups."""
    if len(accounts) == 1:
        return accounts[0].themes
    apart: dict[Names, int] = {}
    in_group: dict[str, tuple[dict[str, None], int]] = {}
    groups: dict[str, None] = {}
    several: dict[str, None] = {}
    rest, untold = 0, False
    for account in accounts:
        for line in account.themes:
            if len(line.themes) == 1:
                apart[line.groups, line.themes] = apart.get((line.groups, line.themes), 0) + line.number
            elif len(line.groups) == 1:
                known, number = in_group.get(line.groups[0], ({}, 0))
                in_group[line.groups[0]] = ({**known, **dict.fromkeys(line.themes)}, number + line.number)
            else:
                groups, several = groups | dict.fromkeys(line.groups), several | dict.fromkeys(line.themes)
                rest += line.number
        if not account.themes and isinstance(account.received, int) and account.received:
            groups, several, rest = dict.fromkeys(GROUPS), dict.fromkeys(THEMES), rest + account.received
        untold = untold or (not account.themes and not isinstance(account.received, int))
    if not any(account.themes for account in accounts):
        return ()
    found = [ThemeLine(*key, number) for key, number in apart.items()]
    found += [ThemeLine((group,), tuple(known), number) for group, (known, number) in in_group.items()]
    found += [ThemeLine(tuple(groups), tuple(several), rest)] if rest else []
    often = Counter(theme for line in found for theme in line.themes if line.number)
    marked = [
        line._replace(partly=untold or any(often[theme] > bool(line.number) for theme in line.themes))
        for line in found
    ]
    return tuple(line for line in marked if line.number or not line.partly)
