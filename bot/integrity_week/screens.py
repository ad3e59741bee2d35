"""What everybody sees of the integrity week."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.files import orders
from bot.foundation.context import Context
from bot.foundation.screen import Fact, Facts, Heading, Input, Note, Part, Row, Screen
from bot.integrity_week import schedule
from bot.integrity_week.content import activities, dilemmas, programme
from bot.screens import dates
from bot.screens.layout import Frame, to_menu
from bot.screens.markdown import parts as marked
from storage.polls import PollRow
from storage.sign_ups import Places
from storage.week import ActivityRow, WeekRow

FRAME = Frame("week")
screen, action = FRAME.screen, FRAME.action
EARLY = timedelta(minutes=30)  # before an activity that one can say to be there


def none(ctx: Context) -> Screen:
    """There is no week, and none to come."""
    return screen(ctx, "none", (), (to_menu(ctx),))


def week(
    ctx: Context,
    row: WeekRow,
    activities: Sequence[ActivityRow],
    places: Mapping[int, Places],
    mine: Mapping[int, bool],
    polls: Sequence[PollRow],
) -> Screen:
    """The whole programme, with what this person joined, and the dilemmas."""
    parts: list[Part] = [*marked(_said(ctx, row))]
    for poll in polls:
        if poll.opens_on <= ctx.today:
            parts.append(_dilemma(ctx, poll))
    last = None
    for one in activities:
        if one.on_day != last:
            parts.append(Heading(written(ctx, one.on_day)))
            last = one.on_day
        detail = f"{when(ctx, one)}. {state(ctx, one, places[one.id], mine.get(one.id))}"
        parts.append(Row(title_of(one, ctx.locale), detail, action(ctx, "activity", "open", str(one.id))))
    if not activities:
        parts.append(Note(ctx.say("week.no_activities")))
    code = action(ctx, "code", "code")
    return screen(ctx, "week", parts, (code, to_menu(ctx)), title=row.title)


def activity(ctx: Context, one: ActivityRow, places: Places, waits: bool | None, note: str = "") -> Screen:
    """One activity, with what this person can do now."""
    facts = [Fact(ctx.say("week.facts.day"), written(ctx, one.on_day))]
    facts.append(Fact(ctx.say("week.facts.time"), when(ctx, one)))
    facts += [
        Fact(ctx.say(f"week.facts.{name}"), said)
        for name, said in (("place", one.place), ("link", one.link))
        if said
    ]
    facts.append(Fact(ctx.say("week.facts.places"), state(ctx, one, places, waits)))
    id, todo = str(one.id), []
    if ctx.now < one.starts_at:
        full = one.capacity is not None and places.joined >= one.capacity
        todo.append(
            action(ctx, "leave", "leave", id)
            if waits is not None
            else action(ctx, "join", "wait" if full else "join", id, primary=True)
        )
    if can_be_there(ctx, one):
        todo.append(action(ctx, "here", "here", id, primary=True))
    todo.append(orders.button(ctx.say("week.actions.calendar"), "calendar", id))
    parts = [*([Note(note)] if note else []), *marked(text_of(one, ctx.locale)), Facts(tuple(facts))]
    rest = (action(ctx, "open", "programme"), to_menu(ctx))
    return screen(ctx, "activity", parts, (*todo, *rest), title=title_of(one, ctx.locale), of=id)


def code(ctx: Context) -> Screen:
    """Asks for the code that hangs at an activity."""
    asked = Input(
        "code",
        "text",
        ctx.say("week.questions.code.label"),
        ctx.say("week.questions.code.hint"),
        required=True,
        max_length=40,
    )
    submit = action(ctx, "present", "present", primary=True)
    return screen(ctx, "code", (), (action(ctx, "open", "programme"),), inputs=(asked,), submit=submit)


def present(ctx: Context, one: ActivityRow, new: bool) -> Screen:
    """Thanks for being there."""
    title = title_of(one, ctx.locale)
    note = ctx.say(f"week.present.{'new' if new else 'again'}", title=title)
    return screen(ctx, "present", (Note(note),), (action(ctx, "open", "programme"), to_menu(ctx)))


def when(ctx: Context, one: ActivityRow) -> str:
    """From when to when, in the Netherlands."""
    end = one.starts_at + timedelta(minutes=one.minutes)
    return ctx.say("week.when", begin=dates.clock(one.starts_at), end=dates.clock(end))


def state(ctx: Context, one: ActivityRow, places: Places, waits: bool | None) -> str:
    """How full it is, and whether this person joined."""
    if waits is not None:
        return ctx.say(f"week.state.{'waiting' if waits else 'joined'}")
    if one.capacity is None:
        return ctx.say("week.state.all")
    left = max(0, one.capacity - places.joined)
    return ctx.say("week.state.left", count=left) if left else ctx.say("week.state.full")


def can_be_there(ctx: Context, one: ActivityRow) -> bool:
    """Whether it is the day of the activity, from a little before it begins."""
    return one.on_day == ctx.today and one.starts_at - EARLY <= ctx.now


def title_of(one: ActivityRow, locale: str) -> str:
    """What an activity is called, in this language when it comes with Baken."""
    ready = activities(locale).get(one.name)
    return ready.title if ready and not one.title else one.title


def text_of(one: ActivityRow, locale: str) -> str:
    """What an activity is about."""
    ready = activities(locale).get(one.name)
    return ready.text if ready and not one.text else one.text


def written(ctx: Context, day: date) -> str:
    """A day with its weekday."""
    return dates.written(day, ctx.locale, ctx.organisation.slug)


def _said(ctx: Context, row: WeekRow) -> str:
    """What the ready programme says of the week before it begins, and of each day when it is on."""
    if row.ready and ctx.today < row.first_on:
        return programme(ctx.locale, row.turn).announcement
    today = schedule.said_on(row, ctx.today, ctx.organisation.slug, ctx.locale)
    return today.message if today else ""


def _dilemma(ctx: Context, poll: PollRow) -> Row:
    over = poll.closed or poll.closes_on < ctx.today
    said = dilemmas(ctx.locale)[poll.about.partition("/")[2]]
    open_it = action(ctx, "dilemma", "result" if over else "vote", str(poll.id))
    return Row(said.title, ctx.say(f"week.dilemma.{'over' if over else 'today'}"), open_it)
