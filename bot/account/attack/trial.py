"""Tries to find out every secret, part by part. Only a process apart loads this: it loads the solver.

Half a person is no person: with parts of people allowed (linear programming) a range can only come out too
wide. So that may convict; a secret is safe when two worlds of whole people are found and looked at."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil, floor
from time import monotonic
from typing import NamedTuple

from bot.account.attack.knowledge import (
    Knowledge,
    Known,
    Secret,
    Sum,
    filled_in,
    is_harmless,
    is_open,
    parts,
    without,
)
from bot.account.attack.solver import NEAR, Model, in_whole_numbers
from bot.account.attack.worlds import Witnesses

ONE_STEP = 20.0  # seconds for one question to the solver


class Found(NamedTuple):
    """What a reader finds out; `undecided`: of how much of it that is not known in time. `worlds`: how many
    witnesses were looked at. `wrong`: what is told and what is known cannot all be true."""

    secrets: tuple[Secret, ...] = ()
    undecided: int = 0
    worlds: int = 0
    wrong: bool = False


Pieces = tuple[list[Sum], list[Secret], list[list[Sum]]]
Tried = dict[object, Found]


def found_out(
    knowledge: Knowledge, seconds: float, half: int | None = None, before: Tried | None = None
) -> Found:
    """Every secret that is not well hidden; `half`: in the parts in which this half-year is. `before`: what
    was found of parts that were tried, with the same numbers for the same unknowns."""
    until = monotonic() + seconds
    known = filled_in(knowledge.caps, knowledge.sums, {})
    if known.wrong:
        return Found(tuple(knowledge.secrets), wrong=True)
    tried, seen = [], {} if before is None else before
    for sums, secrets, likely in _parts(knowledge, known, half):
        known_here = (*sums, *(one for few in likely for one in few))
        every = (*(one.terms for one in known_here), *(one.terms for one in secrets))
        inside = {one for terms in every for one, _ in terms}
        fixed = {one: known.fixed[one] for one in inside if one in known.fixed}
        key = tuple(sums), tuple(secrets), tuple(map(tuple, likely)), tuple(sorted(fixed.items()))
        if key not in seen:
            found = _Part(knowledge.caps, fixed, sums, secrets, likely).tried(until, half)
            if found.undecided:
                tried.append(found)
                continue
            seen[key] = found
        tried.append(seen[key])
    return Found(
        tuple(one for found in tried for one in found.secrets),
        sum(found.undecided for found in tried),
        sum(found.worlds for found in tried),
        any(found.wrong for found in tried),
    )


def _parts(knowledge: Knowledge, known: Known, half: int | None) -> Iterable[Pieces]:
    """What hangs together: sums, secrets, and groups of what is likely."""
    likely = [
        [one for one in some if without(one.terms, known.fixed)[0]] for some in knowledge.likely.values()
    ]
    groups = [(tuple(term for one in some for term in one.terms), some) for some in likely if some]
    linked = [*(one.terms for one in known.sums), *(terms for terms, _ in groups)]
    linked += [one.terms for one in knowledge.secrets]
    part_of = parts(len(knowledge.caps), (without(terms, known.fixed)[0] for terms in linked))
    said = [*(one.terms for one in knowledge.sums), *(terms for terms, _ in groups)]
    said += [one.terms for one in knowledge.secrets]
    about = (
        terms for terms in said if half is None or any(knowledge.halves[one] == half for one, _ in terms)
    )
    here = {part_of[one] for terms in about for one, _ in terms}
    found: dict[int, Pieces] = {}

    def of(terms: Sequence[tuple[int, int]]) -> Pieces | None:
        free, _ = without(tuple(terms), known.fixed)
        part = part_of[(free or terms)[0][0]]
        return found.setdefault(part, ([], [], [])) if part in here else None

    for secret in knowledge.secrets:
        if pieces := of(secret.terms):
            pieces[1].append(secret)
    for one in known.sums:
        if pieces := of(one.terms):
            pieces[0].append(one)
    for terms, some in groups:
        if pieces := of(terms):
            pieces[2].append(some)
    return (pieces for pieces in found.values() if pieces[1])


class _Part:
    """Unknowns that hang together. `likely` is taken for true, group by group, as far as it can be."""

    def __init__(
        self,
        caps: Sequence[int],
        fixed: Mapping[int, int],
        sums: Sequence[Sum],
        secrets: Sequence[Secret],
        likely: Collection[Sequence[Sum]],
    ) -> None:
        self.caps, self.secrets = caps, secrets
        self.known = Known(fixed, list(sums), False)
        self.likely = likely

    def tried(self, until: float, half: int | None) -> Found:
        """What is found out of this part; of a column of this half-year, one number is enough."""
        if not (self._with_likely(until) or self._possible(self.known, until)):
            return Found(tuple(self.secrets), wrong=True)
        asked = []
        for secret in self.secrets:
            terms, base = without(secret.terms, self.known.fixed)
            asked.append(secret._replace(terms=terms, base=base))
        model = self._model(self.known, {one for secret in asked for one, _ in secret.terms})
        columns = _columns(self.caps, self.known.sums)
        alike: dict[object, Secret] = {}  # of all of which the same is known, one is tried
        same = []
        for secret in asked:
            alike_terms = sorted((columns.get(one, (self.caps[one],)), times) for one, times in secret.terms)
            key = secret.change, secret.base, secret.public, secret.threshold, tuple(alike_terms)
            same.append(alike.setdefault(key, model.local(secret)))
        seen = Witnesses(model.caps, model.sums, alike.values())
        verdicts: dict[Secret, bool | None] = {}
        found: dict[Secret, bool | None] = {}
        columns_found: set[tuple[object, ...]] = set()
        for real, one in zip(self.secrets, same, strict=True):
            column = real.where[:2]
            if column in columns_found and real.where[0] == half:
                continue  # the column is told less exactly anyway
            if one not in verdicts:
                verdicts[one] = _is_hidden(model, seen, one, until)
            if not verdicts[one]:
                found[real] = verdicts[one]
                columns_found.add(column)
        undecided = sum(1 for verdict in found.values() if verdict is None)
        return Found(tuple(found), undecided, seen.count)

    def _with_likely(self, until: float) -> bool:
        """Takes what is likely for true, as long as all of it can be; gives whether some of it was."""
        waiting, is_some = [list(self.likely)] if self.likely else [], False
        while waiting:
            groups = waiting.pop()
            more = [one for some in groups for one in some]
            tried = filled_in(self.caps, [*self.known.sums, *more], self.known.fixed)
            if not tried.wrong and self._possible(tried, until):
                self.known, is_some = tried, True
            elif len(groups) > 1:
                waiting += [groups[len(groups) // 2 :], groups[: len(groups) // 2]]
        return is_some

    def _possible(self, known: Known, until: float) -> bool:
        seconds = min(ONE_STEP, until - monotonic())
        if seconds <= 0:
            return False
        return not known.sums or bool(self._model(known).edge((), True, seconds, whole=True)[0])

    def _model(self, known: Known, others: Iterable[int] = ()) -> Model:
        inside = sorted({one for some in known.sums for one, _ in some.terms} | {*others})
        return Model({one: self.caps[one] for one in inside}, known.sums)


def _is_hidden(model: Model, seen: Witnesses, secret: Secret, until: float) -> bool | None:
    """Whether a secret is well hidden; None when that is not known in time."""
    if not secret.terms:
        return is_harmless(secret, secret.base, secret.base) or is_open(secret, secret.base, secret.base)
    for whole in (False, True):
        if seen.opens(secret):
            return True
        edges = []
        for largest in (True, False):
            seconds = min(ONE_STEP, until - monotonic())
            world, bound = model.edge(secret.terms, largest, seconds, whole) if seconds > 0 else ([], 0)
            if not world:
                return None
            edges.append(secret.base + bound)
            if numbers := in_whole_numbers(world):
                seen.see(numbers)
        most, least = floor(edges[0] + NEAR), ceil(edges[1] - NEAR)
        if is_harmless(secret, least, most):
            return True
        if not is_open(secret, least, most):
            return False
    return seen.opens(secret)


def _columns(caps: Sequence[int], sums: Iterable[Sum]) -> dict[int, tuple[int, ...]]:
    """What is known of each unknown: of two of which the same is known, the same is found out."""
    known: dict[int, list[int]] = {}
    for number, one in enumerate(sums):
        for place, times in one.terms:
            known.setdefault(place, [caps[place]]).extend((number, times))
    return {place: tuple(some) for place, some in known.items()}
