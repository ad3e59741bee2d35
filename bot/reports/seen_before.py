"""Seen before? Other reports that have something in common with one, as far as its reader may know of them.

Only what this reader may read is gone through: what they may not know of is not there, and takes no time.
"""

from bot.foundation import drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.reports import readers, search_index, search_screens, work_list
from bot.reports.search_screens import Seen
from storage import report_index
from storage.report_index import Asked
from storage.reports import ReportRow

AT_ONCE = 1_000  # reports that are gone through when one is opened: hardly noticed
PORTION = 5_000  # and at each press after that
MOST = 200  # that are remembered


def look(ctx: Context, report: ReportRow, state: State) -> State:
    """The state of an open report with what was found among the newest others; the same state when nothing
    changed since in what the report can have in common with another."""
    index = search_index.of(ctx.session, ctx.vault, report)
    own = [[*mark] for mark in sorted(search_index.sought(index, report.id))]
    if state.get("alike", {}).get("own") == own:
        return state
    alike = {"own": own, "through": 0, "is_done": False, "place": None, "found": []}
    return {**state, "alike": _further(ctx, report, alike, AT_ONCE)}


def further(ctx: Context, report: ReportRow, state: State) -> State:
    """The state after the next reports were gone through."""
    return {**state, "alike": _further(ctx, report, state["alike"], PORTION)}


def again(ctx: Context, report: ReportRow, token: str) -> Seen:
    """What a report that is open has in common with others now."""
    before = drafts.load(ctx, token, "casework")
    state = look(ctx, report, before)
    if state is not before:
        drafts.save(ctx, token, state)
    return shown(ctx, state)


def shown(ctx: Context, state: State) -> Seen:
    """What was found, of that which this reader may know of now."""
    alike = state["alike"]
    common = dict(alike["found"])
    rows = report_index.those(ctx.session, readers.demand_viewer(ctx), common)
    return search_screens.seen(ctx, alike, rows, work_list.size(ctx), bool(state.get("search")))


def _further(ctx: Context, report: ReportRow, alike: State, most: int) -> State:
    if alike["is_done"] or len(alike["found"]) >= MOST:
        return {**alike, "is_done": True}
    own = search_index.read_marks(alike["own"])
    found, through, viewer = [*alike["found"]], alike["through"], readers.demand_viewer(ctx)
    place = search_index.resumed(alike["place"])
    every = search_index.following(ctx.session, ctx.vault, viewer, Asked(), place, most)
    for place, index in every:
        through += 1
        common = own & index.marks
        if common and place.report_id != report.id and len(found) < MOST:
            found.append([place.report_id, sorted(common)])
    is_done = not report_index.following(ctx.session, viewer, Asked(), place, 1)
    state = {"found": found, "through": through, "is_done": is_done, "place": search_index.kept(place)}
    return {**alike, **state}
