"""A lead plans the yearly meeting of their team, reads the pack, and says how it went."""

from datetime import date

from bot.foundation import access, audit
from bot.foundation.context import Context
from bot.foundation.mistakes import Mistake
from bot.foundation.numbers import parse_count, parse_id
from bot.foundation.screen import Event, Screen
from bot.messages import working_time
from bot.screens import dates
from bot.screens.forms import check
from bot.team_meetings import cases, content, follow_up, screens
from bot.team_meetings.content import Pack
from storage import groups, meetings, purpose_keys, sealing, teams
from storage.meetings import MeetingRow, RoundRow
from storage.teams import TeamRow

KEY = "agreements"  # the purpose of the key that seals them
READ = "meeting.read"  # in the trail: somebody read what a team agreed that is not theirs
MOST = 2_000  # people at one meeting
LATE = 60  # days after the round's last day on which a meeting can still be planned


def mine(ctx: Context) -> list[tuple[MeetingRow, TeamRow]]:
    """The meetings of this round that are this person's to hold: of the teams they lead, or took over."""
    of = meetings.newest(ctx.session, ctx.organisation.id)
    if of is None or ctx.person is None or ctx.person.organisation_id != ctx.organisation.id:
        return []
    every = {team.id: team for team in teams.every(ctx.session, ctx.organisation.id, ctx.today)}
    rows = meetings.of_year(ctx.session, ctx.organisation.id, of.year)
    return [
        (row, every[row.team_id])
        for row in rows
        if row.team_id in every and holder(row, every[row.team_id]) == ctx.person.id
    ]


def holder(row: MeetingRow, team: TeamRow) -> int | None:
    """Who is to hold a meeting: whoever took it over, or else the team's lead of today."""
    return row.taken_by or team.lead_id


def open_mine(ctx: Context, event: Event) -> Screen:
    """The meeting of the team, or a list when somebody leads several."""
    found = mine(ctx)
    if not found:
        return screens.none(ctx)
    if len(found) > 1:
        return screens.listed(ctx, found)
    return _shown(ctx, found[0][0].id)


def show(ctx: Context, event: Event) -> Screen:
    """One meeting; the argument is its number."""
    return _shown(ctx, parse_id(event.argument))


def guide(ctx: Context, event: Event) -> Screen:
    """The pack's guide, with the case that fits the team; the argument is the meeting's number, perhaps with
    the kind of team whose case is wanted."""
    id, _, variant = event.argument.partition(":")
    of, row, team = _open(ctx, parse_id(id))
    pack = _pack(ctx, of)
    return screens.guide(ctx, pack, row, variant if variant in pack.cases else _fitting(ctx, pack, team))


def plan(ctx: Context, event: Event) -> Screen:
    """Asks for a day."""
    of, row, _ = _open(ctx, parse_id(event.argument))
    return screens.pick_day(ctx, of, row)


def set_day(ctx: Context, event: Event) -> Screen:
    """Takes the day on which the team is going to meet."""
    of, row, _ = _open(ctx, parse_id(event.argument))
    screen = screens.pick_day(ctx, of, row)
    answers, errors = check(ctx, screen.inputs, event.values)
    if errors:
        return screen.with_errors(errors, answers)
    other = answers["day"] == screens.OTHER
    typed = str(answers["other"])
    day = dates.typed(typed) if other else date.fromisoformat(str(answers["day"]))
    wrong = _wrong_day(ctx, of, day)
    if day is None or wrong:
        return screen.with_errors({"other" if other else "day": ctx.say(f"meeting.errors.{wrong}")}, answers)
    meetings.change(ctx.session, row.id, planned_on=day)
    return _shown(ctx, row.id)


def missed(ctx: Context, event: Event) -> Screen:
    """The meeting did not go on: asks for another day. Pressed twice it counts once."""
    of, row, _ = _open(ctx, parse_id(event.argument))
    if row.planned_on is not None and row.planned_on <= ctx.today and row.held_on is None:
        meetings.change(ctx.session, row.id, planned_on=None, moved=row.moved + 1)
    return screens.pick_day(ctx, of, row, missed=True)


def log(ctx: Context, event: Event) -> Screen:
    """Asks when it was held, how many were there, and what was agreed."""
    of, row, team = _open(ctx, parse_id(event.argument))
    return screens.log(ctx, _pack(ctx, of), row, agreements(ctx, row), row.size or team.size)


