"""What a handler sees of the list: its lines, what has to happen with each, ways to narrow it down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from bot.foundation.context import Context
from bot.foundation.screen import Action, Column, Option, Paragraph, Row, Screen
from bot.foundation.words import prose
from bot.reports import clocks, conversation, labelling_screens, labels, protocol, steps
from bot.reports.dialogue import THEMES
from bot.reports.handling_screens import FRAME
from bot.reports.labels import Labelled
from bot.reports.report_facts import due_words, theme
from bot.screens import forms
from bot.screens.dialogue import Question
from bot.screens.layout import to_menu
from storage.reports import ReportRow
from storage.saved_views import View
from storage.work_list import OPEN, SORTS, VIEWS, Line

Order = Literal["", "ascending", "descending"]
SINCE = ("30", "91", "365")  # days
FILTER = (
    Question("number", "text", max_length=20),
    Question("text", "text", max_length=200),
    Question("theme", "choice", options="themes"),
    Question("step", "choice", options="steps"),
    Question("since", "choice", options=SINCE),
    Question("label", "choice", options="labels"),
)


LABEL = 30  # characters of a button


class Chosen(NamedTuple):
    """Which list somebody chose: a view, a theme, received in so many days, its order, a step of the
    protocol, what stands for a label (see labels.mark), how many to skip."""

    view: str = OPEN
    theme: str = ""
    days: int = 0
    sort: str = SORTS[0]
    step: str = ""
    label: str = ""
    skip: int = 0

    @property
    def argument(self) -> str:
        """As an action carries it."""
        sort = "" if self.sort == SORTS[0] else self.sort
        named = f"{self.view}.{self.theme}.{self.days or ''}.{sort}.{self.step}.{self.label}".rstrip(".")
        return f"{named}:{self.skip}"

    @property
    def narrowed(self) -> bool:
        """Whether a theme, a step, days or a label were chosen."""
        return bool(self.theme or self.step or self.days or self.label)


def listing(
    ctx: Context,
    chosen: Chosen,
    lines: Sequence[Line],
    counts: Mapping[str, int],
    size: int,
    labelled: Labelled | None,
    saved: Sequence[tuple[View, int | None]],
) -> Screen:
    """One page of the list; `lines` holds one more than fits when there is a next page. `labelled` are those
    with the label that was chosen, if one was; `saved` are the lists that the visitor kept, each with how
    many reports are on it if that is known; chat has room for some of them."""
    rows = tuple(
        Row(
            ctx.say("casework.row", number=line.report.number, theme=theme(ctx, line.report.theme)),
            detail(ctx, line),
            FRAME.action(ctx, "show", "open", line.report.id),
            cells(ctx, line),
            line.unread,
        )
        for line in lines[:size]
    )
    actions = []
    if chosen.skip:
        before = chosen._replace(skip=max(0, chosen.skip - size))
        actions.append(FRAME.action(ctx, "open", "earlier", before.argument))
    if len(lines) > size:
        actions.append(FRAME.action(ctx, "open", "later", chosen._replace(skip=chosen.skip + size).argument))
    actions += [
        FRAME.button("open", named(ctx, view, counts), chosen._replace(view=view, skip=0).argument)
        for view in offered(chosen, counts)
    ]
    shown = saved[:size] if ctx.platform.is_chat else saved
    actions += [FRAME.button("saved", _counted(ctx, one.name, number), one.shows) for one, number in shown]
    actions.append(FRAME.action(ctx, "filter", "filter", chosen.argument))
    actions.append(FRAME.button("views", ctx.say("views.actions.views"), chosen.argument))
    actions.append(Action("entering", "begin", ctx.say("entering.actions.begin")))
    actions.append(FRAME.button("ready_list", ctx.say("ready.actions.list")))
    actions.append(Action("review", "open", ctx.say("review.actions.meetings")))
    if chosen.narrowed:
        actions.append(FRAME.action(ctx, "open", "all", f"{chosen.view}:0"))
    words = f"casework.steps.list.{'views' if rows else 'empty'}.{chosen.view}"
    screen = FRAME.screen(
        ctx,
        "list",
        (*prose(ctx.say(words)), *_of_label(ctx, labelled), *rows),
        (*actions, to_menu(ctx)),
        close=FRAME.action(ctx, "close", "close"),
        of=chosen.argument,
    )
    return replace(screen, columns=columns(ctx, chosen))


def _of_label(ctx: Context, labelled: Labelled | None) -> list[Paragraph]:
    """Which label the reports on the list have, and how far was looked for it."""
    said = [ctx.say("labels.only", label=labelled.label)] if labelled and labelled.label else []
    if labelled and labelled.more:
        said.append(ctx.say("labels.newest", count=labels.THROUGH))
    return [Paragraph(one) for one in said]


def columns(ctx: Context, chosen: Chosen) -> tuple[Column, ...]:
    """The columns of the list as a table, with what sorts it by another one."""

    def by(*sorts: str) -> Action:
        after = sorts[(sorts.index(chosen.sort) + 1) % len(sorts)] if chosen.sort in sorts else sorts[0]
        return FRAME.button(
            "open", ctx.say(f"casework.sorts.{after}"), chosen._replace(sort=after, skip=0).argument
        )

    def heading(name: str) -> str:
        return ctx.say(f"casework.columns.{name}")

    in_order: dict[str, Order] = {"newest": "descending", "oldest": "ascending"}
    return (
        Column(heading("number")),
        Column(heading("theme")),
        Column(heading("due"), "ascending" if chosen.sort == SORTS[0] else "", by(SORTS[0])),
        Column(heading("received"), in_order.get(chosen.sort, ""), by("newest", "oldest")),
        Column(heading("assignee")),
    )


def cells(ctx: Context, line: Line) -> tuple[str, ...]:
    """A report in the columns of the table."""
    row = line.report
    return (
        row.number,
        theme(ctx, row.theme),
        _needed(ctx, row),
        conversation.day(ctx, row.received_on),
        _worker(ctx, line),
    )


def offered(chosen: Chosen, counts: Mapping[str, int]) -> list[str]:
    """The views that somebody can go to: those with something in them."""
    return [view for view in VIEWS if view != chosen.view and (view in (OPEN, "closed") or counts[view] > 0)]


def named(ctx: Context, view: str, counts: Mapping[str, int]) -> str:
    """A view in words, with how many there are."""
    said = ctx.say(f"casework.views.{view}")
    return said if view not in counts else ctx.say("casework.counted", view=said, count=counts[view])


def _counted(ctx: Context, name: str, number: int | None) -> str:
    """The name of a list with how many are on it, where a button has room for that."""
    said = name if number is None else ctx.say("casework.counted", view=name, count=number)
    return said if len(said) <= LABEL else name


def detail(ctx: Context, line: Line) -> str:
    """What has to happen with a report, since when it is there, who works it, and whether it is new."""
    row, parts = line.report, []
    if line.unread:
        parts.append(ctx.say("casework.unread"))
    parts.append(_needed(ctx, row))
    parts.append(ctx.say("casework.since", day=conversation.day(ctx, row.received_on)))
    if worker := _worker(ctx, line):
        parts.append(ctx.say("casework.with", name=worker))
    return " · ".join(parts)


def _needed(ctx: Context, row: ReportRow) -> str:
    """What has to happen with a report, or when a closed one ends."""
    if due := clocks.due_of(ctx, row):
        return due_words(ctx, row, due)
    status = conversation.status(ctx, row)
    if row.keep_until is None:
        return status
    last = clocks.ends_on(row.keep_until, row.warned_on, ctx.today)
    return f"{status}. {ctx.say('casework.ends', day=conversation.day(ctx, last))}"


def _worker(ctx: Context, line: Line) -> str:
    return next((one.name for one in ctx.handlers if one.id == line.report.assignee_id), "")


def label_options(ctx: Context) -> tuple[Option, ...]:
    """The labels that can be chosen, each with how many reports have it: goes through the newest reports."""
    counts = labels.counted(ctx)
    return tuple(
        Option(labels.mark(ctx, one), ctx.say("casework.counted", view=one, count=counts[one]))
        for one in labelling_screens.offered(counts)
    )


def filter_form(ctx: Context, chosen: Chosen, offered: Sequence[Option]) -> Screen:
    """The form to find one report, or fewer. `offered` are the labels."""
    road = protocol.of(ctx.organisation.slug).road
    step = steps.place(chosen.step, road) if chosen.step else ""
    values = {"theme": chosen.theme, "step": step, "since": str(chosen.days or ""), "label": chosen.label}
    known = tuple(offered)
    themes = tuple(Option(name, theme(ctx, name)) for name in THEMES)
    every = tuple(Option(name, ctx.say(f"deciding.at.{name}")) for name in steps.ROADS[road])
    lists = {"themes": lambda: themes, "steps": lambda: every, "labels": lambda: known}
    return FRAME.screen(
        ctx,
        "filter",
        (),
        (FRAME.action(ctx, "open", "list", chosen.argument),),
        inputs=forms.fields(ctx, "casework", FILTER, values, lists),
        submit=FRAME.action(ctx, "find", "find", chosen.argument, primary=True),
        close=FRAME.action(ctx, "close", "close"),
        of=chosen.argument,
    )
