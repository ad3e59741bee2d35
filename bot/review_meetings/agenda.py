"""A review meeting and what is on its agenda: only what everybody who was there may know of."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from bot.foundation.access import DEPUTY, HANDLERS
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.reports import conversation, dossier, links, readers
from storage import purpose_keys, reports, reviews, sealing, work_list
from storage.reports import ReportRow, Viewer
from storage.reviews import ReviewRow
from storage.work_list import Wanted

MOST = 40  # reports from which an agenda is made, by what has to happen first
KEPT = timedelta(days=5 * 365)  # as long as a report is kept after closing
PURPOSE = "reviews"


class Review(NamedTuple):
    """A meeting: ids and names (as they were then) of who was there, `guests` from elsewhere in words, and
    the ids of the reports on its agenda in order."""

    id: str
    held_on: date
    people: tuple[int, ...]
    names: tuple[str, ...]
    guests: str
    reports: tuple[str, ...]
    remarks: str


def new(ctx: Context, held_on: date, people: Sequence[int], guests: str, chosen: Sequence[str]) -> Review:
    """Keeps a new meeting."""
    names = {one.id: one.name for one in ctx.handlers}
    review = Review(
        uuid.uuid4().hex, held_on, tuple(people), tuple(names[id] for id in people), guests, tuple(chosen), ""
    )
    keep(ctx, review)
    return review


def keep(ctx: Context, review: Review) -> None:
    """Keeps a meeting as it is now."""
    content = {name: value for name, value in review._asdict().items() if name not in ("id", "held_on")}
    key = purpose_keys.make(ctx.vault, ctx.organisation.id, PURPOSE)
    sealed = sealing.seal(key, content, "review", ctx.organisation.id, review.id)
    reviews.put(ctx.session, ReviewRow(review.id, ctx.organisation.id, review.held_on, sealed))


def get(ctx: Context, review_id: str, change: bool = False) -> Review:
    """A meeting at which the visitor is: to others it is not there. Raises Mistake."""
    return of(ctx, review_id, ctx.person.id if ctx.person else 0, change)


def of(ctx: Context, review_id: str, person_id: int, change: bool = False) -> Review:
    """A meeting at which this person is. Raises Mistake."""
    row = reviews.get(ctx.session, ctx.organisation.id, review_id, change)
    review = _opened(ctx, row) if row else None
    if review is None or person_id not in review.people:
        raise Mistake("review_gone")
    return review


def latest(ctx: Context, most: int) -> list[Review]:
    """So many meetings, the last day first."""
    return [_opened(ctx, row) for row in reviews.latest(ctx.session, ctx.organisation.id, most)]


class Agenda(NamedTuple):
    """Reports, those that belong together one after the other; of each to which others of these it belongs,
    and how."""

    reports: list[ReportRow]
    belonging: dict[str, dict[str, str]]


def candidates(ctx: Context, people: Collection[int]) -> list[ReportRow]:
    """The open reports that the visitor and all these people may know of, by what has to happen first, those
    that belong together one after the other."""
    mine = Wanted(ctx.person.id if ctx.person else 0, ctx.today)
    lines = work_list.page(ctx.session, readers.demand_viewer(ctx), mine, MOST)
    return _together(ctx, [line.report for line in lines if _known_to(ctx, line.report, people)]).reports


def discussed(ctx: Context, review: Review, viewer: Viewer) -> Agenda:
    """What is on the agenda, as far as this viewer and everybody who was there and still reads reports may
    know of it: the rest is left out without a gap."""
    found = [reports.get_for(ctx.session, viewer, id) for id in review.reports]
    return _together(ctx, [one for one in found if one and _known_to(ctx, one, review.people)])


def _together(ctx: Context, every: Sequence[ReportRow]) -> Agenda:
    to, by_id, ordered = _belonging(ctx, every), {one.id: one for one in every}, dict[str, ReportRow]()
    for first in every:
        waiting = [first.id]
        while waiting:
            one = waiting.pop()
            if one not in ordered:
                ordered[one] = by_id[one]
                below = [id for id, above in to.items() if one in above]
                waiting += reversed([*to[one], *below])
    return Agenda(list(ordered.values()), to)


def _belonging(ctx: Context, every: Sequence[ReportRow]) -> dict[str, dict[str, str]]:
    """A link to a report that is not among these is not there: somebody at the meeting may not know of it."""
    among = {one.id for one in every}
    found = {}
    for one in every:
        above = links.current(dossier.of(ctx, one))
        found[one.id] = {id: how for id, how in above.items() if id in among}
    return found


def _known_to(ctx: Context, report: ReportRow, people: Collection[int]) -> bool:
    """Whether all of these people may know of it who have a role by which such a report is read."""
    roles = HANDLERS if report.audience == "handlers" else DEPUTY
    could = {one.id for one in ctx.handlers if one.roles & roles}
    return could & set(people) <= {one.id for one in conversation.readers(ctx, report)}


def _opened(ctx: Context, row: ReviewRow) -> Review:
    key = purpose_keys.get(ctx.vault, ctx.organisation.id, PURPOSE)
    content: dict[str, Any] = sealing.unseal(key, row.sealed, "review", row.organisation_id, row.id)
    lists = {name: tuple(content[name]) for name in ("people", "names", "reports")}
    return Review(row.id, row.held_on, **lists, guests=content["guests"], remarks=content["remarks"])
