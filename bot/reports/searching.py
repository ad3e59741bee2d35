"""Searching in what was written about reports: in memory, some of the reports at a time, the newest first.

What was searched for is sealed with the state of the dialogue; the trail has that somebody searched.
"""

from bot.foundation import audit, drafts
from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Screen
from bot.foundation.visit import Visit
from bot.reports import labels, marks, readers, search_index, search_screens, work_list
from bot.reports.search_index import Index
from bot.reports.work_list_screens import Chosen
from storage import report_index

PORTION = 5_000  # reports at a time: some tenths of a second
SHORTEST = 3  # characters


def begin(ctx: Context, chosen: Chosen, text: str) -> str:
    """The token of a new search among the reports with the theme, the step, the label and of the days that
    were chosen, whatever their status. Raises Mistake for who handles none."""
    number = report_index.count(ctx.session, readers.demand_viewer(ctx), work_list.of_search(ctx, chosen))
    audit.tell(ctx, "report.searched")
    search: State = {"dialogue": "search", "text": text, "list": chosen.argument, "at": 0}
    return drafts.begin(ctx, {**search, "of": number, "through": 0, "place": None, "hits": []})


def further(visit: Visit, event: Event) -> Screen:
    """Searches on, until the page is full after so many as the argument says to skip."""
    return search_on(visit, event.token, parse_id(event.argument))


def search_on(visit: Visit, token: str, skip: int = 0) -> Screen:
    """A page of what is found, after the next reports were gone through. Nobody who writes waits for that."""
    with visit.unit() as ctx:
        state, size = drafts.load(ctx, token, "search"), work_list.size(ctx)
    with visit.reading() as ctx:
        state = _further(ctx, {**state, "at": skip}, skip + size + 1)
    with visit.unit() as ctx:
        drafts.load(ctx, token, "search")  # who closed it meanwhile does not open it again
        drafts.save(ctx, token, state)
        return _shown(ctx, state, token)


def results(ctx: Context, event: Event) -> Screen:
    """What was found by now; the argument says how many to skip. From a report back to the search that led
    there, at the page that was shown."""
    if event.step == "report":
        token = drafts.load(ctx, event.token, "casework").get("search", "")
        return _shown(ctx, drafts.load(ctx, token, "search"), token)
    state = {**drafts.load(ctx, event.token, "search"), "at": parse_id(event.argument)}
    drafts.save(ctx, event.token, state)
    return _shown(ctx, state, event.token)


def is_long_enough(text: str) -> bool:
    """Whether there is enough of it to search for."""
    return len(marks.normal(text)) >= SHORTEST


def _shown(ctx: Context, state: State, token: str) -> Screen:
    every = report_index.those(ctx.session, readers.demand_viewer(ctx), state["hits"])
    return search_screens.found(ctx, state, every, work_list.size(ctx), token)


def _further(ctx: Context, state: State, enough: int) -> State:
    """Goes through the next portion, until so many are found in all."""
    hits, through = [*state["hits"]], state["through"]
    place = search_index.resumed(state["place"])
    viewer, asked = readers.demand_viewer(ctx), work_list.of_search(ctx, work_list.parse(state["list"]))
    words, readings = marks.normal(state["text"]).split(), marks.readings(state["text"])

    label = work_list.parse(state["list"]).label

    def has(index: Index) -> bool:
        if label and label not in [labels.mark(ctx, one) for one in labels.on(index)]:
            return False
        return all(one in index.text for one in words) or any(one <= index.marks for one in readings)

    if state["through"] >= state["of"] or len(hits) >= enough:
        return state
    every = search_index.following(ctx.session, ctx.vault, viewer, asked, place, PORTION)
    for place, index in every:
        through += 1
        if has(index):
            hits.append(place.report_id)
            if len(hits) >= enough:
                break
    else:
        if through - state["through"] < PORTION:  # fewer than there were: some are gone since
            through = state["of"]
    return {**state, "hits": hits, "place": search_index.kept(place), "through": through}
