"""What the coordinator sees of the directory."""

from collections.abc import Sequence

from bot.directory import import_summary
from bot.directory.transfer import Outcome
from bot.foundation.context import Context
from bot.foundation.screen import (
    Bullets,
    Fact,
    Facts,
    Heading,
    Input,
    Note,
    Option,
    Paragraph,
    Part,
    Row,
    Screen,
)
from bot.screens.layout import PAGE, Frame, to_menu
from storage.directory import Counts, Known
from storage.newcomers import NewcomerRow

FRAME = Frame("people")
screen, action = FRAME.screen, FRAME.action
PROBLEMS = 40  # that are shown; the rest is counted


def overview(ctx: Context, counts: Counts, waiting: int) -> Screen:
    """How many people there are, and the way to the lists."""
    numbers = {**counts._asdict(), "newcomers": waiting}
    facts = Facts(tuple(Fact(ctx.say(f"people.counts.{name}"), str(n)) for name, n in numbers.items()))
    actions = []
    if waiting:
        actions.append(action(ctx, "newcomers", "newcomers", primary=True))
    if counts.unreachable:
        actions.append(action(ctx, "unreachable", "unreachable"))
    actions += FRAME.upload(ctx)
    return screen(ctx, "overview", (facts,), (*actions, to_menu(ctx)))


def listed_newcomers(ctx: Context, rows: Sequence[NewcomerRow], skip: int) -> Screen:
    """Who came and is not matched."""
    shown = tuple(
        Row(ctx.called(row.name), _about(ctx, row), action(ctx, "newcomer", "newcomer", str(row.id)))
        for row in rows[skip : skip + PAGE]
    )
    return _listing(ctx, "newcomers", shown, skip, len(rows) > skip + PAGE)


def newcomer(ctx: Context, row: NewcomerRow, proposed: str) -> Screen:
    """One who came, and the question who it is."""
    asked = Input(
        "person",
        "text",
        ctx.say("people.questions.person.label"),
        ctx.say("people.questions.person.hint"),
        required=True,
        max_length=254,
        value=proposed,
    )
    facts = Facts((Fact(ctx.called(row.name), _about(ctx, row)),))
    return screen(
        ctx,
        "newcomer",
        (facts,),
        (action(ctx, "dismiss", "dismiss", str(row.id)), action(ctx, "newcomers", "back")),
        inputs=(asked,),
        submit=action(ctx, "link", "link", str(row.id), primary=True),
        of=str(row.id),
    )


def unreachable(ctx: Context, found: Sequence[Known], skip: int) -> Screen:
    """Who cannot be reached, and why; `found` holds one more than fits when there is a next page."""
    why = import_summary.out_of_reach(ctx.session, ctx.organisation.id, found[:PAGE])
    rows = tuple(
        Row(ctx.called(one.name), ctx.say(f"people.why.{why[one.id]}", email=one.email))
        for one in found[:PAGE]
    )
    return _listing(ctx, "unreachable", rows, skip, len(found) > PAGE)


def about_files(ctx: Context) -> tuple[Part, ...]:
    """What to know before a file is chosen."""
    stays = (Note(ctx.say("people.file_stays")),) if ctx.platform.keeps_files else ()
    return (Paragraph(ctx.say("people.file_takes")), *stays)


def upload(ctx: Context) -> Screen:
    """Asks for a file of staff."""
    label, hint = ctx.say("people.questions.file.label"), ctx.say("people.questions.file.hint")
    leavers = Option("leavers", ctx.say("people.questions.leavers.options.leavers"))
    inputs = (
        Input("file", "file", label, hint, required=True),
        Input("leavers", "choices", ctx.say("people.questions.leavers.label"), options=(leavers,)),
    )
    actions = (action(ctx, "open", "back"),)
    return screen(
        ctx,
        "upload",
        about_files(ctx),
        actions,
        inputs=inputs,
        submit=action(ctx, "check", "check", primary=True),
    )


def checked(ctx: Context, outcome: Outcome, token: str) -> Screen:
    """What a file would change, before it does."""
    nothing = not import_summary.changes(outcome)
    return screen(
        ctx,
        "checked",
        (*_outcome(ctx, outcome), *((Note(ctx.say("people.nothing_to_change")),) if nothing else ())),
        (action(ctx, "upload", "other_file"),),
        submit=None if nothing else action(ctx, "apply", "apply", primary=True),
        close=action(ctx, "cancel", "cancel"),
        token=token,
    )


def done(ctx: Context, outcome: Outcome) -> Screen:
    """What a file has changed."""
    return screen(ctx, "done", _outcome(ctx, outcome), (action(ctx, "open", "overview"), to_menu(ctx)))


def cancelled(ctx: Context) -> Screen:
    """After the file was thrown away."""
    return screen(ctx, "cancelled", (), (action(ctx, "open", "overview"), to_menu(ctx)))


def _outcome(ctx: Context, outcome: Outcome) -> tuple[Part, ...]:
    """Counts, new places, and what was wrong with which row."""
    rows = tuple(
        Fact(label, str(n)) for label, n in import_summary.counted(outcome, ctx.locale, ctx.organisation.slug)
    )
    parts: list[Part] = [Facts(rows)]
    for name, items in (
        ("new", tuple(outcome.new)),
        ("refused", import_summary.problems(outcome.refused, ctx.locale, ctx.organisation.slug)),
        ("remarks", import_summary.problems(outcome.remarks, ctx.locale, ctx.organisation.slug)),
    ):
        if items:
            more = (ctx.say("people.and_more", count=len(items) - PROBLEMS),) if len(items) > PROBLEMS else ()
            parts += [Heading(ctx.say(f"people.headings.{name}")), Bullets((*items[:PROBLEMS], *more))]
    return tuple(parts)


def _about(ctx: Context, row: NewcomerRow) -> str:
    key = "with_email" if row.email else "without_email"
    return ctx.say(f"people.came.{key}", platform=row.address.platform.capitalize(), email=row.email)


def _listing(ctx: Context, step: str, rows: tuple[Row, ...], skip: int, more: bool) -> Screen:
    actions = (*FRAME.turning(ctx, step, skip, more), action(ctx, "open", "overview"))
    return screen(ctx, step, rows, actions, words=step if rows else f"{step}_empty", of=str(skip))
