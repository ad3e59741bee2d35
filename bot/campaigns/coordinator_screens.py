"""What the coordinator sees of campaigns: what is coming, one campaign, the whole year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.campaigns import content
from bot.campaigns.screens import FRAME, action, screen, title_of
from bot.directory.groups import name_of
from bot.foundation.context import Context
from bot.foundation.screen import (
    Action,
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
from bot.messages import working_time
from bot.screens import dates
from bot.screens.layout import to_menu
from bot.screens.markdown import parts as marked
from storage.campaigns import CampaignRow, Reach
from storage.groups import Group
from storage.week import WeekRow

OWN = "own"
AHEAD = 10  # working days until the day that is proposed
TITLE, TEXT = 70, 600  # characters of a message of one's own


def overview(
    ctx: Context,
    coming: Sequence[CampaignRow],
    past: Sequence[CampaignRow],
    reached: Mapping[int, Reach],
    missing: Sequence[tuple[str, date]],
) -> Screen:
    """What is coming, and what went out lately."""
    parts: list[Part] = []
    for heading, rows in (("coming", coming), ("past", past)):
        if rows:
            parts.append(Heading(ctx.say(f"campaign.{heading}")))
            parts += [_line(ctx, row, reached.get(row.id)) for row in rows]
    buttons = [action(ctx, "new", "new", primary=bool(coming))]
    if missing:
        parts.append(Note(ctx.say("campaign.missing", count=len(missing))))
        buttons.insert(0, action(ctx, "rhythm", "rhythm", primary=not coming))
    buttons.append(action(ctx, "year", "year", str(ctx.today.year)))
    return screen(ctx, "overview", parts, (*buttons, to_menu(ctx)))


def year(
    ctx: Context,
    wanted: int,
    rows: Sequence[CampaignRow],
    reached: Mapping[int, Reach],
    weeks: Sequence[WeekRow],
) -> Screen:
    """A whole year, month by month."""
    lines: list[tuple[date, Part]] = [(row.planned_on, _line(ctx, row, reached.get(row.id))) for row in rows]
    for week in weeks:
        open_it = Action("week", "week", ctx.say("campaign.actions.open"), str(week.id))
        lines.append((week.first_on, Row(week.title, _written(ctx, week.first_on), open_it)))
    lines += [(day, Row(title, text)) for day, title, text in _moments(ctx, wanted)]
    parts: list[Part] = []
    for month in range(1, 13):
        parts.append(Heading(ctx.say(f"months.m{month}").capitalize()))
        of = sorted((day, at) for at, (day, _) in enumerate(lines) if day.month == month)
        parts += [lines[at][1] for _, at in of] or [Paragraph(ctx.say("campaign.nothing"))]
    turn = [Action("campaign", "year", str(one), str(one)) for one in (wanted - 1, wanted + 1)]
    back = action(ctx, "overview", "back")
    return screen(ctx, "year", parts, (*turn, back, to_menu(ctx)), title=str(wanted), of=str(wanted))


def campaign(ctx: Context, row: CampaignRow, reach: Reach, groups: Sequence[str]) -> Screen:
    """One campaign, and how far it came."""
    facts = [
        Fact(ctx.say("campaign.facts.day"), _written(ctx, row.planned_on)),
        Fact(ctx.say("campaign.facts.groups"), ", ".join(groups) or ctx.say("campaign.everybody")),
        Fact(ctx.say("campaign.facts.state"), ctx.say(f"campaign.states.{row.state}")),
    ]
    if row.state != "planned":
        facts += [
            Fact(ctx.say(f"campaign.facts.{name}"), str(number)) for name, number in reach._asdict().items()
        ]
    text = content.campaign(row.name).messages[ctx.locale][1] if row.name else row.text
    id, buttons = str(row.id), [action(ctx, "open", "look", str(row.id))]
    if row.state == "planned":
        buttons += [FRAME.ask(ctx, "send", id), action(ctx, "move", "move", id), FRAME.ask(ctx, "cancel", id)]
    back = action(ctx, "overview", "back")
    parts = (Facts(tuple(facts)), *marked(text))
    return screen(ctx, "campaign", parts, (*buttons, back), title=title_of(row, ctx.locale), of=id)


def form(ctx: Context, groups: Sequence[Group]) -> Screen:
    """Which campaign, when, for whom."""
    ready = [(name, content.campaign(name).words[ctx.locale]) for name in content.names()]
    options = [Option(name, said.title, said.summary) for name, said in ready]
    options.append(Option(OWN, ctx.say("campaign.questions.name.options.own")))
    inputs = [
        Input(
            "name", "choice", ctx.say("campaign.questions.name.label"), required=True, options=tuple(options)
        ),
        _day(ctx, working_time.working_days_after(ctx.today, AHEAD, ctx.organisation.slug)),
    ]
    if groups:
        inputs.append(
            Input(
                "groups",
                "choices",
                ctx.say("campaign.questions.groups.label"),
                ctx.say("campaign.questions.groups.hint"),
                options=tuple(Option(one.key, group_name(ctx, one)) for one in groups),
            )
        )
    for name, kind, longest in (("title", "text", TITLE), ("text", "long_text", TEXT)):
        label, hint = ctx.say(f"campaign.questions.{name}.label"), ctx.say(f"campaign.questions.{name}.hint")
        inputs.append(Input(name, kind, label, hint, max_length=longest))  # type: ignore[arg-type]
    submit = action(ctx, "create", "create", primary=True)
    return screen(ctx, "new", (), (action(ctx, "overview", "back"),), inputs=tuple(inputs), submit=submit)


def move(ctx: Context, row: CampaignRow) -> Screen:
    """Another day."""
    back = action(ctx, "manage", "back", str(row.id))
    submit = action(ctx, "set", "move", str(row.id), primary=True)
    asked = (_day(ctx, row.planned_on),)
    return screen(ctx, "move", (), (back,), inputs=asked, submit=submit, of=str(row.id))


def sure(ctx: Context, row: CampaignRow, told: int | None = None) -> Screen:
    """Asks before a campaign is taken off the calendar; or before it goes out, with how many get it."""
    facts = [
        Fact(ctx.say("campaign.facts.what"), title_of(row, ctx.locale)),
        Fact(ctx.say("campaign.facts.day"), _written(ctx, row.planned_on)),
    ]
    if told is not None:
        facts[1:] = [Fact(ctx.say("campaign.facts.told"), ctx.say("week.people", count=told))]
    verb, id = "cancel" if told is None else "send", str(row.id)
    back = action(ctx, "manage", "back", id)
    return FRAME.sure(ctx, verb, id, (Facts(tuple(facts)),), back, calm=verb == "send")


def group_name(ctx: Context, group: Group) -> str:
    """What a target group is called."""
    return name_of(group, ctx.locale, ctx.organisation.slug)


def _line(ctx: Context, row: CampaignRow, reach: Reach | None) -> Row:
    detail = _written(ctx, row.planned_on)
    if reach and row.state != "planned":
        detail = ctx.say("campaign.line", day=detail, **reach._asdict())
    return Row(title_of(row, ctx.locale), detail, action(ctx, "manage", "open", str(row.id)))


def _moments(ctx: Context, wanted: int) -> Iterator[tuple[date, str, str]]:
    """The moments of the rhythm that fall on a day of the month; what comes every few weeks has none."""
    said = content.moments(ctx.locale)
    for beat in content.rhythm():
        if not beat.campaign and beat.month:
            day = content.day_of(beat, wanted, ctx.organisation.slug)
            yield day, said[beat.name][0], said[beat.name][1]


def _day(ctx: Context, value: date) -> Input:
    label, hint = ctx.say("campaign.questions.day.label"), ctx.say("campaign.questions.day.hint")
    return Input("day", "text", label, hint, required=True, max_length=40, value=dates.numbers(value))


def _written(ctx: Context, day: date) -> str:
    return dates.written(day, ctx.locale, ctx.organisation.slug)
