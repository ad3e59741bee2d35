"""What the coordinator sees of what is going out."""

from collections.abc import Sequence

from bot.foundation.context import Context
from bot.foundation.screen import Action, Fact, Facts, Heading, Input, Note, Part, Row, Screen
from bot.foundation.words import prose
from bot.messages import names
from bot.messages.mailings import Naming
from bot.messages.steering import possible, stage, tally
from bot.screens import dates
from bot.screens.layout import PAGE, Frame
from storage.directory import Known
from storage.mailings import PushRow, TroubleRow

FRAME = Frame("going_out")
screen, action = FRAME.screen, FRAME.action


def listed(ctx: Context, pushes: Sequence[PushRow], which: str, skip: int) -> Screen:
    """What is going out (`which` "open") or ever went ("all"); `pushes` holds one more than fits when there
    is a next page.

    That notices can be sent once more is said whether or not any is uncertain: one could be of a report that
    this coordinator may not know of."""
    rows = tuple(
        Row(name(ctx, push), progress(ctx, push), action(ctx, "show", "show", str(push.id)))
        for push in pushes[:PAGE]
    )
    turn = FRAME.turning(ctx, "open", skip, len(pushes) > PAGE, f"{which}:")
    other = "all" if which == "open" else "open"
    actions = (
        action(ctx, "open", "refresh", f"{which}:{skip}", primary=True),
        *turn,
        action(ctx, "open", f"which_{other}", f"{other}:0"),
        FRAME.ask(ctx, "resend_notices"),
        Action("menu", "coordinate", ctx.say("going_out.actions.back")),
    )
    return screen(
        ctx,
        "list",
        rows,
        actions,
        words=f"list_{which}" if rows else f"list_{which}_empty",
        of=f"{which}:{skip}",
    )


def one(ctx: Context, push: PushRow, trouble: Sequence[TroubleRow], skip: int = 0, told: str = "") -> Screen:
    """One push: how far it is, who did not get it, what can be done; `told` says what was done just now."""
    count = tally(push)
    numbers = {field: number for field, number in count._asdict().items() if number or field == "sent"}
    facts = [
        Fact(ctx.say("going_out.facts.what"), name(ctx, push)),
        Fact(ctx.say("going_out.facts.stage"), ctx.say(f"going_out.stages.{stage(push)}")),
        Fact(
            ctx.say("going_out.facts.planned_on"),
            dates.written(push.planned_on, ctx.locale, ctx.organisation.slug),
        ),
        *(Fact(ctx.say(f"going_out.facts.{field}"), str(number)) for field, number in numbers.items()),
    ]
    parts: list[Part] = [Note(told)] if told else []
    parts.append(Facts(tuple(facts)))
    if count.unknown:
        parts += prose(ctx.say("going_out.unknown"))
    if trouble:
        parts.append(Heading(ctx.say("going_out.trouble")))
        parts += [Row(ctx.called(row.name), why(ctx, row)) for row in trouble[:PAGE]]
    id = str(push.id)
    actions = (
        action(ctx, "show", "refresh", f"{id}:{skip}", primary=True),
        *FRAME.turning(ctx, "show", skip, len(trouble) > PAGE, f"{id}:"),
        *(
            FRAME.ask(ctx, verb, id) if verb in ("cancel", "resend") else action(ctx, verb, verb, id)
            for verb in possible(push)
        ),
        *((action(ctx, "ask", "once_more", id),) if push.state == "running" else ()),
        action(ctx, "open", "back"),
    )
    return screen(ctx, "push", tuple(parts), actions, of=f"{id}:{skip}")


def sure(ctx: Context, push: PushRow, verb: str) -> Screen:
    """Asks before something that cannot be taken back: "cancel" or "resend"."""
    count = tally(push)
    people = ctx.say("going_out.people", count=count.waiting if verb == "cancel" else count.unknown)
    facts = Facts(
        (
            Fact(ctx.say("going_out.facts.what"), name(ctx, push)),
            Fact(ctx.say(f"going_out.facts.{'waiting' if verb == 'cancel' else 'unknown'}"), people),
        )
    )
    return FRAME.sure(ctx, verb, str(push.id), (facts,), action(ctx, "show", "back", str(push.id)))


def whom(ctx: Context, push: PushRow) -> Screen:
    """Asks to whom a message goes once more."""
    label, hint = ctx.say("people.questions.person.label"), ctx.say("people.questions.person.hint")
    asked = Input("person", "text", label, hint, required=True, max_length=200)
    facts = Facts((Fact(ctx.say("going_out.facts.what"), name(ctx, push)),))
    id = str(push.id)
    submit = action(ctx, "whom", "whom", id, primary=True)
    back = (action(ctx, "show", "back", id),)
    return screen(ctx, "whom", (facts,), back, inputs=(asked,), submit=submit, of=id)


def sure_once_more(ctx: Context, push: PushRow, person: Known, before: str) -> Screen:
    """Asks before a message goes out once more, with what became of it so far."""
    facts = Facts(
        (
            Fact(ctx.say("going_out.facts.what"), name(ctx, push)),
            Fact(ctx.say("going_out.facts.who"), ctx.called(person.name)),
        )
    )
    back = action(ctx, "ask", "back", str(push.id))
    parts = (facts, Note(before))
    return FRAME.sure(ctx, "send", f"{push.id}:{person.id}", parts, back, calm=True)


def sure_notices(ctx: Context) -> Screen:
    """The same for notices, without saying how many or for whom."""
    return FRAME.sure(ctx, "resend_notices", "", (), action(ctx, "open", "back"))


def name(ctx: Context, push: PushRow) -> str:
    """What a push is called."""
    return names.called(Naming(ctx.session, ctx.organisation, push, ctx.locale))


def progress(ctx: Context, push: PushRow) -> str:
    """How far it is, in one line: "Loopt. 12 van 40 verstuurd, 3 onzeker."."""
    count = tally(push)
    said = [ctx.say(f"going_out.stages.{stage(push)}"), _sentence(ctx, count.sent, count.all)]
    for field in ("failed", "unknown"):
        if number := getattr(count, field):
            said.append(ctx.say(f"going_out.line.{field}", number=number))
    return ". ".join(said)


def why(ctx: Context, row: TroubleRow) -> str:
    """Why somebody did not get it, or that nobody knows."""
    if row.state == "unknown":
        return ctx.say("going_out.perhaps")
    return ctx.say(f"people.why.{row.why}", email=row.email)


def _sentence(ctx: Context, sent: int, all: int) -> str:
    return ctx.say("going_out.line.sent", sent=sent, all=all)
