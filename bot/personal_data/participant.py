"""What Baken keeps of whoever asks: for everybody, in chat and on the web. Looking writes nothing."""

from dataclasses import replace

from bot.foundation.contacts import facts
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import (
    Bullets,
    Event,
    Fact,
    Facts,
    Heading,
    Note,
    Part,
    Row,
    Screen,
)
from bot.foundation.words import prose
from bot.personal_data import sections
from bot.personal_data.sections import Section
from bot.screens.layout import PAGE, Frame, to_menu

FRAME = Frame("kept")


def open_own(ctx: Context, event: Event) -> Screen:
    """Every kind of what is kept of this person with how much there is, and what is kept and not shown."""
    mine = _mine(ctx)
    text = ctx.say(f"kept.text.{'person' if ctx.at_home else 'account' if mine else 'nobody'}")
    rows = [_line(ctx, one) for one in mine if one.rows]
    more = [f"{title}: {why}" for title, why in sections.elsewhere(ctx)]
    ask = [replace(one, label=ctx.say("kept.ask.label")) for one in facts(ctx.say, ("privacy_officer",))]
    parts: list[Part] = [*prose(text), *rows]
    parts += [Heading(ctx.say("kept.elsewhere.heading")), Bullets(tuple(more))]
    parts += [Heading(ctx.say("kept.ask.heading")), *prose(ctx.say("kept.ask.text")), Facts(tuple(ask))]
    return FRAME.screen(ctx, "own", parts, (to_menu(ctx),), title=ctx.say("kept.title"))


def show(ctx: Context, event: Event) -> Screen:
    """One kind, row by row; the argument says which, and how many rows to skip. Raises Mistake."""
    name, _, skip_text = event.argument.partition(":")
    found = [one for one in _mine(ctx) if one.name == name]
    if not found:
        raise Mistake("dialogue_changed")
    one, skip = found[0], parse_id(skip_text)
    page = one.rows[skip : skip + PAGE]
    parts: list[Part] = [*prose(one.why), Note(one.how_long)]
    if name == "person":
        parts += [Facts(tuple(Fact(*pair) for pair in row)) for row in page]
    else:
        parts += [Row(row[0][1], _rest(ctx, row[1:])) for row in page]
    turning = FRAME.turning(ctx, "show", skip, len(one.rows) > skip + PAGE, f"{name}:")
    back = FRAME.button("open", ctx.say("kept.back"))
    return FRAME.screen(
        ctx, "kind", parts, (*turning, back, to_menu(ctx)), title=one.title, of=f"{name}:{skip}"
    )


def _mine(ctx: Context) -> tuple[Section, ...]:
    """What is kept of whoever is there; of somebody whom the directory does not know, of their account."""
    visitor, person = ctx.visitor, ctx.person
    if person is not None and ctx.at_home:
        return sections.of_person(ctx, person.id)
    if person is not None or not visitor.user:
        return ()
    return sections.of_account(ctx, (visitor.address_platform, visitor.workspace, visitor.user))


def _line(ctx: Context, one: Section) -> Row:
    count = len(one.rows)
    title = ctx.say("kept.counted", title=one.title, count=count) if count > 1 else one.title
    return Row(title, one.how_long, FRAME.button("show", ctx.say("kept.show"), f"{one.name}:0"))


def _rest(ctx: Context, pairs: sections.Pairs) -> str:
    return " · ".join(ctx.say("kept.pair", label=label, value=value) for label, value in pairs)
