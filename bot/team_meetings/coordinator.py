"""The coordinator begins the year of team meetings, sees who is not reached, nudges and takes over."""

from collections.abc import Sequence
from datetime import date

from bot.foundation import audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_id
from bot.foundation.screen import Event, Fact, Facts, Heading, Input, Note, Option, Part, Row, Screen
from bot.screens import dates
from bot.screens.forms import check
from bot.screens.layout import PAGE, to_menu
from bot.team_meetings import content, follow_up, messages
from bot.team_meetings.participant import holder
from bot.team_meetings.screens import FRAME, action, screen, status
from storage import meetings, starting, teams
from storage.meetings import MeetingRow, RoundRow
from storage.teams import TeamRow

LAST = (11, 30)  # month and day by which everybody has met


def overview(ctx: Context, event: Event) -> Screen:
    """How the year stands, and the teams that are not reached; the argument is how many to skip."""
    of = meetings.newest(ctx.session, ctx.organisation.id)
    begin = action(
        ctx, "begin", "change" if of and of.year == ctx.today.year else "begin", primary=of is None
    )
    if of is None:
        return screen(ctx, "no_round", (), (begin, to_menu(ctx)))
    found = _all(ctx, of)
    open_ones = [one for one in found if one[0].held_on is None]
    skip = parse_id(event.argument)
    rows = tuple(
        Row(team.name, _where(ctx, row, team), action(ctx, "team", "open", str(row.id)))
        for row, team in open_ones[skip : skip + PAGE]
    )
    turn = FRAME.turning(ctx, "overview", skip, len(open_ones) > skip + PAGE)
    left = Heading(ctx.say("meeting.not_reached", count=len(open_ones)))
    heading: Part = left if open_ones else Note(ctx.say("meeting.all_reached"))
    parts: list[Part] = [Facts(_facts(ctx, of, found))]
    if figures := follow_up.figures(ctx, of.year):
        parts += [Heading(ctx.say("meeting.after.label")), Facts(figures)]
    any_agreed = meetings.with_agreements(ctx.session, ctx.organisation.id)
    agreed = [action(ctx, "agreements", "agreements")] if any_agreed else []
    buttons = (*turn, *agreed, begin, to_menu(ctx))
    return screen(ctx, "overview", (*parts, heading, *rows), buttons, of=str(skip))


def team(ctx: Context, event: Event) -> Screen:
    """One team: where its meeting stands, and what the coordinator can do."""
    return _team(ctx, *_one(ctx, event.argument))


def nudge(ctx: Context, event: Event) -> Screen:
    """Asks the lead once more, at most once a day."""
    row, at = _one(ctx, event.argument)
    person_id = holder(row, at)
    if person_id is None or row.held_on is not None:
        raise Mistake("meeting_nobody")
    messages.nudge(ctx.session, ctx.organisation, row, person_id, ctx.now)
    return _team(ctx, row, at, ctx.say("meeting.nudged"))


def take(ctx: Context, event: Event) -> Screen:
    """From now on the coordinator holds the meeting; or, a second time, the lead does again."""
    row, at = _one(ctx, event.argument)
    assert ctx.person is not None
    mine = None if row.taken_by == ctx.person.id else ctx.person.id
    meetings.change(ctx.session, row.id, taken_by=mine)
    return _team(ctx, row._replace(taken_by=mine), at)


def begin(ctx: Context, event: Event) -> Screen:
    """Asks for the year's theme and the last day to have met."""
    return _form(ctx)


def start(ctx: Context, event: Event) -> Screen:
    """Begins this year's meetings, or changes them; every lead hears of it in chat."""
    form = _form(ctx)
    answers, errors = check(ctx, form.inputs, event.values)
    until = dates.typed(str(answers["until"]))
    if "until" not in errors and (wrong := _wrong(ctx, until)):
        errors["until"] = ctx.say(f"meeting.errors.{wrong}")
    if errors or until is None:
        return form.with_errors(errors, answers)
    before = meetings.round_of(ctx.session, ctx.organisation.id, ctx.today.year)
    of = RoundRow(ctx.today.year, str(answers["pack"]), before.started_on if before else ctx.today, until)
    meetings.start_round(ctx.session, ctx.organisation.id, of)
    meetings.forget_agreements(ctx.session, ctx.organisation.id, of.year - 1)
    every = teams.every(ctx.session, ctx.organisation.id, ctx.today)
    meetings.add_missing(ctx.session, ctx.organisation.id, of.year, every)
    follow_up.begin(ctx, of)
    starting.soon(ctx.session, ctx.organisation.id)
    audit.tell(ctx, "meetings.began", detail=f"{of.year} {of.pack} {of.until}")
    return overview(ctx, Event("meeting", "overview"))


