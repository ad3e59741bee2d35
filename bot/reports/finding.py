"""From anywhere to a report: by its number, from a notice, from the one before it on the list."""

from datetime import date
from typing import NamedTuple

from bot.foundation import drafts
from bot.foundation.context import Context
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Option, Screen
from bot.foundation.visit import Visit
from bot.reports import handling, readers, searching, seen_before, work_list, work_list_screens
from bot.reports.receipts import plain
from bot.reports.work_list_screens import Chosen
from bot.screens.forms import check
from storage import work_list as storage_work_list
from storage.work_list import OPEN

SEEN = 100  # reports that are remembered in a row


def find(visit: Visit, event: Event) -> Screen:
    """One report by its number, those in which something was written, or the list as it was chosen."""
    with visit.unit() as ctx:
        found = _find(ctx, event)
    return found if isinstance(found, Screen) else searching.search_on(visit, found.token)


def look_on(ctx: Context, event: Event) -> Screen:
    """Goes through more reports, for what they have in common with the one that is open."""
    report, state = handling.opened(ctx, event)
    if "alike" in state:  # else it was opened before there was anything to look for
        drafts.save(ctx, event.token, seen_before.further(ctx, report, state))
    return handling.shown(ctx, report, event.token)


class Search(NamedTuple):
    """A search that has begun."""

    token: str


def _find(ctx: Context, event: Event) -> Screen | Search:
    chosen = work_list.parse(event.argument)
    # What was chosen is taken as it came: going through the reports for all labels is for who reads the form.
    posted = str(event.values.get("label", ""))
    taken = [Option(posted, posted)] if work_list.MARK.fullmatch(posted) else []
    form = work_list_screens.filter_form(ctx, chosen, taken)
    answers, errors = check(ctx, form.inputs, event.values)

    def refused(errors: dict[str, str]) -> Screen:
        shown = work_list_screens.filter_form(ctx, chosen, work_list_screens.label_options(ctx))
        return shown.with_errors(errors, answers)

    if errors:
        return refused(errors)
    if number := plain(str(answers["number"])):
        viewer, written = readers.demand_viewer(ctx), f"{number[:3]}-{number[3:]}"
        found = storage_work_list.by_number(ctx.session, viewer, written)
        if found:
            return handling.show(ctx, Event("casework", "show", found))
        return refused({"number": ctx.say("casework.number_unknown")})
    days, text = parse_id(str(answers["since"])), str(answers["text"])
    theme, step, label = (str(answers.get(name) or "") for name in ("theme", "step", "label"))
    chosen = chosen._replace(theme=theme, step=step, days=days, label=label, skip=0)
    if not text:
        return work_list.listing(ctx, chosen)
    if not searching.is_long_enough(text):
        return refused({"text": ctx.say("casework.search.short")})
    return Search(searching.begin(ctx, chosen, text))


def open_next(ctx: Context, event: Event) -> Screen:
    """From a report the one behind it on the list, never one that was seen in this row and moved down since.
    From a notice the very report that is new to this handler, when there is one, and of several the list."""
    if not event.token:
        unread = work_list.lines(ctx, Chosen("unread"), 2)
        if len(unread) == 1:
            return handling.show(ctx, Event("casework", "show", unread[0].report.id))
        return work_list.listing(ctx, Chosen("unread" if unread else OPEN))
    state = drafts.load(ctx, event.token, "casework")
    viewer, every = readers.demand_viewer(ctx), work_list.wanted(ctx, Chosen())
    due, number = state.get("place") or ("", "")
    place = (date.fromisoformat(due), number) if due else None
    seen = (*state.get("seen", ()), state["report"])[-SEEN:]
    found = storage_work_list.after(ctx.session, viewer, every, place, seen)
    return handling.open_report(ctx, found, seen) if found else work_list.listing(ctx, Chosen())
