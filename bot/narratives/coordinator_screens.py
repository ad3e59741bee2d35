"""What the coordinator sees of the stories behind the counts."""

from collections.abc import Mapping, Sequence

from bot.account.periods import before, called, half_of
from bot.foundation.context import Context
from bot.foundation.screen import Fact, Facts, Input, Note, Option, Row, Screen
from bot.narratives.periods import WHOLE, after, theme_called
from bot.reports.dialogue import THEMES
from bot.screens import dates
from bot.screens.layout import Frame, to_menu
from bot.screens.markdown import typed as marked
from storage.narratives import StoryRow
from storage.people import PersonRow

FRAME = Frame("stories")
screen, action = FRAME.screen, FRAME.action
LONGEST = 10_000  # characters of a story
STATES = ("draft", "ready")
Writers = Mapping[int, PersonRow | None]


def listing(ctx: Context, half: str, rows: Mapping[str, StoryRow], writers: Writers, said: str) -> Screen:
    """The stories of a half-year, with what is still missing."""
    lines = tuple(
        Row(
            theme_called(ctx, theme),
            told(ctx, row, writers) if (row := rows.get(theme)) else ctx.say("stories.nothing"),
            action(ctx, "write", "go_on" if row else "write", f"{half}/{theme or WHOLE}"),
        )
        for theme in ("", *THEMES)
    )
    earlier = action(ctx, "open", "earlier", before(half))
    later = (action(ctx, "open", "later", after(half)),) if half < half_of(ctx.today) else ()
    notes = (*((Note(said),) if said else ()), Note(_missing(ctx, rows)))
    facts = Facts((Fact(ctx.say("stories.facts.half"), called(half, ctx.locale, ctx.organisation.slug)),))
    return screen(ctx, "list", (facts, *notes, *lines), (*later, earlier, to_menu(ctx)), of=half)


def write(ctx: Context, which: str, row: StoryRow | None, text: str, state: str, token: str) -> Screen:
    """The story itself; `which` names half-year and theme, `row` is the newest version."""
    half, theme = which.split("/")
    states = tuple(Option(one, ctx.say(f"stories.questions.state.options.{one}")) for one in STATES)
    inputs = (
        Input(
            "text",
            "long_text",
            ctx.say("stories.questions.text.label"),
            ctx.say("stories.questions.text.hint"),
            required=True,
            max_length=LONGEST,
            value=text,
        ),
        Input(
            "state",
            "choice",
            ctx.say("stories.questions.state.label"),
            required=True,
            options=states,
            value=state,
        ),
    )
    argument = f"{which}/{row.version if row else 0}"
    versions = (action(ctx, "versions", "versions", argument),) if row else ()
    return screen(
        ctx,
        "write",
        (_facts(ctx, half, theme),),
        (action(ctx, "preview", "preview", argument), *versions, action(ctx, "open", "back", half)),
        inputs=inputs,
        submit=action(ctx, "save", "save", argument, primary=True),
        token=token,
    )


def preview(ctx: Context, which: str, version: str, text: str, token: str) -> Screen:
    """What was written as somebody reads it, before it is kept."""
    back = action(ctx, "again", "write_on", f"{which}/{version}", primary=True)
    half, theme = which.split("/")
    empty = (Note(ctx.say("stories.empty")),) if not text else ()
    return screen(ctx, "preview", (_facts(ctx, half, theme), *empty, *marked(text)), (back,), token=token)


def versions(ctx: Context, which: str, rows: Sequence[StoryRow], writers: Writers, token: str) -> Screen:
    """Every version of one story; a token leads back to what is being written."""
    half, theme = which.split("/")
    lines = tuple(
        Row(
            ctx.say("stories.version", version=row.version),
            told(ctx, row, writers, short=True),
            action(ctx, "version", "read", f"{which}/{row.version}"),
        )
        for row in rows
    )
    back = action(ctx, "again", "write_on") if token else action(ctx, "write", "back", which)
    return screen(ctx, "versions", (_facts(ctx, half, theme), *lines), (back,), token=token, of=which)


def version(ctx: Context, which: str, row: StoryRow, text: str, writers: Writers, token: str) -> Screen:
    """One version, to read, and to go on from."""
    half, theme = which.split("/")
    argument = f"{which}/{row.version}"
    return screen(
        ctx,
        "version",
        (_facts(ctx, half, theme), Note(told(ctx, row, writers)), *marked(text)),
        (action(ctx, "write", "take", argument, primary=True), action(ctx, "versions", "back", which)),
        token=token,
        of=argument,
    )


def told(ctx: Context, row: StoryRow, writers: Writers, short: bool = False) -> str:
    """Where a version stands: who wrote it, when, and whether it may be in the account."""
    writer = writers.get(row.written_by or 0)
    day = dates.written(row.written_on, ctx.locale, ctx.organisation.slug)
    who = ctx.say("stories.by", name=writer.name, day=day) if writer else day
    state = ctx.say(f"stories.states.{'ready' if row.ready else 'draft'}")
    return (
        f"{state}. {who}" if short else f"{state}. {ctx.say('stories.version', version=row.version)}, {who}"
    )


def _missing(ctx: Context, rows: Mapping[str, StoryRow]) -> str:
    whole = rows.get("")
    first = "none" if whole is None else "ready" if whole.ready else "draft"
    without = len(THEMES) - sum(theme in rows for theme in THEMES)
    drafts = sum(not row.ready for theme, row in rows.items() if theme)
    said = [ctx.say(f"stories.missing.whole_{first}")]
    said += [ctx.say("stories.missing.drafts", count=drafts)] if drafts else []
    said += [ctx.say("stories.missing.themes", count=without)] if without else []
    return " ".join(said)


def _facts(ctx: Context, half: str, theme: str) -> Facts:
    name = "" if theme == WHOLE else theme
    return Facts(
        (
            Fact(ctx.say("stories.facts.half"), called(half, ctx.locale, ctx.organisation.slug)),
            Fact(ctx.say("stories.facts.theme"), theme_called(ctx, name)),
        )
    )
