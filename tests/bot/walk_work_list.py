"""A walk through the work list: every view, empty and full, what has to happen, and the reminders."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.foundation.context import Context
from bot.foundation.screen import Row, Screen
from bot.messages import notices
from bot.reports import clocks, protocol, readers, reminders, steps
from bot.reports.protocol import Protocol
from bot.reports.ready_answers import MOST as MOST_READY
from bot.reports.saved_views import MOST
from storage import reports, work_list
from storage.work_list import VIEWS, Wanted

Do = Callable[..., Screen]
# Since how many days a report is there, was answered, and somebody has the word.
WHEN: tuple[dict[str, Any], ...] = (
    {"since": 20},
    {"since": 6},
    {"since": 20, "answered": 15, "turn": "handler", "for": 9},
    {"since": 20, "answered": 15, "turn": "handler", "for": 1},
    {"since": 20, "answered": 15, "turn": "reporter", "for": 1},
    {"since": 120, "answered": 110},
    {"since": 30, "answered": 25},
    {"since": 30, "answered": 25, "step": "approach", "at": 20},
    {"since": 30, "answered": 25, "step": "approach", "at": 1},
)
DAYS = {"approach": 5}  # for a decision


def views(do: Do, who: str) -> None:
    """Every view of the list, and its second page."""
    for view in VIEWS:
        do(who, "casework.open", more=f"{view}:0")
    do(who, "casework.open", more="open..30.newest:20")
    do(who, "casework.open", more="open....weight:0")


def keep(do: Do, who: str) -> None:
    """Lists under names, until there are too many."""
    chosen = "late.drugs.30..signal.0123456789abcdef:0"
    form = do(who, "casework.views", more=chosen)
    for number in range(MOST + 1):
        form = do(who, "casework.views", more=chosen)
        do(who, "casework.keep_view", form, {"name": f"Lijst {number}"}, form.of)
    do(who, "casework.saved", more="late.drugs:0")
    do(who, "casework.keep_view", form, {"name": "\u200b"}, form.of)
    drop = next(one.open for one in form.body if isinstance(one, Row))
    do(who, "casework.drop_view", more=drop.argument if drop else "")


def ready(do: Do, who: str) -> None:
    """Texts for reporters: made, changed by two at once, too many of them, filled in and thrown away."""
    do(who, "casework.ready_list")
    new = do(who, "casework.ready_edit")
    for name in ("", "\u200b", *(f"Tekst {number}" for number in range(MOST_READY + 1)), "Tekst 0"):
        every = do(who, "casework.ready_save", new, {"name": name, "text": "Dank je. " * 20})
    every = do(who, "casework.ready_list")
    opens = next(one.open.argument for one in every.body if isinstance(one, Row) and one.open)
    form = do(who, "casework.ready_edit", more=opens)
    shown = form.submit.argument if form.submit else ""
    for text in ("Dank je wel.", "Bedankt."):
        do(who, "casework.ready_save", form, {"name": "Tekst 0", "text": text}, shown)
    report = do(who, "casework.show", more=row(do(who, "casework.open")))
    for name in ("answer", "question"):
        answer = do(who, "casework.form", report, more=name)
        for fills in [one for one in answer.actions if one.name == "ready"]:
            do(who, "casework.ready", answer, {"message": "Dag."}, fills.argument)
    do(who, "casework.ready_drop", more=opens)
    do(who, "casework.ready_drop", more=f"{opens}:now")


def narrow(do: Do, who: str, number: str) -> None:
    """The form to find a report, with what is good and what is not."""
    form = do(who, "casework.filter", more="open:0")
    do(who, "casework.find", form, {"number": "AAA-AAA"}, "open:0")
    do(who, "casework.find", form, {"number": "A" * 99}, "open:0")
    do(who, "casework.find", form, {"number": number}, "open:0")
    do(who, "casework.find", form, {"theme": "drugs", "since": "30"}, "open:0")
    do(who, "casework.find", form, {"step": "signal"}, "open:0")
    own = protocol.of("")
    protocol._own[""] = Protocol(steps.SHORT)
    do(who, "casework.find", do(who, "casework.filter", more="open....task:0"), {"step": "weight"}, "open:0")
    protocol._own[""] = own


def at_every_moment(ctx: Context) -> None:
    """Has the open reports stand at every point that there is, and the closed ones near their end."""
    protocol._own[""] = Protocol(days=DAYS)
    viewer = readers.demand_viewer(ctx)
    assert ctx.person is not None
    of_closed = Wanted(ctx.person.id, ctx.today, "closed")
    for line in work_list.page(ctx.session, viewer, of_closed, 9):
        reports.change(ctx.session, line.report.id, keep_until=ctx.today + timedelta(days=9))
    lines = work_list.page(ctx.session, viewer, Wanted(ctx.person.id, ctx.today), len(WHEN))
    for line, when in zip(lines, WHEN, strict=True):
        ago = {
            name: ctx.today - timedelta(days=days)
            for name, days in when.items()
            if name not in ("turn", "step")
        }
        turn = {"turn": when.get("turn", ""), "turn_on": ago.get("for")}
        reports.change(ctx.session, line.report.id, received_on=ago["since"])
        moved = line.report._replace(received_on=ago["since"])
        step = {"step": when.get("step", ""), "step_on": ago.get("at")}
        clocks.change(ctx, moved, first_answer_on=ago.get("answered"), **turn, **step)


def remind(ctx: Context) -> None:
    """Every reminder, to whoever asks."""
    assert ctx.person is not None
    for kind in reminders.KINDS:
        notices.due(ctx, ctx.person, kind)
    notices.assigned(ctx, [ctx.person])
    notices.ending(ctx, [ctx.person])


def work(do: Do, who: str) -> None:
    """From a notice to the report, by each of its forms, and on to the next."""
    do(who, "casework.next")
    report = do(who, "casework.show", more=row(do(who, "casework.open")))
    form = do(who, "casework.form", report, more="assign")
    do(who, "casework.save", form, {"assignee": "0"})
    do(who, "casework.save", form, {"assignee": form.inputs[0].options[0].value})
    do(who, "casework.back", report)
    do(who, "casework.open", more="mine:0")
    do(who, "casework.next", replace(report))


def row(listing: Screen) -> str:
    """What opens the first line of a list."""
    return next(one.open.argument for one in listing.body if isinstance(one, Row) and one.open)