def _wrong(ctx: Context, until: date | None) -> str:
    if until is None:
        return "no_day"
    if until <= ctx.today:
        return "past"
    return "far" if dates.is_far(until, ctx.today) else ""


def _form(ctx: Context) -> Screen:
    of = meetings.round_of(ctx.session, ctx.organisation.id, ctx.today.year)
    options = tuple(
        Option(name, content.pack(name, ctx.locale).title, content.pack(name, ctx.locale).summary)
        for name in content.names()
    )
    last = date(ctx.today.year, *LAST)
    until = of.until if of else last if (last - ctx.today).days > 30 else date(last.year + 1, 3, 31)
    inputs = (
        Input(
            "pack",
            "choice",
            ctx.say("meeting.questions.pack.label"),
            required=True,
            options=options,
            value=of.pack if of else "",
        ),
        Input(
            "until",
            "text",
            ctx.say("meeting.questions.until.label"),
            ctx.say("meeting.questions.until.hint"),
            required=True,
            max_length=40,
            value=dates.numbers(until),
        ),
    )
    back = action(ctx, "overview", "back")
    return screen(
        ctx, "begin", (), (back,), inputs=inputs, submit=action(ctx, "start", "start", primary=True)
    )


def _team(ctx: Context, row: MeetingRow, at: TeamRow, note: str = "") -> Screen:
    lead = at.lead or ctx.say("meeting.no_lead")
    if row.taken_by:
        lead = ctx.say("meeting.taken_over")
    facts = [
        Fact(ctx.say("meeting.facts.team"), ctx.say("meeting.team_of", team=at.name, count=at.size)),
        Fact(ctx.say("meeting.facts.department"), at.department),
        Fact(ctx.say("meeting.facts.lead"), lead),
        Fact(ctx.say("meeting.facts.status"), status(ctx, row)),
    ]
    if row.moved:
        facts.append(Fact(ctx.say("meeting.facts.moved"), str(row.moved)))
    id, parts = str(row.id), [Note(note)] if note else []
    mine = ctx.person is not None and row.taken_by == ctx.person.id
    buttons = [action(ctx, "show", "meeting", id), action(ctx, "overview", "back")]
    if row.held_on is None:
        buttons.insert(0, action(ctx, "take", "give_back" if mine else "take", id))
        if holder(row, at) and not mine and not note:
            buttons.insert(0, action(ctx, "nudge", "nudge", id, primary=True))
    return screen(ctx, "team", (*parts, Facts(tuple(facts))), tuple(buttons), of=id)


def _facts(ctx: Context, of: RoundRow, found: Sequence[tuple[MeetingRow, TeamRow]]) -> tuple[Fact, ...]:
    held = [row for row, _ in found if row.held_on]
    planned = [row for row, _ in found if row.planned_on and not row.held_on]
    numbers = {
        "year": str(of.year),
        "theme": content.pack(of.pack, ctx.locale).title,
        "until": dates.written(of.until, ctx.locale, ctx.organisation.slug),
        "teams": str(len(found)),
        "held": str(len(held)),
        "planned": str(len(planned)),
        "present": str(sum(row.present or 0 for row in held)),
    }
    facts = [Fact(ctx.say(f"meeting.facts.{name}"), said) for name, said in numbers.items()]
    return tuple(facts)


def _where(ctx: Context, row: MeetingRow, at: TeamRow) -> str:
    lead = ctx.say("meeting.taken_over") if row.taken_by else at.lead or ctx.say("meeting.no_lead")
    return ctx.say("meeting.where", lead=lead, status=status(ctx, row))


def _all(ctx: Context, of: RoundRow) -> list[tuple[MeetingRow, TeamRow]]:
    every = {at.id: at for at in teams.every(ctx.session, ctx.organisation.id, ctx.today)}
    rows = {row.team_id: row for row in meetings.of_year(ctx.session, ctx.organisation.id, of.year)}
    return [(rows[id], at) for id, at in every.items() if id in rows]


def _one(ctx: Context, argument: str) -> tuple[MeetingRow, TeamRow]:
    row = meetings.by_id(ctx.session, ctx.organisation.id, parse_id(argument))
    at = teams.one(ctx.session, ctx.organisation.id, row.team_id, ctx.today) if row else None
    if row is None or at is None:
        raise Mistake("meeting_gone")
    return row, at
