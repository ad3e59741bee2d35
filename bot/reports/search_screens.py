"""What a handler sees of a search, and of other reports that have something in common with one."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.foundation.context import Context
from bot.foundation.drafts import State
from bot.foundation.screen import Action, Heading, Paragraph, Part, Row, Screen
from bot.reports import conversation, marks, relations
from bot.reports.marks import Mark
from bot.reports.report_facts import theme
from bot.screens.layout import Frame
from storage.report_index import Found

FRAME = Frame("casework")


class Seen(NamedTuple):
    """What stands on a report about others, and the buttons that go with it."""

    parts: tuple[Part, ...] = ()
    actions: tuple[Action, ...] = ()


def found(ctx: Context, state: State, every: Sequence[Found], size: int, token: str) -> Screen:
    """A page of all that was found and may be known now, how far the search is, and the way on. No text of a
    report: who reads one opens it, and that is in the trail."""
    skip, hits = state["at"], len(every)
    said = [Paragraph(ctx.say("casework.search.for", text=state["text"]))]
    is_done = state["through"] >= state["of"]
    numbers = {"count": hits, "through": _number(ctx, state["through"]), "of": _number(ctx, state["of"])}
    said.append(Paragraph(ctx.say(f"casework.search.{'done' if is_done else 'going'}", **numbers)))
    actions = []
    if hits > skip + size:
        actions.append(FRAME.action(ctx, "search_on", "later", str(skip + size)))
    elif not is_done:
        actions.append(FRAME.action(ctx, "search_on", "search_on", str(skip), primary=True))
    if skip:
        actions.append(FRAME.action(ctx, "found", "earlier", str(max(0, skip - size))))
    actions.append(FRAME.action(ctx, "filter", "search_again", state["list"]))
    actions.append(FRAME.action(ctx, "open", "list", state["list"]))
    lines = (row(ctx, one, "") for one in every[skip : skip + size])
    close = FRAME.action(ctx, "close", "close")
    return FRAME.screen(ctx, "found", (*said, *lines), actions, close=close, token=token, of=str(skip))


def seen(ctx: Context, alike: State, rows: Sequence[Found], size: int, from_search: bool) -> Seen:
    """Other reports that have something in common with one; nothing where there are none. `from_search`: a
    search led to the report."""
    parts: list[Part] = []
    actions = []
    if from_search:
        actions.append(FRAME.action(ctx, "found", "to_search"))
    common = dict(alike["found"])
    for one in rows[:size]:
        parts.append(row(ctx, one, _in_common(ctx, common[one.id])))
    if len(rows) > size:
        parts.append(Paragraph(ctx.say("casework.seen.more", count=len(rows) - size)))
    if not alike["is_done"]:
        parts.append(Paragraph(ctx.say("casework.seen.going", through=_number(ctx, alike["through"]))))
        actions.append(FRAME.action(ctx, "look_on", "look_on"))
    heading = (Heading(ctx.say("casework.seen.heading")),) if parts else ()
    return Seen((*heading, *parts), tuple(actions))


def row(ctx: Context, found: Found, about: str) -> Row:
    """A line that opens a report; `about` says first what it has to do with something."""
    since = ctx.say("casework.since", day=conversation.day(ctx, found.received_on))
    detail = " · ".join(filter(None, (about, since, ctx.say(f"casework.statuses.{found.status}"))))
    title = ctx.say("casework.row", number=found.number, theme=theme(ctx, found.theme))
    return Row(title, detail, FRAME.action(ctx, "show", "open", found.id))


def _in_common(ctx: Context, common: Sequence[Sequence[str]]) -> str:
    belongs = [ctx.say(f"links.of_this.{kind}") for kind, _ in common if kind in relations.KINDS]
    said = [
        ctx.say(f"casework.seen.kinds.{kind}", value=marks.shown(Mark(kind, value)))
        for kind, value in common
        if kind in marks.KINDS
    ]
    same = [ctx.say("casework.seen.common", what=", ".join(said))] if said else []
    return " · ".join([*belongs, *same])


def _number(ctx: Context, number: int) -> str:
    return f"{number:,}".replace(",", ctx.say("casework.search.thousands"))
