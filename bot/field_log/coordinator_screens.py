"""What the coordinator sees of the activities outside the bot."""

from collections.abc import Mapping, Sequence

from bot.field_log import kinds
from bot.foundation.context import Context
from bot.foundation.screen import Action, Fact, Facts, Input, Note, Part, Row, Screen
from bot.screens import dates
from bot.screens.layout import PAGE, Frame, to_menu
from storage.field_log import LoggedRow

FRAME = Frame("activities")
screen, action = FRAME.screen, FRAME.action
NOTE = 1_000  # characters
SHORT = 80  # of a note on the list


def listing(
    ctx: Context,
    rows: Sequence[LoggedRow],
    notes: Mapping[int, str],
    own: Mapping[str, str],
    skip: int,
    said: str = "",
) -> Screen:
    """The activities, the last day first; `rows` holds one more than fits when there is a next page."""
    lines = tuple(
        Row(_kind(ctx, row.kind, own), _detail(ctx, row, notes), action(ctx, "show", "edit", str(row.id)))
        for row in rows[:PAGE]
    )
    actions = [action(ctx, "form", "begin", primary=True)]
    actions += FRAME.upload(ctx)
    actions += FRAME.turning(ctx, "open", skip, len(rows) > PAGE)
    step = "list" if rows or skip else "empty"
    return screen(ctx, step, (*_said(said), *lines), (*actions, to_menu(ctx)), of=str(skip))


def form(ctx: Context, row: LoggedRow | None, note: str, own: Mapping[str, str], token: str) -> Screen:
    """Asks what was done, when and how often; without a row for a new activity."""
    inputs = (
        Input(
            "kind",
            "choice",
            ctx.say("activities.questions.kind.label"),
            required=True,
            options=kinds.options(ctx, own),
            value=row.kind if row else "",
        ),
        _typed(ctx, "own", "", 200, required=False),
        _typed(ctx, "day", dates.numbers(row.day if row else ctx.today), 40),
        _typed(ctx, "number", str(row.number) if row else "1", 9),
        Input(
            "note",
            "long_text",
            ctx.say("activities.questions.note.label"),
            ctx.say("activities.questions.note.hint"),
            max_length=NOTE,
            value=note,
        ),
    )
    remove = (action(ctx, "remove", "remove", str(row.id)),) if row else ()
    return screen(
        ctx,
        "edit" if row else "form",
        (),
        (*remove, action(ctx, "open", "back")),
        inputs=inputs,
        submit=action(ctx, "save", "save", str(row.id) if row else "new", primary=True),
        token=token,
    )


def remove(ctx: Context, row: LoggedRow, note: str, own: Mapping[str, str]) -> Screen:
    """Asks whether an activity is to go."""
    facts = [
        Fact(ctx.say("activities.facts.kind"), _kind(ctx, row.kind, own)),
        Fact(ctx.say("activities.facts.day"), dates.written(row.day, ctx.locale, ctx.organisation.slug)),
        Fact(ctx.say("activities.facts.number"), str(row.number)),
        *([Fact(ctx.say("activities.facts.note"), note)] if note else []),
    ]
    drop = Action("activities", "drop", ctx.say("activities.actions.drop"), str(row.id), "danger")
    return screen(ctx, "remove", (Facts(tuple(facts)),), (drop, action(ctx, "open", "back")), of=str(row.id))


def _kind(ctx: Context, kind: str, own: Mapping[str, str]) -> str:
    return kinds.called(kind, ctx.locale, ctx.organisation.slug, own)


def _detail(ctx: Context, row: LoggedRow, notes: Mapping[int, str]) -> str:
    day = dates.written(row.day, ctx.locale, ctx.organisation.slug)
    detail = ctx.say("activities.detail", day=day, count=row.number)
    note = " ".join(notes.get(row.id, "").split())
    return f"{detail}. {note[:SHORT]}{'…' if len(note) > SHORT else ''}" if note else detail


def _said(said: str) -> tuple[Part, ...]:
    return (Note(said),) if said else ()


def _typed(ctx: Context, name: str, value: str, longest: int, required: bool = True) -> Input:
    label, hint = ctx.say(f"activities.questions.{name}.label"), ctx.say(f"activities.questions.{name}.hint")
    return Input(name, "text", label, hint, required=required, max_length=longest, value=value)
