"""What a lead sees of the meeting of their team."""

from collections.abc import Sequence
from datetime import date

from bot.files import orders
from bot.foundation.context import Context
from bot.foundation.screen import (
    Action,
    Bullets,
    Fact,
    Facts,
    Heading,
    Input,
    Note,
    Option,
    Part,
    Row,
    Screen,
)
from bot.foundation.words import prose
from bot.messages import working_time
from bot.screens import dates, pictures
from bot.screens.layout import Frame, to_menu
from bot.screens.markdown import parts as marked
from bot.team_meetings.content import Pack
from storage.meetings import MeetingRow, RoundRow
from storage.teams import TeamRow

FRAME = Frame("meeting")
screen, action = FRAME.screen, FRAME.action
SOON = (5, 10, 15)  # working days after which a day is proposed
LONG = 1_500  # characters of agreements
OTHER = "other"


def none(ctx: Context) -> Screen:
    """For who leads no team that is to meet."""
    return screen(ctx, "none", (), (to_menu(ctx),))


def listed(ctx: Context, meetings: Sequence[tuple[MeetingRow, TeamRow]]) -> Screen:
    """The meetings of somebody who leads several teams."""
    rows = tuple(
        Row(team.name, status(ctx, meeting), action(ctx, "show", "open", str(meeting.id)))
        for meeting, team in meetings
    )
    return screen(ctx, "list", rows, (to_menu(ctx),))


def meeting(
    ctx: Context, pack: Pack, of: RoundRow, row: MeetingRow, team: TeamRow, agreements: str
) -> Screen:
    """One meeting: where it stands, the pack, and what there is to do."""
    facts = [
        Fact(ctx.say("meeting.facts.theme"), pack.title),
        Fact(ctx.say("meeting.facts.team"), ctx.say("meeting.team_of", team=team.name, count=team.size)),
        Fact(ctx.say("meeting.facts.status"), status(ctx, row)),
    ]
    if row.held_on is None:
        facts.append(Fact(ctx.say("meeting.facts.until"), _day(ctx, of.until)))
    parts: list[Part] = [Facts(tuple(facts))]
    if agreements:
        parts += [Heading(ctx.say("meeting.facts.agreements")), *prose(agreements)]
    id = str(row.id)
    over = row.planned_on is not None and row.planned_on <= ctx.today
    pick = action(ctx, "plan", "move" if row.planned_on else "plan", id, not row.planned_on)
    log = action(ctx, "log", "correct" if row.held_on else "log", id, over and not row.held_on)
    missed = action(ctx, "missed", "missed", id)
    todo = (log,) if row.held_on else (log, missed, pick) if over else (pick, log)
    handout = orders.button(ctx.say("meeting.actions.handout"), "handout", pack.name)
    rest = (action(ctx, "guide", "guide", id), handout, to_menu(ctx))
    return screen(ctx, "meeting", (*marked(pack.summary), *parts), (*todo, *rest), of=id)


def pick_day(ctx: Context, of: RoundRow, row: MeetingRow, missed: bool = False) -> Screen:
    """Proposes some working days, and asks for another."""
    soon = [working_time.working_days_after(ctx.today, n, ctx.organisation.slug) for n in SOON]
    options = [Option(day.isoformat(), _day(ctx, day)) for day in soon if day <= max(of.until, soon[0])]
    options.append(Option(OTHER, ctx.say("meeting.questions.day.options.other")))
    planned = dates.numbers(row.planned_on) if row.planned_on and not missed else ""
    inputs = (
        Input(
            "day",
            "choice",
            ctx.say("meeting.questions.day.label"),
            required=True,
            options=tuple(options),
            value=OTHER if planned else options[0].value,
        ),
        _typed(ctx, "other", planned, 40),
    )
    parts = (Note(ctx.say("meeting.missed")),) if missed else ()
    id = str(row.id)
    return screen(
        ctx,
        "date",
        parts,
        (action(ctx, "show", "back", id),),
        inputs=inputs,
        submit=action(ctx, "set", "set", id, primary=True),
        of=id,
    )