def save(ctx: Context, event: Event) -> Screen:
    """Logs the meeting. More people than the team has is asked about once more."""
    of, row, team = _open(ctx, parse_id(event.argument))
    size, sure = row.size or team.size, "sure" in event.values
    screen = screens.log(ctx, _pack(ctx, of), row, "", size, sure)
    answers, errors = check(ctx, screen.inputs, event.values)
    held = dates.typed(str(answers["held_on"]))
    present = parse_count(str(answers["present"]), MOST, least=1)
    if "held_on" not in errors and (wrong := _wrong_held(ctx, of, held)):
        errors["held_on"] = ctx.say(f"meeting.errors.{wrong}")
    if "present" not in errors and present is None:
        errors["present"] = ctx.say("meeting.errors.number")
    if present is not None and present <= size:
        errors.pop("sure", None)
    if errors:
        return screen.with_errors(errors, answers)
    if present is not None and present > size and not sure:
        return screens.log(ctx, _pack(ctx, of), row, "", size, sure=True).with_errors({}, answers)
    meetings.change(
        ctx.session,
        row.id,
        held_on=held,
        present=present,
        size=size,
        department_id=team.department_id,
        agreements=_sealed(ctx, row, str(answers["agreements"])),
    )
    if row.held_on is None:
        follow_up.ask(ctx, row, of)
    return screens.logged(ctx, row)


def agreements(ctx: Context, row: MeetingRow) -> str:
    """What a team agreed, opened."""
    if not row.agreements:
        return ""
    key = purpose_keys.get(ctx.vault, ctx.organisation.id, KEY)
    return str(sealing.unseal(key, row.agreements, KEY, ctx.organisation.id, row.id))


def _sealed(ctx: Context, row: MeetingRow, text: str) -> bytes | None:
    if not text:
        return None
    key = purpose_keys.make(ctx.vault, ctx.organisation.id, KEY)
    return sealing.seal(key, text, KEY, ctx.organisation.id, row.id)


def _shown(ctx: Context, meeting_id: int) -> Screen:
    of, row, team = _open(ctx, meeting_id)
    agreed = agreements(ctx, row)
    if agreed and ctx.person and holder(row, team) != ctx.person.id:
        audit.tell(ctx, READ, subject=f"meeting:{row.id}")
    return screens.meeting(ctx, _pack(ctx, of), of, row, team, agreed)


def _open(ctx: Context, meeting_id: int) -> tuple[RoundRow, MeetingRow, TeamRow]:
    """A meeting that this person holds, or any for the coordinator. Raises Mistake."""
    row = meetings.by_id(ctx.session, ctx.organisation.id, meeting_id)
    of = meetings.round_of(ctx.session, ctx.organisation.id, row.year) if row else None
    team = teams.one(ctx.session, ctx.organisation.id, row.team_id, ctx.today) if row else None
    if row is None or of is None or team is None or ctx.person is None:
        raise Mistake("meeting_gone")
    if holder(row, team) != ctx.person.id and not access.may(ctx, "plan_gatherings"):
        raise Mistake("not_allowed")
    return of, row, team


def _fitting(ctx: Context, pack: Pack, team: TeamRow) -> str | None:
    keys = {group.id: group.key for group in groups.every(ctx.session, ctx.organisation.id)}
    members = teams.members(ctx.session, ctx.organisation.id, team.id, ctx.today)
    found = groups.memberships(ctx.session, members)
    theirs = [{keys[id] for id in found.get(member, set()) if id in keys} for member in members]
    return cases.case_for(pack.cases, team.name, team.department, theirs)


def _pack(ctx: Context, of: RoundRow) -> Pack:
    return content.pack(of.pack, ctx.locale)


def _wrong_day(ctx: Context, of: RoundRow, day: date | None) -> str:
    if day is None:
        return "no_day"
    if day < ctx.today:
        return "past"
    if (day - max(of.until, ctx.today)).days > LATE:
        return "late"
    return "" if working_time.is_working_day(day, ctx.organisation.slug) else "free"


def _wrong_held(ctx: Context, of: RoundRow, day: date | None) -> str:
    if day is None:
        return "no_day"
    if day > ctx.today:
        return "future"
    return "other_year" if day < date(of.year, 1, 1) else ""
