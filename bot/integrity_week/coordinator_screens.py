"""What the coordinator sees of a week: how it stands, and each activity with its code."""

from collections.abc import Mapping, Sequence

from bot.files import orders
from bot.foundation.context import Context
from bot.foundation.screen import Code, Fact, Facts, Heading, Note, Part, Row, Screen
from bot.integrity_week.content import activities
from bot.integrity_week.screens import FRAME, action, screen, title_of, when, written
from bot.screens import dates
from bot.screens.layout import to_menu
from bot.screens.markdown import parts as marked
from storage.sign_ups import Places
from storage.week import ActivityRow, WeekRow


def weeks(ctx: Context, rows: Sequence[WeekRow]) -> Screen:
    """Every week there was, and the way to a new one."""
    listed = tuple(
        Row(row.title, _period(ctx, row), action(ctx, "week", "open", str(row.id))) for row in rows
    )
    begin = action(ctx, "begin", "begin", primary=True)
    return screen(ctx, "weeks" if rows else "no_weeks", listed, (begin, to_menu(ctx)), of="all")


def week(
    ctx: Context,
    row: WeekRow,
    activities: Sequence[ActivityRow],
    places: Mapping[int, Places],
    came: Mapping[int, int],
    participants: int,
    votes: int,
) -> Screen:
    """How a week stands."""
    state = "over" if row.last_on < ctx.today else "announced" if row.announced else "draft"
    numbers = {
        "activities": len(activities),
        "sign_ups": sum(one.joined for one in places.values()),
        "participations": sum(max(came.get(one.id, 0), one.headcount or 0) for one in activities),
        "participants": participants,
        "votes": votes,
    }
    facts = [
        Fact(ctx.say("week.facts.period"), _period(ctx, row)),
        Fact(ctx.say("week.facts.status"), ctx.say(f"week.status.{state}")),
        *(Fact(ctx.say(f"week.facts.{name}"), str(number)) for name, number in numbers.items()),
    ]
    parts: list[Part] = [Facts(tuple(facts))]
    homeless = sum(not (one.place or one.link) for one in activities)
    if homeless and state != "over":
        parts.append(Note(ctx.say("week.homeless", count=homeless)))
    last = None
    for one in activities:
        if one.on_day != last:
            parts.append(Heading(written(ctx, one.on_day)))
            last = one.on_day
        detail = f"{when(ctx, one)}. {_taken(ctx, one, places[one.id], came.get(one.id, 0))}"
        parts.append(Row(title_of(one, ctx.locale), detail, action(ctx, "organise", "open", str(one.id))))
    id, todo = str(row.id), []
    if state == "draft" and activities:
        todo.append(FRAME.ask(ctx, "announce", id, primary=True))
    if state != "over":
        todo.append(action(ctx, "edit", "add", f"new:{id}"))
    if row.announced:
        todo.append(action(ctx, "open", "as_seen"))
    todo.append(action(ctx, "manage", "all_weeks", "all"))
    if state != "over":
        todo.append(FRAME.ask(ctx, "cancel", id))
    return screen(ctx, "board", parts, (*todo, to_menu(ctx)), title=row.title, of=id)


def activity(
    ctx: Context, row: WeekRow, one: ActivityRow, places: Places, came: int, note: str = ""
) -> Screen:
    """One activity for whoever organises it: the code, and how many came; `note`: what was done."""
    facts = [
        Fact(ctx.say("week.facts.day"), written(ctx, one.on_day)),
        Fact(ctx.say("week.facts.time"), when(ctx, one)),
        Fact(ctx.say("week.facts.place"), one.place or one.link or ctx.say("week.nowhere")),
        Fact(ctx.say("week.facts.capacity"), str(one.capacity or ctx.say("week.state.all"))),
        Fact(ctx.say("week.facts.sign_ups"), str(places.joined)),
        Fact(ctx.say("week.facts.waiting"), str(places.waiting)),
        Fact(ctx.say("week.facts.participations"), str(max(came, one.headcount or 0))),
    ]
    parts: list[Part] = [
        *((Note(note),) if note else ()),
        Facts(tuple(facts)),
        Code(ctx.say("week.facts.code"), f"{one.code[:3]}-{one.code[3:]}"),
    ]
    ready = activities(ctx.locale).get(one.name)
    if ready and ready.prepare:
        parts += [Heading(ctx.say("week.prepare")), *marked(ready.prepare)]
    id, todo = str(one.id), []
    if one.starts_at > ctx.now:
        todo += [action(ctx, "edit", "edit", id), FRAME.ask(ctx, "drop", id)]
    else:
        todo.append(action(ctx, "count", "count", id, primary=True))
    todo.append(orders.button(ctx.say("week.actions.poster"), "poster", id))
    back = action(ctx, "week", "back", str(row.id))
    return screen(ctx, "organise", parts, (*todo, back), title=title_of(one, ctx.locale), of=id)


def sure(ctx: Context, verb: str, row: WeekRow, told: int, one: ActivityRow | None = None) -> Screen:
    """Asks before a week is announced or called off, or an activity is: how many people are told of it."""
    day = Fact(ctx.say("week.facts.day"), f"{written(ctx, one.on_day)}, {when(ctx, one)}") if one else None
    facts = (
        Fact(ctx.say("week.facts.what"), title_of(one, ctx.locale) if one else row.title),
        day or Fact(ctx.say("week.facts.period"), _period(ctx, row)),
        Fact(ctx.say("week.facts.told"), ctx.say("week.people", count=told)),
    )
    id = str(one.id if one else row.id)
    back = action(ctx, "organise" if one else "week", "back", id)
    return FRAME.sure(ctx, verb, id, (Facts(facts),), back, calm=verb == "announce")


def _taken(ctx: Context, one: ActivityRow, places: Places, came: int) -> str:
    if one.starts_at <= ctx.now:
        return ctx.say("week.came", count=max(came, one.headcount or 0))
    if one.capacity is None:
        return ctx.say("week.taken", count=places.joined)
    return ctx.say("week.taken_of", count=places.joined, of=one.capacity)


def _period(ctx: Context, row: WeekRow) -> str:
    return ctx.say("week.period", first=dates.numbers(row.first_on), last=dates.numbers(row.last_on))