def guide(ctx: Context, pack: Pack, row: MeetingRow, variant: str | None) -> Screen:
    """The whole guide, with the case for one kind of team; without one, all are there to choose from."""
    parts: list[Part] = [*prose(ctx.say("meeting.lengths"))]
    if pack.drawing:
        parts.append(pictures.shown_drawing(pack.drawing, ctx.locale))
    for stage in pack.guide:
        named = {"title": stage.title, "short": stage.minutes, "long": stage.long}
        parts.append(Heading(ctx.say("meeting.stage", **named)))
        parts += marked(stage.text)
    if variant is not None:
        case = pack.cases[variant]
        parts += [Heading(ctx.say("meeting.case", title=case.title)), *marked(case.text), Bullets(case.ask)]
    parts += [Heading(ctx.say("meeting.talk")), Bullets(pack.questions)]
    parts += [Heading(ctx.say("meeting.other_cases" if variant else "meeting.choose_case"))]
    others = tuple(
        Row(said.title, ctx.say(f"meeting.variants.{key.replace('-', '_')}"), _case(ctx, row, key))
        for key, said in pack.cases.items()
        if key != variant
    )
    return screen(
        ctx,
        "guide",
        (*parts, *others),
        (action(ctx, "show", "back", str(row.id)),),
        of=f"{row.id}:{variant or ''}",
    )


def log(ctx: Context, pack: Pack, row: MeetingRow, agreements: str, size: int, sure: bool = False) -> Screen:
    """One set of questions after the meeting; `sure` asks whether more people came than the team has."""
    held = row.held_on or (row.planned_on if row.planned_on and row.planned_on <= ctx.today else ctx.today)
    inputs = [
        _typed(ctx, "held_on", dates.numbers(held), 40),
        _typed(ctx, "present", str(row.present) if row.present else "", 5),
    ]
    if sure:
        label = ctx.say("meeting.questions.sure.label", count=size)
        option = Option("sure", ctx.say("meeting.questions.sure.options.sure"))
        inputs.append(Input("sure", "confirm", label, required=True, options=(option,)))
    inputs.append(
        Input(
            "agreements",
            "long_text",
            ctx.say("meeting.questions.agreements.label"),
            ctx.say("meeting.questions.agreements.hint"),
            max_length=LONG,
            value=agreements,
        )
    )
    id = str(row.id)
    return screen(
        ctx,
        "many" if sure else "log",
        () if sure else marked(pack.log),
        (action(ctx, "show", "back", id),),
        inputs=tuple(inputs),
        submit=action(ctx, "save", "save", id, primary=True),
        of=id,
    )


def logged(ctx: Context, row: MeetingRow) -> Screen:
    """Thanks, and where signals go."""
    report = Action("report", "begin", ctx.say("meeting.actions.report"))
    return screen(ctx, "logged", (), (report, action(ctx, "show", "meeting", str(row.id)), to_menu(ctx)))


def status(ctx: Context, row: MeetingRow) -> str:
    """Where a meeting stands, in words."""
    if row.held_on:
        return ctx.say("meeting.status.held", day=_day(ctx, row.held_on), count=row.present)
    if row.planned_on is None:
        return ctx.say("meeting.status.open")
    key = "planned" if row.planned_on >= ctx.today else "past"
    return ctx.say(f"meeting.status.{key}", day=_day(ctx, row.planned_on))


def _case(ctx: Context, row: MeetingRow, variant: str) -> Action:
    return action(ctx, "guide", "read", f"{row.id}:{variant}")


def _typed(ctx: Context, name: str, value: str, longest: int) -> Input:
    label, hint = ctx.say(f"meeting.questions.{name}.label"), ctx.say(f"meeting.questions.{name}.hint")
    return Input(name, "text", label, hint, required=name != "other", max_length=longest, value=value)


def _day(ctx: Context, day: date) -> str:
    return dates.written(day, ctx.locale, ctx.organisation.slug)
