"""Labels: words of their own by which handlers keep reports together (decision 51).

The labels of a report stand in its file, sealed; the list of all labels is nowhere. Who looks at it is given
the labels of the newest reports that they may know of, which are opened in memory one after the other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.foundation.context import Context
from bot.foundation.sanitize import line
from bot.reports import dossier, readers, relations, search_index
from bot.reports.dossier import Entry
from bot.reports.search_index import Index
from storage import report_index
from storage.report_index import Asked, Place

MOST = 5  # on a report
LONGEST = 30  # characters
THROUGH = 5_000  # of the newest reports are gone through: some tenths of a second
BETWEEN = ",;\n"


class Labelled(NamedTuple):
    """The reports with one label: what it says, their ids, and whether there are older ones that were not
    gone through. Where nobody gave such a label, it says nothing."""

    label: str
    ids: tuple[str, ...]
    more: bool


def tidy(text: str) -> list[str]:
    """What was typed as labels, with commas between them: each once, in small letters, in order."""
    for one in BETWEEN:
        text = text.replace(one, ",")
    found = (line(one).lower() for one in text.split(","))
    return [*dict.fromkeys(one for one in found if one)]


def of(file: Iterable[Entry]) -> tuple[str, ...]:
    """The labels that a report has now."""
    return relations.labels(one._asdict() for one in file)


def mark(ctx: Context, label: str) -> str:
    """What stands for a label in addresses and buttons, where nothing may stand that somebody typed."""
    return ctx.vault.label_mark(ctx.organisation.id, label)


def counted(ctx: Context) -> Counter[str]:
    """How many of the newest reports have each label, as far as the visitor may know of them."""
    return Counter(label for _, index in _through(ctx, Asked()) for label in on(index))


def with_mark(ctx: Context, wanted: str, asked: Asked) -> Labelled:
    """Those of the newest reports that were asked for which have the label of this mark."""
    label, ids = "", []
    for place, index in _through(ctx, asked):
        for one in on(index):
            if mark(ctx, one) == wanted:
                label = one
                ids.append(place.report_id)
    more = report_index.count(ctx.session, readers.demand_viewer(ctx), asked) > THROUGH
    return Labelled(label, tuple(ids), more)


def on(index: Index) -> list[str]:
    """The labels among that by which a report is found, in the order of the alphabet."""
    return sorted(one.value for one in index.marks if one.kind == dossier.LABELS)


def _through(ctx: Context, asked: Asked) -> Iterator[tuple[Place, Index]]:
    viewer = readers.demand_viewer(ctx)
    return search_index.following(ctx.session, ctx.vault, viewer, asked, None, THROUGH)
