"""What the coordinator sees of what was promised."""

from collections.abc import Sequence
from dataclasses import replace

from bot.account.commitments import COUNTED, OWN, Line, Promise
from bot.account.workbook import promised
from bot.account.workbook.labels import Labels
from bot.foundation.context import Context
from bot.foundation.screen import Fact, Facts, Input, Note, Option, Row, Screen
from bot.screens import dates
from bot.screens.layout import Frame, to_menu

FRAME = Frame("plan")
screen, action = FRAME.screen, FRAME.action
TITLE, TEXT = 120, 600  # characters


def listing(ctx: Context, lines: Sequence[Line], left: Sequence[str]) -> Screen:
    """Every promise with how it stands; `left` is what is still on the ready list."""
    labels = _labels(ctx)
    rows = tuple(
        Row(
            promised.called(line.promise, labels),
            ". ".join(
                dict.fromkeys(
                    (
                        ctx.say(f"plan.states.{line.state}"),
                        promised.done(line.promise, line.done, labels),
                    )
                )
            ),
            action(ctx, "show", "show", str(line.promise.row.id)),
        )
        for line in lines
    )
    ready = (action(ctx, "ready", "ready", primary=not lines),) if left else ()
    begin = action(ctx, "new", "new", primary=bool(lines))
    return screen(ctx, "list" if lines else "empty", rows, (begin, *ready, to_menu(ctx)))


def form(ctx: Context, left: Sequence[str]) -> Screen:
    """Asks for a promise: one of the ready list, or one of the municipality's own."""
    kinds = tuple(Option(kind, ctx.say(f"plan.kinds.{kind}")) for kind in left)
    pers = tuple(
        Option(per, ctx.say(f"plan.questions.per.options.{per}")) for per in ("half", "year", "once")
    )
    kind = Input(
        "kind",
        "choice",
        ctx.say("plan.questions.kind.label"),
        required=True,
        options=(Option(OWN, ctx.say("plan.kinds.own")), *kinds),
        value=OWN,
    )
    title = _typed(ctx, "title", "", TITLE, required=not kinds)
    inputs = (
        *((kind, title) if kinds else (replace(title, label=kind.label),)),
        _typed(ctx, "norm", "1", 9),
        Input(
            "per", "choice", ctx.say("plan.questions.per.label"), required=True, options=pers, value="year"
        ),
        _typed(ctx, "due", "", 40, required=False),
    )
    submit = action(ctx, "add", "add", primary=True)
    return screen(ctx, "new", (), (action(ctx, "open", "back"),), inputs=inputs, submit=submit)


def promise(ctx: Context, one: Promise, line: Line | None) -> Screen:
    """One promise, what was noted of it, and a form for a next note."""
    labels, id = _labels(ctx), str(one.row.id)
    facts = [Fact(ctx.say("plan.facts.what"), promised.called(one, labels))]
    if line:
        facts += [
            Fact(ctx.say("plan.facts.done"), promised.done(one, line.done, labels)),
            Fact(ctx.say("plan.facts.state"), ctx.say(f"plan.states.{line.state}")),
        ]
    rows = tuple(
        Row(
            dates.written(note.on_day, ctx.locale, ctx.organisation.slug),
            f"{ctx.say('plan.marked.' + ('yes' if note.done else 'no'))} {text}".strip(),
            FRAME.ask(ctx, "drop", f"{id}/{note.id}"),
        )
        for note, text in one.notes
    )
    counted = one.row.kind in COUNTED
    choices = tuple(Option(name, ctx.say(f"plan.questions.done.options.{name}")) for name in ("yes", "no"))
    done = Input(
        "done", "choice", ctx.say("plan.questions.done.label"), required=True, options=choices, value="yes"
    )
    words = ctx.say("plan.questions.text.label"), ctx.say("plan.questions.text.hint")
    inputs = (
        *(() if counted else (done,)),
        _typed(ctx, "day", dates.numbers(ctx.today), 40),
        Input("text", "long_text", *words, required=True, max_length=TEXT),
    )
    told = (Note(ctx.say("plan.counted")),) if counted else ()
    return screen(
        ctx,
        "promise",
        (Facts(tuple(facts)), *told, *rows),
        (FRAME.ask(ctx, "end", id), action(ctx, "open", "back")),
        inputs=inputs,
        submit=action(ctx, "note", "note", id, primary=True),
        of=id,
    )


def sure(ctx: Context, verb: str, which: str, one: Promise) -> Screen:
    """Asks before a note goes, or a promise ends."""
    id, _, note_id = which.partition("/")
    noted = next((text for note, text in one.notes if str(note.id) == note_id), "")
    facts = [Fact(ctx.say("plan.facts.what"), promised.called(one, _labels(ctx)))]
    facts += [Fact(ctx.say("plan.facts.note"), noted)] if noted else []
    return FRAME.sure(ctx, verb, which, (Facts(tuple(facts)),), action(ctx, "show", "back", id))


def _typed(ctx: Context, name: str, value: str, longest: int, required: bool = True) -> Input:
    label, hint = ctx.say(f"plan.questions.{name}.label"), ctx.say(f"plan.questions.{name}.hint")
    return Input(name, "text", label, hint, required=required, max_length=longest, value=value)


def _labels(ctx: Context) -> Labels:
    return Labels(ctx.locale, ctx.organisation.slug, {})
