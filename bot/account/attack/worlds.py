"""Worlds: a number for every unknown. Looked at by counting, with nothing of the solver's. Pure."""

from collections.abc import Iterable, Sequence

from bot.account.attack.knowledge import Secret, Sum, Terms, is_open

World = Sequence[int]


def is_possible(world: World, caps: Sequence[int], sums: Iterable[Sum]) -> bool:
    """Whether all that is known holds in a world of whole numbers."""
    if len(world) != len(caps) or not all(type(one) is int for one in world):
        return False
    if any(not 0 <= one <= cap for one, cap in zip(world, caps, strict=True)):
        return False
    return all(one.least <= value(world, one.terms) <= one.most for one in sums)


def value(world: World, terms: Terms) -> int:
    """What these are together in a world."""
    return sum(world[one] * times for one, times in terms)


class Witnesses:
    """The worlds that were found, as far as they matter: the smallest and the largest of every secret, until
    that is far enough apart."""

    def __init__(self, caps: Sequence[int], sums: Sequence[Sum], secrets: Iterable[Secret]) -> None:
        self.caps, self.sums = caps, sums
        self.range: dict[Secret, tuple[int, int]] = {}
        self.waiting = list(dict.fromkeys(secrets))
        self.count = 0

    def see(self, world: World) -> bool:
        """Takes a world as a witness, if everything that is known holds in it."""
        if not is_possible(world, self.caps, self.sums):
            return False
        self.count += 1
        for one in self.waiting:
            here = value(world, one.terms) + one.base
            least, most = self.range.get(one, (here, here))
            self.range[one] = min(least, here), max(most, here)
        self.waiting = [one for one in self.waiting if not self.opens(one)]
        return True

    def opens(self, secret: Secret) -> bool:
        """Whether two of these worlds are enough to hide a secret."""
        return secret in self.range and is_open(secret, *self.range[secret])
